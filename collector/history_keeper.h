#pragma once

/* Writes the index of each whole minute down: the one way into a history, of the daemon and of a rebuild alike.
 *
 * Shell code, SQLite; one thread. */

#include "collector/history_pack.h"
#include "metrics/registry.h"

typedef struct {
    const char *path;           /* of the file, which is made when it is not there; copied */
    const SzRegistry *registry; /* borrowed: that of the tables */
    bool
        is_safe; /* what was put survives the machine; else it is quicker, and finish() makes it so */
} SzHistoryKeeperOptions;

typedef struct SzHistoryKeeper SzHistoryKeeper;

/* @error: as sz_history_open() */
SzHistoryKeeper *sz_history_keeper_new(const SzHistoryKeeperOptions *options, GError **error);
void sz_history_keeper_free(SzHistoryKeeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzHistoryKeeper, sz_history_keeper_free)

/* Is @table of a whole minute? */
bool sz_history_wants(const SzIndexTable *table);
/* Puts @table, of a whole minute, all of it or none, and whatever is due by then together.  A minute that is there, or is
 * not behind the last, stays as it is.
 * @known: NULL: its cutoff is the instant of @table, and days that are fixed stay */
gboolean sz_history_keeper_put(SzHistoryKeeper *keeper, const SzIndexTable *table,
                               const SzHistoryKnown *known, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* All of it is on the disk, in the one file. */
gboolean sz_history_keeper_finish(SzHistoryKeeper *keeper, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
