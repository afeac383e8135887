#include "metrics/packed_event.h"

#include "metrics/case_events.h"
#include "metrics/entities.h"
#include "metrics/kiosks_internal.h"
#include "metrics/rating_facts.h"
#include "metrics/ticket_facts.h"
#include "metrics/windows_internal.h"

/* Before hall, id, `src` and the encoding, which follow in this order. */
typedef struct {
    guint32 n_bytes; /* of these four */
    guint32 n_line_bytes;
    guint32 hash;
    gint64 occurred_ns;
    gint64 seq;
    guint32 n_hall;
    guint32 n_id;
    guint32 n_src;
    guint32 n_identity;
    guint8 entity;
    bool has_seq;
    guint8 zero[6]; /* same events, same bytes */
} Head;

G_STATIC_ASSERT(sizeof(Head) == 56);

const SzEventLayout *sz_event_layout(SzEventEntity entity)
{
    switch (entity) {
    case SZ_EVENT_CASE:
        return sz_case_event_layout();
    case SZ_EVENT_TICKET:
        return &SZ_TICKET_LAYOUT;
    case SZ_EVENT_WINDOW:
        return &SZ_WINDOW_LAYOUT;
    case SZ_EVENT_KIOSK:
        return &SZ_KIOSK_LAYOUT;
    case SZ_EVENT_RATING:
        return &SZ_RATING_LAYOUT;
    case SZ_EVENT_OTHER:
        break;
    }
    return NULL;
}

/* Whose event it is, and when it happened. */
typedef struct {
    SzSlice hall;
    SzSlice id;
    SzWallTime occurred;
} Key;

static Key key_of(const SzEvent *event)
{
    switch (event->entity) {
    case SZ_EVENT_CASE:
        return (Key){event->as.case_event.hall, event->as.case_event.id,
                     event->as.case_event.occurred};
    case SZ_EVENT_TICKET:
        return (Key){event->as.ticket.hall, event->as.ticket.id, event->as.ticket.occurred};
    case SZ_EVENT_WINDOW:
        return (Key){event->as.window.hall, event->as.window.window, event->as.window.occurred};
    case SZ_EVENT_KIOSK:
        return (Key){event->as.kiosk.hall, event->as.kiosk.kiosk, event->as.kiosk.occurred};
    case SZ_EVENT_RATING:
        return (Key){event->as.rating.hall, event->as.rating.id, event->as.rating.occurred};
    case SZ_EVENT_OTHER:
        break;
    }
    return (Key){event->envelope.hall, SZ_SLICE(""), event->envelope.occurred};
}

static guint32 hash_of(SzEventEntity entity, const Key *key)
{
    SzDay day = entity == SZ_EVENT_TICKET ? sz_day_of(key->occurred) : 0;
    return sz_entity_hash(key->hall, day, key->id);
}

/* Returns: where the next goes. */
static char *put(char *to, const void *bytes, gsize n)
{
    if (n > 0) {
        memcpy(to, bytes, n);
    }
    return to + n;
}

void sz_packed_event_put(GString *out, const SzEvent *event, guint32 n_line_bytes)
{
    const SzEnvelope *envelope = &event->envelope;
    const SzEventLayout *layout = sz_event_layout(event->entity);
    const Key key = key_of(event);
    g_auto(SzEncodedEvent) encoded = {.bytes = encoded.room};
    if (layout != NULL) {
        sz_event_encode(layout, &event->as, &encoded);
    }
    const Head head = {
        .n_bytes = (guint32)(key.hall.len + key.id.len + envelope->src.len + encoded.n_bytes),
        .hash = hash_of(event->entity, &key),
        .n_line_bytes = n_line_bytes,
        .occurred_ns = key.occurred.ns,
        .seq = envelope->seq,
        .n_hall = (guint32)key.hall.len,
        .n_id = (guint32)key.id.len,
        .n_src = (guint32)envelope->src.len,
        .n_identity = (guint32)encoded.n_identity,
        .entity = (guint8)event->entity,
        .has_seq = envelope->has_seq,
    };
    gsize n_before = out->len;
    g_string_set_size(out, n_before + sizeof head + head.n_bytes);
    char *to = put(out->str + n_before, &head, sizeof head);
    to = put(to, key.hall.data, key.hall.len);
    to = put(to, key.id.data, key.id.len);
    to = put(to, envelope->src.data, envelope->src.len);
    (void)put(to, encoded.bytes, encoded.n_bytes);
}

static SzSlice take(const char **at, gsize n)
{
    SzSlice taken = {*at, n};
    *at += n;
    return taken;
}

bool sz_packed_event_next(SzSlice bytes, gsize *at, SzPackedEvent *out)
{
    if (*at >= bytes.len) {
        return false;
    }
    Head head;
    memcpy(&head, bytes.data + *at, sizeof head);
    const char *from = bytes.data + *at + sizeof head;
    *at += sizeof head + head.n_bytes;
    SzSlice hall = take(&from, head.n_hall);
    SzSlice id = take(&from, head.n_id);
    SzSlice src = take(&from, head.n_src);
    gsize n_body = (gsize)head.n_bytes - head.n_hall - head.n_id - head.n_src;
    *out = (SzPackedEvent){
        .entity = (SzEventEntity)head.entity,
        .envelope =
            {
                .hall = hall,
                .src = src,
                .occurred = {head.occurred_ns},
                .seq = head.seq,
                .has_seq = head.has_seq,
                .is_ticket = head.entity == SZ_EVENT_TICKET,
                .is_case = head.entity == SZ_EVENT_CASE,
            },
        .id = id,
        .body = {{from, n_body}, head.n_identity},
        .hash = head.hash,
        .n_line_bytes = head.n_line_bytes,
    };
    return true;
}

bool sz_packed_event_peek(SzSlice bytes, gsize *at, SzPackedHint *out)
{
    if (*at >= bytes.len) {
        return false;
    }
    Head head;
    memcpy(&head, bytes.data + *at, sizeof head);
    *at += sizeof head + head.n_bytes;
    *out = (SzPackedHint){(SzEventEntity)head.entity, head.hash};
    return true;
}

void sz_packed_event_unpack(const SzPackedEvent *packed, SzEvent *out)
{
    const SzEventLayout *layout = sz_event_layout(packed->entity);
    SzSlice hall = packed->envelope.hall;
    out->entity = packed->entity;
    out->envelope = packed->envelope;
    if (layout != NULL) {
        sz_event_decode(layout, packed->body.bytes, &out->as);
    }
    switch (packed->entity) {
    case SZ_EVENT_CASE:
        out->as.case_event.hall = hall;
        out->as.case_event.id = packed->id;
        break;
    case SZ_EVENT_TICKET:
        out->as.ticket.hall = hall;
        out->as.ticket.id = packed->id;
        break;
    case SZ_EVENT_WINDOW:
        out->as.window.hall = hall;
        out->as.window.window = packed->id;
        break;
    case SZ_EVENT_KIOSK:
        out->as.kiosk.hall = hall;
        out->as.kiosk.kiosk = packed->id;
        break;
    case SZ_EVENT_RATING:
        out->as.rating.hall = hall;
        out->as.rating.id = packed->id;
        break;
    case SZ_EVENT_OTHER:
        break;
    }
}
