#pragma once

/* The bytes of a table (CSV) -> cases, by an import map.
 *
 * Pure apart from memory: one row in memory, or, when the map has rules on cases and rows are events, all rows'
 * columns that the map names (see import_collect.h). */

#include "collector/import_tally.h"

/* Returns: TRUE to read on; FALSE iff @error was set. */
typedef gboolean (*SzImportOnCase)(const SzXesTrace *trace, void *user, GError **error);

typedef struct {
    const SzImportMap *map;
    SzImportTally *tally; /* counts rows and their faults */
    SzProblems *problems; /* takes what of the map the header contradicts */
    const char *path;     /* of the table, as people know it */
    SzImportOnCase on_case;
    void *user;
} SzImportTableOptions;

typedef struct SzImportTableReader SzImportTableReader;

/* @options: copied; what it points to is borrowed */
SzImportTableReader *sz_import_table_new(const SzImportTableOptions *options);
void sz_import_table_free(SzImportTableReader *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportTableReader, sz_import_table_free)

/* @error: SZ_COLLECTOR_ERROR_SYNTAX, TOO_LONG, without the file's name; or what on_case said.  When the map
 *         names a column that is not there, problems say so too. */
gboolean sz_import_table_feed(SzImportTableReader *table, const char *data, gsize len,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The table ends here. */
gboolean sz_import_table_finish(SzImportTableReader *table, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
