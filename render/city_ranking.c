#include "render/city_draw.h"
#include "render/city_layout.h"

#include <math.h>

typedef struct {
    const SzCityDrawing *drawing;
    SzBox box; /* of the rows */
    double size;
    double pitch;
    double name_x, name_w, value_w;
    bool is_short; /* names */
    SzBox plot;
    double lo, hi;
} Ranking;

static double x_of(const Ranking *r, double score)
{
    return r->plot.x + r->plot.w * (CLAMP(score, r->lo, r->hi) - r->lo) / (r->hi - r->lo);
}

static const char *name_of(const Ranking *r, const SzCityPlace *place)
{
    return r->is_short ? place->short_name : place->name;
}

static void measure(Ranking *r, const SzCityFacts *facts)
{
    SzPen *pen = r->drawing->pen;
    double em = pen->note;
    r->is_short = r->box.w < 22 * em;
    r->name_x = r->box.x + sz_pen_width(pen, facts->n_places > 99 ? "000" : "00", r->size, false) +
                0.9 * em;
    for (guint i = 0; i < facts->n_places; i++) {
        double width = sz_pen_width(pen, name_of(r, &facts->places[i]), r->size, true);
        r->name_w = MAX(r->name_w, MIN(width, 0.34 * r->box.w) + 0.7 * em);
    }
    r->name_w = MAX(r->name_w, r->is_short ? 0 : sz_pen_width(pen, "全市", em, false) + 0.7 * em);
    r->value_w = sz_pen_width(pen, "100.0", r->size, true) + 0.8 * em;
    double left = r->name_x + r->name_w;
    r->plot = (SzBox){left, r->box.y, MAX(r->box.x + r->box.w - r->value_w - left, 0), r->box.h};
}

static void find_range(Ranking *r, const SzCityPlace *const *order, guint ranked)
{
    const SzCityScore *whole = &r->drawing->facts->whole.index;
    double low = order[ranked - 1]->index.score;
    double high = order[0]->index.score;
    low = whole->is_published ? MIN(low, whole->score) : low;
    high = whole->is_published ? MAX(high, whole->score) : high;
    r->lo = MIN(80, 5 * floor((low - 0.5) / 5));
    r->hi = MAX(90, 5 * ceil((high + 0.5) / 5));
    r->lo = MAX(r->lo, 0);
    r->hi = MIN(r->hi, 100);
}

static void draw_axis(const Ranking *r, double head)
{
    SzPen *pen = r->drawing->pen;
    double step = r->hi - r->lo > 40 ? 20 : 10;
    int n = (int)lround((r->hi - r->lo) / 5);
    for (int i = 0; i <= n; i++) {
        double v = r->lo + 5 * i;
        bool is_end = i == 0 || i == n;
        bool is_line = is_end || fabs(fmod(v, step)) < 0.1;
        if (!is_line || r->plot.w < 4 * pen->note) {
            continue;
        }
        double x = x_of(r, v);
        bool is_near_end =
            !is_end && (x - r->plot.x < 2 * pen->note || r->plot.x + r->plot.w - x < 2 * pen->note);
        sz_pen_line(pen, (SzBox){x, r->plot.y - 0.2 * pen->note, 0, r->plot.h}, SZ_INK_LINE,
                    pen->hair, 0);
        if (head > 0 && !is_near_end) {
            g_autofree char *text = g_strdup_printf("%.0f", v);
            sz_pen_text(pen, x, r->plot.y - 0.7 * pen->note, text,
                        sz_type_at(sz_type(pen->note, SZ_INK_3), SZ_ANCHOR_MIDDLE));
        }
    }
}

static void draw_place(const Ranking *r, const SzCityPlace *place, const SzCityRow *row, double y,
                       bool is_worst)
{
    SzPen *pen = r->drawing->pen;
    double em = pen->note;
    if (!row->is_tied) {
        g_autofree char *rank = g_strdup_printf("%u", row->rank);
        sz_pen_mid(pen, r->name_x - 0.9 * em, y, rank,
                   sz_type_at(sz_type(r->size, SZ_INK_3), SZ_ANCHOR_END));
    } else {
        double x = r->name_x - 0.9 * em - sz_pen_width(pen, "0", r->size, false) / 2;
        sz_pen_line(pen, (SzBox){x, y - r->pitch + 0.55 * r->size, 0, r->pitch - 0.2 * r->size},
                    SZ_INK_AXIS, pen->hair, 0);
    }
    SzType type = {.size = r->size, .ink = SZ_INK_1, .is_bold = is_worst};
    g_autofree char *name = sz_pen_fit(pen, name_of(r, place), type, r->name_w - 0.4 * em);
    sz_pen_mid(pen, r->name_x, y, name, type);
    g_autofree char *score = g_strdup_printf("%.1f", place->index.score);
    sz_pen_mid(pen, r->box.x + r->box.w, y, score, sz_type_at(type, SZ_ANCHOR_END));
    if (r->plot.w < 4 * em) {
        return;
    }
    double x = x_of(r, place->index.score);
    if (is_worst && place->level > SZ_LEVEL_OK) {
        sz_pen_mark(pen, sz_city_level_mark(place->level), x, y, 0.95 * em);
    } else {
        sz_pen_disc(pen, x, y, 0.3 * em, is_worst ? SZ_INK_DATA : SZ_INK_DATA_STRONG);
    }
}

static void draw_unranked(const Ranking *r, const SzCityPlace *place, double y)
{
    static const SzMark marks[] = {SZ_MARK_OK, SZ_MARK_STALE, SZ_MARK_INSUFFICIENT, SZ_MARK_CLOSED,
                                   SZ_MARK_CLOSED};
    SzPen *pen = r->drawing->pen;
    double em = pen->note;
    SzType type = sz_type(r->size, SZ_INK_3);
    g_autofree char *name = sz_pen_fit(pen, name_of(r, place), type, r->name_w - 0.4 * em);
    sz_pen_mid(pen, r->name_x, y, name, type);
    sz_pen_mark(pen, marks[place->state], r->plot.x + 0.6 * em, y, 0.95 * em);
    g_autofree char *reason = sz_city_reason(place, r->drawing->request->language);
    SzType small = sz_type(em, SZ_INK_3);
    double left = r->plot.x + 1.5 * em;
    g_autofree char *shown = sz_pen_fit(pen, reason, small, r->box.x + r->box.w - left);
    sz_pen_mid(pen, left, y, shown, small);
}

/* The whole's own score: pooled, so not an average of the rows. */
static void draw_mean(const Ranking *r, double mean, double y)
{
    SzPen *pen = r->drawing->pen;
    double em = pen->note;
    bool is_city = r->drawing->facts->whole.hall->tier == SZ_TIER_MUNICIPAL;
    const char *words = is_city ? SZ_CITY_WORD(r->drawing, "全市", "whole city")
                                : SZ_CITY_WORD(r->drawing, "全域", "whole area");
    double x = x_of(r, mean);
    double from = r->name_x + sz_pen_width(pen, words, em, false) + 0.5 * em;
    SzType small = sz_type(em, SZ_INK_2);
    g_autofree char *text = g_strdup_printf("%.1f", mean);
    sz_pen_mid(pen, r->name_x, y, words, small);
    if (x - 0.5 * em > from) {
        sz_pen_line(pen, (SzBox){from, y, x - 0.5 * em - from, 0}, SZ_INK_LINE, pen->hair, 0);
    }
    sz_pen_mid(pen, r->box.x + r->box.w, y, text, sz_type_at(small, SZ_ANCHOR_END));
}

static void draw_rows(const Ranking *r, const SzCityPlace *const *order, guint ranked,
                      const GArray *rows)
{
    SzPen *pen = r->drawing->pen;
    for (guint k = 0; k < rows->len; k++) {
        const SzCityRow *row = &g_array_index(rows, SzCityRow, k);
        double y = r->box.y + r->pitch * (k + 0.5);
        if (row->kind == SZ_ROW_RANKED) {
            draw_place(r, order[row->i], row, y, ranked > 1 && row->i == ranked - 1);
        } else if (row->kind == SZ_ROW_UNRANKED) {
            draw_unranked(r, order[row->i], y);
        } else if (row->kind == SZ_ROW_MEAN) {
            draw_mean(r, r->drawing->facts->whole.index.score, y);
        } else {
            g_autofree char *text = g_strdup_printf(
                k + 1 == rows->len
                    ? SZ_CITY_WORD(r->drawing, "另 %u 个不排名", "%u more, not ranked")
                    : SZ_CITY_WORD(r->drawing, "… 另 %u 个", "… %u more"),
                row->i);
            sz_pen_mid(pen, r->name_x, y, text, sz_type(pen->note, SZ_INK_3));
        }
    }
}

/* The mean runs through the rows that are ranked. */
static void draw_mean_line(const Ranking *r, guint n_rows)
{
    const SzCityScore *index = &r->drawing->facts->whole.index;
    SzPen *pen = r->drawing->pen;
    if (index->is_published && r->plot.w > 4 * pen->note) {
        sz_pen_line(pen, (SzBox){x_of(r, index->score), r->plot.y, 0, r->pitch * n_rows}, SZ_INK_2,
                    1.4 * pen->hair, 0.3 * pen->note);
    }
}

void sz_city_draw_ranking(const SzCityDrawing *drawing, SzBox box)
{
    SzPen *pen = drawing->pen;
    const SzCityFacts *facts = drawing->facts;
    guint ranked = 0;
    g_autofree const SzCityPlace **order = sz_city_order(facts, &ranked);
    if (!sz_city_is_shown(drawing->state) || ranked == 0) {
        sz_city_message(drawing, box);
        return;
    }
    double em = pen->note;
    double head = box.h > 10 * em ? 1.9 * em : 0;
    const double *mean = facts->whole.index.is_published ? &facts->whole.index.score : NULL;
    SzBox body = {box.x, box.y + head, box.w, box.h - head};
    guint room = (guint)MAX(3, floor(body.h / (1.25 * em)));
    g_autoptr(GArray) rows = sz_city_rows(order, facts->n_places, ranked, mean, room);
    double pitch = MIN(body.h / rows->len, 2.6 * em);
    Ranking r = {.drawing = drawing, .box = body, .pitch = pitch};
    r.size = pitch > 1.3 * pen->label ? pen->label : em;
    r.box.h = pitch * rows->len;
    measure(&r, facts);
    find_range(&r, order, ranked);
    draw_axis(&r, head);
    guint through = 0;
    while (through < rows->len && g_array_index(rows, SzCityRow, through).kind != SZ_ROW_UNRANKED) {
        through++;
    }
    draw_mean_line(&r, through);
    draw_rows(&r, order, ranked, rows);
    if (drawing->state == SZ_CITY_STALE) {
        sz_pen_hatch(pen, r.plot, 0.8 * em, 0.45);
    }
}
