#pragma once

/* Weighted means of scores, of what is there.
 *
 * Pure.  Weights are relative; what is missing is not added, so that the weights of the rest share its own.
 *
 *     arithmetic  sum(w x) / sum(w)
 *     geometric   exp(sum(w ln x) / sum(w)); x > 0
 *     harmonic    sum(w) / sum(w / x); x != 0
 *     power p     (sum(w x^p) / sum(w))^(1 / p); p != 0; x > 0, or x >= 0 when p >= 1
 *
 * A value outside is refused by whoever adds: there is no mean then, and none is made up.
 *
 * Contributions: each of these means is homogeneous of degree 1, so it is the sum of x times its own slope at x
 * (Euler).  With a whole tree of means the slopes are multiplied on the way down, and the parts of every level add
 * up to the whole again.  Of 20 and 80 with equal weights the arithmetic mean 50 is 10 + 40, the harmonic mean 32 is
 * 25.6 + 6.4: of that the low one decides more. */

#include <glib.h>
#include <stdbool.h>

typedef enum {
    SZ_AGGREGATE_ARITHMETIC,
    SZ_AGGREGATE_GEOMETRIC,
    SZ_AGGREGATE_HARMONIC,
    SZ_AGGREGATE_POWER,
} SzAggregateKind;

typedef struct {
    SzAggregateKind kind;
    double power; /* POWER */
} SzAggregate;

const char *sz_aggregate_name(SzAggregate how); /* "arithmetic" .. */
/* Has a mean of this kind a place for @value? */
bool sz_aggregate_takes(SzAggregate how, double value);

/* What is averaged, and back: x, ln x, 1 / x or x^p.  @value: one it takes. */
double sz_aggregate_transform(SzAggregate how, double value);
double sz_aggregate_transform_back(SzAggregate how, double mean);

/* A mean in the making; begin with {.how = ...}. */
typedef struct {
    SzAggregate how;
    double weight; /* of all that was added */
    double sum;    /* of weighted values, logarithms, inverses or powers */
} SzAggregateSum;

/* @value: one it takes.  @weight: not below 0. */
void sz_aggregate_add(SzAggregateSum *sum, double weight, double value);
/* Returns: false, @out untouched, when there is none: the weights add up to 0 (also when nothing was added), the values
 * cancel each other out (harmonic), or it is no finite number. */
bool sz_aggregate_mean(const SzAggregateSum *sum, double *out);

/* One of the values that were added. */
typedef struct {
    double weight;
    double value;
} SzAggregatePart;

/* @carried times the slope of the mean at one of its values: what a contribution to something above the mean is
 * to be multiplied with to become one of this value.  @mean: what sz_aggregate_mean() said.  @carried: 1 at the top.
 * The contribution of the value is the result times the value. */
double sz_aggregate_carry(const SzAggregateSum *sum, double mean, double carried,
                          SzAggregatePart part);

/* One of the values that were added becomes @new_value, one that it takes.
 * Returns: how much the mean changes; 0, and nothing was changed, when there is no mean then. */
double sz_aggregate_replace(SzAggregateSum *sum, SzAggregatePart part, double new_value);
