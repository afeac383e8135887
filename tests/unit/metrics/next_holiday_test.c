#include "metrics/next_holiday.h"

#include "support/national_calendar.h"

static void test_runs(void)
{
    static const struct {
        const char *today;
        const char *first;
        const char *last;
        const char *last_workday;
        const char *name_en;
        bool published;
    } rows[] = {
        /* Saturday 02-14 is worked; the notice begins on Sunday 02-15. */
        {"2026-02-10", "2026-02-15", "2026-02-23", "2026-02-14", "Spring Festival", true},
        {"2026-02-14", "2026-02-15", "2026-02-23", "2026-02-14", "Spring Festival", true},
        /* In the middle of one: the one after it. */
        {"2026-02-15", "2026-04-04", "2026-04-06", "2026-04-03", "Qingming Festival", true},
        {"2026-02-20", "2026-04-04", "2026-04-06", "2026-04-03", "Qingming Festival", true},
        {"2026-04-03", "2026-04-04", "2026-04-06", "2026-04-03", "Qingming Festival", true},
        {"2026-09-28", "2026-10-01", "2026-10-07", "2026-09-30", "National Day", true},
        /* The next year is not published: only holidays of a fixed date; 2027-01-01 is a Friday. */
        {"2026-10-08", "2027-01-01", "2027-01-01", "2026-12-31", "New Year's Day", false},
        {"2027-01-01", "2027-05-01", "2027-05-02", "2027-04-30", "Labour Day", false},
    };
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzNextHoliday next = sz_next_holiday(calendar, test_day(rows[i].today));
        g_assert_true(next.known);
        g_assert_cmpint(next.first, ==, test_day(rows[i].first));
        g_assert_cmpint(next.last, ==, test_day(rows[i].last));
        g_assert_cmpint(next.last_workday, ==, test_day(rows[i].last_workday));
        g_assert_cmpstr(next.name_en, ==, rows[i].name_en);
        g_assert_cmpint(next.published, ==, rows[i].published);
    }
}

static void test_the_end_of_the_calendar(void)
{
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    g_assert_false(sz_next_holiday(calendar, test_day("2199-10-02")).known);
    g_assert_true(sz_next_holiday(calendar, test_day("2199-09-30")).known);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/next_holiday/runs", test_runs);
    g_test_add_func("/metrics/next_holiday/the-end-of-the-calendar", test_the_end_of_the_calendar);
    return g_test_run();
}
