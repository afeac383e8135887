/* Wilson intervals and shrunk rates against vectors from outside (tests/data/index/satisfaction.json). */

#include "metrics/shrinkage.h"

#include "metrics/ranks.h"
#include "vectors.h"

#include <math.h>

static void assert_wilson(const json_t *point, const char *name, double z)
{
    const json_t *expected = json_object_get(point, name);
    SzRateInterval got =
        sz_wilson_interval(vectors_number(point, "y"), vectors_number(point, "n"), z);
    vectors_assert_close(got.lower, vectors_number(expected, "lower"));
    vectors_assert_close(got.upper, vectors_number(expected, "upper"));
}

static void test_wilson_is_that_of_the_vectors(void)
{
    json_t *document = vectors_load("satisfaction.json");
    const json_t *points = json_object_get(json_object_get(document, "wilson"), "points");
    g_assert_cmpuint(json_array_size(points), >=, 15);
    for (gsize i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        assert_wilson(point, "two_sided_95", SZ_Z_95_TWO_SIDED);
        assert_wilson(point, "two_sided_99", SZ_Z_99_TWO_SIDED);
        assert_wilson(point, "one_sided_95", SZ_Z_95_ONE_SIDED);
    }
    json_decref(document);
}

/* Not only to the last bits but one, which is where the sum of the formula ends. */
static void test_wilson_ends_are_exact(void)
{
    for (int n = 1; n <= 2000; n++) {
        SzRateInterval none = sz_wilson_interval(0, n, SZ_Z_95_TWO_SIDED);
        SzRateInterval all = sz_wilson_interval(n, n, SZ_Z_95_TWO_SIDED);
        g_assert_true(none.lower == 0 && none.upper > 0 && none.upper < 1);
        g_assert_true(all.upper == 1 && all.lower > 0 && all.lower < 1);
    }
    SzRateInterval nothing = sz_wilson_interval(0, 0, SZ_Z_95_TWO_SIDED);
    g_assert_true(nothing.lower == 0 && nothing.upper == 1);
}

/* What defines it: at either end the rate that was seen is z standard errors away. */
static void test_wilson_solves_its_equation(void)
{
    for (int round = 0; round < 1000; round++) {
        double n = g_test_rand_int_range(1, 5000);
        double k = g_test_rand_double_range(0.01, 0.99) * n; /* broken ones, too */
        double z = g_test_rand_double_range(-4, 4);
        double p = sz_wilson_bound(k, n, z);
        double off = k / n - p;
        vectors_assert_close(off * off * n, z * z * p * (1 - p));
        g_assert_true((p - k / n) * z >= 0);
    }
}

static GArray *counts_of(const json_t *example)
{
    const json_t *k = json_object_get(example, "y");
    const json_t *n = json_object_get(example, "n");
    GArray *counts = g_array_new(FALSE, FALSE, sizeof(SzRateCount));
    for (gsize i = 0; i < json_array_size(k); i++) {
        SzRateCount count = {vectors_number_at(k, i), vectors_number_at(n, i)};
        g_array_append_val(counts, count);
    }
    return counts;
}

static void assert_shrunk(const json_t *rows, const SzRateCount *counts, SzRatePrior prior)
{
    for (gsize i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        vectors_assert_close(sz_shrunk_rate(counts[i], prior.rate, prior.strength),
                             vectors_number(row, "shrunk"));
        vectors_assert_close(sz_shrunk_share(counts[i].n, prior.strength),
                             vectors_number(row, "shrink_weight_on_prior"));
    }
}

static void assert_ranks(const json_t *example, const char *key, const GArray *scores,
                         const bool *has_score)
{
    const json_t *expected = json_object_get(example, key);
    guint got[32];
    g_assert_cmpuint(scores->len, <=, G_N_ELEMENTS(got));
    sz_ranks((const double *)(gpointer)scores->data, has_score, scores->len, got);
    for (guint i = 0; i < scores->len; i++) {
        g_assert_cmpint(got[i], ==, json_integer_value(json_array_get(expected, i)));
    }
}

static void assert_league_tables(const json_t *example, const GArray *counts, SzRatePrior prior)
{
    g_autoptr(GArray) raw = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) shrunk = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) lower = g_array_new(FALSE, FALSE, sizeof(double));
    bool has_rate[32];
    for (guint i = 0; i < counts->len; i++) {
        SzRateCount count = g_array_index(counts, SzRateCount, i);
        has_rate[i] = count.n > 0;
        double scores[] = {has_rate[i] ? count.k / count.n : 0,
                           sz_shrunk_rate(count, prior.rate, prior.strength),
                           sz_wilson_interval(count.k, count.n, SZ_Z_95_TWO_SIDED).lower};
        g_array_append_val(raw, scores[0]);
        g_array_append_val(shrunk, scores[1]);
        g_array_append_val(lower, scores[2]);
    }
    assert_ranks(example, "rank_raw", raw, has_rate);
    assert_ranks(example, "rank_shrunk_kleinman", shrunk, NULL);
    assert_ranks(example, "rank_wilson_lower95_two_sided", lower, has_rate);
}

static void assert_kleinman(const json_t *example)
{
    g_autoptr(GArray) counts = counts_of(example);
    const json_t *expected = json_object_get(example, "kleinman_weighted_mom");
    const SzRateCount *each = (const SzRateCount *)(gpointer)counts->data;
    SzRatePrior prior = sz_rate_prior_kleinman(each, counts->len);
    g_assert_true(prior.is_known);
    vectors_assert_close(prior.rate, vectors_number(expected, "pooled_rate"));
    vectors_assert_close(prior.dispersion, vectors_number(expected, "gamma"));
    if (json_is_null(json_object_get(expected, "alpha_plus_beta"))) {
        g_assert_true(isinf(prior.strength));
        for (guint i = 0; i < counts->len; i++) {
            vectors_assert_close(sz_shrunk_rate(each[i], prior.rate, prior.strength), prior.rate);
        }
    } else {
        vectors_assert_close(prior.strength, vectors_number(expected, "alpha_plus_beta"));
        assert_shrunk(json_object_get(example, "shrunk_with_kleinman"), each, prior);
        assert_league_tables(example, counts, prior);
    }
}

static void assert_empirical_bayes(json_t *document)
{
    const json_t *examples = json_object_get(document, "empirical_bayes");
    g_assert_cmpuint(json_array_size(examples), >=, 2);
    for (gsize i = 0; i < json_array_size(examples); i++) {
        assert_kleinman(json_array_get(examples, i));
    }
    json_decref(document);
}

static void test_empirical_bayes_is_that_of_the_vectors(void)
{
    assert_empirical_bayes(vectors_load("satisfaction.json"));
}

static void test_empirical_bayes_is_that_of_more_vectors(void)
{
    json_t *document = vectors_load_shared("satisfaction/satisfaction.json");
    if (document != NULL) {
        assert_empirical_bayes(document);
    }
}

static void test_a_prior_at_the_edges(void)
{
    static const struct {
        SzRateCount counts[3];
        gsize n;
        bool is_known;
        double rate;
        double dispersion;
    } rows[] = {
        {{{0, 0}}, 0, false, 0, 0},                        /* nobody */
        {{{0, 0}, {0, 0}}, 2, false, 0, 0},                /* nothing from anybody */
        {{{7, 10}}, 1, true, 0.7, 0},                      /* one says nothing of a spread */
        {{{1, 1}, {0, 1}, {1, 1}}, 3, true, 2. / 3, 0},    /* nor do single answers */
        {{{5, 5}, {9, 9}}, 2, true, 1, 0},                 /* all good: no spread */
        {{{100, 100}, {0, 100}}, 2, true, 0.5, 1},         /* nothing in common */
        {{{50, 100}, {50, 100}, {0, 0}}, 3, true, 0.5, 0}, /* less than chance makes */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzRatePrior prior = sz_rate_prior_kleinman(rows[i].counts, rows[i].n);
        g_assert_true(prior.is_known == rows[i].is_known);
        g_assert_cmpfloat_with_epsilon(prior.rate, rows[i].rate, 1e-12);
        g_assert_cmpfloat_with_epsilon(prior.dispersion, rows[i].dispersion, 1e-12);
        if (prior.is_known) {
            g_assert_true(isinf(prior.strength) == (rows[i].dispersion == 0));
        }
    }
}

/* DOMAIN's rule, m = 30: 3 of 3 with p0 = 0.9 is (3 + 27) / 33. */
static void test_shrinks_by_a_given_strength(void)
{
    g_assert_cmpfloat_with_epsilon(sz_shrunk_rate((SzRateCount){3, 3}, 0.9, 30), 30. / 33, 1e-15);
    g_assert_cmpfloat_with_epsilon(sz_shrunk_share(3, 30), 30. / 33, 1e-15);
    g_assert_true(sz_shrunk_rate((SzRateCount){0, 0}, 0.9, 30) == 0.9);
    g_assert_true(sz_shrunk_rate((SzRateCount){0, 0}, 0.9, 0) == 0.9);
    g_assert_true(sz_shrunk_share(0, 0) == 1);
    g_assert_true(sz_shrunk_rate((SzRateCount){1, 4}, 0.9, 0) == 0.25);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/shrinkage/wilson-is-that-of-the-vectors",
                    test_wilson_is_that_of_the_vectors);
    g_test_add_func("/metrics/shrinkage/wilson-ends-are-exact", test_wilson_ends_are_exact);
    g_test_add_func("/metrics/shrinkage/wilson-solves-its-equation",
                    test_wilson_solves_its_equation);
    g_test_add_func("/metrics/shrinkage/empirical-bayes-is-that-of-the-vectors",
                    test_empirical_bayes_is_that_of_the_vectors);
    g_test_add_func("/metrics/shrinkage/empirical-bayes-is-that-of-more-vectors",
                    test_empirical_bayes_is_that_of_more_vectors);
    g_test_add_func("/metrics/shrinkage/a-prior-at-the-edges", test_a_prior_at_the_edges);
    g_test_add_func("/metrics/shrinkage/shrinks-by-a-given-strength",
                    test_shrinks_by_a_given_strength);
    return g_test_run();
}
