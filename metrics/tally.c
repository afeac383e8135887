#include "metrics/tally.h"

#include "metrics/quantile.h"

bool sz_tally_value(const SzTally *tally, const SzMeasureInfo *info, double *out, gint64 *out_n)
{
    if (tally->den == 0) {
        return false;
    }
    switch (info->statistic) {
    case SZ_STATISTIC_RATIO:
        *out = (double)tally->num / (double)tally->den;
        break;
    case SZ_STATISTIC_SUM:
    case SZ_STATISTIC_MAX:
        *out = (double)tally->num;
        break;
    case SZ_STATISTIC_QUANTILE: {
        g_autoptr(GArray) sorted = g_array_copy(tally->samples);
        sz_sort_int64(sorted);
        (void)sz_quantile_of_sorted((const gint64 *)(gpointer)sorted->data, sorted->len, info->p,
                                    out);
        break;
    }
    }
    *out *= info->scale;
    *out_n = tally->den;
    return true;
}
