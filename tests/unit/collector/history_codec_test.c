#include "collector/history_codec.h"

#include "metrics/state_writer.h"

#include <math.h>
#include <stdio.h>

#define N 500

static SzMaybeReal known(double value)
{
    return (SzMaybeReal){true, value};
}

/* As JSON prints it. */
static void print(double value, char out[40])
{
    (void)snprintf(out, 40, "%.12g", value);
}

static void assert_prints_alike(double a, double b)
{
    char left[40];
    char right[40];
    print(a, left);
    print(b, right);
    g_assert_cmpstr(left, ==, right);
}

/* --- rounding ------------------------------------------------------------------------------ */

static void test_rounding(void)
{
    static const struct {
        double value;
        double rounded;
    } cases[] = {
        {0, 0},
        {1, 1},
        {-1.5, -1.5},
        {100.0 / 3, 33.3333333333},
        {200.0 / 3, 66.6666666667},
        {-200.0 / 3, -66.6666666667},
        {0.1 + 0.2, 0.3},
        {1e11 / 3, 33333333333.3},
        {0.001 / 3, 0.000333333333333},
        {999999999999.4, 999999999999},
        {99.99999999999999, 100},
        {1e15, 1e15},
        {1e-30, 1e-30},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_cmpfloat(sz_history_round(cases[i].value), ==, cases[i].rounded);
    }
}

static double random_value(void)
{
    static const double sizes[] = {1e-8, 1e-3, 1, 100, 1e6, 1e13};
    switch (g_test_rand_int_range(0, 4)) {
    case 0:
        return g_test_rand_int_range(-5, 6);
    case 1:
        return 100.0 * g_test_rand_int_range(0, 50) / g_test_rand_int_range(1, 50);
    default:
        return g_test_rand_double_range(-1, 1) *
               sizes[g_test_rand_int_range(0, (gint32)G_N_ELEMENTS(sizes))];
    }
}

static void test_rounding_is_what_json_prints(void)
{
    for (guint i = 0; i < 20000; i++) {
        double value = random_value();
        char text[40];
        print(value, text);
        assert_prints_alike(sz_history_round(value), value);
        /* Beyond the powers of ten that it knows a value stays as it is. */
        if (fabs(value) > 1e-6 && fabs(value) < 1e12) {
            g_assert_cmpfloat(sz_history_round(value), ==, g_ascii_strtod(text, NULL));
        }
    }
}

/* --- samples ------------------------------------------------------------------------------- */

static void test_samples(void)
{
    SzMaybeReal values[N];
    SzMaybeReal back[N];
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (guint i = 0; i < N; i++) {
        values[i] = g_test_rand_bit() ? known(random_value()) : (SzMaybeReal){0};
    }
    sz_history_put_sample(bytes, values, N);
    const SzSlice all = {(const char *)bytes->data, bytes->len};
    g_assert_true(sz_history_take_sample(all, back, N));
    for (guint i = 0; i < N; i++) {
        g_assert_cmpint(values[i].known, ==, back[i].known);
        g_assert_true(!values[i].known || sz_history_round(values[i].value) <= back[i].value);
        g_assert_true(!values[i].known || sz_history_round(values[i].value) >= back[i].value);
    }
    for (gsize n = 0; n < all.len; n++) {
        g_assert_false(sz_history_take_sample((SzSlice){all.data, n}, back, N));
    }
    g_assert_false(sz_history_take_sample(all, back, N - 1)); /* something is left over */
}

/* --- columns ------------------------------------------------------------------------------- */

static gsize assert_comes_back(const SzMaybeReal *values, const SzMaybeReal *beside, gsize n)
{
    SzMaybeReal back[N];
    const SzHistoryColumn column = {values, beside, n};
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_assert_cmpuint(n, <=, N);
    sz_history_put_column(bytes, &column);
    SzStateReader reader = sz_state_reader((SzSlice){(const char *)bytes->data, bytes->len});
    sz_history_take_column(&reader, beside, back, n);
    g_assert_true(sz_state_is_done(&reader));
    for (gsize i = 0; i < n; i++) {
        g_assert_cmpint(values[i].known, ==, back[i].known);
        if (values[i].known) {
            g_assert_cmpfloat(sz_history_round(values[i].value), ==, back[i].value);
        }
    }
    return bytes->len;
}

static void test_random_columns(void)
{
    SzMaybeReal values[N];
    for (guint round = 0; round < 300; round++) {
        gsize n = (gsize)g_test_rand_int_range(0, N + 1);
        int kind = g_test_rand_int_range(0, 3);
        for (gsize i = 0; i < n; i++) {
            values[i] = g_test_rand_int_range(0, 3) > 0 ? known(random_value()) : (SzMaybeReal){0};
            values[i].known = kind == 1 || (kind == 2 && values[i].known);
        }
        (void)assert_comes_back(values, NULL, n);
    }
}

static void test_nothing_known_is_nothing(void)
{
    const SzMaybeReal values[3] = {{0}, {0}, {0}};
    g_assert_cmpuint(assert_comes_back(values, NULL, 3), ==, 1);
    g_assert_cmpuint(assert_comes_back(values, NULL, 0), ==, 0);
}

/* 13 of 17, 14 of 18, ..: two bytes each are too many. */
static void test_per_cents_are_short(void)
{
    static const double units[] = {100, 1, 1.0 / 60};
    SzMaybeReal values[N];
    SzMaybeReal counts[N];
    for (gsize u = 0; u < G_N_ELEMENTS(units); u++) {
        for (guint i = 0; i < N; i++) {
            counts[i] = known(17 + i);
            values[i] = known(units[u] * (13 + i) / (17 + i));
        }
        g_assert_cmpuint(assert_comes_back(values, counts, N), <, N + 16);
        g_assert_cmpuint(assert_comes_back(values, NULL, N), >, (gsize)4 * N);
    }
}

static void test_per_cents_of_no_count(void)
{
    SzMaybeReal values[3] = {{true, 100.0 / 3}, {true, 200.0 / 3}, {true, 50}};
    const SzMaybeReal odd[][3] = {{{0}, {true, 3}, {true, 2}},
                                  {{true, 3}, {true, 0}, {true, 2}},
                                  {{true, 3}, {true, 3.5}, {true, 2}},
                                  {{true, 3}, {true, -3}, {true, 2}},
                                  {{true, 3}, {true, 1e300}, {true, 2}}};
    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
        (void)assert_comes_back(values, odd[i], 3);
    }
}

static void test_large_and_small_together(void)
{
    const SzMaybeReal values[] = {{true, 1e11 / 3}, {true, 1e-5 / 3}, {true, 1e300}, {true, -0.5}};
    (void)assert_comes_back(values, NULL, 2); /* no power of ten that both have fits */
    (void)assert_comes_back(values, NULL, 4);
}

#define COLUMNS ((gsize)7)
#define INSTANTS ((gsize)60)

/* --- blocks -------------------------------------------------------------------------------- */

static void test_blocks(void)
{
    SzMaybeReal values[COLUMNS * INSTANTS];
    SzMaybeReal back[COLUMNS * INSTANTS];
    for (gsize i = 0; i < COLUMNS * INSTANTS; i++) {
        values[i] = i / INSTANTS % 2 == 1 ? known(g_test_rand_int_range(1, 9))
                                          : known(100.0 * g_test_rand_int_range(0, 9) / 7);
    }
    g_autoptr(GByteArray) bytes = sz_history_block(values, COLUMNS, INSTANTS);
    const SzSlice all = {(const char *)bytes->data, bytes->len};
    for (gsize skipped = 0; skipped < COLUMNS; skipped += 2) {
        g_auto(SzHistoryBlock) block = {0};
        g_assert_true(sz_history_block_open(all, INSTANTS, &block));
        gsize from = skipped > 0 ? skipped - 1 : 0;
        sz_history_block_skip(&block, from);
        for (gsize i = from; i < COLUMNS; i++) {
            SzMaybeReal *own = back + i * INSTANTS;
            g_assert_true(sz_history_block_next(&block, i > from ? own - INSTANTS : NULL, own));
        }
        for (gsize i = from * INSTANTS; i < COLUMNS * INSTANTS; i++) {
            g_assert_true(back[i].known);
            g_assert_cmpfloat(back[i].value, ==, sz_history_round(values[i].value));
        }
        g_assert_false(sz_history_block_next(&block, NULL, back)); /* there are no more */
    }
}

/* Whatever the bytes are: an answer, or a refusal. */
static void test_damaged_blocks_are_refused(void)
{
    SzMaybeReal values[3 * INSTANTS];
    SzMaybeReal back[INSTANTS];
    for (gsize i = 0; i < 3 * INSTANTS; i++) {
        values[i] = known(random_value());
    }
    g_autoptr(GByteArray) bytes = sz_history_block(values, 3, INSTANTS);
    for (guint i = 0; i < bytes->len; i++) {
        g_auto(SzHistoryBlock) block = {0};
        bytes->data[i] ^= 0x15;
        g_assert_false(sz_history_block_open((SzSlice){(const char *)bytes->data, bytes->len},
                                             INSTANTS, &block));
        bytes->data[i] ^= 0x15;
    }
    for (guint round = 0; round < 3000; round++) {
        char room[64];
        for (gsize i = 0; i < sizeof room; i++) {
            room[i] = (char)(g_test_rand_bit() ? g_test_rand_int_range(0, 40)
                                               : g_test_rand_int_range(0, 256));
        }
        SzStateReader reader = sz_state_reader((SzSlice){room, sizeof room});
        sz_history_take_column(&reader, values, back, INSTANTS);
        for (gsize i = 0; !reader.is_bad && i < INSTANTS; i++) {
            g_assert_true(!back[i].known || isfinite(back[i].value));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/history_codec/rounding", test_rounding);
    g_test_add_func("/collector/history_codec/rounding-is-what-json-prints",
                    test_rounding_is_what_json_prints);
    g_test_add_func("/collector/history_codec/samples", test_samples);
    g_test_add_func("/collector/history_codec/random-columns", test_random_columns);
    g_test_add_func("/collector/history_codec/nothing-known-is-nothing",
                    test_nothing_known_is_nothing);
    g_test_add_func("/collector/history_codec/per-cents-are-short", test_per_cents_are_short);
    g_test_add_func("/collector/history_codec/per-cents-of-no-count", test_per_cents_of_no_count);
    g_test_add_func("/collector/history_codec/large-and-small-together",
                    test_large_and_small_together);
    g_test_add_func("/collector/history_codec/blocks", test_blocks);
    g_test_add_func("/collector/history_codec/damaged-blocks-are-refused",
                    test_damaged_blocks_are_refused);
    return g_test_run();
}
