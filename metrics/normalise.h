#pragma once

/* Values of many units on one scale, so that they can be averaged.
 *
 * Pure apart from scratch memory.  A column is one indicator, a value for each unit.  What is
 * missing stays missing and takes no part: extremes, means and ranks are those of the values that are there.
 *
 * Direction first: where less is better, x stands for the value times -1.
 *
 *     CURVE               each value alone (metrics/curve.h), of the value as it is
 *     MINMAX              (x - min) / (max - min) (upper - lower) + lower.  distance_to_max is that with 0 and 1
 *     ZSCORE              (x - mean) / sd * spread + centre; sd of a sample: the sum of squares over n - 1
 *     RANK                1 is the worst; equal values share the lowest rank
 *     PERCENTILE_RANK     (rank - 1) / (n - 1)
 *     BORDA               rank - 1
 *     DISTANCE_TO_TARGET  (x - min) / (target - min), not above 1; the target takes the direction, too
 *
 * A column whose values are all the same says nothing about who is better: MINMAX and ZSCORE make it missing for
 * every unit, PERCENTILE_RANK does for a single one.  A target that is not better than the worst value makes no sense
 * and is refused. */

#include "metrics/curve.h"

/* A number that may be missing. */
typedef struct {
    bool known;
    double value; /* finite */
} SzMaybeNumber;

typedef enum {
    SZ_NORMALISE_CURVE,
    SZ_NORMALISE_MINMAX,
    SZ_NORMALISE_ZSCORE,
    SZ_NORMALISE_RANK,
    SZ_NORMALISE_PERCENTILE_RANK,
    SZ_NORMALISE_BORDA,
    SZ_NORMALISE_DISTANCE_TO_TARGET,
} SzNormaliseMethod;

typedef struct {
    SzNormaliseMethod method;
    bool is_down;  /* less is better; of a CURVE it says nothing */
    double lower;  /* MINMAX */
    double upper;  /* MINMAX; above lower */
    double centre; /* ZSCORE */
    double spread; /* ZSCORE; above 0 */
    double target; /* DISTANCE_TO_TARGET */
    SzCurve curve; /* CURVE */
} SzNormaliser;

/* @values: n of them.  @out: (out) n of them; another array; untouched on error.
 * @error: SZ_METRICS_ERROR_CONFLICT (a target that cannot be reached), _RANGE (a result that is no number a double can
 *         hold); says what, not of which column.
 * Cost: O(n log n).
 * Returns: TRUE iff @out was set. */
gboolean sz_normalise_column(const SzNormaliser *normaliser, const SzMaybeNumber *values, gsize n,
                             SzMaybeNumber *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
