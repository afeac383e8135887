/* Large buffers that are used again. */

#include "collector/spare_buffers.h"

#define KIB ((gsize)1024)

static GString *buffer_of(gsize n_bytes)
{
    return g_string_append_c(g_string_sized_new(n_bytes), 'x');
}

static void test_the_last_given_is_taken(void)
{
    g_autoptr(SzSpareBuffers) buffers = sz_spare_buffers_new(1024 * KIB);
    g_assert_null(sz_spare_buffers_take(buffers));
    GString *first = buffer_of(100 * KIB);
    GString *second = buffer_of(100 * KIB);
    sz_spare_buffers_give(buffers, first);
    sz_spare_buffers_give(buffers, second);
    g_autoptr(GString) taken = sz_spare_buffers_take(buffers);
    g_assert_true(taken == second);
    g_assert_cmpuint(taken->len, ==, 0);
    g_autoptr(GString) other = sz_spare_buffers_take(buffers);
    g_assert_true(other == first);
    g_assert_null(sz_spare_buffers_take(buffers));
}

/* Neither what is small, nor what is very large, nor more than there may be. */
static void test_not_all_are_kept(void)
{
    g_autoptr(SzSpareBuffers) buffers = sz_spare_buffers_new(1024 * KIB);
    sz_spare_buffers_give(buffers, buffer_of(1 * KIB));
    g_assert_null(sz_spare_buffers_take(buffers));
    sz_spare_buffers_give(buffers, buffer_of(5000 * KIB));
    g_assert_null(sz_spare_buffers_take(buffers));
    for (guint i = 0; i < 8; i++) {
        sz_spare_buffers_give(buffers, buffer_of(300 * KIB));
    }
    guint n = 0;
    gsize n_bytes = 0;
    for (GString *taken = NULL; (taken = sz_spare_buffers_take(buffers)) != NULL; n++) {
        n_bytes += taken->allocated_len;
        g_string_free(taken, TRUE);
    }
    g_assert_cmpuint(n, >=, 1);
    g_assert_cmpuint(n_bytes, <=, 1024 * KIB);
}

/* Also when nobody else has the buffers any more. */
static void test_bytes_give_back(void)
{
    SzSpareBuffers *buffers = sz_spare_buffers_new(1024 * KIB);
    GString *buffer = buffer_of(100 * KIB);
    GBytes *bytes = sz_spare_buffers_to_bytes(buffers, buffer);
    g_assert_cmpuint(g_bytes_get_size(bytes), ==, 1);
    g_assert_null(sz_spare_buffers_take(buffers));
    g_bytes_unref(bytes);
    GString *taken = sz_spare_buffers_take(buffers);
    g_assert_true(taken == buffer);
    bytes = sz_spare_buffers_to_bytes(buffers, taken);
    sz_spare_buffers_unref(buffers);
    g_bytes_unref(bytes);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/spare_buffers/the-last-given-is-taken",
                    test_the_last_given_is_taken);
    g_test_add_func("/collector/spare_buffers/not-all-are-kept", test_not_all_are_kept);
    g_test_add_func("/collector/spare_buffers/bytes-give-back", test_bytes_give_back);
    return g_test_run();
}
