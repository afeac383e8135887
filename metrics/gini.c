#include "metrics/gini.h"

#include "metrics/quantile.h"

bool sz_gini(const double *values, gsize n, double *out)
{
    g_autoptr(GArray) sorted = g_array_sized_new(FALSE, FALSE, sizeof(double), (guint)n);
    g_array_append_vals(sorted, values, (guint)n);
    sz_sort_doubles(sorted);
    double sum = 0;
    double weighted = 0;
    for (gsize i = 0; i < n; i++) {
        double x = g_array_index(sorted, double, i);
        g_return_val_if_fail(x >= 0, false);
        sum += x;
        weighted += (2 * (double)i + 1 - (double)n) * x;
    }
    if (sum <= 0) {
        return false;
    }
    *out = weighted / ((double)n * sum);
    return true;
}
