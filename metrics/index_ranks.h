#pragma once

/* How sure a ranking by the index is: the draws of metrics/rank_interval.h, of the rows of an index table.
 *
 * Pure apart from memory.
 *
 * Each draw gives every weight, of dimensions and of indicators, a factor of its own within 1 +- SZ_INDEX_RANKS_SPREAD, and
 * takes every rate of people's things (metrics/measure_kind.h: k of n tickets, cases, ratings, transactions) as what it might as well
 * have been with so many.  All else is taken as measured: means, sums and quantiles, of which no error is known, and
 * windows, kiosks and halls, which are counted whole and are no sample.  Caps that are in force stay in force.
 * Scores are compared as they are shown, with one decimal: what reads the same is a tie. */

#include "metrics/index_table.h"
#include "metrics/rank_interval.h"

#define SZ_INDEX_RANKS_SPREAD 0.25
/* With fewer draws nothing can be said of 5 % of them. */
#define SZ_INDEX_RANKS_DRAWS_MIN 20
#define SZ_INDEX_RANKS_DRAWS_MAX 5000

/* Of published rows of @table: @rows, const SzIndexRow *, best first (equal ones stay in that order). (transfer full) */
SzRankIntervals *sz_index_ranks_new(const SzIndexTable *table, const GArray *rows, guint n_draws,
                                    guint64 seed);
/* Is this indicator drawn, where there is a value? */
bool sz_index_ranks_is_drawn(const SzIndexParts *parts, guint i_indicator);
/* How many draws of @n_rows are done within about a second; at most SZ_INDEX_RANKS_DRAWS_MAX. */
guint sz_index_ranks_draws_max(const SzIndexParts *parts, guint n_rows);

/* A score as it is shown, times 10. */
gint64 sz_index_tenths(double score);
