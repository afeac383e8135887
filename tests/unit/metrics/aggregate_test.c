/* Means, what they refuse, what a value contributes.  Values worked by hand. */

#include "metrics/aggregate.h"

#define EPSILON 1e-12

static const SzAggregate arithmetic = {.kind = SZ_AGGREGATE_ARITHMETIC};
static const SzAggregate geometric = {.kind = SZ_AGGREGATE_GEOMETRIC};
static const SzAggregate harmonic = {.kind = SZ_AGGREGATE_HARMONIC};
static const SzAggregate square = {.kind = SZ_AGGREGATE_POWER, .power = 2};
static const SzAggregate half = {.kind = SZ_AGGREGATE_POWER, .power = 0.5};

static SzAggregateSum sum_of(SzAggregate how, const SzAggregatePart *parts, gsize n)
{
    SzAggregateSum sum = {.how = how};
    for (gsize i = 0; i < n; i++) {
        sz_aggregate_add(&sum, parts[i].weight, parts[i].value);
    }
    return sum;
}

static double mean_of(const SzAggregateSum *sum)
{
    double mean = -1;
    g_assert_true(sz_aggregate_mean(sum, &mean));
    return mean;
}

static void test_means(void)
{
    static const SzAggregatePart even[] = {{1, 20}, {1, 80}};
    static const SzAggregatePart uneven[] = {{0.5, 1}, {1.5, 16}};
    static const struct {
        const SzAggregate *how;
        const SzAggregatePart *parts;
        double mean;
    } rows[] = {
        {&arithmetic, even, 50},
        {&geometric, even, 40},
        {&harmonic, even, 32},
        {&square, even, 58.3095189485}, /* sqrt(3400) */
        {&half, even, 45},              /* ((sqrt 20 + sqrt 80) / 2)^2 = (1.5 sqrt 20)^2 */
        {&arithmetic, uneven, 12.25},
        {&geometric, uneven, 8},        /* 16^0.75 */
        {&harmonic, uneven, 64 / 19.0}, /* 2 / (0.5 + 1.5 / 16) = 2 / 0.59375 */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzAggregateSum sum = sum_of(*rows[i].how, rows[i].parts, 2);
        g_assert_cmpfloat_with_epsilon(mean_of(&sum), rows[i].mean, 1e-9);
    }
}

static void test_what_has_no_place(void)
{
    static const struct {
        const SzAggregate *how;
        double value;
        bool takes;
    } rows[] = {
        {&arithmetic, -1, true}, {&arithmetic, 0, true},  {&geometric, 1e-300, true},
        {&geometric, 0, false},  {&geometric, -1, false}, {&harmonic, 0, false},
        {&harmonic, -1, true},   {&square, 0, true},      {&square, -1, false},
        {&half, 0, false},       {&half, 1, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s of %g", sz_aggregate_name(*rows[i].how), rows[i].value);
        g_assert_cmpint(sz_aggregate_takes(*rows[i].how, rows[i].value), ==, rows[i].takes);
    }
}

static void test_no_mean_leaves_the_output(void)
{
    static const SzAggregatePart weightless[] = {{0, 20}};
    static const SzAggregatePart opposite[] = {{1, 2}, {1, -2}};
    double out = 42;
    SzAggregateSum nothing = {.how = arithmetic};
    SzAggregateSum empty = sum_of(arithmetic, weightless, 1);
    SzAggregateSum cancelled = sum_of(harmonic, opposite, 2);
    g_assert_false(sz_aggregate_mean(&nothing, &out));
    g_assert_false(sz_aggregate_mean(&empty, &out));
    g_assert_false(sz_aggregate_mean(&cancelled, &out));
    g_assert_true(out == 42);
}

static void test_contributions_add_up(void)
{
    static const SzAggregate *const hows[] = {&arithmetic, &geometric, &harmonic, &square, &half};
    for (gsize i = 0; i < G_N_ELEMENTS(hows); i++) {
        SzAggregatePart parts[5];
        double given = 0;
        for (gsize k = 0; k < G_N_ELEMENTS(parts); k++) {
            parts[k] = (SzAggregatePart){g_test_rand_double_range(0, 3),
                                         g_test_rand_double_range(0.1, 100)};
        }
        SzAggregateSum sum = sum_of(*hows[i], parts, G_N_ELEMENTS(parts));
        double mean = mean_of(&sum);
        for (gsize k = 0; k < G_N_ELEMENTS(parts); k++) {
            given += sz_aggregate_carry(&sum, mean, 0.25, parts[k]) * parts[k].value;
        }
        g_assert_cmpfloat_with_epsilon(given, mean / 4, 1e-9);
    }
    static const SzAggregatePart zeros[] = {{1, 0}, {2, 0}};
    SzAggregateSum sum = sum_of(square, zeros, 2);
    g_assert_true(sz_aggregate_carry(&sum, mean_of(&sum), 1, zeros[0]) == 0);
}

static void test_replaces_one(void)
{
    static const SzAggregatePart parts[] = {{1, 30}, {1, 70}};
    static const struct {
        const SzAggregate *how;
        double first; /* 70 becomes 42 */
        double then;  /* and 30 */
    } rows[] = {{&arithmetic, -14, -6},
                {&harmonic, 35 - 42, 30 - 35},
                {&geometric, -10.32927825, -5.4964787}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzAggregateSum sum = sum_of(*rows[i].how, parts, 2);
        g_assert_cmpfloat_with_epsilon(sz_aggregate_replace(&sum, parts[1], 42), rows[i].first,
                                       1e-6);
        g_assert_cmpfloat_with_epsilon(sz_aggregate_replace(&sum, (SzAggregatePart){1, 42}, 30),
                                       rows[i].then, 1e-6);
        g_assert_cmpfloat_with_epsilon(mean_of(&sum), 30, EPSILON);
    }
    SzAggregateSum nothing = {.how = arithmetic};
    g_assert_true(sz_aggregate_replace(&nothing, parts[0], 5) == 0);
    g_assert_true(nothing.sum == 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/aggregate/means", test_means);
    g_test_add_func("/metrics/aggregate/what-has-no-place", test_what_has_no_place);
    g_test_add_func("/metrics/aggregate/no-mean-leaves-the-output", test_no_mean_leaves_the_output);
    g_test_add_func("/metrics/aggregate/contributions-add-up", test_contributions_add_up);
    g_test_add_func("/metrics/aggregate/replaces-one", test_replaces_one);
    return g_test_run();
}
