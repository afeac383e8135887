/* The city's panels: names, layouts, keys, and every size and state drawn. */

#include "render/city_layout.h"
#include "render/city_panel.h"
#include "render/place_name.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>

#define MINUTE G_GINT64_CONSTANT(60000000000)

static const SzHall HALLS[] = {
    {.code = "330100", .name = "杭州市行政服务中心（市民中心）", .region = "330100"},
    {.code = "330106", .name = "西湖区政务服务中心", .region = "330106", .tier = SZ_TIER_COUNTY},
    {.code = "330110", .name = "余杭区政务服务中心", .region = "330110", .tier = SZ_TIER_COUNTY},
    {.code = "330182", .name = "建德市政务服务中心", .region = "330182", .tier = SZ_TIER_COUNTY},
    {.code = "3301F1",
     .name = "西湖风景名胜区政务服务中心",
     .region = "3301F1",
     .tier = SZ_TIER_COUNTY},
};

static SzCityPlace place(guint i, double score, SzCityState state)
{
    SzCityPlace out = {.hall = &HALLS[i], .is_area = i > 0, .state = state, .is_open = true};
    out.name =
        i == 0 ? sz_place_own_name(&HALLS[0], SZ_LANGUAGE_ZH) : sz_place_area_name(&HALLS[i]);
    out.short_name = sz_place_short_name(&HALLS[i]);
    out.index = (SzCityScore){state <= SZ_CITY_STALE, score, 0.61};
    out.silent_s = state == SZ_CITY_STALE ? 372 : 0;
    return out;
}

/* 余杭 lowest and over the limit, 建德 stale, the scenic area insufficient. */
static SzCityFacts *city(void)
{
    static const double scores[] = {91.4, 86.5, 68.6, 83.6, 0};
    SzCityFacts *facts = g_new0(SzCityFacts, 1);
    facts->whole = place(0, 86.7, SZ_CITY_LIVE);
    facts->now = sz_wall_time_at(20514, 37440); /* 10:24 */
    facts->hours = (SzDaySlots){1, {{32400, 64800}}};
    facts->n_places = G_N_ELEMENTS(HALLS);
    facts->places = g_new0(SzCityPlace, facts->n_places);
    for (guint i = 0; i < facts->n_places; i++) {
        facts->places[i] = place(i, scores[i],
                                 i == 3   ? SZ_CITY_STALE
                                 : i == 4 ? SZ_CITY_INSUFFICIENT
                                          : SZ_CITY_LIVE);
        facts->places[i].slots[20] = (SzCityWait){9, 300.0 * (i + 1)};
        facts->places[i].last_hour = facts->places[i].slots[20];
    }
    facts->places[2].level = SZ_LEVEL_LATE;
    facts->places[2].last_hour = (SzCityWait){40, 3120};
    facts->whole.slots[20] = (SzCityWait){45, 900};
    facts->n_dimensions = 2;
    facts->dimensions = g_new0(SzCityDimension, 2);
    facts->dimensions[0] = (SzCityDimension){"实时运行", "Live", true, 25, 76.4, 19.1};
    facts->dimensions[1] = (SzCityDimension){"效能情况", "Efficiency", true, 75, 92.5, 69.4};
    return facts;
}

static SzCityRequest request(SzCityKind kind, int width, int height)
{
    return (SzCityRequest){.kind = kind,
                           .scope = {.hall = &HALLS[0], .is_area = true},
                           .width_px = width,
                           .height_px = height,
                           .dpr = 1};
}

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
    g_autofree char *own = sz_place_own_name(&HALLS[0], SZ_LANGUAGE_ZH);
    g_assert_cmpstr(own, ==, "市本级");
}

static void test_grid(void)
{
    g_autoptr(SzCityFacts) facts = city();
    SzTileGrid grid = sz_tile_grid(facts);
    guint col = 9;
    guint row = 9;
    sz_tile_at(facts, &grid, 2, &col, &row);
    g_assert_true(grid.by_bearing);
    g_assert_cmpuint(grid.cols, ==, 5);
    g_assert_cmpuint(grid.rows, ==, 5);
    g_assert_cmpuint(col * 10 + row, ==, 10); /* 余杭: second column, top */
    SzHall other = {.code = "110000", .name = "别处"};
    facts->places[0].hall = &other;
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
        places[i] = (SzCityPlace){.hall = &HALLS[1], .index = {true, 90.0 - (i - i % 2), 1}};
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

static guint32 pixel(cairo_surface_t *surface, int x, int y)
{
    cairo_surface_flush(surface);
    gssize row = cairo_image_surface_get_stride(surface);
    const unsigned char *at = cairo_image_surface_get_data(surface) + y * row + (gssize)x * 4;
    return (guint32)(at[2] << 16 | at[1] << 8 | at[0]);
}

static cairo_surface_t *draw(const SzCityRequest *asked, SzCityFacts *facts_taken)
{
    g_autoptr(SzCityPanel) panel = sz_city_panel_new_take(asked, facts_taken);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, asked->width_px, asked->height_px);
    cairo_t *cairo = cairo_create(surface);
    sz_city_panel_draw(panel, cairo);
    g_assert_cmpint(cairo_status(cairo), ==, CAIRO_STATUS_SUCCESS);
    cairo_destroy(cairo);
    for (int language = 0; language < 2; language++) {
        g_autofree char *text = sz_city_panel_text(panel, (SzLanguage)language);
        g_assert_true(g_utf8_validate(text, -1, NULL));
        g_assert_cmpuint(strlen(text), >, 10);
    }
    return surface;
}

/* Tiles have the colour of their class where nothing is written: just inside the lower right corner. */
static void test_map_pixels(void)
{
    SzCityRequest asked = request(SZ_CITY_MAP, 1200, 800);
    asked.is_bare = true;
    cairo_surface_t *surface = draw(&asked, city());
    g_assert_cmphex(pixel(surface, 445, 70), ==, 0xC58043);  /* 余杭 68.6: 65 to 70 */
    g_assert_cmphex(pixel(surface, 685, 200), ==, 0x0C1319); /* the scenic area: no fill */
    cairo_surface_destroy(surface);
}

static void test_all_sizes_and_states(void)
{
    static const int sizes[][2] = {{160, 90},  {600, 400},   {1200, 300},
                                   {300, 900}, {3840, 2160}, {160, 2160}};
    for (guint i = 0; i < SZ_CITY_N_KINDS * G_N_ELEMENTS(sizes) * 10; i++) {
        SzCityRequest asked = request((SzCityKind)(i % SZ_CITY_N_KINDS), 0, 0);
        guint z = i / SZ_CITY_N_KINDS % G_N_ELEMENTS(sizes);
        guint variant = i / SZ_CITY_N_KINDS / (guint)G_N_ELEMENTS(sizes);
        asked.width_px = sizes[z][0];
        asked.height_px = sizes[z][1];
        asked.is_light = variant % 2 == 1;
        asked.is_bare = i % 3 == 0;
        asked.language = variant % 2 == 1 ? SZ_LANGUAGE_EN : SZ_LANGUAGE_ZH;
        SzCityFacts *facts = city();
        SzCityState state = (SzCityState)(variant / 2);
        facts->whole.state = state;
        facts->whole.index.is_published = state <= SZ_CITY_STALE;
        for (guint k = 0; k < facts->n_places && state > SZ_CITY_STALE; k++) {
            facts->places[k].state = state;
            facts->places[k].index.is_published = false;
            facts->whole.slots[20].n = 0;
        }
        cairo_surface_destroy(draw(&asked, facts));
    }
}

static void test_keys(void)
{
    for (int kind = 0; kind < SZ_CITY_N_KINDS; kind++) {
        SzCityRequest asked = request((SzCityKind)kind, 600, 400);
        g_autoptr(SzCityPanel) one = sz_city_panel_new_take(&asked, city());
        SzCityFacts *later = city();
        later->now.ns += MINUTE; /* nothing shown changes within the half hour */
        g_autoptr(SzCityPanel) two = sz_city_panel_new_take(&asked, later);
        g_assert_cmpstr(sz_city_panel_key(one), ==, sz_city_panel_key(two));
        SzCityFacts *changed = city();
        changed->whole.index.score = 87;
        changed->places[1].index.score = 60;
        changed->places[1].slots[20].wait_p90_s = 3600;
        g_autoptr(SzCityPanel) three = sz_city_panel_new_take(&asked, changed);
        g_assert_cmpstr(sz_city_panel_key(one), !=, sz_city_panel_key(three));
        asked.is_light = true;
        g_autoptr(SzCityPanel) four = sz_city_panel_new_take(&asked, city());
        g_assert_cmpstr(sz_city_panel_key(one), !=, sz_city_panel_key(four));
    }
}

static void test_texts(void)
{
    SzCityRequest asked = request(SZ_CITY_RANKING, 600, 400);
    g_autoptr(SzCityPanel) panel = sz_city_panel_new_take(&asked, city());
    g_autofree char *zh = sz_city_panel_text(panel, SZ_LANGUAGE_ZH);
    g_assert_cmpstr(zh, ==,
                    "排名：市本级 86.7 良；最高 市本级 91.4，最低 余杭区 68.6；2 个不排名。");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/city/names", test_names);
    g_test_add_func("/city/grid", test_grid);
    g_test_add_func("/city/rows", test_rows);
    g_test_add_func("/city/map_pixels", test_map_pixels);
    g_test_add_func("/city/all_sizes_and_states", test_all_sizes_and_states);
    g_test_add_func("/city/keys", test_keys);
    g_test_add_func("/city/texts", test_texts);
    int failed = g_test_run();
    /* What the font libraries keep for the life of a program, so that a leak of ours would show. */
    pango_cairo_font_map_set_default(NULL);
    cairo_debug_reset_static_data();
    FcFini();
    return failed;
}
