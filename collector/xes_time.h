#pragma once

/* Times as XES logs write them.
 *
 * Pure.  ISO 8601 with the freedoms seen in public logs: Z, z, t, a space for the T, +02:00, +0200 or
 * +02, no offset (then it is for the caller to know the zone), a date alone (its first
 * instant), no seconds, any number of fraction digits (cut to nanoseconds), 24:00:00 (the next day's
 * start), white space around it.  Impossible dates and times, and years an SzWallTime cannot
 * hold, are refused. */

#include "collector/time_parts.h"

/* Returns: whether @text has the form of a time; the parts may be impossible. */
bool sz_xes_time_parts(SzSlice text, SzTimeParts *out);

/* @zone: of times without offset; NULL: UTC
 * @out_has_offset: (out) whether the text says its offset
 * Returns: true iff both were set. */
bool sz_xes_time_parse(SzSlice text, const SzTimeZone *zone, SzWallTime *out, bool *out_has_offset);
