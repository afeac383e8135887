#pragma once

/* The journal: everything accepted, in the order it was accepted, on disk before it is acknowledged.
 *
 * One thread of its own writes; append may be called from any thread and blocks until its batch is
 * durable.  Batches that arrive while a sync runs are written together: one pwritev, one fdatasync.
 * A group that cannot be written or synced is refused as a whole and wiped from the file; until that
 * has succeeded nothing more is accepted.  The file format is in collector/journal_format.h. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

#include <glib.h>

typedef enum {
    SZ_SOURCE_DAEMON = 1,
    SZ_SOURCE_TOKEN = 2,
    SZ_SOURCE_PERSON = 3,
    SZ_SOURCE_IMPORT = 4,
    SZ_SOURCE_OPEN = 5, /* open use on loopback, no token */
} SzSourceKind;

/* One accepted request.  Borrowed during the call. */
typedef struct {
    SzSourceKind source;
    SzSlice source_name; /* token or person id, file name; at most 255 bytes */
    SzWallTime received; /* the wall clock; the journal never lets it go back */
    guint32 n_lines;
    SzSlice lines; /* normalised line protocol, each line ended by LF */
    /* Borrowed; the event of each line (metrics/packed_event.h), for whoever is given the batch; NULL: it has to read
     * the lines.  Nothing to the journal itself. */
    GBytes *events;
} SzBatch;

/* What a durable batch was given. */
typedef struct {
    guint64 batch;       /* one more than the batch before */
    SzWallTime received; /* as asked for, but never before the batch before */
} SzReceipt;

/* Every durable batch, in order, before whoever submitted it hears of it.  Called on the journal's
 * thread: must be quick, must not block or call back.
 * @owner: of batch->lines; NULL: they must be copied to be kept. */
typedef void (*SzJournalOnBatch)(const SzReceipt *receipt, const SzBatch *batch, GBytes *owner,
                                 void *user);

/* Can whoever is given durable batches be given more?  Called on any thread that submits; must be quick. */
typedef bool (*SzJournalHasRoom)(void *user);

typedef struct {
    gsize segment_bytes;       /* a multiple of 8, 4 KiB..1 GiB; 0 means 64 MiB; tests use less */
    gsize queue_bytes;         /* of lines waiting to be written; 0 means 64 MiB */
    SzJournalOnBatch on_batch; /* NULL: nobody */
    SzJournalHasRoom has_room; /* NULL: always */
    void *on_batch_user;       /* of both */
} SzJournalOptions;

typedef struct SzJournal SzJournal;

/* Opens DATA_DIR/journal for writing, making it (mode 0700) when it is not there; locks it; repairs a
 * torn tail.  @options: NULL for the defaults.
 * @error: SZ_COLLECTOR_ERROR_{IN_USE,VERSION,DAMAGED,FULL,IO}; then nothing was changed. */
SzJournal *sz_journal_open(const char *data_dir, const SzJournalOptions *options, GError **error);
/* Waits for what was submitted, then closes.  No other call may run or follow.  NULL-safe. */
void sz_journal_close(SzJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzJournal, sz_journal_close)

/* One line saying what opening had to repair, or NULL when the end was clean.  Borrowed. */
const char *sz_journal_recovery_note(const SzJournal *journal);
/* When the last batch before this opening was received: nothing is received before that.  Far in the past for
 * a new journal. */
SzWallTime sz_journal_begun_after(const SzJournal *journal);
/* Its number; 0: none.  Whoever has read the journal up to it and takes what on_batch() is given has all of it, once. */
guint64 sz_journal_begun_after_batch(const SzJournal *journal);

/* Blocks while the queue is full and until the batch is durable.
 * @out_batch: (out)(optional) its number: one more than the batch before.
 * @error: SZ_COLLECTOR_ERROR_{TOO_LONG,FULL,IO}: the batch is not acknowledged and will not appear,
 *         except that after a crash in this very moment it may.
 * Returns: TRUE iff the batch is on disk. */
gboolean sz_journal_append(SzJournal *journal, const SzBatch *batch, guint64 *out_batch,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @receipt: NULL iff @error is set.  Both borrowed.  Called on the journal's thread, in the order of
 * the batches and before any later batch is written: must be quick, must not block or call back. */
typedef void (*SzJournalDone)(const SzReceipt *receipt, const GError *error, void *user);

/* As append, without waiting: @done is called once, when the batch is durable or refused.
 * @batch: its source_name is copied; its lines lie in @owner, of which a reference is held, as of its events.
 * @error: TOO_LONG; FULL when the queue is full, or whoever is given the batches has no room, so try again soon; then
 *         @done is not called. */
gboolean sz_journal_submit(SzJournal *journal, const SzBatch *batch, GBytes *owner,
                           SzJournalDone done, void *user, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Random, the same in all its segments: SZ_JOURNAL_ID_BYTES (collector/journal_format.h).  Borrowed. */
const guint8 *sz_journal_id(const SzJournal *journal);

/* Longest lines of a batch: what fits into an empty segment, whatever the source's name. */
gsize sz_journal_batch_max_bytes(const SzJournal *journal);
