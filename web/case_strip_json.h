#pragma once

/* The day-by-day strip of a case as JSON.  Pure apart from memory.
 *
 *   strip_clock   acceptance or handling: the clock that counts at the view's instant
 *   strip         the days (strip_json.h); null where none are counted
 *   strip_why, strip_why_en   why there are none, or why they end before a deadline; null for a whole strip
 *   due_date      the day the deadline belongs to (24:00 is the end of that day); null where there is none
 *   calendar      the published notices the strip touches, as "2025.1+2026.1", or null
 *   strip_text, strip_text_en   the same as `shuzhid due --text` prints it; null without strip */

#include "metrics/view.h"
#include "web/json.h"

/* Sets the keys above in @object. */
void sz_case_strip_set_json(const SzCaseRecord *record, const SzView *view, json_t *object);
