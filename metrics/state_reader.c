#include "metrics/state_reader.h"

#include "metrics/event_codec.h"

SzStateReader sz_state_reader(SzSlice bytes)
{
    const guint8 *at = (const guint8 *)bytes.data;
    return (SzStateReader){.at = at, .end = bytes.len > 0 ? at + bytes.len : at};
}

void sz_state_spoil(SzStateReader *reader)
{
    reader->is_bad = true;
    reader->at = reader->end;
}

static gsize left(const SzStateReader *reader)
{
    return (gsize)(reader->end - reader->at);
}

/* A varint, when a whole one stands there. */
static guint64 take_varint(SzStateReader *reader)
{
    gsize n = 0;
    gsize n_max = MIN(left(reader), SZ_VARINT_BYTES_MAX);
    while (n < n_max && (reader->at[n] & 0x80) != 0) {
        n++;
    }
    /* The tenth byte has room for one bit. */
    bool is_over = n == SZ_VARINT_BYTES_MAX - 1 && n < n_max && reader->at[n] > 1;
    if (n == n_max || is_over) {
        sz_state_spoil(reader);
        return 0;
    }
    gsize used = 0;
    guint64 value = sz_varint_take(reader->at, &used);
    reader->at += used;
    return value;
}

guint64 sz_state_take_number(SzStateReader *reader, guint64 max)
{
    guint64 value = take_varint(reader);
    if (value > max) {
        sz_state_spoil(reader);
        return 0;
    }
    return value;
}

gint64 sz_state_take_signed(SzStateReader *reader, gint64 min, gint64 max)
{
    guint64 folded = take_varint(reader);
    gint64 value = (gint64)(folded >> 1) ^ -(gint64)(folded & 1);
    if (value < min || value > max) {
        sz_state_spoil(reader);
    }
    return reader->is_bad ? 0 : value;
}

SzSlice sz_state_take_bytes(SzStateReader *reader, gsize n)
{
    if (n > left(reader)) {
        sz_state_spoil(reader);
        return SZ_SLICE("");
    }
    SzSlice bytes = {(const char *)reader->at, n};
    reader->at += n;
    return bytes;
}

bool sz_state_take_bool(SzStateReader *reader)
{
    return sz_state_take_number(reader, 1) == 1;
}

static guint64 take_fixed(SzStateReader *reader)
{
    guint64 little_endian = 0;
    SzSlice bytes = sz_state_take_bytes(reader, sizeof little_endian);
    if (bytes.len == sizeof little_endian) {
        memcpy(&little_endian, bytes.data, sizeof little_endian);
    }
    return GUINT64_FROM_LE(little_endian);
}

double sz_state_take_double(SzStateReader *reader)
{
    guint64 bits = take_fixed(reader);
    double value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

SzWallTime sz_state_take_time(SzStateReader *reader)
{
    return (SzWallTime){(gint64)take_fixed(reader)};
}

SzMaybeTime sz_state_take_maybe_time(SzStateReader *reader)
{
    bool is_known = sz_state_take_bool(reader);
    return (SzMaybeTime){is_known, is_known ? sz_state_take_time(reader) : (SzWallTime){0}};
}

SzSlice sz_state_take_text(SzStateReader *reader)
{
    return sz_state_take_bytes(reader, sz_state_take_number(reader, left(reader)));
}

gsize sz_state_take_count(SzStateReader *reader, gsize bytes_each)
{
    guint64 n = take_varint(reader);
    if (n > left(reader) / MAX(bytes_each, 1)) {
        sz_state_spoil(reader);
        return 0;
    }
    return (gsize)n;
}

bool sz_state_has_more(const SzStateReader *reader)
{
    return !reader->is_bad && reader->at < reader->end;
}

bool sz_state_is_done(const SzStateReader *reader)
{
    return !reader->is_bad && reader->at == reader->end;
}
