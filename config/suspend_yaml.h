#pragma once

/* A list of suspension kinds in YAML: `[hearing, publicity]`.
 *
 * Pure. */

#include "config/yaml_schema.h"
#include "metrics/limit.h"

extern const SzYamlSchema sz_suspend_kinds_schema;

/* Bits 1u << SzSuspendKind of the kinds in @node; 0 for none. */
guint32 sz_suspend_kinds_read(const SzYamlNode *node);
