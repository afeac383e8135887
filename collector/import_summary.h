#pragma once

/* A tally in words: the summary of an import, and what is wrong with the map.
 *
 * Pure. */

#include "collector/import_tally.h"

/* The summary, one "key: value" a line. (transfer full) */
char *sz_import_summary(const SzImportTally *tally, const SzImportMap *map);

/* Adds what of the map fits nothing in the log: times of which none can be read, tables of which nothing is
 * used and that have no default.  Tells tables that have one apart: those are no problem.
 *
 * @path: of the log, as people know it */
void sz_import_explain(const SzImportTally *tally, const SzImportMap *map, const char *path,
                       SzProblems *problems);
