/* The day-by-day strip: every day from start to due, counted or not and why. */

#include "metrics/deadline_internal.h"
#include "metrics/error.h"

/* --- one entry ----------------------------------------------------------------------------- */

static SzStripDay entry(const SzDeadlineTask *task, SzDay day, SzStripReason reason)
{
    SzStripDay out = {
        .day = day,
        .reason = reason,
        .published = sz_work_calendar_is_published(task->rules->calendar, day),
        .name_zh = "",
        .name_en = "",
    };
    return out;
}

static SzStripDay rest_day(const SzDeadlineTask *task, SzDay day)
{
    const SzWorkCalendar *calendar = task->rules->calendar;
    if (sz_work_calendar_kind(calendar, day) == SZ_DAY_WEEKEND) {
        return entry(task, day, SZ_STRIP_WEEKEND);
    }
    SzStripDay out = entry(task, day, SZ_STRIP_HOLIDAY);
    out.name_zh = sz_work_calendar_holiday_zh(calendar, day);
    out.name_en = sz_work_calendar_holiday_en(calendar, day);
    return out;
}

static SzStripDay closed_day(const SzDeadlineTask *task, SzDay day)
{
    SzStripDay out = entry(task, day, SZ_STRIP_CLOSED);
    const char *reason = sz_opening_hours_reason(task->rules->hours, day);
    if (reason != NULL) {
        out.name_zh = reason;
        out.name_en = reason;
    }
    return out;
}

/* The kind of the first span, in order of start, that ends after @ns: it is one of those that suspend
 * what follows @ns, because one of them does. */
static SzSuspendKind kind_after(const SzDeadlineTask *task, gint64 ns)
{
    SzSuspendKind kind = SZ_SUSPEND_UNSPECIFIED;
    const GArray *spans = task->stops.sorted;
    for (guint i = spans->len; i-- > 0;) {
        const SzSpan *span = &g_array_index(spans, SzSpan, i);
        if (span->to.ns > ns) {
            kind = span->kind;
        }
    }
    return kind;
}

static SzStripDay suspended_whole_day(const SzDeadlineTask *task, SzDay day)
{
    SzStripDay out = entry(task, day, SZ_STRIP_SUSPENDED);
    /* A resumption at 0:00 sharp is one of this day. */
    out.suspend_kind = kind_after(task, sz_wall_time_at(day, 0).ns - 1);
    return out;
}

static SzStripDay counted_day(const SzDeadlineTask *task, SzDay day, SzStripReason reason)
{
    SzStripDay out = entry(task, day, reason);
    out.counted = true;
    return out;
}

/* --- days ---------------------------------------------------------------------------------- */

/* The day that counts as the day of receipt, when the due day is another one. */
static SzStripDay receipt_day(const SzDeadlineTask *task, SzDay day)
{
    return entry(task, day, day == task->start_day ? SZ_STRIP_START : SZ_STRIP_RECEIVED);
}

static SzStripDay same_day_entry(const SzDeadlineTask *task, const SzDayCount *count, SzDay day)
{
    const SzDeadlineRules *rules = task->rules;
    if (day == count->due_day) {
        return counted_day(task, day, SZ_STRIP_SAME_DAY);
    }
    if (!sz_work_calendar_is_working(rules->calendar, day)) {
        return rest_day(task, day);
    }
    if (day == count->base_day) {
        return receipt_day(task, day);
    }
    if (sz_opening_hours_on(rules->hours, rules->calendar, day).n == 0) {
        return closed_day(task, day);
    }
    return day < count->base_day ? entry(task, day, SZ_STRIP_AFTER_HOURS)
                                 : suspended_whole_day(task, day);
}

static SzStripDay workday_entry(const SzDeadlineTask *task, const SzDayCount *count, SzDay day)
{
    if (day == count->base_day) {
        return receipt_day(task, day);
    }
    SzDayKind kind = sz_work_calendar_kind(task->rules->calendar, day);
    if (kind == SZ_DAY_WEEKEND || kind == SZ_DAY_HOLIDAY) {
        return rest_day(task, day);
    }
    if (sz_day_count_has_taken(count, day)) {
        return suspended_whole_day(task, day);
    }
    return counted_day(task, day, kind == SZ_DAY_MAKEUP ? SZ_STRIP_MAKEUP : SZ_STRIP_WORKING);
}

static SzStripDay calendar_day_entry(const SzDeadlineTask *task, const SzDayCount *count, SzDay day,
                                     gint32 n_counted)
{
    if (day == count->base_day) {
        return receipt_day(task, day);
    }
    /* Also behind the last counted day: suspended on the day it had been rolled to. */
    if (sz_day_count_has_taken(count, day)) {
        return suspended_whole_day(task, day);
    }
    return n_counted == task->n ? entry(task, day, SZ_STRIP_ROLLED)
                                : counted_day(task, day, SZ_STRIP_CALENDAR);
}

static SzStripDay day_entry(const SzDeadlineTask *task, const SzDayCount *count, SzDay day,
                            gint32 n_counted)
{
    if (task->n == 0) {
        return same_day_entry(task, count, day);
    }
    return task->unit == SZ_UNIT_WORKDAY ? workday_entry(task, count, day)
                                         : calendar_day_entry(task, count, day, n_counted);
}

static gboolean refuse_length(SzDay due_day, GError **error)
{
    char text[SZ_DAY_TEXT];
    g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                "too long to show day by day: due '%s', expected at most %d days",
                sz_day_format(due_day, text), SZ_STRIP_DAYS_MAX);
    return FALSE;
}

static gboolean strip_days(const SzDeadlineTask *task, GArray *strip, GError **error)
{
    g_auto(SzDayCount) count = {0};
    if (!sz_deadline_count_days(task, &count, error)) {
        return FALSE;
    }
    if (count.due_day - task->start_day >= SZ_STRIP_DAYS_MAX) {
        return refuse_length(count.due_day, error);
    }
    gint32 ordinal = 0;
    for (SzDay day = task->start_day; day <= count.due_day; day++) {
        SzStripDay out = day_entry(task, &count, day, ordinal);
        if (out.counted && task->n > 0) {
            out.ordinal = ++ordinal;
        }
        g_array_append_val(strip, out);
    }
    return TRUE;
}

/* --- minutes and hours ---------------------------------------------------------------------- */

/* A day on which the clock neither ran nor was stopped. */
static SzStripDay idle_day(const SzDeadlineTask *task, SzDay day)
{
    if (!sz_work_calendar_is_working(task->rules->calendar, day)) {
        return rest_day(task, day);
    }
    bool is_closed = sz_clock_slots(task->rules, day).n == 0;
    return is_closed ? closed_day(task, day) : entry(task, day, SZ_STRIP_AFTER_HOURS);
}

static SzStripDay clock_entry(const SzDeadlineTask *task, SzDay day, const SzDayUse *use)
{
    if (use->used_ns == 0 && use->stopped_ns == 0) {
        return idle_day(task, day);
    }
    SzStripDay out = use->used_ns > 0 ? counted_day(task, day, SZ_STRIP_SERVICE)
                                      : entry(task, day, SZ_STRIP_SUSPENDED);
    out.used_ns = use->used_ns;
    out.stopped_ns = use->stopped_ns;
    if (use->stopped_ns > 0) {
        out.suspend_kind = kind_after(task, use->stopped_at.ns);
    }
    return out;
}

static gboolean strip_clock(const SzDeadlineTask *task, GArray *strip, GError **error)
{
    SzDeadline deadline;
    if (!sz_deadline_run_clock(task, &deadline, error)) {
        return FALSE;
    }
    if (deadline.due_day - task->start_day >= SZ_STRIP_DAYS_MAX) {
        return refuse_length(deadline.due_day, error);
    }
    SzClockWalk walk = sz_clock_walk(task);
    for (SzDay day = task->start_day; day <= deadline.due_day; day++) {
        SzDayUse use = sz_clock_walk_day(&walk, day);
        SzStripDay out = clock_entry(task, day, &use);
        g_array_append_val(strip, out);
    }
    return TRUE;
}

GArray *sz_deadline_strip(const SzDeadlineRules *rules, const SzDeadlineRequest *request,
                          GError **error)
{
    g_auto(SzDeadlineTask) task = {0};
    if (!sz_deadline_task_init(&task, rules, request, error)) {
        return NULL;
    }
    g_autoptr(GArray) strip = g_array_new(FALSE, FALSE, sizeof(SzStripDay));
    if (!(sz_deadline_is_clock(&task) ? strip_clock : strip_days)(&task, strip, error)) {
        return NULL;
    }
    return g_steal_pointer(&strip);
}
