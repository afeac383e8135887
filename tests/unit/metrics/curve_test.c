/* Shapes of curves: their corners, and what has no score.  Values worked by hand. */

#include "metrics/curve.h"

#include <math.h>

#define EPSILON 1e-12

static const SzCurve steps = {
    .n = 3, .points = {{5, 100}, {5, 60}, {20, 0}}, .shape = SZ_CURVE_STEPS};
static const SzCurve share = {.n = 1, .points = {{95, 100}}, .shape = SZ_CURVE_SHARE};
static const SzCurve inverse = {.n = 1, .points = {{8, 100}}, .shape = SZ_CURVE_INVERSE};
static const SzCurve lines = {.n = 3, .points = {{-1, 10}, {1, 30}, {2, 20}}};

static void test_scores(void)
{
    static const struct {
        const SzCurve *curve;
        double value;
        double score;
    } rows[] = {
        {&steps, -1e9, 100}, {&steps, 4.999, 100}, {&steps, 5, 60},     {&steps, 19.9, 60},
        {&steps, 20, 0},     {&share, 0, 0},       {&share, 47.5, 50},  {&share, 95, 100},
        {&share, 200, 100},  {&inverse, 0, 100},   {&inverse, -3, 100}, {&inverse, 8, 100},
        {&inverse, 10, 80},  {&lines, -2, 10},     {&lines, 0, 20},     {&lines, 1, 30},
        {&lines, 1.5, 25},   {&lines, 9, 20},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_true(sz_curve_knows(rows[i].curve, rows[i].value));
        g_assert_cmpfloat_with_epsilon(sz_curve_score(rows[i].curve, rows[i].value), rows[i].score,
                                       EPSILON);
    }
}

static void test_logarithms(void)
{
    /* UNDP's technical note: income between 100 and 75,000 dollars. */
    const SzCurve income = {
        .n = 2, .points = {{log(100), 0}, {log(75000), 100}}, .shape = SZ_CURVE_LOG_LINES};
    g_assert_false(sz_curve_knows(&income, 0));
    g_assert_false(sz_curve_knows(&income, -3));
    g_assert_true(sz_curve_knows(&income, 1e-9));
    g_assert_cmpfloat_with_epsilon(sz_curve_score(&income, 3829), 55.062665498825815, EPSILON);
    g_assert_cmpfloat_with_epsilon(sz_curve_score(&income, 50), 0, EPSILON);
    g_assert_cmpfloat_with_epsilon(sz_curve_score(&income, 80000), 100, EPSILON);
}

static void test_bounds(void)
{
    static const struct {
        const SzCurve *curve;
        double least;
        double most;
    } rows[] = {{&steps, 0, 100}, {&share, 0, 100}, {&inverse, 0, 100}, {&lines, 10, 30}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_true(sz_curve_least(rows[i].curve) == rows[i].least);
        g_assert_true(sz_curve_most(rows[i].curve) == rows[i].most);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/curve/scores", test_scores);
    g_test_add_func("/metrics/curve/logarithms", test_logarithms);
    g_test_add_func("/metrics/curve/bounds", test_bounds);
    return g_test_run();
}
