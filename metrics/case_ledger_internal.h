#pragma once

/* Inside of metrics/case_ledger: what its files share. */

#include "metrics/case_ledger.h"

#define SZ_LEDGER_N_COUNTED 12 /* measures; which, says case_ledger.c */

typedef struct {
    gint64 num[SZ_LEDGER_N_COUNTED];
    gint64 den[SZ_LEDGER_N_COUNTED];
} SzLedgerCounts;

/* One civil month; shared between ledgers, written only while one alone holds it. */
typedef struct {
    gint n_refs;
    gint32 number;          /* year * 12 + month */
    SzLedgerCounts halls[]; /* by sz_registry_index() */
} SzLedgerMonth;

typedef struct {
    guint64 n;
    SzMaybeTime last_end;
} SzLedgerHall;

struct SzCaseLedger {
    gint n_refs;
    SzCaseRules rules;
    gsize n_halls; /* of the registry */
    gint64 reached;
    GArray *struck;      /* owned; gint64, ascending: places up to reached that do not count */
    SzLedgerHall *halls; /* owned; by SzCaseRow.hall: n_halls + 1 */
    GPtrArray *months;   /* owned; SzLedgerMonth (references), ascending */
};

/* (transfer full) @halls: NULL: nothing was counted. */
SzLedgerMonth *sz_ledger_month_new(gint32 number, const SzLedgerCounts *halls, gsize n_halls);
