#pragma once

/* Journal -> events: the way from the truth to the state.
 *
 * Shell code: reads the journal; takes no lock, so it runs beside a daemon. */

#include "collector/event_lines.h"
#include "collector/journal_reader.h"

#include <glib.h>

/* What is replayed: events that occurred up to `at`, of batches up to `batch` that were received up to
 * `known_at`. */
typedef struct {
    SzWallTime at;
    SzWallTime known_at;
    guint64 batch; /* G_MAXUINT64: all */
} SzReplayScope;

typedef struct {
    guint64 n_batches;
    guint64 last_batch;       /* within the scope; 0: none */
    SzWallTime last_received; /* of it */
    SzEventLinesTally lines;
} SzReplaySummary;

typedef struct {
    SzEventLinesSink lines;
    /* One line for people about damage that was passed over; gets lines.user. */
    void (*on_damage)(const char *message, void *user);
} SzReplaySink;

/* Of the whole journal.  @error: SZ_COLLECTOR_ERROR_{IO,VERSION}. */
gboolean sz_replay(const char *data_dir, const SzReplayScope *scope, const SzReplaySink *sink,
                   SzReplaySummary *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* From where @reader stands on. */
gboolean sz_replay_on(SzJournalReader *reader, const SzReplayScope *scope, const SzReplaySink *sink,
                      SzReplaySummary *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
