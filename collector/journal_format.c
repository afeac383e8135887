#include "collector/journal_format.h"

#include "collector/crc32c.h"

static const guint8 segment_magic[8] = {0xf5, 'S', 'Z', 'J', 'R', 'N', 'L', '\n'};
static const guint8 frame_magic[4] = {0xf5, 'S', 'Z', 'f'};
static const guint8 end_mark[4] = {0xe7, 0xc3, 0x99, 0x7e};

static void put_u32(guint8 *at, guint32 value)
{
    guint32 little = GUINT32_TO_LE(value);
    memcpy(at, &little, sizeof little);
}

static void put_u64(guint8 *at, guint64 value)
{
    guint64 little = GUINT64_TO_LE(value);
    memcpy(at, &little, sizeof little);
}

static guint32 get_u32(const guint8 *at)
{
    guint32 little = 0;
    memcpy(&little, at, sizeof little);
    return GUINT32_FROM_LE(little);
}

static guint64 get_u64(const guint8 *at)
{
    guint64 little = 0;
    memcpy(&little, at, sizeof little);
    return GUINT64_FROM_LE(little);
}

static guint32 segment_checksum(const guint8 in[SZ_SEGMENT_HEADER_BYTES])
{
    guint8 copy[SZ_SEGMENT_HEADER_BYTES];
    memcpy(copy, in, sizeof copy);
    put_u32(copy + 12, 0);
    return sz_crc32c(0, copy, sizeof copy);
}

void sz_segment_header_encode(const SzSegmentHeader *header, guint8 out[SZ_SEGMENT_HEADER_BYTES])
{
    memset(out, 0, SZ_SEGMENT_HEADER_BYTES);
    memcpy(out, segment_magic, sizeof segment_magic);
    put_u32(out + 8, header->version);
    put_u64(out + 16, header->first_batch);
    put_u64(out + 24, header->segment_bytes);
    put_u64(out + 32, (guint64)header->created.ns);
    memcpy(out + 40, header->journal_id, SZ_JOURNAL_ID_BYTES);
    put_u32(out + 12, segment_checksum(out));
}

SzHeaderState sz_segment_header_decode(const guint8 in[SZ_SEGMENT_HEADER_BYTES],
                                       SzSegmentHeader *out)
{
    if (memcmp(in, segment_magic, sizeof segment_magic) != 0) {
        return SZ_HEADER_BAD;
    }
    SzSegmentHeader header = {
        .version = get_u32(in + 8),
        .first_batch = get_u64(in + 16),
        .segment_bytes = get_u64(in + 24),
        .created = {(gint64)get_u64(in + 32)},
    };
    if (header.version > SZ_JOURNAL_VERSION) {
        out->version = header.version;
        return SZ_HEADER_NEWER;
    }
    if (header.version != SZ_JOURNAL_VERSION || get_u32(in + 12) != segment_checksum(in) ||
        header.first_batch == 0 || header.segment_bytes < SZ_SEGMENT_MIN_BYTES ||
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
    put_u32(out + 4, header->payload_bytes);
    put_u64(out + 8, header->batch);
    put_u64(out + 16, (guint64)header->received.ns);
    put_u32(out + 24, header->n_lines);
    out[28] = (guint8)header->source;
    out[29] = header->name_bytes;
    put_u32(out + 32, sz_crc32c(0, out, 32));
}

bool sz_frame_header_decode(const guint8 in[SZ_FRAME_HEADER_BYTES], SzFrameHeader *out)
{
    if (memcmp(in, frame_magic, sizeof frame_magic) != 0 ||
        get_u32(in + 32) != sz_crc32c(0, in, 32)) {
        return false;
    }
    SzFrameHeader header = {
        .payload_bytes = get_u32(in + 4),
        .batch = get_u64(in + 8),
        .received = {(gint64)get_u64(in + 16)},
        .n_lines = get_u32(in + 24),
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
    put_u32(out, checksum);
    memcpy(out + 4, end_mark, sizeof end_mark);
}

SzFrameState sz_frame_check(const guint8 *frame, const SzFrameHeader *header)
{
    guint64 n_covered = sz_frame_bytes(header->payload_bytes) - SZ_FRAME_TRAILER_BYTES;
    const guint8 *trailer = frame + n_covered;
    if (memcmp(trailer + 4, end_mark, sizeof end_mark) != 0) {
        return SZ_FRAME_BAD_END_MARK;
    }
    return get_u32(trailer) == sz_crc32c(0, frame, n_covered) ? SZ_FRAME_GOOD
                                                              : SZ_FRAME_BAD_CHECKSUM;
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
        put_u64(batch, expected);
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
