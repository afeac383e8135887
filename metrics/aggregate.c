#include "metrics/aggregate.h"

#include <math.h>

const char *sz_aggregate_name(SzAggregate how)
{
    static const char *const names[] = {"arithmetic", "geometric", "harmonic", "power"};
    return names[how.kind];
}

bool sz_aggregate_takes(SzAggregate how, double value)
{
    switch (how.kind) {
    case SZ_AGGREGATE_ARITHMETIC:
        break;
    case SZ_AGGREGATE_GEOMETRIC:
        return value > 0;
    case SZ_AGGREGATE_HARMONIC:
        return value > 0 || value < 0;
    case SZ_AGGREGATE_POWER:
        return how.power >= 1 ? value >= 0 : value > 0;
    }
    return true;
}

double sz_aggregate_transform(SzAggregate how, double value)
{
    switch (how.kind) {
    case SZ_AGGREGATE_ARITHMETIC:
        break;
    case SZ_AGGREGATE_GEOMETRIC:
        return log(value);
    case SZ_AGGREGATE_HARMONIC:
        return 1 / value;
    case SZ_AGGREGATE_POWER:
        return pow(value, how.power);
    }
    return value;
}

double sz_aggregate_transform_back(SzAggregate how, double mean)
{
    switch (how.kind) {
    case SZ_AGGREGATE_ARITHMETIC:
        break;
    case SZ_AGGREGATE_GEOMETRIC:
        return exp(mean);
    case SZ_AGGREGATE_HARMONIC:
        return 1 / mean;
    case SZ_AGGREGATE_POWER:
        return pow(mean, 1 / how.power);
    }
    return mean;
}

void sz_aggregate_add(SzAggregateSum *sum, double weight, double value)
{
    sum->weight += weight;
    sum->sum += weight * sz_aggregate_transform(sum->how, value);
}

bool sz_aggregate_mean(const SzAggregateSum *sum, double *out)
{
    if (!(sum->weight > 0)) {
        return false;
    }
    double mean = sz_aggregate_transform_back(sum->how, sum->sum / sum->weight);
    if (!isfinite(mean)) {
        return false;
    }
    *out = mean;
    return true;
}

double sz_aggregate_carry(const SzAggregateSum *sum, double mean, double carried,
                          SzAggregatePart part)
{
    double slope = carried * part.weight / sum->weight;
    switch (sum->how.kind) {
    case SZ_AGGREGATE_ARITHMETIC:
        break;
    case SZ_AGGREGATE_GEOMETRIC:
        return slope * (mean / part.value);
    case SZ_AGGREGATE_HARMONIC:
        return slope * (mean / part.value) * (mean / part.value);
    case SZ_AGGREGATE_POWER: /* of nothing but zeros the mean has no slope, and nothing to share */
        return mean > 0 ? slope * pow(part.value / mean, sum->how.power - 1) : 0;
    }
    return slope;
}

double sz_aggregate_replace(SzAggregateSum *sum, SzAggregatePart part, double new_value)
{
    double before = 0;
    double after = 0;
    SzAggregateSum changed = *sum;
    changed.sum += part.weight * (sz_aggregate_transform(sum->how, new_value) -
                                  sz_aggregate_transform(sum->how, part.value));
    if (!sz_aggregate_mean(sum, &before) || !sz_aggregate_mean(&changed, &after)) {
        return 0;
    }
    *sum = changed;
    /* The difference of two means would lose what their first digits share. */
    return sum->how.kind == SZ_AGGREGATE_ARITHMETIC
               ? (new_value - part.value) * part.weight / sum->weight
               : after - before;
}
