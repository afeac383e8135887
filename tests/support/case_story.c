#include "support/case_story.h"

void test_story_clear(TestStory *story)
{
    sz_case_events_unref(story->events);
}

/* Nobody looks behind the last span, extension and step: what lies there would be seen. */
static void spoil_the_rest(const SzItem *item, SzCaseFacts *facts)
{
    SzWallTime from = test_time("2026-01-05T09:00");
    SzWallTime to = test_time("2026-12-01T09:00");
    bool has_steps = item != NULL && item->n_steps > 0;
    for (guint32 i = facts->n_spans; i < SZ_CASE_SPANS_MAX; i++) {
        facts->spans[i] = (SzSpan){from, to, SZ_SUSPEND_SUPPLEMENT};
        facts->notes[i] = (SzSpanNote){0, 0};
    }
    for (guint32 i = facts->n_extensions; i < SZ_CASE_EXTENSIONS_MAX; i++) {
        facts->extensions[i] = (SzCaseExtension){from, 100};
    }
    for (guint32 i = facts->n_steps; i < SZ_CASE_STEPS_MAX; i++) {
        SzSlice name = has_steps ? sz_slice(item->steps[0].name) : SZ_SLICE("");
        facts->steps[i] = (SzCaseStep){name, from, to};
    }
}

void test_story_tell(TestStory *story, SzCaseEvent event)
{
    if (story->events == NULL) {
        story->events = sz_case_events_new();
    }
    if (story->rules.policy == NULL) {
        story->rules = *test_rules();
    }
    SzCaseEvents *next = sz_case_events_add(story->events, &event);
    sz_case_events_unref(story->events);
    story->events = next;
    sz_case_facts_fold(story->events, &story->facts);
    spoil_the_rest(story->item, &story->facts);
    sz_case_status_compute(&story->rules, sz_registry_default_hours(story->rules.registry),
                           story->item, &story->facts, &story->status);
}

void test_story_tell_kind(TestStory *story, SzCaseEventKind kind, const char *time)
{
    test_story_tell(story, test_case_event(kind, time));
}

void test_story_tell_days(TestStory *story, SzCaseEventKind kind, const char *time, gint32 days)
{
    SzCaseEvent event = test_case_event(kind, time);
    event.days = days;
    test_story_tell(story, event);
}

void test_story_tell_promise(TestStory *story, const char *time, gint32 n, SzUnit unit)
{
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, time);
    accept.promise = (SzLimit){n, unit};
    test_story_tell_kind(story, SZ_CASE_APPLY, time);
    test_story_tell(story, accept);
}

void test_assert_time(SzMaybeTime got, const char *expected)
{
    char text[SZ_WALL_TIME_TEXT];
    char wanted[SZ_WALL_TIME_TEXT];
    const char *shown = got.known ? sz_wall_time_format(got.at, text) : "not known";
    g_assert_cmpstr(shown, ==,
                    expected != NULL ? sz_wall_time_format(test_time(expected), wanted)
                                     : "not known");
}

void test_story_assert_light(const TestStory *story, const char *now, const char *expected)
{
    SzLight light = sz_case_status_light(&story->status, test_time(now));
    g_assert_cmpstr(sz_light_name(light), ==, expected);
}

void test_story_assert_finding(const TestStory *story, SzCaseFlag flag, const char *now,
                               bool expected)
{
    guint32 found = sz_case_findings_at(&story->status, test_time(now));
    g_assert_cmpint((found & (guint32)flag) != 0, ==, expected);
}
