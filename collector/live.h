#pragma once

/* The engine at work: batches of the journal go in, published instants come out.
 *
 * Shell code: one thread of its own holds the engine.  It first replays the journal (until then it is
 * not ready), then takes each durable batch from the journal's thread, and publishes when
 * something changed, at most every 100 ms; when nothing did, each second, for time alone changes things too
 * (a kiosk falls silent, a ticket expires).  A moment at T holds exactly the events that occurred up to T: lines from the
 * near future wait for their time. */

#include "collector/clock.h"
#include "collector/journal.h"
#include "metrics/moment.h"

typedef struct {
    const SzCaseRules *rules; /* borrowed, as the others; all outlive the live engine */
    SzClock *clock;
    const char *data_dir;
    /* Called on the engine's thread after each publish: must be quick.  NULL: nobody. */
    void (*on_moment)(void *user);
    void *user;
} SzLiveOptions;

/* Of itself, for those who watch it. */
typedef struct {
    bool is_ready;
    guint64 n_batches; /* since the start, replay included */
    guint64 n_lines;
    guint64 n_refused; /* lines of the journal that could not be read */
    guint64 n_waiting; /* batches that are durable and not in the state yet */
    guint64 n_early;   /* lines from the near future */
    guint64 n_published;
    gint64 publish_max_us; /* the longest publish so far */
    gint64 recovery_us;    /* how long the replay took; 0 while it runs */
} SzLiveFigures;

typedef struct SzLive SzLive;

/* Ready to be given batches; nothing runs yet. */
SzLive *sz_live_new(const SzLiveOptions *options);
/* Starts the thread.  The journal has been opened: what is replayed is what it holds.
 * @error: SZ_COLLECTOR_ERROR_IO. */
gboolean sz_live_start(SzLive *live, GError **error);
/* Ends the thread once everything it was given is in the state; moments can still be had. */
void sz_live_end(SzLive *live);
/* NULL-safe; ends the thread if it still runs. */
void sz_live_free(SzLive *live);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzLive, sz_live_free)

/* An SzJournalOnBatch; @user is the SzLive. */
void sz_live_take(const SzReceipt *receipt, const SzBatch *batch, GBytes *owner, void *user);

/* (transfer full) the newest instant; any thread.  NULL before the first, that is, until ready. */
SzMoment *sz_live_moment(SzLive *live);
SzLiveFigures sz_live_figures(SzLive *live);
