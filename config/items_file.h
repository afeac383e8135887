#pragma once

/* items.yaml -> the catalogue.
 *
 * Pure. */

#include "config/yaml_schema.h"
#include "metrics/items.h"

extern const SzYamlSchema sz_items_schema;

/* @thresholds: those of every case, which an item's own replace one by one.  Where an item is due, its service
 * limit and its tags are checked and not kept.
 * Returns: (transfer full) the catalogue, or NULL when problems were added. */
SzItems *sz_items_file_read(const SzYaml *yaml, const SzCaseThresholds *thresholds,
                            SzProblems *problems);
