/* How far extensions reach.  Ten working days from Monday 2026-03-02 end on 03-16, twenty on 03-30; after those come
 * 03-31, 04-01 to 04-03 and, behind 清明节, 04-07 to 04-10. */

#include "support/case_story.h"

#define OVER SZ_CASE_FLAG_EXTENSION_OVER_LIMIT
#define TOO_LATE SZ_CASE_FLAG_EXTENSION_TOO_LATE

static const SzItem joint_item = {
    .code = "J1",
    .thresholds =
        &(const SzCaseThresholds){
            .acceptance_workdays = 5,
            .suspended_max_workdays = 60,
            .delivery_workdays = 10,
            .extend_max = {15, SZ_UNIT_WORKDAY},
        },
};

static void test_the_law_bounds_what_an_extension_adds_to_the_statute(void)
{
    static const struct {
        gint32 days[2]; /* of two extensions; 0: none */
        const SzItem *item;
        const char *due;
        const char *statute_due;
        bool is_over;
    } rows[] = {
        {{5, 0}, NULL, "2026-03-23T18:00", "2026-04-07T18:00", false},
        {{10, 0}, NULL, "2026-03-30T18:00", "2026-04-14T18:00", false},
        {{11, 0}, NULL, "2026-03-31T18:00", "2026-04-14T18:00", true},
        {{6, 6}, NULL, "2026-04-01T18:00", "2026-04-14T18:00", true},
        {{15, 0}, NULL, "2026-04-07T18:00", "2026-04-14T18:00", true},
        {{15, 0}, &joint_item, "2026-04-07T18:00", "2026-04-21T18:00", false},
        {{15, 1}, &joint_item, "2026-04-08T18:00", "2026-04-21T18:00", true},
    };
    static const char *const times[] = {"2026-03-05T10:00", "2026-03-06T10:00"};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {.item = rows[i].item};
        SzCaseEvent step = test_case_event(SZ_CASE_STEP, "2026-03-03T10:00");
        step.statute = (SzLimit){20, SZ_UNIT_WORKDAY};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell(&story, step);
        for (gsize k = 0; k < 2 && rows[i].days[k] > 0; k++) {
            test_story_tell_days(&story, SZ_CASE_EXTEND, times[k], rows[i].days[k]);
        }
        test_assert_time(story.status.handling.due, rows[i].due);
        test_assert_time(story.status.statute_due, rows[i].statute_due);
        test_story_assert_finding(&story, OVER, "2026-03-10T10:00", rows[i].is_over);
    }
}

/* Ten working days end on 03-16.  An extension of 5 makes it 03-23, if it comes in time. */
static void test_an_extension_after_the_deadline_moves_nothing(void)
{
    static const struct {
        const char *at[2];     /* of extensions of 5 days each; NULL: none */
        const char *suspended; /* NULL: never */
        const char *resumed;
        const char *due;
        bool is_too_late;
    } rows[] = {
        {{"2026-03-16T17:00", NULL}, NULL, NULL, "2026-03-23T18:00", false},
        {{"2026-03-16T18:00", NULL}, NULL, NULL, "2026-03-23T18:00", false},
        {{"2026-03-16T18:00:00.000000001", NULL}, NULL, NULL, "2026-03-16T18:00", true},
        {{"2026-03-16T10:00", "2026-03-20T10:00"}, NULL, NULL, "2026-03-30T18:00", false},
        {{"2026-03-16T10:00", "2026-03-24T10:00"}, NULL, NULL, "2026-03-23T18:00", true},
        /* While it stands still since 03-12, it is not due: 3 working days are lost until 03-17, 5 more until 03-24. */
        {{"2026-03-17T10:00", NULL},
         "2026-03-12T10:00",
         "2026-03-17T11:00",
         "2026-03-26T18:00",
         false},
        {{"2026-03-19T18:00:01", NULL},
         "2026-03-12T10:00",
         "2026-03-17T11:00",
         "2026-03-19T18:00",
         true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        if (rows[i].suspended != NULL) {
            test_story_tell_kind(&story, SZ_CASE_SUSPEND, rows[i].suspended);
            test_story_tell_kind(&story, SZ_CASE_RESUME, rows[i].resumed);
        }
        for (gsize k = 0; k < 2 && rows[i].at[k] != NULL; k++) {
            test_story_tell_days(&story, SZ_CASE_EXTEND, rows[i].at[k], 5);
        }
        test_assert_time(story.status.handling.due, rows[i].due);
        test_story_assert_finding(&story, TOO_LATE, "2026-03-10T10:00", rows[i].is_too_late);
    }
}

/* Suspended from 03-04 to 03-05 and from 03-10 to 03-11: two days later, on 03-18; five more until 03-25. */
static void test_every_suspension_before_it_counts(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
    test_story_tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-04T10:00");
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-05T10:00");
    test_story_tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-10T10:00");
    test_story_tell_kind(&story, SZ_CASE_RESUME, "2026-03-11T10:00");
    test_assert_time(story.status.handling.due, "2026-03-18T18:00");
    test_story_tell_days(&story, SZ_CASE_EXTEND, "2026-03-18T10:00", 5);
    test_assert_time(story.status.handling.due, "2026-03-25T18:00");
    test_story_assert_finding(&story, TOO_LATE, "2026-03-18T10:00", false);
}

/* An hour is no day: extensions lengthen what is counted in days. */
static void test_minutes_and_hours_are_not_extended(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_promise(&story, "2026-03-02T10:00", 1, SZ_UNIT_HOUR);
    test_story_tell_days(&story, SZ_CASE_EXTEND, "2026-03-02T10:30", 1);
    test_assert_time(story.status.handling.due, "2026-03-02T11:00");
    g_assert_cmpint(story.status.handling.extend_n, ==, 0);
}

static void test_what_has_not_begun_is_not_extended(void)
{
    g_auto(TestStory) story = {0};
    SzCaseEvent extend = test_case_event(SZ_CASE_EXTEND, "2026-03-02T10:30");
    extend.days = 1;
    extend.statute = (SzLimit){20, SZ_UNIT_WORKDAY};
    test_story_tell(&story, extend);
    test_assert_time(story.status.statute_due, NULL);
    g_assert_cmpint(story.status.handling.extend_n, ==, 0);
}

/* The ten days of art. 42 are working days: they bound what is counted in those, whatever the promise is in. */
static void test_the_bound_is_of_the_unit_of_the_statute(void)
{
    static const struct {
        SzLimit promise;
        SzLimit statute;
        bool is_over;
    } rows[] = {
        {{10, SZ_UNIT_WORKDAY}, {0, SZ_UNIT_NONE}, true},
        {{10, SZ_UNIT_DAY}, {0, SZ_UNIT_NONE}, false},
        {{5, SZ_UNIT_HOUR}, {0, SZ_UNIT_NONE}, true}, /* then in working days */
        {{10, SZ_UNIT_WORKDAY}, {30, SZ_UNIT_DAY}, false},
        {{10, SZ_UNIT_DAY}, {20, SZ_UNIT_WORKDAY}, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        SzCaseEvent extend = test_case_event(SZ_CASE_EXTEND, "2026-03-02T10:30");
        extend.days = 11;
        extend.statute = rows[i].statute;
        test_story_tell_promise(&story, "2026-03-02T10:00", rows[i].promise.n,
                                rows[i].promise.unit);
        test_story_tell(&story, extend);
        test_story_assert_finding(&story, OVER, "2026-03-10T10:00", rows[i].is_over);
    }
}

/* Where the statutory limit is the one that counts, the same bound holds for it. */
static void test_the_statute_alone_is_bounded_too(void)
{
    g_auto(TestStory) story = {0};
    SzDeadlineRequest request;
    SzSpan spans[SZ_CASE_SPANS_MAX];
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00");
    accept.statute = (SzLimit){20, SZ_UNIT_WORKDAY};
    test_story_tell(&story, accept);
    test_story_tell_days(&story, SZ_CASE_EXTEND, "2026-03-05T10:00", 15);
    test_assert_time(story.status.handling.due, "2026-04-14T18:00");
    test_assert_time(story.status.statute_due, "2026-04-14T18:00");
    g_assert_true(sz_case_status_request(&story.status, &story.facts, spans, &request));
    g_assert_cmpint(request.extend_n, ==, 10);
}

/* A limit in calendar days is of another law than art. 42: 60 days from 03-02 are 05-01, a holiday until 05-05. */
static void test_another_unit_has_no_bound(void)
{
    g_auto(TestStory) story = {0};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00");
    accept.statute = (SzLimit){30, SZ_UNIT_DAY};
    test_story_tell(&story, accept);
    test_story_tell_days(&story, SZ_CASE_EXTEND, "2026-03-05T10:00", 30);
    test_assert_time(story.status.statute_due, "2026-05-06T18:00");
    test_story_assert_finding(&story, OVER, "2026-03-10T10:00", false);
}

#define ADD(name, function) g_test_add_func("/metrics/case_extension/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("the-law-bounds-what-an-extension-adds-to-the-statute",
        test_the_law_bounds_what_an_extension_adds_to_the_statute);
    ADD("an-extension-after-the-deadline-moves-nothing",
        test_an_extension_after_the_deadline_moves_nothing);
    ADD("the-statute-alone-is-bounded-too", test_the_statute_alone_is_bounded_too);
    ADD("another-unit-has-no-bound", test_another_unit_has_no_bound);
    ADD("every-suspension-before-it-counts", test_every_suspension_before_it_counts);
    ADD("minutes-and-hours-are-not-extended", test_minutes_and_hours_are_not_extended);
    ADD("what-has-not-begun-is-not-extended", test_what_has_not_begun_is_not_extended);
    ADD("the-bound-is-of-the-unit-of-the-statute", test_the_bound_is_of_the_unit_of_the_statute);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
