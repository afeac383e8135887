#include "collector/xes_time.h"

/* Seconds from `date -u -d TEXT +%s`. */
#define NEW_YEAR_S G_GINT64_CONSTANT(1767225600) /* 2026-01-01T00:00:00Z */

typedef struct {
    const char *text;
    gint64 s;
    gint64 ns;
    bool has_offset;
} Good;

static const Good goods[] = {
    {"2026-01-01T00:00:00Z", NEW_YEAR_S, 0, true},
    {"2026-01-01t00:00:00z", NEW_YEAR_S, 0, true},
    {"2026-01-01 08:00:00+08:00", NEW_YEAR_S, 0, true},
    {"2026-01-01T02:00:00+0200", NEW_YEAR_S, 0, true},
    {"2026-01-01T02:00:00+02", NEW_YEAR_S, 0, true},
    {"2025-12-31T18:30:00-05:30", NEW_YEAR_S, 0, true},
    {"2025-12-31T24:00:00Z", NEW_YEAR_S, 0, true},
    {"2026-01-01T00:00:00", NEW_YEAR_S, 0, false},
    {"2026-01-01T00:00", NEW_YEAR_S, 0, false},
    {"2026-01-01", NEW_YEAR_S, 0, false},
    {"2026-01-01+02:00", NEW_YEAR_S - 7200, 0, true},
    {"2026-01-01Z", NEW_YEAR_S, 0, true},
    {"  2026-01-01T00:00:00Z\n", NEW_YEAR_S, 0, true},
    {"2026-01-01T00:00:00.5Z", NEW_YEAR_S, 500000000, true},
    {"2026-01-01T00:00:00,5Z", NEW_YEAR_S, 500000000, true},
    {"2026-01-01T00:00:00.123456789Z", NEW_YEAR_S, 123456789, true},
    {"2026-01-01T00:00:00.1234567899999Z", NEW_YEAR_S, 123456789, true},
    {"2024-02-29T00:00:00Z", 1709164800, 0, true},
    {"1969-12-31T23:59:59.999Z", -1, 999000000, true},
};

static const char *const bads[] = {
    "",
    " ",
    "n/a",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-32T00:00:00Z",
    "2026-01-01T24:00:01Z",
    "2026-01-01T24:00:00.1Z",
    "2026-01-01T25:00:00Z",
    "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+02:60",
    "2026-01-01T00:00:00+2",
    "2026-01-01T00:00:00 UTC",
    "2026-01-01T",
    "2026-01-01T00",
    "2026-1-1",
    "20260101T000000Z",
    "01.02.2026",
    "+2026-01-01",
    "-2026-01-01",
    "12026-01-01",
    "1500-01-01T00:00:00Z",
    "9999-12-31T00:00:00Z",
};

static void test_good(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(goods); i++) {
        SzWallTime out = {0};
        bool has_offset = !goods[i].has_offset;
        g_test_message("%s", goods[i].text);
        g_assert_true(sz_xes_time_parse(sz_slice(goods[i].text), NULL, &out, &has_offset));
        g_assert_cmpint(out.ns, ==, goods[i].s * SZ_NS_PER_S + goods[i].ns);
        g_assert_true(has_offset == goods[i].has_offset);
    }
}

static void test_bad(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(bads); i++) {
        SzWallTime out = {42};
        bool has_offset = true;
        g_test_message("%s", bads[i]);
        g_assert_false(sz_xes_time_parse(sz_slice(bads[i]), NULL, &out, &has_offset));
        g_assert_cmpint(out.ns, ==, 42);
        g_assert_true(has_offset);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/xes-time/reads-what-logs-write", test_good);
    g_test_add_func("/collector/xes-time/refuses-the-impossible", test_bad);
    return g_test_run();
}
