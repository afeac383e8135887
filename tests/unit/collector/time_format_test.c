#include "collector/error.h"
#include "collector/time_format.h"

#include <string.h>

/* Seconds from `date -u -d TEXT +%s`. */
#define MARCH_1_S G_GINT64_CONSTANT(1298989677)  /* 2011-03-01T14:27:57Z */
#define MARCH_5_S G_GINT64_CONSTANT(1772672700)  /* 2026-03-05T01:05:00Z */
#define MIDNIGHT_S G_GINT64_CONSTANT(1772668800) /* 2026-03-05T00:00:00Z */

typedef struct {
    const char *format;
    const char *text;
    const char *zone;
    gint64 s;
    gint64 ns;
} Good;

static const Good goods[] = {
    {"%m/%d/%Y %I:%M:%S %p", "03/01/2011 02:27:57 PM", "Z", MARCH_1_S, 0},
    {"%m/%d/%Y %I:%M:%S %p", "3/1/2011 2:27:57pm", "Z", MARCH_1_S, 0},
    {"%m/%d/%Y %I:%M:%S %p", "03/05/2026 12:00:00 AM", "Z", MIDNIGHT_S, 0},
    {"%m/%d/%Y %I:%M %p", "03/05/2026 12:00 p.m.", "Z", MIDNIGHT_S + 43200, 0},
    {"%Y/%m/%d %p%I:%M", "2026/3/5 上午9:05", "+08:00", MARCH_5_S, 0},
    {"%Y/%m/%d %H:%M", "2026/3/5 9:05", "+08:00", MARCH_5_S, 0},
    {"%Y/%m/%d %H:%M", " 2026/03/05   09:05 ", "+08:00", MARCH_5_S, 0},
    {"%Y年%m月%d日%H时%M分", "2026年3月5日9时05分", "+08:00", MARCH_5_S, 0},
    {"%d.%m.%Y", "05.03.2026", "Z", MIDNIGHT_S, 0},
    {"%d.%m.%y", "5.3.26", "Z", MIDNIGHT_S, 0},
    {"%y-%m-%d", "69-01-01", "Z", -31536000, 0},
    {"%d %b %Y %R", "5 Mar 2026 01:05", "Z", MARCH_5_S, 0},
    {"%a, %d %B %Y %T %z", "Thu, 05 march 2026 09:05:00 +0800", "Z", MARCH_5_S, 0},
    {"%F %T%z", "2026-03-05 01:05:00Z", "+08:00", MARCH_5_S, 0},
    {"%F %T.%f", "2026-03-05 01:05:00.25", "Z", MARCH_5_S, 250000000},
    {"%Y%m%d%H%M%S", "20260305010500", "Z", MARCH_5_S, 0},
    {"%Y%%%m%%%d", "2026%03%05", "Z", MIDNIGHT_S, 0},
    {"%F %H:%M", "2026-03-04 24:00", "Z", MIDNIGHT_S, 0},
    {"iso", "2026-03-05T09:05:00+08:00", "Z", MARCH_5_S, 0},
    {"iso", "2026-03-05 09:05", "+08:00", MARCH_5_S, 0},
    {"gbt39046", "20260305T090500", "+08:00", MARCH_5_S, 0},
    {"gbt39046", "20260305090500", "+08:00", MARCH_5_S, 0},
    {"gbt39046", "2026030509:05:00", "+08:00", MARCH_5_S, 0},
    {"epoch_s", "1772672700", "+08:00", MARCH_5_S, 0},
    {"epoch_s", "1772672700.5", "+08:00", MARCH_5_S, 500000000},
    {"epoch_s", "-1", "Z", -1, 0},
    {"epoch_s", "-0.25", "Z", -1, 750000000},
    {"epoch_ms", "1772672700123", "+08:00", MARCH_5_S, 123000000},
    {"epoch_ms", "-1", "Z", -1, 999000000},
};

static SzTimeVerdict read_one(const char *format, const char *text, const char *zone, bool day_ends,
                              SzWallTime *out)
{
    SzZoneDoubt doubt = SZ_ZONE_SURE;
    g_autoptr(SzTimeZone) place_zone = sz_time_zone_new(zone);
    SzTimePlace place = {.zone = place_zone, .day_ends = day_ends};
    return sz_time_formats_read(&format, 1, &place, sz_slice(text), out, &doubt);
}

static void test_good(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(goods); i++) {
        SzWallTime out = {0};
        g_test_message("%s: %s", goods[i].format, goods[i].text);
        g_assert_true(sz_time_format_check(goods[i].format, NULL));
        g_assert_cmpint(read_one(goods[i].format, goods[i].text, goods[i].zone, false, &out), ==,
                        SZ_TIME_READ);
        g_assert_cmpint(out.ns, ==, goods[i].s * SZ_NS_PER_S + goods[i].ns);
    }
}

typedef struct {
    const char *format;
    const char *text;
    SzTimeVerdict verdict;
} Bad;

static const Bad bads[] = {
    {"%m/%d/%Y", "02/30/2011", SZ_TIME_IMPOSSIBLE},
    {"%m/%d/%Y", "13/01/2011", SZ_TIME_IMPOSSIBLE},
    {"%m/%d/%Y", "02/29/2011", SZ_TIME_IMPOSSIBLE},
    {"%F %H:%M", "2026-03-05 25:00", SZ_TIME_IMPOSSIBLE},
    {"%F %H:%M", "2026-03-05 09:60", SZ_TIME_IMPOSSIBLE},
    {"%F %I:%M %p", "2026-03-05 13:00 PM", SZ_TIME_IMPOSSIBLE},
    {"%F %I:%M %p", "2026-03-05 00:00 AM", SZ_TIME_IMPOSSIBLE},
    {"%F", "1677-12-31", SZ_TIME_OUT_OF_YEARS},
    {"%F", "9999-12-31", SZ_TIME_OUT_OF_YEARS},
    {"%F", "0000-00-00", SZ_TIME_IMPOSSIBLE},
    {"epoch_s", "999999999999", SZ_TIME_OUT_OF_YEARS},
    {"epoch_s", "999999999999999999", SZ_TIME_OUT_OF_YEARS},
    {"epoch_s", "9999999999999999999", SZ_TIME_UNREADABLE},
    {"epoch_s", "", SZ_TIME_UNREADABLE},
    {"epoch_s", "12a", SZ_TIME_UNREADABLE},
    {"epoch_s", "1.", SZ_TIME_UNREADABLE},
    {"%F", "", SZ_TIME_UNREADABLE},
    {"%F", "2026-03-05x", SZ_TIME_UNREADABLE},
    {"%F", "26-03-05", SZ_TIME_UNREADABLE},
    {"%F %I:%M %p", "2026-03-05 01:00", SZ_TIME_UNREADABLE},
    {"%d %b %Y", "5 Mrz 2026", SZ_TIME_UNREADABLE},
    {"%F%z", "2026-03-05+8", SZ_TIME_UNREADABLE},
    {"iso", "20260305", SZ_TIME_UNREADABLE},
    {"gbt39046", "2026030590500", SZ_TIME_UNREADABLE},
};

static void test_bad(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(bads); i++) {
        SzWallTime out = {42};
        g_test_message("%s: %s", bads[i].format, bads[i].text);
        g_assert_cmpint(read_one(bads[i].format, bads[i].text, "Z", false, &out), ==,
                        (int)bads[i].verdict);
        g_assert_cmpint(out.ns, ==, 42);
    }
}

static void test_days_that_end(void)
{
    SzWallTime out = {0};
    g_assert_cmpint(read_one("%F", "2026-03-05", "Z", true, &out), ==, SZ_TIME_READ);
    g_assert_cmpint(out.ns, ==, (MIDNIGHT_S + 86400) * SZ_NS_PER_S - 1);
    g_assert_cmpint(read_one("%F %R", "2026-03-05 00:00", "Z", true, &out), ==, SZ_TIME_READ);
    g_assert_cmpint(out.ns, ==, MIDNIGHT_S * SZ_NS_PER_S);
}

static void test_the_first_that_reads_decides(void)
{
    static const char *const formats[] = {"%m/%d/%Y", "%d/%m/%Y"};
    g_autoptr(SzTimeZone) zone = sz_time_zone_new("Z");
    SzTimePlace place = {.zone = zone};
    SzZoneDoubt doubt = SZ_ZONE_SURE;
    SzWallTime out = {0};
    g_assert_cmpint(sz_time_formats_read(formats, 2, &place, SZ_SLICE("31/12/1969"), &out, &doubt),
                    ==, SZ_TIME_READ);
    g_assert_cmpint(out.ns, ==, -86400 * SZ_NS_PER_S);
    g_assert_cmpint(sz_time_formats_read(formats, 2, &place, SZ_SLICE("31/31/1969"), &out, &doubt),
                    ==, SZ_TIME_IMPOSSIBLE);
}

static void test_formats_that_are_none(void)
{
    static const char *const none[] = {"",      "ISO",        "%Q",         "%Y-%m-%d %",
                                       "%m/%d", "%H:%M",      "%F %I:%M",   "%F %p",
                                       "%F %M", "2026-03-05", "%Y-%m-%d %S"};
    for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", none[i]);
        g_assert_false(sz_time_format_check(none[i], &error));
        g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    }
}

static void test_guesses(void)
{
    g_assert_cmpstr(sz_time_format_guess(SZ_SLICE("03/31/2011 02:27:57 PM")), ==,
                    "%m/%d/%Y %I:%M:%S %p");
    g_assert_cmpstr(sz_time_format_guess(SZ_SLICE("31.03.2011 14:27")), ==, "%d.%m.%Y %H:%M");
    g_assert_cmpstr(sz_time_format_guess(SZ_SLICE("2026年3月5日")), ==, "%Y年%m月%d日");
    g_assert_cmpstr(sz_time_format_guess(SZ_SLICE("1772672700123")), ==, "epoch_ms");
    g_assert_null(sz_time_format_guess(SZ_SLICE("soon")));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/time-format/good", test_good);
    g_test_add_func("/collector/time-format/bad", test_bad);
    g_test_add_func("/collector/time-format/a-date-alone-may-be-the-day's-end", test_days_that_end);
    g_test_add_func("/collector/time-format/the-first-that-reads-decides",
                    test_the_first_that_reads_decides);
    g_test_add_func("/collector/time-format/formats-that-are-none", test_formats_that_are_none);
    g_test_add_func("/collector/time-format/guesses", test_guesses);
    return g_test_run();
}
