#include "metrics/event_set.h"

typedef struct {
    gsize from; /* offset of the entry's first varint */
    gsize to;   /* offset after it */
    SzSlice body;
    SzSlice identity; /* the end of the body; empty: none */
} Entry;

static bool next_entry(const SzEventSet *set, gsize *at, Entry *out)
{
    if (*at >= set->n_bytes) {
        return false;
    }
    out->from = *at;
    gsize len = (gsize)sz_varint_take(set->bytes, at);
    gsize n_identity = (gsize)sz_varint_take(set->bytes, at);
    const char *body = (const char *)set->bytes + *at;
    out->body = (SzSlice){body, len};
    out->identity = (SzSlice){body + len - n_identity, n_identity};
    *at += len;
    out->to = *at;
    return true;
}

static SzEventSet *new_with_room(guint32 n_events, gsize n_bytes)
{
    SzEventSet *set = g_malloc(sizeof *set + n_bytes);
    set->n_refs = 1;
    set->n_events = n_events;
    set->n_bytes = (guint32)n_bytes;
    return set;
}

SzEventSet *sz_event_set_new(void)
{
    return new_with_room(0, 0);
}

SzEventSet *sz_event_set_ref(SzEventSet *set)
{
    g_atomic_int_inc(&set->n_refs);
    return set;
}

void sz_event_set_unref(SzEventSet *set)
{
    if (set != NULL && g_atomic_int_dec_and_test(&set->n_refs)) {
        g_free(set);
    }
}

/* Returns: where the next goes. */
static guint8 *put(guint8 *to, const void *bytes, gsize n)
{
    memcpy(to, bytes, n);
    return to + n;
}

/* The set without the entry @cut (none when it is empty) and with @added's body as an entry at
 * @put_at, which never lies behind the cut's start. */
static SzEventSet *rebuild(const SzEventSet *old, Entry cut, gsize put_at, const Entry *added)
{
    guint8 head[2 * SZ_VARINT_BYTES_MAX];
    gsize n_head = sz_varint_write(head, added->body.len);
    n_head += sz_varint_write(head + n_head, added->identity.len);
    guint32 n_cut = cut.to > cut.from ? 1 : 0;
    SzEventSet *set = new_with_room(old->n_events + 1 - n_cut,
                                    old->n_bytes - (cut.to - cut.from) + n_head + added->body.len);
    guint8 *end = set->bytes;
    end = put(end, old->bytes, put_at);
    end = put(end, head, n_head);
    end = put(end, added->body.data, added->body.len);
    end = put(end, old->bytes + put_at, cut.from - put_at);
    (void)put(end, old->bytes + cut.to, old->n_bytes - cut.to);
    return set;
}

/* Returns: (transfer full) the new set, or NULL when @added changes nothing. */
static SzEventSet *add_entry(const SzEventSet *set, const Entry *added)
{
    gsize put_at = set->n_bytes;
    bool has_place = false;
    Entry same = {.from = set->n_bytes, .to = set->n_bytes};
    Entry entry = same;
    for (gsize at = 0; next_entry(set, &at, &entry);) {
        int order = sz_slice_compare(entry.body, added->body);
        if (order == 0) {
            return NULL;
        }
        if (order > 0 && !has_place) {
            put_at = entry.from;
            has_place = true;
        }
        if (added->identity.len != 0 && sz_slice_equal(entry.identity, added->identity)) {
            if (order < 0) {
                return NULL;
            }
            same = entry;
        }
    }
    bool is_full = set->n_events == SZ_EVENT_SET_EVENTS_MAX && same.from == same.to;
    if (!is_full) {
        return rebuild(set, same, put_at, added);
    }
    const Entry last = entry;
    return has_place ? rebuild(set, last, put_at, added) : NULL;
}

bool sz_event_set_add(SzEventSet **set, const SzEventLayout *layout, const void *event)
{
    g_auto(SzEncodedEvent) encoded;
    sz_event_encode(layout, event, &encoded);
    SzSlice body = sz_encoded_event_slice(&encoded);
    Entry added = {
        .body = body,
        .identity = {body.data + body.len - encoded.n_identity, encoded.n_identity},
    };
    SzEventSet *grown = add_entry(*set, &added);
    if (grown == NULL) {
        return false;
    }
    sz_event_set_unref(*set);
    *set = grown;
    return true;
}

bool sz_event_set_apply(SzEventSet **set, const SzEventLayout *layout, const void *event,
                        SzApplied *out_applied)
{
    guint32 n_before = (*set)->n_events;
    bool has_changed = sz_event_set_add(set, layout, event);
    *out_applied =
        sz_applied_to_set(has_changed, n_before, (*set)->n_events, SZ_EVENT_SET_EVENTS_MAX);
    return has_changed;
}

bool sz_event_set_next(const SzEventSet *set, gsize *at, const SzEventLayout *layout, void *out)
{
    Entry entry;
    if (!next_entry(set, at, &entry)) {
        return false;
    }
    sz_event_decode(layout, entry.body, out);
    return true;
}
