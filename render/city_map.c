#include "render/city_draw.h"
#include "render/city_layout.h"

#include <math.h>

typedef struct {
    const SzCityDrawing *drawing;
    SzTileGrid grid;
    SzBox box;
    double cell_w, cell_h, gap;
    double name_size, value_size;
    bool is_small; /* names only */
} Map;

static SzBox tile_box(const Map *map, guint i)
{
    guint col = 0;
    guint row = 0;
    sz_tile_at(map->drawing->facts, &map->grid, i, &col, &row);
    return (SzBox){map->box.x + col * (map->cell_w + map->gap),
                   map->box.y + row * (map->cell_h + map->gap), map->cell_w, map->cell_h};
}

/* Fills or outlines the tile; returns the ink to write with. */
static SzInk draw_ground(const Map *map, const SzCityPlace *place, SzBox tile)
{
    SzPen *pen = map->drawing->pen;
    double em = pen->note;
    double hair = 1.3 * pen->hair;
    SzBox inside = {tile.x + hair / 2, tile.y + hair / 2, tile.w - hair, tile.h - hair};
    if (!sz_city_is_shown(map->drawing->state) || !place->index.is_published) {
        bool is_few = place->state == SZ_CITY_INSUFFICIENT || place->state == SZ_CITY_STALE;
        sz_pen_frame(pen, inside, is_few ? SZ_INK_AXIS : SZ_INK_LINE, 0.2 * em, hair,
                     is_few ? 0.5 * em : 0);
        return is_few ? SZ_INK_2 : SZ_INK_3;
    }
    SzInk fill = sz_city_score_ink(place->index.score);
    bool is_stale = place->state == SZ_CITY_STALE;
    bool was = pen->is_faded;
    pen->is_faded = was || is_stale;
    sz_pen_tile(pen, tile, fill, 0.2 * em);
    pen->is_faded = was;
    SzInk ink = sz_pen_on(pen, fill);
    if (is_stale) {
        sz_pen_hatch(pen, tile, 0.8 * em, 0.75);
        ink = SZ_INK_1;
    }
    if (!place->is_area) { /* not a place among places: a double rule */
        double o = 0.22 * em;
        sz_pen_frame(pen, (SzBox){tile.x + o, tile.y + o, tile.w - 2 * o, tile.h - 2 * o}, ink,
                     0.12 * em, pen->hair, 0);
    }
    return ink;
}

static void draw_corner(const Map *map, const SzCityPlace *place, SzBox tile)
{
    double pad = 0.075 * tile.w;
    double size = 0.72 * map->name_size;
    double x = tile.x + tile.w - pad - 0.36 * map->name_size;
    double y = tile.y + 0.6 * pad + 0.62 * map->name_size;
    if (place->level > SZ_LEVEL_OK && place->state == SZ_CITY_LIVE) {
        sz_pen_disc(map->drawing->pen, x, y, 0.82 * size, SZ_INK_BG);
        sz_pen_mark(map->drawing->pen, sz_city_level_mark(place->level), x, y, size);
    }
}

static void draw_tile(const Map *map, const SzCityPlace *place, SzBox tile)
{
    SzPen *pen = map->drawing->pen;
    double em = pen->note;
    SzInk ink = draw_ground(map, place, tile);
    double pad = 0.075 * tile.w;
    if (map->is_small) {
        SzType type = sz_type_at(sz_type(em, ink), SZ_ANCHOR_MIDDLE);
        if (tile.h >= 0.9 * em) {
            g_autofree char *name = sz_pen_fit(pen, place->short_name, type, tile.w);
            sz_pen_mid(pen, tile.x + tile.w / 2, tile.y + tile.h / 2, name, type);
        }
        return;
    }
    bool has_corner = place->level > SZ_LEVEL_OK && sz_city_is_shown(map->drawing->state);
    SzType type = sz_type(map->name_size, ink);
    g_autofree char *name = sz_pen_fit(pen, place->short_name, type,
                                       tile.w - 2 * pad - (has_corner ? map->name_size : 0));
    sz_pen_text(pen, tile.x + pad, tile.y + 0.6 * pad + 0.98 * map->name_size, name, type);
    double base = tile.y + tile.h - 0.9 * pad;
    if (!sz_city_is_shown(map->drawing->state)) {
        return;
    }
    if (!place->index.is_published) {
        const char *words =
            place->state == SZ_CITY_EMPTY    ? SZ_CITY_WORD(map->drawing, "尚无数据", "no data")
            : place->state == SZ_CITY_CLOSED ? SZ_CITY_WORD(map->drawing, "未开放", "closed")
                                             : SZ_CITY_WORD(map->drawing, "数据不足", "few data");
        SzType small = sz_type(MIN(em, map->name_size), ink);
        g_autofree char *shown = sz_pen_fit(pen, words, small, tile.w - 2 * pad);
        sz_pen_text(pen, tile.x + pad, base, shown, small);
        return;
    }
    g_autofree char *score = g_strdup_printf("%.1f", place->index.score);
    sz_pen_text(pen, tile.x + pad, base, score, sz_type(map->value_size, ink));
    draw_corner(map, place, tile);
    if (place->state == SZ_CITY_STALE) {
        sz_pen_mark_in(pen, SZ_MARK_STALE,
                       (SzBox){tile.x + tile.w - pad - 0.3 * em, base - 0.365 * em, 1.1 * em, 0},
                       ink);
    }
}

static void draw_legend(const Map *map, double y)
{
    static const char *const bounds[] = {"70", "80", "90"};
    static const double grades[] = {65, 75, 85, 95};
    SzPen *pen = map->drawing->pen;
    double em = pen->note;
    double width = MAX(2 * map->cell_w + map->gap, 12 * em);
    double k = MIN(width, map->box.w) / 8;
    for (guint i = 0; i < 8; i++) {
        sz_pen_fill(pen, (SzBox){map->box.x + k * i, y, k - pen->hair, 0.7 * em},
                    (SzInk)(SZ_INK_SCORE_0 + i), 1);
    }
    for (guint i = 0; i < 3; i++) {
        sz_pen_text(pen, map->box.x + k * 2 * (i + 1), y + 1.8 * em, bounds[i],
                    sz_type_at(sz_type(em, SZ_INK_3), SZ_ANCHOR_MIDDLE));
    }
    for (guint i = 0; k > 2.8 * em && i < 4; i++) {
        sz_pen_text(pen, map->box.x + k * (2 * i + 1), y + 1.8 * em,
                    sz_city_grade(grades[i], map->drawing->request->language),
                    sz_type_at(sz_type(em, SZ_INK_2), SZ_ANCHOR_MIDDLE));
    }
}

typedef struct {
    const char *label;
    char *value; /* owned */
    const char *unit;
    SzInk ink;
} Figure;

static SzInk level_ink(SzLevel level)
{
    static const SzInk inks[] = {SZ_INK_1, SZ_INK_WATCH_TEXT, SZ_INK_WARN_TEXT, SZ_INK_LATE_TEXT,
                                 SZ_INK_LATE_TEXT};
    return inks[level];
}

static void draw_figure(const Map *map, const Figure *figure, SzBox at)
{
    SzPen *pen = map->drawing->pen;
    double em = pen->note;
    double size = MIN(pen->num, at.h - 1.7 * em);
    double used =
        sz_pen_text(pen, at.x, at.y + at.h - 0.3 * em, figure->value, sz_type(size, figure->ink));
    sz_pen_text(pen, at.x, at.y + at.h - 0.3 * em - 1.05 * size, figure->label,
                sz_type(em, SZ_INK_3));
    sz_pen_text(pen, at.x + used + 0.12 * size, at.y + at.h - 0.3 * em, figure->unit,
                sz_type(MAX(em, 0.56 * size), SZ_INK_2));
}

/* The four figures of the worst place. */
static void draw_figures(const Map *map, const SzCityPlace *place, SzBox box)
{
    const SzCityDrawing *drawing = map->drawing;
    SzPen *pen = drawing->pen;
    double em = pen->note;
    bool has_wait = place->last_hour.n >= SZ_CITY_WAITS_MIN;
    Figure figures[] = {
        {SZ_CITY_WORD(drawing, "等候 P90", "wait P90"),
         has_wait ? g_strdup_printf("%.0f", place->last_hour.wait_p90_s / 60) : g_strdup("–"),
         has_wait ? SZ_CITY_WORD(drawing, "分", "min") : "",
         has_wait ? level_ink(sz_city_wait_level(place->last_hour.wait_p90_s)) : SZ_INK_3},
        {SZ_CITY_WORD(drawing, "窗口 开/排", "windows open"),
         g_strdup_printf("%u/%u", place->windows_open, place->windows), "", SZ_INK_1},
        {SZ_CITY_WORD(drawing, "在等", "waiting"), g_strdup_printf("%u", place->waiting),
         SZ_CITY_WORD(drawing, "人", ""), SZ_INK_1},
        {SZ_CITY_WORD(drawing, "超期件", "overdue"), g_strdup_printf("%u", place->overdue),
         SZ_CITY_WORD(drawing, "件", ""), place->overdue > 0 ? SZ_INK_LATE_TEXT : SZ_INK_1},
    };
    sz_pen_line(pen, (SzBox){box.x, box.y, 0, box.h}, SZ_INK_2, 1.6 * pen->hair, 0);
    SzType head = sz_type_bold(MIN(pen->text, box.h * 0.2), SZ_INK_1);
    double x = box.x + 0.8 * em;
    double base = box.y + 0.95 * head.size;
    g_autofree char *name = sz_pen_fit(pen, place->name, head, box.w - em);
    double used = sz_pen_text(pen, x, base, name, head);
    const char *grade = sz_city_grade(place->index.score, drawing->request->language);
    if (used + sz_pen_width(pen, grade, pen->label, false) + 1.6 * em < box.w) {
        sz_pen_text(pen, x + used + 0.5 * em, base, grade, sz_type(pen->label, SZ_INK_2));
    }
    double top = box.y + 1.15 * head.size;
    double h = MIN((box.y + box.h - top) / 2, 2.0 * pen->num + 1.7 * em);
    for (guint i = 0; i < G_N_ELEMENTS(figures); i++) {
        draw_figure(
            map, &figures[i],
            (SzBox){x + (i % 2) * (box.w - em) / 2, top + (i < 2 ? 0 : h), (box.w - em) / 2, h});
        g_free(figures[i].value);
    }
}

/* The free corner of the grid by bearing: its last two rows from the third column on. */
static bool free_corner(const Map *map, SzBox *out)
{
    double em = map->drawing->pen->note;
    if (!map->grid.by_bearing || map->grid.cols < 5 || map->grid.rows < 5) {
        return false;
    }
    double step_x = map->cell_w + map->gap;
    double step_y = map->cell_h + map->gap;
    *out = (SzBox){map->box.x + 2 * step_x + 0.6 * em, map->box.y + 3 * step_y + 0.3 * em,
                   3 * step_x - map->gap - 0.6 * em, 2 * step_y - map->gap - 0.3 * em};
    return out->w > 13 * em && out->h > 7.2 * em;
}

static void measure(Map *map, double legend)
{
    SzPen *pen = map->drawing->pen;
    double em = pen->note;
    map->gap = MAX(0.3 * em, 0.008 * map->box.w);
    map->cell_w = (map->box.w - (map->grid.cols - 1) * map->gap) / map->grid.cols;
    map->cell_h = (map->box.h - legend - (map->grid.rows - 1) * map->gap) / map->grid.rows;
    map->cell_h = MAX(MIN(map->cell_h, 0.82 * map->cell_w), 1);
    map->is_small = map->cell_h < 3.2 * em || map->cell_w < 4.4 * em;
    map->name_size = MAX(em, MIN(pen->text, MIN(0.21 * map->cell_w, 0.30 * map->cell_h)));
    map->value_size = MAX(em, MIN(1.25 * pen->num, MIN(0.30 * map->cell_w, 0.42 * map->cell_h)));
}

void sz_city_draw_map(const SzCityDrawing *drawing, SzBox box)
{
    SzPen *pen = drawing->pen;
    double em = pen->note;
    const SzCityFacts *facts = drawing->facts;
    Map map = {.drawing = drawing, .box = box, .grid = sz_tile_grid(facts)};
    double legend = box.h > 14 * em ? 2.9 * em : 0;
    measure(&map, legend);
    for (guint i = 0; i < facts->n_places; i++) {
        draw_tile(&map, &facts->places[i], tile_box(&map, i));
    }
    double bottom = box.y + map.grid.rows * (map.cell_h + map.gap) - map.gap;
    if (!sz_city_is_shown(drawing->state)) {
        sz_city_message(drawing, (SzBox){box.x, box.y, box.w, bottom - box.y});
        return;
    }
    const SzCityPlace *lowest = sz_city_lowest(facts);
    for (guint i = 0; lowest != NULL && !map.is_small && i < facts->n_places; i++) {
        if (lowest == &facts->places[i]) {
            SzBox tile = tile_box(&map, i);
            double o = MIN(0.28 * em, map.gap * 0.7);
            sz_pen_frame(pen, (SzBox){tile.x - o, tile.y - o, tile.w + 2 * o, tile.h + 2 * o},
                         SZ_INK_1, 0.4 * em, 0.14 * em, 0);
        }
    }
    SzBox corner;
    if (lowest != NULL && free_corner(&map, &corner)) {
        draw_figures(&map, lowest, corner);
    }
    if (legend > 0) {
        draw_legend(&map, bottom + 0.9 * em);
    }
    if (drawing->state == SZ_CITY_STALE) {
        sz_pen_hatch(pen, (SzBox){box.x, box.y, box.w, bottom - box.y}, 0.8 * em, 0.4);
    }
}
