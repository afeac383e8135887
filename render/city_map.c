/* The panel `citymap`: the places of an area as tiles.  Its drawing: city_map_draw.c. */
#include "render/city_map.h"

#include "render/city_layout.h"

static void head(gconstpointer body, SzLanguage language, SzPanelHead *out)
{
    const SzCityFacts *facts = body;
    sz_city_head(facts, sz_city_scores_state(facts), language, out);
    out->unit = g_strdup(sz_tile_grid(facts).by_bearing
                             ? SZ_SAY(language, "方格按方位排列，角标为最重情形",
                                      "tiles by bearing, corner: worst state")
                             : SZ_SAY(language, "角标为最重情形", "corner: worst state"));
    out->sample = sz_city_count(facts, language);
}

static void digest_place(GString *out, const SzCityPlace *place)
{
    g_string_append_printf(out, "\n%s|%s|%s|%d|%d", place->region, place->short_name[0],
                           place->short_name[1], place->is_area, (int)place->state);
    if (place->index.is_published) {
        g_string_append_printf(out, "|%.1f|%u", place->index.score, place->index.i_class);
    } else if (place->state == SZ_CITY_INSUFFICIENT) {
        g_string_append_printf(out, "|%u", place->index.coverage_pct);
    }
    if (place->state == SZ_CITY_LIVE) {
        g_string_append_printf(out, "|%d", (int)place->sign);
    }
}

static void digest(gconstpointer body, GString *out)
{
    const SzCityFacts *facts = body;
    for (guint i = 0; i < facts->n_places; i++) {
        digest_place(out, &facts->places[i]);
    }
    const SzCityPlace *lowest = sz_city_lowest(facts);
    if (lowest != NULL) {
        bool is_known = sz_city_wait_is_known(&lowest->last_hour);
        g_string_append_printf(out, "\n%s|%s|%s|%d|%d %u|%u/%u|%u|%u", lowest->code,
                               lowest->name[0], lowest->name[1], (int)lowest->index.grade, is_known,
                               is_known ? lowest->last_hour.p90_min : 0, lowest->windows_open,
                               lowest->windows, lowest->waiting, lowest->overdue);
    }
}

static const SzPanelOps ops = {sz_city_make, sz_city_clear,    head,
                               digest,       sz_city_map_draw, sz_city_describe_scores};

const SzPanel SZ_PANEL_CITY_MAP = {
    .name = "citymap",
    .title = {"各区数智指数", "Index by district"},
    .has_area = true,
    .scope = SZ_PANEL_OF_CITY,
    .ops = &ops,
};
