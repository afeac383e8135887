/* Intervals of ranks: the draws of the vectors (tests/data/index/hallA_drawn.json) to the last figure, and what they promise. */

#include "metrics/rank_interval.h"

#include "vectors.h"

#include <math.h>

#define NODES_MAX 32

/* A tree of arithmetic means: children before parents, the top last; a missing input is left out. */
typedef struct {
    guint n_nodes;
    guint parents[NODES_MAX];
    double weights[NODES_MAX];
    bool is_leaf[NODES_MAX];
} Tree;

static bool score_tree(gconstpointer model, guint i_unit, const double *factors,
                       const double *values, double *score)
{
    const Tree *tree = model;
    double sums[NODES_MAX] = {0};
    double weights[NODES_MAX] = {0};
    (void)i_unit;
    for (guint i = 0; i < tree->n_nodes; i++) {
        double value = tree->is_leaf[i] ? values[i] : sums[i] / weights[i];
        if (isnan(value)) {
            continue;
        }
        if (i == tree->n_nodes - 1) {
            *score = value;
            return true;
        }
        double weight = tree->weights[i] * factors[i];
        sums[tree->parents[i]] += weight * value;
        weights[tree->parents[i]] += weight;
    }
    return false;
}

static void read_hierarchy(const json_t *hierarchy, Tree *tree)
{
    tree->n_nodes = (guint)json_array_size(hierarchy);
    g_assert_cmpuint(tree->n_nodes, <=, NODES_MAX);
    for (guint i = 0; i < tree->n_nodes; i++) {
        const json_t *node = json_array_get(hierarchy, i);
        const char *parent = json_string_value(json_object_get(node, "parent"));
        tree->weights[i] = vectors_number(node, "weight");
        for (guint k = i + 1; k < tree->n_nodes; k++) {
            const json_t *other = json_array_get(hierarchy, k);
            if (g_strcmp0(json_string_value(json_object_get(other, "code")), parent) == 0) {
                tree->parents[i] = k;
            }
        }
    }
}

/* The normalised values of a case. */
static const json_t *find_case(const json_t *table, const char *id)
{
    const json_t *cases = json_object_get(table, "cases");
    for (gsize i = 0; i < json_array_size(cases); i++) {
        const json_t *found = json_array_get(cases, i);
        if (g_strcmp0(json_string_value(json_object_get(found, "id")), id) == 0) {
            return json_object_get(found, "normalised");
        }
    }
    g_assert_not_reached();
}

/* The samples of all units, exact. (transfer full) */
static GArray *read_samples(const json_t *table, const char *id, double scale, Tree *tree)
{
    const json_t *hierarchy = json_object_get(table, "hierarchy");
    const json_t *normalised = find_case(table, id);
    gsize n_units = json_array_size(json_object_get(table, "units"));
    GArray *samples = g_array_new(FALSE, TRUE, sizeof(SzSample));
    g_array_set_size(samples, (guint)n_units * tree->n_nodes);
    for (guint i = 0; i < tree->n_nodes; i++) {
        const json_t *node = json_array_get(hierarchy, i);
        const json_t *column =
            json_object_get(normalised, json_string_value(json_object_get(node, "code")));
        tree->is_leaf[i] = column != NULL;
        for (guint u = 0; u < n_units; u++) {
            const json_t *cell = json_array_get(column, u);
            g_array_index(samples, SzSample, u * tree->n_nodes + i).value =
                json_is_number(cell) ? scale * json_number_value(cell) : (double)NAN;
        }
    }
    return samples;
}

static void assert_unit(const SzRankIntervals *intervals, guint u, const json_t *drawn)
{
    const SzRankInterval *unit = sz_rank_intervals_get(intervals, u);
    vectors_assert_close(unit->mean_rank,
                         vectors_number_at(json_object_get(drawn, "mean_rank"), u));
    vectors_assert_close(unit->first_ratio,
                         vectors_number_at(json_object_get(drawn, "share_rank1"), u));
    g_assert_cmpfloat(unit->low, ==, vectors_number_at(json_object_get(drawn, "p05"), u));
    g_assert_cmpfloat(unit->median, ==, vectors_number_at(json_object_get(drawn, "p50"), u));
    g_assert_cmpfloat(unit->high, ==, vectors_number_at(json_object_get(drawn, "p95"), u));
}

/* @table: a document of the composite vectors, whose case @id gave scores that are @scale times those that were drawn with. */
static void assert_drawn(json_t *table, const char *id, double scale, json_t *sensitivity)
{
    const json_t *base = json_object_get(sensitivity, "base");
    const json_t *drawn = json_object_get(sensitivity, "monte_carlo_weights");
    Tree tree = {0};
    read_hierarchy(json_object_get(table, "hierarchy"), &tree);
    g_autoptr(GArray) samples = read_samples(table, id, scale, &tree);
    guint n_units = (guint)json_array_size(json_object_get(table, "units"));
    SzRankQuestion question = {
        .n_units = n_units,
        .n_values = tree.n_nodes,
        .samples = (const SzSample *)(gpointer)samples->data,
        .n_weights = tree.n_nodes - 1,
        .weight_spread = 0.25,
        .n_draws = (guint)vectors_number(drawn, "N"),
        .seed = (guint64)vectors_number(drawn, "seed"),
        .score = score_tree,
        .model = &tree,
    };
    g_autoptr(SzRankIntervals) intervals = sz_rank_intervals_new(&question);
    for (guint u = 0; u < n_units; u++) {
        const SzRankInterval *unit = sz_rank_intervals_get(intervals, u);
        vectors_assert_close(unit->score, vectors_number_at(json_object_get(base, "score"), u));
        g_assert_cmpfloat(unit->rank, ==, vectors_number_at(json_object_get(base, "rank"), u));
        assert_unit(intervals, u, drawn);
    }
    json_decref(sensitivity);
    json_decref(table);
}

static void test_draws_those_of_the_vectors(void)
{
    assert_drawn(vectors_load_path(test_data_path("composite/hallA.json")), "target_floor_arith", 1,
                 vectors_load("hallA_drawn.json"));
}

static void test_draws_those_of_more_vectors(void)
{
    json_t *table = vectors_load_shared("composite/tai23.json");
    if (table != NULL) {
        assert_drawn(table, "undp_goalposts_arith", 100,
                     vectors_load_shared("sensitivity/tai23_sensitivity.json"));
    }
}

/* The one value there is; none when it is negative. */
static bool score_single(gconstpointer model, guint i_unit, const double *factors,
                         const double *values, double *score)
{
    (void)model;
    (void)i_unit;
    (void)factors;
    *score = values[0];
    return values[0] >= 0;
}

static SzRankIntervals *draw_single(const SzSample *samples, guint n, guint64 seed)
{
    SzRankQuestion question = {
        .n_units = n,
        .n_values = 1,
        .samples = samples,
        .n_draws = 4000,
        .seed = seed,
        .score = score_single,
    };
    return sz_rank_intervals_new(&question);
}

/* P(90 of 100 is truly ahead of 80 of 100), normal approximation: z = 0.1 / sqrt(0.09/100 + 0.16/100) = 2, P = 0.977;
 * a tenth of the sample: z = 0.632, P = 0.74. */
static void test_small_samples_are_ties(void)
{
    static const SzSample large[] = {{SZ_SAMPLE_RATE, 0.8, 100, 0}, {SZ_SAMPLE_RATE, 0.9, 100, 0}};
    static const SzSample small[] = {{SZ_SAMPLE_RATE, 0.8, 10, 0}, {SZ_SAMPLE_RATE, 0.9, 10, 0}};
    g_autoptr(SzRankIntervals) sure = draw_single(large, 2, 1);
    g_autoptr(SzRankIntervals) unsure = draw_single(small, 2, 1);
    double sure_ratio = sz_rank_intervals_ahead_ratio(sure, 1, 0);
    double unsure_ratio = sz_rank_intervals_ahead_ratio(unsure, 1, 0);
    g_assert_cmpfloat(fabs(sure_ratio - 0.977), <, 0.015);
    g_assert_cmpfloat(fabs(unsure_ratio - 0.74), <, 0.05);
    g_assert_cmpuint(sz_rank_intervals_get(sure, 0)->place, ==, 2);
    g_assert_cmpuint(sz_rank_intervals_get(unsure, 0)->place, ==, 1);
    g_assert_cmpuint(sz_rank_intervals_get(unsure, 0)->rank, ==, 2);
    g_assert_cmpuint(sz_rank_intervals_get(unsure, 0)->low, ==, 1);
    g_assert_cmpuint(sz_rank_intervals_get(unsure, 0)->high, ==, 2);
    g_assert_cmpfloat_with_epsilon(unsure_ratio + sz_rank_intervals_ahead_ratio(unsure, 0, 1), 1,
                                   1e-12);
}

/* 3 of 3 is as good as anything above what Wilson's lower limits say, and half of the time it is 1. */
static void test_a_rate_stays_within_its_bounds(void)
{
    static const SzSample samples[] = {
        {SZ_SAMPLE_RATE, 1, 3, 0}, {SZ_SAMPLE_EXACT, 0.999999, 0, 0}, {SZ_SAMPLE_RATE, 1, 0, 0}};
    g_autoptr(SzRankIntervals) intervals = draw_single(samples, 3, 7);
    double ahead = sz_rank_intervals_ahead_ratio(intervals, 0, 1);
    g_assert_cmpfloat(fabs(ahead - 0.5), <, 0.04);
    /* a rate of nothing is not drawn */
    g_assert_cmpfloat(sz_rank_intervals_ahead_ratio(intervals, 2, 1), ==, 1);
    g_assert_cmpfloat(sz_rank_intervals_ahead_ratio(intervals, 0, 2), ==, 0);
}

/* A mean of 20 +- 3 against 23 exactly: ahead when z > 1, 15.9 %. */
static void test_a_mean_is_as_far_off_as_its_error(void)
{
    static const SzSample samples[] = {{SZ_SAMPLE_MEAN, 20, 0, 3}, {SZ_SAMPLE_EXACT, 23, 0, 0}};
    g_autoptr(SzRankIntervals) intervals = draw_single(samples, 2, 99);
    g_assert_cmpfloat(fabs(sz_rank_intervals_ahead_ratio(intervals, 0, 1) - 0.1587), <, 0.03);
}

static void test_what_has_no_score_has_no_rank(void)
{
    static const SzSample samples[] = {{SZ_SAMPLE_EXACT, 50, 0, 0},
                                       {SZ_SAMPLE_EXACT, -1, 0, 0},
                                       {SZ_SAMPLE_EXACT, 70, 0, 0},
                                       {SZ_SAMPLE_MEAN, 0, 0, 1},
                                       {SZ_SAMPLE_EXACT, 50, 0, 0}};
    g_autoptr(SzRankIntervals) intervals = draw_single(samples, 5, 5);
    static const guint ranks[] = {2, 0, 1, 4, 2};
    static const guint places[] = {2, 0, 1, 4, 2};
    for (guint i = 0; i < G_N_ELEMENTS(ranks); i++) {
        g_assert_cmpuint(sz_rank_intervals_get(intervals, i)->rank, ==, ranks[i]);
        g_assert_cmpuint(sz_rank_intervals_get(intervals, i)->place, ==, places[i]);
        g_assert_cmpfloat(sz_rank_intervals_ahead_ratio(intervals, i, 1), ==, 0);
        g_assert_cmpfloat(sz_rank_intervals_ahead_ratio(intervals, 1, i), ==, 0);
    }
    /* In the draws in which it has none, it comes last. */
    g_assert_cmpuint(sz_rank_intervals_get(intervals, 3)->low, ==, 4);
    g_assert_cmpuint(sz_rank_intervals_get(intervals, 3)->high, ==, 4);
}

/* A chain in which neighbours are ties, but not the first and the last: the place is shared with who opened it. */
static void test_a_place_is_shared_with_who_opened_it(void)
{
    static const SzSample samples[] = {{SZ_SAMPLE_MEAN, 10, 0, 1},
                                       {SZ_SAMPLE_MEAN, 12, 0, 1},
                                       {SZ_SAMPLE_MEAN, 14, 0, 1},
                                       {SZ_SAMPLE_MEAN, 16, 0, 1}};
    g_autoptr(SzRankIntervals) intervals = draw_single(samples, 4, 3);
    static const guint places[] = {3, 3, 1, 1};
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        g_assert_cmpuint(sz_rank_intervals_get(intervals, i)->rank, ==, 4 - i);
        g_assert_cmpuint(sz_rank_intervals_get(intervals, i)->place, ==, places[i]);
    }
}

static void test_a_seed_is_a_result(void)
{
    static const SzSample samples[] = {
        {SZ_SAMPLE_RATE, 0.8, 40, 0}, {SZ_SAMPLE_RATE, 0.82, 35, 0}, {SZ_SAMPLE_RATE, 0.79, 90, 0}};
    g_autoptr(SzRankIntervals) once = draw_single(samples, 3, 11);
    g_autoptr(SzRankIntervals) twice = draw_single(samples, 3, 11);
    g_autoptr(SzRankIntervals) other = draw_single(samples, 3, 12);
    bool is_other = false;
    for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
        double mean_rank = sz_rank_intervals_get(once, i)->mean_rank;
        g_assert_true(mean_rank == sz_rank_intervals_get(twice, i)->mean_rank);
        is_other |= mean_rank != sz_rank_intervals_get(other, i)->mean_rank;
        g_assert_cmpfloat(fabs(mean_rank - sz_rank_intervals_get(other, i)->mean_rank), <, 0.15);
    }
    g_assert_true(is_other);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/rank-interval/draws-those-of-the-vectors",
                    test_draws_those_of_the_vectors);
    g_test_add_func("/metrics/rank-interval/draws-those-of-more-vectors",
                    test_draws_those_of_more_vectors);
    g_test_add_func("/metrics/rank-interval/small-samples-are-ties", test_small_samples_are_ties);
    g_test_add_func("/metrics/rank-interval/a-rate-stays-within-its-bounds",
                    test_a_rate_stays_within_its_bounds);
    g_test_add_func("/metrics/rank-interval/a-mean-is-as-far-off-as-its-error",
                    test_a_mean_is_as_far_off_as_its_error);
    g_test_add_func("/metrics/rank-interval/what-has-no-score-has-no-rank",
                    test_what_has_no_score_has_no_rank);
    g_test_add_func("/metrics/rank-interval/a-place-is-shared-with-who-opened-it",
                    test_a_place_is_shared_with_who_opened_it);
    g_test_add_func("/metrics/rank-interval/a-seed-is-a-result", test_a_seed_is_a_result);
    return g_test_run();
}
