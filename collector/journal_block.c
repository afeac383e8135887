#define ZLIB_CONST /* next_in points to const bytes */
#include "collector/journal_block.h"

#include "collector/crc32c.h"
#include "collector/little_endian.h"

#include <zlib.h>

/* RFC 1951: 258 bytes from two bits at best; zlib's documentation gives 1032:1. */
#define DEFLATE_RATIO_MAX 1032
#define RAW_DEFLATE (-MAX_WBITS) /* for zlib: neither header nor checksum of its own */
#define LEVEL 6
#define MEMORY 9

static const guint8 block_magic[4] = {0xf5, 'S', 'Z', 'b'};

guint64 sz_block_bytes(const SzBlockHeader *header)
{
    guint64 align = SZ_FRAME_ALIGN_BYTES;
    guint64 body = SZ_BLOCK_HEADER_BYTES + (guint64)header->stored_bytes;
    return (body + align - 1) / align * align + SZ_FRAME_TRAILER_BYTES;
}

static void encode_header(const SzBlockHeader *header, guint8 out[SZ_BLOCK_HEADER_BYTES])
{
    memset(out, 0, SZ_BLOCK_HEADER_BYTES);
    memcpy(out, block_magic, sizeof block_magic);
    sz_put_u32(out + 4, header->stored_bytes);
    sz_put_u64(out + 8, header->first_batch);
    sz_put_u32(out + 16, header->raw_bytes);
    sz_put_u32(out + 28, sz_crc32c(0, out, 28));
}

/* Appends @frames deflated.  Returns: how many bytes that took. */
static guint32 deflate_to(GByteArray *out, const GByteArray *frames)
{
    z_stream stream = {0};
    int status = deflateInit2(&stream, LEVEL, Z_DEFLATED, RAW_DEFLATE, MEMORY, Z_DEFAULT_STRATEGY);
    g_assert(status == Z_OK); /* else: out of memory */
    guint from = out->len;
    uLong bound = deflateBound(&stream, frames->len);
    g_byte_array_set_size(out, from + (guint)bound);
    stream.next_in = frames->data;
    stream.avail_in = frames->len;
    stream.next_out = out->data + from;
    stream.avail_out = (uInt)bound;
    status = deflate(&stream, Z_FINISH);
    g_assert(status == Z_STREAM_END); /* there was room for the worst */
    guint32 n = (guint32)stream.total_out;
    (void)deflateEnd(&stream);
    g_byte_array_set_size(out, from + n);
    return n;
}

void sz_block_append(GByteArray *out, const GByteArray *frames, guint64 first_batch)
{
    static const guint8 padding[SZ_FRAME_ALIGN_BYTES];
    guint from = out->len;
    guint8 trailer[SZ_FRAME_TRAILER_BYTES];
    SzBlockHeader header = {.first_batch = first_batch, .raw_bytes = frames->len};
    g_byte_array_set_size(out, from + SZ_BLOCK_HEADER_BYTES);
    header.stored_bytes = deflate_to(out, frames);
    encode_header(&header, out->data + from);
    guint64 n_covered = sz_block_bytes(&header) - sizeof trailer;
    g_byte_array_append(out, padding, (guint)(n_covered - (out->len - from)));
    sz_frame_trailer_encode(sz_crc32c(0, out->data + from, n_covered), trailer);
    g_byte_array_append(out, trailer, sizeof trailer);
}

bool sz_block_is_magic(const guint8 *bytes)
{
    return memcmp(bytes, block_magic, sizeof block_magic) == 0;
}

bool sz_block_header_decode(const guint8 in[SZ_BLOCK_HEADER_BYTES], SzBlockHeader *out)
{
    static const guint8 zeros[8];
    if (!sz_block_is_magic(in) || sz_get_u32(in + 28) != sz_crc32c(0, in, 28) ||
        memcmp(in + 20, zeros, sizeof zeros) != 0) {
        return false;
    }
    SzBlockHeader header = {
        .stored_bytes = sz_get_u32(in + 4),
        .first_batch = sz_get_u64(in + 8),
        .raw_bytes = sz_get_u32(in + 16),
    };
    if (header.first_batch == 0 || header.raw_bytes == 0 ||
        header.raw_bytes > SZ_BLOCK_RAW_MAX_BYTES || header.stored_bytes > SZ_SEGMENT_MAX_BYTES ||
        header.raw_bytes > (guint64)header.stored_bytes * DEFLATE_RATIO_MAX) {
        return false;
    }
    *out = header;
    return true;
}

SzFrameState sz_block_check(const guint8 *block, const SzBlockHeader *header)
{
    return sz_frame_trailer_check(block, sz_block_bytes(header) - SZ_FRAME_TRAILER_BYTES);
}

bool sz_block_inflate(const guint8 *block, const SzBlockHeader *header, GByteArray *out)
{
    z_stream stream = {0};
    g_byte_array_set_size(out, header->raw_bytes);
    int status = inflateInit2(&stream, RAW_DEFLATE);
    g_assert(status == Z_OK); /* else: out of memory */
    stream.next_in = block + SZ_BLOCK_HEADER_BYTES;
    stream.avail_in = header->stored_bytes;
    stream.next_out = out->data;
    stream.avail_out = out->len;
    status = inflate(&stream, Z_FINISH);
    bool is_good = status == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
    (void)inflateEnd(&stream);
    if (!is_good) {
        g_byte_array_set_size(out, 0);
    }
    return is_good;
}
