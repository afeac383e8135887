#pragma once

/* What answers are computed from: one frozen state at one instant.
 *
 * Pure data; everything borrowed. */

#include "metrics/engine.h"

typedef struct {
    const SzCaseRules *rules;
    const SzSnapshot *state;
    SzMaybeTime now; /* unknown when nothing has ever happened */
} SzView;

/* The instant to compare with: @view's, or the beginning of time. */
static inline SzWallTime sz_view_now(const SzView *view)
{
    return view->now.known ? view->now.at : SZ_WALL_TIME_MIN;
}
