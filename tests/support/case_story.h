#pragma once

/* A case as it is told: events in any order, and what the rules make of them. */

#include "metrics/case_events.h"
#include "metrics/case_findings.h"

#include "support/case_builder.h"
#include "support/rules.h"

typedef struct {
    SzCaseEvents *events; /* owned */
    SzCaseRules rules;    /* zeroed: test_rules() */
    const SzItem *item;   /* what it is about, whatever its events say; may be NULL */
    SzCaseFacts facts;
    SzCaseStatus status;
} TestStory;

void test_story_clear(TestStory *story);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TestStory, test_story_clear)

/* Adds an event; facts and status are of all told so far. */
void test_story_tell(TestStory *story, SzCaseEvent event);
void test_story_tell_kind(TestStory *story, SzCaseEventKind kind, const char *time);
/* An extension, suspension or 补正 of so many days. */
void test_story_tell_days(TestStory *story, SzCaseEventKind kind, const char *time, gint32 days);
/* Applied for and accepted at @time, with that promise. */
void test_story_tell_promise(TestStory *story, const char *time, gint32 n, SzUnit unit);

/* @expected: NULL where it must not be known. */
void test_assert_time(SzMaybeTime got, const char *expected);
/* green yellow red black suspended; "" for none. */
void test_story_assert_light(const TestStory *story, const char *now, const char *expected);
/* Is the finding @flag there at @now? */
void test_story_assert_finding(const TestStory *story, SzCaseFlag flag, const char *now,
                               bool expected);
