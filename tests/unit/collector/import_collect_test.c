#include "collector/error.h"
#include "collector/import_collect.h"

static void test_rows_by_case(void)
{
    const char *const rows[][3] = {{"b", "1", ""}, {"a", "", "x y"}, {"b", "2", "中"}};
    const char *texts[2];
    g_autoptr(SzImportCollect) collect = sz_import_collect_new(2, 0);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_true(sz_import_collect_add(collect, rows[i][0], i + 2, rows[i] + 1, NULL));
    }
    g_assert_cmpuint(sz_import_collect_n_cases(collect), ==, 2);
    g_assert_cmpuint(sz_import_collect_n_rows(collect, 0), ==, 2);
    g_assert_cmpuint(sz_import_collect_n_rows(collect, 1), ==, 1);
    SzImportCollected b = sz_import_collect_first(collect, 0);
    g_assert_cmpuint(sz_import_collect_next(collect, &b, texts), ==, 2);
    g_assert_cmpstr(texts[0], ==, "1");
    g_assert_cmpstr(texts[1], ==, "");
    g_assert_cmpuint(sz_import_collect_next(collect, &b, texts), ==, 4);
    g_assert_cmpstr(texts[1], ==, "中");
    SzImportCollected a = sz_import_collect_first(collect, 1);
    g_assert_cmpuint(sz_import_collect_next(collect, &a, texts), ==, 3);
    g_assert_cmpstr(texts[1], ==, "x y");
}

static void test_bound(void)
{
    const char *const texts[] = {"0123456789"};
    g_autoptr(GError) error = NULL;
    g_autoptr(SzImportCollect) collect = sz_import_collect_new(1, 1000);
    guint64 row = 0;
    while (sz_import_collect_add(collect, "c", row, texts, &error)) {
        row++;
    }
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG);
    /* 200 for the case and 1 for its id, then 8 + 11 for each row. */
    g_assert_cmpuint(row, ==, 42);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/import-collect/rows-by-case", test_rows_by_case);
    g_test_add_func("/collector/import-collect/bounded", test_bound);
    return g_test_run();
}
