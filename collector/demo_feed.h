#pragma once

/* The simulated city against the clock: its lines go to the journal when their time has come.
 *
 * Shell code: three threads.  Lines take the way of every feed: grammar, data standard, normal form, journal.
 * The day of the clock comes first, as fast as it goes up to now, so that there is something to see at
 * once; then, beside it, the cases and ratings that began on the days before, which is all that is still
 * seen of those: ratings of the last days all, and of weeks before them a part; of cases the same part on every day, so
 * that what is open, what is closed and how fast go together.  The order means nothing: the state
 * is that of a set of events.  What a hall says while its line is down comes when it is up again. */

#include "collector/clock.h"
#include "collector/journal.h"
#include "collector/simulator.h"

typedef struct {
    SzSimulatorPlan plan; /* what it points to is borrowed; from `from` on nothing is left out */
    SzWallTime
        far_from; /* from here to there only one life in far_one_in; later as many of the cases */
    guint32 far_one_in;
    SzClock *clock; /* borrowed, as the next */
    SzJournal *journal;
} SzDemoFeedOptions;

typedef struct SzDemoFeed SzDemoFeed;

/* @error: SZ_COLLECTOR_ERROR_IO. */
SzDemoFeed *sz_demo_feed_start(const SzDemoFeedOptions *options, GError **error);
/* NULL-safe. */
void sz_demo_feed_stop(SzDemoFeed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzDemoFeed, sz_demo_feed_stop)
