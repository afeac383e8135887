#pragma once

/* Inside of collector/journal_scan: what the walks over frames and over blocks share. */

#include "collector/journal_scan.h"

struct SzSegmentScan {
    int fd;
    char *path; /* owned; of the folder */
    char *name; /* owned */
    guint64 first_batch;
    SzSegmentHeader header;
    bool has_header;
    bool has_blocks;
    guint64 file_bytes;
    guint64 offset;     /* next frame, or the block that is behind the one at hand */
    GByteArray *window; /* owned; bytes of the file from window_from on */
    guint64 window_from;
    int error_number; /* of a failed pread, else 0 */

    GByteArray *block;  /* owned; frames of the block at hand; empty: none is */
    guint block_at;     /* next frame in it */
    guint64 block_from; /* where it is in the file, likewise the next */
    guint64 block_end;
};

/* Bytes [offset, offset + len) of the file, zeros behind its end; borrowed until the next call. */
const guint8 *sz_scan_view(SzSegmentScan *scan, guint64 offset, guint64 len);
void sz_scan_look_at_size(SzSegmentScan *scan);
/* The frame at @bytes, whose header is good; says neither offset nor end. */
SzFrame sz_scan_frame(const guint8 *bytes, const SzFrameHeader *header);

/* (journal_scan_blocks.c) As sz_segment_scan_next(), but for @error. */
SzScanResult sz_scan_next_in_blocks(SzSegmentScan *scan, guint64 expected, SzScanItem *out);
