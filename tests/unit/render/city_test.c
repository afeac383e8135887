/* What the city's panels are made of: names, places of tiles, rows, the order of places. */

#include "render/city_dial.h"
#include "render/city_layout.h"
#include "render/place_name.h"

#include "support/city.h"

static void test_names(void)
{
    static const struct {
        const char *hall, *area, *name;
    } cases[] = {{"西湖区政务服务中心", "西湖区", "西湖"},
                 {"桐庐县政务服务中心", "桐庐县", "桐庐"},
                 {"西湖风景名胜区政务服务中心", "西湖景区", "西湖景区"},
                 {"清波街道便民服务中心", "清波街道", "清波"},
                 {"三墩镇便民服务中心", "三墩镇", "三墩"},
                 {"叶区政务服务中心", "叶区", "叶区"},
                 {"政务服务中心", "政务服务中心", "政务服务中心"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SzHall hall = {.code = "x", .name = cases[i].hall};
        g_autofree char *area = sz_place_area_name(&hall);
        g_autofree char *name = sz_place_short_name(&hall);
        g_assert_cmpstr(area, ==, cases[i].area);
        g_assert_cmpstr(name, ==, cases[i].name);
    }
    g_autofree char *own = sz_place_own_name(&TEST_HALLS[0], SZ_LANGUAGE_ZH);
    g_assert_cmpstr(own, ==, "市本级");
}

static void test_grid(void)
{
    g_autoptr(SzCityFacts) facts = test_city();
    SzTileGrid grid = sz_tile_grid(facts);
    guint col = 9;
    guint row = 9;
    sz_tile_at(facts, &grid, 2, &col, &row);
    g_assert_true(grid.by_bearing);
    g_assert_cmpuint(grid.cols, ==, 5);
    g_assert_cmpuint(grid.rows, ==, 5);
    g_assert_cmpuint(col * 10 + row, ==, 10); /* 余杭: second column, top */
    g_free(facts->places[0].region);
    facts->places[0].region = g_strdup("110000");
    grid = sz_tile_grid(facts);
    sz_tile_at(facts, &grid, 4, &col, &row);
    g_assert_false(grid.by_bearing);
    g_assert_cmpuint(grid.cols * 10 + grid.rows, ==, 32);
    g_assert_cmpuint(col * 10 + row, ==, 11);
}

static void test_rows(void)
{
    SzCityPlace places[12];
    const SzCityPlace *order[12];
    for (guint i = 0; i < 12; i++) {
        places[i] = (SzCityPlace){.index = {.is_published = true, .score = 90.0 - (i - i % 2)}};
        order[i] = &places[i];
    }
    const double mean = 85;
    g_autoptr(GArray) all = sz_city_rows(order, 12, 10, &mean, 20);
    g_assert_cmpuint(all->len, ==, 13);
    g_assert_cmpuint(g_array_index(all, SzCityRow, 1).rank, ==, 1);
    g_assert_true(g_array_index(all, SzCityRow, 1).is_tied);
    g_assert_cmpuint(g_array_index(all, SzCityRow, 2).rank, ==, 3);
    g_assert_cmpint(g_array_index(all, SzCityRow, 6).kind, ==, SZ_ROW_MEAN); /* 90 88 86 | 84 82 */
    g_assert_cmpint(g_array_index(all, SzCityRow, 12).kind, ==, SZ_ROW_UNRANKED);
    for (guint room = 3; room < 20; room++) {
        g_autoptr(GArray) some = sz_city_rows(order, 12, 10, &mean, room);
        guint shown = 0;
        guint last = 0;
        for (guint k = 0; k < some->len; k++) {
            const SzCityRow *row = &g_array_index(some, SzCityRow, k);
            shown += row->kind == SZ_ROW_FOLDED ? row->i : row->kind == SZ_ROW_MEAN ? 0 : 1;
            last = row->kind == SZ_ROW_RANKED ? row->i : last;
        }
        g_assert_cmpuint(some->len, <=, room);
        g_assert_cmpuint(g_array_index(some, SzCityRow, 0).rank, ==, 1);
        g_assert_cmpuint(last, ==, 9); /* the last ranked always stays */
        g_assert_cmpuint(shown, ==, room > 4 ? 12 : 10);
    }
}

static void test_score(void)
{
    static const struct {
        double score, shown;
        guint i_class;
        SzGrade grade;
    } cases[] = {{64.99, 65.0, 0, SZ_GRADE_D}, {65, 65, 1, SZ_GRADE_D},
                 {79.96, 80.0, 3, SZ_GRADE_C}, {80, 80, 4, SZ_GRADE_B},
                 {94.94, 94.9, 6, SZ_GRADE_A}, {95, 95, 7, SZ_GRADE_A},
                 {0, 0, 0, SZ_GRADE_D},        {100, 100, 7, SZ_GRADE_A}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SzCityScore score = {0};
        sz_city_score_set(&score, cases[i].score, 0.58);
        g_assert_cmpfloat_with_epsilon(score.score, cases[i].shown, 1e-9);
        g_assert_cmpuint(score.i_class, ==, cases[i].i_class);
        g_assert_cmpint(score.grade, ==, cases[i].grade);
        g_assert_cmpuint(score.coverage_pct, ==, 58);
    }
}

static void test_wait_signs(void)
{
    g_assert_cmpint(sz_city_wait_sign(15), ==, SZ_SIGN_OK);
    g_assert_cmpint(sz_city_wait_sign(16), ==, SZ_SIGN_WATCH);
    g_assert_cmpint(sz_city_wait_sign(30), ==, SZ_SIGN_WATCH);
    g_assert_cmpint(sz_city_wait_sign(31), ==, SZ_SIGN_WARN);
    g_assert_cmpint(sz_city_wait_sign(45), ==, SZ_SIGN_WARN);
    g_assert_cmpint(sz_city_wait_sign(46), ==, SZ_SIGN_LATE);
}

static void assert_order(const SzCityFacts *facts, guint ranked, const char *codes)
{
    guint n = 0;
    g_autofree const SzCityPlace **order = sz_city_order(facts, &n);
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < facts->n_places; i++) {
        g_string_append_printf(found, "%s%s", i > 0 ? " " : "", order[i]->code);
    }
    g_assert_cmpuint(n, ==, ranked);
    g_assert_cmpstr(found->str, ==, codes);
}

static void test_order(void)
{
    g_autoptr(SzCityFacts) facts = test_city();
    assert_order(facts, 3, "330100 330106 330110 330182 3301F1");
    g_assert_cmpstr(sz_city_lowest(facts)->code, ==, "330110");
    facts->places[1].index.score = 91.4; /* equal scores: by code */
    assert_order(facts, 3, "330100 330106 330110 330182 3301F1");
    facts->whole.state = SZ_CITY_STALE; /* then a stale place is as fresh as the whole */
    assert_order(facts, 4, "330100 330106 330182 330110 3301F1");
}

/* The dial beside the bars, alone where they have no room, above them in a high box. */
static void test_dial_layout(void)
{
    const SzCityDialWidths widths = {60, 40};
    SzCityDialLayout wide = sz_city_dial_layout((SzRect){5, 7, 400, 150}, 10, 5, &widths);
    g_assert_cmpfloat_with_epsilon(wide.dial.w, 150, 1e-9);
    g_assert_cmpfloat_with_epsilon(wide.bars.x, 5 + 150 + 16, 1e-9);
    g_assert_cmpfloat_with_epsilon(wide.bars.x + wide.bars.w, 405, 1e-9);
    SzCityDialLayout narrow = sz_city_dial_layout((SzRect){0, 0, 220, 190}, 10, 5, &widths);
    g_assert_cmpfloat_with_epsilon(narrow.dial.w, 220 - 100 - 16, 1e-9);
    g_assert_cmpfloat_with_epsilon(narrow.bars.w, 100, 1e-9);
    SzCityDialLayout tiny = sz_city_dial_layout((SzRect){0, 0, 170, 90}, 10, 5, &widths);
    g_assert_cmpfloat_with_epsilon(tiny.dial.w, 170, 1e-9);
    g_assert_cmpfloat_with_epsilon(tiny.bars.w, 0, 1e-9);
    SzCityDialLayout high = sz_city_dial_layout((SzRect){0, 0, 200, 500}, 10, 5, &widths);
    g_assert_cmpfloat_with_epsilon(high.dial.h, 200, 1e-9);
    g_assert_cmpfloat(high.bars.y, >=, 200);
    g_assert_cmpfloat(high.bars.y + high.bars.h, <=, 500);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/city/names", test_names);
    g_test_add_func("/city/grid", test_grid);
    g_test_add_func("/city/rows", test_rows);
    g_test_add_func("/city/score", test_score);
    g_test_add_func("/city/wait_signs", test_wait_signs);
    g_test_add_func("/city/order", test_order);
    g_test_add_func("/city/dial_layout", test_dial_layout);
    return g_test_run();
}
