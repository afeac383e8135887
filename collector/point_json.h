#pragma once

/* Points and faults of line protocol as JSON objects, one a line: what `shuzhid lint` prints.
 *
 * Pure apart from growing the GString it is given.  Integers and times are strings of digits (JSON
 * numbers end at 2^53), floats numbers with 17 significant digits, NUL in text is \u0000. */

#include "collector/line_protocol.h"

void sz_point_json_append(GString *text, const SzLpPoint *point);
/* @column: 1-based byte in the record. */
void sz_fault_json_append(GString *text, guint64 line, const char *kind, gsize column,
                          const char *message);
