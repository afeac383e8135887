#pragma once

/* The dice of the simulator: small seeded streams, the same on every machine.
 *
 * Pure: integer arithmetic only, so that no compiler and no libm can change a bit.  The generator is
 * xoshiro256** (Blackman & Vigna 2018), seeded through splitmix64 (Steele, Lea & Flood 2014). */

#include "metrics/slice.h"

typedef struct {
    guint64 s[4];
} SzSimRandom;

/* A stream of its own for each (seed, name, purpose). */
void sz_sim_random_init(SzSimRandom *random, guint64 seed, SzSlice name, guint32 purpose);
/* FNV-1a of the bytes, mixed: what of a hall depends on its code and not on the seed. */
guint64 sz_sim_hash(SzSlice name, guint32 purpose);

guint64 sz_sim_random_next(SzSimRandom *random);
/* 0 <= result < @n; 0 for n = 0. */
guint32 sz_sim_random_below(SzSimRandom *random, guint32 n);
/* @from <= result <= @to. */
gint32 sz_sim_random_between(SzSimRandom *random, gint32 from, gint32 to);
bool sz_sim_random_chance(SzSimRandom *random, guint32 per_million);
/* Exponential with mean 1, in units of 2^-16. */
guint32 sz_sim_random_exponential(SzSimRandom *random);
/* Lognormal in shape (sigma 0.55), with mean @mean; 0.24 to 3.2 of it. */
gint32 sz_sim_random_around(SzSimRandom *random, gint32 mean);
