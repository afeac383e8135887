/* The fold of a case's events.  Each test tells a short story and names what must be true after it. */

#include "metrics/case_facts.h"

#include "support/case_builder.h"

typedef struct {
    SzCaseEvents *set; /* owned */
    SzCaseFacts facts;
} Story;

static void clear_story(Story *story)
{
    sz_case_events_unref(story->set);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, clear_story)

static void tell(Story *story, SzCaseEvent event)
{
    if (story->set == NULL) {
        story->set = sz_case_events_new();
    }
    SzCaseEvents *next = sz_case_events_add(story->set, &event);
    sz_case_events_unref(story->set);
    story->set = next;
    sz_case_facts_fold(story->set, &story->facts);
}

static void tell_kind(Story *story, SzCaseEventKind kind, const char *time)
{
    tell(story, test_case_event(kind, time));
}

static void assert_time(SzMaybeTime got, const char *expected)
{
    g_assert_true(got.known);
    g_assert_cmpint(got.at.ns, ==, test_time(expected).ns);
}

static void test_a_plain_life(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_CLOSE, "2026-03-06T10:00");
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-02T09:30");
    tell_kind(&story, SZ_CASE_DECIDE, "2026-03-05T10:00");
    tell_kind(&story, SZ_CASE_DELIVER, "2026-03-07T10:00");
    g_assert_cmpint(story.facts.end, ==, SZ_CASE_CLOSED);
    g_assert_cmpuint(story.facts.flags, ==, 0);
    assert_time(story.facts.applied, "2026-03-02T09:00");
    assert_time(story.facts.accepted, "2026-03-02T09:30");
    assert_time(story.facts.decided, "2026-03-05T10:00");
    assert_time(story.facts.ended, "2026-03-06T10:00");
    assert_time(story.facts.delivered, "2026-03-07T10:00");
}

static void test_acceptance_ends_the_wait_for_materials(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T09:00");
    g_assert_true(story.facts.supplement_since.known);
    tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-04T09:00");
    g_assert_false(story.facts.supplement_since.known);
    assert_time(story.facts.received, "2026-03-02T09:00");
    g_assert_cmpuint(story.facts.flags, ==, 0);
    tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-05T09:00");
    assert_time(story.facts.received, "2026-03-02T09:00");
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_UNPAIRED);
}

static void test_events_after_the_end_do_not_reopen(void)
{
    g_auto(Story) story = {0};
    SzCaseEvent step = test_case_event(SZ_CASE_STEP, "2026-03-09T10:00");
    step.item = SZ_SLICE("another");
    step.promise = (SzLimit){99, SZ_UNIT_WORKDAY};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_CLOSE, "2026-03-06T10:00");
    tell(&story, step);
    tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-10T10:00");
    tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-11T10:00");
    tell_kind(&story, SZ_CASE_CLOSE, "2026-03-12T10:00");
    g_assert_cmpint(story.facts.end, ==, SZ_CASE_CLOSED);
    assert_time(story.facts.ended, "2026-03-06T10:00");
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_AFTER_END);
    g_assert_cmpuint(story.facts.n_illegal, ==, 4);
    g_assert_cmpuint(story.facts.n_spans, ==, 0);
    g_assert_cmpuint(story.facts.item.len, ==, 0);
    g_assert_cmpint(story.facts.promise.unit, ==, SZ_UNIT_NONE);
}

static void test_a_case_that_ends_before_it_starts_stays_ended(void)
{
    g_auto(Story) story = {0};
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T09:00");
    apply.has_due = true;
    apply.due = test_time("2026-03-20T09:00");
    SzCaseEvent close = test_case_event(SZ_CASE_CLOSE, "2026-03-02T07:00");
    close.item = SZ_SLICE("I");
    apply.item = SZ_SLICE("other");
    tell(&story, apply);
    tell(&story, close);
    g_assert_cmpint(story.facts.end, ==, SZ_CASE_CLOSED);
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_ENDS_BEFORE_START);
    assert_time(story.facts.source_due, "2026-03-20T09:00"); /* nobody had said it */
    g_assert_true(sz_slice_equal(story.facts.item, SZ_SLICE("I")));
}

static void test_void_beats_every_end(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_CLOSE, "2026-03-03T09:00");
    tell_kind(&story, SZ_CASE_VOID, "2026-03-04T09:00");
    g_assert_cmpint(story.facts.end, ==, SZ_CASE_VOIDED);
    g_assert_cmpuint(story.facts.flags, ==, 0);
    tell_kind(&story, SZ_CASE_VOID, "2026-03-05T09:00");
    assert_time(story.facts.ended, "2026-03-04T09:00");
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_AFTER_END);
}

static void test_the_first_end_holds(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_WITHDRAW, "2026-03-03T09:00");
    tell_kind(&story, SZ_CASE_REJECT, "2026-03-04T09:00");
    g_assert_cmpint(story.facts.end, ==, SZ_CASE_WITHDRAWN);
    tell_kind(&story, SZ_CASE_REJECT, "2026-03-02T10:00");
    g_assert_cmpint(story.facts.end, ==, SZ_CASE_REJECTED);
}

static void test_suspensions_pair_up(void)
{
    g_auto(Story) story = {0};
    SzCaseEvent suspend = test_case_event(SZ_CASE_SUSPEND, "2026-03-04T09:00");
    suspend.suspend_kind = SZ_SUSPEND_TESTING;
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_RESUME, "2026-03-03T09:00"); /* of nothing */
    tell(&story, suspend);
    tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-04T12:00"); /* already */
    tell_kind(&story, SZ_CASE_RESUME, "2026-03-05T09:00");
    tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-06T09:00"); /* runs on */
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_UNPAIRED);
    g_assert_cmpuint(story.facts.n_illegal, ==, 2);
    g_assert_cmpuint(story.facts.n_spans, ==, 2);
    g_assert_cmpint(story.facts.spans[0].kind, ==, SZ_SUSPEND_TESTING);
    g_assert_cmpint(story.facts.spans[0].from.ns, ==, test_time("2026-03-04T09:00").ns);
    g_assert_cmpint(story.facts.spans[0].to.ns, ==, test_time("2026-03-05T09:00").ns);
    g_assert_cmpint(story.facts.spans[1].to.ns, ==, SZ_WALL_TIME_MAX.ns);
    tell_kind(&story, SZ_CASE_CLOSE, "2026-03-07T09:00");
    g_assert_cmpint(story.facts.spans[1].to.ns, ==, test_time("2026-03-07T09:00").ns);
}

static void test_supplement_before_acceptance_moves_the_receipt(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T09:00");
    assert_time(story.facts.supplement_since, "2026-03-03T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-09T09:00");
    g_assert_false(story.facts.supplement_since.known);
    assert_time(story.facts.received, "2026-03-09T09:00");
    assert_time(story.facts.applied, "2026-03-02T09:00");
    g_assert_cmpuint(story.facts.n_spans, ==, 0);
}

static void test_supplement_after_acceptance_is_a_suspension(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-04T09:00");
    g_assert_cmpuint(story.facts.n_spans, ==, 1);
    g_assert_cmpint(story.facts.spans[0].kind, ==, SZ_SUSPEND_SUPPLEMENT);
    assert_time(story.facts.received, "2026-03-02T09:00");
    g_assert_cmpuint(story.facts.flags, ==, 0);
}

static void test_the_last_statement_holds(void)
{
    g_auto(Story) story = {0};
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T09:00");
    apply.promise = (SzLimit){10, SZ_UNIT_WORKDAY};
    apply.channel = SZ_CHANNEL_ONLINE;
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00");
    accept.promise = (SzLimit){5, SZ_UNIT_WORKDAY};
    tell(&story, accept);
    tell(&story, apply);
    g_assert_cmpint(story.facts.promise.n, ==, 5);
    g_assert_cmpint(story.facts.channel, ==, SZ_CHANNEL_ONLINE);
}

static void test_said_twice_is_flagged_and_the_first_time_holds(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-03T09:00");
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    assert_time(story.facts.applied, "2026-03-02T09:00");
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_TWICE);
}

static void test_a_case_nobody_received_says_so(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_STEP, "2026-03-03T09:00");
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_NO_APPLY);
    g_assert_false(story.facts.applied.known);
    assert_time(story.facts.handled, "2026-03-03T09:00");
}

static void test_more_suspensions_than_fit_are_flagged(void)
{
    g_auto(Story) story = {0};
    SzCaseEvent suspend = test_case_event(SZ_CASE_SUSPEND, "2026-03-03T09:00");
    SzCaseEvent resume = test_case_event(SZ_CASE_RESUME, "2026-03-03T09:01");
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    for (int i = 0; i <= SZ_CASE_SPANS_MAX; i++) {
        tell(&story, suspend);
        tell(&story, resume);
        suspend.occurred.ns += 3600 * SZ_NS_PER_S;
        resume.occurred.ns += 3600 * SZ_NS_PER_S;
    }
    g_assert_cmpuint(story.facts.n_spans, ==, SZ_CASE_SPANS_MAX);
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_UNPAIRED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/case_facts/a-plain-life", test_a_plain_life);
    g_test_add_func("/metrics/case_facts/events-after-the-end-do-not-reopen",
                    test_events_after_the_end_do_not_reopen);
    g_test_add_func("/metrics/case_facts/acceptance-ends-the-wait-for-materials",
                    test_acceptance_ends_the_wait_for_materials);
    g_test_add_func("/metrics/case_facts/a-case-that-ends-before-it-starts-stays-ended",
                    test_a_case_that_ends_before_it_starts_stays_ended);
    g_test_add_func("/metrics/case_facts/void-beats-every-end", test_void_beats_every_end);
    g_test_add_func("/metrics/case_facts/the-first-end-holds", test_the_first_end_holds);
    g_test_add_func("/metrics/case_facts/suspensions-pair-up", test_suspensions_pair_up);
    g_test_add_func("/metrics/case_facts/supplement-before-acceptance-moves-the-receipt",
                    test_supplement_before_acceptance_moves_the_receipt);
    g_test_add_func("/metrics/case_facts/supplement-after-acceptance-is-a-suspension",
                    test_supplement_after_acceptance_is_a_suspension);
    g_test_add_func("/metrics/case_facts/the-last-statement-holds", test_the_last_statement_holds);
    g_test_add_func("/metrics/case_facts/said-twice-is-flagged-and-the-first-time-holds",
                    test_said_twice_is_flagged_and_the_first_time_holds);
    g_test_add_func("/metrics/case_facts/a-case-nobody-received-says-so",
                    test_a_case_nobody_received_says_so);
    g_test_add_func("/metrics/case_facts/more-suspensions-than-fit-are-flagged",
                    test_more_suspensions_than_fit_are_flagged);
    return g_test_run();
}
