#pragma once

/* Rates of small samples: how sure they are, and what they become when they borrow from the others.
 *
 * Pure.  A rate is k of n; both may be broken numbers (what was shrunk counts as k + m p0 of n + m).
 *
 * Wilson (1927): the rates p with |k/n - p| <= z sqrt(p (1 - p) / n): centre (k/n + z^2/2n) / (1 + z^2/n), half the width
 * z / (1 + z^2/n) sqrt(k/n (1 - k/n) / n + z^2/4n^2).  Newcombe (1998): 81 of 263 is 0.2553 to 0.3662 at 95 %.
 * This project says 95 % two-sided when it says nothing else.
 *
 * Shrinking: p' = (k + m p0) / (n + m).  The indicators take m and p0 from their definition.  Empirical Bayes takes them from the
 * rates themselves: Kleinman (1973), weights n_i, N = sum n_i, p = sum k_i / N, S = sum n_i (p_i - p)^2,
 * A = sum (1 - n_i/N), B = sum n_i (1 - n_i/N), both over those with n_i > 0;
 * dispersion = (S - p (1 - p) A) / (p (1 - p) (B - A)), kept in 0..1; m = 1 / dispersion - 1, p0 = p.  No dispersion
 * beyond what chance makes: everybody gets the common rate (m is infinite). */

#include <glib.h>
#include <stdbool.h>

/* Of the standard normal distribution. */
#define SZ_Z_95_TWO_SIDED 1.959963984540054
#define SZ_Z_95_ONE_SIDED 1.644853626951473
#define SZ_Z_99_TWO_SIDED 2.575829303548901

typedef struct {
    double lower;
    double upper;
} SzRateInterval;

/* Of k of n: 0 <= k <= n.  The lower end is exactly 0 when k is 0, the upper exactly 1 when k is n; of nothing both. */
SzRateInterval sz_wilson_interval(double k, double n, double z);
/* Its upper end for z > 0, its lower end at -z for z < 0; n > 0.  With z drawn from the standard normal distribution, how
 * the true rate may be spread around the one that was seen. */
double sz_wilson_bound(double k, double n, double z);

typedef struct {
    double k;
    double n;
} SzRateCount;

/* What the rates of many say of one that is not known. */
typedef struct {
    bool is_known;     /* false when there is nothing: the rest is 0 then */
    double rate;       /* p0 */
    double dispersion; /* 0: no more than chance makes; 1: nothing in common */
    double strength;   /* m, as if so many more had been seen; INFINITY without dispersion */
} SzRatePrior;

SzRatePrior sz_rate_prior_kleinman(const SzRateCount *counts, gsize n_counts);

/* p' of k of n with p0 and m; of nothing p0. */
double sz_shrunk_rate(SzRateCount count, double p0, double m);
/* How much of p' is p0: m / (n + m); of nothing 1. */
double sz_shrunk_share(double n, double m);
