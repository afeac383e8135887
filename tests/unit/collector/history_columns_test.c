#include "collector/history_columns.h"

/* An index of one dimension with an indicator of the last hour and one of the month. */
static SzIndexDefinition *definition_new(void)
{
    const SzIndexDimension dimension = {.id = "L", .name = "", .name_en = "", .weights = {1}};
    const SzCurve curve = {.n = 2, .points = {{0, 0}, {100, 100}}};
    const SzIndicator indicators[] = {
        {.id = "L04",
         .name = "",
         .name_en = "",
         .unit = "min",
         .source = "",
         .measure = 0,
         .scale = 1,
         .curve = curve,
         .weight = 1,
         .tiers = 1},
        {.id = "E01",
         .name = "",
         .name_en = "",
         .unit = "%",
         .source = "",
         .measure = 1,
         .scale = 1,
         .curve = curve,
         .weight = 1,
         .tiers = 1},
    };
    const SzMeasureInfo infos[] = {{.name = "wait", .window = SZ_WINDOW_R60M},
                                   {.name = "closed", .window = SZ_WINDOW_MONTH}};
    SzMeasureSet *measures = sz_measure_set_new();
    for (gsize i = 0; i < G_N_ELEMENTS(infos); i++) {
        (void)sz_measure_set_add(measures, &infos[i]);
    }
    const SzIndexParts parts = {.measures = measures,
                                .id = "demo",
                                .name = "",
                                .name_en = "",
                                .version = "1",
                                .hash = "sha256:0",
                                .dimensions = &dimension,
                                .n_dimensions = 1,
                                .indicators = indicators,
                                .n_indicators = 2};
    SzIndexDefinition *definition = sz_index_definition_new(&parts);
    sz_measure_set_unref(measures);
    return definition;
}

static void test_figures(void)
{
    static const struct {
        const char *id;
        const char *unit;
        SzDayRule rule;
    } expected[] = {{"demo", "", SZ_DAY_SCORE},
                    {"L", "", SZ_DAY_SCORE},
                    {"L04", "min", SZ_DAY_MEAN},
                    {"E01", "%", SZ_DAY_LAST}};
    g_autoptr(SzIndexDefinition) definition = definition_new();
    g_autoptr(SzHistoryColumns) made =
        sz_history_columns_new(sz_index_definition_parts(definition));
    g_autofree char *text = sz_history_columns_text(made);
    g_autoptr(SzHistoryColumns) parsed = sz_history_columns_parse(text);
    g_assert_cmpuint(sz_history_columns_n(made), ==, 9);
    g_assert_cmpuint(sz_history_columns_n(parsed), ==, 9);
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        gsize found = 99;
        const SzHistoryFigure *figure = sz_history_columns_figure(parsed, i);
        g_assert_cmpstr(figure->id, ==, expected[i].id);
        g_assert_cmpstr(figure->unit, ==, expected[i].unit);
        g_assert_cmpint(figure->rule, ==, expected[i].rule);
        g_assert_true(sz_history_columns_find(parsed, expected[i].id, &found));
        g_assert_cmpuint(found, ==, i);
    }
    gsize untouched = 99;
    g_assert_false(sz_history_columns_find(parsed, "L05", &untouched));
    g_assert_cmpuint(untouched, ==, 99);
}

static void test_refusals(void)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        "[[]]",
        "[[\"score\",\"a\"]]",
        "[[\"median\",\"a\",\"\"]]",
        "[[\"score\",\"a\",1]]",
        "[[\"score\",\"a\",\"\",\"\"]]",
        "[[\"score\",\"a\",\"\"]",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_assert_null(sz_history_columns_parse(texts[i]));
    }
}

/* Five minutes: open in the second to the fourth. */
static void test_day(void)
{
    enum { N = 5, COLUMNS = 9 };
    static const SzMaybeReal minutes[COLUMNS * N] = {
        {1, 0},   {1, 1},   {1, 1},   {1, 1},   {1, 0},  /* open */
        {1, 0},   {1, .9},  {1, .6},  {1, .9},  {1, .1}, /* coverage of the index */
        {0, 0},   {1, 80},  {0, 0},   {1, 85},  {1, 10}, /* the index: once not published */
        {0, 0},   {0, 0},   {0, 0},   {0, 0},   {0, 0},  /* L: never */
        {0, 0},   {0, 0},   {0, 0},   {0, 0},   {0, 0},  /**/
        {1, 3},   {1, 4},   {1, 5},   {0, 0},   {1, 9},  /* n of L04 */
        {1, 50},  {1, 10},  {1, 13},  {0, 0},   {1, 99}, /**/
        {1, 100}, {1, 101}, {1, 102}, {1, 103}, {0, 0},  /* n of E01 */
        {1, 90},  {1, 91},  {1, 92},  {1, 93},  {0, 0},  /**/
    };
    static const SzMaybeReal expected[COLUMNS] = {{0, 0}, {1, .8},   {1, 82.5}, {0, 0}, {0, 0},
                                                  {1, 2}, {1, 11.5}, {1, 103},  {1, 93}};
    SzMaybeReal day[COLUMNS];
    g_autoptr(SzIndexDefinition) definition = definition_new();
    g_autoptr(SzHistoryColumns) columns =
        sz_history_columns_new(sz_index_definition_parts(definition));
    g_assert_cmpuint(sz_history_columns_day(columns, minutes, N, day), ==, 2);
    for (gsize i = 0; i < COLUMNS; i++) {
        g_assert_cmpint(day[i].known, ==, expected[i].known);
        g_assert_cmpfloat_with_epsilon(day[i].value, expected[i].value, 1e-12);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/history_columns/figures", test_figures);
    g_test_add_func("/collector/history_columns/refusals", test_refusals);
    g_test_add_func("/collector/history_columns/a-day", test_day);
    return g_test_run();
}
