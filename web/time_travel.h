#pragma once

/* `at` and `known_at`: the two parameters every GET takes.
 *
 * Pure apart from memory.  They are read before the state is built and then taken out of the target, so
 * that paths need not know them. */

#include "web/response.h"

typedef struct {
    bool has_at;
    SzWallTime at;
    bool has_known_at;
    SzWallTime known_at;
} SzTimeTravel;

/* @target: path and query.  @out: only what the target names is set.
 * Returns: (transfer full) the target without them, or NULL with @out_problem set. */
char *sz_time_travel_take(const char *target, SzTimeTravel *out, SzResponse *out_problem);
