#pragma once

/* Writes the counts of refused lines into the journal: at most every SZ_REFUSED_EVERY_NS, and when the daemon ends.
 *
 * Shell code; the engine's thread alone, but for what it takes the counts from.  Counts that were not written yet when
 * the program is killed are lost: those of the last ten seconds.  What cannot be written waits. */

#include "collector/action_writer.h"
#include "collector/refused_counts.h"

#define SZ_REFUSED_EVERY_NS (10 * SZ_NS_PER_S)

typedef struct SzRefusedDecisions SzRefusedDecisions;

/* @counts: borrowed; outlives it */
SzRefusedDecisions *sz_refused_decisions_new(SzRefusedCounts *counts);
void sz_refused_decisions_free(SzRefusedDecisions *decisions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRefusedDecisions, sz_refused_decisions_free)

/* Blocks until what is due is on the disk.
 * @is_last: what there is is due
 * @out_batch: (out) of what was written; untouched when nothing was
 * @error:     as sz_action_writer_append() */
gboolean sz_refused_decisions_make(SzRefusedDecisions *decisions, SzActionWriter *writer,
                                   SzWallTime now, bool is_last, guint64 *out_batch, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
