#include "metrics/shrinkage.h"

#include <math.h>

double sz_wilson_bound(double k, double n, double z)
{
    if ((z < 0 && k <= 0) || (z > 0 && k >= n)) {
        return z < 0 ? 0 : 1;
    }
    double rate = k / n;
    double z2_per_n = z * z / n;
    double centre = rate + z2_per_n / 2;
    double half = z * sqrt((rate * (1 - rate) + z2_per_n / 4) / n);
    return CLAMP((centre + half) / (1 + z2_per_n), 0, 1);
}

SzRateInterval sz_wilson_interval(double k, double n, double z)
{
    if (n <= 0) {
        return (SzRateInterval){0, 1};
    }
    return (SzRateInterval){sz_wilson_bound(k, n, -z), sz_wilson_bound(k, n, z)};
}

static SzRateCount pool(const SzRateCount *counts, gsize n_counts)
{
    SzRateCount all = {0};
    for (gsize i = 0; i < n_counts; i++) {
        all.k += counts[i].k;
        all.n += counts[i].n;
    }
    return all;
}

SzRatePrior sz_rate_prior_kleinman(const SzRateCount *counts, gsize n_counts)
{
    SzRateCount all = pool(counts, n_counts);
    if (all.n <= 0) {
        return (SzRatePrior){0};
    }
    double rate = all.k / all.n;
    double by_chance = rate * (1 - rate);
    double s = 0;
    double a = 0;
    double b = 0;
    for (gsize i = 0; i < n_counts; i++) {
        double n = counts[i].n;
        if (n > 0) {
            double off = counts[i].k / n - rate;
            s += n * off * off;
            a += 1 - n / all.n;
            b += n * (1 - n / all.n);
        }
    }
    double scale = by_chance * (b - a);
    double dispersion = scale > 0 ? CLAMP((s - by_chance * a) / scale, 0, 1) : 0;
    return (SzRatePrior){
        .is_known = true,
        .rate = rate,
        .dispersion = dispersion,
        .strength = dispersion > 0 ? 1 / dispersion - 1 : (double)INFINITY,
    };
}

double sz_shrunk_share(double n, double m)
{
    if (n <= 0 || isinf(m)) {
        return 1;
    }
    return m / (n + m);
}

double sz_shrunk_rate(SzRateCount count, double p0, double m)
{
    if (count.n <= 0 || isinf(m)) {
        return p0;
    }
    return (count.k + m * p0) / (count.n + m);
}
