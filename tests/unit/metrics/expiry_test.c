/* The heap of instants against a plain list. */

#include "metrics/expiry.h"

#define N_THINGS 300

static void test_comes_in_order_whatever_was_done_before(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    for (int round = 0; round < 200; round++) {
        g_autoptr(SzExpiry) expiry = sz_expiry_new();
        gint64 ats[N_THINGS];
        gsize n = 0;
        for (guint i = 0; i < N_THINGS; i++) {
            ats[i] = SZ_WALL_TIME_MAX.ns;
        }
        for (int step = 0; step < 1000; step++) {
            guint32 thing = (guint32)g_rand_int_range(random, 0, N_THINGS);
            gint64 at = g_rand_int_range(random, 0, 4) == 0 ? SZ_WALL_TIME_MAX.ns
                                                            : g_rand_int_range(random, -50, 50);
            n += ats[thing] == SZ_WALL_TIME_MAX.ns && at != SZ_WALL_TIME_MAX.ns ? 1 : 0;
            n -= ats[thing] != SZ_WALL_TIME_MAX.ns && at == SZ_WALL_TIME_MAX.ns ? 1 : 0;
            ats[thing] = at;
            sz_expiry_set(expiry, thing, (SzWallTime){at});
            g_assert_cmpuint(sz_expiry_n(expiry), ==, n);
            thing = (guint32)g_rand_int_range(random, 0, N_THINGS);
            g_assert_cmpint(sz_expiry_at(expiry, thing).ns, ==, ats[thing]);
        }
        g_assert_cmpint(sz_expiry_at(expiry, 2 * N_THINGS).ns, ==, SZ_WALL_TIME_MAX.ns);
        for (gsize left = n; left > 0; left--) {
            guint32 best = 0;
            for (guint32 i = 1; i < N_THINGS; i++) {
                best = ats[i] < ats[best] ? i : best; /* of equal ones the least number */
            }
            guint32 thing = 0;
            SzWallTime at;
            g_assert_true(sz_expiry_first(expiry, &thing, &at));
            g_assert_cmpuint(thing, ==, best);
            g_assert_cmpint(at.ns, ==, ats[best]);
            ats[best] = SZ_WALL_TIME_MAX.ns;
            sz_expiry_set(expiry, thing, SZ_WALL_TIME_MAX);
        }
        guint32 none = 0;
        SzWallTime at;
        g_assert_false(sz_expiry_first(expiry, &none, &at));
    }
}

static void test_nothing_is_freed_too(void)
{
    sz_expiry_free(NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/expiry/order", test_comes_in_order_whatever_was_done_before);
    g_test_add_func("/expiry/free", test_nothing_is_freed_too);
    return g_test_run();
}
