#include "metrics/case_status.h"

#include "metrics/case_status_internal.h"

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
    [SZ_DUE_BY_DELIVERY] = "delivery",
    [SZ_DUE_BY_STEP] = "step",
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
    if (item != NULL) {
        policy.stopping_kinds |= item->stopping_kinds;
    }
    return policy;
}

const SzCaseThresholds *sz_case_thresholds(const SzCaseRules *rules, const SzItem *item)
{
    return item != NULL && item->thresholds != NULL ? item->thresholds : rules->thresholds;
}

/* --- the whole ----------------------------------------------------------------------------- */

/* A deadline that lies behind the instant at which the clock stopped cannot be known before it runs. */
static void forget_if_stopped(SzMaybeTime since, SzMaybeTime *due)
{
    if (since.known && due->known && since.at.ns < due->at.ns) {
        due->known = false;
    }
}

static void forget_what_is_stopped(SzCaseStatus *status)
{
    SzMaybeTime since = status->suspension.since;
    forget_if_stopped(since, &status->handling.due);
    forget_if_stopped(since, &status->handling.yellow_at);
    forget_if_stopped(since, &status->statute_due);
    forget_if_stopped(since, &status->black_at);
    forget_if_stopped(since, &status->computed_due);
    forget_if_stopped(since, &status->step.due);
}

static SzCaseState state_of(const SzCaseFacts *facts, bool is_stopped)
{
    static const SzCaseState states[] = {
        [SZ_CASE_OPEN] = SZ_STATE_OPEN,         [SZ_CASE_CLOSED] = SZ_STATE_CLOSED,
        [SZ_CASE_REJECTED] = SZ_STATE_REJECTED, [SZ_CASE_WITHDRAWN] = SZ_STATE_WITHDRAWN,
        [SZ_CASE_VOIDED] = SZ_STATE_VOID,
    };
    return facts->end == SZ_CASE_OPEN && is_stopped ? SZ_STATE_SUSPENDED : states[facts->end];
}

/* The spans without those that still run, which are judged afterwards.  Returns: how many. */
static gsize copy_ended(const SzCaseFacts *facts, SzSpan *spans)
{
    gsize n = 0;
    for (guint32 i = 0; i < facts->n_spans; i++) {
        if (!sz_span_is_running(&facts->spans[i])) {
            spans[n++] = facts->spans[i];
        }
    }
    return n;
}

void sz_case_status_compute(const SzCaseRules *rules, const SzOpeningHours *hours,
                            const SzItem *item, const SzCaseFacts *facts, SzCaseStatus *out)
{
    SzDeadlinePolicy policy = sz_case_policy(rules, item);
    SzSpan spans[SZ_CASE_SPANS_MAX];
    SzCaseTask task = {
        .rules = {&policy, rules->calendar, hours},
        .thresholds = sz_case_thresholds(rules, item),
        .item = item,
        .facts = facts,
        .ended = spans,
        .n_ended = copy_ended(facts, spans),
    };
    *out = (SzCaseStatus){.flags = facts->flags};
    sz_case_run_acceptance(&task, out);
    sz_case_run_handling(&task, out);
    sz_case_judge_spans(&task, out);
    sz_case_compare_with_source(&task, out);
    sz_case_run_delivery(&task, out);
    sz_case_run_steps(&task, out);
    forget_what_is_stopped(out);
    out->state = state_of(facts, out->suspension.since.known);
    out->is_late =
        out->state == SZ_STATE_CLOSED && sz_maybe_is_after(facts->ended, out->handling.due);
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
    return at.known ? (SzWallTime){at.at.ns + 1} : SZ_WALL_TIME_MAX;
}

static SzWallTime later(SzWallTime a, SzWallTime b)
{
    return (SzWallTime){MAX(a.ns, b.ns)};
}

static SzWallTime earlier(SzWallTime a, SzWallTime b)
{
    return (SzWallTime){MIN(a.ns, b.ns)};
}

static SzWallTime known_or_never(SzMaybeTime at)
{
    return at.known ? at.at : SZ_WALL_TIME_MAX;
}

static SzWallTime yellow_from(const SzCaseStatus *status, const SzCaseClock *clock)
{
    SzWallTime from = known_or_never(clock->yellow_at);
    return status->is_step_late_yellow ? earlier(from, just_after(status->step.due)) : from;
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
    if (is_suspended) {
        curve.yellow_from = known_or_never(status->suspension.planned_over_at);
        curve.red_from = earlier(curve.red_from, known_or_never(status->suspension.max_over_at));
    } else {
        curve.yellow_from = yellow_from(status, clock);
    }
    if (status->is_acceptance_pending) {
        /* Before acceptance, or what the law takes for it, no limit of the handling can be overdue; while a 补正 runs
         * neither is in sight. */
        curve.black_from = later(curve.black_from, just_after(clock->due));
    }
    return curve;
}

SzLight sz_light_curve_at(const SzLightCurve *curve, SzWallTime now)
{
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
    *out = (SzDeadlineRequest){
        .start = clock->start.at,
        .limit = clock->limit,
        .extend_n = clock->extend_n,
        .spans = spans,
        .n_spans = copy_ended(facts, spans),
    };
    return true;
}
