/* Limits by the day, and the same-day rule (n = 0). */

#include "metrics/deadline_internal.h"
#include "metrics/error.h"

/* --- the instant of a due day -------------------------------------------------------------- */

static SzWallTime end_of(SzDay day)
{
    return sz_wall_time_at(day, SZ_S_PER_DAY);
}

/* A hall that is closed on the due day does not move a legal day: the day ends at 24:00. */
static SzWallTime due_instant(const SzDeadlineRules *rules, SzDay day)
{
    SzDaySlots slots = sz_opening_hours_on(rules->hours, rules->calendar, day);
    if (rules->policy->due_at == SZ_DUE_AT_MIDNIGHT || slots.n == 0) {
        return end_of(day);
    }
    return sz_wall_time_at(day, slots.slots[slots.n - 1].close_s);
}

/* --- where counting arrives ---------------------------------------------------------------- */

/* The first working day at or after @day on which a matter can be done the same day: with close of
 * business as the end the hall must open. */
static gboolean first_day_of_service(const SzDeadlineRules *rules, SzDay day, SzDay *out,
                                     GError **error)
{
    SzDay found = day;
    if (!sz_work_calendar_at_or_after(rules->calendar, day, &found, error)) {
        return FALSE;
    }
    while (rules->policy->due_at == SZ_DUE_AT_CLOSE_OF_BUSINESS &&
           sz_opening_hours_on(rules->hours, rules->calendar, found).n == 0) {
        if (!sz_work_calendar_nth_after(rules->calendar, found, 1, &found, error)) {
            return FALSE;
        }
    }
    *out = found;
    return TRUE;
}

bool sz_deadline_can_roll_start(const SzDeadlineTask *task)
{
    return task->unit == SZ_UNIT_WORKDAY &&
           task->rules->policy->restday_start == SZ_RESTDAY_START_ROLL;
}

/* The day of receipt as counting sees it. */
static gboolean find_base_day(const SzDeadlineTask *task, SzDay *out, GError **error)
{
    const SzDeadlineRules *rules = task->rules;
    if (task->n == 0) {
        SzDay day = task->start_day;
        if (!first_day_of_service(rules, day, &day, error)) {
            return FALSE;
        }
        if (task->start.ns < due_instant(rules, day).ns) {
            *out = day;
            return TRUE;
        }
        return first_day_of_service(rules, day + 1, out, error);
    }
    if (sz_deadline_can_roll_start(task)) {
        return sz_work_calendar_at_or_after(rules->calendar, task->start_day, out, error);
    }
    *out = task->start_day;
    return TRUE;
}

static void arrive(const SzDeadlineRules *rules, SzDay due_day, SzDayCount *count)
{
    count->due_day = due_day;
    count->seen_last = MAX(count->seen_last, due_day);
    count->due = due_instant(rules, due_day);
}

/* Where the limit ends when @more days are lost beside those lost before. */
static gboolean find_due_day(const SzDeadlineTask *task, const SzDayCount *count, gint64 more,
                             SzDay *out, GError **error)
{
    const SzDeadlineRules *rules = task->rules;
    const SzWorkCalendar *calendar = rules->calendar;
    gint64 n = task->n + count->lost_days + more;
    SzDay day = 0;
    if (task->n == 0) {
        return sz_work_calendar_nth_after(calendar, count->due_day, more, &day, error) &&
               first_day_of_service(rules, day, out, error);
    }
    if (task->unit == SZ_UNIT_WORKDAY) {
        return sz_work_calendar_nth_after(calendar, count->base_day, n, out, error);
    }
    /* The calendar refuses what lies beyond its end. */
    day = (SzDay)MIN(count->base_day + n, (gint64)sz_work_calendar_last() + 1);
    return sz_work_calendar_at_or_after(calendar, day, out, error);
}

static gboolean advance(const SzDeadlineTask *task, gint64 more, SzDayCount *count, GError **error)
{
    SzDay due_day = 0;
    if (!find_due_day(task, count, more, &due_day, error)) {
        return FALSE;
    }
    arrive(task->rules, due_day, count);
    return TRUE;
}

/* --- suspension ---------------------------------------------------------------------------- */

/* The civil days of a span by the convention; see the header. */
static SzDayRun days_of_span(const SzSpan *span, SzConvention convention)
{
    SzDay first = sz_day_of(span->from);
    SzDay last = sz_day_of(span->to);
    return (SzDayRun){
        .first = convention == SZ_CONVENTION_B ? first : first + 1,
        .last = convention == SZ_CONVENTION_C ? last - 1 : last,
    };
}

/* Calendar days only for limits in calendar days; same-day matters move by working days. */
static bool counts_working_days(const SzDeadlineTask *task)
{
    return task->unit != SZ_UNIT_DAY || task->n == 0;
}

/* How many days of the limit's own unit @run holds. */
static gint64 count_units(const SzDeadlineTask *task, SzDayRun run)
{
    if (counts_working_days(task)) {
        return sz_work_calendar_count(task->rules->calendar, run.first, run.last);
    }
    return MAX(0, (gint64)run.last - run.first + 1);
}

static gboolean refuse_span(SzDay last, GError **error)
{
    char text[SZ_DAY_TEXT];
    g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                "suspension lasts beyond the calendar: until '%s', expected an end before 2200",
                sz_day_format(last, text));
    return FALSE;
}

static gboolean apply_stops(const SzDeadlineTask *task, SzDayCount *count, GError **error)
{
    SzDay free_from = count->base_day + 1; /* days before it are the start or taken already */
    if (sz_stops_n(&task->stops) > 0) {
        count->taken = g_array_new(FALSE, FALSE, sizeof(SzDayRun));
    }
    for (gsize i = 0; i < sz_stops_n(&task->stops); i++) {
        const SzSpan *stop = sz_stops_at(&task->stops, i);
        if (stop->from.ns >= count->due.ns) {
            break; /* and so do all later ones */
        }
        SzDayRun run = days_of_span(stop, task->rules->policy->suspend_count);
        if (run.last > sz_work_calendar_last()) {
            return refuse_span(run.last, error);
        }
        run.first = MAX(run.first, free_from);
        gint64 lost = count_units(task, run);
        if (counts_working_days(task)) {
            count->seen_last = MAX(count->seen_last, run.last);
        }
        if (lost == 0) {
            continue;
        }
        if (!advance(task, lost, count, error)) {
            return FALSE;
        }
        count->lost_days += (gint32)lost;
        free_from = run.last + 1;
        g_array_append_val(count->taken, run);
    }
    return TRUE;
}

bool sz_day_count_has_taken(const SzDayCount *count, SzDay day)
{
    guint n = count->taken != NULL ? count->taken->len : 0;
    for (guint i = 0; i < n; i++) {
        const SzDayRun *run = &g_array_index(count->taken, SzDayRun, i);
        if (run->first <= day && day <= run->last) {
            return true;
        }
    }
    return false;
}

gboolean sz_deadline_count_days(const SzDeadlineTask *task, SzDayCount *out, GError **error)
{
    if (!find_base_day(task, &out->base_day, error)) {
        return FALSE;
    }
    if (task->n == 0) {
        arrive(task->rules, out->base_day, out);
    } else if (!advance(task, 0, out, error)) {
        return FALSE;
    }
    return apply_stops(task, out, error);
}
