#include "metrics/event_set.h"

typedef struct {
    gsize from; /* offset of the entry's first varint */
    SzSlice body;
    SzSlice identity; /* the end of the body; empty: none */
    SzEventMark mark;
} Entry;

G_STATIC_ASSERT(SZ_MARK_SHADOWED < SZ_EVENT_KEY_BYTES);

static bool next_entry(const SzEventSet *set, gsize *at, Entry *out)
{
    if (*at >= set->n_bytes) {
        return false;
    }
    out->from = *at;
    gsize len = (gsize)sz_varint_take(set->bytes, at);
    out->mark = SZ_MARK_NONE;
    if (len < SZ_EVENT_KEY_BYTES) {
        out->mark = (SzEventMark)len;
        len = (gsize)sz_varint_take(set->bytes, at);
    }
    gsize n_identity = (gsize)sz_varint_take(set->bytes, at);
    const char *body = (const char *)set->bytes + *at;
    out->body = (SzSlice){body, len};
    out->identity = (SzSlice){body + len - n_identity, n_identity};
    *at += len;
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

/* The first @n_kept bytes of the set, which hold @n_events, with @added's body as an entry at @put_at among them. */
static SzEventSet *rebuild(const SzEventSet *old, guint32 n_events, gsize n_kept, gsize put_at,
                           const Entry *added)
{
    guint8 head[2 * SZ_VARINT_BYTES_MAX];
    gsize n_head = sz_varint_write(head, added->body.len);
    n_head += sz_varint_write(head + n_head, added->identity.len);
    SzEventSet *set = new_with_room(n_events + 1, n_kept + n_head + added->body.len);
    guint8 *end = set->bytes;
    end = put(end, old->bytes, put_at);
    end = put(end, head, n_head);
    end = put(end, added->body.data, added->body.len);
    (void)put(end, old->bytes + put_at, n_kept - put_at);
    return set;
}

/* --- what counts --------------------------------------------------------------------------- */

/* All entries in order, with @added among them; what was there with its body gives way. */
static GArray *list_with(const SzEventSet *set, const Entry *added)
{
    GArray *entries = g_array_sized_new(FALSE, FALSE, sizeof(Entry), set->n_events + 1);
    bool is_in = false;
    Entry entry;
    for (gsize at = 0; next_entry(set, &at, &entry);) {
        int order = sz_slice_compare(entry.body, added->body);
        if (order >= 0 && !is_in) {
            g_array_append_vals(entries, added, 1);
            is_in = true;
        }
        if (order != 0) {
            g_array_append_val(entries, entry);
        }
    }
    if (!is_in) {
        g_array_append_vals(entries, added, 1);
    }
    return entries;
}

/* Of those with @identity the first that is not void. */
static void mark_again(GArray *entries, SzSlice identity)
{
    bool has_first = false;
    for (guint i = 0; i < entries->len; i++) {
        Entry *entry = &g_array_index(entries, Entry, i);
        if (entry->mark != SZ_MARK_VOID && sz_slice_equal(entry->identity, identity)) {
            entry->mark = has_first ? SZ_MARK_SHADOWED : SZ_MARK_NONE;
            has_first = true;
        }
    }
}

static void put_entry(GByteArray *out, const Entry *entry)
{
    if (entry->mark != SZ_MARK_NONE) {
        sz_varint_put(out, entry->mark);
    }
    sz_varint_put(out, entry->body.len);
    sz_varint_put(out, entry->identity.len);
    g_byte_array_append(out, (const guint8 *)entry->body.data, (guint)entry->body.len);
}

/* As rebuild(), where more than one entry may change. */
static SzEventSet *rebuild_all(const SzEventSet *old, const Entry *added)
{
    g_autoptr(GArray) entries = list_with(old, added);
    g_autoptr(GByteArray) bytes = g_byte_array_sized_new(old->n_bytes + (guint)added->body.len);
    if (added->identity.len > 0) {
        mark_again(entries, added->identity);
    }
    guint n = MIN(entries->len, SZ_EVENT_SET_EVENTS_MAX);
    for (guint i = 0; i < n; i++) {
        put_entry(bytes, &g_array_index(entries, Entry, i));
    }
    SzEventSet *set = new_with_room(n, bytes->len);
    (void)put(set->bytes, bytes->data, bytes->len);
    return set;
}

/* --- adding -------------------------------------------------------------------------------- */

typedef struct {
    gsize put_at;     /* the offset where it belongs */
    bool is_last;     /* behind all others */
    bool is_known;    /* it is there, */
    SzEventMark mark; /* so marked */
    bool shares;      /* its identity with another */
    Entry last;       /* of the set */
} Place;

static void find_place(const SzEventSet *set, const Entry *added, Place *out)
{
    *out = (Place){.put_at = set->n_bytes, .is_last = true};
    for (gsize at = 0; next_entry(set, &at, &out->last);) {
        int order = sz_slice_compare(out->last.body, added->body);
        if (order == 0) {
            out->is_known = true;
            out->mark = out->last.mark;
            return;
        }
        if (order > 0 && out->is_last) {
            out->put_at = out->last.from;
            out->is_last = false;
        }
        out->shares = out->shares || (added->identity.len != 0 &&
                                      sz_slice_equal(out->last.identity, added->identity));
    }
}

/* Returns: (transfer full) the new set, or NULL when @added changes nothing. */
static SzEventSet *add_entry(const SzEventSet *set, const Entry *added, SzApplied *out_applied)
{
    bool is_void = added->mark == SZ_MARK_VOID;
    Place place;
    find_place(set, added, &place);
    bool is_full = set->n_events == SZ_EVENT_SET_EVENTS_MAX && !place.is_known;
    *out_applied = sz_applied_to_set(place.is_known || place.shares, is_full);
    bool is_said = place.is_known && (!is_void || place.mark == SZ_MARK_VOID);
    if (is_said || (is_full && place.is_last)) {
        return NULL;
    }
    if (is_void || place.shares) {
        return rebuild_all(set, added);
    }
    return is_full ? rebuild(set, set->n_events - 1, place.last.from, place.put_at, added)
                   : rebuild(set, set->n_events, set->n_bytes, place.put_at, added);
}

bool sz_event_set_put_body(SzEventSet **set, const SzEventBody *body, bool is_void,
                           SzApplied *out_applied)
{
    SzSlice bytes = body->bytes;
    Entry added = {
        .body = bytes,
        .identity = {bytes.data + bytes.len - body->n_identity, body->n_identity},
        .mark = is_void ? SZ_MARK_VOID : SZ_MARK_NONE,
    };
    SzEventSet *changed = add_entry(*set, &added, out_applied);
    if (changed == NULL) {
        return false;
    }
    sz_event_set_unref(*set);
    *set = changed;
    return true;
}

bool sz_event_set_put(SzEventSet **set, const SzEventLayout *layout, const void *event,
                      bool is_void, SzApplied *out_applied)
{
    g_auto(SzEncodedEvent) encoded;
    sz_event_encode(layout, event, &encoded);
    SzEventBody body = sz_encoded_event_body(&encoded);
    return sz_event_set_put_body(set, &body, is_void, out_applied);
}

/* --- walking ------------------------------------------------------------------------------- */

static bool next_that_counts(const SzEventSet *set, gsize *at, Entry *out)
{
    while (next_entry(set, at, out)) {
        if (out->mark == SZ_MARK_NONE) {
            return true;
        }
    }
    return false;
}

bool sz_event_set_is_empty(const SzEventSet *set)
{
    Entry entry;
    gsize at = 0;
    return !next_that_counts(set, &at, &entry);
}

bool sz_event_set_next(const SzEventSet *set, gsize *at, const SzEventLayout *layout, void *out)
{
    Entry entry;
    if (!next_that_counts(set, at, &entry)) {
        return false;
    }
    sz_event_decode(layout, entry.body, out);
    return true;
}
