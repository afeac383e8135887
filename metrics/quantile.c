#include "metrics/quantile.h"

#include <math.h>

bool sz_quantile_of_sorted(const gint64 *sorted, gsize n, double p, double *out)
{
    if (n == 0) {
        return false;
    }
    double h = (double)(n - 1) * p;
    gsize k = (gsize)floor(h);
    gsize next = MIN(k + 1, n - 1);
    *out = (double)sorted[k] + (h - (double)k) * (double)(sorted[next] - sorted[k]);
    return true;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const gint64 *left = a;
    const gint64 *right = b;
    return (*left > *right) - (*left < *right);
}

void sz_sort_int64(GArray *values)
{
    g_array_sort(values, compare);
}
