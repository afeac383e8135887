#pragma once

/* The journal without its threads: lays frames into segments, group by group.
 *
 * Shell code, used by one thread at a time.  add() borrows the lines of its batches until commit(). */

#include "collector/journal.h"

typedef struct SzJournalStore SzJournalStore;

/* As sz_journal_open(). @options: nothing left at 0. */
SzJournalStore *sz_journal_store_new(const char *data_dir, const SzJournalOptions *options,
                                     GError **error);
/* Nothing may be pending. NULL-safe. */
void sz_journal_store_free(SzJournalStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzJournalStore, sz_journal_store_free)

const char *sz_journal_store_note(const SzJournalStore *store);
const guint8 *sz_journal_store_id(const SzJournalStore *store);
/* Of the last durable batch; no later one is before it. */
SzWallTime sz_journal_store_last_received(const SzJournalStore *store);
/* Its number; 0: none. */
guint64 sz_journal_store_last_batch(const SzJournalStore *store);

/* Whether the batch can be added to what is pending: the file is sound, it has room, and the group is not too
 * large yet. */
bool sz_journal_store_fits(const SzJournalStore *store, const SzBatch *batch);
/* With nothing pending: wipes what a failed commit left, begins a new segment where the batch needs one.
 * @error: FULL, IO; what is on disk stays as it is. */
gboolean sz_journal_store_make_room(SzJournalStore *store, const SzBatch *batch, GError **error);
/* Adds a batch that fits.  @out: what it gets if the commit succeeds. */
void sz_journal_store_add(SzJournalStore *store, const SzBatch *batch, SzReceipt *out);
/* Writes and syncs what is pending; nothing is pending afterwards.
 * @error: FULL, IO: all of it is refused, its numbers will be used again. */
gboolean sz_journal_store_commit(SzJournalStore *store, GError **error);
