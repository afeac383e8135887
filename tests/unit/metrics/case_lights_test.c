/* Every threshold of yellow, shipped and of a city's own.  Accepted on Monday 2026-03-02 at 10:00. */

#include "metrics/case_lights.h"

#include "support/case_builder.h"
#include "support/rules.h"

static SzCaseThresholds thresholds_with(void (*change)(SzCaseThresholds *))
{
    SzCaseThresholds thresholds = SZ_CASE_THRESHOLDS_DEFAULT;
    if (change != NULL) {
        change(&thresholds);
    }
    return thresholds;
}

static void long_from_one(SzCaseThresholds *t)
{
    t->long_from_days = 1;
}

static void long_half(SzCaseThresholds *t)
{
    t->long_yellow_ppm = SZ_PPM / 2;
}

static void long_three_days(SzCaseThresholds *t)
{
    t->long_yellow_days = 3;
}

static void short_hour(SzCaseThresholds *t)
{
    t->short_yellow_min = 60;
}

static void instant_earlier(SzCaseThresholds *t)
{
    t->instant_yellow_s = 14 * 3600;
}

static void instant_two_hours(SzCaseThresholds *t)
{
    t->instant_yellow_s = 17 * 3600;
    t->instant_yellow_min = 120;
}

static void clock_half(SzCaseThresholds *t)
{
    t->clock_yellow_ppm = SZ_PPM / 2;
}

static void given_workdays(SzCaseThresholds *t)
{
    t->yellow = (SzLimit){4, SZ_UNIT_WORKDAY};
}

static void given_days(SzCaseThresholds *t)
{
    t->yellow = (SzLimit){4, SZ_UNIT_DAY};
}

static void given_minutes(SzCaseThresholds *t)
{
    t->yellow = (SzLimit){30, SZ_UNIT_MINUTE};
}

static void given_hours(SzCaseThresholds *t)
{
    t->yellow = (SzLimit){5, SZ_UNIT_HOUR};
}

static void given_share(SzCaseThresholds *t)
{
    t->yellow_ppm = SZ_PPM / 10 * 3;
}

/* The ten working days end on Monday 03-16, one on 03-03, two on 03-04; 80 calendar days on Thursday 05-21; 100 minutes from
 * 10:00 at 11:40. */
static void test_thresholds(void)
{
    static const struct {
        SzLimit limit;
        void (*change)(SzCaseThresholds *);
        const char *yellow_at;
    } rows[] = {
        {{10, SZ_UNIT_WORKDAY}, NULL, "2026-03-12T18:00"},
        {{10, SZ_UNIT_WORKDAY}, long_half, "2026-03-09T18:00"},
        {{10, SZ_UNIT_WORKDAY}, long_three_days, "2026-03-11T18:00"},
        {{80, SZ_UNIT_DAY}, NULL, "2026-05-06T00:00"}, /* 16 days: 05-06 to 05-21 */
        {{1, SZ_UNIT_WORKDAY}, NULL, "2026-03-03T14:00"},
        {{1, SZ_UNIT_WORKDAY}, long_from_one, "2026-03-02T18:00"},
        {{2, SZ_UNIT_WORKDAY}, short_hour, "2026-03-04T17:00"},
        {{0, SZ_UNIT_WORKDAY}, NULL, "2026-03-02T15:30"},
        {{0, SZ_UNIT_WORKDAY}, instant_earlier, "2026-03-02T14:00"},
        {{0, SZ_UNIT_WORKDAY}, instant_two_hours, "2026-03-02T16:00"},
        {{100, SZ_UNIT_MINUTE}, NULL, "2026-03-02T11:20"},
        {{100, SZ_UNIT_MINUTE}, clock_half, "2026-03-02T10:50"},
        {{10, SZ_UNIT_WORKDAY}, given_workdays, "2026-03-10T18:00"},
        {{10, SZ_UNIT_WORKDAY}, given_days, "2026-03-13T00:00"},
        {{10, SZ_UNIT_WORKDAY},
         given_hours,
         "2026-03-16T11:30"}, /* 4,5 h of the afternoon, half before */
        {{10, SZ_UNIT_WORKDAY}, given_share, "2026-03-11T18:00"},
        {{1, SZ_UNIT_WORKDAY}, given_share, "2026-03-02T18:00"}, /* one day at least */
        {{0, SZ_UNIT_WORKDAY}, given_share, "2026-03-02T15:30"}, /* no share of nothing */
        {{0, SZ_UNIT_WORKDAY}, given_minutes, "2026-03-02T17:30"},
        {{100, SZ_UNIT_MINUTE}, given_minutes, "2026-03-02T11:10"},
        {{100, SZ_UNIT_MINUTE}, given_share, "2026-03-02T11:10"},
    };
    const SzCaseRules *rules = test_rules();
    const SzDeadlineRules deadline_rules = {rules->policy, rules->calendar,
                                            sz_registry_default_hours(rules->registry)};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzCaseThresholds thresholds = thresholds_with(rows[i].change);
        SzDeadlineRequest request = {.start = test_time("2026-03-02T10:00"),
                                     .limit = rows[i].limit};
        SzDeadline deadline;
        char got[SZ_WALL_TIME_TEXT];
        char expected[SZ_WALL_TIME_TEXT];
        g_assert_true(sz_deadline_compute(&deadline_rules, &request, &deadline, NULL));
        SzWallTime at = sz_case_yellow_at(&deadline_rules, &thresholds, &request, &deadline);
        g_test_message("row %" G_GSIZE_FORMAT, i);
        g_assert_cmpstr(sz_wall_time_format(at, got), ==,
                        sz_wall_time_format(test_time(rows[i].yellow_at), expected));
    }
}

/* Half of two hours from 11:00 is used at noon, whatever is open. */
static void test_the_wall_clock_knows_no_lunch(void)
{
    const SzCaseRules *rules = test_rules();
    SzDeadlinePolicy policy = *rules->policy;
    policy.clock = SZ_CLOCK_WALL;
    const SzDeadlineRules deadline_rules = {&policy, rules->calendar,
                                            sz_registry_default_hours(rules->registry)};
    SzCaseThresholds thresholds = thresholds_with(clock_half);
    SzDeadlineRequest request = {.start = test_time("2026-03-02T11:00"),
                                 .limit = {2, SZ_UNIT_HOUR}};
    SzDeadline deadline;
    g_assert_true(sz_deadline_compute(&deadline_rules, &request, &deadline, NULL));
    SzWallTime at = sz_case_yellow_at(&deadline_rules, &thresholds, &request, &deadline);
    g_assert_cmpint(at.ns, ==, test_time("2026-03-02T12:00").ns);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/case_lights/thresholds", test_thresholds);
    g_test_add_func("/metrics/case_lights/the-wall-clock-knows-no-lunch",
                    test_the_wall_clock_knows_no_lunch);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
