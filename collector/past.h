#pragma once

/* The state at an instant, made again from a data folder: from the newest kept checkpoint that may be used and the journal
 * behind it, or, where none may, from the whole journal.  Either way it is the same, to the byte.
 *
 * Shell code: blocks, for seconds where a journal is long; takes no lock, so it runs beside a daemon.  One thread at a
 * time. */

#include "collector/config_history.h"
#include "metrics/engine.h"

typedef struct {
    const char *data_dir; /* copied */
    SzReplayScope scope;  /* `after` is not asked for; `at` SZ_WALL_TIME_MAX: at the last event */
    bool uses_checkpoints;
    void (*on_damage)(const char *message, void *user); /* as SzReplaySink's; NULL: nobody */
    bool (*goes_on)(void *user);                        /* likewise */
    void *user;
} SzPastOptions;

typedef struct SzPast SzPast;

SzPast *sz_past_new(const SzPastOptions *options);
/* NULL-safe.  After whatever was published. */
void sz_past_free(SzPast *past);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzPast, sz_past_free)

/* (transfer full) which configuration was in force when, from the checkpoint on or before.
 * @error: SZ_COLLECTOR_ERROR_{IO,VERSION} */
SzConfigHistory *sz_past_config(SzPast *past, GError **error);
/* Makes the state; again, if it was made before.
 * @rules, @files: borrowed, in force at the instant, and what they were read from (NULL: not known); outlive the past
 * @error: SZ_COLLECTOR_ERROR_{IO,VERSION,STOPPED}; then there is no state */
gboolean sz_past_read(SzPast *past, const SzCaseRules *rules, const SzFileSet *files,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) */
SzSnapshot *sz_past_publish(SzPast *past);
/* What was read, that of the checkpoint included but for n_batches. */
SzReplaySummary sz_past_summary(const SzPast *past);
/* The batch of the checkpoint that it began with; 0: none. */
guint64 sz_past_base_batch(const SzPast *past);
/* Drops the state; what was published, and needs the archive, may still be read. */
void sz_past_close(SzPast *past);
