#pragma once

/* Events as bytes, one after the other: how one thread hands them to another.
 *
 * Pure.  The bytes mean something only in the process that made them: they are read without being checked.  What is in
 * them is what the stores keep of an event: its key, its encoding (metrics/event_codec.h), and what it says of its
 * feed. */

#include "metrics/event.h"
#include "metrics/event_codec.h"

typedef struct {
    SzEventEntity entity;
    SzEnvelope envelope; /* without `received`; slices are borrowed from the bytes, as the others */
    SzSlice id;          /* in its hall: of the ticket, case, rating, window or kiosk */
    SzEventBody body;
    guint32 hash; /* sz_entity_hash() of hall, day (of tickets) and id */
    guint32 n_line_bytes;
} SzPackedEvent;

/* What will be looked for. */
typedef struct {
    SzEventEntity entity;
    guint32 hash;
} SzPackedHint;

/* The layout of an entity's events; NULL: OTHER. */
const SzEventLayout *sz_event_layout(SzEventEntity entity);

/* Appends @event to @out.
 * @n_line_bytes: of the line it stands in, for whoever reads it */
void sz_packed_event_put(GString *out, const SzEvent *event, guint32 n_line_bytes);
/* The next one: `gsize at = 0; while (sz_packed_event_next(bytes, &at, &event)) ...`. */
bool sz_packed_event_next(SzSlice bytes, gsize *at, SzPackedEvent *out);
/* Of the one at *at only what it is found by. */
bool sz_packed_event_peek(SzSlice bytes, gsize *at, SzPackedHint *out);
/* The event again, but for `received`: as it is kept, so texts may be cut, and without `eid` there is no `src` in it. */
void sz_packed_event_unpack(const SzPackedEvent *packed, SzEvent *out);
