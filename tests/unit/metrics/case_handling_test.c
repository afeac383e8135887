/* Limits, extensions, the source's own deadline and the delivery.  Ten working days from Monday 2026-03-02 end on
 * 03-16, twenty on 03-30; after those come 03-31, 04-01 to 04-03 and, behind 清明节, 04-07 to 04-10. */

#include "support/case_story.h"

#define OVER SZ_CASE_FLAG_EXTENSION_OVER_LIMIT
#define TOO_LATE SZ_CASE_FLAG_EXTENSION_TOO_LATE
#define DIFFERS SZ_CASE_FLAG_SOURCE_DUE_DIFFERS
#define DELIVERY SZ_CASE_FLAG_DELIVERY_LATE

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

/* --- extension ----------------------------------------------------------------------------- */

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

/* --- which promise ------------------------------------------------------------------------- */

static void test_a_promise_may_depend_on_the_channel(void)
{
    static const SzItem item = {
        .code = "C1",
        .promise = {3, SZ_UNIT_HOUR},
        .promise_by_channel =
            {
                [SZ_CHANNEL_WINDOW] = {20, SZ_UNIT_MINUTE},
                [SZ_CHANNEL_ONLINE] = {50, SZ_UNIT_MINUTE},
            },
    };
    static const struct {
        SzChannel channel;
        const char *due;
    } rows[] = {
        {SZ_CHANNEL_WINDOW, "2026-03-02T10:20"},
        {SZ_CHANNEL_ONLINE, "2026-03-02T10:50"},
        {SZ_CHANNEL_MOBILE, "2026-03-02T14:30"}, /* two hours until noon, one from 13:30 on */
        {SZ_CHANNEL_NONE, "2026-03-02T14:30"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {.item = &item};
        SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00");
        accept.channel = rows[i].channel;
        test_story_tell(&story, accept);
        g_assert_cmpint(story.status.handling.basis, ==, SZ_DUE_BY_ITEM);
        test_assert_time(story.status.handling.due, rows[i].due);
    }
}

/* --- the source's own deadline ------------------------------------------------------------- */

static void test_the_source_is_compared_by_the_day(void)
{
    static const struct {
        const char *source_due;
        bool differs;
    } rows[] = {
        {"2026-03-16T18:00", false},   {"2026-03-16T09:00", false},
        {"2026-03-16T00:00", false}, /* the day, written as an instant */
        {"2026-03-17T00:00", false}, /* its end */
        {"2026-03-17T00:00:01", true}, {"2026-03-15T23:59:59", true},
        {"2026-03-20T18:00", true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        SzCaseEvent step = test_case_event(SZ_CASE_STEP, "2026-03-03T10:00");
        step.has_due = true;
        step.due = test_time(rows[i].source_due);
        test_story_tell_promise(&story, "2026-03-02T10:00", 10, SZ_UNIT_WORKDAY);
        test_story_tell(&story, step);
        test_assert_time(story.status.handling.due, "2026-03-16T18:00");
        test_assert_time(story.status.source_due, rows[i].source_due);
        test_assert_time(story.status.computed_due, NULL);
        test_story_assert_finding(&story, DIFFERS, "2026-03-03T10:00", rows[i].differs);
        test_story_tell_kind(&story, SZ_CASE_SUSPEND,
                             "2026-03-05T10:00"); /* nobody knows for now */
        test_story_assert_finding(&story, DIFFERS, "2026-03-05T10:00", false);
    }
}

static void test_what_the_item_promises_is_kept_beside_the_source(void)
{
    g_auto(TestStory) story = {0};
    story.item = sz_items_find(test_rules()->items, SZ_SLICE("I1")); /* 10 working days */
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00");
    accept.has_due = true;
    accept.due = test_time("2026-03-20T12:00");
    test_story_tell(&story, accept);
    g_assert_cmpint(story.status.handling.basis, ==, SZ_DUE_BY_SOURCE);
    test_assert_time(story.status.handling.due, "2026-03-20T12:00");
    test_assert_time(story.status.computed_due, "2026-03-16T18:00");
    test_story_assert_finding(&story, DIFFERS, "2026-03-02T10:00", true);
}

/* --- delivery ------------------------------------------------------------------------------ */

static void test_delivery_has_ten_working_days(void)
{
    static const struct {
        const char *delivered; /* NULL: not yet */
        const char *now;
        bool is_late;
    } rows[] = {
        {NULL, "2026-03-16T18:00", false},
        {NULL, "2026-03-16T18:00:01", true},
        {"2026-03-16T18:00", "2026-05-06T18:00", false},
        {"2026-03-16T18:00:01", "2026-05-06T18:00", true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_promise(&story, "2026-03-02T09:00", 30, SZ_UNIT_WORKDAY);
        test_story_tell_kind(&story, SZ_CASE_DECIDE, "2026-03-02T10:00");
        if (rows[i].delivered != NULL) {
            test_story_tell_kind(&story, SZ_CASE_DELIVER, rows[i].delivered);
        }
        g_assert_cmpint(story.status.delivery.basis, ==, SZ_DUE_BY_DELIVERY);
        test_assert_time(story.status.delivery.start, "2026-03-02T10:00");
        test_assert_time(story.status.delivery.due, "2026-03-16T18:00");
        test_story_assert_finding(&story, DELIVERY, rows[i].now, rows[i].is_late);
        test_story_assert_light(&story, "2026-03-17T10:00", "green");
    }
}

static void test_it_goes_on_when_the_case_is_closed(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_promise(&story, "2026-03-02T09:00", 30, SZ_UNIT_WORKDAY);
    test_story_tell_kind(&story, SZ_CASE_DECIDE, "2026-03-02T10:00");
    test_story_tell_kind(&story, SZ_CASE_CLOSE, "2026-03-02T11:00");
    test_story_assert_finding(&story, DELIVERY, "2026-03-17T10:00", true);
    test_story_tell_kind(&story, SZ_CASE_DELIVER, "2026-03-10T11:00");
    test_story_assert_finding(&story, DELIVERY, "2026-03-17T10:00", false);
}

static void test_what_has_no_delivery_clock(void)
{
    static const SzCaseEventKind ends[] = {SZ_CASE_WITHDRAW, SZ_CASE_VOID, SZ_CASE_REJECT};
    g_auto(TestStory) denied = {0};
    SzCaseEvent decide = test_case_event(SZ_CASE_DECIDE, "2026-03-02T10:00");
    decide.result = SZ_SLICE("denied");
    test_story_tell(&denied, decide);
    g_assert_cmpint(denied.status.delivery.basis, ==, SZ_DUE_NONE);
    g_auto(TestStory) undecided = {0};
    test_story_tell_kind(&undecided, SZ_CASE_CLOSE, "2026-03-02T10:00");
    g_assert_cmpint(undecided.status.delivery.basis, ==, SZ_DUE_NONE);
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_auto(TestStory) story = {0};
        test_story_tell_kind(&story, SZ_CASE_DECIDE, "2026-03-02T10:00");
        test_story_tell_kind(&story, ends[i], "2026-03-02T11:00");
        g_assert_cmpint(story.status.delivery.basis, ==, SZ_DUE_NONE);
        test_story_assert_finding(&story, DELIVERY, "2026-05-06T10:00", false);
    }
}

/* --- black --------------------------------------------------------------------------------- */

/* 100 minutes from 11:00 end at 14:10; one and a half of them, 150, at 15:00.  A same-day matter of 03-02 is black after
 * the close of two working days more, 03-04. */
static void test_when_black_begins_is_configuration(void)
{
    SzCaseThresholds thresholds = SZ_CASE_THRESHOLDS_DEFAULT;
    thresholds.clock_black_ppm = SZ_PPM / 2 * 3;
    thresholds.instant_black_workdays = 2;
    g_auto(TestStory) minutes = {.rules = *test_rules()};
    minutes.rules.thresholds = &thresholds;
    test_story_tell_promise(&minutes, "2026-03-02T11:00", 100, SZ_UNIT_MINUTE);
    test_story_assert_light(&minutes, "2026-03-02T15:00", "red");
    test_story_assert_light(&minutes, "2026-03-02T15:00:01", "black");
    g_auto(TestStory) instant = {.rules = *test_rules()};
    instant.rules.thresholds = &thresholds;
    test_story_tell_promise(&instant, "2026-03-02T11:00", 0, SZ_UNIT_WORKDAY);
    test_story_assert_light(&instant, "2026-03-04T18:00", "red");
    test_story_assert_light(&instant, "2026-03-04T18:00:01", "black");
}

#define ADD(name, function) g_test_add_func("/metrics/case_handling/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("the-law-bounds-what-an-extension-adds-to-the-statute",
        test_the_law_bounds_what_an_extension_adds_to_the_statute);
    ADD("an-extension-after-the-deadline-moves-nothing",
        test_an_extension_after_the_deadline_moves_nothing);
    ADD("the-statute-alone-is-bounded-too", test_the_statute_alone_is_bounded_too);
    ADD("another-unit-has-no-bound", test_another_unit_has_no_bound);
    ADD("a-promise-may-depend-on-the-channel", test_a_promise_may_depend_on_the_channel);
    ADD("the-source-is-compared-by-the-day", test_the_source_is_compared_by_the_day);
    ADD("what-the-item-promises-is-kept-beside-the-source",
        test_what_the_item_promises_is_kept_beside_the_source);
    ADD("delivery-has-ten-working-days", test_delivery_has_ten_working_days);
    ADD("it-goes-on-when-the-case-is-closed", test_it_goes_on_when_the_case_is_closed);
    ADD("what-has-no-delivery-clock", test_what_has_no_delivery_clock);
    ADD("when-black-begins-is-configuration", test_when_black_begins_is_configuration);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
