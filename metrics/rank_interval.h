#pragma once

/* How sure a ranking is: what becomes of the places when weights are a matter of opinion and samples are small.
 *
 * Pure apart from memory; the numbers are drawn from the seed that is given (metrics/draws.h).
 *
 * Each draw multiplies every weight by a number of its own between 1 - spread and 1 + spread, takes for every sampled value one
 * that could as well be true, scores all units anew and ranks them (metrics/ranks.h).
 * - A rate k of n: the Wilson bound (metrics/shrinkage.h) at a z drawn from the standard normal distribution; it stays
 *   within 0..1 and leans to the side where there is room. A shrunk rate is (k + m p0) of (n + m).
 * - A mean with a standard error: mean + z * error.
 *
 * Of the ranks of a unit over the draws: their mean, the 5th, 50th and 95th percentile (nearest rank), and in how many of
 * them it was the first. A difference is noise unless the better of two is ahead in at least 95 % of the draws. Going down the ranking,
 * a unit shares the place of the one that opened the place before, as long as their difference is noise. */

#include <glib.h>
#include <stdbool.h>

typedef enum {
    SZ_SAMPLE_EXACT, /* counted, not sampled; or nothing known */
    SZ_SAMPLE_RATE,
    SZ_SAMPLE_MEAN,
} SzSampleKind;

typedef struct {
    SzSampleKind kind;
    double value; /* a rate: 0..1 */
    double n;     /* of a rate: of how many */
    double error; /* of a mean: its standard error, in its own unit */
} SzSample;

/* Scores unit @i_unit: @factors multiply the weights of the model, @values are those of the unit.
 * Returns: false when it has no score. */
typedef bool (*SzRankScore)(gconstpointer model, guint i_unit, const double *factors,
                            const double *values, double *score);

typedef struct {
    guint n_units; /* at most 65,534 */
    guint n_values;
    const SzSample *samples; /* n_units x n_values, row-major */
    guint n_weights;
    double weight_spread; /* 0..1; 0.25: a quarter more or less */
    guint n_draws;        /* 1..65,534 */
    guint64 seed;
    SzRankScore score;
    gconstpointer model; /* for @score */
} SzRankQuestion;

typedef struct {
    guint
        rank; /* as measured, with the weights as they are; 0: no score, and all else means nothing */
    guint place; /* with what is noise as a tie */
    double score;
    double mean_rank;
    guint low;          /* 5th percentile */
    guint median;       /* 50th */
    guint high;         /* 95th */
    double first_ratio; /* share of the draws in which it ranked first */
} SzRankInterval;

typedef struct SzRankIntervals SzRankIntervals;

/* In so many of the draws the better one has to be ahead. */
#define SZ_RANK_AHEAD_RATIO 0.95

/* Time and 2 bytes of memory for each unit and draw: 230 units with 59 sampled values and 2,000 draws take one to two seconds.
 * What has a score as measured, but none in a draw, comes last in it. */
SzRankIntervals *sz_rank_intervals_new(const SzRankQuestion *question);
void sz_rank_intervals_free(SzRankIntervals *intervals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRankIntervals, sz_rank_intervals_free)

/* Borrowed. */
const SzRankInterval *sz_rank_intervals_get(const SzRankIntervals *intervals, guint i_unit);
/* In which share of the draws unit @i ranks before unit @other; 0 when one has no rank. */
double sz_rank_intervals_ahead_ratio(const SzRankIntervals *intervals, guint i, guint other);
