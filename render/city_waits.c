#include "render/city_draw.h"
#include "render/city_layout.h"

#include <math.h>

typedef struct {
    const SzCityDrawing *drawing;
    const SzCityPlace **rows; /* worst now on top */
    guint n_rows;
    guint from, to, now; /* half hours */
    SzBox grid;
    double cell_w, cell_h, gap;
} Heat;

static SzInk wait_ink(double wait_s)
{
    return wait_s <= 300                    ? SZ_INK_SEQ_0 + 1
           : wait_s <= 600                  ? SZ_INK_SEQ_0 + 2
           : wait_s <= SZ_CITY_WAIT_WATCH_S ? SZ_INK_SEQ_0 + 3
           : wait_s <= SZ_CITY_WAIT_WARN_S  ? SZ_INK_WATCH
           : wait_s <= SZ_CITY_WAIT_LATE_S  ? SZ_INK_WARN
                                            : SZ_INK_LATE;
}

static bool is_known(const SzCityWait *wait)
{
    return wait->n >= SZ_CITY_WAITS_MIN;
}

static int compare(const void *a, const void *b)
{
    const SzCityPlace *x = *(const SzCityPlace *const *)a;
    const SzCityPlace *y = *(const SzCityPlace *const *)b;
    double p = is_known(&x->last_hour) ? x->last_hour.wait_p90_s : -1;
    double q = is_known(&y->last_hour) ? y->last_hour.wait_p90_s : -1;
    return p > q ? -1 : p < q ? 1 : strcmp(x->hall->code, y->hall->code);
}

static bool is_closed(const SzCityFacts *facts, guint slot)
{
    gint32 from = (gint32)slot * SZ_CITY_SLOT_S;
    for (guint i = 0; i < facts->hours.n; i++) {
        const SzSlot *open = &facts->hours.slots[i];
        if (from < open->close_s && from + SZ_CITY_SLOT_S > open->open_s) {
            return false;
        }
    }
    return facts->hours.n > 0;
}

static void draw_cell(const Heat *heat, const SzCityPlace *place, guint slot, SzBox cell)
{
    SzPen *pen = heat->drawing->pen;
    double em = pen->note;
    const SzCityWait *wait = &place->slots[slot];
    if (wait->n == 0 && is_closed(heat->drawing->facts, slot)) {
        sz_pen_line(pen, (SzBox){cell.x + 0.3 * cell.w, cell.y + cell.h / 2, 0.3 * cell.w, 0},
                    SZ_INK_LINE, 1.5 * pen->hair, 0);
        return;
    }
    if (slot > heat->now) {
        return;
    }
    if (!is_known(wait)) {
        sz_pen_frame(pen,
                     (SzBox){cell.x + pen->hair, cell.y + pen->hair, cell.w - 2 * pen->hair,
                             cell.h - 2 * pen->hair},
                     SZ_INK_LINE, 0, pen->hair, 0.25 * em);
        return;
    }
    SzInk fill = wait_ink(wait->wait_p90_s);
    sz_pen_fill(pen, cell, fill, 1);
    if (place->state == SZ_CITY_STALE && slot == heat->now) {
        sz_pen_hatch(pen, cell, 0.4 * em, 0.8);
    } else if (cell.w > 1.9 * em && cell.h > 1.25 * em &&
               (wait->wait_p90_s > SZ_CITY_WAIT_WATCH_S || slot == heat->now)) {
        g_autofree char *text = g_strdup_printf("%.0f", wait->wait_p90_s / 60);
        sz_pen_mid(pen, cell.x + cell.w / 2, cell.y + cell.h / 2, text,
                   sz_type_at(sz_type(em, sz_pen_on(pen, fill)), SZ_ANCHOR_MIDDLE));
    } else if (wait->wait_p90_s > SZ_CITY_WAIT_LATE_S && MIN(cell.w, cell.h) > 0.5 * em) {
        sz_pen_fill(pen,
                    (SzBox){cell.x + cell.w / 2 - 0.14 * em, cell.y + cell.h / 2 - 0.14 * em,
                            0.28 * em, 0.28 * em},
                    sz_pen_on(pen, fill), 1);
    }
}

static void draw_grid(const Heat *heat)
{
    SzPen *pen = heat->drawing->pen;
    double em = pen->note;
    for (guint k = 0; k < heat->n_rows; k++) {
        const SzCityPlace *place = heat->rows[k];
        double y = heat->grid.y + heat->cell_h * k;
        if (heat->grid.x > em && heat->cell_h > 0.95 * em) {
            sz_pen_mid(pen, heat->grid.x - 0.6 * em, y + heat->cell_h / 2, place->short_name,
                       sz_type_at(sz_type(em, SZ_INK_2), SZ_ANCHOR_END));
        }
        for (guint slot = heat->from; slot < heat->to; slot++) {
            draw_cell(heat, place, slot,
                      (SzBox){heat->grid.x + heat->cell_w * (slot - heat->from), y,
                              heat->cell_w - heat->gap, heat->cell_h - heat->gap});
        }
    }
    if (heat->now >= heat->from && heat->now < heat->to) {
        sz_pen_frame(pen,
                     (SzBox){heat->grid.x + heat->cell_w * (heat->now - heat->from) - heat->gap,
                             heat->grid.y - heat->gap, heat->cell_w + heat->gap,
                             heat->cell_h * heat->n_rows + heat->gap},
                     SZ_INK_1, 0, MAX(1.3 * pen->hair, 0.08 * em), 0);
    }
}

static void draw_times(const Heat *heat)
{
    SzPen *pen = heat->drawing->pen;
    double need = 1.25 * sz_pen_width(pen, "10:30", pen->note, false);
    guint step = 2;
    while (step < 16 && heat->cell_w * step < need) {
        step *= 2;
    }
    for (guint slot = heat->from; slot + 1 < heat->to; slot += step) {
        double x = heat->grid.x + heat->cell_w * (slot - heat->from);
        if (x + need / 1.25 > heat->grid.x + heat->grid.w) {
            break;
        }
        g_autofree char *text = g_strdup_printf("%u:%s", slot / 2, slot % 2 == 0 ? "00" : "30");
        sz_pen_text(pen, x, heat->grid.y - 0.65 * pen->note, text, sz_type(pen->note, SZ_INK_3));
    }
}

static void draw_legend(const Heat *heat, double baseline)
{
    static const struct {
        const char *zh, *en;
        double wait_s;
        bool is_class;
    } words[] = {{"≤5", "≤5", 300, true},
                 {"10", "10", 600, true},
                 {"≤15 达标", "≤15 on target", 900, false},
                 {"15–30 关注", "15–30 watch", 1800, false},
                 {"30–45 预警", "30–45 warning", 2700, false},
                 {">45 超限", ">45 over limit", 3600, false}};
    SzPen *pen = heat->drawing->pen;
    double em = pen->note;
    double x = heat->grid.x;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *text = SZ_CITY_WORD(heat->drawing, words[i].zh, words[i].en);
        double width = sz_pen_width(pen, text, em, false);
        if (words[i].is_class && heat->grid.w < 34 * em) {
            continue;
        }
        if (x + 1.3 * em + width > heat->grid.x + heat->grid.w) {
            break;
        }
        sz_pen_fill(pen, (SzBox){x, baseline - 0.8 * em, 0.9 * em, 0.9 * em},
                    wait_ink(words[i].wait_s), 1);
        sz_pen_text(pen, x + 1.25 * em, baseline, text, sz_type(em, SZ_INK_3));
        x += 1.25 * em + width + 0.9 * em;
    }
}

/* Places where anybody waited today, the worst last hour first, as many as fit. */
static void choose_rows(Heat *heat, double height)
{
    const SzCityFacts *facts = heat->drawing->facts;
    heat->rows = g_new0(const SzCityPlace *, facts->n_places + 1);
    for (guint i = 0; i < facts->n_places; i++) {
        bool has_any = false;
        for (guint slot = heat->from; slot < heat->to; slot++) {
            has_any = has_any || facts->places[i].slots[slot].n > 0;
        }
        if (has_any) {
            heat->rows[heat->n_rows++] = &facts->places[i];
        }
    }
    if (facts->n_places == 0) {
        heat->rows[heat->n_rows++] = &facts->whole;
    }
    qsort(heat->rows, heat->n_rows, sizeof(gpointer), compare);
    guint room = (guint)MAX(1, floor(height / (1.15 * heat->drawing->pen->note)));
    heat->n_rows = MIN(heat->n_rows, room);
}

void sz_city_draw_waits(const SzCityDrawing *drawing, SzBox box)
{
    if (!sz_city_is_shown(drawing->state)) {
        sz_city_message(drawing, box);
        return;
    }
    SzPen *pen = drawing->pen;
    double em = pen->note;
    double head = box.h > 5 * em ? 1.6 * em : 0;
    double legend = box.h > 8 * em && box.w > 16 * em ? 2.2 * em : 0;
    Heat heat = {.drawing = drawing};
    sz_city_slots(drawing->facts, &heat.from, &heat.to);
    heat.now = (guint)(sz_ns_of_day(drawing->facts->now) / (SZ_CITY_SLOT_S * SZ_NS_PER_S));
    choose_rows(&heat, box.h - head - legend);
    double name_w = 0;
    for (guint k = 0; k < heat.n_rows && box.w > 14 * em; k++) {
        name_w = MAX(name_w, sz_pen_width(pen, heat.rows[k]->short_name, em, false) + 0.7 * em);
    }
    heat.grid = (SzBox){box.x + name_w, box.y + head, box.w - name_w, box.h - head - legend};
    heat.cell_w = heat.grid.w / MAX(heat.to - heat.from, 1);
    heat.cell_h = MIN(heat.grid.h / MAX(heat.n_rows, 1), 3 * em);
    heat.gap = MAX(1, 0.07 * MIN(heat.cell_w, heat.cell_h));
    draw_grid(&heat);
    if (head > 0) {
        draw_times(&heat);
    }
    if (legend > 0) {
        draw_legend(&heat, heat.grid.y + heat.cell_h * heat.n_rows + 1.6 * em);
    }
    if (drawing->state == SZ_CITY_STALE) {
        sz_pen_hatch(pen, heat.grid, 0.8 * em, 0.45);
    }
    g_free(heat.rows);
}
