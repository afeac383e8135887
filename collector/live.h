#pragma once

/* The engine at work: batches of the journal go in, published instants come out.
 *
 * Shell code: one thread of its own holds the engine.  It first reads the newest checkpoint and replays the journal behind
 * it (live_recovery.c; until then it is not ready; a journal that cannot be read is tried again each second, and nothing is
 * decided before it was), then takes each durable batch from the journal's thread, and publishes when something changed,
 * at most every 100 ms; when nothing did, each second, for time alone changes things too (a kiosk falls silent, a ticket
 * expires).  A moment at T holds exactly the events that occurred up to T: lines from the near future wait for their time.
 *
 * The index is computed at the multiples of 10 s, from the state of exactly that instant.
 *
 * Cases that ended long ago go to the archive (collector/case_archiver.h), also while the journal is replayed, so that
 * a long history does not stand in memory whole.
 *
 * What is decided on this thread is in the journal, and in the state, before anything is published
 * (collector/decisions.h). */

#include "collector/checkpointer.h"
#include "collector/clock.h"
#include "collector/corrections.h"
#include "collector/journal.h"
#include "collector/refused_counts.h"
#include "config/file_set.h"
#include "metrics/moment.h"

typedef struct {
    const SzCaseRules *rules; /* borrowed, as the others; all outlive the live engine */
    SzIndexDefinition *index; /* NULL: none is computed */
    SzClock *clock;
    const char *data_dir;
    const SzFileSet *files;     /* what rules and index were read from; NULL: not written down */
    SzRefusedCounts *refused;   /* of lines that were refused; NULL: they are not written down */
    SzCorrections *corrections; /* that are asked for; NULL: none */
    gint64
        case_stay_ns; /* so long after its end a case moves to the archive (case_archiver.h); 0: never */
    /* Checkpoints: one is written when there are so many new lines, or something new for so long, and at the end; 0 lines:
     * none is. */
    guint64 checkpoint_lines;
    gint64 checkpoint_us;
    SzCheckpointsKept checkpoints_kept;
    bool uses_checkpoints; /* at the start; else the whole journal is read */
    /* Called on the engine's thread after each publish: must be quick.  NULL: nobody. */
    void (*on_moment)(void *user);
    /* Likewise with each index, whose reference may be taken, after it was computed. */
    void (*on_index)(SzIndexTable *table, void *user);
    void *user;
} SzLiveOptions;

/* Of itself, for those who watch it. */
typedef struct {
    bool is_ready;
    guint64 n_batches; /* since the start, replay included */
    guint64 n_lines;
    guint64 n_actions;  /* lines of the journal that are decisions; not among n_lines */
    guint64 n_refused;  /* lines of the journal that could not be read */
    guint64 n_waiting;  /* batches that are durable and not in the state yet */
    guint64 n_early;    /* lines from the near future */
    guint64 n_archived; /* cases on the shelf */
    guint64
        n_withheld; /* events of archived cases that wait in the journal, as the archive cannot be read */
    guint64 n_published;
    gint64 publish_max_us;      /* the longest publish so far */
    gint64 index_max_us;        /* the longest computing of the index so far */
    gint64 recovery_us;         /* how long the replay took; 0 while it runs */
    guint64 recovered_batch;    /* of the checkpoint it began with; 0: none */
    gint64 checkpoint_pause_us; /* the longest that freezing one kept everything else waiting */
    SzCheckpointFigures checkpoints; /* since the start */
} SzLiveFigures;

typedef struct SzLive SzLive;

/* Ready to be given batches; nothing runs yet. */
SzLive *sz_live_new(const SzLiveOptions *options);
/* Starts the thread.  What is replayed is what the journal holds.
 * @journal: borrowed; of the same folder, with sz_live_take() as its on_batch; decisions are written to it
 * @error:   SZ_COLLECTOR_ERROR_IO. */
gboolean sz_live_start(SzLive *live, SzJournal *journal, GError **error);
/* Ends the thread once everything it was given is in the state; moments can still be had.  To be called before
 * the journal is closed. */
void sz_live_end(SzLive *live);
/* NULL-safe; ends the thread if it still runs. */
void sz_live_free(SzLive *live);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzLive, sz_live_free)

/* An SzJournalOnBatch; @user is the SzLive. */
void sz_live_take(const SzReceipt *receipt, const SzBatch *batch, GBytes *owner, void *user);

/* An SzJournalHasRoom; @user is the SzLive: false while too many durable lines wait for the engine. */
bool sz_live_has_room(void *user);
/* Likewise long before that: true while so many wait that they should come more slowly. */
bool sz_live_is_behind(void *user);

/* Other rules, in use from the next multiple of 10 s on.  Borrowed; all outlive the live engine, as those before do. */
typedef struct {
    const SzCaseRules *rules; /* the registry must be the same */
    SzIndexDefinition *index;
    const SzFileSet *files;
} SzLiveReload;
/* Any thread.  Of several before that instant the last holds. */
void sz_live_reload(SzLive *live, const SzLiveReload *given);

/* (transfer full) the newest instant; any thread.  NULL before the first, that is, until ready. */
SzMoment *sz_live_moment(SzLive *live);
SzLiveFigures sz_live_figures(SzLive *live);
