#include "metrics/next_holiday.h"

#define LOOK_DAYS 731 /* two years */

static bool is_off(const SzWorkCalendar *calendar, SzDay day)
{
    return sz_work_calendar_kind(calendar, day) == SZ_DAY_HOLIDAY;
}

SzNextHoliday sz_next_holiday(const SzWorkCalendar *calendar, SzDay today)
{
    SzDay end = MIN(today + LOOK_DAYS, sz_work_calendar_last());
    SzDay day = today + 1;
    while (day <= end && (!is_off(calendar, day) || is_off(calendar, day - 1))) {
        day++;
    }
    if (day > end) {
        return (SzNextHoliday){0};
    }
    SzNextHoliday out = {
        .known = true,
        .first = day,
        .last = day,
        .name_zh = sz_work_calendar_holiday_zh(calendar, day),
        .name_en = sz_work_calendar_holiday_en(calendar, day),
        .last_workday = day - 1,
        .published = sz_work_calendar_is_published(calendar, day),
    };
    while (out.last < end && is_off(calendar, out.last + 1)) {
        out.last++;
    }
    while (out.last_workday > sz_work_calendar_first() &&
           !sz_work_calendar_is_working(calendar, out.last_workday)) {
        out.last_workday--;
    }
    return out;
}
