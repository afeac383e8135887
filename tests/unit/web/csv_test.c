#include "web/csv.h"

static void test_cells(void)
{
    static const struct {
        const char *text;
        const char *cell;
    } rows[] = {
        {"办件编号", "办件编号"},
        {"", ""},
        {NULL, ""},
        {"a,b", "\"a,b\""},
        {"say \"no\"", "\"say \"\"no\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"=1+1", "'=1+1"},
        {"+86", "'+86"},
        {"-3", "'-3"},
        {"@x", "'@x"},
        {"\tx", "'\tx"},
        {"=\"a\",b", "\"'=\"\"a\"\",b\""},
        {"a=b", "a=b"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(SzCsv) csv = {0};
        sz_csv_begin(&csv);
        sz_csv_text(&csv, rows[i].text);
        g_assert_cmpstr(csv.text->str + 3, ==, rows[i].cell);
    }
}

static void test_a_table(void)
{
    g_auto(SzCsv) csv = {0};
    const SzMaybeTime at = {true, sz_wall_time_at(20517, 36000)}; /* 2026-03-05 */
    sz_csv_begin(&csv);
    sz_csv_text(&csv, "n");
    sz_csv_text(&csv, "at");
    sz_csv_end_row(&csv);
    sz_csv_number(&csv, -7);
    sz_csv_time(&csv, at);
    sz_csv_time(&csv, (SzMaybeTime){0});
    sz_csv_maybe_real(&csv, true, 1.005);
    sz_csv_maybe_real(&csv, false, 7);
    sz_csv_end_row(&csv);
    g_auto(SzResponse) response = sz_csv_response(&csv, "t.csv");
    g_assert_cmpstr(response.body, ==, "\xEF\xBB\xBFn,at\r\n-7,2026-03-05 10:00:00,,1.00,\r\n");
    g_assert_cmpuint(response.body_len, ==, strlen(response.body));
    g_assert_cmpstr(sz_response_header(&response, "Content-Disposition"), ==,
                    "attachment; filename=\"t.csv\"");
    g_assert_null(sz_response_header(&response, SZ_HEADER_TOTAL));
    sz_response_add_header(&response, SZ_HEADER_TOTAL, "1");
    g_assert_cmpstr(sz_response_header(&response, SZ_HEADER_TOTAL), ==, "1");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/csv/cells", test_cells);
    g_test_add_func("/web/csv/a-table", test_a_table);
    return g_test_run();
}
