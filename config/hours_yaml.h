#pragma once

/* Opening hours in YAML, as halls.yaml has them:
 *
 *     {workday: ["09:00-12:00", "13:30-18:00"], sat: ["09:00-12:00"],
 *      exceptions: [{date: 2026-07-11, slots: [], reason: 台风停业}]}
 *
 * Pure. */

#include "config/yaml_schema.h"
#include "metrics/opening_hours.h"

extern const SzYamlSchema sz_hours_schema;

/* A plan with room for its exceptions.  Reasons are borrowed from the tree. */
typedef struct {
    SzHoursPlan plan;
    GArray *exceptions; /* owned, of SzHoursException; plan points into it */
} SzHoursDraft;

/* @base: what @node leaves out is as there, its exceptions included; NULL for none.
 * Faults the schema cannot see (slots that overlap, a date excepted twice) are added to @problems;
 * the draft is then still safe to read. */
void sz_hours_draft_read(SzHoursDraft *draft, const SzYamlNode *node, const SzHoursDraft *base,
                         SzProblems *problems);
void sz_hours_draft_clear(SzHoursDraft *draft);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzHoursDraft, sz_hours_draft_clear)
