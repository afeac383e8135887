#pragma once

/* The ways in which tables write times: a few by name, any other as a pattern.
 *
 * Pure.  Names: iso (ISO 8601 with the freedoms of xes_time.h), gbt39046 (YYYYMMDDThhmmss,
 * YYYYMMDDhhmmss, YYYYMMDDhh:mm:ss), epoch_s and epoch_ms (decimal, from 1970-01-01T00:00:00Z).  A
 * pattern is text with the directives of strptime(3): %Y %y %m %d %e %b %B %a %A %H %I %M %S %f %p %z
 * %F %T %R %%.  Numbers may lack leading zeros, names of months and days are English in any case, a
 * blank in the pattern is any run of blanks, none included; what stands before and behind is
 * ignored when it is blank.  The grammar for people is in config/import/README.md. */

#include "collector/time_parts.h"

/* @error: SZ_COLLECTOR_ERROR_SYNTAX: neither a name nor a pattern that gives a whole date */
gboolean sz_time_format_check(const char *format, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @format: one that passes the check
 * Returns: whether @text has that form; the parts may be impossible. */
bool sz_time_format_match(const char *format, SzSlice text, SzTimeParts *out);

/* The first of @formats (n_formats of them) in which @text is a time decides; when there is none, what it
 * most looks like. */
SzTimeVerdict sz_time_formats_read(const char *const *formats, gsize n_formats,
                                   const SzTimePlace *place, SzSlice text, SzWallTime *out,
                                   SzZoneDoubt *out_doubt);

/* A common format that reads @text; NULL: none does. */
const char *sz_time_format_guess(SzSlice text);
