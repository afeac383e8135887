#pragma once

/* Moves cases that ended long ago from memory to the archive.
 *
 * Shell code: a thread of low priority writes; the engine's thread calls step() and never waits for the disk.  What
 * cannot be written stays in memory; that is said once, and tried again every minute. */

#include "collector/case_archive.h"

typedef struct SzCaseArchiver SzCaseArchiver;

/* Gives @cases, which have no event yet, the archive of @data_dir as their shelf, and starts the thread.
 * @kept:    as for sz_case_archive_new()
 * @stay_ns: how long after its end a case stays in memory
 * @error:   as sz_case_archive_new(); @cases are then untouched */
SzCaseArchiver *sz_case_archiver_new(const char *data_dir, const SzCaseArchiveMark *kept,
                                     SzCases *cases, gint64 stay_ns, GError **error);
/* Borrowed. */
SzCaseArchive *sz_case_archiver_archive(SzCaseArchiver *archiver);
/* NULL-safe.  Ends the thread, after what it is at; then whatever versions of the cases there are must be gone. */
void sz_case_archiver_free(SzCaseArchiver *archiver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCaseArchiver, sz_case_archiver_free)

/* Engine's thread: lets go of what was written, and hands over what is due.  Returns: whether a case left memory. */
bool sz_case_archiver_step(SzCaseArchiver *archiver, SzWallTime now);
/* Engine's thread: is something on its way? */
bool sz_case_archiver_is_busy(const SzCaseArchiver *archiver);
