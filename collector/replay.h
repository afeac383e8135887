#pragma once

/* Journal -> events: the way from the truth to the state.
 *
 * Shell code: reads the journal; takes no lock, so it runs beside a daemon. */

#include "collector/event_lines.h"

#include <glib.h>

/* What is replayed: events that occurred up to `at`, of batches behind `after` up to `batch` that were received up to
 * `known_at`. */
typedef struct {
    SzWallTime at;
    SzWallTime known_at;
    guint64 after; /* segments before that of this batch are not read; 0: all are */
    guint64 batch; /* G_MAXUINT64: all.  Nothing behind it is looked at */
} SzReplayScope;

typedef struct {
    guint64 n_batches;
    guint64 last_batch;       /* within the scope; 0: none */
    SzWallTime last_received; /* of it */
    bool has_damaged_end;     /* damage in the last segment: another reading may find more there */
    SzEventLinesTally lines;
} SzReplaySummary;

typedef struct {
    SzEventLinesSink lines;
    /* One line for people about damage that was passed over; gets lines.user. */
    void (*on_damage)(const char *message, void *user);
    /* The journal could not be read, for now; gets lines.user.  May take its time.  Returns: true: to read on after
     * the last batch that was read.  NULL: never. */
    bool (*on_unreadable)(const GError *error, void *user);
    /* Asked before each batch; gets lines.user.  Returns: false: to read no more.  NULL: to read all. */
    bool (*goes_on)(void *user);
} SzReplaySink;

/* @error: SZ_COLLECTOR_ERROR_{IO,VERSION,STOPPED}; what the sink was given by then, it was given. */
gboolean sz_replay(const char *data_dir, const SzReplayScope *scope, const SzReplaySink *sink,
                   SzReplaySummary *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
