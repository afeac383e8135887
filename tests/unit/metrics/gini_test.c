/* The Gini coefficient. */

#include "metrics/gini.h"

static void test_by_hand(void)
{
    static const struct {
        double values[5];
        gsize n;
        double expected;
    } rows[] = {
        {{1, 2, 3, 4}, 4, 0.25}, /* (-3 - 2 + 3 + 12) / 40 */
        {{4, 1, 3, 2}, 4, 0.25}, /* in any order */
        {{5, 5, 5}, 3, 0},
        {{0, 0, 0, 8}, 4, 0.75}, /* one has everything: (n - 1) / n */
        {{7}, 1, 0},
        {{0, 0.5}, 2, 0.5},
        {{10, 20, 30, 40, 100}, 5, 0.4}, /* (-40 - 40 + 0 + 80 + 400) / 1000 */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        double got = -1;
        g_assert_true(sz_gini(rows[i].values, rows[i].n, &got));
        g_assert_cmpfloat_with_epsilon(got, rows[i].expected, 1e-12);
    }
}

static void test_of_nothing_there_is_none(void)
{
    static const double zeros[3] = {0, 0, 0};
    double out = 42;
    g_assert_false(sz_gini(NULL, 0, &out));
    g_assert_false(sz_gini(zeros, G_N_ELEMENTS(zeros), &out));
    g_assert_true(out == 42);
}

static void test_is_half_the_mean_difference(void)
{
    for (int round = 0; round < 100; round++) {
        double values[25] = {0};
        gsize n = (gsize)g_test_rand_int_range(1, G_N_ELEMENTS(values) + 1);
        double sum = 0;
        for (gsize i = 0; i < n; i++) {
            values[i] = g_test_rand_double_range(0, 100);
            sum += values[i];
        }
        double differences = 0;
        for (gsize i = 0; i < n * n; i++) {
            differences += ABS(values[i / n] - values[i % n]);
        }
        double got = -1;
        g_assert_true(sz_gini(values, n, &got));
        g_assert_cmpfloat_with_epsilon(got, differences / (2 * (double)n * sum), 1e-12);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/gini/by-hand", test_by_hand);
    g_test_add_func("/metrics/gini/of-nothing-there-is-none", test_of_nothing_there_is_none);
    g_test_add_func("/metrics/gini/is-half-the-mean-difference", test_is_half_the_mean_difference);
    return g_test_run();
}
