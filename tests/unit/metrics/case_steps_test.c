/* The clocks of steps: review within 2 working days, check within 30 minutes. */

#include "support/case_story.h"

#define LATE SZ_CASE_FLAG_STEP_LATE

static const SzItemStep steps[] = {
    {"review", {2, SZ_UNIT_WORKDAY}},
    {"check", {30, SZ_UNIT_MINUTE}},
};
static const SzItem item = {.code = "S1", .steps = steps, .n_steps = G_N_ELEMENTS(steps)};

static void tell_step(TestStory *story, const char *time, const char *name)
{
    SzCaseEvent event = test_case_event(SZ_CASE_STEP, time);
    event.step = sz_slice(name);
    test_story_tell(story, event);
}

/* In review since Tuesday 03-03: until Thursday 03-05 at 18:00. */
static void begin(TestStory *story)
{
    story->item = &item;
    test_story_tell_promise(story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
    tell_step(story, "2026-03-03T10:00", "review");
}

static void test_the_step_that_runs(void)
{
    g_auto(TestStory) story = {0};
    begin(&story);
    g_assert_cmpint(story.status.step.basis, ==, SZ_DUE_BY_STEP);
    g_assert_cmpstr(story.status.step_limit->name, ==, "review");
    test_assert_time(story.status.step.start, "2026-03-03T10:00");
    test_assert_time(story.status.step.due, "2026-03-05T18:00");
    test_story_assert_finding(&story, LATE, "2026-03-05T18:00", false);
    test_story_assert_finding(&story, LATE, "2026-03-05T18:00:01", true);
    test_story_assert_light(&story, "2026-03-05T18:00:01", "green");
}

static void test_a_step_over_its_limit_may_be_yellow(void)
{
    SzCaseThresholds thresholds = SZ_CASE_THRESHOLDS_DEFAULT;
    thresholds.is_step_late_yellow = true;
    g_auto(TestStory) story = {.rules = *test_rules()};
    story.rules.thresholds = &thresholds;
    begin(&story);
    test_story_assert_light(&story, "2026-03-05T18:00", "green");
    test_story_assert_light(&story, "2026-03-05T18:00:00.000000001", "yellow");
    tell_step(&story, "2026-03-06T10:00", "print"); /* has no limit */
    test_story_assert_light(&story, "2026-03-06T10:00", "green");
    test_story_assert_light(&story, "2026-03-12T18:00", "yellow"); /* that of the promise */
}

static void test_a_step_that_ended_late_is_found_for_ever(void)
{
    static const struct {
        const char *time;
        SzCaseEventKind kind; /* what ends it */
        bool is_late;
    } rows[] = {
        {"2026-03-05T18:00", SZ_CASE_STEP, false},   {"2026-03-06T09:00", SZ_CASE_STEP, true},
        {"2026-03-05T18:00", SZ_CASE_DECIDE, false}, {"2026-03-06T09:00", SZ_CASE_DECIDE, true},
        {"2026-03-05T18:00", SZ_CASE_CLOSE, false},  {"2026-03-06T09:00", SZ_CASE_CLOSE, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        SzCaseEvent event = test_case_event(rows[i].kind, rows[i].time);
        event.step = rows[i].kind == SZ_CASE_STEP ? SZ_SLICE("print") : SZ_SLICE("");
        begin(&story);
        test_story_tell(&story, event);
        g_assert_cmpint(story.status.step.basis, ==, SZ_DUE_NONE);
        test_story_assert_finding(&story, LATE, "2026-03-20T10:00", rows[i].is_late);
    }
}

/* Convention A: 03-05 and 03-06 do not count. */
static void test_suspension_stops_it(void)
{
    g_auto(TestStory) story = {0};
    begin(&story);
    test_story_tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-04T10:00");
    test_assert_time(story.status.step.due, NULL);
    test_story_assert_finding(&story, LATE, "2026-03-20T10:00", false);
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-06T15:00");
    test_assert_time(story.status.step.due, "2026-03-09T18:00");
}

/* Half an hour from 11:45: a quarter before noon, a quarter from 13:30 on. */
static void test_minutes_run_in_service_time(void)
{
    g_auto(TestStory) story = {0};
    begin(&story);
    tell_step(&story, "2026-03-04T11:45", "check");
    test_assert_time(story.status.step.due, "2026-03-04T13:45");
    test_story_assert_finding(&story, LATE, "2026-03-04T13:45", false);
}

/* Two working days after 2199-12-30 the calendar has ended: nobody can be late. */
static void test_behind_the_calendar_no_step_is_late(void)
{
    g_auto(TestStory) story = {.item = &item};
    test_story_tell_promise(&story, "2199-12-27T10:00", 1, SZ_UNIT_WORKDAY);
    tell_step(&story, "2199-12-30T10:00", "review");
    test_assert_time(story.status.step.due, NULL);
    test_story_tell_kind(&story, SZ_CASE_DECIDE, "2199-12-31T23:00");
    test_story_assert_finding(&story, LATE, "2199-12-31T23:00", false);
}

static void test_an_item_without_steps_has_no_clock(void)
{
    g_auto(TestStory) story = {0};
    tell_step(&story, "2026-03-03T10:00", "review");
    g_assert_cmpint(story.status.step.basis, ==, SZ_DUE_NONE);
}

#define ADD(name, function) g_test_add_func("/metrics/case_steps/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("the-step-that-runs", test_the_step_that_runs);
    ADD("a-step-over-its-limit-may-be-yellow", test_a_step_over_its_limit_may_be_yellow);
    ADD("a-step-that-ended-late-is-found-for-ever", test_a_step_that_ended_late_is_found_for_ever);
    ADD("suspension-stops-it", test_suspension_stops_it);
    ADD("minutes-run-in-service-time", test_minutes_run_in_service_time);
    ADD("behind-the-calendar-no-step-is-late", test_behind_the_calendar_no_step_is_late);
    ADD("an-item-without-steps-has-no-clock", test_an_item_without_steps_has_no_clock);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
