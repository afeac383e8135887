#include "metrics/case_status.h"

#include "metrics/case_lights.h"

#define ACCEPTANCE_LIMIT ((SzLimit){.n = 5, .unit = SZ_UNIT_WORKDAY})

static const char *const light_names[] = {
    [SZ_LIGHT_NONE] = "",   [SZ_LIGHT_GREEN] = "green", [SZ_LIGHT_YELLOW] = "yellow",
    [SZ_LIGHT_RED] = "red", [SZ_LIGHT_BLACK] = "black", [SZ_LIGHT_SUSPENDED] = "suspended",
};

static const char *const state_names[] = {
    [SZ_STATE_OPEN] = "open",           [SZ_STATE_SUSPENDED] = "suspended",
    [SZ_STATE_CLOSED] = "closed",       [SZ_STATE_REJECTED] = "rejected",
    [SZ_STATE_WITHDRAWN] = "withdrawn", [SZ_STATE_VOID] = "void",
};

static const char *const basis_names[] = {
    [SZ_DUE_NONE] = "",
    [SZ_DUE_BY_PROMISE] = "promise",
    [SZ_DUE_BY_SOURCE] = "source",
    [SZ_DUE_BY_ITEM] = "item",
    [SZ_DUE_BY_STATUTE] = "statute",
    [SZ_DUE_BY_ACCEPTANCE] = "acceptance",
};

const char *sz_light_name(SzLight light)
{
    return light_names[light];
}

const char *sz_state_name(SzCaseState state)
{
    return state_names[state];
}

const char *sz_due_basis_name(SzDueBasis basis)
{
    return basis_names[basis];
}

SzDeadlinePolicy sz_case_policy(const SzCaseRules *rules, const SzItem *item)
{
    SzDeadlinePolicy policy = *rules->policy;
    policy.stopping_kinds |= item != NULL ? item->stopping_kinds : 0;
    return policy;
}

/* --- which limit --------------------------------------------------------------------------- */

static void choose_limit(const SzCaseFacts *facts, const SzItem *item, SzCaseClock *out)
{
    SzLimit statute = facts->statute;
    if (statute.unit == SZ_UNIT_NONE && item != NULL) {
        statute = item->statute;
    }
    if (facts->promise.unit != SZ_UNIT_NONE) {
        *out = (SzCaseClock){.basis = SZ_DUE_BY_PROMISE, .limit = facts->promise};
    } else if (facts->source_due.known) {
        *out = (SzCaseClock){.basis = SZ_DUE_BY_SOURCE};
    } else if (item != NULL && item->promise.unit != SZ_UNIT_NONE) {
        *out = (SzCaseClock){.basis = SZ_DUE_BY_ITEM, .limit = item->promise};
    } else if (statute.unit != SZ_UNIT_NONE) {
        *out = (SzCaseClock){.basis = SZ_DUE_BY_STATUTE, .limit = statute};
    } else {
        *out = (SzCaseClock){.basis = SZ_DUE_NONE};
    }
}

static bool is_day_unit(SzUnit unit)
{
    return unit == SZ_UNIT_WORKDAY || unit == SZ_UNIT_DAY;
}

static bool stops(const SzDeadlinePolicy *policy, SzSuspendKind kind)
{
    return (policy->stopping_kinds & (1u << kind)) != 0;
}

static bool is_running(const SzSpan *span)
{
    return span->to.ns == SZ_WALL_TIME_MAX.ns;
}

/* The request without the spans that still run; they are judged afterwards. */
static void make_request(const SzCaseFacts *facts, SzLimit limit, SzMaybeTime start, SzSpan *spans,
                         SzDeadlineRequest *out)
{
    gsize n = 0;
    for (guint32 i = 0; i < facts->n_spans; i++) {
        if (!is_running(&facts->spans[i])) {
            spans[n++] = facts->spans[i];
        }
    }
    *out = (SzDeadlineRequest){
        .start = start.at,
        .limit = limit,
        .extend_n = is_day_unit(limit.unit) ? facts->extend_days : 0,
        .spans = spans,
        .n_spans = n,
    };
}

static void run_clock(const SzDeadlineRules *rules, const SzDeadlineRequest *request,
                      SzCaseClock *clock)
{
    SzDeadline deadline;
    /* Out of the calendar's range: no deadline is claimed. */
    if (!sz_deadline_compute(rules, request, &deadline, NULL)) {
        return;
    }
    clock->due = (SzMaybeTime){true, deadline.due};
    clock->yellow_at = (SzMaybeTime){true, sz_case_yellow_at(rules, request, &deadline)};
    clock->provisional = deadline.provisional;
    clock->suspended_days = deadline.suspended_days;
}

static SzMaybeTime handling_start(const SzCaseFacts *facts)
{
    return facts->accepted.known ? facts->accepted : facts->received;
}

static SzMaybeTime limit_due(const SzDeadlineRules *rules, const SzCaseFacts *facts, SzLimit limit)
{
    SzCaseClock clock = {.limit = limit, .start = handling_start(facts)};
    SzSpan spans[SZ_CASE_SPANS_MAX];
    SzDeadlineRequest request;
    if (limit.unit != SZ_UNIT_NONE && clock.start.known) {
        make_request(facts, limit, clock.start, spans, &request);
        run_clock(rules, &request, &clock);
    }
    return clock.due;
}

static void run_handling(const SzDeadlineRules *rules, const SzCaseFacts *facts, const SzItem *item,
                         SzCaseClock *out)
{
    SzSpan spans[SZ_CASE_SPANS_MAX];
    SzDeadlineRequest request;
    choose_limit(facts, item, out);
    out->start = handling_start(facts);
    if (out->basis == SZ_DUE_BY_SOURCE) {
        out->due = facts->source_due;
        out->yellow_at =
            (SzMaybeTime){true, sz_case_workdays_before(rules, facts->source_due.at, 1)};
    } else if (out->basis != SZ_DUE_NONE && out->start.known) {
        make_request(facts, out->limit, out->start, spans, &request);
        run_clock(rules, &request, out);
    }
}

/* --- suspension that still runs ------------------------------------------------------------ */

/* Since when the clock stands still: the first running span that stops it, or a 补正 before acceptance. */
static SzMaybeTime stopped_since(const SzDeadlinePolicy *policy, const SzCaseFacts *facts)
{
    SzMaybeTime since = facts->supplement_since;
    for (guint32 i = 0; i < facts->n_spans && !facts->ended.known; i++) {
        const SzSpan *span = &facts->spans[i];
        if (is_running(span) && stops(policy, span->kind) &&
            (!since.known || span->from.ns < since.at.ns)) {
            since = (SzMaybeTime){true, span->from};
        }
    }
    return since;
}

/* A deadline that lies behind the instant at which the clock stopped cannot be known before it runs. */
static void forget_if_stopped(SzMaybeTime since, SzMaybeTime *due)
{
    if (since.known && due->known && since.at.ns < due->at.ns) {
        due->known = false;
    }
}

static SzCaseState state_of(const SzCaseFacts *facts, bool is_stopped)
{
    switch (facts->end) {
    case SZ_CASE_CLOSED:
        return SZ_STATE_CLOSED;
    case SZ_CASE_REJECTED:
        return SZ_STATE_REJECTED;
    case SZ_CASE_WITHDRAWN:
        return SZ_STATE_WITHDRAWN;
    case SZ_CASE_VOIDED:
        return SZ_STATE_VOID;
    case SZ_CASE_OPEN:
        break;
    }
    return is_stopped ? SZ_STATE_SUSPENDED : SZ_STATE_OPEN;
}

/* --- the whole ----------------------------------------------------------------------------- */

static void run_acceptance(const SzDeadlineRules *rules, const SzCaseFacts *facts,
                           SzCaseStatus *status)
{
    bool is_in_hand = facts->accepted.known || facts->handled.known || facts->source_due.known ||
                      facts->ended.known;
    status->is_acceptance_pending = !is_in_hand && facts->received.known;
    status->acceptance = (SzCaseClock){
        .basis = SZ_DUE_BY_ACCEPTANCE,
        .limit = ACCEPTANCE_LIMIT,
        .start = facts->received,
    };
    if (status->is_acceptance_pending && !facts->supplement_since.known) {
        SzDeadlineRequest request = {.start = facts->received.at, .limit = ACCEPTANCE_LIMIT};
        run_clock(rules, &request, &status->acceptance);
        if (status->acceptance.due.known) { /* yellow on the 4th day of 5 */
            status->acceptance.yellow_at.at =
                sz_case_workdays_before(rules, status->acceptance.due.at, 2);
        }
    }
}

/* Past the statutory limit; without one, an 即办 case one working day after its due, a limit in minutes or
 * hours when twice of it is used (DOMAIN 3.4). */
static SzMaybeTime black_instant(const SzDeadlineRules *rules, const SzCaseFacts *facts,
                                 const SzCaseStatus *status)
{
    const SzCaseClock *clock = &status->handling;
    if (status->statute_due.known || clock->limit.unit == SZ_UNIT_NONE || !clock->due.known) {
        return status->statute_due;
    }
    if (clock->limit.n == 0) {
        SzDeadlineRequest next = {.start = clock->due.at, .limit = {1, SZ_UNIT_WORKDAY}};
        SzCaseClock one_more = {0};
        run_clock(rules, &next, &one_more);
        return one_more.due;
    }
    if (!is_day_unit(clock->limit.unit) && clock->limit.n <= SZ_LIMIT_MAX / 2) {
        return limit_due(rules, facts, (SzLimit){clock->limit.n * 2, clock->limit.unit});
    }
    return status->statute_due;
}

void sz_case_status_compute(const SzCaseRules *rules, const SzOpeningHours *hours,
                            const SzItem *item, const SzCaseFacts *facts, SzCaseStatus *out)
{
    SzDeadlinePolicy policy = sz_case_policy(rules, item);
    SzDeadlineRules deadline_rules = {&policy, rules->calendar, hours};
    SzCaseStatus status = {0};
    run_acceptance(&deadline_rules, facts, &status);
    run_handling(&deadline_rules, facts, item, &status.handling);
    SzLimit statute = facts->statute;
    if (statute.unit == SZ_UNIT_NONE && item != NULL) {
        statute = item->statute;
    }
    status.statute_due = limit_due(&deadline_rules, facts, statute);
    status.black_at = black_instant(&deadline_rules, facts, &status);

    SzMaybeTime stop = stopped_since(&policy, facts);
    forget_if_stopped(stop, &status.handling.due);
    forget_if_stopped(stop, &status.handling.yellow_at);
    forget_if_stopped(stop, &status.statute_due);
    forget_if_stopped(stop, &status.black_at);
    status.state = state_of(facts, stop.known);
    status.is_late = status.state == SZ_STATE_CLOSED && status.handling.due.known &&
                     facts->ended.at.ns > status.handling.due.at.ns;
    *out = status;
}

static bool is_past(SzMaybeTime instant, SzWallTime now)
{
    return instant.known && now.ns > instant.at.ns;
}

const SzCaseClock *sz_case_status_clock(const SzCaseStatus *status, SzWallTime now)
{
    bool is_accepting = status->is_acceptance_pending && !is_past(status->acceptance.due, now);
    return is_accepting ? &status->acceptance : &status->handling;
}

/* The first instant after @at; never when that is not known. */
static SzWallTime just_after(SzMaybeTime at)
{
    return at.known && at.at.ns < SZ_WALL_TIME_MAX.ns ? (SzWallTime){at.at.ns + 1}
                                                      : SZ_WALL_TIME_MAX;
}

static SzWallTime later(SzWallTime a, SzWallTime b)
{
    return a.ns > b.ns ? a : b;
}

SzLightCurve sz_case_status_curve(const SzCaseStatus *status)
{
    SzLightCurve curve = {SZ_LIGHT_NONE, SZ_WALL_TIME_MAX, SZ_WALL_TIME_MAX, SZ_WALL_TIME_MAX};
    bool is_suspended = status->state == SZ_STATE_SUSPENDED;
    if (status->state != SZ_STATE_OPEN && !is_suspended) {
        return curve;
    }
    const SzCaseClock *clock =
        status->is_acceptance_pending ? &status->acceptance : &status->handling;
    curve.base = is_suspended ? SZ_LIGHT_SUSPENDED : SZ_LIGHT_GREEN;
    curve.red_from = just_after(clock->due);
    curve.black_from = just_after(status->black_at);
    if (!is_suspended && clock->yellow_at.known) {
        curve.yellow_from = clock->yellow_at.at;
    }
    if (status->is_acceptance_pending) {
        /* Before acceptance, or what the law takes for it, no limit of the handling can be overdue. */
        curve.black_from = later(curve.black_from, curve.red_from);
    }
    return curve;
}

SzLight sz_light_curve_at(const SzLightCurve *curve, SzWallTime now)
{
    if (curve->base == SZ_LIGHT_NONE) {
        return SZ_LIGHT_NONE;
    }
    if (now.ns >= curve->black_from.ns && curve->black_from.ns != SZ_WALL_TIME_MAX.ns) {
        return SZ_LIGHT_BLACK;
    }
    if (now.ns >= curve->red_from.ns && curve->red_from.ns != SZ_WALL_TIME_MAX.ns) {
        return SZ_LIGHT_RED;
    }
    if (now.ns >= curve->yellow_from.ns && curve->yellow_from.ns != SZ_WALL_TIME_MAX.ns) {
        return SZ_LIGHT_YELLOW;
    }
    return curve->base;
}

SzLight sz_case_status_light(const SzCaseStatus *status, SzWallTime now)
{
    SzLightCurve curve = sz_case_status_curve(status);
    return sz_light_curve_at(&curve, now);
}

bool sz_case_status_request(const SzCaseStatus *status, const SzCaseFacts *facts, SzSpan *spans,
                            SzDeadlineRequest *out)
{
    const SzCaseClock *clock = &status->handling;
    if (clock->limit.unit == SZ_UNIT_NONE || !clock->start.known) {
        return false;
    }
    make_request(facts, clock->limit, clock->start, spans, out);
    return true;
}
