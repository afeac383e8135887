#include "metrics/rank_interval.h"

#include "metrics/draws.h"
#include "metrics/quantile.h"
#include "metrics/ranks.h"
#include "metrics/shrinkage.h"

struct SzRankIntervals {
    guint n_units;
    guint n_draws;
    GArray *units; /* owned; SzRankInterval */
    GArray
        *ranks; /* owned; guint16, n_units x n_draws, row-major; 0 for what has no score at all */
};

/* What every draw writes anew. */
typedef struct {
    SzDraws weight_draws;
    SzDraws sample_draws;
    GArray *factors;   /* owned; double, one a weight */
    GArray *values;    /* owned; double, one a value of a unit */
    GArray *scores;    /* owned; double, one a unit, as the next two */
    GArray *has_score; /* owned; bool */
    GArray *ranks;     /* owned; guint */
} Scratch;

static GArray *new_zeros(gsize element, gsize n)
{
    GArray *array = g_array_new(FALSE, TRUE, (guint)element);
    return g_array_set_size(array, (guint)n);
}

static Scratch new_scratch(const SzRankQuestion *question)
{
    /* Two streams, so that the weights drawn do not depend on what is sampled. */
    return (Scratch){
        .weight_draws = {question->seed},
        .sample_draws = {~question->seed},
        .factors = new_zeros(sizeof(double), question->n_weights),
        .values = new_zeros(sizeof(double), question->n_values),
        .scores = new_zeros(sizeof(double), question->n_units),
        .has_score = new_zeros(sizeof(bool), question->n_units),
        .ranks = new_zeros(sizeof(guint), question->n_units),
    };
}

static void clear_scratch(Scratch *scratch)
{
    g_array_unref(scratch->factors);
    g_array_unref(scratch->values);
    g_array_unref(scratch->scores);
    g_array_unref(scratch->has_score);
    g_array_unref(scratch->ranks);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scratch, clear_scratch)

static void set_double(GArray *array, guint i, double value)
{
    g_array_index(array, double, i) = value;
}

/* @draws: NULL for the value as measured. */
static double take_value(const SzSample *sample, SzDraws *draws)
{
    if (draws == NULL) {
        return sample->value;
    }
    switch (sample->kind) {
    case SZ_SAMPLE_RATE:
        if (sample->n > 0) {
            return sz_wilson_bound(sample->value * sample->n, sample->n, sz_draws_normal(draws));
        }
        break;
    case SZ_SAMPLE_MEAN:
        return sample->value + sz_draws_normal(draws) * sample->error;
    case SZ_SAMPLE_EXACT:
        break;
    }
    return sample->value;
}

/* Ranks all units with the factors of @scratch. */
static void rank_units(const SzRankQuestion *question, Scratch *scratch, SzDraws *draws)
{
    const SzSample *sample = question->samples;
    for (guint i = 0; i < question->n_units; i++) {
        for (guint v = 0; v < question->n_values; v++) {
            set_double(scratch->values, v, take_value(sample++, draws));
        }
        g_array_index(scratch->has_score, bool, i) =
            question->score(question->model, i, (const double *)(gpointer)scratch->factors->data,
                            (const double *)(gpointer)scratch->values->data,
                            &g_array_index(scratch->scores, double, i));
    }
    sz_ranks((const double *)(gpointer)scratch->scores->data,
             (const bool *)(gpointer)scratch->has_score->data, question->n_units,
             (guint *)(gpointer)scratch->ranks->data);
}

static SzRankInterval *unit_at(const SzRankIntervals *intervals, guint i)
{
    return &g_array_index(intervals->units, SzRankInterval, i);
}

static guint16 *ranks_of(const SzRankIntervals *intervals, guint i)
{
    return &g_array_index(intervals->ranks, guint16, (gsize)i * intervals->n_draws);
}

static void measure(const SzRankQuestion *question, Scratch *scratch, SzRankIntervals *intervals)
{
    for (guint w = 0; w < question->n_weights; w++) {
        set_double(scratch->factors, w, 1);
    }
    rank_units(question, scratch, NULL);
    for (guint i = 0; i < question->n_units; i++) {
        SzRankInterval *unit = unit_at(intervals, i);
        unit->rank = g_array_index(scratch->ranks, guint, i);
        unit->score = g_array_index(scratch->scores, double, i);
    }
}

static void draw(const SzRankQuestion *question, Scratch *scratch, SzRankIntervals *intervals,
                 guint i_draw)
{
    const double spread = question->weight_spread;
    for (guint w = 0; w < question->n_weights; w++) {
        double u = sz_draws_uniform(&scratch->weight_draws);
        set_double(scratch->factors, w, 1 - spread + 2 * spread * u);
    }
    rank_units(question, scratch, &scratch->sample_draws);
    guint n_scored = 0;
    for (guint i = 0; i < question->n_units; i++) {
        n_scored += g_array_index(scratch->has_score, bool, i);
    }
    for (guint i = 0; i < question->n_units; i++) {
        if (unit_at(intervals, i)->rank != 0) {
            guint rank = g_array_index(scratch->ranks, guint, i);
            ranks_of(intervals, i)[i_draw] = (guint16)(rank != 0 ? rank : n_scored + 1);
        }
    }
}

static int compare_ranks(const void *a, const void *b)
{
    return *(const guint16 *)a - *(const guint16 *)b;
}

static void sum_up(SzRankIntervals *intervals, guint i, GArray *sorted)
{
    const guint n = intervals->n_draws;
    SzRankInterval *unit = unit_at(intervals, i);
    g_array_set_size(sorted, 0);
    g_array_append_vals(sorted, ranks_of(intervals, i), n);
    g_array_sort(sorted, compare_ranks);
    guint64 sum = 0;
    guint n_first = 0;
    for (guint d = 0; d < n; d++) {
        guint16 rank = g_array_index(sorted, guint16, d);
        sum += rank;
        n_first += rank == 1;
    }
    unit->mean_rank = (double)sum / n;
    unit->first_ratio = (double)n_first / n;
    unit->low = g_array_index(sorted, guint16, sz_quantile_nearest_index(n, 0.05));
    unit->median = g_array_index(sorted, guint16, sz_quantile_nearest_index(n, 0.5));
    unit->high = g_array_index(sorted, guint16, sz_quantile_nearest_index(n, 0.95));
}

typedef struct {
    guint i;
    double score;
} Standing;

static int compare_best_first(const void *a, const void *b)
{
    const Standing *left = a;
    const Standing *right = b;
    return (left->score < right->score) - (left->score > right->score);
}

static void find_places(SzRankIntervals *intervals)
{
    g_autoptr(GArray) standings = g_array_new(FALSE, FALSE, sizeof(Standing));
    for (guint i = 0; i < intervals->n_units; i++) {
        if (unit_at(intervals, i)->rank != 0) {
            Standing standing = {i, unit_at(intervals, i)->score};
            g_array_append_val(standings, standing);
        }
    }
    g_array_sort(standings, compare_best_first); /* equal ones stay as they were given */
    guint i_opener = 0;
    for (guint k = 0; k < standings->len; k++) {
        guint i = g_array_index(standings, Standing, k).i;
        bool is_opener =
            k == 0 || sz_rank_intervals_ahead_ratio(intervals, i_opener, i) >= SZ_RANK_AHEAD_RATIO;
        i_opener = is_opener ? i : i_opener;
        unit_at(intervals, i)->place = is_opener ? k + 1 : unit_at(intervals, i_opener)->place;
    }
}

SzRankIntervals *sz_rank_intervals_new(const SzRankQuestion *question)
{
    g_return_val_if_fail(question->n_units < G_MAXUINT16 && question->n_draws > 0, NULL);
    g_return_val_if_fail(question->n_draws < G_MAXUINT16, NULL);
    SzRankIntervals *intervals = g_new0(SzRankIntervals, 1);
    intervals->n_units = question->n_units;
    intervals->n_draws = question->n_draws;
    intervals->units = new_zeros(sizeof(SzRankInterval), question->n_units);
    intervals->ranks = new_zeros(sizeof(guint16), (gsize)question->n_units * question->n_draws);
    g_auto(Scratch) scratch = new_scratch(question);
    measure(question, &scratch, intervals);
    for (guint d = 0; d < question->n_draws; d++) {
        draw(question, &scratch, intervals, d);
    }
    g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(guint16));
    for (guint i = 0; i < question->n_units; i++) {
        if (unit_at(intervals, i)->rank != 0) {
            sum_up(intervals, i, sorted);
        }
    }
    find_places(intervals);
    return intervals;
}

void sz_rank_intervals_free(SzRankIntervals *intervals)
{
    if (intervals != NULL) {
        g_array_unref(intervals->units);
        g_array_unref(intervals->ranks);
        g_free(intervals);
    }
}

const SzRankInterval *sz_rank_intervals_get(const SzRankIntervals *intervals, guint i_unit)
{
    g_return_val_if_fail(i_unit < intervals->n_units, NULL);
    return unit_at(intervals, i_unit);
}

double sz_rank_intervals_ahead_ratio(const SzRankIntervals *intervals, guint i, guint other)
{
    g_return_val_if_fail(i < intervals->n_units && other < intervals->n_units, 0);
    if (unit_at(intervals, i)->rank == 0) {
        return 0;
    }
    const guint16 *ranks = ranks_of(intervals, i);
    const guint16 *others = ranks_of(intervals, other);
    guint n_ahead = 0;
    for (guint d = 0; d < intervals->n_draws; d++) {
        n_ahead += ranks[d] < others[d];
    }
    return (double)n_ahead / intervals->n_draws;
}
