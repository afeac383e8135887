#pragma once

/* The bytes of the journal: encode and decode.
 *
 * Pure; any thread.  All numbers are little-endian; every checksum is CRC32C (collector/crc32c.h).
 *
 * DATA/journal/NNNNNNNNNNNNNNNNNNNN.szj is a segment; N is the number of its first batch, 20 digits.
 * A segment is prewritten with zeros to its full size and synced before it gets its name:
 *
 *   offset  bytes
 *        0      8  magic "\xF5SZJRNL\n"
 *        8      4  format version, 1; 2: see the end
 *       12      4  checksum of these 64 bytes with this field as zero
 *       16      8  number of the first batch
 *       24      8  size of the segment in bytes
 *       32      8  reception time when it was begun, ns since 1970 (signed)
 *       40     16  id of the journal: random, the same in all its segments
 *       56      8  zero
 *       64         frames, one after the other; then zeros to the end of the segment
 *
 * Magic and version keep their place in every version to come.  A version above ours is refused
 * whatever the rest holds: nothing is known about the rest.
 *
 * A frame is one accepted request; it starts at a multiple of 8:
 *
 *   offset  bytes
 *        0      4  magic F5 53 5A 66
 *        4      4  payload length P = name + lines
 *        8      8  batch number: one more than the frame before
 *       16      8  reception time, ns since 1970 (signed); never before the frame before
 *       24      4  number of lines
 *       28      1  kind of source (SzSourceKind)
 *       29      1  length of the source's name
 *       30      2  zero
 *       32      4  checksum of bytes 0..31
 *       36      P  source's name, then the lines, each ended by LF
 *     36+P   0..7  zeros up to a multiple of 8
 *        .      4  checksum of all before it, header and zeros included
 *        .      4  end mark E7 C3 99 7E
 *
 * Why these shapes.  The first byte of both magics occurs in no UTF-8 text, so lines cannot look like
 * a frame.  No byte of the magics' first byte or of the end mark is zero or one bit from zero: a
 * frame whose last byte is zero was never finished, and a flipped bit cannot make a finished frame
 * look unfinished, nor zeros look like the start of a frame.
 *
 * The log ends where there are only zeros to the end of the segment.  What follows the last good
 * frame is an unfinished tail iff it is the strict prefix of a frame (sz_frame_is_unfinished) and
 * zeros; anything else is damage.
 *
 * Version 2 is a segment that was compacted (collector/compaction.h): the same header, whose size is that of
 * this file, then blocks of frames (collector/journal_block.h), one after the other, to the end of the file.
 * The frames are those of version 1, with the same numbers, times, sources and counts of lines; a line that
 * was dropped is an empty one, so that all others keep their ids.  It is never written to, and never the
 * last. */

#include "collector/journal.h"

enum {
    SZ_SEGMENT_OF_FRAMES = 1, /* format versions */
    SZ_SEGMENT_OF_BLOCKS = 2,
    SZ_JOURNAL_VERSION = SZ_SEGMENT_OF_BLOCKS, /* the newest that is known */
    SZ_SEGMENT_HEADER_BYTES = 64,
    SZ_FRAME_HEADER_BYTES = 36,
    SZ_FRAME_TRAILER_BYTES = 8,
    SZ_FRAME_ALIGN_BYTES = 8,
    SZ_FRAME_NAME_MAX_BYTES = 255,
    SZ_JOURNAL_ID_BYTES = 16,
    SZ_SEGMENT_MIN_BYTES = 4096,    /* of one of frames */
    SZ_SEGMENT_MAX_BYTES = 1 << 30, /* a header, of a segment or a frame, that claims more is bad */
};

typedef struct {
    guint32 version;
    guint64 first_batch;
    guint64 segment_bytes;
    SzWallTime created;
    guint8 journal_id[SZ_JOURNAL_ID_BYTES];
} SzSegmentHeader;

typedef enum { SZ_HEADER_GOOD, SZ_HEADER_BAD, SZ_HEADER_NEWER } SzHeaderState;

typedef struct {
    guint32 payload_bytes;
    guint64 batch;
    SzWallTime received;
    guint32 n_lines;
    SzSourceKind source;
    guint8 name_bytes;
} SzFrameHeader;

typedef enum {
    SZ_FRAME_GOOD,
    SZ_FRAME_BAD_HEADER,
    SZ_FRAME_BAD_END_MARK,
    SZ_FRAME_BAD_CHECKSUM,
} SzFrameState;

void sz_segment_header_encode(const SzSegmentHeader *header, guint8 out[SZ_SEGMENT_HEADER_BYTES]);
/* @out is set iff GOOD; iff NEWER only its version. */
SzHeaderState sz_segment_header_decode(const guint8 in[SZ_SEGMENT_HEADER_BYTES],
                                       SzSegmentHeader *out);

/* Whole frame, header to end mark; a multiple of 8. */
guint64 sz_frame_bytes(guint64 payload_bytes);
void sz_frame_header_encode(const SzFrameHeader *header, guint8 out[SZ_FRAME_HEADER_BYTES]);
/* Returns: TRUE iff the header is good and @out was set. */
bool sz_frame_header_decode(const guint8 in[SZ_FRAME_HEADER_BYTES], SzFrameHeader *out);
/* Appends a whole frame. @header: its payload is @name and @lines. */
void sz_frame_append(GByteArray *out, const SzFrameHeader *header, SzSlice name, SzSlice lines);
/* @checksum: of all of the frame (or block) before the trailer. */
void sz_frame_trailer_encode(guint32 checksum, guint8 out[SZ_FRAME_TRAILER_BYTES]);
/* Does a trailer end what is sound? @n_covered: bytes of @bytes before the trailer */
SzFrameState sz_frame_trailer_check(const guint8 *bytes, guint64 n_covered);
/* Checks a frame of sz_frame_bytes() bytes whose header decoded well. */
SzFrameState sz_frame_check(const guint8 *frame, const SzFrameHeader *header);

/* Whether bytes that end with their last non-zero byte are the beginning of a frame, cut before its end.
 * @bytes:    where the frame starts, readable for SZ_FRAME_HEADER_BYTES at least
 * @n_bytes:  up to and with the last byte that is not zero, > 0
 * @expected: its batch number
 * @room:     bytes to the end of the segment */
bool sz_frame_is_unfinished(const guint8 *bytes, guint64 n_bytes, guint64 expected, guint64 room);
