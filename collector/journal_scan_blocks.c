/* The walk over the blocks of a compacted segment.  Nobody writes to it, so whatever is not a good block is damage. */

#include "collector/journal_block.h"
#include "collector/journal_scan_internal.h"

/* Where the segment ends, or should. */
static guint64 limit_of(const SzSegmentScan *scan)
{
    return MAX(scan->file_bytes, scan->has_header ? scan->header.segment_bytes : 0);
}

/* Takes the block at @offset at hand when it is good. */
static bool take_block(SzSegmentScan *scan, guint64 offset, guint64 expected)
{
    SzBlockHeader header;
    if (offset + SZ_BLOCK_HEADER_BYTES > scan->file_bytes ||
        !sz_block_header_decode(sz_scan_view(scan, offset, SZ_BLOCK_HEADER_BYTES), &header)) {
        return false;
    }
    guint64 total = sz_block_bytes(&header);
    if (header.first_batch < expected || total > scan->file_bytes - offset) {
        return false;
    }
    const guint8 *block = sz_scan_view(scan, offset, total);
    if (sz_block_check(block, &header) != SZ_FRAME_GOOD ||
        !sz_block_inflate(block, &header, scan->block)) {
        return false;
    }
    scan->block_at = 0;
    scan->block_from = offset;
    scan->block_end = offset + total;
    scan->offset = scan->block_end;
    return true;
}

static void drop_block(SzSegmentScan *scan)
{
    g_byte_array_set_size(scan->block, 0);
    scan->block_at = 0;
}

/* The next frame of the block at hand. */
static bool take_frame(SzSegmentScan *scan, guint64 expected, SzScanItem *out)
{
    guint left = scan->block->len - scan->block_at;
    const guint8 *bytes = scan->block->data + scan->block_at;
    SzFrameHeader header;
    if (left < SZ_FRAME_HEADER_BYTES || !sz_frame_header_decode(bytes, &header)) {
        return false;
    }
    guint64 total = sz_frame_bytes(header.payload_bytes);
    if (total > left || sz_frame_check(bytes, &header) != SZ_FRAME_GOOD ||
        header.batch < expected) {
        return false;
    }
    scan->block_at += (guint)total;
    *out = (SzScanItem){
        .offset = scan->block_from, .end = scan->block_end, .frame = sz_scan_frame(bytes, &header)};
    return true;
}

/* Something else than a block stands at @from: passes over it, to the next good block. */
static SzScanResult pass_over(SzSegmentScan *scan, guint64 from, guint64 expected, SzScanItem *out)
{
    guint64 end = scan->file_bytes;
    bool is_found = false;
    guint64 at = from + SZ_FRAME_ALIGN_BYTES;
    for (; !is_found && at + SZ_BLOCK_HEADER_BYTES <= end; at += SZ_FRAME_ALIGN_BYTES) {
        is_found = take_block(scan, at, expected);
    }
    if (!is_found) {
        scan->offset = limit_of(scan);
    }
    *out = (SzScanItem){
        .offset = from,
        .end = is_found ? scan->block_from : scan->offset,
        .is_last = !is_found,
        .problem = "no good block of a compacted segment",
    };
    return SZ_SCAN_DAMAGE;
}

SzScanResult sz_scan_next_in_blocks(SzSegmentScan *scan, guint64 expected, SzScanItem *out)
{
    for (;;) {
        if (scan->block_at < scan->block->len) {
            if (take_frame(scan, expected, out)) {
                return SZ_SCAN_FRAME;
            }
            drop_block(scan);
            *out = (SzScanItem){.offset = scan->block_from,
                                .end = scan->block_end,
                                .problem = "a block whose frames are bad"};
            return SZ_SCAN_DAMAGE;
        }
        drop_block(scan);
        sz_scan_look_at_size(scan);
        if (scan->offset >= limit_of(scan)) {
            *out = (SzScanItem){.offset = scan->offset, .end = scan->offset};
            return SZ_SCAN_END;
        }
        if (!take_block(scan, scan->offset, expected)) {
            return pass_over(scan, scan->offset, expected, out);
        }
    }
}
