#include "metrics/case_lights.h"

#define HOUR_NS (SZ_NS_PER_S * 3600)
#define LAST_SERVICE_NS (HOUR_NS * 4)
#define INSTANT_YELLOW_S (G_GINT64_CONSTANT(55800)) /* 15:30 */
#define INSTANT_BEFORE_NS HOUR_NS
/* 4 service hours span a weekend and a long holiday, never more; keeps a hall that hardly opens from
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

/* The instant from which @wanted_ns of service time remain until @due. */
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
            if (room_ns >= wanted_ns) {
                return (SzWallTime){close_ns - wanted_ns};
            }
            wanted_ns -= room_ns;
        }
    }
    return sz_wall_time_at(first, 0);
}

static SzWallTime instant_yellow(const SzDeadline *deadline)
{
    gint64 half_past_three = sz_wall_time_at(deadline->due_day, INSTANT_YELLOW_S).ns;
    return (SzWallTime){MIN(half_past_three, deadline->due.ns - INSTANT_BEFORE_NS)};
}

/* When four fifths of a limit in minutes or hours are used. */
static SzWallTime used_yellow(const SzDeadlineRules *rules, const SzDeadlineRequest *request,
                              const SzDeadline *deadline)
{
    gint64 unit_ns = (request->limit.unit == SZ_UNIT_HOUR ? HOUR_NS : HOUR_NS / 60);
    gint64 left_ns = ((gint64)request->limit.n + request->extend_n) * unit_ns / 5;
    if (rules->policy->clock == SZ_CLOCK_WALL) {
        return (SzWallTime){deadline->due.ns - left_ns};
    }
    return service_before(rules, deadline->due, left_ns);
}

SzWallTime sz_case_yellow_at(const SzDeadlineRules *rules, const SzDeadlineRequest *request,
                             const SzDeadline *deadline)
{
    gint32 n = request->limit.n + request->extend_n;
    if (n == 0) {
        return instant_yellow(deadline);
    }
    if (request->limit.unit == SZ_UNIT_MINUTE || request->limit.unit == SZ_UNIT_HOUR) {
        return used_yellow(rules, request, deadline);
    }
    if (n < 3) {
        return service_before(rules, deadline->due, LAST_SERVICE_NS);
    }
    gint32 left = MAX(1, n / 5);
    if (request->limit.unit == SZ_UNIT_DAY) {
        return sz_wall_time_at(deadline->due_day - left + 1, 0);
    }
    return sz_case_workdays_before(rules, deadline->due, left);
}
