#pragma once

/* What is counted of one measure in one place, and what it comes to.
 *
 * Pure. */

#include "metrics/measure_set.h"

typedef struct {
    gint64 num;
    gint64 den;
    GArray *samples; /* owned; of gint64; QUANTILE only, NULL: none */
} SzTally;

/* Returns: false when there is nothing to say.  *out_n: how many it is of. */
bool sz_tally_value(const SzTally *tally, const SzMeasureInfo *info, double *out, gint64 *out_n);
