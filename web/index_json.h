#pragma once

/* The index document (DESIGN 6.4).
 *
 * Pure apart from memory. */

#include "metrics/index_table.h"
#include "web/json.h"

/* (transfer full) */
json_t *sz_index_json(const SzIndexTable *table, const SzIndexRow *row);
/* What an indicator says of @row: value, n, score, state. (transfer full) */
json_t *sz_indicator_json(const SzIndexTable *table, const SzIndexRow *row, guint i);
/* Null unless published. (transfer full) */
json_t *sz_index_score_json(const SzIndexRow *row);
