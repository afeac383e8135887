#pragma once

/* `lights:` of shuzhid.yaml and of an item in items.yaml -> thresholds.
 *
 * Pure. */

#include "config/yaml_schema.h"
#include "metrics/case_thresholds.h"

extern const SzYamlSchema sz_lights_schema;
extern const SzYamlSchema
    sz_item_lights_schema;                 /* beside those of every case: yellow, yellow_share */
extern const SzYamlSchema sz_limit_schema; /* {n, unit} */
extern const SzYamlSchema sz_extend_max_schema; /* the same in days */

/* Unit NONE where @node gives none. */
SzLimit sz_limit_read(const SzYamlNode *node);
/* Puts what @node gives into @thresholds; what it leaves out stays.  A first day of yellow behind the acceptance
 * limit is a problem. */
void sz_lights_read(const SzYamlNode *node, SzCaseThresholds *thresholds, SzProblems *problems);
