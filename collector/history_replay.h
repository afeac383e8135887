#pragma once

/* Journal -> the index of every minute: what a history is made again from.
 *
 * Shell code: reads the journal on the caller's thread; takes no lock.
 *
 * The state of a minute is made of every event that occurred up to it, whenever it arrived.  The journal is read twice:
 * scan() looks for lines that arrived after their minute, which then wait in memory; run() reads in the order of the
 * journal, minute after minute, like the daemon, and lets the others in when their time comes.  Where all arrived in time
 * the minutes are those the daemon had. */

#include "collector/replay.h"
#include "metrics/index_table.h"

typedef struct {
    const char *data_dir; /* borrowed, as all */
    const SzCaseRules *rules;
    SzIndexDefinition *index;
    SzMaybeTime
        not_before; /* no minute before it; unknown: 90 days before the last line came, at midnight */
    /* The index of a minute. */
    gboolean (*on_minute)(SzIndexTable *table, void *user, GError **error);
    void (*on_damage)(const char *message, void *user); /* as in SzReplaySink */
    void *user;
} SzHistoryReplayOptions;

typedef struct {
    bool is_empty;       /* there is nothing in the journal; nothing below is set */
    SzWallTime first;    /* minute */
    SzWallTime last;     /* minute: the last before the last batch was received, or with it */
    SzWallTime received; /* the last batch, as the next */
    guint64 batch;
} SzHistoryReach;

typedef struct SzHistoryReplay SzHistoryReplay;

SzHistoryReplay *sz_history_replay_new(const SzHistoryReplayOptions *options);
void sz_history_replay_free(SzHistoryReplay *replay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzHistoryReplay, sz_history_replay_free)

/* First.  @error: as sz_replay() */
gboolean sz_history_replay_scan(SzHistoryReplay *replay, SzHistoryReach *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Then, once.  @error: as sz_replay(), or on_minute's */
gboolean sz_history_replay_run(SzHistoryReplay *replay, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* After scan(): has anything that occurred up to the end of @day come after @cutoff? */
bool sz_history_replay_has_changed(const SzHistoryReplay *replay, SzDay day, SzWallTime cutoff);
