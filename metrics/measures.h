#pragma once

/* What is counted of one frozen state: sums by hall, ready to be pooled.
 *
 * Pure apart from memory.  A measure (metrics/measure_set.h) is a pair of integers (numerator, denominator) for each hall,
 * so that an area is the sum over its halls and never an average of averages; a largest is the largest, a quantile keeps
 * its samples. */

#include "metrics/tally.h"
#include "metrics/view.h"

typedef struct {
    SzTally *tallies;       /* owned; as many as the set has measures */
    SzMaybeTime last_event; /* of its devices and tickets */
    guint n_kiosks_online;
    guint n_open;   /* halls that are open now */
    guint n_silent; /* of those: heard of before, and not in the last 30 minutes */
} SzPlaceMeasures;

typedef struct SzMeasures SzMeasures;

/* Counts the measures of the view's rules at its instant.  Of unregistered halls nothing is counted. */
SzMeasures *sz_measures_new(const SzView *view);
void sz_measures_free(SzMeasures *measures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzMeasures, sz_measures_free)

/* Of the hall alone; borrowed.  @i: as in sz_registry_hall(). */
const SzPlaceMeasures *sz_measures_hall(const SzMeasures *measures, gsize i);

/* A sum over halls; holds the memory for the next one. */
typedef struct SzMeasuresPool SzMeasuresPool;
SzMeasuresPool *sz_measures_pool_new(const SzMeasures *measures);
void sz_measures_pool_free(SzMeasuresPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzMeasuresPool, sz_measures_pool_free)
/* The sum over the halls [from, to); borrowed until the next. */
const SzPlaceMeasures *sz_measures_pool(SzMeasuresPool *pool, gsize from, gsize to);
