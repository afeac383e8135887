#pragma once

/* How unequal: the Gini coefficient.
 *
 * Pure apart from scratch memory.  Definition: half the mean absolute difference of all n^2 pairs, relative to the mean;
 * with x ascending, sum((2 i - n - 1) x_i) / (n sum(x)), i = 1..n.  0 when all are equal, (n - 1) / n when one has
 * everything: no correction for small n.  1, 2, 3, 4 give 0.25. */

#include <glib.h>
#include <stdbool.h>

/* @values: n, in any order, none negative.
 * Returns: false when there are none, or nothing to share (all are 0); @out untouched. */
bool sz_gini(const double *values, gsize n, double *out);
