#include "metrics/case_lights.h"

#define MINUTE_NS (SZ_NS_PER_S * 60)
/* Some service hours span a weekend and a long holiday, never more; keeps a hall that hardly opens from
 * being searched for ever. */
#define SEARCH_DAYS 60

static SzWallTime close_of(const SzDeadlineRules *rules, SzDay day)
{
    SzDaySlots slots = sz_opening_hours_on(rules->hours, rules->calendar, day);
    bool has_close = rules->policy->due_at == SZ_DUE_AT_CLOSE_OF_BUSINESS && slots.n > 0;
    return sz_wall_time_at(day, has_close ? slots.slots[slots.n - 1].close_s : SZ_S_PER_DAY);
}

SzWallTime sz_case_workdays_before(const SzDeadlineRules *rules, SzWallTime due, gint32 n)
{
    SzDay day = sz_day_ending_at(due);
    while (n > 0 && day > sz_work_calendar_first()) {
        day--;
        n -= sz_work_calendar_is_working(rules->calendar, day) ? 1 : 0;
    }
    return close_of(rules, day);
}

/* The first instant at which no more than @wanted_ns of service time remain until @due: at a closing rather than at the
 * next opening, as deadlines are. */
static SzWallTime service_before(const SzDeadlineRules *rules, SzWallTime due, gint64 wanted_ns)
{
    SzDay last = sz_day_ending_at(due);
    SzDay first = MAX(last - SEARCH_DAYS, sz_work_calendar_first());
    for (SzDay day = last; day >= first; day--) {
        if (!sz_work_calendar_is_working(rules->calendar, day)) {
            continue;
        }
        SzDaySlots slots = sz_opening_hours_on(rules->hours, rules->calendar, day);
        for (guint i = slots.n; i-- > 0;) {
            gint64 open_ns = sz_wall_time_at(day, slots.slots[i].open_s).ns;
            gint64 close_ns = MIN(sz_wall_time_at(day, slots.slots[i].close_s).ns, due.ns);
            gint64 room_ns = MAX(close_ns - open_ns, 0);
            if (room_ns > wanted_ns) {
                return (SzWallTime){close_ns - wanted_ns};
            }
            wanted_ns -= room_ns;
        }
    }
    return sz_wall_time_at(first, 0);
}

static bool is_clock_unit(SzUnit unit)
{
    return unit == SZ_UNIT_MINUTE || unit == SZ_UNIT_HOUR;
}

static gint64 share_of(gint64 whole, gint32 ppm)
{
    return whole / SZ_PPM * ppm + whole % SZ_PPM * ppm / SZ_PPM;
}

static gint64 limit_ns(SzUnit unit, gint64 n)
{
    return n * (unit == SZ_UNIT_HOUR ? 60 : 1) * MINUTE_NS;
}

/* On the clock of limits in minutes and hours. */
static SzWallTime clock_before(const SzDeadlineRules *rules, SzWallTime due, gint64 wanted_ns)
{
    return rules->policy->clock == SZ_CLOCK_WALL ? (SzWallTime){due.ns - wanted_ns}
                                                 : service_before(rules, due, wanted_ns);
}

static SzWallTime days_before(const SzDeadlineRules *rules, const SzDeadline *deadline, SzUnit unit,
                              gint32 n)
{
    return unit == SZ_UNIT_DAY ? sz_wall_time_at(deadline->due_day - n + 1, 0)
                               : sz_case_workdays_before(rules, deadline->due, n);
}

static SzWallTime instant_yellow(const SzCaseThresholds *thresholds, const SzDeadline *deadline)
{
    gint64 at_ns = sz_wall_time_at(deadline->due_day, thresholds->instant_yellow_s).ns;
    return (SzWallTime){MIN(at_ns, deadline->due.ns - thresholds->instant_yellow_min * MINUTE_NS)};
}

/* @limit: with its extension.  @left_ppm: what of it may remain. */
static SzWallTime share_yellow(const SzDeadlineRules *rules, const SzDeadline *deadline,
                               SzLimit limit, gint32 left_ppm)
{
    if (is_clock_unit(limit.unit)) {
        return clock_before(rules, deadline->due,
                            share_of(limit_ns(limit.unit, limit.n), left_ppm));
    }
    return days_before(rules, deadline, limit.unit, (gint32)MAX(1, share_of(limit.n, left_ppm)));
}

static SzWallTime long_yellow(const SzDeadlineRules *rules, const SzCaseThresholds *thresholds,
                              const SzDeadline *deadline, SzLimit limit)
{
    gint32 share = (gint32)share_of(limit.n, thresholds->long_yellow_ppm);
    return days_before(rules, deadline, limit.unit, MAX(thresholds->long_yellow_days, share));
}

SzWallTime sz_case_yellow_at(const SzDeadlineRules *rules, const SzCaseThresholds *thresholds,
                             const SzDeadlineRequest *request, const SzDeadline *deadline)
{
    SzLimit limit = {request->limit.n + request->extend_n, request->limit.unit};
    SzLimit given = thresholds->yellow;
    if (is_clock_unit(given.unit)) {
        return clock_before(rules, deadline->due, limit_ns(given.unit, given.n));
    }
    if (given.unit != SZ_UNIT_NONE) {
        return days_before(rules, deadline, given.unit, given.n);
    }
    if (limit.n == 0) {
        return instant_yellow(thresholds, deadline);
    }
    if (thresholds->yellow_ppm > 0) {
        return share_yellow(rules, deadline, limit, thresholds->yellow_ppm);
    }
    if (is_clock_unit(limit.unit)) {
        return share_yellow(rules, deadline, limit, SZ_PPM - thresholds->clock_yellow_ppm);
    }
    if (limit.n < thresholds->long_from_days) {
        return service_before(rules, deadline->due, thresholds->short_yellow_min * MINUTE_NS);
    }
    return long_yellow(rules, thresholds, deadline, limit);
}
