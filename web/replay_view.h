#pragma once

/* A view computed from the journal of a data folder, for commands that answer without the daemon.
 *
 * Runs on the caller's thread and reads files.  What goes wrong is said on standard error, after the
 * name of the command. */

#include "config/command_line.h"
#include "config/settings.h"
#include "metrics/index_table.h"

typedef struct {
    const char *data; /* folder */
    const char *
        config; /* folder; NULL: the configuration that was in force, or where no daemon ran the shipped one */
    SzMaybeTime at; /* unknown: at the last event */
    SzMaybeTime known_at;
    guint64 batch;        /* leave out what came after; 0: nothing */
    bool has_index_batch; /* the next is given; else what is in the index is as above */
    guint64 index_batch;  /* leave out of the index what came after */
    bool wants_index;
} SzReplayViewOptions;

typedef struct {
    SzSettings *settings; /* owned */
    SzCaseRules rules;    /* of the settings */
    SzSnapshot *state;    /* owned */
    SzIndexTable *index;  /* owned; NULL unless wanted; at the last multiple of 10 s */
    SzView view;          /* of what is above */
} SzReplayView;

/* @out: zeroed; must outlive the use of the view, and be cleared.  Returns: SZ_EXIT_DONE iff it was set. */
int sz_replay_view(const SzCommandInfo *info, const SzReplayViewOptions *options,
                   SzReplayView *out);
void sz_replay_view_clear(SzReplayView *replayed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzReplayView, sz_replay_view_clear)
