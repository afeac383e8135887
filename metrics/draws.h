#pragma once

/* Seeded random numbers for estimates that are drawn: the same seed gives the same numbers, on every machine.
 *
 * Pure: the state is the caller's.  The generator is splitmix64 (Steele, Lea & Flood 2014). */

#include <glib.h>

typedef struct {
    guint64 state; /* the seed to begin with */
} SzDraws;

/* 0 <= result < 1, a multiple of 2^-53. */
double sz_draws_uniform(SzDraws *draws);
/* Standard normal, by Marsaglia's polar method (1964); takes two uniform numbers or more. */
double sz_draws_normal(SzDraws *draws);
