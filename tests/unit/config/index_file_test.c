/* index.yaml: every method that scores a value alone, means by level, and what is refused of them. */

#include "config/index_file.h"
#include "config/overlay.h"

static const char start[] = "id: demo\n"
                            "version: \"1\"\n"
                            "name: 试\n"
                            "nodes:\n"
                            "  - {id: I, name: a}\n"
                            "  - {id: A, parent: I, name: b}\n";

/* The file with more text behind it; problems joined by '\n', "" when there are none. (transfer full) */
static char *read_problems(const char *more, SzIndexDefinition **out)
{
    g_autofree char *text = g_strconcat(start, more, NULL);
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzYaml) yaml = sz_yaml_parse("i", sz_slice(text), problems);
    g_assert_nonnull(yaml);
    const SzOverlay none = {NULL, NULL, NULL};
    g_autoptr(SzFileSet) files = sz_file_set_new();
    g_autoptr(SzYaml) shipped = sz_overlay_load(&none, "index.yaml", files, problems);
    *out = sz_index_file_read(yaml, shipped, problems);
    g_assert_cmpint(*out == NULL, ==, sz_problems_count(problems) > 0);
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    return g_strjoinv("\n", lines);
}

static void test_methods(void)
{
    static const struct {
        const char *normalise;
        double value;
        double score;
    } rows[] = {
        {"direction: down, normalise: {method: goalposts, floor: 30, target: 10}", 20, 50},
        {"normalise: {method: goalposts, floor: 0, target: 10, lower: 1}", 0, 1},
        {"normalise: {floor: 0, target: 10}", 4, 40}, /* the method comes from below */
        {"normalise: {method: log_goalposts, floor: 1, target: 100}", 10, 50},
        {"normalise: {method: piecewise, points: [[0, 0], [10, 50], [20, 100]]}", 15, 75},
        {"normalise: {method: steps, cuts: [60, 75], scores: [0, 40, 60]}", 60, 40},
        {"normalise: {method: band, lo0: 30, lo: 60, hi: 60, hi0: 100}", 80, 50},
        {"normalise: {method: ratio, target: 95}", 47.5, 50},
        {"direction: down, normalise: {method: ratio, target: 8}", 10, 80},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzIndexDefinition) definition = NULL;
        g_autofree char *more =
            g_strdup_printf("  - {id: A1, parent: A, name: c, measure: noshow, %s}\n"
                            "normalise: {method: goalposts}\n",
                            rows[i].normalise);
        g_autofree char *problems = read_problems(more, &definition);
        g_assert_cmpstr(problems, ==, "");
        const SzIndexParts *parts = sz_index_definition_parts(definition);
        g_assert_cmpfloat_with_epsilon(sz_curve_score(&parts->indicators[0].curve, rows[i].value),
                                       rows[i].score, 1e-9);
    }
}

static void test_means(void)
{
    g_autoptr(SzIndexDefinition) definition = NULL;
    g_autofree char *problems = read_problems(
        "  - {id: A1, parent: A, name: c, measure: noshow, normalise: {method: steps, "
        "cuts: [1], scores: [1, 99]}}\n"
        "aggregate: [geometric, {method: power, p: -2}]\n"
        "min_available: [1/3, 0.5]\n",
        &definition);
    g_assert_cmpstr(problems, ==, "");
    const SzIndexParts *parts = sz_index_definition_parts(definition);
    g_assert_cmpint(parts->aggregate[0].kind, ==, SZ_AGGREGATE_GEOMETRIC);
    g_assert_cmpint(parts->aggregate[1].kind, ==, SZ_AGGREGATE_POWER);
    g_assert_true(parts->aggregate[1].power == -2);
    g_assert_true(parts->min_available[0] == 1.0 / 3);
    g_assert_true(parts->min_available[1] == 0.5);
}

static void test_refuses(void)
{
    static const struct {
        const char *normalise;
        const char *more;
        const char *problems;
    } rows[] = {
        {"{method: minmax}", "",
         "i:7: nodes[2].normalise: method minmax compares halls with each other, expected one that "
         "scores a value alone: goalposts, log_goalposts, steps, piecewise, band or ratio"},
        {"{method: piecewise, points: [[0, 0], [1, 101]]}", "",
         "i:7: nodes[2].normalise: scores beyond 0 to 100, expected none"},
        {"{method: steps, cuts: [1], scores: [0]}", "",
         "i:7: nodes[2].normalise: not steps, expected cuts, ascending, and one score more than "
         "there are cuts, scores 0 to 100"},
        {"{method: ratio, target: 9, floor: 1}", "",
         "i:7: nodes[2].normalise.floor: not a part of method ratio"},
        {"{method: goalposts, floor: 1, target: 9}", "aggregate: [arithmetic, geometric]\n",
         "i:8: aggregate: no geometric mean: 'A1' can score 0, expected scores above 0, for "
         "instance by lower: 1"},
        {"{method: goalposts, floor: 1, target: 9, lower: 1}",
         "aggregate: [arithmetic, harmonic]\n"
         "caps: [{indicator: A1, above: 5, max: 0, name: x}]\n",
         "i:9: caps: no harmonic mean under a cap of 0, expected one above 0"},
        {"{method: ratio, target: 9}", "aggregate: [arithmetic]\nmin_available: 3/2\n",
         "i:8: aggregate: 1 entries, expected one for each of the 2 levels above the indicators, "
         "lowest first\n"
         "i:9: min_available: not a share, expected 0 to 1, or for instance 2/3"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzIndexDefinition) definition = NULL;
        g_autofree char *more =
            g_strdup_printf("  - {id: A1, parent: A, name: c, measure: noshow, normalise: %s}\n%s",
                            rows[i].normalise, rows[i].more);
        g_autofree char *problems = read_problems(more, &definition);
        g_assert_cmpstr(problems, ==, rows[i].problems);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/config/index_file/methods", test_methods);
    g_test_add_func("/config/index_file/means", test_means);
    g_test_add_func("/config/index_file/refuses", test_refuses);
    return g_test_run();
}
