#pragma once

/* A view computed from a data folder, for an instant that nobody holds in memory.
 *
 * Runs on the caller's thread and reads files (collector/past.h). */

#include "collector/past.h"
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
    bool reads_all; /* the whole journal, whatever checkpoints there are */
    /* One line for people about what was passed over; NULL: nobody. */
    void (*on_warning)(const char *message, void *user);
    bool (*goes_on)(void *user); /* as SzReplaySink's */
    void *user;
} SzReplayViewOptions;

typedef struct {
    SzSettings *settings; /* owned */
    SzCaseRules rules;    /* of the settings */
    SzPast *past;         /* owned, as the next: where the state and the index are from */
    SzPast *index_past;   /* NULL: from the same */
    SzSnapshot *state;    /* owned */
    SzIndexTable *index;  /* owned; NULL unless wanted; at the last multiple of 10 s */
    guint64 base_batch;   /* of the checkpoint the state began with; 0: none */
    SzView view;          /* of what is above */
} SzReplayView;

/* @out: zeroed; must outlive the use of the view, and be cleared.
 * @error: SZ_COLLECTOR_ERROR_{IO,VERSION,STOPPED}; SYNTAX: what is wrong with the configuration, one problem a line
 * Returns: TRUE iff the view was set. */
gboolean sz_replay_view_read(const SzReplayViewOptions *options, SzReplayView *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same for a command: what goes wrong is said on standard error, after the name of the command.
 * Returns: SZ_EXIT_DONE iff it was set. */
int sz_replay_view(const SzCommandInfo *info, const SzReplayViewOptions *options,
                   SzReplayView *out);
void sz_replay_view_clear(SzReplayView *replayed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzReplayView, sz_replay_view_clear)
