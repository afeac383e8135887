#pragma once

/* The definition of `shuzhid score` -> a tree of means.
 *
 * Pure.
 *
 *     id: demo
 *     version: "1"
 *     normalise: {method: minmax, lower: 0, upper: 100}   what holds where an indicator says nothing else
 *     aggregate: arithmetic                               config/aggregate_yaml.h
 *     min_available: 0.66
 *     nodes:                                              in any order
 *       - {id: Index}                                     the root has no parent
 *       - {id: Eff, parent: Index, weight: 2}             weights are relative, 1 when absent
 *       - {id: WaitAvg, parent: Eff, weight: 3, direction: down}      nothing has it as parent: an indicator
 *
 * The level of a node is one above the highest of its parts, indicators are of level 0: with branches of unequal depth
 * a list says what it says of the root last.  The grammar of a node is that of index.yaml, without how it is measured. */

#include "config/yaml_schema.h"
#include "metrics/score.h"

/* @notes: what is odd, but has a meaning; nobody needs to read them.
 * Returns: (transfer full) the definition, or NULL when problems were added. */
SzScoreDefinition *sz_score_file_read(const SzYaml *yaml, SzProblems *problems, SzProblems *notes);
