#pragma once

/* JSON as the API speaks it: jansson values, times in RFC 3339, absent is null.
 *
 * Pure apart from allocation. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

#include <jansson.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

json_t *sz_json_time(SzWallTime at);
json_t *sz_json_day(SzDay day);
/* Empty is null. */
json_t *sz_json_text(SzSlice text);
/* UTF-8, keys in the order they were set, at most 12 significant digits, no newline at the end.
 * (transfer full) */
char *sz_json_dump(const json_t *value);
