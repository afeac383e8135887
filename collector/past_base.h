#pragma once

/* A kept checkpoint from which a state of the past can be made: which one, and back into an engine.
 *
 * Shell code: reads files, takes no lock, so it runs beside a daemon.
 *
 * The state at T is a function of a set: every event that occurred up to T, of the batches that are within the scope,
 * whenever they came.  A checkpoint may stand for the batches up to its own when its events are a part of that set and what
 * it lacks of them waits in it; so when
 *
 *   - its instant, and the latest occurrence in it, are T or before: nothing in it is of the time after T, and what
 *     was forgotten by its instant would have been forgotten by T, too.  Lines that it had received, and that occurred
 *     later than its instant, wait in it, and come in when they occurred up to T;
 *   - its last batch was received up to T, as how many lines were refused counts from when they were received, and within
 *     the scope (`known_at`, `batch`);
 *   - it is of this program, of this journal, and of no part of it from which pulses have been dropped since.
 *
 * Lines that came after it are read from the journal, however long ago they occurred.  Rules may be others than those it
 * was made by: rows are then made again. */

#include "collector/checkpoint_format.h"
#include "collector/early_lines.h"
#include "collector/replay.h"
#include "config/file_set.h"
#include "metrics/engine.h"

typedef struct SzPastBase SzPastBase;

/* The newest of those of batches before @before that may be used for @scope (whose `after` is not asked for); what is odd
 * is passed over.  (transfer full) NULL: none. */
SzPastBase *sz_past_base_find(const char *data_dir, const SzReplayScope *scope, guint64 before);
void sz_past_base_free(SzPastBase *base);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzPastBase, sz_past_base_free)

/* Borrowed, as the next two. */
const SzCheckpointHeader *sz_past_base_header(const SzPastBase *base);
/* The configuration in force after its last batch; NULL: none was written down. */
const SzFileSet *sz_past_base_files(const SzPastBase *base);
/* What has not occurred by its instant. */
SzEarlyLines *sz_past_base_early(SzPastBase *base);
/* Of its batches, but for what waits. */
SzEventLinesTally sz_past_base_tally(const SzPastBase *base);

/* Once.  @engine: empty; with a shelf where the header tells of places in the archive.  After FALSE it can only be freed.
 * @rows_hold: its rules are those the checkpoint was made by
 * @goes_on:   as SzReplaySink's
 * @error:     SZ_COLLECTOR_ERROR_{IO,DAMAGED,STOPPED} */
gboolean sz_past_base_load(SzPastBase *base, SzEngine *engine, bool rows_hold,
                           bool (*goes_on)(void *user), void *user, GError **error);
