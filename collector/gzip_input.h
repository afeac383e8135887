#pragma once

/* A file read from its start to its end, unpacked on the way when it is gzip.
 *
 * Shell code: reads one file.  gzip is known by its first two bytes, not by its name; a file may be
 * several gzip members one after the other (RFC 1952, 2.2), and zero bytes after the last are
 * padding.  Memory does not depend on the file. */

#include <glib.h>

typedef struct SzGzipInput SzGzipInput;

/* @error: SZ_COLLECTOR_ERROR_IO: cannot be opened, or is not a regular file (an import reads it
 *         twice). */
SzGzipInput *sz_gzip_input_open(const char *path, GError **error);
void sz_gzip_input_close(SzGzipInput *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzGzipInput, sz_gzip_input_close)

/* Fills @buffer from its start; fewer bytes than asked for are no sign of the end.
 * @out_len: (out) bytes read; 0 at the end of the file
 * @error:   SZ_COLLECTOR_ERROR_IO; SZ_COLLECTOR_ERROR_DAMAGED: gzip that is cut off or does not match
 *           its checksum, or has something else after it
 * Returns: TRUE iff @out_len was set. */
gboolean sz_gzip_input_read(SzGzipInput *input, char *buffer, gsize size, gsize *out_len,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How far it has got, in bytes of the file as it lies on the disk. */
guint64 sz_gzip_input_position_bytes(const SzGzipInput *input);
guint64 sz_gzip_input_size_bytes(const SzGzipInput *input);
