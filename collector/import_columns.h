#pragma once

/* The header of a table, and where the columns are that a map names.
 *
 * Pure. */

#include "collector/csv_reader.h"
#include "collector/import_map.h"

typedef struct {
    guint n_columns;
    GArray *of_attribute; /* owned; guint: the column of each attribute of the map */
} SzImportColumns;

/* @row: the header, or the first row when the map says that there is none
 * @problems: takes one for each column that the map names and the table lacks
 * @path: of the table, as people know it
 * @out: (out) of_attribute is to be freed
 * @error: SZ_COLLECTOR_ERROR_SYNTAX: two columns of one name that the map names, or problems were added
 * Returns: TRUE iff @out was set. */
gboolean sz_import_columns_find(const SzImportMap *map, const SzCsvRow *row, const char *path,
                                SzProblems *problems, SzImportColumns *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
