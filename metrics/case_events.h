#pragma once

/* The events of one case: an ordered set in one run of bytes.
 *
 * Pure; a set is an immutable value, adding makes a new one.
 *
 * Each event has one canonical encoding whose byte order is the order of the fold: the instant
 * (8 bytes, big-endian, sign bit flipped), the causal rank of the kind (1 byte), then the contents.
 * So the set is sorted by memcmp, equal events are equal bytes, and the same events give the same bytes
 * whatever their order of arrival.
 *
 * Repeats: an identical event changes nothing.  Of several events with the same `src` and `eid` the
 * first in that order stays, whichever arrived first.
 *
 * Bounds, so that no feed can make one case cost without end: the first SZ_CASE_EVENTS_MAX events in
 * that order stay, and of each text the characters that fit into SZ_CASE_TEXT_MAX_BYTES.  Neither depends on
 * the order of arrival. */

#include "metrics/event.h"

#define SZ_CASE_EVENTS_MAX 4096 /* the longest traces of public logs have some 3,000 */
#define SZ_CASE_TEXT_MAX_BYTES 1024

/* Bytes of a set: entries of varint length and encoding, ascending.  Reference-counted box. */
typedef struct {
    guint32 n_events;
    guint32 n_bytes;
    guint8 bytes[];
} SzCaseEvents;

/* (transfer full) the empty set. */
SzCaseEvents *sz_case_events_new(void);
SzCaseEvents *sz_case_events_ref(SzCaseEvents *events);
void sz_case_events_unref(SzCaseEvents *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCaseEvents, sz_case_events_unref)

/* Returns: (transfer full) the set with @event, or @events itself with one more reference when it
 * changes nothing. */
SzCaseEvents *sz_case_events_add(SzCaseEvents *events, const SzCaseEvent *event);

/* Walks a set: `gsize at = 0; while (sz_case_events_next(events, &at, &event)) ...`.  The slices of
 * @out are borrowed from @events; its hall and id are empty (they are the case's). */
bool sz_case_events_next(const SzCaseEvents *events, gsize *at, SzCaseEvent *out);
