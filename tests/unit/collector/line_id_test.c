/* Names of lines. */

#include "collector/line_id.h"

static void test_good(void)
{
    char text[SZ_LINE_ID_TEXT];
    SzLineId id;
    g_assert_true(sz_line_id_parse(SZ_SLICE("12.3"), &id));
    g_assert_cmpuint(id.batch, ==, 12);
    g_assert_cmpuint(id.line, ==, 3);
    g_assert_cmpstr(sz_line_id_format(id, text), ==, "12.3");
    g_assert_true(sz_line_id_parse(SZ_SLICE("18446744073709551615.18446744073709551615"), &id));
    g_assert_cmpuint(id.batch, ==, G_MAXUINT64);
    g_assert_cmpstr(sz_line_id_format(id, text), ==, "18446744073709551615.18446744073709551615");
}

static void test_bad(void)
{
    static const char *const texts[] = {
        "",
        "12",
        "12.",
        ".3",
        "0.1",
        "1.0",
        "01.1",
        "1.01",
        "1.1 ",
        " 1.1",
        "+1.1",
        "1.1.1",
        "1,1",
        "a.b",
        "-1.1",
        "1.1\n",
        "1. 1",
        "1.0x1",
        "18446744073709551616.1",
        "1.18446744073709551616",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        SzLineId id = {7, 8};
        g_test_message("%s", texts[i]);
        g_assert_false(sz_line_id_parse(sz_slice(texts[i]), &id));
        g_assert_cmpuint(id.batch, ==, 7);
        g_assert_cmpuint(id.line, ==, 8);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/line_id/good", test_good);
    g_test_add_func("/collector/line_id/bad", test_bad);
    return g_test_run();
}
