#pragma once

/* Exact quantiles of small samples.
 *
 * Pure.  The definition used everywhere: linear interpolation, Hyndman & Fan (1996) type 7, the default
 * of R's quantile() and of numpy.quantile(): with h = (n - 1) p and k = floor(h), x[k] + (h - k) (x[k + 1] -
 * x[k]).  The 0.9 quantile of 10, 20, 30, 40 is 37.
 *
 * Two others give a value of the sample itself: x[floor(p (n - 1))], which a sketch estimates (metrics/ddsketch.h), and
 * the nearest rank (type 1), the ceil(p n)-th smallest, by which draws are summed up (metrics/rank_interval.h).  Of 10, 20,
 * 30, 40 the 0.9 quantile is 30 by the first and 40 by the second. */

#include <glib.h>
#include <stdbool.h>

/* @sorted: n values, ascending.  @p: 0 <= p <= 1.
 * Returns: false when there are none; @out untouched. */
bool sz_quantile_of_sorted(const gint64 *sorted, gsize n, double p, double *out);
/* The same of doubles. */
bool sz_quantile_of_doubles(const double *sorted, gsize n, double p, double *out);
/* Where the lower and the nearest-rank quantile stand in n > 0 sorted values, counted from 0.  A product that is a whole
 * number but for its last bits (0.29 * 100) is one. */
guint64 sz_quantile_lower_index(guint64 n, double p);
guint64 sz_quantile_nearest_index(guint64 n, double p);
/* Ascending. */
void sz_sort_int64(GArray *values);
void sz_sort_doubles(GArray *values);
