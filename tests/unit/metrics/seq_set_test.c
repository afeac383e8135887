/* Sequence numbers: what is missing, whatever the order. */

#include "metrics/seq_set.h"

typedef struct {
    const char *name;
    const gint64 *numbers;
    gsize n;
    SzSeqFigures expected;
} Row;

#define NUMBERS(...)                                                                               \
    (const gint64[]){__VA_ARGS__}, sizeof((const gint64[]){__VA_ARGS__}) / sizeof(gint64)

static const Row rows[] = {
    {"one", NUMBERS(7), {1, 0, 0, 7, 7}},
    {"repeats-count-once", NUMBERS(7, 8, 7), {2, 0, 0, 7, 8}},
    {"holes", NUMBERS(1, 2, 5, 9), {4, 5, 0, 1, 9}}, /* 3 4, 6 7 8 */
    {"negative", NUMBERS(-2, 1), {2, 2, 0, -2, 1}},
    {"across-pages", NUMBERS(4095, 4096, 4098), {3, 1, 0, 4095, 4098}},
    {"the-widest-hole", NUMBERS(1, 1002), {2, 1000, 0, 1, 1002}},
    {"a-jump", NUMBERS(1, 1003), {2, 0, 1, 1, 1003}},
    {"begins-anew", NUMBERS(90000, 90001, 1, 2, 4), {5, 1, 1, 1, 90001}},
    {"the-ends", NUMBERS(G_MININT64, G_MAXINT64), {2, 0, 1, G_MININT64, G_MAXINT64}},
};

static void assert_equal(const SzSeqFigures *got, const SzSeqFigures *expected)
{
    g_assert_cmpuint(got->distinct, ==, expected->distinct);
    g_assert_cmpuint(got->missing, ==, expected->missing);
    g_assert_cmpuint(got->jumps, ==, expected->jumps);
    g_assert_cmpint(got->min, ==, expected->min);
    g_assert_cmpint(got->max, ==, expected->max);
}

static void test_row(gconstpointer data)
{
    const Row *row = data;
    for (int is_back = 0; is_back <= 1; is_back++) {
        SzSeqSet set = {0};
        for (gsize i = 0; i < row->n; i++) {
            sz_seq_set_add(&set, row->numbers[is_back ? row->n - 1 - i : i]);
        }
        SzSeqFigures got = sz_seq_set_figures(&set);
        assert_equal(&got, &row->expected);
        sz_seq_set_clear(&set);
    }
}

static void test_none(void)
{
    SzSeqSet set = {0};
    SzSeqFigures got = sz_seq_set_figures(&set);
    g_assert_cmpuint(got.distinct, ==, 0);
    g_assert_cmpuint(got.missing, ==, 0);
    sz_seq_set_clear(&set);
}

static int compare(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *)a;
    gint64 right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

/* By sorting, without pages; numbers lie in pages that all count. */
static SzSeqFigures count_slowly(GArray *numbers)
{
    g_autoptr(GArray) sorted = g_array_copy(numbers);
    g_array_sort(sorted, compare);
    SzSeqFigures figures = {.min = g_array_index(sorted, gint64, 0)};
    for (guint i = 0; i < sorted->len; i++) {
        gint64 number = g_array_index(sorted, gint64, i);
        if (i > 0 && number == figures.max) {
            continue;
        }
        if (i > 0) {
            guint64 hole = (guint64)(number - figures.max - 1);
            figures.jumps += hole > SZ_SEQ_HOLE_MAX;
            figures.missing += hole > SZ_SEQ_HOLE_MAX ? 0 : hole;
        }
        figures.max = number;
        figures.distinct++;
    }
    return figures;
}

static void test_any_order(void)
{
    for (int round = 0; round < 200; round++) {
        g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
        gint64 number = g_test_rand_int_range(-9000, 9000);
        gint32 dense = g_test_rand_int_range(0, 4);
        for (int i = g_test_rand_int_range(1, 9000); i > 0; i--) {
            gint32 lot = g_test_rand_int_range(0, 1000);
            number += lot < 2 ? 5000 : 1 + (lot < 30 * dense);
            g_array_append_val(numbers, number);
        }
        for (guint i = numbers->len; i > 1; i--) {
            guint other = (guint)g_test_rand_int_range(0, (gint32)i);
            gint64 kept = g_array_index(numbers, gint64, i - 1);
            g_array_index(numbers, gint64, i - 1) = g_array_index(numbers, gint64, other);
            g_array_index(numbers, gint64, other) = kept;
        }
        SzSeqSet set = {0};
        for (guint i = 0; i < numbers->len; i++) {
            sz_seq_set_add(&set, g_array_index(numbers, gint64, i));
        }
        SzSeqFigures got = sz_seq_set_figures(&set);
        SzSeqFigures expected = count_slowly(numbers);
        assert_equal(&got, &expected);
        sz_seq_set_clear(&set);
    }
}

/* One number in each of 300 pages: the 256 highest count, in either order. */
static void test_only_the_highest_pages_count(void)
{
    for (int is_back = 0; is_back <= 1; is_back++) {
        SzSeqSet set = {0};
        for (gint64 i = 0; i < 300; i++) {
            sz_seq_set_add(&set, 4096 * (is_back ? 299 - i : i));
        }
        sz_seq_set_add(&set, 0);
        SzSeqFigures got = sz_seq_set_figures(&set);
        const SzSeqFigures expected = {256, 0, 255, 180224, 1224704};
        assert_equal(&got, &expected);
        sz_seq_set_clear(&set);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/metrics/seq_set/", rows[i].name, NULL);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/metrics/seq_set/none", test_none);
    g_test_add_func("/metrics/seq_set/any-order", test_any_order);
    g_test_add_func("/metrics/seq_set/only-the-highest-pages-count",
                    test_only_the_highest_pages_count);
    return g_test_run();
}
