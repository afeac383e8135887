#pragma once

/* Inside of metrics/device_lines: the statements behind the tail, packed in runs.
 *
 * Pure apart from memory.  Two runs next to each other say different things, so equal sets are equal runs. */

#include "metrics/device_lines.h"

/* By instant, then by the bytes of what was said. */
int sz_device_line_compare(const SzDeviceLine *a, const SzDeviceLine *b);
/* Behind all that are packed. */
void sz_device_runs_append(SzDeviceLines *lines, SzDeviceLine line);
/* Among them; the cost is that of walking through one run.  Returns: false when it is there already, or is before the
 * last ones known. */
bool sz_device_runs_insert(SzDeviceLines *lines, SzDeviceLine line);
/* There is one. */
void sz_device_runs_drop_first(SzDeviceLines *lines);
