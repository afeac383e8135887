/* The drawing of render/city_waits.h. */
#include "render/city_layout.h"
#include "render/city_waits.h"

#include <math.h>

typedef struct {
    SzCityDrawing drawing;
    const SzCityPlace **rows; /* borrowed */
    guint n_rows;
    guint from, to, now; /* half hours */
    SzRect grid;
    double cell_w, cell_h, gap;
} Heat;

/* Least content sizes, in em of the note. */
#define TIMES_MIN_H 5.0
#define LEGEND_MIN_H 8.0
#define LEGEND_MIN_W 16.0
#define LEGEND_LONG_W 34.0
#define NAMES_MIN_W 14.0
#define ROW_MIN_H 1.15

/* Blue until something is wrong. */
static SzColor wait_color(const SzTheme *theme, guint p90_min)
{
    SzSign sign = sz_city_wait_sign(p90_min);
    return sign != SZ_SIGN_OK ? theme->fill[sign]
           : p90_min <= 5     ? theme->seq[1]
           : p90_min <= 10    ? theme->seq[2]
                              : theme->seq[3];
}

/* --- cells ---------------------------------------------------------------------------------- */

static void draw_known(const Heat *heat, const SzCityPlace *place, guint slot, SzRect cell)
{
    SzCanvas *canvas = heat->drawing.canvas;
    double em = canvas->scale.note;
    guint p90_min = place->slots[slot].p90_min;
    SzColor fill = wait_color(canvas->theme, p90_min);
    SzColor ink = sz_color_ink_on(fill);
    SzSign sign = sz_city_wait_sign(p90_min);
    sz_canvas_fill(canvas, cell, fill, 0);
    if (place->state == SZ_CITY_STALE && slot == heat->now) {
        sz_canvas_hatch_in(canvas, cell, 0.4 * em, canvas->theme->bg);
    } else if (cell.w > 1.9 * em && cell.h > 1.25 * em &&
               (sign != SZ_SIGN_OK || slot == heat->now)) {
        g_autofree char *text = g_strdup_printf("%u", p90_min);
        (void)sz_canvas_text_mid(canvas, cell.x + cell.w / 2, cell.y + cell.h / 2, text,
                                 sz_type_at(sz_type(em, ink), SZ_ALIGN_MIDDLE));
    } else if (sign == SZ_SIGN_LATE && MIN(cell.w, cell.h) > 0.5 * em) {
        sz_canvas_fill(canvas,
                       (SzRect){cell.x + cell.w / 2 - 0.14 * em, cell.y + cell.h / 2 - 0.14 * em,
                                0.28 * em, 0.28 * em},
                       ink, 0);
    }
}

static void draw_cell(const Heat *heat, const SzCityPlace *place, guint slot, SzRect cell)
{
    SzCanvas *canvas = heat->drawing.canvas;
    const SzTheme *theme = canvas->theme;
    double hair = canvas->scale.hair;
    const SzCityWait *wait = &place->slots[slot];
    SzStroke stroke = {.color = theme->line, .width = 1.5 * hair};
    if (wait->n == 0 && sz_city_waits_is_closed(heat->drawing.facts, slot)) {
        double y = cell.y + cell.h / 2;
        sz_canvas_line(canvas, cell.x + 0.3 * cell.w, y, cell.x + 0.6 * cell.w, y, stroke);
    } else if (slot <= heat->now && sz_city_wait_is_known(wait)) {
        draw_known(heat, place, slot, cell);
    } else if (slot <= heat->now) {
        double dash = 0.2 * canvas->scale.note;
        SzRect inside = {cell.x + hair, cell.y + hair, cell.w - 2 * hair, cell.h - 2 * hair};
        sz_canvas_frame(canvas, inside, (SzStroke){theme->line, hair, dash, dash}, 0);
    }
}

static SzRect cell_rect(const Heat *heat, guint row, guint slot)
{
    return (SzRect){heat->grid.x + heat->cell_w * (slot - heat->from),
                    heat->grid.y + heat->cell_h * row, heat->cell_w - heat->gap,
                    heat->cell_h - heat->gap};
}

static void add_hit(const Heat *heat, const SzCityPlace *place, SzRect rect)
{
    SzCanvas *canvas = heat->drawing.canvas;
    g_autofree char *link = sz_city_link(place);
    g_autofree char *value =
        sz_city_wait_is_known(&place->last_hour)
            ? g_strdup_printf(
                  SZ_SAY(canvas->language, "近 1 小时 %u 分", "%u min in the last hour"),
                  place->last_hour.p90_min)
            : g_strdup(SZ_SAY(canvas->language, "近 1 小时样本不足", "too few in the last hour"));
    sz_canvas_hit(canvas, rect, place->name[canvas->language], value, link);
}

static void draw_row(const Heat *heat, guint row)
{
    SzCanvas *canvas = heat->drawing.canvas;
    double em = canvas->scale.note;
    const SzCityPlace *place = heat->rows[row];
    double y = heat->grid.y + heat->cell_h * row;
    double name_w = heat->grid.x - heat->drawing.box.x;
    if (name_w > em) {
        SzType type = sz_type_at(sz_type(em, canvas->theme->ink2), SZ_ALIGN_END);
        g_autofree char *name =
            sz_canvas_fit(canvas, place->short_name[canvas->language], type, name_w - 0.6 * em);
        (void)sz_canvas_text_mid(canvas, heat->grid.x - 0.6 * em,
                                 y + (heat->cell_h - heat->gap) / 2, name, type);
    }
    for (guint slot = heat->from; slot < heat->to; slot++) {
        draw_cell(heat, place, slot, cell_rect(heat, row, slot));
    }
    add_hit(heat, place, (SzRect){heat->drawing.box.x, y, heat->drawing.box.w, heat->cell_h});
}

static void draw_now(const Heat *heat)
{
    SzCanvas *canvas = heat->drawing.canvas;
    if (heat->now >= heat->from && heat->now < heat->to) {
        SzRect first = cell_rect(heat, 0, heat->now);
        double by = MAX(1, heat->gap);
        SzRect rule = {first.x - by, first.y - by, first.w + 2 * by,
                       heat->cell_h * heat->n_rows - heat->gap + 2 * by};
        double width = MAX(1.3 * canvas->scale.hair, 0.08 * canvas->scale.note);
        sz_canvas_frame(canvas, rule, (SzStroke){.color = canvas->theme->ink1, .width = width}, 0);
    }
}

/* --- around them ---------------------------------------------------------------------------- */

static void draw_times(const Heat *heat)
{
    SzCanvas *canvas = heat->drawing.canvas;
    double em = canvas->scale.note;
    double width = sz_canvas_text_width(canvas, "10:30", em, false);
    guint step = 2;
    while (step < 16 && heat->cell_w * step < 1.25 * width) {
        step *= 2;
    }
    for (guint slot = heat->from; slot + 1 < heat->to; slot += step) {
        double x = cell_rect(heat, 0, slot).x;
        if (x + width > heat->grid.x + heat->grid.w) {
            break;
        }
        g_autofree char *text = g_strdup_printf("%u:%s", slot / 2, slot % 2 == 0 ? "00" : "30");
        (void)sz_canvas_text(canvas, x, heat->grid.y - 0.65 * em, text,
                             sz_type(em, canvas->theme->ink3));
    }
}

static void draw_legend(const Heat *heat, double baseline)
{
    static const struct {
        const char *words[2][2]; /* short, long; by SzLanguage */
        guint p90_min;
        bool is_only_long;
    } keys[] = {{{{"", ""}, {"≤5", "≤5"}}, 5, true},
                {{{"", ""}, {"10", "10"}}, 10, true},
                {{{"达标", "on target"}, {"≤15 达标", "≤15 on target"}}, 15, false},
                {{{"关注", "watch"}, {"15–30 关注", "15–30 watch"}}, 30, false},
                {{{"预警", "warn"}, {"30–45 预警", "30–45 warning"}}, 45, false},
                {{{"超限", "over"}, {">45 超限", ">45 over limit"}}, 60, false}};
    SzCanvas *canvas = heat->drawing.canvas;
    double em = canvas->scale.note;
    bool is_long = heat->grid.w > LEGEND_LONG_W * em;
    double x = heat->grid.x;
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *text = keys[i].words[is_long ? 1 : 0][canvas->language];
        double width = sz_canvas_text_width(canvas, text, em, false);
        if (keys[i].is_only_long && !is_long) {
            continue;
        }
        if (x + 1.25 * em + width > heat->grid.x + heat->grid.w) {
            break;
        }
        sz_canvas_fill(canvas, (SzRect){x, baseline - 0.8 * em, 0.9 * em, 0.9 * em},
                       wait_color(canvas->theme, keys[i].p90_min), 0);
        (void)sz_canvas_text(canvas, x + 1.25 * em, baseline, text,
                             sz_type(em, canvas->theme->ink3));
        x += 1.25 * em + width + 0.9 * em;
    }
}

/* --- the whole ------------------------------------------------------------------------------ */

static void measure(Heat *heat, SzRect box)
{
    SzCanvas *canvas = heat->drawing.canvas;
    double em = canvas->scale.note;
    double head = box.h > TIMES_MIN_H * em ? 1.6 * em : 0;
    double legend = box.h > LEGEND_MIN_H * em && box.w > LEGEND_MIN_W * em ? 2.2 * em : 0;
    double room_h = box.h - head - legend;
    guint fits = (guint)MAX(1, floor(room_h / (ROW_MIN_H * em)));
    heat->n_rows = MIN(heat->n_rows, fits);
    double name_w = 0;
    for (guint k = 0; k < heat->n_rows && box.w > NAMES_MIN_W * em; k++) {
        const char *name = heat->rows[k]->short_name[canvas->language];
        name_w = MAX(name_w, sz_canvas_text_width(canvas, name, em, false) + 0.7 * em);
    }
    name_w = MIN(name_w, 0.3 * box.w);
    heat->cell_w = (box.w - name_w) / MAX(heat->to - heat->from, 1);
    heat->cell_h = MIN(room_h / MAX(heat->n_rows, 1), 3 * em);
    heat->gap = MAX(1, 0.07 * MIN(heat->cell_w, heat->cell_h));
    heat->grid =
        (SzRect){box.x + name_w, box.y + head, box.w - name_w, heat->cell_h * MAX(heat->n_rows, 1)};
}

#define SKELETON_ROWS 5

/* Empty cells. */
static void draw_skeleton(const Heat *heat)
{
    SzCanvas *canvas = heat->drawing.canvas;
    for (guint row = 0; row < SKELETON_ROWS; row++) {
        for (guint slot = heat->from; slot < heat->to; slot++) {
            sz_canvas_frame(canvas, cell_rect(heat, row, slot),
                            (SzStroke){.color = canvas->theme->line, .width = canvas->scale.hair},
                            0);
        }
    }
}

SzRect sz_city_waits_draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    const SzCityFacts *facts = body;
    Heat heat = {.drawing = {facts, canvas, state, box}, .now = sz_city_waits_now(facts)};
    sz_city_slots(facts, &heat.from, &heat.to);
    if (!sz_panel_is_shown(state)) {
        guint n_slots = MAX(heat.to - heat.from, 1);
        heat.grid = box;
        heat.cell_w = box.w / n_slots;
        heat.cell_h = box.h / SKELETON_ROWS;
        heat.gap = MAX(1, 0.07 * MIN(heat.cell_w, heat.cell_h));
        draw_skeleton(&heat);
        return box;
    }
    g_autofree const SzCityPlace **rows = sz_city_waits_rows(facts, &heat.n_rows);
    heat.rows = rows;
    measure(&heat, box);
    for (guint k = 0; k < heat.n_rows; k++) {
        draw_row(&heat, k);
    }
    draw_now(&heat);
    double em = canvas->scale.note;
    if (heat.grid.y > box.y) {
        draw_times(&heat);
    }
    if (box.h > LEGEND_MIN_H * em && box.w > LEGEND_MIN_W * em) {
        draw_legend(&heat, heat.grid.y + heat.grid.h + 1.6 * em);
    }
    return heat.grid;
}
