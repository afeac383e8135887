#pragma once

/* Walks over the frames of one segment, good or not.
 *
 * Shell code: reads with pread, so a file that shrinks meanwhile is an early end and no crash; bytes
 * behind the end of the file count as zeros.  Memory is bounded by the longest frame, or by the largest block of
 * a compacted segment, of which frames have the block's offset and end.  Both the reader and the recovery at
 * opening see a segment through this. */

#include "collector/journal_reader.h"

#include "collector/journal_format.h"

typedef enum {
    SZ_SCAN_FRAME,  /* a good frame */
    SZ_SCAN_END,    /* only zeros from here to the end */
    SZ_SCAN_TAIL,   /* an unfinished frame, then zeros */
    SZ_SCAN_DAMAGE, /* anything else; passed over */
    SZ_SCAN_ERROR,
} SzScanResult;

typedef struct {
    guint64 offset;      /* where it starts */
    guint64 end;         /* where it ends: the next frame, or one past the last non-zero byte */
    SzFrame frame;       /* FRAME: borrowed from the scan until its next call */
    bool is_last;        /* DAMAGE: no good frame follows */
    const char *problem; /* DAMAGE: static text */
} SzScanItem;

typedef struct SzSegmentScan SzSegmentScan;

/* @dir_fd: borrowed during the call; @path: of the folder, for messages.
 * @error: IO, VERSION.  A bad header is no error: see sz_segment_scan_header(). */
SzSegmentScan *sz_segment_scan_new(int dir_fd, const char *path, guint64 first_batch,
                                   GError **error);
/* The same of a file that has another name, for now. */
SzSegmentScan *sz_segment_scan_new_named(int dir_fd, const char *path, const char *name,
                                         guint64 first_batch, GError **error);
void sz_segment_scan_free(SzSegmentScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzSegmentScan, sz_segment_scan_free)

/* "00000000000000000001.szj" */
const char *sz_segment_scan_name(const SzSegmentScan *scan);
/* NULL when it is bad or does not agree with the file's name. */
const SzSegmentHeader *sz_segment_scan_header(const SzSegmentScan *scan);
/* Is it a compacted one?  Nothing may be written to it. */
bool sz_segment_scan_has_blocks(const SzSegmentScan *scan);
guint64 sz_segment_scan_offset(const SzSegmentScan *scan);
/* Goes back (or on) to @offset, a frame's or block's start, and forgets what was read. */
void sz_segment_scan_seek(SzSegmentScan *scan, guint64 offset);
/* Size of the file at the last call. */
guint64 sz_segment_scan_file_bytes(const SzSegmentScan *scan);
/* Copies bytes of the file. @error: IO; also when the file is shorter. */
gboolean sz_segment_scan_copy(SzSegmentScan *scan, guint64 offset, guint64 len, GByteArray *out,
                              GError **error);

/* @expected: smallest batch number that may come.  @out is set unless the result is ERROR.  After FRAME and
 * DAMAGE the scan stands at the next place to read; after END and TAIL it stays. */
SzScanResult sz_segment_scan_next(SzSegmentScan *scan, guint64 expected, SzScanItem *out,
                                  GError **error);
