#pragma once

/* The events of one entity: an ordered set in one run of bytes.
 *
 * Pure; a set is an immutable value, adding makes a new one.
 *
 * Members are canonical encodings (metrics/event_codec.h), ascending by their bytes; so the same events
 * give the same bytes whatever their order of arrival.
 *
 * Repeats: an identical event changes nothing.
 *
 * Corrections: an event may be void: it did not happen, however often it is said, before or after that.  It stays in
 * the set, so that whatever says it again finds it there.
 *
 * What counts: of several events with the same identity (`src` and `eid`) the first in that order that is not void; of
 * those without one each that is not void.  The others are shadowed: kept, for one of them comes to light when the one
 * before it is voided.  So what counts depends on which events were said and which were voided, not on when.
 *
 * Bounds, so that no feed can make one entity cost without end: the first SZ_EVENT_SET_EVENTS_MAX events in
 * that order stay, whether they count or not, and of each text the characters that fit into
 * SZ_EVENT_TEXT_MAX_BYTES.  Neither depends on the order of arrival. */

#include "metrics/applied.h"
#include "metrics/event_codec.h"

#define SZ_EVENT_SET_EVENTS_MAX 4096 /* the longest traces of public logs have some 3,000 */

typedef enum {
    SZ_MARK_NONE, /* it counts */
    SZ_MARK_VOID,
    SZ_MARK_SHADOWED,
} SzEventMark;

/* Entries of a byte with the mark, if there is one (no event is so short that its length could be that number), two
 * varints (bytes of the event, how many of its last bytes are the identity) and the event.  Reference-counted. */
typedef struct {
    gint n_refs;
    guint32 n_events; /* also those that do not count */
    guint32 n_bytes;
    guint8 bytes[];
} SzEventSet;

/* What a ticket's events take. */
#define SZ_EVENT_SET_EXPECT_BYTES 256

/* (transfer full) the empty set. */
SzEventSet *sz_event_set_new(void);
SzEventSet *sz_event_set_ref(SzEventSet *set);
void sz_event_set_unref(SzEventSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzEventSet, sz_event_set_unref)

/* Puts @event into *@set, which is replaced.  @is_void: as one that did not happen.
 * Returns: false when it changes nothing; *out_applied: whether it was said, or voided, before. */
bool sz_event_set_put(SzEventSet **set, const SzEventLayout *layout, const void *event,
                      bool is_void, SzApplied *out_applied);

/* It will be asked for soon: it is fetched from memory. */
static inline void sz_event_set_expect(const SzEventSet *set)
{
    for (gsize at = 0; set != NULL && at < SZ_EVENT_SET_EXPECT_BYTES; at += SZ_CACHE_LINE_BYTES) {
        __builtin_prefetch((const char *)set + at);
    }
}

/* The same of an event that is encoded. */
bool sz_event_set_put_body(SzEventSet **set, const SzEventBody *body, bool is_void,
                           SzApplied *out_applied);

/* Does no event of it count? */
bool sz_event_set_is_empty(const SzEventSet *set);
/* Walks through what counts: `gsize at = 0; while (sz_event_set_next(set, &at, layout, &event)) ...`.  The slices of
 * @out are borrowed from @set. */
bool sz_event_set_next(const SzEventSet *set, gsize *at, const SzEventLayout *layout, void *out);
