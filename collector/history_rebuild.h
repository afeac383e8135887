#pragma once

/* The history, made again from the journal.
 *
 * Shell code: on the caller's thread, which holds the lock of the journal.  A new file is made beside the old one and then
 * takes its place.  Of the old one stay the values of days, of which new ones are further revisions, and the quarters of
 * days that are not made again. */

#include "collector/history_replay.h"

typedef struct {
    const char *data_dir; /* borrowed, as all */
    const SzCaseRules *rules;
    SzIndexDefinition *index;
    SzMaybeTime not_before; /* as in SzHistoryReplayOptions */
    /* Now and then.  NULL: nobody. */
    void (*on_progress)(guint64 n_done, guint64 n, void *user); /* minutes */
    void (*on_damage)(const char *message, void *user);         /* as in SzReplaySink */
    void *user;
} SzHistoryRebuildOptions;

typedef struct {
    SzHistoryReach reach;
    guint64 n_minutes;
} SzHistoryRebuilt;

/* @error: SZ_COLLECTOR_ERROR_*; the old file is then as it was */
gboolean sz_history_rebuild(const SzHistoryRebuildOptions *options, SzHistoryRebuilt *out,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
