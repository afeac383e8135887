#pragma once

/* One text against one pattern of directives: the inside of time_format.
 *
 * Pure. */

#include "collector/time_parts.h"

/* @pattern: known directives only
 * @out: zeroed before
 * Returns: whether all of @text has that form. */
bool sz_time_pattern_match(const char *pattern, SzSlice text, SzTimeParts *out);

/* @fraction_ns: 0 <= x < 1 s */
void sz_time_parts_from_epoch(gint64 s, gint64 fraction_ns, SzTimeParts *out);
