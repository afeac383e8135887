#pragma once

/* The `normalise:` of a definition: value -> score.
 *
 * Pure.
 *
 *     {method: minmax, lower: 0, upper: 100}           the worst value of the column becomes lower, the best upper
 *     {method: zscore, mean: 0, sd: 1}
 *     {method: rank}  {method: percentile_rank}  {method: borda}  {method: distance_to_max}
 *     {method: distance_to_target, target: 5}
 *     {method: goalposts, floor: 90, target: 99.9}     lower: 0 and upper: 100 are what they score
 *     {method: log_goalposts, floor: 100, target: 75000}
 *     {method: piecewise, points: [[0, 100], [20, 60]]}
 *     {method: steps, cuts: [60, 75], scores: [0, 40, 60]}
 *     {method: band, lo0: 30, lo: 60, hi: 85, hi0: 100}
 *     {method: ratio, target: 95}
 *
 * metrics/normalise.h and metrics/curve.h say what they do.  What an indicator does not give comes from the definition's
 * own normalise, unless the two name different methods. */

#include "config/yaml_schema.h"
#include "metrics/normalise.h"

extern const SzYamlSchema sz_normalise_schema;
extern const SzYamlSchema sz_direction_schema; /* up or down */

/* Of the definition's own normalise alone; NULL: there is none. */
void sz_normalise_check_fallback(const SzYamlNode *fallback, SzProblems *problems);

typedef struct {
    const SzYamlNode *node;     /* the indicator */
    const SzYamlNode *fallback; /* the definition's normalise; NULL: none */
    bool is_alone; /* of one hall by itself: only what scores each value alone, from 0 to 100 */
    SzProblems *
        contradictions; /* floor and target go one way, direction the other; floor and target count */
} SzNormaliseSource;

/* @out: (out) untouched when there is a problem. */
void sz_normalise_read(const SzNormaliseSource *source, SzNormaliser *out, SzProblems *problems);
