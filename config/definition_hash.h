#pragma once

/* What tells one definition from another.  Pure. */

#include "config/yaml.h"

/* "sha256:..." of the keys and values below @root: comments and blanks do not make another definition.
 * (transfer full) */
char *sz_definition_hash(const SzYamlNode *root);
