#include "collector/csv_reader.h"
#include "collector/error.h"

#include <string.h>

/* Rows as one text: fields between '|', rows between '/', malformed rows begin with '!'. */
static gboolean show_row(const SzCsvRow *row, void *user, GError **error G_GNUC_UNUSED)
{
    GString *shown = user;
    g_string_append_printf(shown, "%s%" G_GUINT64_FORMAT ":", shown->len > 0 ? "/" : "", row->row);
    g_string_append(shown, row->is_malformed ? "!" : "");
    for (guint i = 0; i < row->n_fields; i++) {
        g_string_append_printf(shown, "%s%s", i > 0 ? "|" : "", row->fields[i]);
    }
    return TRUE;
}

/* Cut into pieces of @step bytes.  Returns: the rows; NULL: @error was set. (transfer full) */
static char *read_in(const SzCsvOptions *options, const char *text, gsize len, gsize step,
                     GError **error)
{
    g_autoptr(GString) shown = g_string_new(NULL);
    g_autoptr(SzCsvReader) reader = sz_csv_reader_new(options, show_row, shown);
    for (gsize at = 0; at < len; at += step) {
        if (!sz_csv_reader_feed(reader, text + at, MIN(step, len - at), error)) {
            return NULL;
        }
    }
    if (!sz_csv_reader_finish(reader, error)) {
        return NULL;
    }
    return g_string_free(g_steal_pointer(&shown), FALSE);
}

typedef struct {
    const char *text;
    const char *rows;
} Good;

static const Good goods[] = {
    {"", ""},
    {"a", "1:a"},
    {"a,b\n1,2\n", "1:a|b/2:1|2"},
    {"a,b\r\n1,2\r\n", "1:a|b/2:1|2"},
    {"a,b\r1,2\r", "1:a|b/2:1|2"},
    {"a,b\n1,2", "1:a|b/2:1|2"},
    {"a,b\n\n\r\n1,2\n\n", "1:a|b/4:1|2"},
    {",\n,,\n", "1:|/2:||"},
    {"\"\"\na", "1:/2:a"},
    {"\"a\"\"b\",\"c,d\",\"e\nf\r\ng\"\n", "1:a\"b|c,d|e\nf\r\ng"},
    {"\"\"\"\"", "1:\""},
    {"a\"b,c\"\n", "1:a\"b|c\""},
    {"\"a\"b,c\nd,e\n", "1:!ab|c/2:d|e"},
    {"\"a\" ,c\n", "1:!a |c"},
    {"\"a\"b\"c,\"d\"\n", "1:!ab\"c|d"},
    {"\xef\xbb\xbf\"a\",b\n", "1:a|b"},
    {"\xef\xbb\xbf", ""},
    {"\xef\xbb\xbf\xef\xbb\xbf"
     "a",
     "1:\xef\xbb\xbf"
     "a"},
    {"姓名,时间\n\"甲,乙\",二\n", "1:姓名|时间/2:甲,乙|二"},
};

static void test_good(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(goods); i++) {
        gsize len = strlen(goods[i].text);
        for (gsize step = 1; step <= MAX(len, 1); step++) {
            g_autoptr(GError) error = NULL;
            g_autofree char *rows = read_in(NULL, goods[i].text, len, step, &error);
            g_assert_no_error(error);
            g_assert_cmpstr(rows, ==, goods[i].rows);
        }
    }
}

static void test_other_signs(void)
{
    SzCsvOptions options = sz_csv_options_default;
    options.delimiter = ';';
    g_autofree char *semicolons = read_in(&options, "a,1;\"b;c\"\n", 10, 3, NULL);
    g_assert_cmpstr(semicolons, ==, "1:a,1|b;c");
    options.quote = '\0';
    g_autofree char *unquoted = read_in(&options, "\"a;b\"\n", 6, 2, NULL);
    g_assert_cmpstr(unquoted, ==, "1:\"a|b\"");
    options.quote = '\'';
    options.delimiter = '\t';
    g_autofree char *tabs = read_in(&options, "'a\tb'\t'c''d'", 12, 5, NULL);
    g_assert_cmpstr(tabs, ==, "1:a\tb|c'd");
}

typedef struct {
    const char *text;
    gsize len;
    SzCollectorError code;
    const char *says;
} Bad;

#define BYTES(literal) literal, sizeof(literal) - 1

static const Bad bads[] = {
    {BYTES("a\n\"b\nc"), SZ_COLLECTOR_ERROR_SYNTAX, "row 2: the file ends inside quotes"},
    {BYTES("a,b\n1,\xff\n"), SZ_COLLECTOR_ERROR_SYNTAX, "row 2, column 2: not UTF-8"},
    {BYTES("a\n\xd6\xd0"), SZ_COLLECTOR_ERROR_SYNTAX, "row 2, column 1: not UTF-8"},
    {BYTES("\xef\xbb"
           "a\n"),
     SZ_COLLECTOR_ERROR_SYNTAX, "row 1, column 1: not UTF-8"},
    {BYTES("\xef\xbb"), SZ_COLLECTOR_ERROR_SYNTAX, "row 1, column 1: not UTF-8"},
    {BYTES("a\0b\n"), SZ_COLLECTOR_ERROR_SYNTAX, "row 1, column 1: a NUL byte"},
    {BYTES("a\n12345678901\n"), SZ_COLLECTOR_ERROR_TOO_LONG, "row 2: a field that is too long"},
    {BYTES("\"a\n12345678901\n"), SZ_COLLECTOR_ERROR_TOO_LONG, "expected its closing quote"},
    {BYTES("a,b,c,d,e\n"), SZ_COLLECTOR_ERROR_TOO_LONG, "row 1: too many columns"},
    {BYTES("1234567890,1234567890,1\n"), SZ_COLLECTOR_ERROR_TOO_LONG, "a row that is too long"},
};

static const SzCsvOptions tight = {
    .delimiter = ',', .quote = '"', .field_max_bytes = 10, .row_max_bytes = 20, .columns_max = 4};

static void test_bad(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(bads); i++) {
        for (gsize step = 1; step <= bads[i].len; step++) {
            g_autoptr(GError) error = NULL;
            g_assert_null(read_in(&tight, bads[i].text, bads[i].len, step, &error));
            g_assert_error(error, SZ_COLLECTOR_ERROR, (gint)bads[i].code);
            g_assert_nonnull(strstr(error->message, bads[i].says));
        }
    }
    g_autofree char *just = read_in(&tight, "1234567890,1234567,,\n", 21, 21, NULL);
    g_assert_cmpstr(just, ==, "1:1234567890|1234567||");
}

static gboolean stop(const SzCsvRow *row G_GNUC_UNUSED, void *user, GError **error)
{
    guint *n = user;
    (*n)++;
    g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_FULL, "enough");
    return FALSE;
}

static void test_the_sink_stops(void)
{
    guint n = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(SzCsvReader) reader = sz_csv_reader_new(NULL, stop, &n);
    g_assert_false(sz_csv_reader_feed(reader, "a\nb\n", 4, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_FULL);
    g_assert_cmpuint(n, ==, 1);
}

/* --- random tables, written by the book and read back -------------------------------------- */

static char *random_text(void)
{
    static const char *const pieces[] = {"a", ",", "\"", "\n", "\r", "\r\n", " ", "中", ";", ""};
    g_autoptr(GString) text = g_string_new(NULL);
    for (gint32 n = g_test_rand_int_range(0, 6); n > 0; n--) {
        g_string_append(text, pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* RFC 4180, 2: quotes around what needs them, and sometimes around what does not. */
static void write_field(GString *out, const char *text)
{
    bool needs_quotes = strpbrk(text, ",\"\r\n") != NULL || g_test_rand_bit();
    if (!needs_quotes) {
        g_string_append(out, text);
        return;
    }
    g_auto(GStrv) parts = g_strsplit(text, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", parts);
    g_string_append_printf(out, "\"%s\"", doubled);
}

/* Adds a row to both, by the book and as show_row() shows it. */
static void write_row(GString *table, GString *wanted, gint32 n_columns)
{
    for (gint32 column = 0; column < n_columns; column++) {
        g_autofree char *text = random_text();
        g_string_append(table, column > 0 ? "," : "");
        write_field(table, text);
        g_string_append_printf(wanted, "%s%s", column > 0 ? "|" : "", text);
    }
}

static void round_trip(void)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    g_autoptr(GString) table = g_string_new(NULL);
    g_autoptr(GString) wanted = g_string_new(NULL);
    gint32 n_columns = g_test_rand_int_range(2, 5); /* one empty field alone is a blank row */
    gint32 n_rows = g_test_rand_int_range(1, 6);
    const char *end = ends[g_test_rand_int_range(0, 3)];
    for (gint32 row = 1; row <= n_rows; row++) {
        g_string_append_printf(wanted, "%s%d:", row > 1 ? "/" : "", row);
        write_row(table, wanted, n_columns);
        g_string_append(table, row < n_rows || g_test_rand_bit() ? end : "");
    }
    gsize step = (gsize)g_test_rand_int_range(1, 9);
    g_autofree char *rows = read_in(NULL, table->str, table->len, step, NULL);
    g_assert_cmpstr(rows, ==, wanted->str);
}

static void test_round_trip(void)
{
    for (guint run = 0; run < 2000; run++) {
        round_trip();
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/csv-reader/good-tables-cut-anywhere", test_good);
    g_test_add_func("/collector/csv-reader/other-delimiters-and-quotes", test_other_signs);
    g_test_add_func("/collector/csv-reader/bad-tables-cut-anywhere", test_bad);
    g_test_add_func("/collector/csv-reader/the-sink-stops", test_the_sink_stops);
    g_test_add_func("/collector/csv-reader/random-tables-come-back", test_round_trip);
    return g_test_run();
}
