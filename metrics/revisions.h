#pragma once

/* How often the figures of a hall's day were issued anew: the revision of its index.
 *
 * Pure apart from memory.  The store belongs to one thread; a version is immutable and reference-counted and may be
 * read from any thread, also after the store is gone.
 *
 * The *revision* of a hall's local day is the number of accepted requests, told apart by their instant of reception, that
 * changed what an index of that day had already said: with a line of that day that came late, or with a correction of
 * one (collector/correct_action.h).  A line is late when the first index that should have held it, and the one after that,
 * stood before it was received: sz_is_late_for_index(); likewise a correction of what occurred then.  A line that was
 * said before changes nothing and does not count.
 * The revision of an area is the sum over its halls.
 *
 * It is of what was received when: told in the order of the journal it is the same every time.  The newest day of
 * which something came late and the one before are kept.  Beyond SZ_REVISIONS_MAX halls and days further ones are not
 * counted. */

#include "metrics/case_status.h"
#include "metrics/place.h"
#include "metrics/state_writer.h"

#define SZ_REVISIONS_MAX 65536

typedef struct {
    SzPlace place;
    SzDay day;
    guint64 n; /* 1 or more */
} SzRevision;

typedef struct SzRevisions SzRevisions;
typedef struct SzRevisionsVersion SzRevisionsVersion;

/* @rules: what it points to must outlive the store and its versions. */
SzRevisions *sz_revisions_new(const SzCaseRules *rules);
void sz_revisions_free(SzRevisions *revisions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRevisions, sz_revisions_free)

bool sz_is_late_for_index(SzWallTime occurred, SzWallTime received);
/* What had been said of @hall and the day of @occurred was changed by the request received at @received. */
void sz_revisions_note(SzRevisions *revisions, SzSlice hall, SzWallTime occurred,
                       SzWallTime received);
/* For a checkpoint, and back into an empty store; false for bytes that make no sense. */
void sz_revisions_save(const SzRevisions *revisions, SzStateParts *out);
bool sz_revisions_load(SzRevisions *revisions, SzSlice bytes);
/* (transfer full) */
SzRevisionsVersion *sz_revisions_publish(SzRevisions *revisions);

SzRevisionsVersion *sz_revisions_version_ref(SzRevisionsVersion *version);
void sz_revisions_version_unref(SzRevisionsVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRevisionsVersion, sz_revisions_version_unref)

gsize sz_revisions_version_n(const SzRevisionsVersion *version);
/* In no order that means anything; a hall may be there twice, by an older code. */
const SzRevision *sz_revisions_version_at(const SzRevisionsVersion *version, gsize i);
/* (transfer full) of guint64: of each hall of @registry alone, in its order, on @day. */
GArray *sz_revisions_version_by_hall(const SzRevisionsVersion *version, const SzRegistry *registry,
                                     SzDay day);
