#pragma once

/* The national notices of 2024 to 2026 as the State Council published them, and ordinary hours, for
 * tests.  Header only, because the tests of several folders want it and the support library knows no
 * folder.  Test code: asserts on failure. */

#include "metrics/opening_hours.h"
#include "metrics/work_calendar.h"

static inline SzDay test_day(const char *text)
{
    SzDay day = 0;
    g_assert_true(sz_day_parse(sz_slice(text), &day, NULL));
    return day;
}

/* As sz_wall_time_parse_or_day() reads it: "2026-03-05 10:00", "2026-03-05". */
static inline SzWallTime test_instant(const char *text)
{
    SzWallTime at = {0};
    g_assert_true(sz_wall_time_parse_or_day(sz_slice(text), &at, NULL));
    return at;
}

typedef struct {
    int year;
    const char *version;
    const char *off[8][4];  /* first day, last day, Chinese name, English name */
    const char *makeup[10]; /* days */
} TestNotice;

static const TestNotice test_notices[] = {
    {2024,
     "2024.1",
     {{"2024-01-01", "2024-01-01", "元旦", "New Year's Day"},
      {"2024-02-10", "2024-02-17", "春节", "Spring Festival"},
      {"2024-04-04", "2024-04-06", "清明节", "Qingming Festival"},
      {"2024-05-01", "2024-05-05", "劳动节", "Labour Day"},
      {"2024-06-10", "2024-06-10", "端午节", "Dragon Boat Festival"},
      {"2024-09-15", "2024-09-17", "中秋节", "Mid-Autumn Festival"},
      {"2024-10-01", "2024-10-07", "国庆节", "National Day"}},
     {"2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14",
      "2024-09-29", "2024-10-12"}},
    {2025,
     "2025.1",
     {{"2025-01-01", "2025-01-01", "元旦", "New Year's Day"},
      {"2025-01-28", "2025-02-04", "春节", "Spring Festival"},
      {"2025-04-04", "2025-04-06", "清明节", "Qingming Festival"},
      {"2025-05-01", "2025-05-05", "劳动节", "Labour Day"},
      {"2025-05-31", "2025-06-02", "端午节", "Dragon Boat Festival"},
      {"2025-10-01", "2025-10-08", "国庆节、中秋节", "National Day and Mid-Autumn Festival"}},
     {"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"}},
    {2026,
     "2026.1",
     {{"2026-01-01", "2026-01-03", "元旦", "New Year's Day"},
      {"2026-02-15", "2026-02-23", "春节", "Spring Festival"},
      {"2026-04-04", "2026-04-06", "清明节", "Qingming Festival"},
      {"2026-05-01", "2026-05-05", "劳动节", "Labour Day"},
      {"2026-06-19", "2026-06-21", "端午节", "Dragon Boat Festival"},
      {"2026-09-25", "2026-09-27", "中秋节", "Mid-Autumn Festival"},
      {"2026-10-01", "2026-10-07", "国庆节", "National Day"}},
     {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}},
};

/* 2024, 2025 and 2026 published. (transfer full) */
static inline SzWorkCalendar *test_national_calendar(void)
{
    SzHoliday off[G_N_ELEMENTS(test_notices)][8];
    SzDay makeup[G_N_ELEMENTS(test_notices)][10];
    SzCalendarYear years[G_N_ELEMENTS(test_notices)];
    for (gsize i = 0; i < G_N_ELEMENTS(test_notices); i++) {
        const TestNotice *notice = &test_notices[i];
        gsize n_off = 0;
        gsize n_makeup = 0;
        for (; notice->off[n_off][0] != NULL; n_off++) {
            off[i][n_off] =
                (SzHoliday){test_day(notice->off[n_off][0]), test_day(notice->off[n_off][1]),
                            notice->off[n_off][2], notice->off[n_off][3]};
        }
        for (; notice->makeup[n_makeup] != NULL; n_makeup++) {
            makeup[i][n_makeup] = test_day(notice->makeup[n_makeup]);
        }
        years[i] =
            (SzCalendarYear){notice->year, notice->version, off[i], n_off, makeup[i], n_makeup};
    }
    g_autoptr(GError) error = NULL;
    SzWorkCalendar *calendar = sz_work_calendar_new(years, G_N_ELEMENTS(years), &error);
    g_assert_no_error(error);
    return calendar;
}

/* 09:00-12:00 and 13:30-17:00 on working days: seven hours less half an hour. */
static inline SzHoursPlan test_ordinary_plan(void)
{
    SzHoursPlan plan = {.workday = {2, {{9 * 3600, 12 * 3600}, {13 * 3600 + 1800, 17 * 3600}}}};
    return plan;
}

static inline SzOpeningHours *test_hours_new(const SzHoursPlan *plan)
{
    g_autoptr(GError) error = NULL;
    SzOpeningHours *hours = sz_opening_hours_new(plan, &error);
    g_assert_no_error(error);
    return hours;
}
