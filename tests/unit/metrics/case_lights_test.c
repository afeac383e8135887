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

static void given_eight_hours(SzCaseThresholds *t)
{
    t->yellow = (SzLimit){8, SZ_UNIT_HOUR};
}

static void given_an_afternoon(SzCaseThresholds *t)
{
    t->yellow = (SzLimit){270, SZ_UNIT_MINUTE};
}

static void given_share(SzCaseThresholds *t)
{
    t->yellow_ppm = SZ_PPM / 10 * 3;
}

static void given_the_least_share(SzCaseThresholds *t)
{
    t->yellow_ppm = 1;
}

static SzDeadlineRules ordinary_rules(void)
{
    const SzCaseRules *rules = test_rules();
    return (SzDeadlineRules){rules->policy, rules->calendar,
                             sz_registry_default_hours(rules->registry)};
}

static void assert_yellow(const SzDeadlineRules *rules, const SzCaseThresholds *thresholds,
                          SzDeadlineRequest request, const char *expected)
{
    SzDeadline deadline;
    char got[SZ_WALL_TIME_TEXT];
    char wanted[SZ_WALL_TIME_TEXT];
    g_assert_true(sz_deadline_compute(rules, &request, &deadline, NULL));
    SzWallTime at = sz_case_yellow_at(rules, thresholds, &request, &deadline);
    g_assert_cmpstr(sz_wall_time_format(at, got), ==,
                    sz_wall_time_format(test_time(expected), wanted));
}

/* The ten working days end on Monday 03-16, one on 03-03, two on 03-04, three on 03-05; 80 calendar days on Thursday
 * 05-21; 100 minutes from 10:00 at 11:40; of 150 minutes 120 are used at noon. */
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
        {{3, SZ_UNIT_WORKDAY}, NULL, "2026-03-04T18:00"},
        {{1, SZ_UNIT_WORKDAY}, NULL, "2026-03-03T14:00"},
        {{1, SZ_UNIT_WORKDAY}, long_from_one, "2026-03-02T18:00"},
        {{2, SZ_UNIT_WORKDAY}, short_hour, "2026-03-04T17:00"},
        {{0, SZ_UNIT_WORKDAY}, NULL, "2026-03-02T15:30"},
        {{0, SZ_UNIT_WORKDAY}, instant_earlier, "2026-03-02T14:00"},
        {{0, SZ_UNIT_WORKDAY}, instant_two_hours, "2026-03-02T16:00"},
        {{100, SZ_UNIT_MINUTE}, NULL, "2026-03-02T11:20"},
        {{150, SZ_UNIT_MINUTE}, NULL, "2026-03-02T12:00"},
        {{100, SZ_UNIT_MINUTE}, clock_half, "2026-03-02T10:50"},
        {{10, SZ_UNIT_WORKDAY}, given_workdays, "2026-03-10T18:00"},
        {{10, SZ_UNIT_WORKDAY}, given_days, "2026-03-13T00:00"},
        {{10, SZ_UNIT_WORKDAY},
         given_hours,
         "2026-03-16T11:30"}, /* 4,5 h of the afternoon, half before */
        {{10, SZ_UNIT_WORKDAY}, given_eight_hours, "2026-03-13T17:30"}, /* half of Friday */
        {{10, SZ_UNIT_WORKDAY}, given_an_afternoon, "2026-03-16T12:00"},
        {{10, SZ_UNIT_WORKDAY}, given_share, "2026-03-11T18:00"},
        {{1, SZ_UNIT_WORKDAY}, given_share, "2026-03-02T18:00"}, /* one day at least */
        {{10, SZ_UNIT_WORKDAY}, given_the_least_share, "2026-03-13T18:00"},
        {{0, SZ_UNIT_WORKDAY}, given_share, "2026-03-02T15:30"}, /* no share of nothing */
        {{0, SZ_UNIT_WORKDAY}, given_minutes, "2026-03-02T17:30"},
        {{100, SZ_UNIT_MINUTE}, given_minutes, "2026-03-02T11:10"},
        {{100, SZ_UNIT_MINUTE}, given_share, "2026-03-02T11:10"},
    };
    SzDeadlineRules rules = ordinary_rules();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzCaseThresholds thresholds = thresholds_with(rows[i].change);
        SzDeadlineRequest request = {.start = test_time("2026-03-02T10:00"),
                                     .limit = rows[i].limit};
        g_test_message("row %" G_GSIZE_FORMAT, i);
        assert_yellow(&rules, &thresholds, request, rows[i].yellow_at);
    }
}

/* Twenty days in all, due on 03-30: a fifth are four. */
static void test_the_share_is_of_the_extended_limit(void)
{
    SzDeadlineRules rules = ordinary_rules();
    SzDeadlineRequest request = {
        .start = test_time("2026-03-02T10:00"), .limit = {10, SZ_UNIT_WORKDAY}, .extend_n = 10};
    assert_yellow(&rules, &SZ_CASE_THRESHOLDS_DEFAULT, request, "2026-03-24T18:00");
}

/* --- other halls --------------------------------------------------------------------------- */

static SzDay day_of(const char *date)
{
    g_autofree char *noon = g_strdup_printf("%sT12:00", date);
    return sz_day_of(test_time(noon));
}

/* From 9:00 to the full hour @close_h; 0: not at all. */
static SzDaySlots slots_until(gint32 close_h)
{
    return close_h > 0 ? (SzDaySlots){1, {{9 * 3600, close_h * 3600}}} : (SzDaySlots){0};
}

/* A hall that opens until @close_h, on one date until another hour, and on Saturday mornings. */
static const struct {
    gint32 close_h;
    gint32 close_on_date_h;
    const char *date;
    SzDueAt due_at;
    gint32 n_workdays;
    const char *start;
    void (*change)(SzCaseThresholds *);
    const char *yellow_at;
} other_halls[] = {
    /* Closed on the day before: it ends at 24:00. */
    {18, 0, "2026-03-12", 0, 10, "2026-03-02T10:00", NULL, "2026-03-13T00:00"},
    {18, 0, "2026-01-01", SZ_DUE_AT_MIDNIGHT, 10, "2026-03-02T10:00", NULL, "2026-03-13T00:00"},
    {16, 0, "2026-01-01", 0, 10, "2026-03-02T10:00", NULL, "2026-03-12T16:00"},
    /* An hour before four is before half past three. */
    {16, 0, "2026-01-01", 0, 0, "2026-03-02T10:00", NULL, "2026-03-02T15:00"},
    /* Seven of the eight hours are Monday's, the last one Friday's: Saturday is no working day. */
    {16, 0, "2026-01-01", 0, 10, "2026-03-02T10:00", given_eight_hours, "2026-03-13T15:00"},
    /* Hardly ever open; due on Friday 03-06 at 24:00, sixty days after Monday 01-05.  Sunday 01-04 is a make-up
     * day, but out of sight. */
    {0, 18, "2026-01-05", 0, 1, "2026-03-05T10:00", NULL, "2026-01-05T14:00"},
    {0, 18, "2026-01-04", 0, 1, "2026-03-05T10:00", NULL, "2026-01-05T00:00"},
    /* Not before the calendar begins. */
    {0, 18, "2026-01-04", 0, 1, "1990-01-03T10:00", NULL, "1990-01-01T00:00"},
};

static void test_halls_that_open_otherwise(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(other_halls); i++) {
        SzHoursException exception = {day_of(other_halls[i].date),
                                      slots_until(other_halls[i].close_on_date_h), NULL};
        SzHoursPlan plan = {
            .workday = slots_until(other_halls[i].close_h),
            .has_weekday = {[5] = true},
            .weekday = {[5] = slots_until(12)},
            .exceptions = &exception,
            .n_exceptions = 1,
        };
        g_autoptr(SzOpeningHours) hours = sz_opening_hours_new(&plan, NULL);
        SzDeadlinePolicy policy = SZ_DEADLINE_POLICY_DEFAULT;
        policy.due_at = other_halls[i].due_at;
        SzDeadlineRules rules = {&policy, test_rules()->calendar, hours};
        SzCaseThresholds thresholds = thresholds_with(other_halls[i].change);
        SzDeadlineRequest request = {.start = test_time(other_halls[i].start),
                                     .limit = {other_halls[i].n_workdays, SZ_UNIT_WORKDAY}};
        g_test_message("row %" G_GSIZE_FORMAT, i);
        assert_yellow(&rules, &thresholds, request, other_halls[i].yellow_at);
    }
}

/* Of the five working days before Wednesday 1990-01-03 the calendar knows one; its first day is New Year's. */
static void test_the_calendar_begins_somewhere(void)
{
    SzDeadlineRules rules = ordinary_rules();
    SzWallTime at = sz_case_workdays_before(&rules, test_time("1990-01-03T18:00"), 5);
    g_assert_cmpint(at.ns, ==, test_time("1990-01-02T00:00").ns);
}

/* Half of two hours from 11:00 is used at noon, whatever is open. */
static void test_the_wall_clock_knows_no_lunch(void)
{
    SzDeadlineRules rules = ordinary_rules();
    SzDeadlinePolicy policy = *rules.policy;
    policy.clock = SZ_CLOCK_WALL;
    rules.policy = &policy;
    SzCaseThresholds thresholds = thresholds_with(clock_half);
    SzDeadlineRequest request = {.start = test_time("2026-03-02T11:00"),
                                 .limit = {2, SZ_UNIT_HOUR}};
    assert_yellow(&rules, &thresholds, request, "2026-03-02T12:00");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/case_lights/thresholds", test_thresholds);
    g_test_add_func("/metrics/case_lights/the-wall-clock-knows-no-lunch",
                    test_the_wall_clock_knows_no_lunch);
    g_test_add_func("/metrics/case_lights/the-share-is-of-the-extended-limit",
                    test_the_share_is_of_the_extended_limit);
    g_test_add_func("/metrics/case_lights/halls-that-open-otherwise",
                    test_halls_that_open_otherwise);
    g_test_add_func("/metrics/case_lights/the-calendar-begins-somewhere",
                    test_the_calendar_begins_somewhere);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
