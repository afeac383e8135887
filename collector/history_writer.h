#pragma once

/* Writes the index down while the daemon runs.
 *
 * Shell code: a thread of low priority has the disk to itself; the engine's thread hands over and goes on.  A few minutes
 * may wait; when more do, the oldest goes: a hole in the history is better than an engine that waits.  What cannot be
 * written is a hole, too; that is said once, and tried again with the next minute.
 *
 * A file that is of no use (damaged, or of another version) is put aside as history.db.old, and another one begun. */

#include "collector/history_keeper.h"

typedef struct {
    guint64 n_written; /* minutes, since the start */
    guint64 n_missed;
} SzHistoryFigures;

typedef struct SzHistoryWriter SzHistoryWriter;

/* @registry: borrowed; that of the tables
 * @error: SZ_COLLECTOR_ERROR_*: nothing is written, then */
SzHistoryWriter *sz_history_writer_start(const char *data_dir, const SzRegistry *registry,
                                         GError **error);
/* Ends the thread, after what was handed over is written.  NULL-safe. */
void sz_history_writer_stop(SzHistoryWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzHistoryWriter, sz_history_writer_stop)

/* Any thread, never blocks for long: a reference of @table is taken when it is of a whole minute. */
void sz_history_writer_give(SzHistoryWriter *writer, SzIndexTable *table);
SzHistoryFigures sz_history_writer_figures(SzHistoryWriter *writer);
