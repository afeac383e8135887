#pragma once

/* Writes what the daemon decides into the journal, chained, before anybody is told.
 *
 * Shell code; the engine's thread alone.  It may wait for the journal there: the journal's thread only hands
 * batches to the engine's queue and never waits for the engine. */

#include "collector/action_chain.h"
#include "collector/action_line.h"
#include "collector/journal.h"

typedef struct {
    SzJournal *journal;  /* borrowed */
    SzActionChain chain; /* as the journal has it */
} SzActionWriter;

/* Blocks until the lines are on the disk, in one batch, which holds nothing else.
 * @now:       when they are written; a draft's `at` may lie before
 * @out_batch: the batch
 * @error:     as sz_journal_append() and sz_action_write(); the chain is then unchanged */
gboolean sz_action_writer_append(SzActionWriter *writer, const SzActionDraft *drafts, gsize n,
                                 SzWallTime now, guint64 *out_batch, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
