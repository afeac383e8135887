#pragma once

/* Places in a ranking: 1 is the best, those that are equal share the best of their places (1 2 2 4).
 *
 * Pure apart from scratch memory. */

#include <glib.h>
#include <stdbool.h>

/* Scores no further apart than this are equal, relative to the greater and absolute below 1: what rounding may do to sums
 * of the same numbers, and nothing that means anything. */
#define SZ_RANK_EQUAL 1e-9

/* rank = 1 + how many scores are higher, and not equal; what has no score has no rank.
 * @has_score: n; NULL when all have one.  @out: n; 0: no rank. */
void sz_ranks(const double *scores, const bool *has_score, guint n, guint *out);
