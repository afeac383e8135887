#pragma once

/* A published instant: the state at it, ready to be asked and drawn.
 *
 * Pure apart from memory; immutable and reference-counted; may be read from any thread. */

#include "metrics/view.h"

typedef struct {
    const SzCaseRules *rules; /* borrowed; outlives the moment */
    SzSnapshot *state;        /* a reference is taken */
    SzWallTime now;           /* every event that occurred up to it is in the state */
    guint64 batch;            /* the last batch of the journal in the state; 0: none */
    guint64 generation;       /* one more each */
} SzMomentParts;

typedef struct SzMoment SzMoment;

SzMoment *sz_moment_new(const SzMomentParts *parts);
SzMoment *sz_moment_ref(SzMoment *moment);
void sz_moment_unref(SzMoment *moment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzMoment, sz_moment_unref)

/* Borrowed. */
const SzView *sz_moment_view(const SzMoment *moment);
guint64 sz_moment_generation(const SzMoment *moment);
