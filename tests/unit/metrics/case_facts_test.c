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

static void assert_span(const Story *story, guint i, const char *from, const char *to)
{
    g_assert_cmpuint(i, <, story->facts.n_spans);
    const SzSpan *span = &story->facts.spans[i];
    g_assert_cmpint(span->from.ns, ==, test_time(from).ns);
    g_assert_cmpint(span->to.ns, ==, to != NULL ? test_time(to).ns : SZ_WALL_TIME_MAX.ns);
}

static void test_acceptance_ends_the_wait_for_materials(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T09:00");
    assert_span(&story, 0, "2026-03-03T09:00", NULL);
    tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-04T09:00");
    assert_span(&story, 0, "2026-03-03T09:00", "2026-03-04T09:00");
    g_assert_cmpuint(story.facts.flags, ==, 0);
    tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-05T09:00");
    assert_span(&story, 0, "2026-03-03T09:00", "2026-03-04T09:00");
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_UNPAIRED);
}

static void tell_suspension(Story *story, SzCaseEventKind kind, SzSuspendKind of, const char *time)
{
    SzCaseEvent event = test_case_event(kind, time);
    event.suspend_kind = of;
    tell(story, event);
}

/* 检测 and 专家评审 at once: each ends by its own resume, in either order. */
static void test_procedures_run_side_by_side(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_suspension(&story, SZ_CASE_SUSPEND, SZ_SUSPEND_TESTING, "2026-03-03T09:00");
    tell_suspension(&story, SZ_CASE_SUSPEND, SZ_SUSPEND_EXPERT, "2026-03-04T09:00");
    tell_suspension(&story, SZ_CASE_RESUME, SZ_SUSPEND_TESTING, "2026-03-05T09:00");
    assert_span(&story, 0, "2026-03-03T09:00", "2026-03-05T09:00");
    assert_span(&story, 1, "2026-03-04T09:00", NULL);
    tell_suspension(&story, SZ_CASE_RESUME, SZ_SUSPEND_EXPERT, "2026-03-09T09:00");
    assert_span(&story, 1, "2026-03-04T09:00", "2026-03-09T09:00");
    tell_suspension(&story, SZ_CASE_SUSPEND, SZ_SUSPEND_TESTING, "2026-03-10T09:00");
    tell_suspension(&story, SZ_CASE_SUSPEND, SZ_SUSPEND_EXPERT, "2026-03-11T09:00");
    tell_suspension(&story, SZ_CASE_RESUME, SZ_SUSPEND_EXPERT, "2026-03-12T09:00");
    assert_span(&story, 2, "2026-03-10T09:00", NULL);
    assert_span(&story, 3, "2026-03-11T09:00", "2026-03-12T09:00");
    g_assert_cmpuint(story.facts.flags, ==, 0);
    tell_kind(&story, SZ_CASE_CLOSE, "2026-03-13T09:00");
    assert_span(&story, 2, "2026-03-10T09:00", "2026-03-13T09:00");
}

/* A resume that does not say of what ends the first; what may be one suspension, said twice, is one. */
static void test_who_does_not_name_procedures(void)
{
    g_auto(Story) story = {0};
    tell_suspension(&story, SZ_CASE_SUSPEND, SZ_SUSPEND_TESTING, "2026-03-03T09:00");
    tell_suspension(&story, SZ_CASE_SUSPEND, SZ_SUSPEND_EXPERT, "2026-03-04T09:00");
    tell_kind(&story, SZ_CASE_RESUME, "2026-03-05T09:00");
    assert_span(&story, 0, "2026-03-03T09:00", "2026-03-05T09:00");
    tell_suspension(&story, SZ_CASE_RESUME, SZ_SUSPEND_HEARING, "2026-03-06T09:00");
    assert_span(&story, 1, "2026-03-04T09:00", "2026-03-06T09:00");
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_NO_APPLY);
    tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-09T09:00");
    tell_suspension(&story, SZ_CASE_SUSPEND, SZ_SUSPEND_TESTING, "2026-03-10T09:00");
    tell_kind(&story, SZ_CASE_RESUME, "2026-03-11T09:00");
    assert_span(&story, 2, "2026-03-09T09:00", "2026-03-11T09:00");
    g_assert_cmpuint(story.facts.n_spans, ==, 3);
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_NO_APPLY | SZ_CASE_FLAG_UNPAIRED);
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

static void test_supplement_before_acceptance_is_a_span_too(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-09T09:00");
    g_assert_cmpuint(story.facts.n_spans, ==, 1);
    assert_span(&story, 0, "2026-03-03T09:00", "2026-03-09T09:00");
    assert_time(story.facts.applied, "2026-03-02T09:00");
    g_assert_false(story.facts.handled.known);
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
    g_assert_cmpuint(story.facts.flags, ==, 0);
}

/* Feeds with dates only: everything of a day is said at one instant.  In every order of arrival. */
static void test_a_span_may_end_where_the_next_begins(void)
{
    static const struct {
        SzCaseEventKind start;
        SzCaseEventKind end;
    } kinds[] = {
        {SZ_CASE_SUSPEND, SZ_CASE_RESUME},
        {SZ_CASE_SUPPLEMENT_START, SZ_CASE_SUPPLEMENT_END},
    };
    static const guint8 orders[][4] = {
        {0, 1, 2, 3}, {0, 1, 3, 2}, {0, 2, 1, 3}, {0, 2, 3, 1}, {0, 3, 1, 2}, {0, 3, 2, 1},
        {1, 0, 2, 3}, {1, 0, 3, 2}, {1, 2, 0, 3}, {1, 2, 3, 0}, {1, 3, 0, 2}, {1, 3, 2, 0},
        {2, 0, 1, 3}, {2, 0, 3, 1}, {2, 1, 0, 3}, {2, 1, 3, 0}, {2, 3, 0, 1}, {2, 3, 1, 0},
        {3, 0, 1, 2}, {3, 0, 2, 1}, {3, 1, 0, 2}, {3, 1, 2, 0}, {3, 2, 0, 1}, {3, 2, 1, 0},
    };
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        SzCaseEvent events[] = {
            test_case_event(kinds[k].start, "2026-03-04T00:00"),
            test_case_event(kinds[k].end, "2026-03-06T00:00"),
            test_case_event(kinds[k].start, "2026-03-06T00:00"),
            test_case_event(kinds[k].end, "2026-03-10T00:00"),
        };
        events[2].days = 7;
        for (gsize i = 0; i < G_N_ELEMENTS(orders); i++) {
            g_auto(Story) story = {0};
            tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T00:00");
            tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-02T00:00");
            for (gsize n = 0; n < 4; n++) {
                tell(&story, events[orders[i][n]]);
            }
            g_assert_cmpuint(story.facts.flags, ==, 0);
            g_assert_cmpuint(story.facts.n_spans, ==, 2);
            assert_span(&story, 0, "2026-03-04T00:00", "2026-03-06T00:00");
            assert_span(&story, 1, "2026-03-06T00:00", "2026-03-10T00:00");
            g_assert_cmpint(story.facts.notes[0].planned_days, ==, -1);
            g_assert_cmpint(story.facts.notes[1].planned_days, ==, 7);
        }
    }
}

/* A start that finds its like running, and no end beside it, says nothing. */
static void test_a_start_that_waits_in_vain_is_flagged(void)
{
    static const struct {
        SzCaseEventKind kind; /* what comes after it */
        const char *time;
    } rows[] = {
        {SZ_CASE_RESUME, "2026-03-06T00:00:00.000000001"},
        {SZ_CASE_EXTEND, "2026-03-06T00:00"},
        {SZ_CASE_CLOSE, "2026-03-06T00:00"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Story) story = {0};
        tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T00:00");
        tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-04T00:00");
        tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-06T00:00");
        g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_UNPAIRED);
        tell_kind(&story, rows[i].kind, rows[i].time);
        g_assert_cmpuint(story.facts.n_illegal, ==, 1);
        g_assert_cmpuint(story.facts.n_spans, ==, 1);
    }
}

/* Accepted and asked for materials on one day: it ended after acceptance, so it began after it. */
static void test_materials_asked_for_on_the_day_of_acceptance(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T00:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-04T00:00");
    tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-04T00:00");
    assert_span(&story, 0, "2026-03-04T00:00", "2026-03-04T00:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-09T00:00");
    assert_span(&story, 0, "2026-03-04T00:00", "2026-03-09T00:00");
    g_assert_cmpuint(story.facts.flags, ==, 0);
    tell_kind(&story, SZ_CASE_SUPPLEMENT_END, "2026-03-10T00:00");
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_UNPAIRED);
}

/* Only the first acceptance ends what runs. */
static void test_an_acceptance_said_twice_ends_no_suspension(void)
{
    g_auto(Story) story = {0};
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-03T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-04T09:00");
    tell_kind(&story, SZ_CASE_ACCEPT, "2026-03-05T09:00");
    assert_span(&story, 0, "2026-03-04T09:00", NULL);
    g_assert_cmpuint(story.facts.flags, ==, SZ_CASE_FLAG_TWICE);
}

static SzCaseEvent step_event(const char *time, const char *name)
{
    SzCaseEvent event = test_case_event(SZ_CASE_STEP, time);
    event.step = sz_slice(name);
    return event;
}

static void assert_step(const Story *story, guint i, const char *name, const char *from,
                        const char *to)
{
    const SzCaseStep *step = &story->facts.steps[i];
    g_assert_true(sz_slice_equal(step->name, sz_slice(name)));
    g_assert_cmpint(step->from.ns, ==, test_time(from).ns);
    g_assert_cmpint(step->to.ns, ==, to != NULL ? test_time(to).ns : SZ_WALL_TIME_MAX.ns);
}

static void test_a_step_lasts_until_the_next(void)
{
    g_auto(Story) story = {0};
    tell(&story, step_event("2026-03-02T09:00", "review"));
    tell(&story, step_event("2026-03-02T10:00", ""));
    tell(&story, step_event("2026-03-03T09:00", "review"));
    tell(&story, step_event("2026-03-04T09:00", "approve"));
    g_assert_cmpuint(story.facts.n_steps, ==, 2);
    assert_step(&story, 0, "review", "2026-03-02T09:00", "2026-03-04T09:00");
    assert_step(&story, 1, "approve", "2026-03-04T09:00", NULL);
    tell_kind(&story, SZ_CASE_DECIDE, "2026-03-05T09:00");
    tell_kind(&story, SZ_CASE_CLOSE, "2026-03-06T09:00");
    assert_step(&story, 1, "approve", "2026-03-04T09:00", "2026-03-05T09:00");
}

static void test_of_too_many_steps_the_last_is_kept(void)
{
    g_auto(Story) story = {0};
    char name[16];
    SzWallTime at = test_time("2026-03-02T09:00");
    for (int i = 0; i <= SZ_CASE_STEPS_MAX; i++) {
        SzCaseEvent event = step_event("2026-03-02T09:00", "");
        (void)g_snprintf(name, sizeof name, "s%d", i);
        event.step = sz_slice(name);
        event.occurred.ns = at.ns + i * SZ_NS_PER_S;
        tell(&story, event);
    }
    g_assert_cmpuint(story.facts.n_steps, ==, SZ_CASE_STEPS_MAX);
    assert_step(&story, SZ_CASE_STEPS_MAX - 1, "s32", "2026-03-02T09:00:32", NULL);
    assert_step(&story, SZ_CASE_STEPS_MAX - 2, "s30", "2026-03-02T09:00:30", "2026-03-02T09:00:31");
}

static void test_an_extension_names_who_approved_and_that_it_was_told(void)
{
    static const struct {
        const char *approver;
        gint8 notified;
        guint32 flags;
    } rows[] = {
        {"G001", 1, 0},
        {"", 1, SZ_CASE_FLAG_EXTENSION_WITHOUT_NOTICE},
        {"G001", 0, SZ_CASE_FLAG_EXTENSION_WITHOUT_NOTICE},
        {"G001", -1, SZ_CASE_FLAG_EXTENSION_WITHOUT_NOTICE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Story) story = {0};
        SzCaseEvent extend = test_case_event(SZ_CASE_EXTEND, "2026-03-04T09:00");
        extend.days = 5;
        extend.approver = sz_slice(rows[i].approver);
        extend.notified = rows[i].notified;
        tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
        tell(&story, extend);
        g_assert_cmpuint(story.facts.flags, ==, rows[i].flags);
        g_assert_cmpint(story.facts.extend_days, ==, 5);
    }
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

#define ADD(name, function) g_test_add_func("/metrics/case_facts/" name, function)

/* (transfer full) SzCaseIllegal, which borrow from the story. */
static GArray *illegal_of(const Story *story)
{
    GArray *illegal = g_array_new(FALSE, FALSE, sizeof(SzCaseIllegal));
    SzCaseFold fold;
    SzCaseEvent event;
    sz_case_fold_begin(&fold);
    fold.illegal = illegal;
    for (gsize at = 0; sz_case_events_next(story->set, &at, &event);) {
        sz_case_fold_event(&fold, &event);
    }
    sz_case_fold_end(&fold, false);
    g_assert_cmpuint(illegal->len, ==, story->facts.n_illegal);
    return illegal;
}

/* @src: NULL: it is not known. */
static void assert_illegal(const GArray *illegal, guint i, const char *at, const char *src)
{
    const SzCaseIllegal *each = &g_array_index(illegal, SzCaseIllegal, i);
    g_assert_cmpint(each->at.ns, ==, test_time(at).ns);
    g_assert_cmpint(each->has_src, ==, src != NULL);
    g_assert_true(src == NULL || sz_slice_equal(each->src, sz_slice(src)));
}

static void test_which_events_were_illegal(void)
{
    g_auto(Story) story = {0};
    SzCaseEvent again = test_case_event(SZ_CASE_SUSPEND, "2026-03-04T12:00");
    SzCaseEvent resume = test_case_event(SZ_CASE_RESUME, "2026-03-08T09:00");
    SzCaseEvent after = test_case_event(SZ_CASE_STEP, "2026-03-11T09:00");
    again.src = resume.src = SZ_SLICE("old");
    again.eid = resume.eid = after.eid = SZ_SLICE("1");
    resume.eid = SZ_SLICE("2");
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-03T09:00");
    tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-04T09:00");
    tell(&story, again);
    tell_kind(&story, SZ_CASE_RESUME, "2026-03-05T09:00");
    tell(&story, resume);
    tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-09T09:00");
    tell_kind(&story, SZ_CASE_SUSPEND, "2026-03-09T10:00");
    tell_kind(&story, SZ_CASE_CLOSE, "2026-03-10T09:00");
    tell(&story, after);
    g_autoptr(GArray) illegal = illegal_of(&story);
    g_assert_cmpuint(illegal->len, ==, 5);
    assert_illegal(illegal, 0, "2026-03-03T09:00", NULL);
    assert_illegal(illegal, 1, "2026-03-04T12:00", "old"); /* known when the end did not come */
    assert_illegal(illegal, 2, "2026-03-08T09:00", "old");
    assert_illegal(illegal, 3, "2026-03-09T10:00", NULL);
    assert_illegal(illegal, 4, "2026-03-11T09:00", "");
    g_assert_cmpuint(story.facts.flags & SZ_CASE_FLAGS_ILLEGAL, ==, story.facts.flags);
}

/* What runs when there are no more events is given up at the end. */
static void test_the_last_event_may_be_illegal(void)
{
    g_auto(Story) story = {0};
    SzCaseEvent again = test_case_event(SZ_CASE_SUPPLEMENT_START, "2026-03-04T12:00");
    again.src = SZ_SLICE("a");
    again.eid = SZ_SLICE("1");
    tell_kind(&story, SZ_CASE_APPLY, "2026-03-02T09:00");
    tell_kind(&story, SZ_CASE_SUPPLEMENT_START, "2026-03-03T09:00");
    tell(&story, again);
    g_autoptr(GArray) illegal = illegal_of(&story);
    g_assert_cmpuint(illegal->len, ==, 1);
    assert_illegal(illegal, 0, "2026-03-04T12:00", "a");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a-plain-life", test_a_plain_life);
    ADD("events-after-the-end-do-not-reopen", test_events_after_the_end_do_not_reopen);
    ADD("procedures-run-side-by-side", test_procedures_run_side_by_side);
    ADD("who-does-not-name-procedures", test_who_does_not_name_procedures);
    ADD("acceptance-ends-the-wait-for-materials", test_acceptance_ends_the_wait_for_materials);
    ADD("a-case-that-ends-before-it-starts-stays-ended",
        test_a_case_that_ends_before_it_starts_stays_ended);
    ADD("void-beats-every-end", test_void_beats_every_end);
    ADD("the-first-end-holds", test_the_first_end_holds);
    ADD("suspensions-pair-up", test_suspensions_pair_up);
    ADD("supplement-before-acceptance-is-a-span-too",
        test_supplement_before_acceptance_is_a_span_too);
    ADD("supplement-after-acceptance-is-a-suspension",
        test_supplement_after_acceptance_is_a_suspension);
    ADD("a-span-may-end-where-the-next-begins", test_a_span_may_end_where_the_next_begins);
    ADD("a-start-that-waits-in-vain-is-flagged", test_a_start_that_waits_in_vain_is_flagged);
    ADD("materials-asked-for-on-the-day-of-acceptance",
        test_materials_asked_for_on_the_day_of_acceptance);
    ADD("an-acceptance-said-twice-ends-no-suspension",
        test_an_acceptance_said_twice_ends_no_suspension);
    ADD("a-step-lasts-until-the-next", test_a_step_lasts_until_the_next);
    ADD("of-too-many-steps-the-last-is-kept", test_of_too_many_steps_the_last_is_kept);
    ADD("an-extension-names-who-approved-and-that-it-was-told",
        test_an_extension_names_who_approved_and_that_it_was_told);
    ADD("the-last-statement-holds", test_the_last_statement_holds);
    ADD("said-twice-is-flagged-and-the-first-time-holds",
        test_said_twice_is_flagged_and_the_first_time_holds);
    ADD("a-case-nobody-received-says-so", test_a_case_nobody_received_says_so);
    ADD("more-suspensions-than-fit-are-flagged", test_more_suspensions_than_fit_are_flagged);
    g_test_add_func("/metrics/case_facts/which-events-were-illegal",
                    test_which_events_were_illegal);
    g_test_add_func("/metrics/case_facts/the-last-event-may-be-illegal",
                    test_the_last_event_may_be_illegal);
    return g_test_run();
}
