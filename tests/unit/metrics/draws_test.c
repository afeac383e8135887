/* The generator is the one that is named, and its normal numbers are normal. */

#include "metrics/draws.h"

#include <math.h>

/* First numbers of splitmix64 with seed 1234567, as its authors' program prints them. */
static void test_is_splitmix64(void)
{
    static const guint64 expected[] = {
        G_GUINT64_CONSTANT(6457827717110365317), G_GUINT64_CONSTANT(3203168211198807973),
        G_GUINT64_CONSTANT(9817491932198370423), G_GUINT64_CONSTANT(4593380528125082431),
        G_GUINT64_CONSTANT(16408922859458223821)};
    SzDraws draws = {1234567};
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        double u = sz_draws_uniform(&draws);
        g_assert_true(u == (double)(expected[i] >> 11) / (double)(G_GUINT64_CONSTANT(1) << 53));
    }
}

/* Of a million: mean, variance, and the shares below -1.96 and within 1 are off by five standard errors at most. */
static void test_normal_numbers_are_normal(void)
{
    const double n = 1000000;
    SzDraws draws = {20260302};
    double sum = 0;
    double squares = 0;
    double below = 0;
    double within = 0;
    for (int i = 0; i < (int)n; i++) {
        double z = sz_draws_normal(&draws);
        sum += z;
        squares += z * z;
        below += z < -1.959963984540054;
        within += fabs(z) < 1;
    }
    g_assert_cmpfloat(fabs(sum / n), <, 0.005);
    g_assert_cmpfloat(fabs(squares / n - 1), <, 0.0071);
    g_assert_cmpfloat(fabs(below / n - 0.025), <, 0.0008);
    g_assert_cmpfloat(fabs(within / n - 0.6826895), <, 0.0024);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/draws/is-splitmix64", test_is_splitmix64);
    g_test_add_func("/metrics/draws/normal-numbers-are-normal", test_normal_numbers_are_normal);
    return g_test_run();
}
