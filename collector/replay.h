#pragma once

/* Journal -> events: the way from the truth to the state.
 *
 * Shell code: reads the journal; takes no lock, so it runs beside a daemon. */

#include "metrics/event.h"
#include "metrics/wall_time.h"

#include <glib.h>

/* What is replayed: events that occurred up to `at` and were received up to `known_at`. */
typedef struct {
    SzWallTime at;
    SzWallTime known_at;
} SzReplayScope;

typedef struct {
    guint64 n_batches;
    guint64 n_lines; /* within the scope */
    guint64 last_batch;
    bool has_events;
    SzWallTime last_event; /* the latest occurrence within the scope; set when has_events */
    guint64 n_refused;     /* lines of the journal that this program cannot read */
} SzReplaySummary;

typedef struct {
    void (*on_event)(const SzEvent *event, void *user);
    /* One line for people about damage that was passed over. */
    void (*on_damage)(const char *message, void *user);
    void *user;
} SzReplaySink;

/* @error: SZ_COLLECTOR_ERROR_{IO,VERSION}. */
gboolean sz_replay(const char *data_dir, const SzReplayScope *scope, const SzReplaySink *sink,
                   SzReplaySummary *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
