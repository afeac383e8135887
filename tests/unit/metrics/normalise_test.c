/* Columns on one scale.  Values worked by hand; 7 is missing in each, so it may be anything. */

#include "metrics/normalise.h"

#include "metrics/error.h"

#define EPSILON 1e-12
#define N 6

/* 2, 4, 4, 4, 10 and one that is missing. */
static const SzMaybeNumber values[N] = {{true, 4}, {false, 7}, {true, 2},
                                        {true, 4}, {true, 10}, {true, 4}};

static void test_methods(void)
{
    static const struct {
        SzNormaliser how;
        double expected[N]; /* of the missing one: not looked at */
    } rows[] = {
        {{.method = SZ_NORMALISE_MINMAX, .lower = 0, .upper = 100}, {25, 0, 0, 25, 100, 25}},
        {{.method = SZ_NORMALISE_MINMAX, .lower = 1, .upper = 2, .is_down = true},
         {1.75, 0, 2, 1.75, 1, 1.75}},
        /* Mean 4.8; squares 7.84 + 3 * 0.64 + 27.04 = 36.8 over 4: sd 3.03315017762062. */
        {{.method = SZ_NORMALISE_ZSCORE, .centre = 50, .spread = 3.03315017762062},
         {49.2, 0, 47.2, 49.2, 55.2, 49.2}},
        {{.method = SZ_NORMALISE_RANK}, {2, 0, 1, 2, 5, 2}},
        {{.method = SZ_NORMALISE_RANK, .is_down = true}, {2, 0, 5, 2, 1, 2}},
        {{.method = SZ_NORMALISE_BORDA}, {1, 0, 0, 1, 4, 1}},
        {{.method = SZ_NORMALISE_PERCENTILE_RANK}, {0.25, 0, 0, 0.25, 1, 0.25}},
        {{.method = SZ_NORMALISE_DISTANCE_TO_TARGET, .target = 7}, {0.4, 0, 0, 0.4, 1, 0.4}},
        {{.method = SZ_NORMALISE_DISTANCE_TO_TARGET, .target = 4, .is_down = true},
         {1, 0, 1, 1, 0, 1}},
        {{.method = SZ_NORMALISE_CURVE, .curve = {.n = 2, .points = {{0, 100}, {10, 0}}}},
         {60, 0, 80, 60, 0, 60}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzMaybeNumber out[N] = {{.known = false}};
        g_autoptr(GError) error = NULL;
        g_assert_true(sz_normalise_column(&rows[i].how, values, N, out, &error));
        g_assert_no_error(error);
        for (gsize k = 0; k < N; k++) {
            g_test_message("row %zu, value %zu", i, k);
            g_assert_cmpint(out[k].known, ==, values[k].known);
            if (out[k].known) {
                g_assert_cmpfloat_with_epsilon(out[k].value, rows[i].expected[k], EPSILON);
            }
        }
    }
}

/* All the same, although 0.1 three times is not 0.3; and a single one. */
static void test_a_constant_column_tells_nobody_apart(void)
{
    static const SzMaybeNumber same[] = {{true, 0.1}, {true, 0.1}, {true, 0.1}};
    static const struct {
        SzNormaliseMethod method;
        gsize n;
        bool known;
    } rows[] = {
        {SZ_NORMALISE_MINMAX, 3, false},         {SZ_NORMALISE_ZSCORE, 3, false},
        {SZ_NORMALISE_ZSCORE, 1, false},         {SZ_NORMALISE_PERCENTILE_RANK, 1, false},
        {SZ_NORMALISE_PERCENTILE_RANK, 3, true}, {SZ_NORMALISE_RANK, 3, true},
        {SZ_NORMALISE_BORDA, 1, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzNormaliser how = {.method = rows[i].method, .upper = 1, .spread = 1};
        SzMaybeNumber out[3] = {{.known = !rows[i].known}};
        g_autoptr(GError) error = NULL;
        g_assert_true(sz_normalise_column(&how, same, rows[i].n, out, &error));
        g_assert_cmpint(out[0].known, ==, rows[i].known);
    }
}

static void test_nothing_and_nobody(void)
{
    static const SzMaybeNumber missing[] = {{.known = false}};
    for (guint method = 0; method <= SZ_NORMALISE_DISTANCE_TO_TARGET; method++) {
        const SzNormaliser how = {.method = (SzNormaliseMethod)method, .curve = {.n = 1}};
        SzMaybeNumber out = {true, 42};
        g_autoptr(GError) error = NULL;
        g_assert_true(sz_normalise_column(&how, NULL, 0, &out, &error));
        g_assert_true(out.known);
        g_assert_true(sz_normalise_column(&how, missing, 1, &out, &error));
        g_assert_false(out.known);
    }
}

static void test_refuses_and_leaves_alone(void)
{
    static const SzMaybeNumber huge[] = {{true, 1e308}, {true, -1e308}};
    static const struct {
        SzNormaliser how;
        const SzMaybeNumber *values;
        gsize n;
        SzMetricsError code;
    } rows[] = {
        {{.method = SZ_NORMALISE_DISTANCE_TO_TARGET, .target = 2},
         values,
         N,
         SZ_METRICS_ERROR_CONFLICT},
        {{.method = SZ_NORMALISE_DISTANCE_TO_TARGET, .target = 10, .is_down = true},
         values,
         N,
         SZ_METRICS_ERROR_CONFLICT},
        {{.method = SZ_NORMALISE_MINMAX, .upper = 1}, huge, 2, SZ_METRICS_ERROR_RANGE},
        {{.method = SZ_NORMALISE_ZSCORE, .spread = 1}, huge, 2, SZ_METRICS_ERROR_RANGE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzMaybeNumber out[N] = {{true, 42}};
        g_autoptr(GError) error = NULL;
        g_assert_false(sz_normalise_column(&rows[i].how, rows[i].values, rows[i].n, out, &error));
        g_assert_error(error, SZ_METRICS_ERROR, (gint)rows[i].code);
        g_assert_true(out[0].value == 42);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/normalise/methods", test_methods);
    g_test_add_func("/metrics/normalise/a-constant-column-tells-nobody-apart",
                    test_a_constant_column_tells_nobody_apart);
    g_test_add_func("/metrics/normalise/nothing-and-nobody", test_nothing_and_nobody);
    g_test_add_func("/metrics/normalise/refuses-and-leaves-alone", test_refuses_and_leaves_alone);
    return g_test_run();
}
