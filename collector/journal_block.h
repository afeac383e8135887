#pragma once

/* Blocks of a compacted segment: runs of frames, compressed.
 *
 * Pure apart from memory; any thread.
 *
 *   offset  bytes
 *        0      4  magic F5 53 5A 62
 *        4      4  stored length S
 *        8      8  number of the first batch
 *       16      4  length R of the frames
 *       20      8  zero
 *       28      4  checksum of bytes 0..27
 *       32      S  the frames as a deflate stream (RFC 1951)
 *     32+S   0..7  zeros up to a multiple of 8
 *        .      4  checksum of all before it, header and zeros included
 *        .      4  end mark E7 C3 99 7E
 *
 * Magic, end mark and alignment are as in a frame (collector/journal_format.h), for the same reasons.  Whoever
 * reads believes R only as far as S bytes of deflate can hold so much, and no block holds more than
 * SZ_BLOCK_RAW_MAX_BYTES. */

#include "collector/journal_format.h"

enum {
    SZ_BLOCK_HEADER_BYTES = 32,
    SZ_BLOCK_RAW_BYTES = 1 << 20,      /* so much, or the one frame that is longer, is a block */
    SZ_BLOCK_RAW_MAX_BYTES = 64 << 20, /* a segment with a longer frame stays as it is */
};

typedef struct {
    guint32 stored_bytes;
    guint64 first_batch;
    guint32 raw_bytes;
} SzBlockHeader;

/* Appends the block of @frames, whole frames of which the first is @first_batch; 1..SZ_BLOCK_RAW_MAX_BYTES bytes. */
void sz_block_append(GByteArray *out, const GByteArray *frames, guint64 first_batch);

/* Whole block, header to end mark; a multiple of 8. */
guint64 sz_block_bytes(const SzBlockHeader *header);
bool sz_block_is_magic(const guint8 *bytes);
/* Returns: TRUE iff the header is good and @out was set. */
bool sz_block_header_decode(const guint8 in[SZ_BLOCK_HEADER_BYTES], SzBlockHeader *out);
/* Checks a block of sz_block_bytes() bytes whose header decoded well. */
SzFrameState sz_block_check(const guint8 *block, const SzBlockHeader *header);
/* The frames of a block that is good.  Returns: false, with @out empty, when they are not what the header says. */
bool sz_block_inflate(const guint8 *block, const SzBlockHeader *header, GByteArray *out);
