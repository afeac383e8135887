#include "metrics/wall_time.h"

#include "metrics/error.h"

/* 2026-03-02T09:00:00+08:00 = 2026-03-02T01:00:00Z; 20514 days after 1970-01-01: 56 years of 365, 14
 * leap days, 31 + 28 + 1. */
#define MARCH_2 (G_GINT64_CONSTANT(20514) * 86400 * SZ_NS_PER_S)
#define NINE (MARCH_2 + 3600 * SZ_NS_PER_S)

static void test_forms_that_are_read(void)
{
    static const struct {
        const char *text;
        gint64 ns;
    } rows[] = {
        {"2026-03-02T09:00:00+08:00", NINE},
        {"2026-03-02T09:00:00", NINE},
        {"2026-03-02T09:00", NINE},
        {"2026-03-02 09:00:00", NINE},
        {"2026-03-02t09:00:00", NINE},
        {"2026-03-02T01:00:00Z", NINE},
        {"2026-03-02T01:00:00z", NINE},
        {"2026-03-01T21:30:00-03:30", NINE},
        {"2026-03-02T09:00:00+0800", NINE},
        {"20260302T090000", NINE},
        {"20260302090000", NINE},
        {"2026030209:00:00", NINE},
        {"2026-03-02T09:00:00.5", NINE + 500000000},
        {"2026-03-02T09:00:00.000000001Z", NINE + SZ_ZONE_OFFSET_S * SZ_NS_PER_S + 1},
        {"2026-03-02T09:00:00,123456789+08:00", NINE + 123456789},
        {"2026-03-02T09:00:00.1234567891", NINE + 123456789}, /* the tenth digit is dropped */
        {"2026-03-01T24:00:00", MARCH_2 - SZ_ZONE_OFFSET_S * SZ_NS_PER_S},
        {"1970-01-01T08:00:00", 0},
        /* the first and the last: 106,650 days before 1970, and 106,651 after, less one ns */
        {"1678-01-01T00:00:00",
         (G_GINT64_CONSTANT(-106650) * SZ_S_PER_DAY - SZ_ZONE_OFFSET_S) * SZ_NS_PER_S},
        {"2261-12-31T15:59:59.999999999Z",
         (G_GINT64_CONSTANT(106651) * SZ_S_PER_DAY - SZ_ZONE_OFFSET_S) * SZ_NS_PER_S - 1},
        {"1970-01-01T07:59:59.999999999", -1},
        {"1969-12-31T00:00:00Z", -SZ_S_PER_DAY * SZ_NS_PER_S},
        {"2024-02-29T08:00:00", G_GINT64_CONSTANT(19782) * 86400 * SZ_NS_PER_S},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzWallTime at = {7};
        g_autoptr(GError) error = NULL;
        g_test_message("%s", rows[i].text);
        gboolean done = sz_wall_time_parse(sz_slice(rows[i].text), &at, &error);
        g_assert_no_error(error);
        g_assert_true(done);
        g_assert_cmpint(at.ns, ==, rows[i].ns);
        at.ns = 7;
        g_assert_true(sz_wall_time_parse_or_day(sz_slice(rows[i].text), &at, NULL));
        g_assert_cmpint(at.ns, ==, rows[i].ns);
    }
}

static void test_forms_that_are_refused(void)
{
    static const char *const texts[] = {
        "",
        "now",
        "2026-03-02",
        "2026-3-2T09:00:00",
        "2026-0302T09:00:00",
        "202603-02T09:00:00",
        "2026/03/02T09:00:00",
        "2026-03-02T",
        "2026-03-02T9:00",
        "2026-03-02T09",
        "2026-03-02T09:0",
        "2026-03-02T09:00:",
        "2026-03-02T09:00:0",
        "2026-03-02T09:00:00.",
        "2026-03-02T09:00:00.x",
        "2026-03-02T09:00:60",
        "2026-03-02T09:60:00",
        "2026-03-02T24:00:01",
        "2026-03-02T24:00:00.1",
        "2026-03-02T25:00:00",
        "2026-02-29T09:00:00",
        "2026-13-01T09:00:00",
        "2026-00-01T09:00:00",
        "2026-01-00T09:00:00",
        "2026-04-31T09:00:00",
        "2026-03-02T09:00:00+",
        "2026-03-02T09:00:00+8",
        "2026-03-02T09:00:00+24:00",
        "2026-03-02T09:00:00+08:60",
        "2026-03-02T09:00:00Zulu",
        "2026-03-02T09:00:00 ",
        " 2026-03-02T09:00:00",
        "1677-12-31T23:59:59",
        "2262-01-01T00:00:00",
        "2261-12-31T24:00:00",
        "2261-12-31T16:00:00Z",
        "1678-01-01T00:00:00+08:01",
        "２０２６-03-02T09:00:00",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        SzWallTime at = {7};
        g_autoptr(GError) error = NULL;
        g_test_message("'%s'", texts[i]);
        g_assert_false(sz_wall_time_parse(sz_slice(texts[i]), &at, &error));
        g_assert_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_SYNTAX);
        g_assert_cmpint(at.ns, ==, 7);
    }
    /* What a stranger sends is shown, cut and made readable. */
    g_autofree char *junk = g_strnfill(5000, '\xff');
    SzWallTime at = {7};
    g_autoptr(GError) error = NULL;
    g_assert_false(sz_wall_time_parse(sz_slice(junk), &at, &error));
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
    g_assert_cmpuint(strlen(error->message), <, 400);
}

static void test_a_slice_ends_where_it_says(void)
{
    SzWallTime at = {7};
    SzSlice slice = {"2026-03-02T09:00:00garbage", 19};
    g_assert_true(sz_wall_time_parse(slice, &at, NULL));
    g_assert_cmpint(at.ns, ==, NINE);
    slice.len = 18;
    g_assert_false(sz_wall_time_parse(slice, &at, NULL));
    static const char with_nul[] = "2026-03-02\0"
                                   "09:00:00";
    g_assert_false(sz_wall_time_parse((SzSlice){with_nul, sizeof with_nul - 1}, &at, NULL));
}

static void test_a_date_is_its_last_nanosecond(void)
{
    SzWallTime at = {7};
    g_assert_true(sz_wall_time_parse_or_day(SZ_SLICE("2026-03-01"), &at, NULL));
    g_assert_cmpint(at.ns, ==, MARCH_2 - SZ_ZONE_OFFSET_S * SZ_NS_PER_S - 1);
    SzDay day = 7;
    g_assert_true(sz_day_parse(SZ_SLICE("2026-03-02"), &day, NULL));
    g_assert_cmpint(day, ==, 20514);
    static const char *const bad[] = {"",           "2026-03-2",   "20260302",
                                      "2026-02-30", "2026-03-02T", "2026-03 02",
                                      "1600-01-01", "2026-03-0x"};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GError) other = NULL;
        g_test_message("'%s'", bad[i]);
        g_assert_false(sz_day_parse(sz_slice(bad[i]), &day, &error));
        g_assert_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_SYNTAX);
        g_assert_cmpint(day, ==, 20514);
        g_assert_false(sz_wall_time_parse_or_day(sz_slice(bad[i]), &at, &other));
        g_assert_error(other, SZ_METRICS_ERROR, SZ_METRICS_ERROR_SYNTAX);
    }
}

static void test_what_is_written(void)
{
    static const struct {
        gint64 ns;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T08:00:00+08:00"},
        {NINE, "2026-03-02T09:00:00+08:00"},
        {NINE + 500000000, "2026-03-02T09:00:00.500+08:00"},
        {NINE + 1000, "2026-03-02T09:00:00.000001+08:00"},
        {NINE + 1, "2026-03-02T09:00:00.000000001+08:00"},
        {-1, "1970-01-01T07:59:59.999999999+08:00"},
        {-SZ_ZONE_OFFSET_S * SZ_NS_PER_S - 1, "1969-12-31T23:59:59.999999999+08:00"},
        /* 2^63 - 2 and -2^63 + 1 ns */
        {G_MAXINT64 - 1, "2262-04-12T07:47:16.854775806+08:00"},
        {G_MININT64 + 1, "1677-09-21T08:12:43.145224193+08:00"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        char text[SZ_WALL_TIME_TEXT];
        g_assert_cmpstr(sz_wall_time_format((SzWallTime){rows[i].ns}, text), ==, rows[i].text);
    }
    char text[SZ_DAY_TEXT];
    g_assert_cmpstr(sz_day_format(0, text), ==, "1970-01-01");
    g_assert_cmpstr(sz_day_format(-1, text), ==, "1969-12-31");
    g_assert_cmpstr(sz_day_format(20514, text), ==, "2026-03-02");
}

static void test_what_is_written_is_read(void)
{
    gint64 first = sz_wall_time_at(sz_day_from_civil((SzCivil){1678, 1, 1}), 0).ns;
    gint64 last = sz_wall_time_at(sz_day_from_civil((SzCivil){2261, 12, 31}), SZ_S_PER_DAY).ns - 1;
    for (int i = 0; i < 20000; i++) {
        guint64 dice = (guint64)g_test_rand_int() << 32 | (guint64)(guint32)g_test_rand_int();
        gint64 ns = (gint64)((guint64)first + dice % ((guint64)last - (guint64)first));
        /* whole seconds, milliseconds and microseconds too */
        static const gint64 grains[] = {1, 1000, 1000000, 1000000000};
        ns -= ns % grains[i % 4];
        char text[SZ_WALL_TIME_TEXT];
        SzWallTime back = {0};
        const char *written = sz_wall_time_format((SzWallTime){ns}, text);
        g_assert_true(sz_wall_time_parse(sz_slice(written), &back, NULL));
        g_assert_cmpint(back.ns, ==, ns);
        /* day and time of day put the instant together again */
        SzDay day = sz_day_of(back);
        gint64 ns_of_day = sz_ns_of_day(back);
        g_assert_cmpint(ns_of_day, >=, 0);
        g_assert_cmpint(ns_of_day, <, SZ_S_PER_DAY * SZ_NS_PER_S);
        g_assert_cmpint(sz_wall_time_at(day, 0).ns + ns_of_day, ==, ns);
    }
}

/* Every day from 1678 to 2261 against counting on. */
static void test_every_day_follows_the_one_before(void)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    SzDay day = sz_day_from_civil((SzCivil){1678, 1, 1});
    int weekday = 5; /* 1678-01-01 was a Saturday: 106,650 days, 5 modulo 7, before a Thursday */
    g_assert_cmpint(day, ==, -106650);
    for (int year = 1678; year <= 2261; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && leap);
            for (int i = 1; i <= length; i++, day++, weekday = (weekday + 1) % 7) {
                SzCivil civil = sz_day_to_civil(day);
                g_assert_cmpint(civil.year, ==, year);
                g_assert_cmpint(civil.month, ==, month);
                g_assert_cmpint(civil.day, ==, i);
                g_assert_cmpint(sz_day_from_civil(civil), ==, day);
                g_assert_cmpint(sz_day_weekday(day), ==, weekday);
            }
            g_assert_false(sz_civil_is_valid((SzCivil){year, month, length + 1}));
            g_assert_true(sz_civil_is_valid((SzCivil){year, month, length}));
        }
    }
}

static void test_instants_saturate(void)
{
    g_assert_cmpint(sz_wall_time_at(G_MAXINT32, 0).ns, ==, SZ_WALL_TIME_MAX.ns);
    g_assert_cmpint(sz_wall_time_at(G_MININT32, 0).ns, ==, SZ_WALL_TIME_MIN.ns);
    g_assert_cmpint(sz_wall_time_at(0, SZ_S_PER_DAY).ns, ==, sz_wall_time_at(1, 0).ns);
    g_assert_cmpint(sz_day_of(SZ_WALL_TIME_MAX), ==, sz_day_from_civil((SzCivil){2262, 4, 12}));
    g_assert_cmpint(sz_day_of(SZ_WALL_TIME_MIN), ==, sz_day_from_civil((SzCivil){1677, 9, 21}));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/wall_time/forms-that-are-read", test_forms_that_are_read);
    g_test_add_func("/metrics/wall_time/forms-that-are-refused", test_forms_that_are_refused);
    g_test_add_func("/metrics/wall_time/a-slice-ends-where-it-says",
                    test_a_slice_ends_where_it_says);
    g_test_add_func("/metrics/wall_time/a-date-is-its-last-nanosecond",
                    test_a_date_is_its_last_nanosecond);
    g_test_add_func("/metrics/wall_time/what-is-written", test_what_is_written);
    g_test_add_func("/metrics/wall_time/what-is-written-is-read", test_what_is_written_is_read);
    g_test_add_func("/metrics/wall_time/every-day-follows-the-one-before",
                    test_every_day_follows_the_one_before);
    g_test_add_func("/metrics/wall_time/instants-saturate", test_instants_saturate);
    return g_test_run();
}
