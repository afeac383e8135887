/* The handling clock and what belongs to it; see case_status.h. */

#include "metrics/case_lights.h"
#include "metrics/case_status_internal.h"

/* --- one clock ----------------------------------------------------------------------------- */

static bool is_day_unit(SzUnit unit)
{
    return unit == SZ_UNIT_WORKDAY || unit == SZ_UNIT_DAY;
}

static SzDeadlineRequest request_of(const SzCaseTask *task, const SzCaseClock *clock)
{
    return (SzDeadlineRequest){
        .start = clock->start.at,
        .limit = clock->limit,
        .extend_n = clock->extend_n,
        .spans = task->ended,
        .n_spans = task->n_ended,
    };
}

static bool run_clock(const SzCaseTask *task, const SzDeadlineRequest *request, SzCaseClock *clock,
                      SzDeadline *deadline)
{
    if (!sz_deadline_compute(&task->rules, request, deadline, NULL)) {
        return false;
    }
    clock->due = (SzMaybeTime){true, deadline->due};
    clock->provisional = deadline->provisional;
    clock->suspended_days = deadline->suspended_days;
    return true;
}

void sz_case_run_clock(const SzCaseTask *task, SzCaseClock *clock)
{
    SzDeadlineRequest request = request_of(task, clock);
    SzDeadline deadline;
    (void)run_clock(task, &request, clock, &deadline);
}

static void run_clock_with_yellow(const SzCaseTask *task, SzCaseClock *clock)
{
    SzDeadlineRequest request = request_of(task, clock);
    SzDeadline deadline;
    if (run_clock(task, &request, clock, &deadline)) {
        clock->yellow_at = (SzMaybeTime){
            true, sz_case_yellow_at(&task->rules, task->thresholds, &request, &deadline)};
    }
}

/* --- which limit --------------------------------------------------------------------------- */

static SzLimit statute_of(const SzCaseTask *task)
{
    SzLimit given = task->facts->statute;
    return given.unit == SZ_UNIT_NONE && task->item != NULL ? task->item->statute : given;
}

static void choose_limit(const SzCaseTask *task, SzCaseClock *out)
{
    const SzCaseFacts *facts = task->facts;
    SzLimit of_item = sz_item_promise(task->item, facts->channel);
    SzLimit statute = statute_of(task);
    if (facts->promise.unit != SZ_UNIT_NONE) {
        out->basis = SZ_DUE_BY_PROMISE;
        out->limit = facts->promise;
    } else if (facts->source_due.known) {
        out->basis = SZ_DUE_BY_SOURCE;
    } else if (of_item.unit != SZ_UNIT_NONE) {
        out->basis = SZ_DUE_BY_ITEM;
        out->limit = of_item;
    } else if (statute.unit != SZ_UNIT_NONE) {
        out->basis = SZ_DUE_BY_STATUTE;
        out->limit = statute;
    }
}

/* The most the law lets @limit be extended by. */
static gint32 legal_extension(const SzCaseTask *task, SzLimit limit)
{
    SzLimit max = task->thresholds->extend_max;
    return max.unit == limit.unit ? max.n : SZ_LIMIT_MAX;
}

/* An extension counts in the unit of the limit: of the statutory one, of the promise, else working days. */
static bool is_extended_too_far(const SzCaseTask *task, const SzCaseClock *handling)
{
    SzLimit max = task->thresholds->extend_max;
    SzUnit unit = statute_of(task).unit;
    unit = unit != SZ_UNIT_NONE ? unit : handling->limit.unit;
    unit = is_day_unit(unit) ? unit : SZ_UNIT_WORKDAY;
    return unit == max.unit && task->facts->extend_days > max.n;
}

/* --- the handling clock -------------------------------------------------------------------- */

/* From acceptance; from receipt where that is not told or came late (deemed accepted). */
static SzMaybeTime handling_start(const SzCaseTask *task, const SzCaseClock *acceptance)
{
    SzMaybeTime accepted = task->facts->accepted;
    bool is_in_time = accepted.known && !sz_maybe_is_after(accepted, acceptance->due);
    return is_in_time ? accepted : acceptance->start;
}

/* @extend_max: the most that extensions may move it */
static SzMaybeTime limit_due(const SzCaseTask *task, SzMaybeTime start, SzLimit limit,
                             gint32 extend_max)
{
    SzCaseClock clock = {.limit = limit, .start = start};
    bool is_too_late;
    if (start.known) {
        clock.extend_n = sz_case_extension(task, &clock, extend_max, &is_too_late);
        sz_case_run_clock(task, &clock);
    }
    return clock.due;
}

static void extend(const SzCaseTask *task, SzCaseStatus *status)
{
    SzCaseClock *clock = &status->handling;
    bool is_too_late;
    gint32 n_max =
        clock->basis == SZ_DUE_BY_STATUTE ? legal_extension(task, clock->limit) : SZ_LIMIT_MAX;
    clock->extend_n = sz_case_extension(task, clock, n_max, &is_too_late);
    if (is_too_late) {
        status->flags |= SZ_CASE_FLAG_EXTENSION_TOO_LATE;
    }
}

static void run_promise(const SzCaseTask *task, SzCaseStatus *status)
{
    SzCaseClock *clock = &status->handling;
    choose_limit(task, clock);
    clock->start = handling_start(task, &status->acceptance);
    extend(task, status);
    if (clock->basis == SZ_DUE_BY_SOURCE) {
        clock->due = task->facts->source_due;
        clock->yellow_at =
            (SzMaybeTime){true, sz_case_workdays_before(&task->rules, clock->due.at,
                                                        task->thresholds->source_yellow_workdays)};
    } else if (clock->start.known) {
        run_clock_with_yellow(task, clock);
    }
}

static void run_statute(const SzCaseTask *task, SzCaseStatus *status)
{
    const SzCaseClock *handling = &status->handling;
    SzLimit statute = statute_of(task);
    status->statute_due =
        handling->basis == SZ_DUE_BY_STATUTE
            ? handling->due
            : limit_due(task, handling->start, statute, legal_extension(task, statute));
}

/* Past the statutory limit; without one, an 即办 case some working days after its due, a limit in minutes or
 * hours when so many times of it are used. */
static SzMaybeTime black_instant(const SzCaseTask *task, const SzCaseStatus *status)
{
    const SzCaseThresholds *thresholds = task->thresholds;
    const SzCaseClock *clock = &status->handling;
    SzLimit limit = clock->limit;
    if (status->statute_due.known || limit.unit == SZ_UNIT_NONE || !clock->due.known) {
        return status->statute_due;
    }
    if (limit.n == 0) {
        SzLimit more = {thresholds->instant_black_workdays, SZ_UNIT_WORKDAY};
        SzMaybeTime within = {true, {clock->due.at.ns - 1}}; /* 24:00 is of the day that ends */
        SzCaseTask plain = *task;
        plain.n_ended = 0;
        return limit_due(&plain, within, more, 0);
    }
    gint64 n = (gint64)limit.n * thresholds->clock_black_ppm / SZ_PPM;
    if (!is_day_unit(limit.unit) && n <= SZ_LIMIT_MAX) {
        return limit_due(task, clock->start, (SzLimit){(gint32)n, limit.unit}, 0);
    }
    return status->statute_due;
}

void sz_case_run_handling(const SzCaseTask *task, SzCaseStatus *status)
{
    run_promise(task, status);
    run_statute(task, status);
    status->black_at = black_instant(task, status);
    if (is_extended_too_far(task, &status->handling)) {
        status->flags |= SZ_CASE_FLAG_EXTENSION_OVER_LIMIT;
    }
}

/* --- the source's own deadline ------------------------------------------------------------- */

static bool is_same_day(SzWallTime source, SzWallTime own)
{
    SzDay day = sz_day_ending_at(own);
    return sz_day_of(source) == day || sz_day_ending_at(source) == day;
}

void sz_case_compare_with_source(const SzCaseTask *task, SzCaseStatus *status)
{
    const SzCaseClock *handling = &status->handling;
    SzMaybeTime own = handling->due;
    status->source_due = task->facts->source_due;
    if (!status->source_due.known) {
        return;
    }
    if (handling->basis == SZ_DUE_BY_SOURCE) {
        SzLimit promise = sz_item_promise(task->item, task->facts->channel);
        own = limit_due(task, handling->start, promise, SZ_LIMIT_MAX);
        status->computed_due = own;
    }
    /* While a suspension runs its length is not known, and neither is what to compare with. */
    if (own.known && !status->suspension.since.known &&
        !is_same_day(status->source_due.at, own.at)) {
        status->flags |= SZ_CASE_FLAG_SOURCE_DUE_DIFFERS;
    }
}

/* --- delivery ------------------------------------------------------------------------------ */

void sz_case_run_delivery(const SzCaseTask *task, SzCaseStatus *status)
{
    const SzCaseFacts *facts = task->facts;
    SzCaseClock *clock = &status->delivery;
    bool is_due = facts->decided.known && !facts->is_denied &&
                  (facts->end == SZ_CASE_OPEN || facts->end == SZ_CASE_CLOSED);
    if (!is_due) {
        return;
    }
    *clock = (SzCaseClock){
        .basis = SZ_DUE_BY_DELIVERY,
        .limit = {task->thresholds->delivery_workdays, SZ_UNIT_WORKDAY},
    };
    clock->start = facts->decided;
    SzCaseTask plain = *task;
    plain.n_ended = 0;
    sz_case_run_clock(&plain, clock);
    status->is_delivery_pending = !facts->delivered.known;
    if (sz_maybe_is_after(facts->delivered, clock->due)) {
        status->flags |= SZ_CASE_FLAG_DELIVERY_LATE;
    }
}
