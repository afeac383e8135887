#pragma once

/* The whole state: events of every kind go in, frozen snapshots come out.
 *
 * Pure apart from memory.  The engine belongs to one thread; a snapshot is immutable and
 * reference-counted and may be read from any thread, also after the engine is gone. */

#include "metrics/cases.h"
#include "metrics/feed_quality.h"
#include "metrics/kiosks.h"
#include "metrics/life_signs.h"
#include "metrics/packed_event.h"
#include "metrics/ratings.h"
#include "metrics/revisions.h"
#include "metrics/tickets.h"
#include "metrics/windows.h"

typedef struct {
    SzCasesVersion *cases;     /* owned reference */
    SzTicketsVersion *tickets; /* likewise */
    SzWindowsVersion *windows;
    SzKiosksVersion *kiosks;
    SzRatingsVersion *ratings;
    SzLifeSignsVersion *life_signs;
    SzFeedQualityVersion *quality;
    SzRevisionsVersion *revisions;
} SzSnapshot;

typedef struct SzEngine SzEngine;

/* @rules: what it points to must outlive the engine and its snapshots. */
SzEngine *sz_engine_new(const SzCaseRules *rules);
void sz_engine_free(SzEngine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzEngine, sz_engine_free)

/* Adds one event; one seen before changes nothing but the figures of its feed. */
SzApplied sz_engine_apply(SzEngine *engine, const SzEvent *event);
/* A correction: @voided did not happen, however often a line said or says so; @instead (NULL: nothing) did.  @voided is NULL
 * where it has not occurred yet.  Counts as no line of any feed, and as a revision of the days of both
 * (metrics/revisions.h), by the reception that their envelopes tell: that of the correction.  The state is that of all
 * events that were applied without those that were voided, in whatever order either came.  An entity of which nothing is
 * left is nowhere: in no version, and in no figure.
 * Returns: false when it changed nothing; what is not sz_event_is_correctable() changes nothing. */
bool sz_engine_correct(SzEngine *engine, const SzEvent *voided, const SzEvent *instead);
/* @n lines were refused, the last of them at @received. */
void sz_engine_refuse(SzEngine *engine, SzSlice hall, SzSlice src, SzRefusedKind kind, guint64 n,
                      SzWallTime received);
/* Adds the events of @packed (metrics/packed_event.h), received then, as apply() would one after the other.
 * @takes: asked for each; what it says no to is left out */
void sz_engine_apply_packed(SzEngine *engine, SzSlice packed, SzWallTime received,
                            bool (*takes)(const SzPackedEvent *event, void *user), void *user);
/* Its cases, for the record of lights and other rules; borrowed. */
SzCases *sz_engine_cases(SzEngine *engine);
/* Everything by @rules from now on; the registry must be the same.
 * @now: the instant at which lights are compared */
void sz_engine_set_rules(SzEngine *engine, const SzCaseRules *rules, SzWallTime now,
                         SzRedating *out);
/* (transfer full) everything as it stands. */
SzSnapshot *sz_engine_publish(SzEngine *engine);

SzSnapshot *sz_snapshot_ref(SzSnapshot *snapshot);
void sz_snapshot_unref(SzSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzSnapshot, sz_snapshot_unref)
