#include "metrics/state_writer.h"

#include "metrics/event_codec.h"

#define PART_BYTES (4U << 20)

void sz_state_put_bytes(GByteArray *out, const void *bytes, gsize n)
{
    if (n > 0) {
        g_byte_array_append(out, bytes, (guint)n);
    }
}

void sz_state_put_number(GByteArray *out, guint64 value)
{
    sz_varint_put(out, value);
}

void sz_state_put_signed(GByteArray *out, gint64 value)
{
    sz_varint_put(out, ((guint64)value << 1) ^ (guint64)(value >> 63));
}

void sz_state_put_bool(GByteArray *out, bool value)
{
    const guint8 byte = value ? 1 : 0;
    sz_state_put_bytes(out, &byte, 1);
}

static void put_fixed(GByteArray *out, guint64 value)
{
    const guint64 little_endian = GUINT64_TO_LE(value);
    sz_state_put_bytes(out, &little_endian, sizeof little_endian);
}

void sz_state_put_double(GByteArray *out, double value)
{
    guint64 bits = 0;
    memcpy(&bits, &value, sizeof bits);
    put_fixed(out, bits);
}

void sz_state_put_time(GByteArray *out, SzWallTime at)
{
    put_fixed(out, (guint64)at.ns);
}

void sz_state_put_maybe_time(GByteArray *out, SzMaybeTime at)
{
    sz_state_put_bool(out, at.known);
    if (at.known) {
        sz_state_put_time(out, at.at);
    }
}

void sz_state_put_text(GByteArray *out, SzSlice text)
{
    sz_state_put_number(out, text.len);
    sz_state_put_bytes(out, text.data, text.len);
}

/* --- parts --------------------------------------------------------------------------------- */

static void free_part(gpointer data)
{
    g_byte_array_unref(data);
}

static void add_part(SzStateParts *parts)
{
    parts->now = g_byte_array_new();
    g_ptr_array_add(parts->parts, parts->now);
}

void sz_state_parts_begin(SzStateParts *parts)
{
    parts->parts = g_ptr_array_new_with_free_func(free_part);
    add_part(parts);
}

void sz_state_parts_cut(SzStateParts *parts)
{
    if (parts->now->len >= PART_BYTES) {
        add_part(parts);
    }
}
