#pragma once

/* A log file, gzip or plain, read from start to end as the map says: event log or table.
 *
 * Shell code: reads one file. */

#include "collector/import_table.h"

typedef struct {
    guint64 done_bytes; /* of the file as it lies on the disk */
    guint64 size_bytes;
} SzImportDone;

typedef struct {
    const SzImportMap *map;
    SzImportTally *tally; /* counts what the readers pass over */
    SzProblems *problems; /* takes what of the map the file contradicts */
    SzImportOnCase on_case;
    void (*on_progress)(const SzImportDone *done, void *user); /* may be NULL */
    void *user;
} SzImportRead;

/* @error: as sz_gzip_input_open(), sz_gzip_input_read(), sz_xes_reader_feed() and sz_import_table_feed(); the
 *         message names the file.  SZ_COLLECTOR_ERROR_SYNTAX: also when the file is not what the map says. */
gboolean sz_import_read_file(const char *path, const SzImportRead *read, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
