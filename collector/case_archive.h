#pragma once

/* DATA_DIR/archive.db: the shelf on disk (metrics/case_shelf.h).
 *
 * Shell code, SQLite.  One thread writes; any may read, each on a connection of its own.
 *
 * The file is derived from the journal.  It is kept from one life of the daemon to the next where a checkpoint says up to
 * which place it holds (a row is never changed, only what stands behind that place is written anew), else made anew.  A row holds the case as it left memory, as the program has it there; texts are numbers of the store's
 * texts, so the file means something only beside the process that wrote it, or one that has them from a checkpoint.  What is looked for by stands in
 * columns: code and id of the case, number of its hall, its end. */

#include "metrics/cases.h"

typedef struct SzCaseArchive SzCaseArchive;

/* What a checkpoint says of the archive. */
typedef struct {
    guint64 life;  /* of the process that wrote it */
    gint64 places; /* the highest that counts; 0: none */
} SzCaseArchiveMark;

/* @kept: NULL, or of no place: what is there, which must be nobody else's (the lock of the journal is held), is deleted.
 *        Else what stands behind its places does not count any more, also for other checkpoints.
 * @error: SZ_COLLECTOR_ERROR_{IO,FULL}; DAMAGED when @kept is not what is there */
SzCaseArchive *sz_case_archive_new(const char *data_dir, const SzCaseArchiveMark *kept,
                                   GError **error);
/* What stands there by @kept, to read only, beside whoever writes; what cannot be read is not said.
 * @error: SZ_COLLECTOR_ERROR_{IO,IN_USE}; DAMAGED when @kept is not what is there */
SzCaseArchive *sz_case_archive_open(const char *data_dir, const SzCaseArchiveMark *kept,
                                    GError **error);
/* Of this process, or of what was opened; never 0. */
guint64 sz_case_archive_life(const SzCaseArchive *archive);
/* What was written so far is on the disk for good.  Any thread.  @error: as for write */
gboolean sz_case_archive_settle(SzCaseArchive *archive, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NULL-safe.  After everybody who reads. */
void sz_case_archive_free(SzCaseArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCaseArchive, sz_case_archive_free)

/* Puts @retiring (of SzRetiringCase, not empty) at its places, all or none; what stands there or behind is replaced.
 * @error: SZ_COLLECTOR_ERROR_{IO,FULL,IN_USE,DAMAGED} */
gboolean sz_case_archive_write(SzCaseArchive *archive, const GArray *retiring, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Borrows @archive.  When it cannot be read that is said once, and it will not be kept. */
SzCaseShelf sz_case_archive_shelf(SzCaseArchive *archive);
