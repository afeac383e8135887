#pragma once

/* Of an import that went well, what is probably not as meant: attributes, texts of tables and rules of the map
 * that nothing in the log is like, and what the log has instead.
 *
 * Pure. */

#include "collector/import_tally.h"

/* @text: takes a line "warnings: ..." for each */
void sz_import_hints_add(const SzImportTally *tally, const SzImportMap *map, GString *text);
