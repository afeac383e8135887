#pragma once

/* What the answers about tickets, windows, kiosks and ratings share.
 *
 * Pure apart from memory. */

#include "metrics/view.h"
#include "web/json.h"

/* RFC 3339, or null. */
json_t *sz_json_maybe_time(SzMaybeTime at);
/* {"time": the view's instant}, (transfer full). */
json_t *sz_json_body(const SzView *view);
/* Null for "". */
json_t *sz_json_text_or_null(const char *text);
/* By (code of the hall, @a_name or @b_name): the order of every list. */
int sz_place_compare(const SzPlace *a, const char *a_name, const SzPlace *b, const char *b_name);
