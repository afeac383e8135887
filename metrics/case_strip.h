#pragma once

/* The day-by-day strip of a case: of the clock that counts at an instant, up to its deadline, or as far as it is known.
 *
 * Pure apart from memory.
 *
 * The clock is the acceptance clock while the case is not accepted and that clock has not run out, else the handling
 * clock.  While a suspension that stops it runs, there is no deadline; the strip then ends on the day of @now, and the
 * days since are shown as suspended.  A case that has ended shows its handling clock. */

#include "metrics/case_status.h"

typedef enum {
    SZ_CASE_STRIP_SHOWN,
    SZ_CASE_STRIP_BY_SOURCE, /* the source named an instant: no day is counted */
    SZ_CASE_STRIP_NO_LIMIT,  /* neither the case nor the catalogue has one */
    SZ_CASE_STRIP_NO_START,  /* nobody said when it was received or accepted */
    SZ_CASE_STRIP_SUPPLEMENT, /* 补正 before acceptance runs: the acceptance clock will start afresh */
    SZ_CASE_STRIP_TOO_LONG, /* beyond the calendar, or longer than SZ_STRIP_DAYS_MAX */
} SzCaseStripKind;

typedef struct {
    SzCaseStripKind kind;
    bool is_acceptance; /* the acceptance clock; else the handling clock */
    bool is_suspended;  /* the clock stands still: the strip ends today, deadline means nothing */
    SzUnit unit;
    GArray *days; /* owned; SzStripDay; NULL unless SHOWN */
    SzDeadline deadline;
} SzCaseStrip;

/* What a strip is made of; all borrowed. */
typedef struct {
    const SzCaseRules *rules;
    const SzOpeningHours *hours; /* of the hall */
    const SzItem *item;          /* NULL: the catalogue does not know it */
    const SzCaseFacts *facts;
    const SzCaseStatus *status; /* of these facts */
} SzCaseStripOf;

void sz_case_strip_make(const SzCaseStripOf *of, SzWallTime now, SzCaseStrip *out);
void sz_case_strip_clear(SzCaseStrip *strip);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzCaseStrip, sz_case_strip_clear)
