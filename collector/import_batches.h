#pragma once

/* Lines -> batches of at most 1 MiB, for a journal on this machine or a server.
 *
 * Writes to the journal, or sends, and blocks until a batch is on the disk, or taken. */

#include "collector/import_case.h"
#include "collector/journal.h"
#include "collector/line_sender.h"

/* Of the lines of a batch; the frame around them stays below 1 MiB. */
#define SZ_IMPORT_BATCH_MAX_BYTES ((gsize)1024 * 1024 - 4096)

typedef struct SzImportBatches SzImportBatches;

/* One of the two, borrowed; outlives the batches. */
typedef struct {
    SzJournal *journal;
    SzLineSender *sender;
} SzImportTarget;

/* @source_name: the file's base name; cut at 255 bytes
 * @received: the wall clock */
SzImportBatches *sz_import_batches_new(SzImportTarget target, const char *source_name,
                                       SzWallTime received);
/* Drops what was not flushed. */
void sz_import_batches_free(SzImportBatches *batches);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportBatches, sz_import_batches_free)

/* @error: as sz_journal_append() or sz_line_sender_send() */
gboolean sz_import_batches_add(SzImportBatches *batches, const SzImportLines *lines, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean sz_import_batches_flush(SzImportBatches *batches, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* On the disk, or taken by the server. */
guint64 sz_import_batches_n_lines(const SzImportBatches *batches);
guint64 sz_import_batches_n_batches(const SzImportBatches *batches);
