#pragma once

/* The events of one entity: an ordered set in one run of bytes.
 *
 * Pure; a set is an immutable value, adding makes a new one.
 *
 * Members are canonical encodings (metrics/event_codec.h), ascending by their bytes; so the same events
 * give the same bytes whatever their order of arrival.
 *
 * Repeats: an identical event changes nothing.  Of several events with the same identity (`src` and
 * `eid`) the first in that order stays, whichever arrived first.
 *
 * Bounds, so that no feed can make one entity cost without end: the first SZ_EVENT_SET_EVENTS_MAX events in
 * that order stay, and of each text the characters that fit into SZ_EVENT_TEXT_MAX_BYTES.  Neither depends on
 * the order of arrival. */

#include "metrics/applied.h"
#include "metrics/event_codec.h"

#define SZ_EVENT_SET_EVENTS_MAX 4096 /* the longest traces of public logs have some 3,000 */

/* Entries of two varints (bytes of the event, how many of its last bytes are the identity) and the
 * event.  Reference-counted. */
typedef struct {
    gint n_refs;
    guint32 n_events;
    guint32 n_bytes;
    guint8 bytes[];
} SzEventSet;

/* (transfer full) the empty set. */
SzEventSet *sz_event_set_new(void);
SzEventSet *sz_event_set_ref(SzEventSet *set);
void sz_event_set_unref(SzEventSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzEventSet, sz_event_set_unref)

/* Puts @event into *@set, which is replaced; false when it changes nothing. */
bool sz_event_set_add(SzEventSet **set, const SzEventLayout *layout, const void *event);
/* The same; *out_applied: what came of it. */
bool sz_event_set_apply(SzEventSet **set, const SzEventLayout *layout, const void *event,
                        SzApplied *out_applied);

/* Walks a set: `gsize at = 0; while (sz_event_set_next(set, &at, layout, &event)) ...`.  The slices of
 * @out are borrowed from @set. */
bool sz_event_set_next(const SzEventSet *set, gsize *at, const SzEventLayout *layout, void *out);
