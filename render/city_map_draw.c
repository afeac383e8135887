/* The drawing of render/city_map.h. */
#include "render/city_layout.h"
#include "render/city_map.h"

#include <math.h>

typedef struct {
    SzCityDrawing drawing;
    SzTileGrid grid;
    SzRect box;
    double cell_w, cell_h, gap;
    double pad;
    double name_size, value_size;
    bool is_small; /* names only */
} Map;

/* Least content heights, in em of the note. */
#define LEGEND_MIN_H 14.0
#define TILE_MIN_H 3.2 /* of a tile with more than its name, likewise its width */
#define TILE_MIN_W 4.4

static SzRect tile_rect(const Map *map, guint i)
{
    guint col = 0;
    guint row = 0;
    sz_tile_at(map->drawing.facts, &map->grid, i, &col, &row);
    return (SzRect){map->box.x + col * (map->cell_w + map->gap),
                    map->box.y + row * (map->cell_h + map->gap), map->cell_w, map->cell_h};
}

static SzRect inset(SzRect rect, double by)
{
    return (SzRect){rect.x + by, rect.y + by, rect.w - 2 * by, rect.h - 2 * by};
}

/* Has it a colour? */
static bool is_filled(const Map *map, const SzCityPlace *place)
{
    return sz_panel_is_shown(map->drawing.state) && place->index.is_published;
}

/* Where the whole is stale one hatch says so for all. */
static bool is_stale_alone(const Map *map, const SzCityPlace *place)
{
    return place->state == SZ_CITY_STALE && map->drawing.state == SZ_PANEL_LIVE;
}

/* --- a tile --------------------------------------------------------------------------------- */

/* An outline, broken where data lack. Returns: the ink to write with. */
static SzColor draw_outline(const Map *map, const SzCityPlace *place, SzRect tile)
{
    SzCanvas *canvas = map->drawing.canvas;
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    bool is_few = place->state == SZ_CITY_INSUFFICIENT || place->state == SZ_CITY_STALE;
    SzStroke stroke = {is_few ? theme->axis : theme->line, 1.4 * canvas->scale.hair,
                       is_few ? 0.5 * em : 0, 0.35 * em};
    sz_canvas_frame(canvas, tile, stroke, 0.2 * em);
    return is_few ? theme->ink2 : theme->ink3;
}

/* As above where there is a score. */
static SzColor draw_fill(const Map *map, const SzCityPlace *place, SzRect tile)
{
    SzCanvas *canvas = map->drawing.canvas;
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    bool is_stale = is_stale_alone(map, place);
    SzColor fill = theme->score[place->index.i_class];
    if (is_stale) {
        fill = sz_color_mix(theme->bg, fill, 0.55);
    }
    sz_canvas_fill(canvas, tile, fill, 0.2 * em);
    SzColor ink = sz_color_ink_on(fill);
    if (is_stale) {
        sz_canvas_hatch_in(canvas, tile, 0.8 * em, theme->axis);
    }
    if (!place->is_area) { /* not a place among places: a double rule */
        sz_canvas_frame(
            canvas, inset(tile, 0.22 * em),
            (SzStroke){.color = sz_color_mix(fill, ink, 0.55), .width = 1.4 * canvas->scale.hair},
            0.12 * em);
    }
    return ink;
}

/* 西湖景区 -> 景区, 市本级 -> 本级 where the whole name has no room. */
static const char *name_for(const Map *map, const SzCityPlace *place, double size, double room)
{
    static const char *const ends[] = {"景区", "本级", "hall"};
    SzCanvas *canvas = map->drawing.canvas;
    const char *name = place->short_name[canvas->language];
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (g_str_has_suffix(name, ends[i]) &&
            sz_canvas_text_width(canvas, name, size, false) > room) {
            return ends[i];
        }
    }
    return name;
}

static void draw_tiny(const Map *map, const SzCityPlace *place, SzRect tile, SzColor ink)
{
    SzCanvas *canvas = map->drawing.canvas;
    double em = canvas->scale.note;
    double room = tile.w - 0.3 * em;
    const char *name = name_for(map, place, em, room);
    SzType type = sz_type_at(sz_type(em, ink), SZ_ALIGN_MIDDLE);
    if (tile.h >= 0.95 * em && tile.w >= 2 * em) {
        g_autofree char *shown = sz_canvas_fit(canvas, name, type, room);
        (void)sz_canvas_text_mid(canvas, tile.x + tile.w / 2, tile.y + tile.h / 2, shown, type);
    }
}

/* Why there is no score, and how much is known. */
static void draw_lack(const Map *map, const SzCityPlace *place, SzRect tile, SzColor ink)
{
    SzCanvas *canvas = map->drawing.canvas;
    double em = canvas->scale.note;
    SzLanguage language = canvas->language;
    const char *words = place->state == SZ_CITY_EMPTY ? SZ_SAY(language, "尚无数据", "no data")
                        : place->state == SZ_CITY_CLOSED ? SZ_SAY(language, "未开放", "closed")
                                                         : SZ_SAY(language, "数据不足", "few data");
    double room = tile.w - 2 * map->pad;
    double baseline = tile.y + tile.h - map->pad;
    g_autofree char *shown = sz_canvas_fit(canvas, words, sz_type(em, ink), room);
    (void)sz_canvas_text(canvas, tile.x + map->pad, baseline, shown, sz_type(em, ink));
    if (place->state == SZ_CITY_INSUFFICIENT && tile.h > 5.5 * em) {
        SzType small = sz_type(em, canvas->theme->ink3);
        g_autofree char *coverage = g_strdup_printf(SZ_SAY(language, "覆盖 %u%%", "coverage %u%%"),
                                                    place->index.coverage_pct);
        g_autofree char *fit = sz_canvas_fit(canvas, coverage, small, room);
        (void)sz_canvas_text(canvas, tile.x + map->pad, baseline - 1.35 * em, fit, small);
    }
}

static void draw_score(const Map *map, const SzCityPlace *place, SzRect tile, SzColor ink)
{
    SzCanvas *canvas = map->drawing.canvas;
    double em = canvas->scale.note;
    double right = tile.x + tile.w - map->pad;
    double baseline = tile.y + tile.h - map->pad;
    g_autofree char *score = g_strdup_printf("%.1f", place->index.score);
    (void)sz_canvas_text(canvas, tile.x + map->pad, baseline, score, sz_type(map->value_size, ink));
    if (is_stale_alone(map, place)) {
        SzRect ring = {right - 0.9 * em, baseline - SZ_TEXT_MIDDLE * em - 0.55 * em, 1.1 * em,
                       1.1 * em};
        sz_canvas_sign_in(canvas, SZ_SIGN_STALE, ring, ink);
    } else if (place->state == SZ_CITY_LIVE && place->sign > SZ_SIGN_OK) {
        double size = 0.72 * map->name_size;
        double x = right - 0.36 * map->name_size;
        double y = tile.y + 0.6 * map->pad + 0.62 * map->name_size;
        sz_canvas_disc(canvas, x, y, 0.82 * size, canvas->theme->bg);
        sz_canvas_sign(canvas, place->sign, x, y, size);
    }
}

static void draw_tile(const Map *map, const SzCityPlace *place, SzRect tile)
{
    SzCanvas *canvas = map->drawing.canvas;
    SzColor ink =
        is_filled(map, place) ? draw_fill(map, place, tile) : draw_outline(map, place, tile);
    if (!sz_panel_is_shown(map->drawing.state)) {
        return; /* the sentence has the floor */
    }
    if (map->is_small) {
        draw_tiny(map, place, tile, ink);
        return;
    }
    bool has_corner = place->state == SZ_CITY_LIVE && place->sign > SZ_SIGN_OK;
    double room = tile.w - 2 * map->pad - (has_corner ? 1.05 * map->name_size : 0);
    SzType type = sz_type(map->name_size, ink);
    g_autofree char *name =
        sz_canvas_fit(canvas, name_for(map, place, map->name_size, room), type, room);
    (void)sz_canvas_text(canvas, tile.x + map->pad, tile.y + 0.6 * map->pad + 0.98 * map->name_size,
                         name, type);
    if (is_filled(map, place)) {
        draw_score(map, place, tile, ink);
    } else {
        draw_lack(map, place, tile, ink);
    }
}

/* --- beside the tiles ----------------------------------------------------------------------- */

static void draw_legend(const Map *map, double y)
{
    static const char *const bounds[] = {"70", "80", "90"};
    static const SzGrade grades[] = {SZ_GRADE_D, SZ_GRADE_C, SZ_GRADE_B, SZ_GRADE_A};
    SzCanvas *canvas = map->drawing.canvas;
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    double width = MIN(MAX(2 * map->cell_w + map->gap, 12 * em), map->box.w);
    double k = width / SZ_THEME_N_SCORE;
    for (guint i = 0; i < SZ_THEME_N_SCORE; i++) {
        sz_canvas_fill(canvas, (SzRect){map->box.x + k * i, y, k - canvas->scale.hair, 0.7 * em},
                       theme->score[i], 0);
    }
    SzType type = sz_type_at(sz_type(em, theme->ink3), SZ_ALIGN_MIDDLE);
    for (guint i = 0; i < G_N_ELEMENTS(bounds); i++) {
        (void)sz_canvas_text(canvas, map->box.x + k * 2 * (i + 1), y + 1.8 * em, bounds[i], type);
    }
    type.color = theme->ink2;
    for (guint i = 0; i < G_N_ELEMENTS(grades); i++) {
        const char *grade = sz_city_grade(grades[i], canvas->language);
        if (sz_canvas_text_width(canvas, grade, em, false) < 2 * k - 1.8 * em) {
            (void)sz_canvas_text(canvas, map->box.x + k * (2 * i + 1), y + 1.8 * em, grade, type);
        }
    }
}

static void draw_selection(const Map *map, const SzCityPlace *lowest)
{
    SzCanvas *canvas = map->drawing.canvas;
    double em = canvas->scale.note;
    guint i = (guint)(lowest - map->drawing.facts->places);
    sz_canvas_frame(canvas, inset(tile_rect(map, i), -0.28 * em),
                    (SzStroke){.color = canvas->theme->ink1, .width = 0.14 * em}, 0.4 * em);
}

/* The free corner of the grid by bearing: its last two rows from the third column on. */
static bool free_corner(const Map *map, SzRect *out)
{
    double em = map->drawing.canvas->scale.note;
    if (!map->grid.by_bearing || map->grid.cols < 5 || map->grid.rows < 5) {
        return false;
    }
    double step_x = map->cell_w + map->gap;
    double step_y = map->cell_h + map->gap;
    *out = (SzRect){map->box.x + 2 * step_x + 0.6 * em, map->box.y + 3 * step_y + 0.3 * em,
                    3 * step_x - map->gap - 0.6 * em, 2 * step_y - map->gap - 0.3 * em};
    return out->w > 13 * em && out->h > 7.2 * em;
}

/* --- the whole ------------------------------------------------------------------------------ */

static void measure(Map *map, SzRect box)
{
    const SzScale *scale = &map->drawing.canvas->scale;
    double em = scale->note;
    double legend = box.h > LEGEND_MIN_H * em ? 2.9 * em : 0;
    double rule =
        box.h > LEGEND_MIN_H * em ? 0.36 * em : 0; /* the selection lies outside its tile */
    map->box = (SzRect){box.x + rule, box.y + rule, box.w - 2 * rule, box.h - rule - legend};
    map->gap = MAX(0.3 * em, 0.008 * box.w);
    map->cell_w = (map->box.w - (map->grid.cols - 1) * map->gap) / map->grid.cols;
    map->cell_h = (map->box.h - (map->grid.rows - 1) * map->gap) / map->grid.rows;
    map->cell_h = MAX(MIN(map->cell_h, 0.82 * map->cell_w), 1);
    map->cell_w = MAX(map->cell_w, 1);
    map->is_small = map->cell_h < TILE_MIN_H * em || map->cell_w < TILE_MIN_W * em;
    map->pad = MIN(0.075 * map->cell_w, 0.15 * map->cell_h);
    map->name_size = MAX(em, MIN(scale->text, MIN(0.21 * map->cell_w, 0.30 * map->cell_h)));
    map->value_size = MAX(em, MIN(1.25 * scale->num, MIN(0.30 * map->cell_w, 0.42 * map->cell_h)));
    map->box.h = map->grid.rows * (map->cell_h + map->gap) - map->gap;
}

static void add_hits(const Map *map)
{
    const SzCityFacts *facts = map->drawing.facts;
    if (map->drawing.canvas->hits == NULL) {
        return;
    }
    for (guint at = 0; at < map->grid.rows * map->grid.cols; at++) {
        for (guint i = 0; i < facts->n_places; i++) {
            guint col = 0;
            guint row = 0;
            sz_tile_at(facts, &map->grid, i, &col, &row);
            if (row * map->grid.cols + col == at) {
                sz_city_hit(map->drawing.canvas, tile_rect(map, i), &facts->places[i]);
            }
        }
    }
}

SzRect sz_city_map_draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    const SzCityFacts *facts = body;
    Map map = {.drawing = {facts, canvas, state, box}, .grid = sz_tile_grid(facts)};
    measure(&map, box);
    for (guint i = 0; i < facts->n_places; i++) {
        draw_tile(&map, &facts->places[i], tile_rect(&map, i));
    }
    add_hits(&map);
    if (!sz_panel_is_shown(state)) {
        return map.box;
    }
    const SzCityPlace *lowest = sz_city_lowest(facts);
    SzRect corner;
    if (lowest != NULL && !map.is_small) {
        draw_selection(&map, lowest);
    }
    if (lowest != NULL && !map.is_small && free_corner(&map, &corner)) {
        sz_city_card_draw(canvas, corner, lowest);
    }
    if (box.h > LEGEND_MIN_H * canvas->scale.note) {
        draw_legend(&map, map.box.y + map.box.h + 0.9 * canvas->scale.note);
    }
    return map.box;
}
