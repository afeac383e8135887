/* The acceptance clock; see case_status.h. */

#include "metrics/case_lights.h"
#include "metrics/case_status_internal.h"

static void start_clock(const SzCaseTask *task, SzWallTime at, SzCaseClock *clock)
{
    const SzCaseThresholds *thresholds = task->thresholds;
    SzDeadlineRequest request = {.start = at, .limit = clock->limit};
    SzDeadline deadline;
    clock->start = (SzMaybeTime){true, at};
    if (!sz_deadline_compute(&task->rules, &request, &deadline, NULL)) {
        clock->due.known = false;
        return;
    }
    gint32 n_left = clock->limit.n - thresholds->acceptance_yellow_day + 1;
    clock->due = (SzMaybeTime){true, deadline.due};
    clock->yellow_at =
        (SzMaybeTime){true, sz_case_workdays_before(&task->rules, deadline.due, MAX(n_left, 0))};
    clock->provisional = deadline.provisional;
}

/* What @span does to the clock.  Returns: false when later ones do nothing. */
static bool ask_for_materials(SzCaseTask *task, const SzSpan *span, SzCaseStatus *status)
{
    const SzMaybeTime *accepted = &task->facts->accepted;
    SzCaseClock *clock = &status->acceptance;
    if (clock->due.known && span->from.ns > clock->due.at.ns) {
        status->flags |= SZ_CASE_FLAG_ACCEPTED_LATE; /* deemed accepted before it */
        return false;
    }
    bool ends_accepted = accepted->known && accepted->at.ns < span->to.ns;
    if (ends_accepted || !sz_span_is_running(span)) {
        start_clock(task, ends_accepted ? accepted->at : span->to, clock);
        return true;
    }
    clock->due.known = false;
    clock->yellow_at.known = false;
    task->waiting_since = (SzMaybeTime){true, span->from};
    return false;
}

/* The first that shows that the case is in hand: accepted, or something that only follows. */
static SzMaybeTime in_hand_since(const SzCaseFacts *facts)
{
    if (facts->accepted.known) {
        return facts->accepted;
    }
    if (facts->handled.known &&
        (!facts->ended.known || facts->handled.at.ns < facts->ended.at.ns)) {
        return facts->handled;
    }
    return facts->ended;
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
    bool goes_on = true;
    for (guint32 i = 0; i < facts->n_spans && goes_on; i++) {
        goes_on = !sz_case_is_asked(facts, &facts->spans[i]) ||
                  ask_for_materials(task, &facts->spans[i], status);
    }
    SzMaybeTime in_hand = in_hand_since(facts);
    /* A source that gives a deadline of its own has the case in hand, whenever that was. */
    bool is_judged = facts->accepted.known || !facts->source_due.known;
    status->is_acceptance_pending = !in_hand.known && is_judged && clock->start.known;
    if (is_judged && sz_maybe_is_after(in_hand, clock->due)) {
        status->flags |= SZ_CASE_FLAG_ACCEPTED_LATE;
    }
}
