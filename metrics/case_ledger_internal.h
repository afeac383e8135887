#pragma once

/* Inside of metrics/case_ledger: what its files share. */

#include "metrics/case_ledger.h"

typedef struct {
    gint64 num;
    gint64 den;
} SzLedgerCount;

/* One civil month; shared between ledgers, written only while one alone holds it. */
typedef struct {
    gint n_refs;
    gint32 number; /* year * 12 + month */
    SzLedgerCount counts
        []; /* of the hall i of the registry at i * n_counted, in the order of SzCaseLedger.counted */
} SzLedgerMonth;

typedef struct {
    guint64 n;
    SzMaybeTime last_end;
} SzLedgerHall;

struct SzCaseLedger {
    gint n_refs;
    SzCaseRules rules;
    gsize n_halls;   /* of the registry */
    GArray *counted; /* owned; guint: the measures that are counted over months */
    gint64 reached;
    GArray *struck;      /* owned; gint64, ascending: places up to reached that do not count */
    SzLedgerHall *halls; /* owned; by SzCaseRow.hall: n_halls + 1 */
    GPtrArray *months;   /* owned; SzLedgerMonth (references), ascending */
};

/* (transfer full) @counts: NULL: nothing was counted. */
SzLedgerMonth *sz_ledger_month_new(const SzCaseLedger *ledger, gint32 number,
                                   const SzLedgerCount *counts);
/* How many counts a month has. */
gsize sz_ledger_n_counts(const SzCaseLedger *ledger);
