#include "metrics/event_codec.h"

#include "metrics/limit.h"
#include "metrics/wall_time.h"

#define SIGN_BIT (G_GUINT64_CONSTANT(1) << 63)

/* Enums are read and written as what they are on every compiler we use. */
G_STATIC_ASSERT(sizeof(SzUnit) == sizeof(gint32));

guint sz_varint_write(guint8 out[SZ_VARINT_BYTES_MAX], guint64 value)
{
    guint n = 0;
    do {
        guint8 low = (guint8)(value & 0x7f);
        value >>= 7;
        out[n++] = value != 0 ? (guint8)(low | 0x80) : low;
    } while (value != 0);
    return n;
}

void sz_varint_put(GByteArray *out, guint64 value)
{
    guint8 bytes[SZ_VARINT_BYTES_MAX];
    g_byte_array_append(out, bytes, sz_varint_write(bytes, value));
}

guint64 sz_varint_take(const guint8 *bytes, gsize *at)
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

/* --- members of a struct that is known by its layout --------------------------------------- */

static void get(const void *event, gsize offset, void *out, gsize n_bytes)
{
    memcpy(out, (const guint8 *)event + offset, n_bytes);
}

static void set(void *event, gsize offset, const void *value, gsize n_bytes)
{
    memcpy((guint8 *)event + offset, value, n_bytes);
}

static SzSlice text_at(const void *event, gsize offset)
{
    SzSlice text;
    get(event, offset, &text, sizeof text);
    return text;
}

/* Whole characters: a byte 10xxxxxx is no first one. */
SzSlice sz_event_kept_text(SzSlice text)
{
    gsize len = MIN(text.len, SZ_EVENT_TEXT_MAX_BYTES);
    while (len < text.len && len > 0 && ((guint8)text.data[len] & 0xc0) == 0x80) {
        len--;
    }
    return (SzSlice){text.data, len};
}

bool sz_event_field_is_text(const SzEventLayout *layout, guint8 number)
{
    return layout->fields[number - 1].type == SZ_FIELD_TEXT;
}

SzSlice sz_event_get_text(const SzEventLayout *layout, guint8 number, const void *event)
{
    return text_at(event, layout->fields[number - 1].offset);
}

void sz_event_set_text(const SzEventLayout *layout, guint8 number, SzSlice text, void *event)
{
    set(event, layout->fields[number - 1].offset, &text, sizeof text);
}

bool sz_event_get_number(const SzEventLayout *layout, guint8 number, const void *event, gint64 *out)
{
    const SzEventField *field = &layout->fields[number - 1];
    gint32 i32 = field->absent;
    gint8 flag = (gint8)field->absent;
    SzLimit limit;
    SzWallTime at;
    bool has = false;
    switch (field->type) {
    case SZ_FIELD_TEXT:
        return false;
    case SZ_FIELD_INT:
        get(event, field->offset, &i32, sizeof i32);
        *out = i32;
        return i32 != field->absent;
    case SZ_FIELD_FLAG:
        get(event, field->offset, &flag, sizeof flag);
        *out = (guint8)flag;
        return flag != (gint8)field->absent;
    case SZ_FIELD_LIMIT:
        get(event, field->offset, &limit, sizeof limit);
        *out = ((gint64)limit.n << 3) | (gint64)limit.unit;
        return limit.unit != SZ_UNIT_NONE;
    case SZ_FIELD_TIME:
        get(event, field->has, &has, sizeof has);
        get(event, field->offset, &at, sizeof at);
        *out = at.ns;
        return has;
    }
    return false;
}

void sz_event_set_number(const SzEventLayout *layout, guint8 number, gint64 value, void *event)
{
    const SzEventField *field = &layout->fields[number - 1];
    gint32 i32 = (gint32)value;
    gint8 flag = (gint8)value;
    SzLimit limit = {.n = (gint32)(value >> 3), .unit = (SzUnit)(value & 7)};
    SzWallTime at = {value};
    const bool has = true;
    switch (field->type) {
    case SZ_FIELD_TEXT:
        break;
    case SZ_FIELD_INT:
        set(event, field->offset, &i32, sizeof i32);
        break;
    case SZ_FIELD_FLAG:
        set(event, field->offset, &flag, sizeof flag);
        break;
    case SZ_FIELD_LIMIT:
        set(event, field->offset, &limit, sizeof limit);
        break;
    case SZ_FIELD_TIME:
        set(event, field->offset, &at, sizeof at);
        set(event, field->has, &has, sizeof has);
        break;
    }
}

void sz_event_clear(const SzEventLayout *layout, void *event)
{
    memset(event, 0, layout->size);
    for (gsize i = 0; i < layout->n_fields; i++) {
        const SzEventField *field = &layout->fields[i];
        if (field->type == SZ_FIELD_INT || field->type == SZ_FIELD_FLAG) {
            sz_event_set_number(layout, (guint8)(i + 1), field->absent, event);
        }
    }
}

/* --- encoding ------------------------------------------------------------------------------ */

/* The most that a field takes beside a text's bytes: its number and a varint. */
#define FIELD_MAX_BYTES (1 + SZ_VARINT_BYTES_MAX)

static guint8 *put_number(guint8 *to, guint8 number, gint64 value)
{
    *to++ = number;
    return to + sz_varint_write(to, ((guint64)value << 1) ^ (guint64)(value >> 63)); /* zigzag */
}

static guint8 *put_text(guint8 *to, guint8 number, SzSlice text)
{
    text = sz_event_kept_text(text);
    if (text.len == 0) {
        return to;
    }
    *to++ = number;
    to += sz_varint_write(to, text.len);
    memcpy(to, text.data, text.len);
    return to + text.len;
}

static guint8 *put_field(guint8 *to, const SzEventLayout *layout, guint8 number, const void *event)
{
    gint64 value = 0;
    if (sz_event_field_is_text(layout, number)) {
        return put_text(to, number, sz_event_get_text(layout, number, event));
    }
    return sz_event_get_number(layout, number, event, &value) ? put_number(to, number, value) : to;
}

static guint8 *put_key(guint8 *to, const SzEventLayout *layout, const void *event)
{
    SzWallTime occurred;
    gint32 kind = 0;
    get(event, layout->occurred, &occurred, sizeof occurred);
    get(event, layout->kind, &kind, sizeof kind);
    guint64 big_endian = GUINT64_TO_BE((guint64)occurred.ns ^ SIGN_BIT);
    memcpy(to, &big_endian, sizeof big_endian);
    to += sizeof big_endian;
    *to++ = (guint8)kind;
    return to;
}

static gsize max_bytes(const SzEventLayout *layout, const void *event, SzSlice src, SzSlice eid)
{
    gsize n = SZ_EVENT_KEY_BYTES + (layout->n_fields + 2) * FIELD_MAX_BYTES + src.len + eid.len;
    for (gsize i = 0; i < layout->n_fields; i++) {
        if (layout->fields[i].type == SZ_FIELD_TEXT) {
            n += text_at(event, layout->fields[i].offset).len;
        }
    }
    return n;
}

void sz_event_encode(const SzEventLayout *layout, const void *event, SzEncodedEvent *out)
{
    const SzSlice none = {NULL, 0};
    SzSlice eid = layout->eid != 0 ? text_at(event, layout->eid) : none;
    SzSlice src = eid.len > 0 ? text_at(event, layout->src) : none;
    gsize n_max = max_bytes(layout, event, src, eid);
    out->bytes = n_max > sizeof out->room ? g_malloc(n_max) : out->room;
    guint8 *to = put_key(out->bytes, layout, event);
    for (gsize i = 0; i < layout->n_fields; i++) {
        to = put_field(to, layout, (guint8)(i + 1), event);
    }
    const guint8 *identity = to;
    to = put_text(to, SZ_EVENT_FIELD_SRC,
                  src); /* a feed's name alone does not make an event another one */
    to = put_text(to, SZ_EVENT_FIELD_EID, eid);
    out->n_bytes = (gsize)(to - out->bytes);
    out->n_identity = (gsize)(to - identity);
}

void sz_encoded_event_clear(SzEncodedEvent *encoded)
{
    if (encoded->bytes != encoded->room) {
        g_free(encoded->bytes);
    }
}

/* --- decoding ------------------------------------------------------------------------------ */

static gint64 take_number(const guint8 *bytes, gsize *at)
{
    guint64 value = sz_varint_take(bytes, at);
    return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

static void take_text(const guint8 *bytes, gsize *at, void *out, gsize offset)
{
    gsize len = (gsize)sz_varint_take(bytes, at);
    SzSlice text = {(const char *)bytes + *at, len};
    *at += len;
    set(out, offset, &text, sizeof text);
}

void sz_event_decode(const SzEventLayout *layout, SzSlice body, void *out)
{
    const guint8 *bytes = (const guint8 *)body.data;
    guint64 big_endian = 0;
    sz_event_clear(layout, out);
    memcpy(&big_endian, bytes, sizeof big_endian);
    SzWallTime occurred = {(gint64)(GUINT64_FROM_BE(big_endian) ^ SIGN_BIT)};
    gint32 kind = bytes[SZ_EVENT_TIME_BYTES];
    set(out, layout->occurred, &occurred, sizeof occurred);
    set(out, layout->kind, &kind, sizeof kind);
    for (gsize at = SZ_EVENT_KEY_BYTES; at < body.len;) {
        guint8 number = bytes[at++];
        if (number >= SZ_EVENT_FIELD_SRC) {
            take_text(bytes, &at, out, number == SZ_EVENT_FIELD_SRC ? layout->src : layout->eid);
            continue;
        }
        if (sz_event_field_is_text(layout, number)) {
            take_text(bytes, &at, out, layout->fields[number - 1].offset);
        } else {
            sz_event_set_number(layout, number, take_number(bytes, &at), out);
        }
    }
}
