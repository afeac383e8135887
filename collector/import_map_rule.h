#pragma once

/* The rules of an import map: when, what and with which fields.
 *
 * The inside of the map's loader. */

#include "collector/import_map_value.h"

/* Reads a rule of `events` and adds it to the map's. */
void sz_import_load_rule(SzImportLoader *loader, const SzYamlNode *node);
/* A GDestroyNotify. */
void sz_import_rule_free(void *data);
