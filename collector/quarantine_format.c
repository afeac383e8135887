#include "collector/quarantine_format.h"

#include "collector/crc32c.h"

#define PREFIX_BYTES 8 /* length and checksum */
#define N_TEXTS 5
#define FIXED_BYTES (8 + 8 + 8 + 1 + 1 + 2 * N_TEXTS + 4)
#define TEXT_MAX_BYTES 1024

/* --- numbers ------------------------------------------------------------------------------- */

static void put_number(GByteArray *bytes, guint64 value, guint n_bytes)
{
    for (guint i = 0; i < n_bytes; i++) {
        guint8 byte = (guint8)(value >> (8 * i));
        g_byte_array_append(bytes, &byte, 1);
    }
}

static guint64 take_number(const char **at, guint n_bytes)
{
    guint64 value = 0;
    for (guint i = 0; i < n_bytes; i++) {
        value |= (guint64)(guint8)(*at)[i] << (8 * i);
    }
    *at += n_bytes;
    return value;
}

static void set_u32(GByteArray *bytes, gsize at, guint32 value)
{
    for (guint i = 0; i < 4; i++) {
        bytes->data[at + i] = (guint8)(value >> (8 * i));
    }
}

/* --- records ------------------------------------------------------------------------------- */

static void put_text(GByteArray *bytes, SzSlice text)
{
    if (text.len > 0) {
        g_byte_array_append(bytes, (const guint8 *)text.data, (guint)text.len);
    }
}

void sz_quarantine_record_put(GByteArray *bytes, const SzQuarantineRecord *record)
{
    SzSlice texts[N_TEXTS] = {record->author, record->reason, record->measurement, record->hall,
                              record->src};
    SzSlice raw = {record->raw.data, MIN(record->raw.len, SZ_QUARANTINE_RAW_MAX_BYTES)};
    gsize begin = bytes->len;
    put_number(bytes, 0, PREFIX_BYTES);
    put_number(bytes, record->id, 8);
    put_number(bytes, (guint64)record->received.ns, 8);
    put_number(bytes, (guint64)record->ns_per_unit, 8);
    put_number(bytes, (guint64)record->kind, 1);
    put_number(bytes, 0, 1);
    for (gsize i = 0; i < N_TEXTS; i++) {
        texts[i].len = MIN(texts[i].len, TEXT_MAX_BYTES);
        put_number(bytes, texts[i].len, 2);
    }
    put_number(bytes, raw.len, 4);
    for (gsize i = 0; i < N_TEXTS; i++) {
        put_text(bytes, texts[i]);
    }
    put_text(bytes, raw);
    gsize n = bytes->len - begin - PREFIX_BYTES;
    set_u32(bytes, begin, (guint32)n);
    set_u32(bytes, begin + 4, sz_crc32c(0, bytes->data + begin + PREFIX_BYTES, n));
}

/* What lies between the prefix and the end of a record.  Returns: false when the numbers do not add up. */
static bool read_body(SzSlice body, SzQuarantineRecord *out)
{
    const char *at = body.data;
    SzSlice *const texts[] = {&out->author, &out->reason, &out->measurement,
                              &out->hall,   &out->src,    &out->raw};
    out->id = take_number(&at, 8);
    out->received.ns = (gint64)take_number(&at, 8);
    out->ns_per_unit = (gint64)take_number(&at, 8);
    guint64 kind = take_number(&at, 1);
    (void)take_number(&at, 1);
    gsize sum = FIXED_BYTES;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        texts[i]->len = (gsize)take_number(&at, i < N_TEXTS ? 2 : 4);
        sum += texts[i]->len;
    }
    if (sum != body.len || kind >= SZ_REFUSED_N_KINDS || out->ns_per_unit < 1) {
        return false;
    }
    out->kind = (SzRefusedKind)kind;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        texts[i]->data = at;
        at += texts[i]->len;
    }
    return true;
}

bool sz_quarantine_record_take(SzSlice bytes, gsize *at, SzQuarantineRecord *out)
{
    if (bytes.len - *at < PREFIX_BYTES + FIXED_BYTES) {
        return false;
    }
    const char *prefix = bytes.data + *at;
    gsize n = (gsize)take_number(&prefix, 4);
    guint32 crc = (guint32)take_number(&prefix, 4);
    SzSlice body = {prefix, n};
    SzQuarantineRecord record;
    if (n < FIXED_BYTES || n > bytes.len - *at - PREFIX_BYTES || sz_crc32c(0, prefix, n) != crc ||
        !read_body(body, &record)) {
        return false;
    }
    *at += PREFIX_BYTES + n;
    *out = record;
    return true;
}

bool sz_quarantine_is_file(SzSlice bytes)
{
    return bytes.len >= SZ_QUARANTINE_MAGIC_BYTES &&
           memcmp(bytes.data, SZ_QUARANTINE_MAGIC, SZ_QUARANTINE_MAGIC_BYTES) == 0;
}
