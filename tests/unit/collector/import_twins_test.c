#include "collector/import_twins.h"

#include <string.h>

static void add(SzImportTwins *twins, const char *key, guint64 line)
{
    sz_import_twins_add(twins, key, strlen(key), line);
}

static void check(const char *const *keys, guint n_keys, guint64 n, guint64 first_line)
{
    guint64 found_line = 99;
    g_autoptr(SzImportTwins) twins = sz_import_twins_new();
    for (guint i = 0; i < n_keys; i++) {
        add(twins, keys[i], i + 2);
    }
    g_assert_cmpuint(sz_import_twins_count(twins, &found_line), ==, n);
    g_assert_cmpuint(found_line, ==, first_line);
}

static void test_count(void)
{
    static const char *const keys[] = {"a", "b", "c", "b", "a", "b", ""};
    check(keys, 0, 0, 0);
    check(keys, 3, 0, 0);
    check(keys, 4, 1, 5);
    check(keys, 7, 3, 5);
}

/* Numbers in a row, as cases have them, are never taken for each other. */
static void test_many(void)
{
    guint64 line = 0;
    char key[24];
    g_autoptr(SzImportTwins) twins = sz_import_twins_new();
    for (guint i = 0; i < 300000; i++) {
        g_snprintf(key, sizeof key, "2026-%06u", i);
        add(twins, key, i);
    }
    add(twins, "2026-299999", 300000);
    g_assert_cmpuint(sz_import_twins_count(twins, &line), ==, 1);
    g_assert_cmpuint(line, ==, 300000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/import-twins/counted-each-time-with-the-first-place", test_count);
    g_test_add_func("/collector/import-twins/numbers-in-a-row", test_many);
    return g_test_run();
}
