#pragma once

/* What answers and pictures are computed from: one frozen state at one instant.
 *
 * Pure data; everything borrowed from whoever made the view (a moment, or a replay). */

#include "metrics/engine.h"

typedef struct SzIndexTable SzIndexTable; /* metrics/index_table.h */

typedef struct {
    const SzCaseRules *rules;
    const SzSnapshot *state;
    SzMaybeTime now;           /* unknown when nothing has ever happened */
    guint64 batch;             /* the last batch of the journal the state contains; 0: none */
    const SzIndexTable *index; /* at the last multiple of 10 s up to now; NULL: not computed */
} SzView;

/* The instant to compare with: @view's, or the beginning of time. */
static inline SzWallTime sz_view_now(const SzView *view)
{
    return view->now.known ? view->now.at : SZ_WALL_TIME_MIN;
}
