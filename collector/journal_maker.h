#pragma once

/* Makes the next segment ahead of need: prewrites a spare file with zeros in a thread of its own.
 *
 * Shell code; want and wait are called by one thread, the one that writes the journal. */

#include <glib.h>
#include <stdbool.h>

typedef struct SzSegmentMaker SzSegmentMaker;

/* @dir_fd: borrowed; @path: of the folder, for messages. A half-made spare is removed, a whole one of
 * the right size is used.
 * @error: IO */
SzSegmentMaker *sz_segment_maker_new(int dir_fd, const char *path, guint64 segment_bytes,
                                     GError **error);
/* Gives up what is being made. NULL-safe. */
void sz_segment_maker_free(SzSegmentMaker *maker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzSegmentMaker, sz_segment_maker_free)

/* Starts making a spare unless there is one. */
void sz_segment_maker_want(SzSegmentMaker *maker);
/* Waits for a spare, trying anew after an earlier failure.  TRUE: the file SZ_JOURNAL_SPARE_NAME is there,
 * synced, and the caller's.
 * @error: FULL, IO */
gboolean sz_segment_maker_wait(SzSegmentMaker *maker, GError **error);
