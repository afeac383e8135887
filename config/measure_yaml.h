#pragma once

/* Measures as YAML says them (metrics/measure_set.h says what they are):
 *
 *   - {name: wait_mean, window: r60m, live: true, of: tickets, at: called, mean: wait}
 *   - {name: kiosk_share, window: day, num: [{of: kiosks, value: done_today}], den: [..]}
 *
 * one of share, mean, max, quantile (with p) over the things of one source, or sums: num alone, or num and den, each a list
 * of terms. */

#include "config/yaml_schema.h"
#include "metrics/measure_set.h"

extern const SzYamlSchema sz_measures_schema;

/* (transfer full) Complains of what is wrong; what is right is in the set all the same. */
SzMeasureSet *sz_measures_yaml_read(const SzYamlNode *list, SzProblems *problems);
