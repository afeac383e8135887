#include "metrics/case_events.h"

#define KEY_BYTES 9 /* instant and rank */

/* Fields of an encoding, in the order they are written; never renumbered. */
enum {
    FIELD_ITEM = 1,
    FIELD_ORG,
    FIELD_CHANNEL,
    FIELD_CASE_KIND,
    FIELD_PROMISE,
    FIELD_STATUTE,
    FIELD_DUE,
    FIELD_SUSPEND_KIND,
    FIELD_DAYS,
    FIELD_RESULT,
    FIELD_STEP,
    FIELD_AUTO,
    FIELD_VISITS,
    FIELD_PLATFORM,
    FIELD_ELIC,
    FIELD_PARENT,
    FIELD_SRC,
    FIELD_EID,
};

/* --- encoding ------------------------------------------------------------------------------ */

static void put_varint(GByteArray *out, guint64 value)
{
    guint8 bytes[10];
    guint n = 0;
    do {
        guint8 low = (guint8)(value & 0x7f);
        value >>= 7;
        bytes[n++] = value != 0 ? (guint8)(low | 0x80) : low;
    } while (value != 0);
    g_byte_array_append(out, bytes, n);
}

static void put_signed(GByteArray *out, guint8 field, gint64 value)
{
    g_byte_array_append(out, &field, 1);
    put_varint(out, ((guint64)value << 1) ^ (guint64)(value >> 63)); /* zigzag */
}

/* What is kept of a text: whole characters (a byte 10xxxxxx is no first one). */
static SzSlice kept_of(SzSlice text)
{
    gsize len = MIN(text.len, SZ_CASE_TEXT_MAX_BYTES);
    while (len < text.len && len > 0 && ((guint8)text.data[len] & 0xc0) == 0x80) {
        len--;
    }
    return (SzSlice){text.data, len};
}

static void put_text(GByteArray *out, guint8 field, SzSlice text)
{
    text = kept_of(text);
    if (text.len == 0) {
        return;
    }
    g_byte_array_append(out, &field, 1);
    put_varint(out, text.len);
    g_byte_array_append(out, (const guint8 *)text.data, (guint)text.len);
}

static void put_limit(GByteArray *out, guint8 field, SzLimit limit)
{
    if (limit.unit != SZ_UNIT_NONE) {
        put_signed(out, field, ((gint64)limit.n << 3) | (gint64)limit.unit);
    }
}

static void put_key(GByteArray *out, const SzCaseEvent *event)
{
    guint64 sortable = (guint64)event->occurred.ns ^ (G_GUINT64_CONSTANT(1) << 63);
    guint64 big_endian = GUINT64_TO_BE(sortable);
    guint8 rank = (guint8)event->kind;
    g_byte_array_append(out, (const guint8 *)&big_endian, sizeof big_endian);
    g_byte_array_append(out, &rank, 1);
}

static void put_choice(GByteArray *out, guint8 field, int value, int absent)
{
    if (value != absent) {
        put_signed(out, field, value);
    }
}

static GByteArray *encode(const SzCaseEvent *event)
{
    GByteArray *out = g_byte_array_sized_new(64);
    put_key(out, event);
    put_text(out, FIELD_ITEM, event->item);
    put_text(out, FIELD_ORG, event->org);
    put_choice(out, FIELD_CHANNEL, (int)event->channel, SZ_CHANNEL_NONE);
    put_choice(out, FIELD_CASE_KIND, (int)event->case_kind, SZ_CASE_KIND_NONE);
    put_limit(out, FIELD_PROMISE, event->promise);
    put_limit(out, FIELD_STATUTE, event->statute);
    if (event->has_due) {
        put_signed(out, FIELD_DUE, event->due.ns);
    }
    put_choice(out, FIELD_SUSPEND_KIND, (int)event->suspend_kind, SZ_SUSPEND_UNSPECIFIED);
    put_choice(out, FIELD_DAYS, event->days, -1);
    put_text(out, FIELD_RESULT, event->result);
    put_text(out, FIELD_STEP, event->step);
    put_choice(out, FIELD_AUTO, event->is_auto, -1);
    put_choice(out, FIELD_VISITS, event->visits, -1);
    put_text(out, FIELD_PLATFORM, event->platform);
    put_choice(out, FIELD_ELIC, event->elic, -1);
    put_text(out, FIELD_PARENT, event->parent);
    if (event->eid.len != 0) { /* a feed's name alone does not make an event another one */
        put_text(out, FIELD_SRC, event->src);
        put_text(out, FIELD_EID, event->eid);
    }
    return out;
}

/* --- decoding: only of what encode() wrote ------------------------------------------------- */

static guint64 take_varint(const guint8 *bytes, gsize *at)
{
    guint64 value = 0;
    guint shift = 0;
    guint8 byte = 0;
    do {
        byte = bytes[(*at)++];
        value |= (guint64)(byte & 0x7f) << shift;
        shift += 7;
    } while ((byte & 0x80) != 0);
    return value;
}

static gint64 take_signed(const guint8 *bytes, gsize *at)
{
    guint64 value = take_varint(bytes, at);
    return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

static SzSlice take_text(const guint8 *bytes, gsize *at)
{
    gsize len = (gsize)take_varint(bytes, at);
    SzSlice text = {(const char *)bytes + *at, len};
    *at += len;
    return text;
}

static SzLimit take_limit(const guint8 *bytes, gsize *at)
{
    gint64 packed = take_signed(bytes, at);
    return (SzLimit){.n = (gint32)(packed >> 3), .unit = (SzUnit)(packed & 7)};
}

static SzSlice *text_field(SzCaseEvent *event, guint8 field)
{
    switch (field) {
    case FIELD_ITEM:
        return &event->item;
    case FIELD_ORG:
        return &event->org;
    case FIELD_RESULT:
        return &event->result;
    case FIELD_STEP:
        return &event->step;
    case FIELD_PLATFORM:
        return &event->platform;
    case FIELD_PARENT:
        return &event->parent;
    case FIELD_SRC:
        return &event->src;
    case FIELD_EID:
        return &event->eid;
    default:
        return NULL;
    }
}

static void take_number(SzCaseEvent *event, guint8 field, gint64 value)
{
    switch (field) {
    case FIELD_CHANNEL:
        event->channel = (SzChannel)value;
        break;
    case FIELD_CASE_KIND:
        event->case_kind = (SzCaseKind)value;
        break;
    case FIELD_DUE:
        event->has_due = true;
        event->due.ns = value;
        break;
    case FIELD_SUSPEND_KIND:
        event->suspend_kind = (SzSuspendKind)value;
        break;
    case FIELD_DAYS:
        event->days = (gint32)value;
        break;
    case FIELD_AUTO:
        event->is_auto = (gint8)value;
        break;
    case FIELD_VISITS:
        event->visits = (gint32)value;
        break;
    default:
        event->elic = (gint8)value;
        break;
    }
}

static void decode(const guint8 *bytes, gsize len, SzCaseEvent *out)
{
    guint64 big_endian = 0;
    memcpy(&big_endian, bytes, sizeof big_endian);
    SzCaseEvent event = {.days = -1, .visits = -1, .is_auto = -1, .elic = -1};
    event.occurred.ns = (gint64)(GUINT64_FROM_BE(big_endian) ^ (G_GUINT64_CONSTANT(1) << 63));
    event.kind = (SzCaseEventKind)bytes[8];
    for (gsize at = KEY_BYTES; at < len;) {
        guint8 field = bytes[at++];
        SzSlice *text = text_field(&event, field);
        if (text != NULL) {
            *text = take_text(bytes, &at);
        } else if (field == FIELD_PROMISE) {
            event.promise = take_limit(bytes, &at);
        } else if (field == FIELD_STATUTE) {
            event.statute = take_limit(bytes, &at);
        } else {
            take_number(&event, field, take_signed(bytes, &at));
        }
    }
    *out = event;
}

/* --- the set ------------------------------------------------------------------------------- */

typedef struct {
    gsize from; /* offset of the entry's length prefix */
    gsize to;   /* offset after it */
    SzSlice body;
} Entry;

static bool next_entry(const SzCaseEvents *events, gsize *at, Entry *out)
{
    if (*at >= events->n_bytes) {
        return false;
    }
    out->from = *at;
    gsize len = (gsize)take_varint(events->bytes, at);
    out->body = (SzSlice){(const char *)events->bytes + *at, len};
    *at += len;
    out->to = *at;
    return true;
}

static SzCaseEvents *new_with_room(guint32 n_events, gsize n_bytes)
{
    SzCaseEvents *events = g_atomic_rc_box_alloc(sizeof *events + n_bytes);
    events->n_events = n_events;
    events->n_bytes = (guint32)n_bytes;
    return events;
}

SzCaseEvents *sz_case_events_new(void)
{
    return new_with_room(0, 0);
}

SzCaseEvents *sz_case_events_ref(SzCaseEvents *events)
{
    return g_atomic_rc_box_acquire(events);
}

void sz_case_events_unref(SzCaseEvents *events)
{
    if (events != NULL) {
        g_atomic_rc_box_release(events);
    }
}

/* The set without the entry @cut (none when it is empty) and with @body as an entry at @put_at, which
 * never lies behind the cut's start. */
static SzCaseEvents *rebuild(const SzCaseEvents *old, Entry cut, gsize put_at,
                             const GByteArray *body)
{
    g_autoptr(GByteArray) all = g_byte_array_sized_new(old->n_bytes + body->len + 10);
    g_byte_array_append(all, old->bytes, (guint)put_at);
    put_varint(all, body->len);
    g_byte_array_append(all, body->data, body->len);
    g_byte_array_append(all, old->bytes + put_at, (guint)(cut.from - put_at));
    g_byte_array_append(all, old->bytes + cut.to, (guint)(old->n_bytes - cut.to));
    guint32 n_cut = cut.to > cut.from ? 1 : 0;
    SzCaseEvents *events = new_with_room(old->n_events + 1 - n_cut, all->len);
    memcpy(events->bytes, all->data, all->len);
    return events;
}

static bool has_identity(SzSlice body, const SzCaseEvent *event)
{
    if (event->eid.len == 0) {
        return false;
    }
    SzCaseEvent other;
    decode((const guint8 *)body.data, body.len, &other);
    return sz_slice_equal(other.eid, kept_of(event->eid)) &&
           sz_slice_equal(other.src, kept_of(event->src));
}

SzCaseEvents *sz_case_events_add(SzCaseEvents *events, const SzCaseEvent *event)
{
    g_autoptr(GByteArray) body = encode(event);
    SzSlice added = {(const char *)body->data, body->len};
    gsize put_at = events->n_bytes;
    bool has_place = false;
    Entry same = {.from = events->n_bytes, .to = events->n_bytes};
    Entry entry = same;
    for (gsize at = 0; next_entry(events, &at, &entry);) {
        int order = sz_slice_compare(entry.body, added);
        if (order == 0) {
            return sz_case_events_ref(events);
        }
        if (order > 0 && !has_place) {
            put_at = entry.from;
            has_place = true;
        }
        if (has_identity(entry.body, event)) {
            if (order < 0) {
                return sz_case_events_ref(events);
            }
            same = entry;
        }
    }
    bool is_full = events->n_events == SZ_CASE_EVENTS_MAX && same.from == same.to;
    if (!is_full) {
        return rebuild(events, same, put_at, body);
    }
    const Entry last = entry;
    return has_place ? rebuild(events, last, put_at, body) : sz_case_events_ref(events);
}

bool sz_case_events_next(const SzCaseEvents *events, gsize *at, SzCaseEvent *out)
{
    Entry entry;
    if (!next_entry(events, at, &entry)) {
        return false;
    }
    decode((const guint8 *)entry.body.data, entry.body.len, out);
    return true;
}
