#pragma once

/* index.yaml -> the definition of the index.
 *
 * Pure. */

#include "config/yaml_schema.h"
#include "metrics/index_definition.h"

extern const SzYamlSchema sz_index_schema;

/* The definition's hash is the SHA-256 of the keys and values of the file: comments and blanks do not
 * make another definition.
 * @shipped: whose measures are counted where @yaml has none
 * Returns: (transfer full) the definition, or NULL when problems were added. */
SzIndexDefinition *sz_index_file_read(const SzYaml *yaml, const SzYaml *shipped,
                                      SzProblems *problems);
/* Does it say what is counted? */
bool sz_index_file_has_measures(const SzYaml *yaml);
