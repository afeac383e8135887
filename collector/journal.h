#pragma once

/* The journal: everything accepted, in the order it was accepted, on disk before it is acknowledged.
 *
 * One thread of its own writes; append may be called from any thread and blocks until its batch is
 * durable.  Batches that arrive while a sync runs are written together: one writev, one fdatasync.
 * The file format is in collector/journal_format.h. */

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
} SzBatch;

typedef struct {
    gsize segment_bytes; /* 64 MiB; tests use less */
} SzJournalOptions;

extern const SzJournalOptions SZ_JOURNAL_OPTIONS_DEFAULT;

typedef struct SzJournal SzJournal;

/* Opens DATA_DIR/journal for writing, making it (mode 0700) when it is not there; locks it; repairs a
 * torn tail.  @options: NULL for the default.
 * @error: SZ_COLLECTOR_ERROR_{IN_USE,VERSION,DAMAGED,FULL,IO}; then nothing was changed. */
SzJournal *sz_journal_open(const char *data_dir, const SzJournalOptions *options, GError **error);
/* Waits for what was submitted, then closes.  NULL-safe. */
void sz_journal_close(SzJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzJournal, sz_journal_close)

/* @out_batch: (out)(optional) its number: one more than the batch before.
 * @error: SZ_COLLECTOR_ERROR_{TOO_LONG,FULL,IO}: the batch is not acknowledged and will not appear,
 *         except that after a crash in this very moment it may.
 * Returns: TRUE iff the batch is on disk. */
gboolean sz_journal_append(SzJournal *journal, const SzBatch *batch, guint64 *out_batch,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Largest batch: what fits into an empty segment. */
gsize sz_journal_batch_max_bytes(const SzJournal *journal);
