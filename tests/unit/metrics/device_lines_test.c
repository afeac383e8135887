/* The last statements of a device, packed, against a plain sorted list. */

#include "metrics/device_lines.h"

#define N_TEXTS 3

typedef struct {
    gint64 ns;
    GBytes *said;
} Line;

static int compare(gconstpointer a, gconstpointer b)
{
    const Line *left = a;
    const Line *right = b;
    if (left->ns != right->ns) {
        return left->ns < right->ns ? -1 : 1;
    }
    return g_bytes_compare(left->said, right->said);
}

/* Sorts, drops repeats and all but the last ones. */
static void keep_last(GArray *lines)
{
    g_array_sort(lines, compare);
    for (guint i = lines->len; i-- > 1;) {
        if (compare(&g_array_index(lines, Line, i), &g_array_index(lines, Line, i - 1)) == 0) {
            g_array_remove_index(lines, i);
        }
    }
    if (lines->len > SZ_DEVICE_LINES_MAX) {
        g_array_remove_range(lines, 0, lines->len - SZ_DEVICE_LINES_MAX);
    }
}

/* Runs, newest first, against the plain list. */
static void assert_same(const SzDeviceLines *packed, const GArray *plain)
{
    guint left = plain->len;
    SzDeviceWalk walk = sz_device_walk(packed);
    while (sz_device_walk_next(&walk)) {
        g_assert_cmpuint(walk.n, <=, left);
        g_assert_cmpint(g_array_index(plain, Line, left - 1).ns, ==, walk.last.ns);
        for (guint k = 0; k < walk.n; k++) {
            g_assert_true(g_array_index(plain, Line, left - 1 - k).said == walk.said);
        }
        left -= walk.n;
        g_assert_cmpint(g_array_index(plain, Line, left).ns, ==, walk.first.ns);
        g_assert_true(left == 0 || g_array_index(plain, Line, left - 1).said != walk.said);
        g_assert_true(walk.is_oldest == (left == 0));
    }
    g_assert_cmpuint(left, ==, 0);
    g_assert_cmpuint(packed->n, ==, plain->len);
}

static void run_round(GRand *random, GBytes **texts, guint n, gint64 step_ns, gint32 range)
{
    SzDeviceLines packed = {0};
    g_autoptr(GArray) plain = g_array_new(FALSE, FALSE, sizeof(Line));
    guint text = 0;
    for (guint i = 0; i < n; i++) {
        if (g_rand_int_range(random, 0, 10) == 0) {
            text = (guint)g_rand_int_range(random, 0, N_TEXTS);
        }
        /* Mostly in order, sometimes late. */
        gint64 late = g_rand_int_range(random, 0, 20) == 0 ? g_rand_int_range(random, 0, range) : 0;
        Line line = {((gint64)i - late) * step_ns, texts[text]};
        g_array_append_val(plain, line);
        (void)sz_device_lines_add(&packed, (SzWallTime){line.ns}, line.said);
    }
    keep_last(plain);
    assert_same(&packed, plain);
    sz_device_lines_clear(&packed);
}

static void test_agrees_with_a_sorted_list(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    GBytes *texts[N_TEXTS];
    for (guint i = 0; i < N_TEXTS; i++) {
        texts[i] = g_bytes_new_static(&"abc"[i], 1);
    }
    for (int round = 0; round < 100; round++) {
        gint64 step_ns = round % 2 == 0 ? 30 * SZ_NS_PER_S : 29999999999;
        run_round(random, texts, 300, step_ns, 400);
    }
    for (int round = 0; round < 4; round++) { /* more than are kept */
        run_round(random, texts, SZ_DEVICE_LINES_MAX + 900, SZ_NS_PER_S, 6000);
    }
    for (guint i = 0; i < N_TEXTS; i++) {
        g_bytes_unref(texts[i]);
    }
}

static void test_the_limit_is_exact(void)
{
    g_autoptr(GBytes) text = g_bytes_new_static("a", 1);
    SzDeviceLines lines = {0};
    for (guint i = 0; i < SZ_DEVICE_LINES_MAX; i++) {
        g_assert_true(sz_device_lines_add(&lines, (SzWallTime){(gint64)i + 10}, text));
    }
    g_assert_false(lines.has_dropped);
    g_assert_false(sz_device_lines_add(&lines, (SzWallTime){10}, text)); /* a repeat */
    g_assert_false(lines.has_dropped);
    g_assert_true(sz_device_lines_add(&lines, (SzWallTime){5}, text)); /* one too many: it goes */
    g_assert_true(lines.has_dropped);
    g_assert_cmpuint(lines.n, ==, SZ_DEVICE_LINES_MAX);
    SzDeviceWalk walk = sz_device_walk(&lines);
    g_assert_true(sz_device_walk_next(&walk));
    g_assert_cmpint(walk.first.ns, ==, 10);
    g_assert_false(sz_device_lines_add(&lines, (SzWallTime){9}, text));
    sz_device_lines_clear(&lines);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/device_lines/agrees-with-a-sorted-list",
                    test_agrees_with_a_sorted_list);
    g_test_add_func("/metrics/device_lines/the-limit-is-exact", test_the_limit_is_exact);
    return g_test_run();
}
