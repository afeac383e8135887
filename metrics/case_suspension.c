/* What suspensions say about themselves; see case_status.h. */

#include "metrics/case_status_internal.h"

/* Does the case stand still in @span? */
static bool stands_still(const SzCaseTask *task, const SzSpan *span)
{
    return (task->rules.policy->stopping_kinds & (1u << span->kind)) != 0 ||
           (task->waiting_since.known && sz_span_is_running(span) &&
            sz_case_is_asked(task->facts, span));
}

/* The first instant at which more than @n working days (s < d <= r) have passed since @from; never for @n = -1, which is
 * how a number that was not given is kept. */
static SzMaybeTime over_at(const SzCaseTask *task, SzWallTime from, gint32 n)
{
    SzDay day = 0;
    if (!sz_work_calendar_nth_after(task->rules.calendar, sz_day_of(from), (gint64)n + 1, &day,
                                    NULL)) {
        return (SzMaybeTime){0};
    }
    return (SzMaybeTime){true, sz_wall_time_at(day, 0)};
}

static SzMaybeTime earlier(SzMaybeTime a, SzMaybeTime b)
{
    return !a.known || (b.known && b.at.ns < a.at.ns) ? b : a;
}

/* --- too long ------------------------------------------------------------------------------ */

/* @run_from: since when the case stands still without a break, up to @span. */
static void judge_length(const SzCaseTask *task, const SzSpan *span, gint32 planned_days,
                         SzWallTime run_from, SzCaseStatus *status)
{
    SzMaybeTime max_at = over_at(task, run_from, task->thresholds->suspended_max_workdays);
    SzMaybeTime planned_at = over_at(task, span->from, planned_days);
    if (sz_span_is_running(span)) {
        SzCaseSuspension *suspension = &status->suspension;
        SzMaybeTime from = {true, span->from};
        suspension->since = earlier(suspension->since, from);
        suspension->planned_over_at = earlier(suspension->planned_over_at, planned_at);
        suspension->max_over_at = earlier(suspension->max_over_at, max_at);
        return;
    }
    SzMaybeTime over = earlier(planned_at, max_at);
    if (over.known && span->to.ns >= over.at.ns) {
        status->flags |= SZ_CASE_FLAG_SUSPENDED_TOO_LONG;
    }
}

/* --- on the last day ----------------------------------------------------------------------- */

/* Did another one run when span @i began? */
static bool stood_still_before(const SzCaseTask *task, guint32 i)
{
    const SzSpan *spans = task->facts->spans;
    bool found = false;
    for (guint32 k = 0; k < i; k++) {
        found = found || (stands_still(task, &spans[k]) && spans[k].to.ns > spans[i].from.ns);
    }
    return found;
}

/* When the case was due as things stood when span @i began, while no other one ran. */
static SzMaybeTime due_before(const SzCaseTask *task, guint32 i, const SzCaseClock *handling)
{
    const SzCaseFacts *facts = task->facts;
    SzCaseTask then = *task;
    SzCaseClock clock = *handling;
    then.ended = facts->spans;
    then.n_ended = i;
    clock.extend_n = MIN(clock.extend_n, facts->notes[i].extend_days);
    sz_case_run_clock(&then, &clock); /* without a limit it is due when the source said */
    return clock.due;
}

static void judge_beginning(const SzCaseTask *task, guint32 i, SzCaseStatus *status)
{
    const SzCaseClock *handling = &status->handling;
    SzWallTime from = task->facts->spans[i].from;
    bool is_running = handling->start.known &&
                      (!task->waiting_since.known || from.ns < task->waiting_since.at.ns);
    if (!is_running || stood_still_before(task, i)) {
        return;
    }
    SzMaybeTime due = due_before(task, i, handling);
    SzDay last = sz_day_ending_at(due.at);
    /* A case of one day has no last one among others. */
    if (due.known && sz_day_of(from) == last && sz_day_of(handling->start.at) < last) {
        status->flags |= SZ_CASE_FLAG_SUSPENDED_ON_LAST_DAY;
    }
}

/* --- all ----------------------------------------------------------------------------------- */

void sz_case_judge_spans(const SzCaseTask *task, SzCaseStatus *status)
{
    const SzCaseFacts *facts = task->facts;
    SzWallTime run_from = SZ_WALL_TIME_MIN;
    SzWallTime run_to = SZ_WALL_TIME_MIN;
    for (guint32 i = 0; i < facts->n_spans; i++) {
        const SzSpan *span = &facts->spans[i];
        if (!stands_still(task, span)) {
            continue;
        }
        if (span->from.ns > run_to.ns) {
            run_from = span->from;
        }
        run_to.ns = MAX(run_to.ns, span->to.ns);
        judge_length(task, span, facts->notes[i].planned_days, run_from, status);
        judge_beginning(task, i, status);
    }
}
