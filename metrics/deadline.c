#include "metrics/deadline.h"

#include "metrics/deadline_internal.h"
#include "metrics/error.h"

#define KIND(name) (1u << SZ_SUSPEND_##name)

/* Art. 45 of the 行政许可法 names eight procedures; 补正 after acceptance and a suspension that gives
 * no kind stop the clock as well. */
const SzDeadlinePolicy SZ_DEADLINE_POLICY_DEFAULT = {
    .suspend_count = SZ_CONVENTION_A,
    .due_at = SZ_DUE_AT_CLOSE_OF_BUSINESS,
    .restday_start = SZ_RESTDAY_START_COUNT,
    .clock = SZ_CLOCK_SERVICE,
    .stopping_kinds = KIND(UNSPECIFIED) | KIND(HEARING) | KIND(TENDER) | KIND(AUCTION) |
                      KIND(INSPECTION) | KIND(TESTING) | KIND(QUARANTINE) | KIND(APPRAISAL) |
                      KIND(EXPERT) | KIND(SUPPLEMENT),
};

/* --- spans --------------------------------------------------------------------------------- */

void sz_stops_clear(SzStops *stops)
{
    if (stops->sorted != NULL) {
        g_array_unref(stops->sorted);
        g_array_unref(stops->merged);
    }
}

static int compare_starts(gconstpointer a, gconstpointer b)
{
    const SzSpan *left = a;
    const SzSpan *right = b;
    return (left->from.ns > right->from.ns) - (left->from.ns < right->from.ns);
}

/* Spans that overlap or touch leave no moment for the clock to run in between: one span. */
static void merge(const GArray *sorted, GArray *merged)
{
    for (guint i = 0; i < sorted->len; i++) {
        SzSpan span = g_array_index(sorted, SzSpan, i);
        if (merged->len > 0) {
            SzSpan *last = &g_array_index(merged, SzSpan, merged->len - 1);
            if (span.from.ns <= last->to.ns) {
                last->to.ns = MAX(last->to.ns, span.to.ns);
                continue;
            }
        }
        g_array_append_val(merged, span);
    }
}

static gboolean collect_stops(const SzDeadlineRequest *request, guint32 stopping_kinds,
                              SzStops *out, GError **error)
{
    for (gsize i = 0; i < request->n_spans; i++) {
        const SzSpan *span = &request->spans[i];
        if (span->to.ns < span->from.ns) {
            char from[SZ_WALL_TIME_TEXT];
            char to[SZ_WALL_TIME_TEXT];
            g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                        "suspension ends before it begins: '%s' to '%s'",
                        sz_wall_time_format(span->from, from), sz_wall_time_format(span->to, to));
            return FALSE;
        }
    }
    for (gsize i = 0; i < request->n_spans; i++) {
        if ((stopping_kinds & 1u << request->spans[i].kind) != 0) {
            if (out->sorted == NULL) {
                out->sorted = g_array_new(FALSE, FALSE, sizeof(SzSpan));
                out->merged = g_array_new(FALSE, FALSE, sizeof(SzSpan));
            }
            g_array_append_val(out->sorted, request->spans[i]);
        }
    }
    if (out->sorted != NULL) {
        g_array_sort(out->sorted, compare_starts);
        merge(out->sorted, out->merged);
    }
    return TRUE;
}

/* --- the task ------------------------------------------------------------------------------ */

static gboolean refuse(GError **error, const char *problem, gint64 value, const char *expected)
{
    g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                "%s: '%" G_GINT64_FORMAT "', expected %s", problem, value, expected);
    return FALSE;
}

static gboolean refuse_start(SzDay day, GError **error)
{
    char text[SZ_DAY_TEXT];
    g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                "start outside the calendar: '%s', expected a day of 1990..2199",
                sz_day_format(day, text));
    return FALSE;
}

static bool is_count(gint32 n)
{
    return n >= 0 && n <= SZ_LIMIT_MAX;
}

gboolean sz_deadline_task_init(SzDeadlineTask *out, const SzDeadlineRules *rules,
                               const SzDeadlineRequest *request, GError **error)
{
    SzDay start_day = sz_day_of(request->start);
    if (request->limit.unit == SZ_UNIT_NONE) {
        return refuse(error, "limit without a unit", request->limit.n,
                      "minute, hour, workday or day");
    }
    if (!is_count(request->limit.n)) {
        return refuse(error, "limit out of range", request->limit.n,
                      "0.." G_STRINGIFY(SZ_LIMIT_MAX));
    }
    if (!is_count(request->extend_n)) {
        return refuse(error, "extension out of range", request->extend_n,
                      "0.." G_STRINGIFY(SZ_LIMIT_MAX));
    }
    if (start_day < sz_work_calendar_first() || start_day > sz_work_calendar_last()) {
        return refuse_start(start_day, error);
    }
    if (!collect_stops(request, rules->policy->stopping_kinds, &out->stops, error)) {
        return FALSE;
    }
    out->rules = rules;
    out->start = request->start;
    out->start_day = start_day;
    out->n = (gint64)request->limit.n + request->extend_n;
    out->unit = request->limit.unit;
    return TRUE;
}

/* --- computing ----------------------------------------------------------------------------- */

static gboolean compute_days(const SzDeadlineTask *task, SzDeadline *out, GError **error)
{
    g_auto(SzDayCount) count = {0};
    if (!sz_deadline_count_days(task, &count, error)) {
        return FALSE;
    }
    /* The start day is looked at only where its own kind decides something. */
    bool is_start_seen = task->n == 0 || sz_deadline_can_roll_start(task);
    SzDay seen_first = is_start_seen ? task->start_day : task->start_day + 1;
    *out = (SzDeadline){
        .due = count.due,
        .due_day = count.due_day,
        .provisional =
            !sz_work_calendar_are_published(task->rules->calendar, seen_first, count.seen_last),
        .suspended_days = count.lost_days,
    };
    return TRUE;
}

gboolean sz_deadline_compute(const SzDeadlineRules *rules, const SzDeadlineRequest *request,
                             SzDeadline *out, GError **error)
{
    g_auto(SzDeadlineTask) task = {0};
    if (!sz_deadline_task_init(&task, rules, request, error)) {
        return FALSE;
    }
    return sz_deadline_is_clock(&task) ? sz_deadline_run_clock(&task, out, error)
                                       : compute_days(&task, out, error);
}
