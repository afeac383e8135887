/* Lines that wait: in the order of their time, whole, also over a checkpoint. */

#include "collector/early_lines.h"

#define ANY_BYTE SZ_SLICE("cpu note=\"a\0b\" 7")

static void add(SzEarlyLines *lines, SzSlice line, gint64 received, gint64 occurred)
{
    sz_early_lines_add(lines, line, (SzWallTime){received}, (SzWallTime){occurred});
}

static void assert_next(SzEarlyLines *lines, SzSlice expected, gint64 received, gint64 occurred)
{
    SzWallTime at = {0};
    g_assert_cmpint(sz_early_lines_next(lines).ns, ==, occurred);
    g_autoptr(GString) line = sz_early_lines_take(lines, &at);
    g_assert_nonnull(line);
    g_assert_true(sz_slice_equal((SzSlice){line->str, line->len}, expected));
    g_assert_cmpint(at.ns, ==, received);
}

static void fill(SzEarlyLines *lines)
{
    add(lines, SZ_SLICE("later"), 1, 9);
    add(lines, ANY_BYTE, 2, 7);
    add(lines, SZ_SLICE("at the same time"), 3, 7);
    add(lines, SZ_SLICE("first"), 4, 5);
}

static void assert_all(SzEarlyLines *lines)
{
    SzWallTime at = {0};
    g_assert_cmpuint(sz_early_lines_n(lines), ==, 4);
    assert_next(lines, SZ_SLICE("first"), 4, 5);
    assert_next(lines, ANY_BYTE, 2, 7);
    assert_next(lines, SZ_SLICE("at the same time"), 3, 7);
    assert_next(lines, SZ_SLICE("later"), 1, 9);
    g_assert_cmpint(sz_early_lines_next(lines).ns, ==, SZ_WALL_TIME_MAX.ns);
    g_assert_null(sz_early_lines_take(lines, &at));
}

static void test_in_order(void)
{
    SzEarlyLines *lines = sz_early_lines_new();
    fill(lines);
    assert_all(lines);
    sz_early_lines_free(lines);
}

static void test_saved_and_loaded(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    SzEarlyLines *lines = sz_early_lines_new();
    SzEarlyLines *loaded = sz_early_lines_new();
    fill(lines);
    sz_early_lines_save(lines, bytes);
    SzStateReader reader = sz_state_reader((SzSlice){(const char *)bytes->data, bytes->len});
    sz_early_lines_load(loaded, &reader);
    g_assert_true(sz_state_is_done(&reader));
    assert_all(loaded);
    sz_early_lines_free(lines);
    sz_early_lines_free(loaded);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/early_lines/in-order", test_in_order);
    g_test_add_func("/collector/early_lines/saved-and-loaded", test_saved_and_loaded);
    return g_test_run();
}
