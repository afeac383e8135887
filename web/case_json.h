#pragma once

/* A case as JSON.  Pure apart from memory. */

#include "metrics/view.h"
#include "web/json.h"

/* The object of a list of cases (DESIGN 6.3).  "remaining_workdays": working days after today up to the day it is due, or,
 * negative, after that day up to today; null like "remaining_s".  (transfer full) */
json_t *sz_case_json(const SzCaseRecord *record, const SzView *view);
/* Everything about one case: the object above, its events, its clocks, its day-by-day strip. */
json_t *sz_case_json_whole(const SzCaseRecord *record, const SzView *view);
