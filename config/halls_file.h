#pragma once

/* halls.yaml -> the registry.
 *
 * Pure. */

#include "config/yaml_schema.h"
#include "metrics/registry.h"

extern const SzYamlSchema sz_halls_schema;
extern const SzYamlSchema sz_tier_schema; /* municipal county town village kiosk */

/* Checks @yaml and everything a schema cannot see: codes given twice, unknown parents, circles,
 * aliases of unknown halls.
 * Returns: (transfer full) the registry, or NULL when problems were added. */
SzRegistry *sz_halls_file_read(const SzYaml *yaml, SzProblems *problems);
