/* Limits, the source's own deadline, the delivery and what is black.  Ten working days from Monday 2026-03-02 end on 03-16,
 * twenty on 03-30. */

#include "support/case_story.h"

#define DIFFERS SZ_CASE_FLAG_SOURCE_DUE_DIFFERS
#define DELIVERY SZ_CASE_FLAG_DELIVERY_LATE

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

static void test_behind_the_calendar_nothing_is_known(void)
{
    g_auto(TestStory) story = {0};
    test_story_tell_promise(&story, "2199-12-20T10:00", 10, SZ_UNIT_WORKDAY);
    test_assert_time(story.status.handling.start, "2199-12-20T10:00");
    test_assert_time(story.status.handling.due, NULL);
    test_assert_time(story.status.handling.yellow_at, NULL);
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

/* By the statutory limit where there is one, twenty working days; else a same-day matter one working day after its due, minutes
 * and hours at double, and nothing else. */
static void test_what_is_black(void)
{
    static const struct {
        SzLimit promise;
        gint32 extended; /* by so many days, in time; 0: not */
        const char *black_at;
        const char *black_at_without_statute;
    } rows[] = {
        {{10, SZ_UNIT_WORKDAY}, 0, "2026-03-30T18:00", NULL},
        {{30, SZ_UNIT_DAY}, 0, "2026-03-30T18:00", NULL},
        {{0, SZ_UNIT_WORKDAY}, 0, "2026-03-30T18:00", "2026-03-03T18:00"},
        {{0, SZ_UNIT_WORKDAY}, 5, "2026-04-07T18:00", "2026-03-10T18:00"},
        {{100, SZ_UNIT_MINUTE}, 0, "2026-03-30T18:00", "2026-03-02T14:50"},
        {{100, SZ_UNIT_MINUTE}, 5, "2026-04-07T18:00", "2026-03-02T14:50"},
        {{0, SZ_UNIT_NONE}, 0, "2026-03-30T18:00", NULL}, /* the source says 2026-03-20 */
    };
    for (gsize i = 0; i < 2 * G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {0};
        bool has_statute = i % 2 == 1;
        SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00");
        accept.promise = rows[i / 2].promise;
        accept.has_due = true;
        accept.due = test_time("2026-03-20T12:00");
        accept.statute = has_statute ? (SzLimit){20, SZ_UNIT_WORKDAY} : (SzLimit){0};
        test_story_tell(&story, accept);
        if (rows[i / 2].extended > 0) {
            test_story_tell_days(&story, SZ_CASE_EXTEND, "2026-03-02T10:30", rows[i / 2].extended);
        }
        test_assert_time(story.status.black_at,
                         has_statute ? rows[i / 2].black_at : rows[i / 2].black_at_without_statute);
    }
}

/* Where days end at 24:00 a same-day matter of 03-02 is due when that day ends, and black when the next one does. */
static void test_what_is_black_at_midnight(void)
{
    SzDeadlinePolicy policy = *test_rules()->policy;
    policy.due_at = SZ_DUE_AT_MIDNIGHT;
    g_auto(TestStory) story = {.rules = *test_rules()};
    story.rules.policy = &policy;
    test_story_tell_promise(&story, "2026-03-02T10:00", 0, SZ_UNIT_WORKDAY);
    test_assert_time(story.status.handling.due, "2026-03-03T00:00");
    test_assert_time(story.status.black_at, "2026-03-04T00:00");
}

/* The double of 2 500 000 minutes is the longest limit there is: 3472 days, 5 hours and 20 minutes. */
static void test_the_double_of_a_limit_may_be_none(void)
{
    static const struct {
        gint32 n;
        const char *black_at;
    } rows[] = {{2500000, "2035-09-03T15:20"}, {2500001, NULL}};
    SzDeadlinePolicy policy = *test_rules()->policy;
    policy.clock = SZ_CLOCK_WALL;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(TestStory) story = {.rules = *test_rules()};
        story.rules.policy = &policy;
        test_story_tell_promise(&story, "2026-03-02T10:00", rows[i].n, SZ_UNIT_MINUTE);
        test_assert_time(story.status.black_at, rows[i].black_at);
    }
}

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
    ADD("a-promise-may-depend-on-the-channel", test_a_promise_may_depend_on_the_channel);
    ADD("behind-the-calendar-nothing-is-known", test_behind_the_calendar_nothing_is_known);
    ADD("the-source-is-compared-by-the-day", test_the_source_is_compared_by_the_day);
    ADD("what-the-item-promises-is-kept-beside-the-source",
        test_what_the_item_promises_is_kept_beside_the_source);
    ADD("delivery-has-ten-working-days", test_delivery_has_ten_working_days);
    ADD("it-goes-on-when-the-case-is-closed", test_it_goes_on_when_the_case_is_closed);
    ADD("what-has-no-delivery-clock", test_what_has_no_delivery_clock);
    ADD("what-is-black", test_what_is_black);
    ADD("what-is-black-at-midnight", test_what_is_black_at_midnight);
    ADD("the-double-of-a-limit-may-be-none", test_the_double_of_a_limit_may_be_none);
    ADD("when-black-begins-is-configuration", test_when_black_begins_is_configuration);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
