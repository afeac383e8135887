#pragma once

/* The `aggregate:` and `min_available:` of a definition, each one for all levels, or a list, lowest level first.
 *
 * Pure.
 *
 *     aggregate: geometric                  arithmetic (as when absent), geometric, harmonic, {method: power, p: 2}
 *     aggregate: [arithmetic, geometric]
 *     min_available: 0.66                   or 2/3: the share of a node's parts that must be there; absent: any
 *     min_available: [0.5, 1] */

#include "config/yaml_schema.h"
#include "metrics/aggregate.h"

/* @node: NULL: absent.  @out: n_levels of them; those that have a problem are untouched. */
void sz_aggregate_read(const SzYamlNode *node, guint n_levels, SzAggregate *out,
                       SzProblems *problems);
void sz_min_available_read(const SzYamlNode *node, guint n_levels, double *out,
                           SzProblems *problems);
