#pragma once

/* One segment, read and written anew without the lines that go.
 *
 * Shell code.  The segment is sound and is not written to. */

#include "collector/pulses.h"

typedef struct {
    int dir_fd;               /* borrowed, as the next */
    const char *path;         /* of the folder, for messages */
    bool (*pace)(void *user); /* NULL: none */
    void *user;
} SzCompactionFolder;

typedef enum {
    SZ_SEGMENT_DONE,
    SZ_SEGMENT_ODD,      /* it is damaged, or does not fit the format: stays as it is */
    SZ_SEGMENT_GIVEN_UP, /* the pace said so */
    SZ_SEGMENT_FAILED,   /* @error is set */
} SzSegmentResult;

typedef struct {
    guint64 n_lines;
    guint64 bytes_before;
    guint64 bytes_after;
} SzSegmentFigures;

/* Lets @pulses see it, from begin_segment() on. */
SzSegmentResult sz_compaction_look(const SzCompactionFolder *folder, guint64 first_batch,
                                   SzPulses *pulses, GError **error);
/* What @pulses saw last is written without the lines that go, and takes the segment's place unless @is_dry.
 * @out: set iff DONE */
SzSegmentResult sz_compaction_write(const SzCompactionFolder *folder, guint64 first_batch,
                                    const SzPulses *pulses, bool is_dry, SzSegmentFigures *out,
                                    GError **error);
