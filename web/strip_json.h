#pragma once

/* A deadline and its strip as the API and `shuzhid due` speak them.
 *
 * Pure apart from allocation. */

#include "metrics/deadline.h"
#include "web/json.h"

/* [{"date","counted","reason","why","why_en","n"}, ..]: reason is one of start working makeup calendar service
 * same_day weekend holiday suspended rolled closed after_hours received (SzStripReason), why the same in words; n is
 * the ordinal of a counted day, null where there is none; with minutes and hours also "used_s", the clock time the day took, and "stopped_s", the clock time that lay
 * inside suspensions. */
json_t *sz_strip_json(const GArray *strip, SzUnit unit);
/* {"due","due_date","provisional","calendar","strip"}: due_date is the day the deadline belongs to
 * (24:00 is the end of that day); calendar names the published notices the strip touches, as
 * "2025.1+2026.1", or is null. */
json_t *sz_deadline_json(const SzDeadline *deadline, const SzWorkCalendar *calendar,
                         const GArray *strip, SzUnit unit);
