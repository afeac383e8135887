#pragma once

/* Inside of collector/live: what its files share.  All but the last part of the struct is the engine's thread's alone. */

#include "collector/batch_queue.h"
#include "collector/case_archiver.h"
#include "collector/checkpointer.h"
#include "collector/decisions.h"
#include "collector/early_lines.h"
#include "collector/live.h"
#include "collector/replay.h"

struct SzLive {
    SzLiveOptions options;
    char *data_dir;     /* owned */
    SzJournal *journal; /* borrowed */
    pthread_t thread;
    bool has_thread;

    /* (live_recovery.c) made on the engine's thread, from a checkpoint or from nothing */
    SzEngine *engine; /* owned, as the next */
    SzDecisions *decisions;
    SzEarlyLines *early;
    SzCaseArchiver *archiver; /* NULL: every case stays in memory */

    SzEventLines *lines; /* owned */
    SzSnapshot *state;   /* owned reference; the last published */
    SzIndexTable *index; /* owned reference; the last computed */
    bool is_dirty;       /* the engine has changed since */
    bool is_unreadable;  /* the journal, at the last attempt */
    SzEventLinesTally replayed;
    SzWallTime replayed_to; /* the latest event of a case in the replay */
    guint64 n_replayed;     /* events of cases */
    guint64 batch;          /* the last in the engine */
    SzWallTime batch_received;
    SzWallTime received; /* of the lines that are taken */
    gint64 published_us; /* monotonic */
    gint64 publish_us;   /* how long it took */
    gint64 taken_us;     /* monotonic: the last batch */

    /* (live_checkpoint.c) */
    SzCheckpointer *checkpointer; /* owned; NULL: none are written */
    bool is_gappy; /* a part of the journal's end could not be read, and may be read another time */
    guint64 checkpoint_batch;        /* of the last; 0: none */
    guint64 checkpoint_lines;        /* by then */
    guint64 checkpoint_failures;     /* seen so far */
    gint64 checkpoint_next_us;       /* monotonic: due then, if there is anything new */
    gint64 checkpoint_not_before_us; /* monotonic: after one that failed */

    SzBatchQueue *queue; /* owned; of durable batches */

    pthread_mutex_t mutex; /* over what follows */
    bool has_reload;
    SzLiveReload reload;
    SzMoment *moment; /* owned reference */
    SzLiveFigures figures;
};

/* (live.c) Whole milliseconds: an instant that people can type. */
SzWallTime sz_live_read_clock(const SzLive *live);
/* Lets the next batch in, but for what occurred after @until.  Returns: false when none is there. */
bool sz_live_take_next(SzLive *live, SzWallTime until);
/* Lets the lines in whose time has come by @now. */
void sz_live_take_early(SzLive *live, SzWallTime now);
/* An SzEventLinesSink's: what happened, what waits for its time. */
void sz_live_on_event(const SzEvent *event, void *user);
void sz_live_on_later(SzSlice raw, SzWallTime received, SzWallTime occurred, void *user);
void sz_live_on_action(const SzAction *action, void *user);
void sz_live_on_correct(const SzEvent *voided, const SzEvent *instead, void *user);
/* (live_events.c) Everything in @batch to the engine, or to the early lines. */
void sz_live_read(SzLive *live, const SzQueuedBatch *batch, const SzEventLinesScope *scope);
/* An event of a case that is behind its time. */
void sz_live_hold_late_case(SzLive *live, SzSlice hall, SzWallTime occurred);
/* Cases that ended long ago move to the archive. */
void sz_live_archive(SzLive *live, SzWallTime now);
/* Lines so far, replay included. */
SzEventLinesTally sz_live_tally(const SzLive *live);

/* (live_recovery.c) From the newest checkpoint and what the journal has behind it, or from the whole journal, to the state
 * at *out_at: the last multiple of 10 s up to @now, or a later instant for which the index is there.
 * Returns: false when it was ended before the journal could be read. */
bool sz_live_recover(SzLive *live, SzWallTime now, SzWallTime *out_at);
void sz_live_drop_state(SzLive *live);

/* (live_reload.c) Takes other rules into use at @at, a multiple of 10 s: the index of that instant is the first computed
 * with them, and no moment before it is. */
void sz_live_take_reload(SzLive *live, SzWallTime at);

/* (live_checkpoint.c) The thread that writes them; without it nothing else is different. */
void sz_live_start_checkpoints(SzLive *live);
/* What was read back is no news. */
void sz_live_begin_checkpoints(SzLive *live, guint64 batch, const SzEventLinesTally *tally);
/* Gives one to be written when it is due; right after decisions were made and published at @now. */
void sz_live_checkpoint(SzLive *live, SzWallTime now);
/* The last one: all that is new, whether due or not. */
void sz_live_last_checkpoint(SzLive *live, SzWallTime now);
/* Back from a checkpoint's own section; false for what makes no sense. */
bool sz_live_load(SzLive *live, SzSlice bytes);
/* As if nothing had been read back, however far it went. */
void sz_live_forget(SzLive *live);
