#pragma once

/* The inside of metrics/case_status: what its files share.  Pure like the rest. */

#include "metrics/case_status.h"

/* One computation; all borrowed. */
typedef struct {
    SzDeadlineRules rules;
    const SzCaseThresholds *thresholds;
    const SzItem *item;
    const SzCaseFacts *facts;
    const SzSpan *ended; /* the spans that have ended */
    gsize n_ended;
    SzMaybeTime
        waiting_since; /* a 补正 that runs, before acceptance; set by the acceptance clock */
} SzCaseTask;

/* Runs @clock, whose limit, extension and start (which must be known) are set; its due stays unknown
 * without a limit and where it lies out of the calendar's range. */
void sz_case_run_clock(const SzCaseTask *task, SzCaseClock *clock);

static inline bool sz_maybe_is_after(SzMaybeTime at, SzMaybeTime due)
{
    return at.known && due.known && at.at.ns > due.at.ns;
}

/* A 补正 that began before acceptance. */
static inline bool sz_case_is_asked(const SzCaseFacts *facts, const SzSpan *span)
{
    return span->kind == SZ_SUSPEND_SUPPLEMENT &&
           (!facts->accepted.known || span->from.ns < facts->accepted.at.ns);
}

/* case_acceptance.c: acceptance, is_acceptance_pending and ACCEPTED_LATE of @status; task->waiting_since. */
void sz_case_run_acceptance(SzCaseTask *task, SzCaseStatus *status);

/* case_extension.c: by how much @clock, whose limit and start are set, is extended: at most @n_max, by extensions given
 * before it was due as things stood then; it has not run yet.  Of limits in minutes and hours 0. */
gint32 sz_case_extension(const SzCaseTask *task, const SzCaseClock *clock, gint32 n_max,
                         bool *out_is_too_late);

/* case_handling.c: handling, statute_due, black_at of @status, EXTENSION_OVER_LIMIT and _TOO_LATE; after the acceptance. */
void sz_case_run_handling(const SzCaseTask *task, SzCaseStatus *status);
/* source_due and computed_due, SOURCE_DUE_DIFFERS; after the spans are judged. */
void sz_case_compare_with_source(const SzCaseTask *task, SzCaseStatus *status);
/* delivery, is_delivery_pending and DELIVERY_LATE. */
void sz_case_run_delivery(const SzCaseTask *task, SzCaseStatus *status);

/* case_suspension.c: suspension of @status, once the handling clock is known; the findings about spans. */
void sz_case_judge_spans(const SzCaseTask *task, SzCaseStatus *status);

/* case_steps.c: step of @status, and STEP_LATE. */
void sz_case_run_steps(const SzCaseTask *task, SzCaseStatus *status);
