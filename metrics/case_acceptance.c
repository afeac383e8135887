/* The acceptance clock; see case_status.h. */

#include "metrics/case_lights.h"
#include "metrics/case_status_internal.h"

static void start_clock(const SzCaseTask *task, SzWallTime at, SzCaseClock *clock)
{
    const SzCaseThresholds *thresholds = task->thresholds;
    SzDeadlineRequest request = {.start = at, .limit = clock->limit};
    SzDeadline deadline;
    clock->start = (SzMaybeTime){true, at};
    clock->due.known = false;
    clock->yellow_at.known = false;
    if (!sz_deadline_compute(&task->rules, &request, &deadline, NULL)) {
        return;
    }
    gint32 n_left = clock->limit.n - thresholds->acceptance_yellow_day + 1;
    clock->due = (SzMaybeTime){true, deadline.due};
    clock->yellow_at =
        (SzMaybeTime){true, sz_case_workdays_before(&task->rules, deadline.due, n_left)};
    clock->provisional = deadline.provisional;
}

/* What @span does to the clock. */
static void ask_for_materials(SzCaseTask *task, const SzSpan *span, SzCaseStatus *status)
{
    const SzMaybeTime *accepted = &task->facts->accepted;
    SzCaseClock *clock = &status->acceptance;
    if (clock->due.known && span->from.ns > clock->due.at.ns) {
        status->flags |= SZ_CASE_FLAG_ACCEPTED_LATE; /* deemed accepted before it */
        return;
    }
    gint64 end_ns = accepted->known ? MIN(accepted->at.ns, span->to.ns) : span->to.ns;
    if (end_ns < SZ_WALL_TIME_MAX.ns) {
        start_clock(task, (SzWallTime){MAX(end_ns, clock->start.at.ns)}, clock);
        return;
    }
    clock->due.known = false;
    clock->yellow_at.known = false;
    task->waiting_since = (SzMaybeTime){true, span->from};
}

/* The first that shows that the case is in hand: accepted, or something that only follows. */
static SzMaybeTime in_hand_since(const SzCaseFacts *facts)
{
    if (facts->accepted.known) {
        return facts->accepted;
    }
    return facts->handled.known ? facts->handled : facts->ended;
}

void sz_case_run_acceptance(SzCaseTask *task, SzCaseStatus *status)
{
    const SzCaseFacts *facts = task->facts;
    SzCaseClock *clock = &status->acceptance;
    clock->basis = SZ_DUE_BY_ACCEPTANCE;
    clock->limit = (SzLimit){task->thresholds->acceptance_workdays, SZ_UNIT_WORKDAY};
    if (facts->applied.known) {
        start_clock(task, facts->applied.at, clock);
    }
    for (guint32 i = 0; i < facts->n_spans && !task->waiting_since.known; i++) {
        if (sz_case_is_asked(facts, &facts->spans[i])) {
            ask_for_materials(task, &facts->spans[i], status);
        }
    }
    SzMaybeTime in_hand = in_hand_since(facts);
    /* A source that gives a deadline of its own has the case in hand, whenever that was. */
    bool is_judged = facts->accepted.known || !facts->source_due.known;
    status->is_acceptance_pending = !in_hand.known && is_judged && clock->start.known;
    if (is_judged && sz_maybe_is_after(in_hand, clock->due)) {
        status->flags |= SZ_CASE_FLAG_ACCEPTED_LATE;
    }
}
