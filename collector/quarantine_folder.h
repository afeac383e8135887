#pragma once

/* The folder DATA/quarantine: its files' names, and which records were tried again and taken.
 *
 * Shell code.  Folder 0700, files 0600.  Files of records are named after the id of their first one; the file
 * `replayed` is only appended to: of each record that was taken u64 id and u32 CRC32C of it, little-endian. */

#include "collector/quarantine_format.h"

/* DATA_DIR/quarantine (transfer full) */
char *sz_quarantine_folder_path(const char *data_dir);
/* Path of the file whose first record is @first. (transfer full) */
char *sz_quarantine_file_path(const char *folder, guint64 first);
/* Ids of the first records of all files, ascending: GArray of guint64; empty when there is no folder. */
GArray *sz_quarantine_folder_list(const char *folder);
/* All of a file. (transfer full)  NULL: it is gone, or @error is set (IO). */
GBytes *sz_quarantine_file_read(const char *folder, guint64 first, GError **error);
/* Where its last whole record ends; 0: it is none of ours.  @out_next: the id behind that record. */
gsize sz_quarantine_file_end(SzSlice bytes, guint64 first, guint64 *out_next);

/* Ids of the records that were taken. */
typedef struct SzQuarantineMarks SzQuarantineMarks;

/* For reading. */
SzQuarantineMarks *sz_quarantine_marks_read(const char *folder);
/* For adding: one program at a time.  Marks of records before @oldest, which are gone, are forgotten.
 * @error: IN_USE, FULL, IO */
SzQuarantineMarks *sz_quarantine_marks_open(const char *folder, guint64 oldest, GError **error);
void sz_quarantine_marks_free(SzQuarantineMarks *marks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzQuarantineMarks, sz_quarantine_marks_free)

bool sz_quarantine_marks_has(const SzQuarantineMarks *marks, guint64 id);
/* The highest; 0: none. */
guint64 sz_quarantine_marks_last(const SzQuarantineMarks *marks);
/* Durable when it returns.  @error: FULL, IO. */
gboolean sz_quarantine_marks_add(SzQuarantineMarks *marks, const guint64 *ids, gsize n,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
