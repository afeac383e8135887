#include "metrics/quantile.h"

#include <float.h>
#include <math.h>

/* How far a product of two doubles may be off, as R's quantile() has it. */
#define FUZZ (4 * DBL_EPSILON)

/* Between which two of n > 0 values the type 7 quantile lies, and how far from the first. */
typedef struct {
    gsize k;
    gsize next;
    double part;
} Between;

static Between find_between(gsize n, double p)
{
    double h = (double)(n - 1) * p;
    gsize k = (gsize)floor(h);
    return (Between){.k = k, .next = MIN(k + 1, n - 1), .part = h - (double)k};
}

bool sz_quantile_of_sorted(const gint64 *sorted, gsize n, double p, double *out)
{
    if (n == 0) {
        return false;
    }
    Between at = find_between(n, p);
    *out = (double)sorted[at.k] + at.part * (double)(sorted[at.next] - sorted[at.k]);
    return true;
}

bool sz_quantile_of_doubles(const double *sorted, gsize n, double p, double *out)
{
    if (n == 0) {
        return false;
    }
    Between at = find_between(n, p);
    *out = sorted[at.k] + at.part * (sorted[at.next] - sorted[at.k]);
    return true;
}

guint64 sz_quantile_lower_index(guint64 n, double p)
{
    double h = (double)(n - 1) * p;
    return MIN((guint64)floor(h + h * FUZZ), n - 1);
}

guint64 sz_quantile_nearest_index(guint64 n, double p)
{
    double rank = (double)n * p;
    guint64 whole = (guint64)ceil(rank - rank * FUZZ);
    return CLAMP(whole, 1, n) - 1;
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

static int compare_doubles(gconstpointer a, gconstpointer b)
{
    const double *left = a;
    const double *right = b;
    return (*left > *right) - (*left < *right);
}

void sz_sort_doubles(GArray *values)
{
    g_array_sort(values, compare_doubles);
}
