/* Minutes and hours: a walk along the clock, a day at a time. */

#include "metrics/deadline_internal.h"
#include "metrics/error.h"

static gint64 unit_ns(SzUnit unit)
{
    return (unit == SZ_UNIT_MINUTE ? 60 : 3600) * SZ_NS_PER_S;
}

SzClockWalk sz_clock_walk(const SzDeadlineTask *task)
{
    return (SzClockWalk){
        .task = task, .at_ns = task->start.ns, .left_ns = task->n * unit_ns(task->unit)};
}

/* The span that holds @ns or the next one after it; NULL when there is none. */
static const SzSpan *next_stop(SzClockWalk *walk, gint64 ns)
{
    const SzStops *stops = &walk->task->stops;
    gsize n = sz_stops_n(stops);
    while (walk->i_stop < n && sz_stops_at(stops, walk->i_stop)->to.ns <= ns) {
        walk->i_stop++;
    }
    return walk->i_stop < n ? sz_stops_at(stops, walk->i_stop) : NULL;
}

/* The clock runs in [walk->at_ns, end_ns) except inside spans. */
static void run_until(SzClockWalk *walk, gint64 end_ns, SzDayUse *use)
{
    while (walk->at_ns < end_ns && walk->left_ns > 0) {
        const SzSpan *stop = next_stop(walk, walk->at_ns);
        if (stop != NULL && stop->from.ns <= walk->at_ns) {
            gint64 resume_ns = MIN(stop->to.ns, end_ns);
            if (use->stopped_ns == 0) {
                use->stopped_at.ns = walk->at_ns;
            }
            use->stopped_ns += resume_ns - walk->at_ns;
            walk->at_ns = resume_ns;
        } else {
            gint64 until_ns = stop != NULL ? MIN(stop->from.ns, end_ns) : end_ns;
            gint64 run_ns = MIN(until_ns - walk->at_ns, walk->left_ns);
            use->used_ns += run_ns;
            walk->left_ns -= run_ns;
            walk->at_ns += run_ns;
        }
    }
}

SzDaySlots sz_clock_slots(const SzDeadlineRules *rules, SzDay day)
{
    static const SzDaySlots whole_day = {1, {{0, (gint32)SZ_S_PER_DAY}}};
    static const SzDaySlots none = {0};
    if (rules->policy->clock == SZ_CLOCK_WALL) {
        return whole_day;
    }
    if (!sz_work_calendar_is_working(rules->calendar, day)) {
        return none;
    }
    return sz_opening_hours_on(rules->hours, rules->calendar, day);
}

SzDayUse sz_clock_walk_day(SzClockWalk *walk, SzDay day)
{
    SzDayUse use = {0};
    SzDaySlots slots = sz_clock_slots(walk->task->rules, day);
    for (guint i = 0; i < slots.n && walk->left_ns > 0; i++) {
        gint64 open_ns = sz_wall_time_at(day, slots.slots[i].open_s).ns;
        gint64 close_ns = sz_wall_time_at(day, slots.slots[i].close_s).ns;
        walk->at_ns = MAX(walk->at_ns, open_ns);
        run_until(walk, close_ns, &use);
    }
    return use;
}

static gboolean refuse_length(const SzDeadlineTask *task, GError **error)
{
    g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                "limit does not end within the calendar: '%" G_GINT64_FORMAT
                "' %s, expected an end before 2200 and a hall that opens",
                task->n, sz_unit_name(task->unit));
    return FALSE;
}

gboolean sz_deadline_run_clock(const SzDeadlineTask *task, SzDeadline *out, GError **error)
{
    const SzDeadlineRules *rules = task->rules;
    if (task->n > G_MAXINT64 / unit_ns(task->unit)) {
        return refuse_length(task, error);
    }
    SzClockWalk walk = sz_clock_walk(task);
    gint64 stopped_ns = 0;
    SzDay day = task->start_day - 1;
    while (walk.left_ns > 0) {
        day++;
        if (day > sz_work_calendar_last()) {
            return refuse_length(task, error);
        }
        stopped_ns += sz_clock_walk_day(&walk, day).stopped_ns;
    }
    *out = (SzDeadline){
        .due = {walk.at_ns},
        .due_day = day,
        .provisional = rules->policy->clock == SZ_CLOCK_SERVICE &&
                       !sz_work_calendar_are_published(rules->calendar, task->start_day, day),
        .suspended_ns = stopped_ns,
    };
    return TRUE;
}
