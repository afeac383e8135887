/* Places in a ranking. */

#include "metrics/ranks.h"

static void test_ranks(void)
{
    static const struct {
        double scores[5];
        bool has_score[5];
        guint n;
        guint expected[5];
    } rows[] = {
        {{70, 90, 80}, {true, true, true}, 3, {3, 1, 2}},
        {{1, 2, 2, 4, 0}, {true, true, true, true, true}, 5, {4, 2, 2, 1, 5}},
        {{5, 9, 7}, {true, false, true}, 3, {2, 0, 1}}, /* no score, no rank, and in nobody's way */
        {{0}, {false}, 1, {0}},
        {{-3}, {true}, 1, {1}},
        /* the last bits of a sum: 0.1 + 0.2 is not 0.3 */
        {{0.1 + 0.2, 0.3, 0.2}, {true, true, true}, 3, {1, 1, 3}},
        {{1e-10, 0, -1e-10}, {true, true, true}, 3, {1, 1, 1}},
        {{1e12, 1e12 + 1, 1e12 + 2000}, {true, true, true}, 3, {2, 2, 1}},
        /* a difference, if a small one */
        {{50, 50 + 1e-7}, {true, true}, 2, {2, 1}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint got[5] = {77, 77, 77, 77, 77};
        sz_ranks(rows[i].scores, rows[i].has_score, rows[i].n, got);
        for (guint k = 0; k < rows[i].n; k++) {
            g_assert_cmpuint(got[k], ==, rows[i].expected[k]);
        }
    }
}

/* The definition itself: one more than how many are higher. */
static void test_counts_who_is_higher(void)
{
    for (int round = 0; round < 200; round++) {
        double scores[40];
        guint got[40];
        for (guint i = 0; i < G_N_ELEMENTS(scores); i++) {
            scores[i] = g_test_rand_int_range(0, 20) / 7.0;
        }
        sz_ranks(scores, NULL, G_N_ELEMENTS(scores), got);
        for (guint i = 0; i < G_N_ELEMENTS(scores); i++) {
            guint n_higher = 0;
            for (guint k = 0; k < G_N_ELEMENTS(scores); k++) {
                n_higher += scores[k] > scores[i] + SZ_RANK_EQUAL * 3;
            }
            g_assert_cmpuint(got[i], ==, n_higher + 1);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/ranks/ranks", test_ranks);
    g_test_add_func("/metrics/ranks/counts-who-is-higher", test_counts_who_is_higher);
    return g_test_run();
}
