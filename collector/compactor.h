#pragma once

/* Compaction while the daemon runs: a thread of its own that looks at the start and each hour for segments that are old
 * enough.
 *
 * Shell code.  When it has read the whole journal it looks again in a day: until then nothing else is old enough, and what
 * stays as it is, damaged or among the newest days, is not worth reading the journal for each hour.  It runs at the lowest priority, of the processor and of the disk, and does nothing while others are busy.  It
 * begins when the oldest segment could have been compacted for a day, since it reads the whole journal each time.
 * What fails is said and tried again in an hour. */

#include "collector/clock.h"
#include "collector/compaction.h"

typedef struct {
    const char *data_dir;
    SzClock *clock;              /* borrowed */
    gint64 keep_ns;              /* pulses stay so long (collector/compaction.h) */
    bool (*is_busy)(void *user); /* any thread; must be quick */
    void *user;
} SzCompactorOptions;

typedef struct SzCompactor SzCompactor;

/* Pure: how long it rests after a run.  @is_done: it did not fail. */
gint64 sz_compactor_rest_us(bool is_done, const SzCompactionSummary *summary);

/* The caller's process holds the lock of the journal, until after stop().
 * @error: IO: the thread cannot be started. */
SzCompactor *sz_compactor_start(const SzCompactorOptions *options, GError **error);
/* Gives up what is being done. NULL-safe. */
void sz_compactor_stop(SzCompactor *compactor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCompactor, sz_compactor_stop)
