/* Type 7 quantiles. Expected values: numpy.quantile's definition worked by hand, h = (n - 1) p; and all three
 * definitions against vectors from outside (tests/data/index/quantile.json). */

#include "metrics/quantile.h"

#include "vectors.h"

static void test_agrees_with_hand_computed_values(void)
{
    static const struct {
        gint64 values[6];
        gsize n;
        double p;
        double expected;
    } rows[] = {
        {{10, 20, 30, 40}, 4, 0.9, 37}, /* h = 2.7: 30 + 0.7 * 10 */
        {{0}, 1, 0.9, 0},               /* a wait of nothing is a sample */
        {{7}, 1, 0.5, 7},               /* one sample is every quantile */
        {{1, 2}, 2, 0, 1},              /* the ends are the ends */
        {{1, 2}, 2, 1, 2},
        {{-5, 5}, 2, 0.5, 0},
        {{60, 120, 180, 240, 300, 900}, 6, 0.9, 600}, /* h = 4.5: 300 + 0.5 * 600 */
        {{60, 120, 180, 240, 300}, 5, 0.75, 240},     /* h = 3 */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        double got = -1;
        g_assert_true(sz_quantile_of_sorted(rows[i].values, rows[i].n, rows[i].p, &got));
        g_assert_cmpfloat_with_epsilon(got, rows[i].expected, 1e-9);
    }
}

static void test_of_nothing_there_is_none(void)
{
    double out = 42;
    g_assert_false(sz_quantile_of_sorted(NULL, 0, 0.9, &out));
    g_assert_true(out == 42);
}

static void test_sorts_ascending(void)
{
    static const gint64 values[] = {3, G_MININT64, 0, G_MAXINT64, 3};
    g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_vals(array, values, G_N_ELEMENTS(values));
    sz_sort_int64(array);
    for (guint i = 1; i < array->len; i++) {
        g_assert_cmpint(g_array_index(array, gint64, i - 1), <=, g_array_index(array, gint64, i));
    }
}

static void assert_quantiles_of(const json_t *set)
{
    g_autoptr(GArray) values = vectors_values(set);
    sz_sort_doubles(values);
    const double *sorted = (const double *)(gpointer)values->data;
    const json_t *ps = json_object_get(set, "p");
    g_assert_cmpuint(json_array_size(ps), >=, 13);
    for (gsize i = 0; i < json_array_size(ps); i++) {
        double p = vectors_number_at(ps, i);
        double got = -1;
        g_assert_true(sz_quantile_of_doubles(sorted, values->len, p, &got));
        vectors_assert_close(got, vectors_number_at(json_object_get(set, "exact_type7"), i));
        g_assert_cmpfloat(sorted[sz_quantile_lower_index(values->len, p)], ==,
                          vectors_number_at(json_object_get(set, "exact_lower"), i));
        g_assert_cmpfloat(sorted[sz_quantile_nearest_index(values->len, p)], ==,
                          vectors_number_at(json_object_get(set, "exact_nearest_rank"), i));
    }
}

static void test_is_that_of_the_vectors(void)
{
    json_t *document = vectors_load("quantile.json");
    const json_t *sets = json_object_get(document, "sets");
    g_assert_cmpuint(json_array_size(sets), ==, 6);
    for (gsize i = 0; i < json_array_size(sets); i++) {
        assert_quantiles_of(json_array_get(sets, i));
    }
    json_decref(document);
}

/* 0.29 * 100 is 28.999999999999996 in doubles, 0.07 * 100 is 7.000000000000001. */
static void test_last_bits_move_no_index(void)
{
    g_assert_cmpuint(sz_quantile_lower_index(101, 0.29), ==, 29);
    g_assert_cmpuint(sz_quantile_nearest_index(100, 0.07), ==, 6);
    g_assert_cmpuint(sz_quantile_lower_index(101, 0.289), ==, 28);
    g_assert_cmpuint(sz_quantile_nearest_index(100, 0.071), ==, 7);
    g_assert_cmpuint(sz_quantile_nearest_index(100, 0), ==, 0);
    g_assert_cmpuint(sz_quantile_nearest_index(100, 1), ==, 99);
    g_assert_cmpuint(sz_quantile_lower_index(100, 1), ==, 99);
}

static void test_of_no_doubles_there_is_none(void)
{
    double out = 42;
    g_assert_false(sz_quantile_of_doubles(NULL, 0, 0.9, &out));
    g_assert_true(out == 42);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/quantile/agrees-with-hand-computed-values",
                    test_agrees_with_hand_computed_values);
    g_test_add_func("/metrics/quantile/of-nothing-there-is-none", test_of_nothing_there_is_none);
    g_test_add_func("/metrics/quantile/sorts-ascending", test_sorts_ascending);
    g_test_add_func("/metrics/quantile/is-that-of-the-vectors", test_is_that_of_the_vectors);
    g_test_add_func("/metrics/quantile/last-bits-move-no-index", test_last_bits_move_no_index);
    g_test_add_func("/metrics/quantile/of-no-doubles-there-is-none",
                    test_of_no_doubles_there_is_none);
    return g_test_run();
}
