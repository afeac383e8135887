#include "config/yaml_schema.h"

#include "support/support.h"

#include <glib/gstdio.h>

/* The problems of parsing @text, joined by '\n'. (transfer full) */
static char *problems_of(SzSlice text)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzYaml) yaml = sz_yaml_parse("t.yaml", text, problems);
    g_assert_true(yaml != NULL || sz_problems_count(problems) > 0);
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    return g_strjoinv("\n", lines);
}

static SzYaml *parse_good(const char *text)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    SzYaml *yaml = sz_yaml_parse("t.yaml", sz_slice(text), problems);
    g_assert_cmpuint(sz_problems_count(problems), ==, 0);
    g_assert_nonnull(yaml);
    return yaml;
}

static void test_reads_maps_lists_and_text(void)
{
    g_autoptr(SzYaml) yaml = parse_good("# 注释\n"
                                        "name: 西湖区\n"
                                        "hours:\n"
                                        "  workday: [\"09:00-12:00\", 13:30-18:00]\n"
                                        "list:\n"
                                        "  - {code: 0330106, n: 5}\n"
                                        "  - ~\n"
                                        "date: 2026-01-01\n"
                                        "empty:\n");
    const SzYamlNode *root = sz_yaml_root(yaml);
    g_assert_cmpuint(sz_yaml_n(root), ==, 5);
    g_assert_cmpstr(sz_yaml_text_of(root, "name"), ==, "西湖区");
    g_assert_cmpstr(sz_yaml_text_of(root, "date"), ==, "2026-01-01");
    g_assert_cmpint(sz_yaml_kind(sz_yaml_get(root, "empty")), ==, SZ_YAML_IS_NOTHING);

    const SzYamlNode *workday = sz_yaml_get(sz_yaml_get(root, "hours"), "workday");
    g_assert_cmpuint(sz_yaml_n(workday), ==, 2);
    g_assert_cmpstr(sz_yaml_text(sz_yaml_at(workday, 1)), ==, "13:30-18:00");
    g_assert_true(sz_yaml_is_quoted(sz_yaml_at(workday, 0)));
    g_assert_false(sz_yaml_is_quoted(sz_yaml_at(workday, 1)));

    const SzYamlNode *list = sz_yaml_get(root, "list");
    const SzYamlNode *code = sz_yaml_get(sz_yaml_at(list, 0), "code");
    g_assert_cmpstr(sz_yaml_text(code), ==, "0330106");
    g_autofree char *path = sz_yaml_path(code);
    g_assert_cmpstr(path, ==, "list[0].code");
    g_assert_cmpint(sz_yaml_place(code).line, ==, 6);
    g_assert_cmpstr(sz_yaml_place(code).file, ==, "t.yaml");
    g_assert_cmpint(sz_yaml_kind(sz_yaml_at(list, 1)), ==, SZ_YAML_IS_NOTHING);
    g_assert_cmpint(sz_yaml_place(sz_yaml_get(root, "empty")).line, ==, 9);
}

static void test_an_empty_file_is_an_empty_map(void)
{
    static const char *const texts[] = {"", "\n# only a comment\n", "---\n", "~", "\xEF\xBB\xBF"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(SzYaml) yaml = parse_good(texts[i]);
        g_assert_cmpint(sz_yaml_kind(sz_yaml_root(yaml)), ==, SZ_YAML_IS_MAP);
        g_assert_cmpuint(sz_yaml_n(sz_yaml_root(yaml)), ==, 0);
    }
}

static void test_skips_a_byte_order_mark(void)
{
    g_autoptr(SzYaml) yaml = parse_good("\xEF\xBB\xBF"
                                        "a: 1\n");
    g_assert_cmpint(sz_yaml_int_of(sz_yaml_root(yaml), "a", 0), ==, 1);
}

static void test_readers_answer_nothing_for_what_is_not_there(void)
{
    g_autoptr(SzYaml) yaml = parse_good("a: [1]\n");
    const SzYamlNode *list = sz_yaml_get(sz_yaml_root(yaml), "a");
    g_assert_null(sz_yaml_text(list));
    g_assert_null(sz_yaml_text(NULL));
    g_assert_null(sz_yaml_get(list, "x"));
    g_assert_null(sz_yaml_get(NULL, "x"));
    g_assert_null(sz_yaml_key(NULL));
    g_assert_cmpuint(sz_yaml_n(NULL), ==, 0);
    g_assert_cmpint(sz_yaml_kind(NULL), ==, SZ_YAML_IS_NOTHING);
    g_assert_cmpint(sz_yaml_int_of(NULL, "x", -7), ==, -7);
    g_assert_cmpfloat(sz_yaml_number_of(NULL, "x", 0.5), ==, 0.5);
}

static void test_whole_numbers(void)
{
    static const struct {
        const char *text;
        bool good;
        gint64 value;
    } rows[] = {
        {"0", true, 0},
        {"-12", true, -12},
        {"9223372036854775807", true, G_MAXINT64},
        {"-9223372036854775808", true, G_MININT64},
        {"9223372036854775808", false, 0},
        {"010", false, 0}, /* eight in YAML 1.1, ten in 1.2: nobody shall guess */
        {"0x10", false, 0},
        {"1_000", false, 0},
        {"+5", false, 0},
        {"1.0", false, 0},
        {"--1", false, 0},
        {"\"5\"", false, 0},
        {"5 a", false, 0},
        {"", false, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("n: %s\n", rows[i].text);
        g_autoptr(SzYaml) yaml = parse_good(text);
        gint64 value = -77;
        bool good = sz_yaml_int(sz_yaml_get(sz_yaml_root(yaml), "n"), &value);
        g_assert_cmpint(good, ==, rows[i].good);
        g_assert_cmpint(value, ==, good ? rows[i].value : -77);
    }
}

static void test_numbers(void)
{
    static const struct {
        const char *text;
        bool good;
        double value;
    } rows[] = {
        {"0.5", true, 0.5}, {"-1e3", true, -1000}, {"120.130396", true, 120.130396},
        {"7", true, 7},     {"1E+2", true, 100},   {".5", false, 0},
        {"1.", false, 0},   {"1,5", false, 0},     {"nan", false, 0},
        {".inf", false, 0}, {"1e999", false, 0},   {"0x1p3", false, 0},
        {"1e", false, 0},   {"'1'", false, 0},     {"00.5", false, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("n: %s\n", rows[i].text);
        g_autoptr(SzYaml) yaml = parse_good(text);
        double value = -77;
        bool good = sz_yaml_number(sz_yaml_get(sz_yaml_root(yaml), "n"), &value);
        g_assert_cmpint(good, ==, rows[i].good);
        g_assert_cmpfloat(value, ==, good ? rows[i].value : -77);
    }
}

static void test_only_true_and_false_are_booleans(void)
{
    g_autoptr(SzYaml) yaml = parse_good("[true, false, yes, True, 'true', 1]");
    static const bool good[] = {true, true, false, false, false, false};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        bool value = i == 1;
        g_assert_cmpint(sz_yaml_bool(sz_yaml_at(sz_yaml_root(yaml), i), &value), ==, good[i]);
        g_assert_cmpint(value, ==, i == 0);
    }
}

/* Many pieces: each '' and each escape is one of its own, and libfyaml moves them to the heap. */
static void test_text_of_many_pieces_is_whole(void)
{
    for (guint n = 0; n < 125; n += 5) {
        g_autoptr(GString) quoted = g_string_new(NULL);
        g_autoptr(GString) escaped = g_string_new(NULL);
        g_autoptr(GString) wanted = g_string_new(NULL);
        for (guint i = 0; i < n; i++) {
            g_string_append(quoted, "''x");
            g_string_append(escaped, "\\u4e2d");
            g_string_append(wanted, "'x");
        }
        g_autoptr(GString) yaml = g_string_new(NULL);
        g_string_append_printf(yaml, "a: '%s'\nb: \"%s\"\nc: {'k%s': 1}\n", quoted->str,
                               escaped->str, quoted->str);
        g_autoptr(SzYaml) tree = parse_good(yaml->str);
        const SzYamlNode *root = sz_yaml_root(tree);
        g_assert_cmpstr(sz_yaml_text_of(root, "a"), ==, wanted->str);
        g_assert_cmpint(g_utf8_strlen(sz_yaml_text_of(root, "b"), -1), ==, n);
        g_assert_cmpuint(strlen(sz_yaml_key(sz_yaml_at(sz_yaml_get(root, "c"), 0))), ==, 1 + 2 * n);
    }
}

static void test_what_is_refused(void)
{
    static const struct {
        SzSlice text;
        const char *problem;
    } rows[] = {
        {SZ_SLICE("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n"),
         "t.yaml:5: b.c: duplicate key, first given on line 3"},
        {SZ_SLICE("a: &x 1\n"), "t.yaml:1: a: an anchor (&), expected values written out"},
        {SZ_SLICE("l:\n  - !!int 1\n"), "t.yaml:2: l: a tag (!), expected plain values"},
        {SZ_SLICE("a: *x\n"), "t.yaml:1: a: an alias (*), expected values written out"},
        {SZ_SLICE("a: 1\n---\nb: 2\n"), "t.yaml:2: a second document, expected one"},
        {SZ_SLICE("a: 1\n%YAML 1.1\n"), "t.yaml:2: a directive (%), expected none"},
        {SZ_SLICE("? [a]\n: b\n"), "t.yaml:1: a list or map as a key, expected plain text"},
        {SZ_SLICE("a: 1\nb: 'x\n"), "t.yaml:2: not YAML: single-quoted scalar without closing "
                                    "quote"},
        {SZ_SLICE("a: b: c\n"), "t.yaml:1: not YAML: invalid nested block mapping on the same "
                                "line"},
        {SZ_SLICE("a: 1\nb: \xff\n"), "t.yaml:2: not UTF-8, expected the file saved as UTF-8"},
        {SZ_SLICE("a: 1\0\n"), "t.yaml:1: not UTF-8, expected the file saved as UTF-8"},
        {SZ_SLICE("a: \"x\\0y\"\n"),
         "t.yaml:1: a: text with a control character or a broken escape, expected plain text"},
        {SZ_SLICE("a: 'x''''y'\n"),
         "t.yaml:1: a: quotes next to each other in single quotes, expected double quotes around "
         "the text"},
        {SZ_SLICE("a: \"x\\\\\\\n  y\"\n"),
         "t.yaml:1: a line that ends in three backslashes, expected the text on one line"},
        {SZ_SLICE("'': 1\n"), "t.yaml:1: a key of 0 bytes, expected one line of 1..256"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *problem = problems_of(rows[i].text);
        g_assert_cmpstr(problem, ==, rows[i].problem);
    }
}

/* Enough to overflow a stack, were there recursion; the last two have more signs than are taken. */
#define N_BOMB 60000

static void test_depth_is_bounded(void)
{
    /* 31 lists around the one that holds the value: 32 levels. */
    g_autofree char *open = g_strnfill(SZ_YAML_DEPTH_MAX, '[');
    g_autofree char *shut = g_strnfill(SZ_YAML_DEPTH_MAX, ']');
    g_autofree char *good = g_strconcat(open, shut, NULL);
    g_autoptr(SzYaml) yaml = parse_good(good);
    g_assert_nonnull(yaml);

    static const char *const patterns[] = {"[", "- ", "? ", "{a: ", "[{a: ", "[[#]\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(patterns); i++) {
        gsize n = strlen(patterns[i]);
        g_autoptr(GString) bomb = g_string_sized_new(n * N_BOMB);
        for (guint j = 0; j < N_BOMB; j++) {
            g_string_append(bomb, patterns[i]);
        }
        g_autofree char *problem = problems_of((SzSlice){bomb->str, bomb->len});
        g_assert_nonnull(strstr(problem, "expected"));
        g_assert_null(strchr(problem, '\n'));
    }
}

static void test_an_alias_bomb_costs_nothing(void)
{
    g_autofree char *problems = problems_of(SZ_SLICE("a: &a [x,x,x,x,x,x,x,x,x]\n"
                                                     "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                                                     "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"));
    g_assert_nonnull(strstr(problems, "t.yaml:2: b: an alias (*)"));
}

static void test_size_is_bounded(void)
{
    g_autofree char *large = g_strnfill(SZ_YAML_BYTES_MAX + 1, '#');
    g_autofree char *problem = problems_of(sz_slice(large));
    g_assert_cmpstr(problem, ==, "t.yaml: too large: 4194305 bytes, expected at most 4194304");

    large[SZ_YAML_BYTES_MAX] = '\0';
    g_autoptr(SzYaml) yaml = parse_good(large);
    g_assert_nonnull(yaml);
}

static void test_loads_regular_files_only(void)
{
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, "a.yaml", NULL);
    g_autofree char *missing = g_build_filename(folder, "b.yaml", NULL);
    g_assert_true(g_file_set_contents(path, "a: 1\n", -1, NULL));

    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzYaml) yaml = sz_yaml_load(path, "a.yaml", problems);
    g_assert_cmpint(sz_yaml_int_of(sz_yaml_root(yaml), "a", 0), ==, 1);
    g_assert_null(sz_yaml_load(missing, "b.yaml", problems));
    g_assert_null(sz_yaml_load(folder, "folder", problems));
    g_assert_null(sz_yaml_load("/dev/zero", "zero", problems));
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    g_assert_cmpstr(lines[0], ==, "b.yaml: cannot be read: No such file or directory");
    g_assert_cmpstr(lines[1], ==, "folder: cannot be read: not a regular file");
    g_assert_cmpstr(lines[2], ==, "zero: cannot be read: not a regular file");
    g_assert_null(lines[3]);
    test_folder_remove(folder);
}

static void test_problems_are_sorted_bounded_and_one_line_each(void)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    sz_problems_add(problems, (SzFilePlace){"b", 9}, "k", "x\ny");
    sz_problems_add(problems, (SzFilePlace){"a", 1}, "", "z");
    sz_problems_add(problems, (SzFilePlace){"b", 2}, "k", "\xff");
    sz_problems_add(problems, (SzFilePlace){"20260302090000", 3}, "13800138000", "'%s'",
                    "13900139000");
    for (guint i = 0; i < SZ_PROBLEMS_MAX; i++) {
        sz_problems_add(problems, (SzFilePlace){"c", 1}, "", "w");
    }
    g_assert_cmpuint(sz_problems_count(problems), ==, SZ_PROBLEMS_MAX + 4);
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    g_assert_cmpuint(g_strv_length(lines), ==, SZ_PROBLEMS_MAX + 1);
    g_assert_cmpstr(lines[0], ==, "b:2: k: ?");
    g_assert_cmpstr(lines[1], ==, "b:9: k: x?y");
    g_assert_cmpstr(lines[2], ==, "a:1: z");
    g_assert_cmpstr(lines[3], ==, "20260302090000:3: #: '#'");
    g_assert_cmpstr(lines[SZ_PROBLEMS_MAX], ==, "and 4 more problems");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/config/yaml/maps-lists-and-text", test_reads_maps_lists_and_text);
    g_test_add_func("/config/yaml/empty-file-is-empty-map", test_an_empty_file_is_an_empty_map);
    g_test_add_func("/config/yaml/skips-a-byte-order-mark", test_skips_a_byte_order_mark);
    g_test_add_func("/config/yaml/absent-is-nothing",
                    test_readers_answer_nothing_for_what_is_not_there);
    g_test_add_func("/config/yaml/whole-numbers", test_whole_numbers);
    g_test_add_func("/config/yaml/numbers", test_numbers);
    g_test_add_func("/config/yaml/booleans", test_only_true_and_false_are_booleans);
    g_test_add_func("/config/yaml/text-of-many-pieces-is-whole", test_text_of_many_pieces_is_whole);
    g_test_add_func("/config/yaml/what-is-refused", test_what_is_refused);
    g_test_add_func("/config/yaml/depth-is-bounded", test_depth_is_bounded);
    g_test_add_func("/config/yaml/alias-bomb-costs-nothing", test_an_alias_bomb_costs_nothing);
    g_test_add_func("/config/yaml/size-is-bounded", test_size_is_bounded);
    g_test_add_func("/config/yaml/loads-regular-files-only", test_loads_regular_files_only);
    g_test_add_func("/config/problems/sorted-bounded-one-line",
                    test_problems_are_sorted_bounded_and_one_line_each);
    return g_test_run();
}
