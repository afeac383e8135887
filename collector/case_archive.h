#pragma once

/* DATA_DIR/archive.db: the shelf on disk (metrics/case_shelf.h).
 *
 * Shell code, SQLite.  One thread writes; any may read, each on a connection of its own.
 *
 * The file is derived: it is made anew at every start, so nothing in it has to survive, and what is written is not
 * synced.  A row holds the case as it left memory, as the program has it there; texts are numbers of the store's
 * texts, so the file means something only beside the process that wrote it.  What is looked for by stands in
 * columns: code and id of the case, number of its hall, its end. */

#include "metrics/cases.h"

typedef struct SzCaseArchive SzCaseArchive;

/* Deletes what is there, which must be nobody else's: the lock of the journal is held.
 * @error: SZ_COLLECTOR_ERROR_{IO,FULL} */
SzCaseArchive *sz_case_archive_new(const char *data_dir, GError **error);
/* NULL-safe.  After everybody who reads. */
void sz_case_archive_free(SzCaseArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCaseArchive, sz_case_archive_free)

/* Puts @retiring (of SzRetiringCase, not empty) at its places, all or none; what stands there or behind is replaced.
 * @error: SZ_COLLECTOR_ERROR_{IO,FULL,IN_USE,DAMAGED} */
gboolean sz_case_archive_write(SzCaseArchive *archive, const GArray *retiring, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Borrows @archive.  When it cannot be read that is said once. */
SzCaseShelf sz_case_archive_shelf(SzCaseArchive *archive);
