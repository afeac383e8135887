#include "collector/time_zone.h"

typedef struct {
    const char *zone;
    gint64 reading_s; /* `date -u -d TEXT +%s` of what the clocks show */
    gint64 offset_s;
    SzZoneDoubt doubt;
} Row;

/* New York: put forward 2011-03-13 02:00, back 2011-11-06 02:00. */
static const Row rows[] = {
    {"+08:00", 0, 28800, SZ_ZONE_SURE},
    {"-0530", 0, -19800, SZ_ZONE_SURE},
    {"+08", 0, 28800, SZ_ZONE_SURE},
    {"Z", 1000000000, 0, SZ_ZONE_SURE},
    {"Asia/Shanghai", 1772672700, 28800, SZ_ZONE_SURE},
    {"America/New_York", 1299981599, -18000, SZ_ZONE_SURE},    /* 2011-03-13 01:59:59 */
    {"America/New_York", 1299983400, -18000, SZ_ZONE_SKIPPED}, /* 02:30 */
    {"America/New_York", 1299985200, -14400, SZ_ZONE_SURE},    /* 03:00 */
    {"America/New_York", 1320541199, -14400, SZ_ZONE_SURE},    /* 2011-11-06 00:59:59 */
    {"America/New_York", 1320543000, -14400, SZ_ZONE_TWICE},   /* 01:30 */
    {"America/New_York", 1320544800, -18000, SZ_ZONE_SURE},    /* 02:00 */
    {"Europe/Berlin", 2066990400, 7200, SZ_ZONE_SURE},         /* 2035-07-02 12:00 */
};

static void test_offsets(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzTimeZone) zone = sz_time_zone_new(rows[i].zone);
        SzZoneDoubt doubt = SZ_ZONE_SURE;
        g_test_message("%s %" G_GINT64_FORMAT, rows[i].zone, rows[i].reading_s);
        g_assert_nonnull(zone);
        g_assert_cmpstr(sz_time_zone_name(zone), ==, rows[i].zone);
        g_assert_cmpint(sz_time_zone_offset_s(zone, rows[i].reading_s, &doubt), ==,
                        rows[i].offset_s);
        g_assert_cmpint(doubt, ==, (int)rows[i].doubt);
    }
}

static void test_unknown(void)
{
    static const char *const unknown[] = {"",
                                          "+8",
                                          "+08:",
                                          "+08:60",
                                          "+25:00",
                                          "+08:00x",
                                          "8",
                                          "EST5EDT,M3.2.0,M11.1.0",
                                          "America/New_Yrok",
                                          "leapseconds",
                                          "localtime",
                                          "America",
                                          "../etc/passwd",
                                          "/etc/localtime"};
    for (gsize i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_test_message("%s", unknown[i]);
        g_assert_null(sz_time_zone_new(unknown[i]));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/time-zone/offsets-gaps-and-overlaps", test_offsets);
    g_test_add_func("/collector/time-zone/unknown", test_unknown);
    return g_test_run();
}
