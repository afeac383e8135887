#include "collector/import_texts.h"

#include <string.h>

static void test_list(void)
{
    g_autoptr(SzImportTexts) texts = sz_import_texts_new(3);
    static const char *const added[] = {"Open", "", "Open", "call 13800138000"};
    for (gsize i = 0; i < G_N_ELEMENTS(added); i++) {
        sz_import_texts_add(texts, added[i]);
    }
    g_autofree char *all = sz_import_texts_list(texts);
    g_assert_cmpstr(all, ==, "'Open', missing, 'call #'");
    g_assert_cmpuint(sz_import_texts_n(texts), ==, 3);
    sz_import_texts_add(texts, "Closed");
    g_autofree char *more = sz_import_texts_list(texts);
    g_assert_cmpstr(more, ==, "'Open', missing, 'call #' and others");
    g_assert_cmpuint(sz_import_texts_n(texts), ==, 3);
}

static void test_near(void)
{
    g_autoptr(SzImportTexts) texts = sz_import_texts_new(3);
    g_assert_null(sz_import_texts_near(texts, "open"));
    sz_import_texts_add(texts, "Closed");
    sz_import_texts_add(texts, "Opened");
    g_assert_cmpstr(sz_import_texts_near(texts, "closd"), ==, "Closed");
    g_assert_null(sz_import_texts_near(texts, "pending"));
}

static void test_long_texts_are_cut(void)
{
    g_autofree char *text = g_strnfill(10000, 'x');
    g_autofree char *shown = sz_import_text_shown(text);
    g_assert_cmpuint(strlen(shown), <, 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/import-texts/each-once-and-not-more-than-so-many", test_list);
    g_test_add_func("/collector/import-texts/near", test_near);
    g_test_add_func("/collector/import-texts/long-ones-are-cut", test_long_texts_are_cut);
    return g_test_run();
}
