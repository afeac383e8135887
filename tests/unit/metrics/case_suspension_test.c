/* What suspensions say about themselves.  Ten working days from Monday 2026-03-02 end on Monday 03-16 at 18:00. */

#include "support/case_story.h"

#define TOO_LONG SZ_CASE_FLAG_SUSPENDED_TOO_LONG
#define LAST_DAY SZ_CASE_FLAG_SUSPENDED_ON_LAST_DAY

/* Planned for three working days after 03-05: 03-06, 03-09, 03-10. */
static void test_longer_than_planned_is_yellow(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
    test_story_tell_days(&story, SZ_CASE_SUSPEND, "2026-03-05T10:00", 3);
    test_story_assert_light(&story, "2026-03-10T23:59:59", "suspended");
    test_story_assert_finding(&story, TOO_LONG, "2026-03-10T23:59:59", false);
    test_story_assert_light(&story, "2026-03-11T00:00", "yellow");
    test_story_assert_finding(&story, TOO_LONG, "2026-03-11T00:00", true);
    test_assert_time(story.status.handling.due, NULL);
    g_assert_cmpint(story.status.state, ==, SZ_STATE_SUSPENDED);
}

/* Working days after 03-05: 18 in March, 21 in April, 19 in May; 06-01 and 06-02 make 60. */
static void test_longer_than_sixty_working_days_is_red(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
    test_story_tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-05T10:00");
    test_story_assert_light(&story, "2026-06-02T23:59:59", "suspended");
    test_story_assert_finding(&story, TOO_LONG, "2026-06-02T23:59:59", false);
    test_story_assert_light(&story, "2026-06-03T00:00", "red");
    test_story_assert_finding(&story, TOO_LONG, "2026-06-03T00:00", true);
}

/* The applicant's time is no licence to forget the case: planned for one day, 03-04. */
static void test_waiting_for_materials_is_judged_alike(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T10:00");
    test_story_tell_days(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T10:00", 1);
    test_story_assert_light(&story, "2026-03-04T23:59:59", "suspended");
    test_story_assert_light(&story, "2026-03-05T00:00", "yellow");
    test_story_assert_light(&story, "2026-06-01T00:00", "red");
}

static void test_one_that_was_too_long_is_found_for_ever(void)
{
    static const struct {
        const char *resumed;
        gint32 planned_days;
        bool is_too_long;
    } rows[] = {
        {"2026-03-10T23:59:59", 3, false},  {"2026-03-11T00:00", 3, true},
        {"2026-03-05T18:00", 0, false},     {"2026-03-06T00:00", 0, true},
        {"2026-06-02T23:59:59", -1, false}, {"2026-06-03T00:00", -1, true},
        {"2026-06-03T00:00", 100, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell_days(&story, SZ_CASE_SUSPEND, "2026-03-05T10:00", rows[i].planned_days);
        test_story_tell_kind(&story, SZ_CASE_RESUME, rows[i].resumed);
        test_story_assert_finding(&story, TOO_LONG, "2026-07-01T00:00", rows[i].is_too_long);
        test_story_tell_kind(&story, SZ_CASE_CLOSE, "2026-06-30T00:00");
        test_story_assert_finding(&story, TOO_LONG, "2026-07-01T00:00", rows[i].is_too_long);
    }
}

/* Two in a row without a break are one; with a minute between them they are two. */
static void test_a_chain_of_suspensions_is_one(void)
{
    static const struct {
        const char *second;
        const char *light;
    } rows[] = {
        {"2026-04-20T10:00", "red"},
        {"2026-04-20T10:01", "suspended"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-05T10:00");
        test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-04-20T10:00");
        test_story_tell_kind(&story, SZ_CASE_SUSPEND, rows[i].second);
        test_story_assert_light(&story, "2026-06-03T00:00", rows[i].light);
        test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-06-03T00:00");
        test_story_assert_finding(&story, TOO_LONG, "2026-06-03T00:00", i == 0);
    }
}

static void test_one_that_does_not_stop_the_clock_is_no_suspension(void)
{
    g_auto(TestStory) story = {0};
    SzCaseEvent suspend = test_case_event(SZ_CASE_SUSPEND, "2026-03-16T10:00");
    suspend.suspend_kind = SZ_SUSPEND_PUBLICITY;
    suspend.days = 0;
    test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
    test_story_tell(&story, suspend);
    test_story_assert_finding(&story, TOO_LONG, "2026-03-20T00:00", false);
    test_story_assert_finding(&story, LAST_DAY, "2026-03-20T00:00", false);
}

static void test_suspended_on_the_last_day(void)
{
    static const struct {
        const char *suspended;
        bool expected;
    } rows[] = {
        {"2026-03-13T17:00", false}, {"2026-03-16T00:00", true}, {"2026-03-16T17:59", true},
        {"2026-03-16T19:00", true}, /* overdue already, on that day all the same */
        {"2026-03-17T00:00", false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell_kind(&story, SZ_CASE_SUSPEND, rows[i].suspended);
        test_story_assert_finding(&story, LAST_DAY, "2026-03-20T00:00", rows[i].expected);
        test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-20T10:00");
        test_story_assert_finding(&story, LAST_DAY, "2026-03-20T10:00", rows[i].expected);
    }
}

/* What is due the day it came in has no other day to be suspended on; what is due the day after has. */
static void test_a_case_of_one_day_has_no_last_one(void)
{
    static const struct {
        SzLimit limit;
        const char *suspended;
        bool expected;
    } rows[] = {
        {{0, SZ_UNIT_WORKDAY}, "2026-03-02T11:00", false},
        {{100, SZ_UNIT_MINUTE}, "2026-03-02T11:00", false},
        {{7, SZ_UNIT_HOUR}, "2026-03-02T11:00", false},
        {{7, SZ_UNIT_HOUR},
         "2026-03-03T09:30",
         true}, /* 6.5 hours of 03-02, half an hour of 03-03 */
        {{1, SZ_UNIT_WORKDAY}, "2026-03-03T11:00", true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", rows[i].limit.n, rows[i].limit.unit);
        test_story_tell_kind(&story, SZ_CASE_SUSPEND, rows[i].suspended);
        test_story_assert_finding(&story, LAST_DAY, "2026-03-03T10:00", rows[i].expected);
    }
}

/* 03-05 to 03-12 takes five days out: due on 03-23. */
static void test_the_last_day_is_the_one_then_in_force(void)
{
    static const struct {
        const char *suspended;
        bool expected;
    } rows[] = {
        {"2026-03-16T10:00", false},
        {"2026-03-23T10:00", true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-05T10:00");
        test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-12T15:00");
        test_story_tell_kind(&story, SZ_CASE_SUSPEND, rows[i].suspended);
        test_story_assert_finding(&story, LAST_DAY, "2026-03-24T00:00", rows[i].expected);
    }
}

/* Five days more end on 03-23; only who had them when the suspension began was not on the last day. */
static void test_an_extension_afterwards_hides_nothing(void)
{
    static const struct {
        const char *extended;
        bool expected;
    } rows[] = {
        {"2026-03-10T10:00", false},
        {"2026-03-17T09:00", true},
        {"2026-03-18T10:00", true}, /* too late to move anything */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell_days(&story, SZ_CASE_EXTEND, rows[i].extended, 5);
        test_story_tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-16T10:00");
        test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-17T10:00");
        test_story_assert_finding(&story, LAST_DAY, "2026-03-20T00:00", rows[i].expected);
    }
}

/* Extended by fifteen days, of which the law lets ten count: twenty and ten end on 04-14. */
static void test_the_last_day_is_that_of_the_law(void)
{
    g_auto(TestStory) story = {0};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00");
    accept.statute = (SzLimit){20, SZ_UNIT_WORKDAY};
    test_story_tell(&story, accept);
    test_story_tell_days(&story, SZ_CASE_EXTEND, "2026-03-05T10:00", 15);
    test_story_tell_kind(&story, SZ_CASE_SUSPEND, "2026-04-14T10:00");
    test_story_assert_finding(&story, LAST_DAY, "2026-04-14T10:00", true);
}

static void tell_suspension(TestStory *story, SzSuspendKind kind, const char *time)
{
    SzCaseEvent suspend = test_case_event(SZ_CASE_SUSPEND, time);
    suspend.suspend_kind = kind;
    suspend.days = 0;
    test_story_tell(story, suspend);
}

/* One day from 03-04 to 03-05, one from 03-10 to 03-11: due on 03-18.  A publicity that runs takes nothing. */
static void test_the_last_day_behind_several_suspensions(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
    tell_suspension(&story, SZ_SUSPEND_TESTING, "2026-03-04T10:00");
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-05T10:00");
    tell_suspension(&story, SZ_SUSPEND_TESTING, "2026-03-10T10:00");
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-11T10:00");
    tell_suspension(&story, SZ_SUSPEND_PUBLICITY, "2026-03-12T10:00");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-18T10:00");
    test_story_assert_finding(&story, LAST_DAY, "2026-03-18T10:00", true);
}

/* Seven hours from 10:00, five and a half of them used at 17:00; suspended until the next morning.  Another suspension that begins
 * when that one ends is on the last day; one that begins while it runs is not: nobody knows yet which day that is. */
static void test_the_last_day_of_one_that_follows_another(void)
{
    static const struct {
        const char *resumed;
        bool is_asked_again;
        bool expected;
    } rows[] = {
        {"2026-03-03T09:30", false, true},
        {"2026-03-03T09:45", false, false},
        {"2026-03-03T09:45", true, false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 7, SZ_UNIT_HOUR);
        tell_suspension(&story, SZ_SUSPEND_PUBLICITY, "2026-03-02T10:30");
        test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-02T10:45");
        tell_suspension(&story, SZ_SUSPEND_TESTING, "2026-03-02T17:00");
        test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T09:30");
        if (rows[i].is_asked_again) {
            test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-03T09:35");
            test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T09:40");
        }
        test_story_tell_kind(&story, SZ_CASE_RESUME, rows[i].resumed);
        test_story_assert_finding(&story, LAST_DAY, "2026-03-03T10:00", rows[i].expected);
    }
}

/* Sixty working days after 2199-12-02 the calendar has ended. */
static void test_behind_the_calendar_nothing_is_too_long(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_promise(&story, "2199-12-02T10:00", 10, SZ_UNIT_WORKDAY);
    test_story_tell_days(&story, SZ_CASE_SUSPEND, "2199-12-03T10:00", 1);
    test_assert_time(story.status.suspension.planned_over_at, "2199-12-05T00:00");
    test_assert_time(story.status.suspension.max_over_at, NULL);
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2199-12-31T10:00");
    test_story_assert_finding(&story, TOO_LONG, "2199-12-31T10:00", true);
    g_auto(TestStory) unplanned = {0};
    test_story_tell_promise(&unplanned, "2199-12-02T10:00", 10, SZ_UNIT_WORKDAY);
    test_story_tell_kind(&unplanned, SZ_CASE_SUSPEND, "2199-12-03T10:00");
    test_assert_time(unplanned.status.suspension.planned_over_at, NULL);
    test_story_tell_kind(&unplanned, SZ_CASE_RESUME, "2199-12-31T10:00");
    test_story_assert_finding(&unplanned, TOO_LONG, "2199-12-31T10:00", false);
}

/* A city where 补正 does not stop the handling: before acceptance a case waits for it all the same, and for nothing else. */
static void test_what_a_city_does_not_count_as_suspension(void)
{
    SzDeadlinePolicy policy = *test_rules()->policy;
    policy.stopping_kinds &= ~(1u << SZ_SUSPEND_SUPPLEMENT);
    g_auto(TestStory) story = {.rules = *test_rules()};
    story.rules.policy = &policy;
    test_story_tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T10:00");
    tell_suspension(&story, SZ_SUSPEND_PUBLICITY, "2026-03-02T11:00");
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-03T10:00");
    tell_suspension(&story, SZ_SUSPEND_PUBLICITY, "2026-03-03T10:00");
    test_assert_time(story.status.suspension.since, NULL);
    test_story_tell_days(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T10:00", 1);
    test_assert_time(story.status.suspension.since, "2026-03-03T10:00");
    test_assert_time(story.status.suspension.planned_over_at, "2026-03-05T00:00");
    test_story_assert_finding(&story, TOO_LONG, "2026-03-04T10:00", false);
    test_story_tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-04T10:00");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-05T10:00");
    test_assert_time(story.status.suspension.since, NULL);
}

/* At the very deadline the clock has run out: there is nothing left to stop. */
static void test_suspended_at_the_deadline(void)
{
    static const struct {
        const char *suspended;
        const char *due;
    } rows[] = {
        {"2026-03-16T17:59:59.999999999", NULL},
        {"2026-03-16T18:00", "2026-03-16T18:00"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell_kind(&story, SZ_CASE_SUSPEND, rows[i].suspended);
        test_assert_time(story.status.handling.due, rows[i].due);
    }
}

static void test_the_last_day_of_a_source(void)
{
    g_auto(TestStory) story = {0};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00");
    accept.has_due = true;
    accept.due = test_time("2026-03-20T12:00");
    test_story_tell(&story, accept);
    test_story_tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-20T09:00");
    test_story_assert_finding(&story, LAST_DAY, "2026-03-20T09:00", true);
    /* Materials asked for while it stands still hide nothing. */
    g_auto(TestStory) stopped = {0};
    test_story_tell(&stopped, accept);
    test_story_tell_kind(&stopped, SZ_CASE_SUSPEND, "2026-03-18T09:00");
    test_story_tell_kind(&stopped, SZ_CASE_SUPPLEMENT_START, "2026-03-20T09:00");
    test_story_assert_finding(&stopped, LAST_DAY, "2026-03-20T09:00", false);
    /* Nobody said when it began: it may have been that day. */
    g_auto(TestStory) begun = {0};
    SzCaseEvent suspend = test_case_event(SZ_CASE_SUSPEND, "2026-03-20T09:00");
    suspend.has_due = true;
    suspend.due = accept.due;
    test_story_tell(&begun, suspend);
    g_assert_cmpint(begun.status.handling.basis, ==, SZ_DUE_BY_SOURCE);
    test_story_assert_finding(&begun, LAST_DAY, "2026-03-20T09:00", false);
}

/* Until the fifth day the law lets the organ ask. */
static void test_asking_before_acceptance_is_no_last_day(void)
{
    g_auto(TestStory) story = {0};
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00");
    apply.promise = (SzLimit){3, SZ_UNIT_WORKDAY};
    test_story_tell(&story, apply);
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-05T10:00");
    test_story_assert_finding(&story, LAST_DAY, "2026-03-05T10:00", false);
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-06T10:00");
    test_story_assert_finding(&story, LAST_DAY, "2026-03-06T10:00", false);
}

#define ADD(name, function) g_test_add_func("/metrics/case_suspension/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("longer-than-planned-is-yellow", test_longer_than_planned_is_yellow);
    ADD("longer-than-sixty-working-days-is-red", test_longer_than_sixty_working_days_is_red);
    ADD("waiting-for-materials-is-judged-alike", test_waiting_for_materials_is_judged_alike);
    ADD("one-that-was-too-long-is-found-for-ever", test_one_that_was_too_long_is_found_for_ever);
    ADD("a-chain-of-suspensions-is-one", test_a_chain_of_suspensions_is_one);
    ADD("one-that-does-not-stop-the-clock-is-no-suspension",
        test_one_that_does_not_stop_the_clock_is_no_suspension);
    ADD("suspended-on-the-last-day", test_suspended_on_the_last_day);
    ADD("a-case-of-one-day-has-no-last-one", test_a_case_of_one_day_has_no_last_one);
    ADD("the-last-day-is-the-one-then-in-force", test_the_last_day_is_the_one_then_in_force);
    ADD("an-extension-afterwards-hides-nothing", test_an_extension_afterwards_hides_nothing);
    ADD("the-last-day-is-that-of-the-law", test_the_last_day_is_that_of_the_law);
    ADD("the-last-day-behind-several-suspensions", test_the_last_day_behind_several_suspensions);
    ADD("the-last-day-of-one-that-follows-another", test_the_last_day_of_one_that_follows_another);
    ADD("behind-the-calendar-nothing-is-too-long", test_behind_the_calendar_nothing_is_too_long);
    ADD("what-a-city-does-not-count-as-suspension", test_what_a_city_does_not_count_as_suspension);
    ADD("suspended-at-the-deadline", test_suspended_at_the_deadline);
    ADD("the-last-day-of-a-source", test_the_last_day_of_a_source);
    ADD("asking-before-acceptance-is-no-last-day", test_asking_before_acceptance_is_no_last_day);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
