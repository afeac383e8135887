#pragma once

/* (path, query, state at an instant) -> answer.  Knows no socket.
 *
 * Pure apart from memory: the same view and request give the same bytes, live or offline. */

#include "metrics/view.h"
#include "web/response.h"

/* @target: path and query as in a request line, for instance /api/v1/cases?state=open. */
SzResponse sz_router_get(const SzView *view, SzSlice target);

/* Is @target answered with the help of the view's index? */
bool sz_router_wants_index(const char *target);
