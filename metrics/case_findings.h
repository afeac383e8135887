#pragma once

/* What is found about a case, in words.
 *
 * Pure.  Findings that depend on the instant (a step, a suspension, a delivery or an acceptance that lasts too long
 * already) are no flags of the case, but come from its instants. */

#include "metrics/case_status.h"

/* SzCaseFlag bits that hold at @now: those of the status and those that depend on it. */
guint32 sz_case_findings_at(const SzCaseStatus *status, SzWallTime now);

typedef struct {
    SzCaseFlag flag;
    const char *code; /* snake_case */
    const char *zh;
    const char *en;
} SzCaseFinding;

#define SZ_CASE_N_FINDINGS 15
/* The @i-th of SZ_CASE_N_FINDINGS, in the order of their bits. */
const SzCaseFinding *sz_case_finding(gsize i);
