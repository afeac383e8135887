#pragma once

/* GET /api/v1/index and /api/v1/indicators: the index, as it stood at the last multiple of 10 s (the view's
 * index; 503 while there is none).
 *
 * Pure apart from memory. */

#include "metrics/index_table.h"
#include "web/params.h"

SzResponse sz_api_index(const SzView *view, const SzParams *params);
SzResponse sz_api_indicators(const SzView *view, const SzParams *params);

/* Is @target (path and query) answered from the view's index? */
bool sz_api_wants_index(const char *target);
