#pragma once

/* What came of scoring a table, as text.
 *
 * Pure apart from memory. */

#include "collector/score_values.h"

/* {"definition":{"version","hash"},"units":[{"unit","normalised":{ID:x},"scores":{ID:x},"coverage":{ID:x},
 * "contributions":{ID:x},"rank":{ID:n}}]}, a unit a line, in the order of the table.  Normalised values and contributions
 * are of indicators, the rest of the nodes above them; missing is null; 12 significant digits. (transfer full) */
char *sz_score_report_json(const SzScoreDefinition *definition, const SzScoreValues *values,
                           const SzScoreTable *table);
/* A table for people, the best first: rank, unit, score, coverage, and the scores of the index's parts. (transfer full) */
char *sz_score_report_text(const SzScoreDefinition *definition, const SzScoreValues *values,
                           const SzScoreTable *table);
