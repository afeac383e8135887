#pragma once

/* A log file, gzip or plain, read from start to end through the XES reader.
 *
 * Shell code: reads one file. */

#include "collector/xes_reader.h"

typedef struct {
    void (*on_progress)(double done_ratio, void *user); /* 0..1 of the file's bytes; may be NULL */
    void *user;
} SzImportProgress;

/* @error: as sz_gzip_input_open(), sz_gzip_input_read() and sz_xes_reader_feed(); the message names
 *         the file */
gboolean sz_import_read_file(const char *path, SzXesSink sink, SzImportProgress progress,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether every trace of the file can be read; nothing else is done with it. */
gboolean sz_import_check_file(const char *path, SzImportProgress progress, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
