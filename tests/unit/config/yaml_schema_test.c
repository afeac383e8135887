#include "config/yaml_schema.h"

static gboolean check_even_length(SzSlice text, GError **error)
{
    if (text.len % 2 != 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "odd: '%.*s', expected even",
                    (int)text.len, text.data);
        return FALSE;
    }
    return TRUE;
}

static const char *const tiers[] = {"municipal", "county", "town"};
static const SzYamlSchema tier = SZ_YAML_CHOICE_OF(tiers);
static const SzYamlSchema text = {.type = SZ_YAML_TEXT};
static const SzYamlSchema even = {.type = SZ_YAML_TEXT, .check = check_even_length};
static const SzYamlSchema short_text = {.type = SZ_YAML_TEXT, .min = 2, .max = 3};
static const SzYamlSchema few = {.type = SZ_YAML_INT, .min = 1, .max = 9};
static const SzYamlSchema longitude = {.type = SZ_YAML_NUMBER, .min = -180, .max = 180};
static const SzYamlSchema flag = {.type = SZ_YAML_BOOL};
static const SzYamlSchema any = {.type = SZ_YAML_ANY};
static const SzYamlSchema two = {.type = SZ_YAML_LIST, .items = &text, .min = 1, .max = 2};
static const SzYamlSchema dict = {.type = SZ_YAML_DICT, .items = &few, .check = check_even_length};
static const SzYamlKey hall_keys[] = {
    {"code", &text, true, "the code of the hall"},
    {"tier", &tier, true, NULL},
    {"lon", &longitude, false, NULL},
};
static const SzYamlSchema hall = SZ_YAML_MAP_OF(hall_keys);
static const SzYamlSchema halls = SZ_YAML_LIST_OF(&hall);
static const SzYamlKey root_keys[] = {
    {"halls", &halls, false, NULL},  {"n", &few, false, NULL},
    {"on", &flag, false, NULL},      {"even", &even, false, NULL},
    {"two", &two, false, NULL},      {"dict", &dict, false, NULL},
    {"whatever", &any, false, NULL}, {"short", &short_text, false, NULL},
};
static const SzYamlSchema root = SZ_YAML_MAP_OF(root_keys);

/* All problems of @yaml_text joined by '\n'; "" when it is good. (transfer full) */
static char *check(const char *yaml_text)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzYaml) yaml = sz_yaml_parse("t", sz_slice(yaml_text), problems);
    g_assert_nonnull(yaml);
    bool good = sz_yaml_check(yaml, &root, problems);
    g_assert_cmpint(good, ==, sz_problems_count(problems) == 0);
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    return g_strjoinv("\n", lines);
}

static void test_says_what_is_wrong(void)
{
    static const struct {
        const char *yaml;
        const char *problems;
    } rows[] = {
        {"", ""},
        {"halls: [{code: 0330106, tier: county, lon: 120.13}]\nn: 9\non: true\n", ""},
        {"whatever: [{a: [1]}]\n", ""},
        {"hals: []\n", "t:1: hals: unknown key, did you mean 'halls'?"},
        {"colour: 1\n", "t:1: colour: unknown key, expected one of halls, n, on, even, two, dict, "
                        "whatever, short"},
        {"n: 0\n", "t:1: n: out of range: '0', expected 1..9"},
        {"n: 10\n", "t:1: n: out of range: '10', expected 1..9"},
        {"n: '5'\n", "t:1: n: wrong type: '5' in quotes, expected a whole number"},
        {"n: 1.5\n", "t:1: n: wrong type: '1.5', expected a whole number"},
        {"n:\n", "t:1: n: nothing, expected a whole number"},
        {"n: []\n", "t:1: n: a list, expected a whole number"},
        {"on: yes\n", "t:1: on: wrong type: 'yes', expected true or false"},
        {"even: abc\n", "t:1: even: odd: 'abc', expected even"},
        {"even: {}\n", "t:1: even: a map, expected a text"},
        {"even: ''\n", "t:1: even: '' has 0 characters, expected 1..1000"},
        {"short: 中\n", "t:1: short: '中' has 1 characters, expected 2..3"},
        {"short: 中文\n", ""},
        {"short: 中文字\n", ""},
        {"short: 中文字符\n", "t:1: short: '中文字符' has 4 characters, expected 2..3"},
        {"halls: 5\n", "t:1: halls: wrong type: '5', expected a list"},
        {"halls:\n- {code: a, tier: town, lon: 180.5}\n",
         "t:2: halls[0].lon: out of range: '180.5', expected -180..180"},
        {"halls:\n- 5\n", "t:2: halls[0]: wrong type: '5', expected a map"},
        {"halls:\n- code: a\n  tier: contry\n",
         "t:3: halls[0].tier: unknown word: 'contry', did you mean 'county'? expected one of "
         "municipal, county, town"},
        {"halls:\n- code: a\n  tier: [town]\n",
         "t:3: halls[0].tier: a list, expected one of municipal, county, town"},
        {"halls:\n\n- lon: 1\n", "t:3: halls[0].code: missing, expected the code of the hall\n"
                                 "t:3: halls[0].tier: missing, expected one of a few words"},
        {"two: []\n", "t:1: two: 0 entries, expected 1..2"},
        {"two: [a, b, c]\n", "t:1: two: 3 entries, expected 1..2"},
        {"dict: {ab: 1, abc: 12}\n", "t:1: dict.abc: odd: 'abc', expected even\n"
                                     "t:1: dict.abc: out of range: '12', expected 1..9"},
        {"- 1\n", "t:1: a list, expected a map"},
        /* What parsing finds does not hide what the schema finds. */
        {"n: 3\nn: 12\ntwo: 1\n", "t:2: n: duplicate key, first given on line 1\n"
                                  "t:2: n: out of range: '12', expected 1..9\n"
                                  "t:3: two: wrong type: '1', expected a list"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *problems = check(rows[i].yaml);
        g_assert_cmpstr(problems, ==, rows[i].problems);
    }
}

static void test_long_values_are_cut_short(void)
{
    g_autofree char *filler = g_strnfill(2000, 'a');
    g_autofree char *yaml = g_strdup_printf("even: %s\nn: %s\n", filler, filler);
    g_autofree char *problems = check(yaml);
    g_assert_cmpstr(problems, ==,
                    "t:1: even: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...' has 2000 "
                    "characters, expected 1..1000\n"
                    "t:2: n: wrong type: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...', expected a "
                    "whole number");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/config/yaml-schema/says-what-is-wrong", test_says_what_is_wrong);
    g_test_add_func("/config/yaml-schema/long-values-are-cut-short",
                    test_long_values_are_cut_short);
    return g_test_run();
}
