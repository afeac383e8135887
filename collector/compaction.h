#pragma once

/* Compaction: old segments of the journal without their pulses, compressed.
 *
 * Shell code; blocks, for minutes where a journal is long.  The caller holds the journal's lock, or is of the process that
 * does.  Readers beside it see each segment as it was or as it is, both with the same batches.
 *
 * A segment is compacted when it is not the last, is not compacted yet, is sound, all of it was received at least so
 * long ago as is asked for, and on no day that is among the newest two on which lines came.  Which of its lines go:
 * collector/pulses.h.  So the present state is the same from the journal before and after, to the byte, and so is the
 * state at the end of any day.  At other instants of the past only is different what tells how fresh things were:
 * `last_event`, who was silent, which kiosks were online and what of the index rests on that, minutes in which a hall was
 * heard, how many lines feeds sent; and `since`, where it was too long ago to be told (metrics/device_lines.h), may
 * be told now.
 *
 * The new segment is written beside the old one, synced, read back, and takes its name: whoever is killed at any moment
 * leaves the one or the other, and perhaps SZ_JOURNAL_COMPACTED_TEMP_NAME, which the next one to open the journal
 * removes.  It needs room for one segment. */

#include "metrics/wall_time.h"

#include <glib.h>

typedef struct {
    const char *data_dir;
    SzWallTime now;
    gint64 keep_ns; /* pulses received less than this ago stay; >= 0 */
    /* Nothing is done until the oldest segment could have been compacted for so long: reading the whole journal should
     * be worth it. */
    gint64 slack_ns;
    bool is_dry; /* only counts; nothing is changed */
    /* Called often; may take its time.  Returns: false to give up, which is no error.  NULL: never. */
    bool (*pace)(void *user);
    /* NULL: nobody wants to know. @n_done of @n bytes. */
    void (*on_progress)(guint64 n_done, guint64 n, void *user);
    /* One line about a segment that stays as it is. */
    void (*on_left)(const char *message, void *user);
    void *user;
} SzCompactionOptions;

typedef struct {
    guint n_segments; /* that were compacted */
    guint n_left;     /* that are old enough and stay as they are */
    guint64 n_lines;  /* of those compacted, as the next */
    guint64 n_dropped;
    guint64 bytes_before;
    guint64 bytes_after;
    bool has_read;     /* the whole journal, to find what may go */
    bool was_given_up; /* the pace said so */
} SzCompactionSummary;

/* @out: set in any case, to what was done.
 * @error: IO, VERSION, FULL; the journal is sound, and trying again goes on from there. */
gboolean sz_compaction_run(const SzCompactionOptions *options, SzCompactionSummary *out,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
