#include "metrics/work_calendar.h"

#include "metrics/error.h"
#include "support/national_calendar.h"

/* Counted by hand in the State Council's notices: weekdays less the days off that fall on weekdays,
 * plus make-up days.  2026: 261 weekdays - 19 + 6 = 248; 2025: 261 - 18 + 5; 2024: 262 - 19 + 8. */
static void test_working_days_by_month(void)
{
    static const int by_month[3][12] = {
        {22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22}, /* 2024: 251 */
        {19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23}, /* 2025: 248 */
        {21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23}, /* 2026: 248 */
    };
    static const int by_year[3] = {251, 248, 248};
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    for (int i = 0; i < 3; i++) {
        int year = 2024 + i;
        for (int month = 1; month <= 12; month++) {
            SzDay first = sz_day_from_civil((SzCivil){year, month, 1});
            SzCivil next = month < 12 ? (SzCivil){year, month + 1, 1} : (SzCivil){year + 1, 1, 1};
            SzDay last = sz_day_from_civil(next) - 1;
            g_assert_cmpint(sz_work_calendar_count(calendar, first, last), ==,
                            by_month[i][month - 1]);
        }
        SzDay first = sz_day_from_civil((SzCivil){year, 1, 1});
        SzDay last = sz_day_from_civil((SzCivil){year, 12, 31});
        g_assert_cmpint(sz_work_calendar_count(calendar, first, last), ==, by_year[i]);
    }
}

static void test_kinds_and_names(void)
{
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    static const struct {
        const char *day;
        SzDayKind kind;
        const char *zh;
        const char *en;
    } rows[] = {
        {"2026-02-13", SZ_DAY_WORKING, "", ""},
        {"2026-02-14", SZ_DAY_MAKEUP, "", ""},
        {"2026-02-15", SZ_DAY_HOLIDAY, "春节", "Spring Festival"}, /* a Sunday, but off by notice */
        {"2026-02-23", SZ_DAY_HOLIDAY, "春节", "Spring Festival"},
        {"2026-02-24", SZ_DAY_WORKING, "", ""},
        {"2026-03-07", SZ_DAY_WEEKEND, "", ""},
        {"2025-10-08", SZ_DAY_HOLIDAY, "国庆节、中秋节", "National Day and Mid-Autumn Festival"},
        {"2027-01-01", SZ_DAY_HOLIDAY, "元旦", "New Year's Day"}, /* fixed by law */
        {"2027-01-02", SZ_DAY_WEEKEND, "", ""},
        {"2027-01-04", SZ_DAY_WORKING, "", ""},
        {"2027-05-01", SZ_DAY_HOLIDAY, "劳动节", "Labour Day"},
        {"2027-05-02", SZ_DAY_HOLIDAY, "劳动节", "Labour Day"},
        {"2027-05-03", SZ_DAY_WORKING, "", ""},
        {"2023-05-02", SZ_DAY_WORKING, "", ""}, /* a Tuesday before the revision of 2025 */
        {"2027-10-01", SZ_DAY_HOLIDAY, "国庆节", "National Day"},
        {"2027-10-02", SZ_DAY_HOLIDAY, "国庆节", "National Day"},
        {"2027-10-03", SZ_DAY_HOLIDAY, "国庆节", "National Day"},
        {"2027-10-04", SZ_DAY_WORKING, "", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzDay day = test_day(rows[i].day);
        g_test_message("%s", rows[i].day);
        g_assert_cmpint(sz_work_calendar_kind(calendar, day), ==, rows[i].kind);
        g_assert_cmpstr(sz_work_calendar_holiday_zh(calendar, day), ==, rows[i].zh);
        g_assert_cmpstr(sz_work_calendar_holiday_en(calendar, day), ==, rows[i].en);
        g_assert_cmpint(sz_work_calendar_is_working(calendar, day), ==,
                        rows[i].kind == SZ_DAY_WORKING || rows[i].kind == SZ_DAY_MAKEUP);
    }
}

static void test_published_and_versions(void)
{
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    g_assert_false(sz_work_calendar_is_published(calendar, test_day("2023-12-31")));
    g_assert_true(sz_work_calendar_is_published(calendar, test_day("2024-01-01")));
    g_assert_true(sz_work_calendar_is_published(calendar, test_day("2026-12-31")));
    g_assert_false(sz_work_calendar_is_published(calendar, test_day("2027-01-01")));
    static const struct {
        const char *first;
        const char *last;
        bool published;
        const char *version;
    } rows[] = {
        {"2026-03-02", "2026-03-16", true, "2026.1"},
        {"2026-03-02", "2026-03-02", true, "2026.1"},
        {"2025-12-31", "2026-01-01", true, "2025.1+2026.1"},
        {"2026-12-31", "2027-01-01", false, "2026.1"},
        {"2023-12-31", "2025-01-01", false, "2024.1+2025.1"},
        {"2027-01-01", "2027-12-31", false, ""},
        {"2027-01-02", "2027-01-01", true, ""}, /* no day at all */
        {"2026-01-02", "2026-01-01", true, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzDay first = test_day(rows[i].first);
        SzDay last = test_day(rows[i].last);
        g_autofree char *version = sz_work_calendar_version(calendar, first, last);
        g_assert_cmpstr(version, ==, rows[i].version);
        g_assert_cmpint(sz_work_calendar_are_published(calendar, first, last), ==,
                        rows[i].published);
    }
}

/* count and nth against the plainest loop, over years with and without notice. */
static void test_count_and_nth_agree_with_walking(void)
{
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    SzDay from = test_day("2022-01-01");
    for (int round = 0; round < 20000; round++) {
        SzDay first = from + g_test_rand_int_range(0, 2600);
        SzDay last = first + g_test_rand_int_range(-2, 400);
        int n = 0;
        for (SzDay day = first; day <= last; day++) {
            n += sz_work_calendar_is_working(calendar, day) ? 1 : 0;
        }
        g_assert_cmpint(sz_work_calendar_count(calendar, first, last), ==, n);
        int wanted = g_test_rand_int_range(1, 300);
        SzDay walked = first;
        for (int i = 0; i < wanted; i++) {
            do {
                walked++;
            } while (!sz_work_calendar_is_working(calendar, walked));
        }
        SzDay found = 0;
        g_assert_true(sz_work_calendar_nth_after(calendar, first, wanted, &found, NULL));
        g_assert_cmpint(found, ==, walked);
        g_assert_true(sz_work_calendar_at_or_after(calendar, first, &found, NULL));
        while (!sz_work_calendar_is_working(calendar, first)) {
            first++;
        }
        g_assert_cmpint(found, ==, first);
    }
}

/* Takes where the error went, because arguments are evaluated in any order; leaves it clear. */
static void assert_out_of_range(gboolean done, GError **error)
{
    g_assert_false(done);
    g_assert_error(*error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE);
    g_clear_error(error);
}

static void test_ends_of_what_is_defined(void)
{
    SzDay first = sz_work_calendar_first();
    SzDay last = sz_work_calendar_last();
    g_assert_cmpint(first, ==, test_day("1990-01-01"));
    g_assert_cmpint(last, ==, test_day("2199-12-31"));
    /* 2199-12-31 is a Tuesday; off by notice here, so that the last days have no working day. */
    SzHoliday end = {last - 2, last, "岁末", "Year's end"};
    SzCalendarYear year = {2199, "2199.1", &end, 1, NULL, 0};
    g_autoptr(SzWorkCalendar) calendar = sz_work_calendar_new(&year, 1, NULL);
    GError *error = NULL;
    SzDay out = 77;
    assert_out_of_range(sz_work_calendar_at_or_after(calendar, last - 1, &out, &error), &error);
    assert_out_of_range(sz_work_calendar_at_or_after(calendar, first - 1, &out, &error), &error);
    assert_out_of_range(sz_work_calendar_at_or_after(calendar, last + 1, &out, &error), &error);
    assert_out_of_range(sz_work_calendar_nth_after(calendar, first - 1, 1, &out, &error), &error);
    assert_out_of_range(sz_work_calendar_nth_after(calendar, last + 1, 1, &out, &error), &error);
    assert_out_of_range(sz_work_calendar_nth_after(calendar, last - 9, 0, &out, &error), &error);
    assert_out_of_range(sz_work_calendar_nth_after(calendar, last - 9, G_MAXINT64, &out, &error),
                        &error);
    g_assert_cmpint(out, ==, 77);
    /* 2199-12-24 Tue: left before the closing days are Wed, Thu, Fri and no weekend day. */
    g_assert_true(sz_work_calendar_nth_after(calendar, last - 7, 3, &out, NULL));
    g_assert_cmpint(out, ==, last - 4);
    assert_out_of_range(sz_work_calendar_nth_after(calendar, last - 7, 4, &out, &error), &error);
    /* Beyond the ends: the nearest day's answer, and nothing to count. */
    g_assert_cmpint(sz_work_calendar_kind(calendar, last + 1), ==, SZ_DAY_HOLIDAY);
    g_assert_cmpint(sz_work_calendar_kind(calendar, G_MININT32), ==, SZ_DAY_HOLIDAY);
    g_assert_cmpstr(sz_work_calendar_holiday_zh(calendar, G_MININT32), ==, "元旦");
    g_assert_true(sz_work_calendar_is_published(calendar, G_MAXINT32));
    g_assert_cmpint(sz_work_calendar_count(calendar, G_MININT32, G_MAXINT32), ==,
                    sz_work_calendar_count(calendar, first, last));
    g_assert_cmpint(sz_work_calendar_count(calendar, last + 1, G_MAXINT32), ==, 0);
    g_assert_cmpint(sz_work_calendar_count(calendar, last + 2, G_MAXINT32), ==, 0);
    g_assert_cmpint(sz_work_calendar_count(calendar, G_MININT32, first - 1), ==, 0);
}

/* 1990-01-01 is a Monday, and worked by this notice; 2199-12-31 is a Tuesday of a year without one. */
static void test_the_very_first_and_last_day(void)
{
    SzDay first = sz_work_calendar_first();
    SzDay last = sz_work_calendar_last();
    const SzCalendarYear years[] = {{1990, "7", NULL, 0, NULL, 0}, {1991, "8", NULL, 0, NULL, 0}};
    g_autoptr(SzWorkCalendar) calendar = sz_work_calendar_new(years, 2, NULL);
    g_assert_nonnull(calendar);
    g_assert_cmpint(sz_work_calendar_kind(calendar, first), ==, SZ_DAY_WORKING);
    g_assert_cmpint(sz_work_calendar_kind(calendar, last), ==, SZ_DAY_WORKING);
    g_assert_cmpint(sz_work_calendar_kind(calendar, test_day("2199-10-01")), ==, SZ_DAY_HOLIDAY);
    g_assert_cmpint(sz_work_calendar_count(calendar, first, first), ==, 1);
    g_assert_cmpint(sz_work_calendar_count(calendar, last, last), ==, 1);
    g_assert_cmpint(sz_work_calendar_count(calendar, last, G_MAXINT32), ==, 1);
    g_assert_cmpint(sz_work_calendar_count(calendar, last + 1, G_MAXINT32), ==, 0);
    g_assert_cmpint(sz_work_calendar_count(calendar, G_MININT32, first), ==, 1);
    g_assert_cmpint(sz_work_calendar_count(calendar, G_MININT32, first - 1), ==, 0);
    g_assert_cmpint(sz_work_calendar_count(calendar, G_MININT32, first - 2), ==, 0);
    SzDay out = 0;
    g_assert_true(sz_work_calendar_at_or_after(calendar, first, &out, NULL));
    g_assert_cmpint(out, ==, first);
    g_assert_true(sz_work_calendar_at_or_after(calendar, last, &out, NULL));
    g_assert_cmpint(out, ==, last);
    g_assert_true(sz_work_calendar_nth_after(calendar, first, 1, &out, NULL));
    g_assert_cmpint(out, ==, first + 1);
    g_assert_true(sz_work_calendar_nth_after(calendar, last - 1, 1, &out, NULL));
    g_assert_cmpint(out, ==, last);
    g_autofree char *version = sz_work_calendar_version(calendar, first, first + 365);
    g_assert_cmpstr(version, ==, "7+8");
    const SzCalendarYear final = {2199, "v", NULL, 0, NULL, 0};
    g_autoptr(SzWorkCalendar) other = sz_work_calendar_new(&final, 1, NULL);
    g_assert_nonnull(other);
    g_assert_true(sz_work_calendar_is_published(other, last));
}

static void test_refuses_what_cannot_hold(void)
{
    SzDay sunday = test_day("2025-03-02");
    const SzHoliday backwards = {sunday, sunday - 1, "春节", "Spring Festival"};
    const SzHoliday early = {test_day("2024-12-31"), test_day("2025-01-01"), "元旦", "New Year"};
    const SzHoliday late = {test_day("2025-12-31"), test_day("2026-01-01"), "元旦", "New Year"};
    const SzHoliday twice[] = {{sunday, sunday + 2, NULL, NULL}, {sunday + 2, sunday + 3, "", ""}};
    const SzHoliday sunday_off = {sunday, sunday, NULL, NULL};
    const SzDay days_twice[] = {sunday, sunday};
    const SzDay monday = sunday + 1;
    const SzDay other_year = test_day("2026-03-01");
    const struct {
        const char *what;
        SzCalendarYear years[2];
        gsize n;
        int code;
    } rows[] = {
        {"ends before it begins",
         {{2025, "v", &backwards, 1, NULL, 0}},
         1,
         SZ_METRICS_ERROR_CONFLICT},
        {"begins in another year", {{2025, "v", &early, 1, NULL, 0}}, 1, SZ_METRICS_ERROR_CONFLICT},
        {"ends in another year", {{2025, "v", &late, 1, NULL, 0}}, 1, SZ_METRICS_ERROR_CONFLICT},
        {"off twice", {{2025, "v", twice, 2, NULL, 0}}, 1, SZ_METRICS_ERROR_CONFLICT},
        {"off and make-up",
         {{2025, "v", &sunday_off, 1, &sunday, 1}},
         1,
         SZ_METRICS_ERROR_CONFLICT},
        {"make-up twice", {{2025, "v", NULL, 0, days_twice, 2}}, 1, SZ_METRICS_ERROR_CONFLICT},
        {"make-up on a Monday", {{2025, "v", NULL, 0, &monday, 1}}, 1, SZ_METRICS_ERROR_CONFLICT},
        {"make-up of another year",
         {{2025, "v", NULL, 0, &other_year, 1}},
         1,
         SZ_METRICS_ERROR_CONFLICT},
        {"a year twice",
         {{2025, "v", NULL, 0, NULL, 0}, {2025, NULL, NULL, 0, NULL, 0}},
         2,
         SZ_METRICS_ERROR_CONFLICT},
        {"1989", {{1989, "v", NULL, 0, NULL, 0}}, 1, SZ_METRICS_ERROR_RANGE},
        {"2200", {{2200, "v", NULL, 0, NULL, 0}}, 1, SZ_METRICS_ERROR_RANGE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", rows[i].what);
        g_assert_null(sz_work_calendar_new(rows[i].years, rows[i].n, &error));
        g_assert_error(error, SZ_METRICS_ERROR, rows[i].code);
    }
}

static void test_one_more_reference(void)
{
    /* A year without a version is published all the same. */
    SzCalendarYear year = {2025, NULL, NULL, 0, NULL, 0};
    SzWorkCalendar *calendar = sz_work_calendar_new(&year, 1, NULL);
    g_autoptr(SzWorkCalendar) other = sz_work_calendar_ref(calendar);
    sz_work_calendar_unref(calendar);
    g_assert_true(sz_work_calendar_is_published(other, test_day("2025-06-01")));
    g_assert_true(sz_work_calendar_is_working(other, test_day("2025-01-01"))); /* says its notice */
}

/* 2025-05-02 is a Friday, 2024-05-02 a Thursday; no year is published. */
static void test_the_second_day_of_labour_day_came_in_2025(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzWorkCalendar) calendar = sz_work_calendar_new(NULL, 0, &error);
    g_assert_no_error(error);
    g_assert_cmpint(sz_work_calendar_kind(calendar, test_day("2024-05-02")), ==, SZ_DAY_WORKING);
    g_assert_cmpint(sz_work_calendar_kind(calendar, test_day("2025-05-02")), ==, SZ_DAY_HOLIDAY);
    g_assert_cmpstr(sz_work_calendar_holiday_zh(calendar, test_day("2025-05-02")), ==, "劳动节");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/work_calendar/working-days-by-month", test_working_days_by_month);
    g_test_add_func("/metrics/work_calendar/kinds-and-names", test_kinds_and_names);
    g_test_add_func("/metrics/work_calendar/published-and-versions", test_published_and_versions);
    g_test_add_func("/metrics/work_calendar/count-and-nth-agree-with-walking",
                    test_count_and_nth_agree_with_walking);
    g_test_add_func("/metrics/work_calendar/ends-of-what-is-defined", test_ends_of_what_is_defined);
    g_test_add_func("/metrics/work_calendar/the-very-first-and-last-day",
                    test_the_very_first_and_last_day);
    g_test_add_func("/metrics/work_calendar/refuses-what-cannot-hold",
                    test_refuses_what_cannot_hold);
    g_test_add_func("/metrics/work_calendar/one-more-reference", test_one_more_reference);
    g_test_add_func("/metrics/work_calendar/the-second-day-of-labour-day-came-in-2025",
                    test_the_second_day_of_labour_day_came_in_2025);
    return g_test_run();
}
