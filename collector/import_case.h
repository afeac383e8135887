#pragma once

/* One case of a log -> lines of the data standard, by an import map.
 *
 * Pure apart from growing what it is given.  The lines of a case come in the order of their times;
 * of equal times, in the order of the map's rules and of the file. */

#include "collector/import_tally.h"

/* Longest line; over it it is refused. */
#define SZ_IMPORT_LINE_MAX_BYTES ((gsize)512 * 1024)

typedef struct {
    GString *text; /* owned; normalised lines, each ended by LF (which a value may hold too) */
    GArray *ends;  /* owned; gsize: where each line ends */
} SzImportLines;

SzImportLines *sz_import_lines_new(void);
void sz_import_lines_free(SzImportLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportLines, sz_import_lines_free)

/* @lines: emptied first
 * @tally: counts what became of the case; lines that were made are counted by who keeps them */
void sz_import_case(const SzImportMap *map, const SzXesTrace *trace, SzImportTally *tally,
                    SzImportLines *lines);
