/* A case as one row.  Ten working days from Monday 2026-03-02 end on 03-16, twenty on 03-30; five to accept it on 03-09. */

#include "metrics/case_row.h"

#include "support/case_story.h"

static SzCaseRow row_of(const TestStory *story)
{
    SzCaseRow row;
    sz_case_row_make(&story->facts, &story->status, story->item, &row);
    return row;
}

static void assert_instant(SzWallTime got, const char *expected)
{
    test_assert_time((SzMaybeTime){got.ns != SZ_NEVER.ns, got}, expected);
}

/* --- due and light at an instant ----------------------------------------------------------- */

static void tell_receipt(TestStory *story)
{
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00");
    apply.promise = (SzLimit){10, SZ_UNIT_WORKDAY};
    test_story_tell(story, apply);
}

static void test_what_is_due(void)
{
    g_auto(TestStory) received = {0};
    tell_receipt(&received);
    SzCaseRow row = row_of(&received);
    assert_instant(sz_case_row_due(&row, test_time("2026-03-02T10:00")), "2026-03-09T18:00");
    assert_instant(sz_case_row_due(&row, test_time("2026-03-09T18:00")), "2026-03-09T18:00");
    assert_instant(sz_case_row_due(&row, test_time("2026-03-09T18:00:00.000000001")),
                   "2026-03-16T18:00"); /* deemed accepted */
    test_story_tell_kind(&received, SZ_CASE_ACCEPT, "2026-03-04T10:00");
    row = row_of(&received);
    assert_instant(sz_case_row_due(&row, test_time("2026-03-04T10:00")), "2026-03-18T18:00");
}

static void test_what_waits_is_not_due(void)
{
    g_auto(TestStory) waiting = {0};
    tell_receipt(&waiting);
    test_story_tell_kind(&waiting, SZ_CASE_SUPPLEMENT_START, "2026-03-03T10:00");
    SzCaseRow row = row_of(&waiting);
    assert_instant(sz_case_row_due(&row, test_time("2026-03-04T10:00")), NULL);
    assert_instant(row.red_from, "2026-06-01T00:00"); /* sixty working days: too long */
    g_assert_cmpint(sz_case_row_light(&row, test_time("2026-03-04T10:00")), ==, SZ_LIGHT_SUSPENDED);
    /* Received when the calendar ends: five working days later nobody knows what is. */
    g_auto(TestStory) last = {0};
    test_story_tell_kind(&last, SZ_CASE_APPLY, "2199-12-31T10:00");
    row = row_of(&last);
    g_assert_true(row.is_acceptance_pending);
    assert_instant(sz_case_row_due(&row, test_time("2199-12-31T11:00")), NULL);
}

static void test_the_light_is_that_of_the_status(void)
{
    static const char *const times[] = {"2026-03-02T10:00", "2026-03-05T17:59", "2026-03-05T18:00",
                                        "2026-03-09T18:00", "2026-03-09T18:01", "2026-04-01T10:00"};
    static const char *const lights[] = {"green", "green", "yellow", "yellow", "red", "red"};
    g_auto(TestStory) story = {0};
    tell_receipt(&story);
    SzCaseRow row = row_of(&story);
    for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
        g_assert_cmpstr(sz_light_name(sz_case_row_light(&row, test_time(times[i]))), ==, lights[i]);
        test_story_assert_light(&story, times[i], lights[i]);
    }
    test_story_tell_kind(&story, SZ_CASE_CLOSE, "2026-03-10T10:00");
    row = row_of(&story);
    assert_instant(row.ended, "2026-03-10T10:00");
    assert_instant(sz_case_row_curve(&row).yellow_from, NULL);
    g_assert_cmpint(sz_case_row_light(&row, test_time("2026-04-01T10:00")), ==, SZ_LIGHT_NONE);
}

/* --- what it says -------------------------------------------------------------------------- */

static void test_was_it_past_the_statute(void)
{
    static const struct {
        const char *ended; /* NULL: not yet */
        bool has_statute;
        bool expected;
    } rows[] = {
        {"2026-03-30T18:00", true, false},
        {"2026-03-30T18:00:00.000000001", true, true},
        {"2026-04-30T18:00", false, false},
        {NULL, true, false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        SzCaseEvent step = test_case_event(SZ_CASE_STEP, "2026-03-03T10:00");
        step.statute = rows[i].has_statute ? (SzLimit){20, SZ_UNIT_WORKDAY} : (SzLimit){0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell(&story, step);
        if (rows[i].ended != NULL) {
            test_story_tell_kind(&story, SZ_CASE_CLOSE, rows[i].ended);
        }
        g_assert_cmpint(row_of(&story).is_past_statute, ==, rows[i].expected);
        g_assert_cmpint(row_of(&story).is_late, ==, rows[i].ended != NULL);
    }
}

static void test_was_anything_asked_for(void)
{
    static const struct {
        SzSuspendKind kinds[2];
        gsize n;
        bool expected;
        bool is_special;
    } rows[] = {
        {{SZ_SUSPEND_TESTING}, 0, false, false},
        {{SZ_SUSPEND_TESTING}, 1, false, true},
        {{SZ_SUSPEND_SUPPLEMENT}, 1, true, false},
        {{SZ_SUSPEND_TESTING, SZ_SUSPEND_SUPPLEMENT}, 2, true, true},
        {{SZ_SUSPEND_SUPPLEMENT, SZ_SUSPEND_TESTING}, 2, true, true},
    };
    static const char *const from[] = {"2026-03-03T10:00", "2026-03-05T10:00"};
    static const char *const to[] = {"2026-03-04T10:00", "2026-03-06T10:00"};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        for (gsize k = 0; k < rows[i].n; k++) {
            SzCaseEvent suspend = test_case_event(SZ_CASE_SUSPEND, from[k]);
            suspend.suspend_kind = rows[i].kinds[k];
            test_story_tell(&story, suspend);
            test_story_tell_kind(&story, SZ_CASE_RESUME, to[k]);
        }
        g_assert_cmpint(row_of(&story).was_supplemented, ==, rows[i].expected);
        g_assert_cmpint(row_of(&story).was_suspended, ==, rows[i].is_special);
    }
}

/* No answer is not no. */
static void test_answers(void)
{
    static const struct {
        gint8 given;
        SzYesNo expected;
    } rows[] = {{-1, SZ_YESNO_UNKNOWN}, {0, SZ_YESNO_NO}, {1, SZ_YESNO_YES}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        SzCaseEvent close = test_case_event(SZ_CASE_CLOSE, "2026-03-02T10:00");
        close.is_auto = rows[i].given;
        close.elic = rows[G_N_ELEMENTS(rows) - 1 - i].given;
        test_story_tell(&story, close);
        g_assert_cmpint(row_of(&story).is_auto, ==, rows[i].expected);
        g_assert_cmpint(row_of(&story).elic, ==, rows[G_N_ELEMENTS(rows) - 1 - i].expected);
    }
}

static void test_platforms(void)
{
    static const struct {
        const char *said;
        SzPlatform expected;
    } rows[] = {{"", SZ_PLATFORM_NONE},   {"2.0", SZ_PLATFORM_UNIFIED}, {"own", SZ_PLATFORM_OWN},
                {"2", SZ_PLATFORM_OTHER}, {"2.01", SZ_PLATFORM_OTHER},  {"OWN", SZ_PLATFORM_OTHER}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00");
        apply.platform = sz_slice(rows[i].said);
        test_story_tell(&story, apply);
        g_assert_cmpint(row_of(&story).platform, ==, rows[i].expected);
    }
}

/* Due on 03-16; planned for three working days after 03-05, or so many that sixty (until 06-02) are fewer. */
static void test_has_it_stood_still_for_too_long(void)
{
    static const struct {
        const char *from;
        const char *to; /* NULL: not yet */
        const char *now;
        gint32 planned_days;
        bool expected;
    } rows[] = {
        {"2026-03-05T10:00", NULL, "2026-03-10T23:59:59", 3, false},
        {"2026-03-05T10:00", NULL, "2026-03-11T00:00", 3, true},
        {"2026-03-05T10:00", "2026-03-10T10:00", "2026-04-01T10:00", 3, false},
        {"2026-03-05T10:00", "2026-03-11T10:00", "2026-04-01T10:00", 3, true},
        {"2026-03-05T10:00", NULL, "2026-06-02T23:59:59", -1, false},
        {"2026-03-05T10:00", NULL, "2026-06-03T00:00", -1, true},
        /* Overdue when it began: red, but not for that. */
        {"2026-03-17T10:00", NULL, "2026-03-18T10:00", 9, false},
        {"2026-03-17T10:00", NULL, "2026-04-18T10:00", 9, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell_days(&story, SZ_CASE_SUSPEND, rows[i].from, rows[i].planned_days);
        if (rows[i].to != NULL) {
            test_story_tell_kind(&story, SZ_CASE_RESUME, rows[i].to);
        }
        SzCaseRow row = row_of(&story);
        g_test_message("%s at %s", rows[i].from, rows[i].now);
        g_assert_true(sz_case_row_is_suspended_too_long(&row, test_time(rows[i].now)) ==
                      rows[i].expected);
    }
}

static void test_visits(void)
{
    static const struct {
        gint32 visits;
        gint8 expected;
    } rows[] = {{-1, -1}, {0, 0}, {3, 3}, {127, 127}, {128, 127}, {1000, 127}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        SzCaseEvent close = test_case_event(SZ_CASE_CLOSE, "2026-03-02T10:00");
        close.visits = rows[i].visits;
        test_story_tell(&story, close);
        g_assert_cmpint(row_of(&story).visits, ==, rows[i].expected);
    }
}

static void test_its_kind_is_what_was_said_else_that_of_the_item(void)
{
    static const SzItem item = {.code = "K1", .kind = SZ_CASE_KIND_PROMISE};
    static const struct {
        const SzItem *item;
        SzCaseKind said;
        SzCaseKind expected;
    } rows[] = {
        {NULL, SZ_CASE_KIND_NONE, SZ_CASE_KIND_NONE},
        {&item, SZ_CASE_KIND_NONE, SZ_CASE_KIND_PROMISE},
        {NULL, SZ_CASE_KIND_INSTANT, SZ_CASE_KIND_INSTANT},
        {&item, SZ_CASE_KIND_INSTANT, SZ_CASE_KIND_INSTANT},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {.item = rows[i].item};
        SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00");
        apply.case_kind = rows[i].said;
        test_story_tell(&story, apply);
        g_assert_cmpint(row_of(&story).kind, ==, rows[i].expected);
    }
}

static void test_a_case_of_which_nothing_is_left_is_nowhere(void)
{
    SzCaseRow row;
    sz_case_row_make_ghost(&row);
    g_assert_cmpuint(row.is_ghost, ==, 1);
    g_assert_false(sz_case_row_is_open(&row));
    g_assert_cmpint(sz_case_row_end(&row).ns, ==, SZ_WALL_TIME_MIN.ns);
    g_assert_cmpint(sz_case_row_light(&row, test_time("2026-03-02T10:00")), ==, SZ_LIGHT_NONE);
    g_assert_cmpint(sz_case_row_due(&row, test_time("2026-03-02T10:00")).ns, ==, SZ_NEVER.ns);
    g_assert_cmpint(row.applied.ns, ==, SZ_NEVER.ns);
    g_assert_cmpint(row.red_from.ns, ==, SZ_NEVER.ns);
    g_assert_cmpint(row.black_from.ns, ==, SZ_NEVER.ns);
    g_assert_cmpuint(row.flags, ==, 0);
    g_assert_null(row.body);
}

#define ADD(name, function) g_test_add_func("/metrics/case_row/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("what-is-due", test_what_is_due);
    ADD("what-waits-is-not-due", test_what_waits_is_not_due);
    ADD("the-light-is-that-of-the-status", test_the_light_is_that_of_the_status);
    ADD("was-it-past-the-statute", test_was_it_past_the_statute);
    ADD("was-anything-asked-for", test_was_anything_asked_for);
    ADD("answers", test_answers);
    ADD("platforms", test_platforms);
    ADD("has-it-stood-still-for-too-long", test_has_it_stood_still_for_too_long);
    ADD("visits", test_visits);
    ADD("its-kind-is-what-was-said-else-that-of-the-item",
        test_its_kind_is_what_was_said_else_that_of_the_item);
    ADD("a-case-of-which-nothing-is-left-is-nowhere",
        test_a_case_of_which_nothing_is_left_is_nowhere);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
