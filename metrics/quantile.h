#pragma once

/* Exact quantiles of small samples.
 *
 * Pure.  The definition used everywhere: linear interpolation, Hyndman & Fan (1996) type 7, the default
 * of R's quantile() and of numpy.quantile(): with h = (n - 1) p and k = floor(h), x[k] + (h - k) (x[k + 1] -
 * x[k]).  The 0.9 quantile of 10, 20, 30, 40 is 37. */

#include <glib.h>
#include <stdbool.h>

/* @sorted: n values, ascending.  @p: 0 <= p <= 1.
 * Returns: false when there are none; @out untouched. */
bool sz_quantile_of_sorted(const gint64 *sorted, gsize n, double p, double *out);
/* Ascending. */
void sz_sort_int64(GArray *values);
