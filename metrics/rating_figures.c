/* Counts of ratings -> what people read. */

#include "metrics/ratings.h"

/* Points of the levels 1..5, 5 best (GB/T 39046 A.8). */
static const guint points[SZ_RATING_LEVEL_MAX + 1] = {0, 0, 20, 60, 80, 100};

void sz_rating_day_add(SzRatingDay *sum, const SzRatingDay *day)
{
    for (int level = 1; level <= SZ_RATING_LEVEL_MAX; level++) {
        sum->levels[level] += day->levels[level];
        sum->active_levels[level] += day->active_levels[level];
    }
    sum->n_passive += day->n_passive;
}

/* Returns: how many. */
static guint mean_of(const guint *levels, bool *out_has, double *out)
{
    guint n = 0;
    guint64 sum = 0;
    for (int level = 1; level <= SZ_RATING_LEVEL_MAX; level++) {
        n += levels[level];
        sum += (guint64)levels[level] * points[level];
    }
    *out_has = n > 0;
    *out = n > 0 ? (double)sum / (double)n : 0;
    return n;
}

SzRatingFigures sz_rating_figures(const SzRatingDay *sum)
{
    SzRatingFigures figures = {0};
    memcpy(figures.levels, sum->levels, sizeof figures.levels);
    figures.n = mean_of(sum->levels, &figures.has_score, &figures.score);
    guint n_active = mean_of(sum->active_levels, &figures.has_score_active, &figures.score_active);
    for (int level = 1; level <= SZ_RATING_LEVEL_BAD; level++) {
        figures.bad += sum->levels[level];
    }
    guint n_said = n_active + sum->n_passive;
    figures.has_active_ratio = n_said > 0;
    figures.active_ratio = n_said > 0 ? (double)n_active / (double)n_said : 0;
    return figures;
}
