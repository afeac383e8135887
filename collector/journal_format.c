#include "collector/journal_format.h"

#include "collector/crc32c.h"
#include "collector/little_endian.h"

static const guint8 segment_magic[8] = {0xf5, 'S', 'Z', 'J', 'R', 'N', 'L', '\n'};
static const guint8 frame_magic[4] = {0xf5, 'S', 'Z', 'f'};
static const guint8 end_mark[4] = {0xe7, 0xc3, 0x99, 0x7e};

static guint32 segment_checksum(const guint8 in[SZ_SEGMENT_HEADER_BYTES])
{
    guint8 copy[SZ_SEGMENT_HEADER_BYTES];
    memcpy(copy, in, sizeof copy);
    sz_put_u32(copy + 12, 0);
    return sz_crc32c(0, copy, sizeof copy);
}

void sz_segment_header_encode(const SzSegmentHeader *header, guint8 out[SZ_SEGMENT_HEADER_BYTES])
{
    memset(out, 0, SZ_SEGMENT_HEADER_BYTES);
    memcpy(out, segment_magic, sizeof segment_magic);
    sz_put_u32(out + 8, header->version);
    sz_put_u64(out + 16, header->first_batch);
    sz_put_u64(out + 24, header->segment_bytes);
    sz_put_u64(out + 32, (guint64)header->created.ns);
    memcpy(out + 40, header->journal_id, SZ_JOURNAL_ID_BYTES);
    sz_put_u32(out + 12, segment_checksum(out));
}

SzHeaderState sz_segment_header_decode(const guint8 in[SZ_SEGMENT_HEADER_BYTES],
                                       SzSegmentHeader *out)
{
    if (memcmp(in, segment_magic, sizeof segment_magic) != 0) {
        return SZ_HEADER_BAD;
    }
    SzSegmentHeader header = {
        .version = sz_get_u32(in + 8),
        .first_batch = sz_get_u64(in + 16),
        .segment_bytes = sz_get_u64(in + 24),
        .created = {(gint64)sz_get_u64(in + 32)},
    };
    if (header.version > SZ_JOURNAL_VERSION) {
        out->version = header.version;
        return SZ_HEADER_NEWER;
    }
    guint64 min_bytes =
        header.version == SZ_SEGMENT_OF_FRAMES ? SZ_SEGMENT_MIN_BYTES : SZ_SEGMENT_HEADER_BYTES;
    if (header.version < SZ_SEGMENT_OF_FRAMES || sz_get_u32(in + 12) != segment_checksum(in) ||
        header.first_batch == 0 || header.segment_bytes < min_bytes ||
        header.segment_bytes > SZ_SEGMENT_MAX_BYTES) {
        return SZ_HEADER_BAD;
    }
    memcpy(header.journal_id, in + 40, SZ_JOURNAL_ID_BYTES);
    *out = header;
    return SZ_HEADER_GOOD;
}

guint64 sz_frame_bytes(guint64 payload_bytes)
{
    guint64 body = SZ_FRAME_HEADER_BYTES + payload_bytes;
    guint64 align = SZ_FRAME_ALIGN_BYTES;
    return (body + align - 1) / align * align + SZ_FRAME_TRAILER_BYTES;
}

void sz_frame_header_encode(const SzFrameHeader *header, guint8 out[SZ_FRAME_HEADER_BYTES])
{
    memset(out, 0, SZ_FRAME_HEADER_BYTES);
    memcpy(out, frame_magic, sizeof frame_magic);
    sz_put_u32(out + 4, header->payload_bytes);
    sz_put_u64(out + 8, header->batch);
    sz_put_u64(out + 16, (guint64)header->received.ns);
    sz_put_u32(out + 24, header->n_lines);
    out[28] = (guint8)header->source;
    out[29] = header->name_bytes;
    sz_put_u32(out + 32, sz_crc32c(0, out, 32));
}

bool sz_frame_header_decode(const guint8 in[SZ_FRAME_HEADER_BYTES], SzFrameHeader *out)
{
    if (memcmp(in, frame_magic, sizeof frame_magic) != 0 ||
        sz_get_u32(in + 32) != sz_crc32c(0, in, 32)) {
        return false;
    }
    SzFrameHeader header = {
        .payload_bytes = sz_get_u32(in + 4),
        .batch = sz_get_u64(in + 8),
        .received = {(gint64)sz_get_u64(in + 16)},
        .n_lines = sz_get_u32(in + 24),
        .source = (SzSourceKind)in[28],
        .name_bytes = in[29],
    };
    if (in[30] != 0 || in[31] != 0 || header.name_bytes > header.payload_bytes ||
        header.payload_bytes > SZ_SEGMENT_MAX_BYTES || header.source < SZ_SOURCE_DAEMON ||
        header.source > SZ_SOURCE_OPEN) {
        return false;
    }
    *out = header;
    return true;
}

void sz_frame_trailer_encode(guint32 checksum, guint8 out[SZ_FRAME_TRAILER_BYTES])
{
    sz_put_u32(out, checksum);
    memcpy(out + 4, end_mark, sizeof end_mark);
}

void sz_frame_append(GByteArray *out, const SzFrameHeader *header, SzSlice name, SzSlice lines)
{
    static const guint8 padding[SZ_FRAME_ALIGN_BYTES];
    guint from = out->len;
    guint8 head[SZ_FRAME_HEADER_BYTES];
    guint8 trailer[SZ_FRAME_TRAILER_BYTES];
    guint64 n_covered = sz_frame_bytes(header->payload_bytes) - sizeof trailer;
    guint64 n_padding = n_covered - sizeof head - header->payload_bytes;
    sz_frame_header_encode(header, head);
    g_byte_array_append(out, head, sizeof head);
    g_byte_array_append(out, (const guint8 *)name.data, (guint)name.len);
    g_byte_array_append(out, (const guint8 *)lines.data, (guint)lines.len);
    g_byte_array_append(out, padding, (guint)n_padding);
    sz_frame_trailer_encode(sz_crc32c(0, out->data + from, n_covered), trailer);
    g_byte_array_append(out, trailer, sizeof trailer);
}

SzFrameState sz_frame_trailer_check(const guint8 *bytes, guint64 n_covered)
{
    const guint8 *trailer = bytes + n_covered;
    if (memcmp(trailer + 4, end_mark, sizeof end_mark) != 0) {
        return SZ_FRAME_BAD_END_MARK;
    }
    return sz_get_u32(trailer) == sz_crc32c(0, bytes, n_covered) ? SZ_FRAME_GOOD
                                                                 : SZ_FRAME_BAD_CHECKSUM;
}

SzFrameState sz_frame_check(const guint8 *frame, const SzFrameHeader *header)
{
    return sz_frame_trailer_check(frame,
                                  sz_frame_bytes(header->payload_bytes) - SZ_FRAME_TRAILER_BYTES);
}

/* Whether the part of @field (at @offset of the frame) that lies below @n_bytes is there. */
static bool prefix_matches(const guint8 *bytes, guint64 n_bytes, gsize offset, const void *field,
                           gsize field_bytes)
{
    if (n_bytes <= offset) {
        return true;
    }
    return memcmp(bytes + offset, field, MIN(field_bytes, n_bytes - offset)) == 0;
}

bool sz_frame_is_unfinished(const guint8 *bytes, guint64 n_bytes, guint64 expected, guint64 room)
{
    if (n_bytes < SZ_FRAME_HEADER_BYTES) {
        guint8 batch[8];
        sz_put_u64(batch, expected);
        return prefix_matches(bytes, n_bytes, 0, frame_magic, sizeof frame_magic) &&
               prefix_matches(bytes, n_bytes, 8, batch, sizeof batch);
    }
    SzFrameHeader header;
    if (!sz_frame_header_decode(bytes, &header) || header.batch != expected) {
        return false;
    }
    guint64 total = sz_frame_bytes(header.payload_bytes);
    return total <= room && n_bytes < total;
}
