/* A live index of other means than the arithmetic one, by hand: scores, contributions, caps, too little data. */

#include "config/index_file.h"
#include "config/overlay.h"
#include "metrics/index_table.h"

#include "support/live_lines.h"

#define NOW "2026-03-02T10:00:00" /* a Monday, open 09:00-12:00 */
#define EPSILON 1e-9

/* Of three windows one is serving, one open: busy 1 / 2, open 2 / 3, none too long. A kiosk is online. */
static const TestLine lines[] = {
    {"2026-03-02T09:59:00", "window,hall=330106,window=W1 state=\"serving\""},
    {"2026-03-02T09:59:00", "window,hall=330106,window=W2 state=\"open\""},
    {"2026-03-02T09:59:00", "window,hall=330106,window=W3 state=\"paused\""},
    {"2026-03-02T09:59:00", "kiosk,hall=330106,kiosk=K1,event=heartbeat state=\"online\""},
};

#define NODES                                                                                      \
    "id: demo\n"                                                                                   \
    "version: \"1\"\n"                                                                             \
    "name: 试\n"                                                                                  \
    "nodes:\n"                                                                                     \
    "  - {id: I, name: a}\n"                                                                       \
    "  - {id: A, parent: I, name: b}\n"                                                            \
    "  - {id: B, parent: I, name: c}\n"                                                            \
    "  - {id: A1, parent: A, name: d, measure: window_busy, scale: 100, normalise: {method: "      \
    "piecewise, points: [[0, 20], [100, 100]]}}\n"                                                 \
    "  - {id: A2, parent: A, name: e, measure: window_open, scale: 100, normalise: {method: "      \
    "steps, cuts: [50], scores: [10, 15]}}\n"                                                      \
    "  - {id: B1, parent: B, name: f, measure: kiosk_online, scale: 100, normalise: {method: "     \
    "goalposts, floor: 50, target: 80, lower: 1, upper: 70}}\n"

static SzIndexDefinition *define(const char *text)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzYaml) yaml = sz_yaml_parse("i", sz_slice(text), problems);
    const SzOverlay none = {NULL, NULL, NULL};
    g_autoptr(SzFileSet) files = sz_file_set_new();
    g_autoptr(SzYaml) shipped = sz_overlay_load(&none, "index.yaml", files, problems);
    SzIndexDefinition *definition = sz_index_file_read(yaml, shipped, problems);
    g_assert_nonnull(definition);
    return definition;
}

/* (transfer full) the index of everybody; @out_row: that of the hall */
static SzIndexTable *compute(const char *text, const SzIndexRow **out_row)
{
    g_autoptr(SzIndexDefinition) definition = define(text);
    SzCaseRules rules = *test_rules();
    rules.measures = sz_index_definition_parts(definition)->measures;
    g_autoptr(SzEngine) engine = sz_engine_new(&rules);
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        test_apply(engine, lines[i]);
    }
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = {.rules = &rules, .state = state, .now = {true, test_time(NOW)}};
    SzIndexTable *table = sz_index_compute(definition, &view);
    *out_row = sz_index_table_find(
        table, sz_registry_find(test_rules()->registry, SZ_SLICE("330106"), 0), false);
    return table;
}

static void assert_near(double got, double expected)
{
    g_assert_cmpfloat_with_epsilon(got, expected, EPSILON);
}

static void test_means(void)
{
    const SzIndexRow *row = NULL;
    g_autoptr(SzIndexTable) table = compute(NODES "aggregate: [geometric, harmonic]\n", &row);
    /* A = sqrt(60 * 15) = 30, B = 70; 2 / (1 / 30 + 1 / 70) = 42. */
    assert_near(row->indicators[0].score, 60);
    assert_near(row->indicators[1].score, 15);
    assert_near(row->dimensions[0].score, 30);
    assert_near(row->dimensions[1].score, 70);
    assert_near(row->score, 42);
    /* 42 * 42 / (2 * 30) and / (2 * 70); both parts of A have the same share of it. */
    assert_near(row->dimensions[0].contribution, 29.4);
    assert_near(row->dimensions[1].contribution, 12.6);
    assert_near(row->indicators[0].contribution, 14.7);
    assert_near(row->indicators[1].contribution, 14.7);
}

static void test_caps(void)
{
    static const char caps[] =
        "caps: [{indicator: B1, above: 50, max: 42, name: x}, {indicator: B1, above: 60, max: 50, "
        "name: y}, {indicator: B1, above: 70, max: 30, name: z}]\n";
    static const struct {
        const char *aggregate;
        double effects[3]; /* the second is milder than the first: none of its own */
        double score;
    } rows[] = {
        /* The harmonic means of 30 and 70, 42, 30 are 42, 35, 30. */
        {"aggregate: [geometric, harmonic]\n", {-7, 0, -5}, 30},
        /* A = 37.5: (37.5 + 70) / 2 = 53.75, then 39.75, 33.75. */
        {"", {-14, 0, -6}, 33.75},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzIndexRow *row = NULL;
        g_autofree char *text = g_strconcat(NODES, caps, rows[i].aggregate, NULL);
        g_autoptr(SzIndexTable) table = compute(text, &row);
        for (gsize k = 0; k < 3; k++) {
            g_assert_true(row->caps[k].is_in_force);
            assert_near(row->caps[k].effect, rows[i].effects[k]);
        }
        assert_near(row->score, rows[i].score);
    }
}

/* Of A's four indicators one has no data, one a value that has no logarithm. */
static void test_too_little(void)
{
    static const char more[] =
        "  - {id: A3, parent: A, name: g, measure: noshow, normalise: {method: ratio, target: 9}}\n"
        "  - {id: A4, parent: A, name: h, measure: service_long, normalise: {method: "
        "log_goalposts, floor: 9, target: 1}}\n";
    static const struct {
        const char *min_available;
        bool has_dimension;
        bool has_score;
        double score;
    } rows[] = {
        {"min_available: [0.5, 1]\n", true, true, 53.75},
        {"min_available: [0.51, 0.5]\n", false, true, 70},
        {"min_available: [3/4, 0.51]\n", false, false, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzIndexRow *row = NULL;
        g_autofree char *text = g_strconcat(NODES, more, rows[i].min_available, NULL);
        g_autoptr(SzIndexTable) table = compute(text, &row);
        g_assert_cmpint(row->indicators[3].state, ==, SZ_INDICATOR_NO_DATA);
        g_assert_false(row->indicators[3].has_value);
        g_assert_cmpint(row->indicators[4].state, ==, SZ_INDICATOR_NO_DATA);
        g_assert_true(row->indicators[4].has_value);
        g_assert_cmpint(row->dimensions[0].has_score, ==, rows[i].has_dimension);
        g_assert_cmpint(row->has_score, ==, rows[i].has_score);
        g_assert_cmpint(row->published, ==, rows[i].has_score);
        assert_near(row->score, rows[i].score);
        assert_near(row->coverage, 0.75);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/index_means/means", test_means);
    g_test_add_func("/web/index_means/caps", test_caps);
    g_test_add_func("/web/index_means/too-little", test_too_little);
    return g_test_run();
}
