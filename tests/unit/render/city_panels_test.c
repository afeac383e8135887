/* The city's panels: what may be asked, keys, pictures and regions in every size and state. */

#include "render/error.h"
#include "web/fonts.h"

#include "support/city.h"
#include "support/rules.h"

#include <spng.h>

static const SzPanel *const PANELS[] = {&SZ_PANEL_INDEX, &SZ_PANEL_CITY_MAP, &SZ_PANEL_RANKING,
                                        &SZ_PANEL_WAITS};

static SzPanelRequest request(const SzPanel *panel, int width_px, int height_px)
{
    return (SzPanelRequest){.panel = panel,
                            .place = {&TEST_HALLS[0], true},
                            .width_px = width_px,
                            .height_px = height_px,
                            .dpr = 1};
}

static GBytes *draw(const SzPanelModel *model)
{
    g_autoptr(GError) error = NULL;
    GBytes *picture = sz_panel_draw(model, &error);
    g_assert_no_error(error);
    return picture;
}

/* --- what may be asked ---------------------------------------------------------------------- */

static void test_scopes(void)
{
    static const struct {
        const SzPanel *panel;
        const char *scope;
        bool has_hall, has_tier;
    } cases[] = {{&SZ_PANEL_INDEX, "hall", true, false},
                 {&SZ_PANEL_CITY_MAP, "city", false, false},
                 {&SZ_PANEL_RANKING, "area", false, true},
                 {&SZ_PANEL_WAITS, "area", false, true}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SzPanelRequest asked = request(cases[i].panel, 600, 400);
        g_assert_true(sz_panel_find(cases[i].panel->name) == cases[i].panel);
        g_assert_cmpstr(sz_panel_scope_name(cases[i].panel->scope), ==, cases[i].scope);
        g_assert_true(sz_panel_request_check(&asked, NULL));
        asked.by_tier = true;
        asked.tier = SZ_TIER_COUNTY;
        g_assert_cmpint(sz_panel_request_check(&asked, NULL), ==, cases[i].has_tier);
        asked.by_tier = false;
        asked.place.is_area = false;
        g_assert_cmpint(sz_panel_request_check(&asked, NULL), ==, cases[i].has_hall);
        asked.by_tier = true; /* a tier is of an area */
        g_autoptr(GError) error = NULL;
        g_assert_false(sz_panel_request_check(&asked, &error));
        g_assert_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_SCOPE);
    }
}

static void test_bounds(void)
{
    static const struct {
        double note_px;
        bool is_good;
    } notes[] = {{0, true},   {7.9, false},   {8, true},  {18.9, true},
                 {100, true}, {100.1, false}, {-9, false}};
    for (guint i = 0; i < G_N_ELEMENTS(notes); i++) {
        SzPanelRequest asked = request(&SZ_PANEL_RANKING, 600, 400);
        asked.note_px = notes[i].note_px;
        g_autoptr(GError) error = NULL;
        g_assert_cmpint(sz_panel_request_check(&asked, &error), ==, notes[i].is_good);
        g_assert_true(notes[i].is_good ||
                      g_error_matches(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_RANGE));
    }
}

/* --- pictures ------------------------------------------------------------------------------- */

/* 0xRRGGBB at (x, y) of a picture @width_px wide. */
static guint32 pixel(GBytes *picture, guint width_px, guint x, guint y)
{
    gsize len = 0;
    const void *bytes = g_bytes_get_data(picture, &len);
    spng_ctx *context = spng_ctx_new(0);
    gsize size = 0;
    g_assert_cmpint(spng_set_png_buffer(context, bytes, len), ==, 0);
    g_assert_cmpint(spng_decoded_image_size(context, SPNG_FMT_RGB8, &size), ==, 0);
    g_autofree guint8 *pixels = g_malloc(size);
    g_assert_cmpint(spng_decode_image(context, pixels, size, SPNG_FMT_RGB8, 0), ==, 0);
    spng_ctx_free(context);
    const guint8 *at = pixels + 3 * ((gsize)y * width_px + x);
    return (guint32)(at[0] << 16 | at[1] << 8 | at[2]);
}

/* Tiles have the colour of their class where nothing is written: just inside the lower right corner. */
static void test_map_pixels(void)
{
    SzPanelRequest asked = request(&SZ_PANEL_CITY_MAP, 1200, 800);
    asked.is_bare = true;
    g_autoptr(SzPanelModel) model = sz_panel_model_new_take(&asked, test_city());
    g_autoptr(GPtrArray) hits = sz_panel_hits(model);
    g_autoptr(GBytes) picture = draw(model);
    g_assert_cmpuint(hits->len, ==, 5);
    for (guint i = 0; i < hits->len; i++) {
        const SzHit *hit = hits->pdata[i];
        guint32 there = pixel(picture, 1200, (guint)(hit->x_px + hit->w_px - 12),
                              (guint)(hit->y_px + hit->h_px - 12));
        if (g_str_equal(hit->label, "余杭区")) {
            g_assert_cmphex(there, ==, 0xC58043); /* 68.6: 65 to 70 */
        } else if (g_str_equal(hit->label, "西湖景区")) {
            g_assert_cmphex(there, ==, 0x0C1319); /* no fill */
        } else if (g_str_equal(hit->label, "西湖区")) {
            g_assert_cmphex(there, ==, 0x3A6585); /* 86.5: 85 to 90 */
        }
    }
}

/* All that is there in @state. */
static SzCityFacts *city_in(SzCityState state)
{
    SzCityFacts *facts = test_city();
    facts->whole.state = state;
    facts->whole.index.is_published = state <= SZ_CITY_STALE;
    for (guint i = 0; i < facts->n_places && state > SZ_CITY_STALE; i++) {
        facts->places[i].state = state;
        facts->places[i].index.is_published = false;
        facts->places[i].slots[20].n = 0;
        facts->whole.slots[20].n = 0;
    }
    return facts;
}

static void assert_regions(const SzPanelModel *model, int width_px, int height_px)
{
    g_autoptr(GPtrArray) hits = sz_panel_hits(model);
    for (guint i = 0; i < hits->len; i++) {
        const SzHit *hit = hits->pdata[i];
        g_assert_cmpfloat(hit->x_px, >=, -1e-6);
        g_assert_cmpfloat(hit->y_px, >=, -1e-6);
        g_assert_cmpfloat(hit->w_px, >, 0);
        g_assert_cmpfloat(hit->h_px, >, 0);
        g_assert_cmpfloat(hit->x_px + hit->w_px, <=, width_px + 1e-6);
        g_assert_cmpfloat(hit->y_px + hit->h_px, <=, height_px + 1e-6);
        g_assert_cmpuint(strlen(hit->label), >, 0);
    }
}

static void test_all_sizes_and_states(void)
{
    static const int sizes[][2] = {{160, 90},  {200, 120},  {600, 400}, {1200, 300},
                                   {300, 900}, {1600, 900}, {160, 1200}};
    const guint n_sizes = G_N_ELEMENTS(sizes);
    for (guint i = 0; i < G_N_ELEMENTS(PANELS) * n_sizes * SZ_CITY_N_STATES; i++) {
        const int *size = sizes[i / G_N_ELEMENTS(PANELS) % n_sizes];
        guint variant = i / (guint)G_N_ELEMENTS(PANELS) / n_sizes;
        SzPanelRequest asked = request(PANELS[i % G_N_ELEMENTS(PANELS)], size[0], size[1]);
        asked.is_light = variant % 2 == 1;
        asked.is_bare = i % 3 == 0;
        asked.dpr = i % 5 == 0 ? 2 : 1;
        asked.note_px = i % 7 == 0 ? 18.9 : 0;
        asked.language = (i + variant) % 2 == 1 ? SZ_LANGUAGE_EN : SZ_LANGUAGE_ZH;
        g_autoptr(SzPanelModel) model =
            sz_panel_model_new_take(&asked, city_in((SzCityState)variant));
        g_autoptr(GBytes) picture = draw(model);
        g_assert_cmpuint(g_bytes_get_size(picture), >, 100);
        assert_regions(model, size[0], size[1]);
        for (guint language = 0; language < 2; language++) {
            g_autofree char *text = sz_panel_model_text(model, (SzLanguage)language);
            g_assert_true(g_utf8_validate(text, -1, NULL));
            g_assert_true(g_str_has_suffix(text, language == SZ_LANGUAGE_ZH ? "。" : "."));
        }
    }
}

static void test_states(void)
{
    static const char *const names[SZ_CITY_N_STATES] = {"ok", "stale", "insufficient", "not_begun",
                                                        "closed"};
    for (guint state = 0; state < SZ_CITY_N_STATES; state++) {
        SzPanelRequest asked = request(&SZ_PANEL_INDEX, 600, 400);
        g_autoptr(SzPanelModel) model =
            sz_panel_model_new_take(&asked, city_in((SzCityState)state));
        g_assert_cmpstr(sz_panel_model_state(model), ==, names[state]);
    }
    SzPanelRequest asked = request(&SZ_PANEL_RANKING, 600, 400);
    SzCityFacts *facts = test_city();
    for (guint i = 0; i < facts->n_places; i++) {
        facts->places[i].state = SZ_CITY_STALE;
    }
    g_autoptr(SzPanelModel) nobody = sz_panel_model_new_take(&asked, facts);
    g_assert_cmpstr(sz_panel_model_state(nobody), ==, "insufficient"); /* nobody to rank */
}

/* --- keys ----------------------------------------------------------------------------------- */

enum { OF_INDEX = 1, OF_MAP = 2, OF_RANKING = 4, OF_WAITS = 8, OF_ALL = 15 };

static void later(SzCityFacts *facts)
{
    facts->now.ns += 60 * SZ_NS_PER_S;
}

static void next_slot(SzCityFacts *facts)
{
    facts->now.ns += 1800 * SZ_NS_PER_S;
}

static void heard(SzCityFacts *facts)
{
    facts->whole.heard.at.ns += 60 * SZ_NS_PER_S;
}

static void whole_score(SzCityFacts *facts)
{
    facts->whole.index.score = 87.1;
}

static void whole_coverage(SzCityFacts *facts)
{
    facts->whole.index.coverage_pct = 62;
}

static void place_score(SzCityFacts *facts)
{
    facts->places[1].index.score = 86.6;
}

static void place_class(SzCityFacts *facts)
{
    facts->places[1].index.i_class--;
}

static void place_name(SzCityFacts *facts)
{
    g_free(facts->places[1].short_name[SZ_LANGUAGE_ZH]);
    facts->places[1].short_name[SZ_LANGUAGE_ZH] = g_strdup("别处");
    g_free(facts->places[1].name[SZ_LANGUAGE_ZH]);
    facts->places[1].name[SZ_LANGUAGE_ZH] = g_strdup("别处区");
}

static void place_sign(SzCityFacts *facts)
{
    facts->places[1].sign = SZ_SIGN_WATCH;
}

static void lowest_sign(SzCityFacts *facts)
{
    facts->places[2].sign = SZ_SIGN_WARN;
}

static void place_waiting(SzCityFacts *facts)
{
    facts->places[1].waiting++;
}

static void lowest_waiting(SzCityFacts *facts)
{
    facts->places[2].waiting++;
}

static void lowest_overdue(SzCityFacts *facts)
{
    facts->places[2].overdue++;
}

static void lowest_last_hour(SzCityFacts *facts)
{
    facts->places[2].last_hour.p90_min = 53;
}

static void silence(SzCityFacts *facts)
{
    facts->places[3].silent_min++;
}

static void place_coverage(SzCityFacts *facts)
{
    facts->places[4].index.coverage_pct++;
}

static void wait(SzCityFacts *facts)
{
    facts->places[1].slots[20].p90_min = 60;
}

static void few_waits(SzCityFacts *facts)
{
    facts->places[1].slots[20].n = 4;
}

static void more_waits(SzCityFacts *facts)
{
    facts->places[1].slots[20].n = 10;
}

static void order_of_waits(SzCityFacts *facts)
{
    facts->places[1].last_hour.p90_min = 59;
}

static void hours(SzCityFacts *facts)
{
    facts->hours.slots[0].close_s += 3600;
}

static void dimension_score(SzCityFacts *facts)
{
    facts->dimensions[0].score = 76.5;
}

static void dimension_contribution(SzCityFacts *facts)
{
    facts->dimensions[0].contribution += 0.1;
}

static void dimension_weight(SzCityFacts *facts)
{
    facts->dimensions[0].weight = 30;
}

static const struct {
    const char *what;
    void (*change)(SzCityFacts *facts);
    guint shown_by; /* bits of panels, in the order of PANELS */
} CHANGES[] = {
    {"a minute passes", later, 0},
    {"a half hour passes", next_slot, OF_WAITS},
    {"something is heard", heard, OF_ALL},
    {"the whole's score", whole_score, OF_INDEX | OF_RANKING},
    {"the whole's coverage", whole_coverage, OF_INDEX},
    {"a score", place_score, OF_MAP | OF_RANKING},
    {"a class", place_class, OF_MAP},
    {"a name", place_name, OF_MAP | OF_RANKING | OF_WAITS},
    {"a sign", place_sign, OF_MAP},
    {"the lowest's sign", lowest_sign, OF_MAP | OF_RANKING},
    {"people who wait", place_waiting, 0},
    {"people who wait in the lowest", lowest_waiting, OF_MAP},
    {"overdue in the lowest", lowest_overdue, OF_MAP},
    {"the lowest's last hour", lowest_last_hour, OF_MAP},
    {"silence", silence, OF_RANKING},
    {"coverage", place_coverage, OF_MAP | OF_RANKING},
    {"a wait", wait, OF_WAITS},
    {"too few waits", few_waits, OF_WAITS},
    {"more waits", more_waits, 0},
    {"the order of rows", order_of_waits, OF_WAITS},
    {"opening hours", hours, OF_WAITS},
    {"a dimension's score", dimension_score, OF_INDEX},
    {"a dimension's contribution", dimension_contribution, OF_INDEX},
    {"a dimension's weight", dimension_weight, OF_INDEX},
};

/* The key changes when, and only when, the picture does.  In sizes that show all there is. */
static void test_key_is_the_picture(void)
{
    for (guint k = 0; k < G_N_ELEMENTS(PANELS); k++) {
        bool is_index = PANELS[k] == &SZ_PANEL_INDEX;
        SzPanelRequest asked = request(PANELS[k], 1000, is_index ? 320 : 700);
        g_autoptr(SzPanelModel) before = sz_panel_model_new_take(&asked, test_city());
        g_autoptr(GBytes) picture = draw(before);
        for (guint i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
            SzCityFacts *facts = test_city();
            CHANGES[i].change(facts);
            g_autoptr(SzPanelModel) after = sz_panel_model_new_take(&asked, facts);
            g_autoptr(GBytes) changed = draw(after);
            bool is_shown = (CHANGES[i].shown_by & 1u << k) != 0;
            g_test_message("%s: %s", PANELS[k]->name, CHANGES[i].what);
            g_assert_cmpint(!g_bytes_equal(picture, changed), ==, is_shown);
            g_assert_cmpint(g_strcmp0(sz_panel_model_key(before), sz_panel_model_key(after)) != 0,
                            ==, is_shown);
        }
    }
}

static void test_key_is_of_the_request(void)
{
    SzPanelRequest usual = request(&SZ_PANEL_RANKING, 600, 400);
    SzPanelRequest others[7];
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        others[i] = usual;
    }
    others[0].is_light = true;
    others[1].language = SZ_LANGUAGE_EN;
    others[2].note_px = 14;
    others[3].is_bare = true;
    others[4].dpr = 2;
    others[5].by_tier = true;
    others[5].tier = SZ_TIER_COUNTY;
    others[6].width_px = 601;
    g_autoptr(SzPanelModel) one = sz_panel_model_new_take(&usual, test_city());
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(SzPanelModel) two = sz_panel_model_new_take(&others[i], test_city());
        g_assert_cmpstr(sz_panel_model_key(one), !=, sz_panel_model_key(two));
    }
}

/* --- regions and sentences ------------------------------------------------------------------ */

static void assert_hit(const GPtrArray *hits, guint i, const char *label, const char *value,
                       const char *link)
{
    g_assert_cmpuint(i, <, hits->len);
    const SzHit *hit = hits->pdata[i];
    g_assert_cmpstr(hit->label, ==, label);
    g_assert_cmpstr(hit->value, ==, value);
    g_assert_cmpstr(hit->link, ==, link);
}

static GPtrArray *hits_of(const SzPanel *panel, int width_px, int height_px, SzLanguage language)
{
    SzPanelRequest asked = request(panel, width_px, height_px);
    asked.language = language;
    g_autoptr(SzPanelModel) model = sz_panel_model_new_take(&asked, test_city());
    return sz_panel_hits(model);
}

static void test_hits_of_map(void)
{
    g_autoptr(GPtrArray) hits = hits_of(&SZ_PANEL_CITY_MAP, 900, 600, SZ_LANGUAGE_ZH);
    g_assert_cmpuint(hits->len, ==, 5); /* by row, then by column */
    assert_hit(hits, 0, "余杭区", "68.6 待提升", "/wall/330110");
    assert_hit(hits, 1, "市本级", "91.4 优", "/wall/330100");
    assert_hit(hits, 2, "西湖区", "86.5 良", "/wall/330106");
    assert_hit(hits, 3, "西湖景区", "覆盖 61%，不排名", "/wall/3301F1");
    assert_hit(hits, 4, "建德市", "83.6 良，数据延迟 6 分", "/wall/330182");
    g_autoptr(GPtrArray) tiny = hits_of(&SZ_PANEL_CITY_MAP, 160, 90, SZ_LANGUAGE_EN);
    g_assert_cmpuint(tiny->len, ==, 5);
    assert_hit(tiny, 1, "own hall", "91.4 excellent", "/wall/330100");
}

static void test_hits_of_ranking(void)
{
    g_autoptr(GPtrArray) hits = hits_of(&SZ_PANEL_RANKING, 600, 400, SZ_LANGUAGE_EN);
    g_assert_cmpuint(hits->len, ==, 6);
    assert_hit(hits, 0, "own hall", "91.4 excellent", "/wall/330100");
    assert_hit(hits, 1, "whole city", "86.7", NULL);
    assert_hit(hits, 2, "西湖区", "86.5 good", "/wall/330106");
    assert_hit(hits, 3, "余杭区", "68.6 to improve", "/wall/330110");
    assert_hit(hits, 4, "建德市", "83.6 good, data late 6 min", "/wall/330182");
    assert_hit(hits, 5, "西湖景区", "coverage 61%, not ranked", "/wall/3301F1");
    for (guint i = 1; i < hits->len; i++) { /* one below the other */
        const SzHit *above = hits->pdata[i - 1];
        const SzHit *below = hits->pdata[i];
        g_assert_cmpfloat_with_epsilon(above->y_px + above->h_px, below->y_px, 1e-6);
    }
}

static void test_hits_of_index_and_waits(void)
{
    g_autoptr(GPtrArray) index = hits_of(&SZ_PANEL_INDEX, 600, 400, SZ_LANGUAGE_ZH);
    g_assert_cmpuint(index->len, ==, 3);
    assert_hit(index, 0, "市本级", "86.7 良", NULL);
    assert_hit(index, 1, "实时运行", "76.4，贡献 19.1", NULL);
    assert_hit(index, 2, "效能情况", "92.5，贡献 69.4", NULL);
    g_autoptr(GPtrArray) waits = hits_of(&SZ_PANEL_WAITS, 600, 400, SZ_LANGUAGE_ZH);
    g_assert_cmpuint(waits->len, ==, 5);
    assert_hit(waits, 0, "余杭区", "近 1 小时 52 分", "/wall/330110");
    assert_hit(waits, 4, "市本级", "近 1 小时 5 分", "/wall/330100");
}

/* Regions are where the marks are, at any resolution. */
static void test_hits_are_in_css_pixels(void)
{
    for (guint k = 0; k < G_N_ELEMENTS(PANELS); k++) {
        SzPanelRequest asked = request(PANELS[k], 700, 500);
        g_autoptr(SzPanelModel) one = sz_panel_model_new_take(&asked, test_city());
        asked.dpr = 3;
        g_autoptr(SzPanelModel) three = sz_panel_model_new_take(&asked, test_city());
        g_autoptr(GPtrArray) coarse = sz_panel_hits(one);
        g_autoptr(GPtrArray) fine = sz_panel_hits(three);
        g_assert_cmpuint(coarse->len, ==, fine->len);
        for (guint i = 0; i < coarse->len; i++) {
            const SzHit *a = coarse->pdata[i];
            const SzHit *b = fine->pdata[i];
            g_assert_cmpfloat_with_epsilon(a->x_px, b->x_px, 1);
            g_assert_cmpfloat_with_epsilon(a->y_px, b->y_px, 1);
            g_assert_cmpfloat_with_epsilon(a->w_px, b->w_px, 1);
            g_assert_cmpfloat_with_epsilon(a->h_px, b->h_px, 1);
        }
    }
}

/* The panel of the index is of the index table: no ticket and no case is looked at. */
static void test_index_counts_nothing(void)
{
    const SzCaseRules *rules = test_rules();
    const SzView view = {.rules = rules, .now = {true, sz_wall_time_at(20514, 37440)}};
    SzPanelRequest asked = request(&SZ_PANEL_INDEX, 600, 400);
    asked.place =
        (SzPanelPlace){sz_registry_find(rules->registry, SZ_SLICE("330106"), 20514), false};
    g_autoptr(SzPanelModel) model = sz_panel_model_new(&asked, &view);
    g_assert_cmpstr(sz_panel_model_state(model), ==, "not_begun");
}

static void test_texts(void)
{
    static const char *const texts[][2] = {
        {"数智指数：市本级 86.7 良，实时运行 76.4，效能情况 92.5。",
         "Smart index: own hall 86.7 good, Live 76.4, Efficiency 92.5."},
        {"各区数智指数：市本级 86.7 良；最高 市本级 91.4，最低 余杭区 68.6；2 个不排名。",
         "Index by district: own hall 86.7 good; highest own hall 91.4, lowest 余杭区 68.6; 2 not "
         "ranked."},
        {"排名：市本级 86.7 良；最高 市本级 91.4，最低 余杭区 68.6；2 个不排名。",
         "Ranking: own hall 86.7 good; highest own hall 91.4, lowest 余杭区 68.6; 2 not ranked."},
        {"等候 P90：近 1 小时最长为余杭区 52 分。",
         "Wait P90: longest in 余杭区, 52 min in the last hour."},
    };
    for (guint k = 0; k < G_N_ELEMENTS(PANELS); k++) {
        SzPanelRequest asked = request(PANELS[k], 600, 400);
        g_autoptr(SzPanelModel) model = sz_panel_model_new_take(&asked, test_city());
        for (guint language = 0; language < 2; language++) {
            g_autofree char *text = sz_panel_model_text(model, (SzLanguage)language);
            g_assert_cmpstr(text, ==, texts[k][language]);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/city_panels/scopes", test_scopes);
    g_test_add_func("/city_panels/bounds", test_bounds);
    g_test_add_func("/city_panels/map_pixels", test_map_pixels);
    g_test_add_func("/city_panels/all_sizes_and_states", test_all_sizes_and_states);
    g_test_add_func("/city_panels/states", test_states);
    g_test_add_func("/city_panels/key_is_the_picture", test_key_is_the_picture);
    g_test_add_func("/city_panels/key_is_of_the_request", test_key_is_of_the_request);
    g_test_add_func("/city_panels/hits_of_map", test_hits_of_map);
    g_test_add_func("/city_panels/hits_of_ranking", test_hits_of_ranking);
    g_test_add_func("/city_panels/hits_of_index_and_waits", test_hits_of_index_and_waits);
    g_test_add_func("/city_panels/hits_are_in_css_pixels", test_hits_are_in_css_pixels);
    g_test_add_func("/city_panels/index_counts_nothing", test_index_counts_nothing);
    g_test_add_func("/city_panels/texts", test_texts);
    int failed = g_test_run();
    test_rules_clear();
    sz_fonts_use();
    sz_fonts_forget();
    return failed;
}
