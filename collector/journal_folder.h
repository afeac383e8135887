#pragma once

/* The folder of a journal: its files' names, its lock, its errors.
 *
 * Shell code.  Folder 0700, files 0600: only the owner may read what halls report. */

#include "collector/journal_format.h"

#define SZ_JOURNAL_LOCK_NAME "lock"
#define SZ_JOURNAL_SPARE_NAME "spare"          /* a prewritten segment that waits for its turn */
#define SZ_JOURNAL_SPARE_TEMP_NAME "spare.tmp" /* one that is being written */
#define SZ_JOURNAL_COMPACTED_TEMP_NAME "compacted.tmp" /* a segment that is being compacted */

/* DATA_DIR/journal (transfer full) */
char *sz_journal_folder_path(const char *data_dir);
/* "00000000000000000001.szj" (transfer full) */
char *sz_journal_segment_name(guint64 first_batch);

/* Numbers of the first batches of all segments in @dir_fd, ascending: GArray of guint64.
 * @error: IO */
GArray *sz_journal_folder_list(int dir_fd, const char *path, GError **error);

/* Opens the folder, making it (and @data_dir) durably when @create.  A folder that is not there and not to be
 * made is -1 without error when @out_missing is given.
 * Returns: a descriptor, or -1. */
int sz_journal_folder_open(const char *data_dir, bool create, bool *out_missing, GError **error);

/* Takes the lock of the one writer; closing the descriptor gives it back.
 * @error: IN_USE, IO.  Returns: a descriptor, or -1. */
int sz_journal_folder_lock(int dir_fd, const char *path, GError **error);
/* Whether some writer holds the lock. Takes none. */
bool sz_journal_folder_is_locked(int dir_fd);

/* FULL for "no space", else IO: "CALL 'path/name': reason".  @name may be NULL.  Returns FALSE. */
gboolean sz_journal_set_error(GError **error, int error_number, const char *call, const char *path,
                              const char *name);

/* pwrite that goes on after an interruption or a short write. */
gboolean sz_journal_write_all(int fd, const void *data, gsize len, guint64 offset,
                              int *out_error_number);
gboolean sz_journal_write_zeros(int fd, guint64 offset, guint64 len, int *out_error_number);
/* Closes; keeps errno. -1 is allowed. */
void sz_journal_close_fd(int fd);
