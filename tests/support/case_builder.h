#pragma once

/* Random and hand-made case events for tests. */

#include "metrics/event.h"

/* "2026-03-02T09:00" -> instant; asserts. */
SzWallTime test_time(const char *text);
/* An event with nothing but its kind and time; hall "330106", id "A1". */
SzCaseEvent test_case_event(SzCaseEventKind kind, const char *time);
/* A random event within a few days; texts are string constants. Small ranges, so that instants and whole
 * events repeat. */
SzCaseEvent test_random_case_event(GRand *random);
