/* Sketches against vectors from outside (tests/data/index/quantile.json), and what they promise. */

#include "metrics/ddsketch.h"

#include "metrics/quantile.h"
#include "metrics/state_writer.h"
#include "vectors.h"

#include <math.h>

static void add(SzDdsketch *sketch, const GArray *values, guint first, guint step)
{
    for (guint i = first; i < values->len; i += step) {
        g_assert_true(sz_ddsketch_add(sketch, g_array_index(values, double, i)));
    }
}

static void assert_same_bytes(const SzDdsketch *a, const SzDdsketch *b)
{
    g_autoptr(GByteArray) left = g_byte_array_new();
    g_autoptr(GByteArray) right = g_byte_array_new();
    sz_ddsketch_save(a, left);
    sz_ddsketch_save(b, right);
    g_assert_cmpuint(left->len, ==, right->len);
    g_assert_true(memcmp(left->data, right->data, left->len) == 0);
}

/* (transfer full) */
static SzDdsketch *load(const guint8 *bytes, gsize n)
{
    SzStateReader reader = sz_state_reader((SzSlice){(const char *)bytes, n});
    SzDdsketch *sketch = sz_ddsketch_load(&reader);
    g_assert_true((sketch == NULL) == reader.is_bad);
    if (sketch != NULL && !sz_state_is_done(&reader)) {
        g_clear_pointer(&sketch, sz_ddsketch_free);
    }
    return sketch;
}

static void assert_figures(const SzDdsketch *sketch, const json_t *set)
{
    SzDdsketchFigures figures = sz_ddsketch_figures(sketch);
    g_assert_cmpfloat((double)figures.n, ==, vectors_number(set, "n"));
    g_assert_cmpfloat((double)figures.n_zeros, ==, vectors_number(set, "zeros"));
    g_assert_cmpfloat(figures.min, ==, vectors_number(set, "min"));
    g_assert_cmpfloat(figures.max, ==, vectors_number(set, "max"));
    vectors_assert_close(figures.sum, vectors_number(set, "sum"));
}

/* Values on an edge may be one bucket off. */
static void assert_buckets(const SzDdsketch *sketch, const json_t *expected)
{
    guint64 n_off = 0;
    const char *key = NULL;
    const json_t *count = NULL;
    json_object_foreach(json_object_get(expected, "bucket_counts"), key, count)
    {
        gint64 got = (gint64)sz_ddsketch_count(sketch, (gint)g_ascii_strtoll(key, NULL, 10));
        n_off += (guint64)ABS(got - json_integer_value(count));
    }
    g_assert_cmpfloat((double)n_off, <=,
                      vectors_number(expected, "values_within_1e-9_of_a_bucket_edge"));
}

static void assert_estimates(const SzDdsketch *sketch, const json_t *set, const json_t *expected)
{
    const json_t *ps = json_object_get(set, "p");
    for (gsize i = 0; i < json_array_size(ps); i++) {
        double got = -1;
        g_assert_true(sz_ddsketch_quantile(sketch, vectors_number_at(ps, i), &got));
        vectors_assert_close(got, vectors_number_at(json_object_get(expected, "estimate"), i));
        double lower = vectors_number_at(json_object_get(expected, "lower_bound"), i);
        double upper = vectors_number_at(json_object_get(expected, "upper_bound"), i);
        g_assert_cmpfloat(got, >=, lower * (1 - 1e-9));
        g_assert_cmpfloat(got, <=, upper * (1 + 1e-9));
    }
}

/* The same, to the byte, from seven shards merged upwards and downwards, and from its bytes. */
static void assert_merges(const SzDdsketch *whole, const GArray *values, double alpha)
{
    g_autoptr(SzDdsketch) upwards = sz_ddsketch_new(alpha);
    g_autoptr(SzDdsketch) downwards = sz_ddsketch_new(alpha);
    for (guint i = 0; i < 7; i++) {
        g_autoptr(SzDdsketch) shard = sz_ddsketch_new(alpha);
        g_autoptr(SzDdsketch) last = sz_ddsketch_new(alpha);
        add(shard, values, i, 7);
        add(last, values, 6 - i, 7);
        g_assert_true(sz_ddsketch_merge(upwards, shard));
        g_assert_true(sz_ddsketch_merge(downwards, last));
    }
    assert_same_bytes(whole, upwards);
    assert_same_bytes(whole, downwards);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    sz_ddsketch_save(whole, bytes);
    g_autoptr(SzDdsketch) back = load(bytes->data, bytes->len);
    g_assert_nonnull(back);
    assert_same_bytes(whole, back);
}

static void assert_set(const json_t *set)
{
    g_autoptr(GArray) values = vectors_values(set);
    const json_t *sketches = json_object_get(set, "ddsketch");
    g_assert_cmpuint(json_array_size(sketches), >=, 1);
    for (gsize i = 0; i < json_array_size(sketches); i++) {
        const json_t *expected = json_array_get(sketches, i);
        double alpha = vectors_number(expected, "alpha");
        g_autoptr(SzDdsketch) sketch = sz_ddsketch_new(alpha);
        add(sketch, values, 0, 1);
        assert_figures(sketch, set);
        assert_buckets(sketch, expected);
        assert_estimates(sketch, set, expected);
        assert_merges(sketch, values, alpha);
    }
}

static void test_is_that_of_the_vectors(void)
{
    json_t *document = vectors_load("quantile.json");
    const json_t *sets = json_object_get(document, "sets");
    g_assert_cmpuint(json_array_size(sets), ==, 6);
    for (gsize i = 0; i < json_array_size(sets); i++) {
        assert_set(json_array_get(sets, i));
    }
    json_decref(document);
}

static void test_of_nothing_there_is_none(void)
{
    g_autoptr(SzDdsketch) sketch = sz_ddsketch_new(SZ_DDSKETCH_ALPHA);
    g_autoptr(SzDdsketch) other = sz_ddsketch_new(SZ_DDSKETCH_ALPHA);
    double out = 42;
    g_assert_false(sz_ddsketch_quantile(sketch, 0.5, &out));
    g_assert_true(out == 42);
    g_assert_true(sz_ddsketch_merge(sketch, other));
    g_assert_cmpuint(sz_ddsketch_figures(sketch).n, ==, 0);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    sz_ddsketch_save(sketch, bytes);
    g_autoptr(SzDdsketch) back = load(bytes->data, bytes->len);
    g_assert_nonnull(back);
    assert_same_bytes(sketch, back);
    /* What came into an empty one is all there is, its minimum, too. */
    g_assert_true(sz_ddsketch_add(other, 30));
    g_assert_true(sz_ddsketch_merge(back, other));
    assert_same_bytes(back, other);
}

static void test_refuses_what_is_no_value(void)
{
    static const double refused[] = {-1, -1e-300, NAN, INFINITY, -INFINITY, 1.000001e12};
    g_autoptr(SzDdsketch) sketch = sz_ddsketch_new(SZ_DDSKETCH_ALPHA);
    g_autoptr(SzDdsketch) untouched = sz_ddsketch_new(SZ_DDSKETCH_ALPHA);
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_assert_false(sz_ddsketch_add(sketch, refused[i]));
    }
    assert_same_bytes(sketch, untouched);
    g_autoptr(SzDdsketch) coarse = sz_ddsketch_new(0.02);
    g_assert_true(sz_ddsketch_add(coarse, 5));
    g_assert_false(sz_ddsketch_merge(sketch, coarse));
    assert_same_bytes(sketch, untouched);
}

static void test_takes_the_whole_range(void)
{
    g_autoptr(SzDdsketch) sketch = sz_ddsketch_new(SZ_DDSKETCH_ALPHA);
    static const double values[] = {1e12, 0, -0.0, 1e-9, 0.9e-9, 5e-324};
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        g_assert_true(sz_ddsketch_add(sketch, values[i]));
    }
    SzDdsketchFigures figures = sz_ddsketch_figures(sketch);
    g_assert_cmpuint(figures.n, ==, 6);
    g_assert_cmpuint(figures.n_zeros, ==, 4);
    g_assert_true(figures.min == 0 && figures.max == 1e12);
    double out = -1;
    g_assert_true(sz_ddsketch_quantile(sketch, 0.8, &out));
    g_assert_cmpfloat_with_epsilon(out, 1e-9, 1e-11);
    g_assert_true(sz_ddsketch_quantile(sketch, 1, &out));
    g_assert_cmpfloat_with_epsilon(out, 1e12, 1e10);
    gint lowest = 0;
    gint highest = 0;
    for (gint key = -5000; key <= 5000; key++) {
        if (sz_ddsketch_count(sketch, key) > 0) {
            lowest = MIN(lowest, key);
            highest = MAX(highest, key);
        }
    }
    g_assert_cmpint(highest - lowest + 1, ==, 2419); /* as the header says */
}

/* Sums of the same values in another order differ in their last bits when they are sums of doubles. */
static void test_is_a_function_of_the_set(void)
{
    for (int round = 0; round < 20; round++) {
        g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
        for (int i = 0; i < 500; i++) {
            double value = pow(10, g_test_rand_double_range(-6, 6));
            g_array_append_val(values, value);
        }
        g_autoptr(SzDdsketch) forwards = sz_ddsketch_new(SZ_DDSKETCH_ALPHA);
        add(forwards, values, 0, 1);
        sz_sort_doubles(values);
        g_autoptr(SzDdsketch) sorted = sz_ddsketch_new(SZ_DDSKETCH_ALPHA);
        add(sorted, values, 0, 1);
        assert_same_bytes(forwards, sorted);
        for (int i = 0; i <= 100; i++) {
            double p = i / 100.0;
            double got = -1;
            double exact = g_array_index(values, double, sz_quantile_lower_index(500, p));
            g_assert_true(sz_ddsketch_quantile(forwards, p, &got));
            g_assert_cmpfloat(ABS(got - exact), <=, exact * (SZ_DDSKETCH_ALPHA + 1e-9));
        }
    }
}

/* No part of a sketch is one; and whatever is changed in it, what loads can be used. */
static void test_trusts_no_bytes(void)
{
    g_autoptr(SzDdsketch) sketch = sz_ddsketch_new(SZ_DDSKETCH_ALPHA);
    for (int i = 0; i < 40; i++) {
        g_assert_true(sz_ddsketch_add(sketch, i * i * 0.75));
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    sz_ddsketch_save(sketch, bytes);
    for (guint n = 0; n < bytes->len; n++) {
        g_assert_null(load(bytes->data, n));
    }
    for (guint i = 0; i < bytes->len * 255; i++) {
        guint8 *at = &bytes->data[i / 255];
        guint8 kept = *at;
        *at = (guint8)(kept ^ (i % 255 + 1));
        g_autoptr(SzDdsketch) odd = load(bytes->data, bytes->len);
        double out = -1;
        if (odd != NULL && sz_ddsketch_quantile(odd, 1, &out)) {
            g_assert_true(out >= 0 && out <= SZ_DDSKETCH_VALUE_MAX * 1.01);
            (void)!sz_ddsketch_merge(odd, sketch);
        }
        *at = kept;
    }
}

typedef struct {
    double alpha;
    guint64 n_zeros;
    gint64 keys[2];
    guint64 counts[2];
    guint64 parts;
    double min;
    double max;
    bool is_good;
} Written;

static void test_refuses_what_cannot_be(void)
{
    static const Written rows[] = {
        {0.01, 1, {0, 55}, {2, 3}, 7, 0, 3, true},
        {0.01, 0, {0, 55}, {2, 3}, 7, 1, 3, true},
        {0.0001, 1, {0, 55}, {2, 3}, 7, 0, 3, false},         /* too fine */
        {NAN, 1, {0, 55}, {2, 3}, 7, 0, 3, false},            /* no number */
        {0.01, 1, {0, 0}, {2, 3}, 7, 0, 1, false},            /* the same bucket twice */
        {0.01, 1, {0, 1 << 30}, {2, 3}, 7, 0, 3, false},      /* beyond all values */
        {0.01, 1, {-(1 << 30), 55}, {2, 3}, 7, 0, 3, false},  /* likewise */
        {0.01, 1, {0, 55}, {2, 0}, 7, 0, 3, false},           /* a bucket of nothing */
        {0.01, 1, {0, 55}, {2, G_MAXUINT64}, 7, 0, 3, false}, /* more than can be counted */
        {0.01, 1, {0, 55}, {2, 3}, 1ULL << 40, 0, 3, false},  /* more than a whole one */
        {0.01, 1, {0, 55}, {2, 3}, 7, 1, 3, false},           /* but there are zeros */
        {0.01, 0, {0, 55}, {2, 3}, 7, 0, 3, false},           /* but there are none */
        {0.01, 1, {0, 55}, {2, 3}, 7, 0, 30, false},          /* in no bucket */
        {0.01, 1, {0, 55}, {2, 3}, 7, 0, NAN, false},
        {0.01, 0, {0, 55}, {2, 3}, 7, 3, 1, false}, /* upside down */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Written *row = &rows[i];
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        sz_state_put_double(bytes, row->alpha);
        sz_state_put_number(bytes, row->n_zeros);
        sz_state_put_number(bytes, 2);
        sz_state_put_signed(bytes, row->keys[0]);
        sz_state_put_number(bytes, row->counts[0]);
        sz_state_put_signed(bytes, row->keys[1] - row->keys[0]);
        sz_state_put_number(bytes, row->counts[1]);
        sz_state_put_number(bytes, 11);
        sz_state_put_number(bytes, row->parts);
        sz_state_put_double(bytes, row->min);
        sz_state_put_double(bytes, row->max);
        g_autoptr(SzDdsketch) sketch = load(bytes->data, bytes->len);
        g_assert_true((sketch != NULL) == row->is_good);
    }
}

/* A count that is full refuses more, and stays as it was. */
static void test_no_count_overflows(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    sz_state_put_double(bytes, 0.01);
    sz_state_put_number(bytes, 0);
    sz_state_put_number(bytes, 1);
    sz_state_put_signed(bytes, 0);
    sz_state_put_number(bytes, G_MAXUINT64);
    sz_state_put_number(bytes, G_MAXUINT64);
    sz_state_put_number(bytes, 0);
    sz_state_put_double(bytes, 1);
    sz_state_put_double(bytes, 1);
    g_autoptr(SzDdsketch) full = load(bytes->data, bytes->len);
    g_assert_nonnull(full);
    g_autoptr(SzDdsketch) one = sz_ddsketch_new(0.01);
    g_assert_true(sz_ddsketch_add(one, 0));
    g_assert_false(sz_ddsketch_merge(full, one)); /* n */
    g_assert_false(sz_ddsketch_add(full, 0));
    g_assert_false(sz_ddsketch_merge(full, full));
    g_autoptr(GByteArray) after = g_byte_array_new();
    sz_ddsketch_save(full, after);
    g_assert_cmpuint(bytes->len, ==, after->len);
    g_assert_true(memcmp(bytes->data, after->data, after->len) == 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/ddsketch/is-that-of-the-vectors", test_is_that_of_the_vectors);
    g_test_add_func("/metrics/ddsketch/of-nothing-there-is-none", test_of_nothing_there_is_none);
    g_test_add_func("/metrics/ddsketch/refuses-what-is-no-value", test_refuses_what_is_no_value);
    g_test_add_func("/metrics/ddsketch/takes-the-whole-range", test_takes_the_whole_range);
    g_test_add_func("/metrics/ddsketch/is-a-function-of-the-set", test_is_a_function_of_the_set);
    g_test_add_func("/metrics/ddsketch/trusts-no-bytes", test_trusts_no_bytes);
    g_test_add_func("/metrics/ddsketch/refuses-what-cannot-be", test_refuses_what_cannot_be);
    g_test_add_func("/metrics/ddsketch/no-count-overflows", test_no_count_overflows);
    return g_test_run();
}
