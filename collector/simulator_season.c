#include "collector/simulator_season.h"

#define SEARCH_DAYS 14       /* longer than any holiday */
#define LONG_HOLIDAY_DAYS 7  /* so long a holiday empties the week before it */
#define MONTH_END_WORKDAYS 2 /* so many of its last working days are busy */

static bool is_working(const SzWorkCalendar *calendar, SzDay day)
{
    return sz_work_calendar_is_working(calendar, day);
}

static bool is_holiday(const SzWorkCalendar *calendar, SzDay day)
{
    return sz_work_calendar_kind(calendar, day) == SZ_DAY_HOLIDAY;
}

/* Working days since the last holiday, @day included: 1 on the first; 0 when it is long ago. */
static guint n_since_holiday(const SzWorkCalendar *calendar, SzDay day)
{
    guint n = 0;
    for (SzDay before = day; before > day - SEARCH_DAYS; before--) {
        if (is_holiday(calendar, before)) {
            return n;
        }
        n += is_working(calendar, before) ? 1 : 0;
    }
    return 0;
}

static bool is_month_end(const SzWorkCalendar *calendar, SzDay day)
{
    int month = sz_day_to_civil(day).month;
    guint n_left = 0;
    for (SzDay after = day + 1; sz_day_to_civil(after).month == month; after++) {
        n_left += is_working(calendar, after) ? 1 : 0;
    }
    return n_left < MONTH_END_WORKDAYS;
}

/* Does a long holiday begin within a week? */
static bool is_before_long_holiday(const SzWorkCalendar *calendar, SzDay day)
{
    SzDay first = day + 1;
    while (first <= day + 7 && !is_holiday(calendar, first)) {
        first++;
    }
    SzDay end = first;
    while (is_holiday(calendar, end)) {
        end++;
    }
    return end - first >= LONG_HOLIDAY_DAYS;
}

static guint32 of_the_week(const SzWorkCalendar *calendar, SzDay day)
{
    static const guint16 weekdays[7] = {1080, 1070, 1000, 980, 1030, 500, 450};
    static const guint16 after_holiday[] = {1500, 1280, 1120};
    if (!is_working(calendar, day)) {
        return weekdays[5 + (sz_day_weekday(day) == 6)];
    }
    guint since = n_since_holiday(calendar, day);
    bool is_makeup = sz_work_calendar_kind(calendar, day) == SZ_DAY_MAKEUP;
    guint32 per_mille = is_makeup ? 850 : weekdays[sz_day_weekday(day)];
    if (sz_work_calendar_kind(calendar, day - 1) == SZ_DAY_WEEKEND) {
        per_mille = 1400; /* Mondays, and what takes their place */
    }
    if (since >= 1 && since <= G_N_ELEMENTS(after_holiday)) {
        per_mille = MAX(per_mille, after_holiday[since - 1]);
    }
    return per_mille;
}

guint32 sz_sim_season(const SzWorkCalendar *calendar, SzDay day)
{
    guint32 per_mille = of_the_week(calendar, day);
    int month = sz_day_to_civil(day).month;
    if (is_working(calendar, day) && is_month_end(calendar, day)) {
        per_mille = per_mille * 108 / 100;
    }
    if (month >= 6 && month <= 8) {
        per_mille = per_mille * 106 / 100; /* school enrolment */
    }
    if (is_before_long_holiday(calendar, day)) {
        per_mille = per_mille * 82 / 100;
    }
    return per_mille;
}
