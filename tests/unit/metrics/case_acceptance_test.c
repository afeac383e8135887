/* The acceptance clock.  Received Monday 2026-03-02, its five working days are 03-03 to 03-06 and 03-09. */

#include "metrics/case_row.h"

#include "support/case_story.h"

#define LATE SZ_CASE_FLAG_ACCEPTED_LATE

static void tell_receipt(TestStory *story)
{
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00");
    apply.promise = (SzLimit){10, SZ_UNIT_WORKDAY};
    test_story_tell(story, apply);
}

static SzAcceptance acceptance_of(const TestStory *story)
{
    SzCaseRow row;
    sz_case_row_make(&story->facts, &story->status, NULL, &row);
    return row.acceptance;
}

/* Ten working days from 03-09 end on 03-23, from the receipt on 03-16. */
static void test_its_deadline_is_known_of_accepted_cases_too(void)
{
    static const struct {
        const char *accepted;
        SzAcceptance acceptance;
        const char *handling_start;
        const char *due;
    } rows[] = {
        {"2026-03-02T11:00", SZ_ACCEPTED_IN_TIME, "2026-03-02T11:00", "2026-03-16T18:00"},
        {"2026-03-09T18:00", SZ_ACCEPTED_IN_TIME, "2026-03-09T18:00", "2026-03-23T18:00"},
        {"2026-03-09T18:00:00.000000001", SZ_ACCEPTED_LATE, "2026-03-02T10:00", "2026-03-16T18:00"},
        {"2026-03-12T09:00", SZ_ACCEPTED_LATE, "2026-03-02T10:00", "2026-03-16T18:00"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        tell_receipt(&story);
        test_story_tell_kind(&story, SZ_CASE_ACCEPT, rows[i].accepted);
        test_assert_time(story.status.acceptance.due, "2026-03-09T18:00");
        test_assert_time(story.status.handling.start, rows[i].handling_start);
        test_assert_time(story.status.handling.due, rows[i].due);
        g_assert_cmpint(acceptance_of(&story), ==, rows[i].acceptance);
        test_story_assert_finding(&story, LATE, "2026-03-12T10:00",
                                  rows[i].acceptance == SZ_ACCEPTED_LATE);
        test_story_assert_light(&story, "2026-03-12T10:00",
                                "green"); /* that of the handling clock */
    }
}

static void test_without_a_receipt_nothing_is_judged(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-02T11:00");
    test_assert_time(story.status.acceptance.due, NULL);
    g_assert_cmpint(acceptance_of(&story), ==, SZ_ACCEPTED_NOT);
    /* The file complete on 03-05 is as good as one. */
    g_auto(TestStory) asked = {0};
    test_story_tell_kind(&asked, SZ_CASE_SUPPLEMENT_START, "2026-03-03T10:00");
    g_assert_false(asked.status.is_acceptance_pending);
    test_story_tell_kind(&asked, SZ_CASE_SUPPLEMENT_END, "2026-03-05T10:00");
    g_assert_true(asked.status.is_acceptance_pending);
    test_assert_time(asked.status.acceptance.due, "2026-03-12T18:00");
}

static void test_while_it_runs_the_finding_is_of_the_instant(void)
{
    g_auto(TestStory) story = {0};
    tell_receipt(&story);
    test_story_assert_finding(&story, LATE, "2026-03-09T18:00", false);
    test_story_assert_finding(&story, LATE, "2026-03-09T18:00:00.000000001", true);
    g_assert_cmpuint(story.status.flags, ==, 0);
    g_assert_cmpint(acceptance_of(&story), ==, SZ_ACCEPTED_NOT);
}

/* The file complete on Friday 03-13: five new working days, 03-16 to 03-20. */
static void test_materials_asked_for_in_time_start_it_again(void)
{
    g_auto(TestStory) story = {0};
    tell_receipt(&story);
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-09T18:00");
    g_assert_cmpint(story.status.state, ==, SZ_STATE_SUSPENDED);
    test_assert_time(story.status.acceptance.due, NULL);
    test_assert_time(story.status.acceptance.yellow_at, NULL);
    test_story_assert_light(&story, "2026-03-12T10:00", "suspended");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-13T15:00");
    test_assert_time(story.status.acceptance.start, "2026-03-13T15:00");
    test_assert_time(story.status.acceptance.due, "2026-03-20T18:00");
    test_story_assert_light(&story, "2026-03-16T10:00", "green");
    test_story_assert_finding(&story, LATE, "2026-03-20T18:00", false);
    test_story_tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-20T18:00");
    g_assert_cmpint(acceptance_of(&story), ==, SZ_ACCEPTED_IN_TIME);
    test_assert_time(story.status.handling.start, "2026-03-20T18:00");
    test_assert_time(story.status.acceptance.start, "2026-03-13T15:00");
}

/* Asked for a nanosecond too late: deemed accepted on 03-02.  The suspension takes 03-10 to 03-13 out (A), so that
 * the ten days end on 03-20 instead of 03-16. */
static void test_materials_asked_for_too_late_suspend_the_handling(void)
{
    g_auto(TestStory) story = {0};
    tell_receipt(&story);
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-09T18:00:00.000000001");
    g_assert_cmpint(story.status.state, ==, SZ_STATE_SUSPENDED);
    test_assert_time(story.status.handling.due, NULL);
    test_story_assert_light(&story, "2026-03-12T10:00", "red");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-13T15:00");
    test_assert_time(story.status.acceptance.due, "2026-03-09T18:00");
    test_assert_time(story.status.handling.start, "2026-03-02T10:00");
    test_assert_time(story.status.handling.due, "2026-03-20T18:00");
    g_assert_cmpint(story.status.handling.suspended_days, ==, 4);
    test_story_assert_light(&story, "2026-03-16T10:00", "red");
    test_story_assert_finding(&story, LATE, "2026-03-16T10:00", true);
    g_assert_cmpint(acceptance_of(&story), ==, SZ_ACCEPTED_LATE);
    test_story_tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-16T11:00");
    test_assert_time(story.status.handling.due, "2026-03-20T18:00");
    test_story_assert_light(&story, "2026-03-17T10:00", "green");
    test_story_assert_light(&story, "2026-03-18T18:00", "yellow");
    test_story_assert_finding(&story, LATE, "2026-03-17T10:00", true);
}

/* Complete on 03-04: until 03-11; asked again on 03-10, complete on 03-12: until 03-19. */
static void test_every_one_in_time_starts_it_again(void)
{
    g_auto(TestStory) story = {0};
    tell_receipt(&story);
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T10:00");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-04T10:00");
    test_assert_time(story.status.acceptance.due, "2026-03-11T18:00");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-10T10:00");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-12T10:00");
    test_assert_time(story.status.acceptance.due, "2026-03-19T18:00");
}

static void tell_suspension(TestStory *story, SzSuspendKind kind, const char *time)
{
    SzCaseEvent suspend = test_case_event(SZ_CASE_SUSPEND, time);
    suspend.suspend_kind = kind;
    test_story_tell(story, suspend);
}

/* Asked for on 03-03 and, something else, on 03-04: complete when both are there.  From 03-10 on until 03-17. */
static void test_what_is_asked_for_twice_is_awaited_twice(void)
{
    g_auto(TestStory) story = {0};
    tell_receipt(&story);
    tell_suspension(&story, SZ_SUSPEND_SUPPLEMENT, "2026-03-03T10:00");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-04T10:00");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-05T10:00");
    test_assert_time(story.status.acceptance.due, NULL);
    g_assert_cmpint(story.status.state, ==, SZ_STATE_SUSPENDED);
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-10T10:00");
    test_assert_time(story.status.acceptance.start, "2026-03-10T10:00");
    test_assert_time(story.status.acceptance.due, "2026-03-17T18:00");
}

/* Resumed after the acceptance: that ended the waiting. */
static void test_acceptance_ends_the_waiting(void)
{
    g_auto(TestStory) story = {0};
    tell_receipt(&story);
    tell_suspension(&story, SZ_SUSPEND_SUPPLEMENT, "2026-03-03T10:00");
    test_story_tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-12T10:00");
    test_assert_time(story.status.acceptance.start, "2026-03-12T10:00");
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-13T10:00");
    test_assert_time(story.status.acceptance.start, "2026-03-12T10:00");
    test_assert_time(story.status.handling.start, "2026-03-12T10:00");
}

static void test_nothing_else_starts_it_again(void)
{
    g_auto(TestStory) tested = {0};
    tell_receipt(&tested);
    tell_suspension(&tested, SZ_SUSPEND_TESTING, "2026-03-03T10:00");
    test_story_tell_kind(&tested, SZ_CASE_RESUME, "2026-03-05T10:00");
    test_assert_time(tested.status.acceptance.due, "2026-03-09T18:00");
    /* Asked for from the acceptance on: 03-05 and 03-06 are taken out of ten days that end on 03-18. */
    g_auto(TestStory) accepted = {0};
    tell_receipt(&accepted);
    test_story_tell_kind(&accepted, SZ_CASE_ACCEPT, "2026-03-04T10:00");
    test_story_tell_kind(&accepted, SZ_CASE_SUPPLEMENT_START, "2026-03-04T10:00");
    test_story_tell_kind(&accepted, SZ_CASE_SUPPLEMENT_END, "2026-03-06T10:00");
    test_assert_time(accepted.status.acceptance.due, "2026-03-09T18:00");
    test_assert_time(accepted.status.handling.due, "2026-03-20T18:00");
}

/* From Friday 2199-12-20 until 12-27; from the last day of the calendar until nobody knows when. */
static void test_behind_the_calendar_it_is_not_known(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_kind(&story, SZ_CASE_APPLY, "2199-12-20T10:00");
    test_assert_time(story.status.acceptance.due, "2199-12-27T18:00");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2199-12-23T10:00");
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2199-12-31T10:00");
    test_assert_time(story.status.acceptance.start, "2199-12-31T10:00");
    test_assert_time(story.status.acceptance.due, NULL);
    test_assert_time(story.status.acceptance.yellow_at, NULL);
}

static void test_accepted_while_materials_are_awaited_is_in_time(void)
{
    g_auto(TestStory) story = {0};
    tell_receipt(&story);
    test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T10:00");
    test_story_tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-12T10:00");
    g_assert_cmpint(acceptance_of(&story), ==, SZ_ACCEPTED_IN_TIME);
    test_assert_time(story.status.handling.start, "2026-03-12T10:00");
}

/* 补正 told as a suspension of that kind. */
static void test_a_suspension_for_materials_is_the_same(void)
{
    g_auto(TestStory) story = {0};
    tell_receipt(&story);
    tell_suspension(&story, SZ_SUSPEND_SUPPLEMENT, "2026-03-03T10:00");
    test_story_assert_light(&story, "2026-03-12T10:00", "suspended");
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-13T15:00");
    test_assert_time(story.status.acceptance.due, "2026-03-20T18:00");
}

static void test_what_shows_that_a_case_is_in_hand(void)
{
    static const struct {
        const char *time;
        SzCaseEventKind kind;
        bool is_late;
    } rows[] = {
        {"2026-03-09T18:00", SZ_CASE_STEP, false},   {"2026-03-10T09:00", SZ_CASE_STEP, true},
        {"2026-03-10T09:00", SZ_CASE_DECIDE, true},  {"2026-03-09T18:00", SZ_CASE_REJECT, false},
        {"2026-03-10T09:00", SZ_CASE_REJECT, true},  {"2026-03-09T17:00", SZ_CASE_CLOSE, false},
        {"2026-03-10T09:00", SZ_CASE_SUSPEND, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        tell_receipt(&story);
        test_story_tell_kind(&story, rows[i].kind, rows[i].time);
        test_story_assert_finding(&story, LATE, "2026-03-13T10:00", rows[i].is_late);
        g_assert_false(story.status.is_acceptance_pending);
    }
}

static void test_a_source_with_its_own_deadline_has_it_in_hand(void)
{
    g_auto(TestStory) story = {0};
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00");
    apply.has_due = true;
    apply.due = test_time("2026-03-20T12:00");
    test_story_tell(&story, apply);
    test_story_assert_light(&story, "2026-03-13T10:00", "green");
    test_story_tell_kind(&story, SZ_CASE_STEP, "2026-03-13T10:00");
    test_story_assert_finding(&story, LATE, "2026-03-13T10:00", false);
    test_story_tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-13T11:00");
    test_story_assert_finding(&story, LATE, "2026-03-13T11:00", true); /* it said so itself */
}

/* Before acceptance no limit of the handling runs, however short: what lasts too long is the 补正, red. */
static void test_materials_never_brought_are_no_breach(void)
{
    static const SzLimit limits[] = {
        {30, SZ_UNIT_MINUTE}, {0, SZ_UNIT_WORKDAY}, {7, SZ_UNIT_HOUR}, {1, SZ_UNIT_WORKDAY}};
    for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
        g_auto(TestStory) story = {0};
        SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00");
        apply.promise = limits[i];
        apply.statute = i == 3 ? (SzLimit){2, SZ_UNIT_WORKDAY} : (SzLimit){0};
        test_story_tell(&story, apply);
        test_story_tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-06T10:00");
        test_story_assert_light(&story, "2026-03-12T10:00", "suspended");
        test_story_assert_light(&story, "2026-07-06T10:00", "red");
    }
}

/* Two working days, yellow on the second: from the close of the first on. */
static void test_its_limit_is_configuration(void)
{
    g_auto(TestStory) story = {.rules = *test_rules()};
    SzCaseThresholds thresholds = SZ_CASE_THRESHOLDS_DEFAULT;
    thresholds.acceptance_workdays = 2;
    thresholds.acceptance_yellow_day = 2;
    story.rules.thresholds = &thresholds;
    tell_receipt(&story);
    test_assert_time(story.status.acceptance.due, "2026-03-04T18:00");
    test_story_assert_light(&story, "2026-03-03T17:59:59", "green");
    test_story_assert_light(&story, "2026-03-03T18:00", "yellow");
    test_story_assert_light(&story, "2026-03-04T18:00:01", "red");
}

#define ADD(name, function) g_test_add_func("/metrics/case_acceptance/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("its-deadline-is-known-of-accepted-cases-too",
        test_its_deadline_is_known_of_accepted_cases_too);
    ADD("without-a-receipt-nothing-is-judged", test_without_a_receipt_nothing_is_judged);
    ADD("while-it-runs-the-finding-is-of-the-instant",
        test_while_it_runs_the_finding_is_of_the_instant);
    ADD("materials-asked-for-in-time-start-it-again",
        test_materials_asked_for_in_time_start_it_again);
    ADD("materials-asked-for-too-late-suspend-the-handling",
        test_materials_asked_for_too_late_suspend_the_handling);
    ADD("every-one-in-time-starts-it-again", test_every_one_in_time_starts_it_again);
    ADD("what-is-asked-for-twice-is-awaited-twice", test_what_is_asked_for_twice_is_awaited_twice);
    ADD("acceptance-ends-the-waiting", test_acceptance_ends_the_waiting);
    ADD("nothing-else-starts-it-again", test_nothing_else_starts_it_again);
    ADD("behind-the-calendar-it-is-not-known", test_behind_the_calendar_it_is_not_known);
    ADD("accepted-while-materials-are-awaited-is-in-time",
        test_accepted_while_materials_are_awaited_is_in_time);
    ADD("a-suspension-for-materials-is-the-same", test_a_suspension_for_materials_is_the_same);
    ADD("what-shows-that-a-case-is-in-hand", test_what_shows_that_a_case_is_in_hand);
    ADD("a-source-with-its-own-deadline-has-it-in-hand",
        test_a_source_with_its_own_deadline_has_it_in_hand);
    ADD("materials-never-brought-are-no-breach", test_materials_never_brought_are_no_breach);
    ADD("its-limit-is-configuration", test_its_limit_is_configuration);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
