#pragma once

/* The options of an import map: how texts are read, and how a table is written.
 *
 * The inside of the map's loader. */

#include "collector/import_map_value.h"

/* Reads trim, ignore_case, empty, time_format and timezone of @node where they are given.
 * @reading: what holds without them; owns its parts */
void sz_import_load_reading(SzImportLoader *loader, const SzYamlNode *node,
                            SzImportReading *reading);
/* What holds when a map says nothing. */
SzImportReading sz_import_reading_default(SzImportFormat format);
SzImportReading sz_import_reading_copy(const SzImportReading *reading);
void sz_import_reading_clear(SzImportReading *reading);

/* Reads format, and of a map for tables rows, encoding, delimiter, quote, header and skip_rows. */
void sz_import_load_options(SzImportLoader *loader, const SzYamlNode *root);
