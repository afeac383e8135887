/* The drawing of render/city_ranking.h. */
#include "render/city_layout.h"
#include "render/city_ranking.h"

#include <math.h>

typedef struct {
    SzCityDrawing drawing;
    const SzCityPlace **order; /* borrowed */
    guint ranked;
    SzRect box; /* of the rows */
    double head_h;
    double size;
    double pitch;
    double name_x, name_w;
    bool is_short; /* names */
    SzRect plot;
    double lo, hi;
} Ranking;

/* Least content sizes, in em of the note. */
#define AXIS_MIN_H 10.0
#define LONG_MIN_W 22.0
#define GRADES_MIN_W 13.0 /* of the plot */
#define PLOT_MIN_W 4.0
#define ROW_MIN_H 1.25

static double x_of(const Ranking *r, double score)
{
    return r->plot.x + r->plot.w * (CLAMP(score, r->lo, r->hi) - r->lo) / (r->hi - r->lo);
}

static const char *name_of(const Ranking *r, const SzCityPlace *place)
{
    SzLanguage language = r->drawing.canvas->language;
    return r->is_short ? place->short_name[language] : place->name[language];
}

static const char *whole_name(const Ranking *r)
{
    SzLanguage language = r->drawing.canvas->language;
    return r->drawing.facts->whole.tier == SZ_TIER_MUNICIPAL
               ? SZ_SAY(language, "全市", "whole city")
               : SZ_SAY(language, "全域", "whole area");
}

/* --- layout --------------------------------------------------------------------------------- */

static void measure(Ranking *r)
{
    SzCanvas *canvas = r->drawing.canvas;
    const SzCityFacts *facts = r->drawing.facts;
    double em = canvas->scale.note;
    r->is_short = r->box.w < LONG_MIN_W * em;
    r->name_x = r->box.x + 0.9 * em +
                sz_canvas_text_width(canvas, facts->n_places > 99 ? "000" : "00", r->size, false);
    r->name_w = sz_canvas_text_width(canvas, whole_name(r), em, false) + 0.7 * em;
    for (guint i = 0; i < facts->n_places; i++) {
        double width = sz_canvas_text_width(canvas, name_of(r, &facts->places[i]), r->size, true);
        r->name_w = MAX(r->name_w, MIN(width, 0.34 * r->box.w) + 0.7 * em);
    }
    double value_w = sz_canvas_text_width(canvas, "100.0", r->size, true) + 0.8 * em;
    double left = r->name_x + r->name_w;
    double right = r->box.x + r->box.w - value_w;
    r->plot = (SzRect){left, r->box.y, MAX(right - left, 0), r->box.h};
}

static void find_range(Ranking *r)
{
    const SzCityScore *whole = &r->drawing.facts->whole.index;
    double low = r->order[r->ranked - 1]->index.score;
    double high = r->order[0]->index.score;
    low = whole->is_published ? MIN(low, whole->score) : low;
    high = whole->is_published ? MAX(high, whole->score) : high;
    r->lo = MAX(MIN(80, 5 * floor((low - 0.5) / 5)), 0);
    r->hi = MIN(MAX(90, 5 * ceil((high + 0.5) / 5)), 100);
}

/* Rows that fit, and how large they are written. */
static GArray *lay_out(Ranking *r)
{
    const SzScale *scale = &r->drawing.canvas->scale;
    const SzCityScore *whole = &r->drawing.facts->whole.index;
    guint room = (guint)MAX(3, floor(r->box.h / (ROW_MIN_H * scale->note)));
    GArray *rows = sz_city_rows(r->order, r->drawing.facts->n_places, r->ranked,
                                whole->is_published ? &whole->score : NULL, room);
    r->pitch = MIN(r->box.h / rows->len, MAX(1.47 * scale->text, 2.6 * scale->note));
    r->size = CLAMP(r->pitch / 1.3, scale->note, 0.8 * scale->text);
    r->box.h = r->pitch * rows->len;
    return rows;
}

/* --- the axis ------------------------------------------------------------------------------- */

static void draw_grades(const Ranking *r, double baseline)
{
    static const SzGrade grades[] = {SZ_GRADE_C, SZ_GRADE_B, SZ_GRADE_A};
    const double middles[] = {(r->lo + 80) / 2, 85, (90 + r->hi) / 2};
    const double widths[] = {80 - r->lo, 10, r->hi - 90};
    SzCanvas *canvas = r->drawing.canvas;
    double em = canvas->scale.note;
    for (guint i = 0; i < G_N_ELEMENTS(grades) && r->lo >= 70; i++) {
        const char *grade = sz_city_grade(grades[i], canvas->language);
        double room = r->plot.w * widths[i] / (r->hi - r->lo) - 1.8 * em;
        if (sz_canvas_text_width(canvas, grade, em, false) < room) {
            (void)sz_canvas_text(canvas, x_of(r, middles[i]), baseline, grade,
                                 sz_type_at(sz_type(em, canvas->theme->ink3), SZ_ALIGN_MIDDLE));
        }
    }
}

static void draw_axis(const Ranking *r)
{
    SzCanvas *canvas = r->drawing.canvas;
    double em = canvas->scale.note;
    double baseline = r->box.y - 0.7 * em;
    int step = r->hi - r->lo > 40 ? 20 : 10;
    if (r->plot.w < PLOT_MIN_W * em) {
        return;
    }
    for (int v = (int)r->lo; v <= (int)r->hi; v += 5) {
        bool is_end = v == (int)r->lo || v == (int)r->hi;
        double x = x_of(r, v);
        bool is_near_end = !is_end && MIN(x - r->plot.x, r->plot.x + r->plot.w - x) < 1.6 * em;
        if (!is_end && v % step != 0) {
            continue;
        }
        sz_canvas_line(canvas, x, r->plot.y - 0.2 * em, x, r->plot.y + r->box.h,
                       (SzStroke){.color = canvas->theme->line, .width = canvas->scale.hair});
        if (r->head_h > 0 && !is_near_end) {
            g_autofree char *text = g_strdup_printf("%d", v);
            (void)sz_canvas_text(canvas, x, baseline, text,
                                 sz_type_at(sz_type(em, canvas->theme->ink3), SZ_ALIGN_MIDDLE));
        }
    }
    if (r->head_h > 0 && r->plot.w > GRADES_MIN_W * em) {
        draw_grades(r, baseline);
    }
}

/* --- rows ----------------------------------------------------------------------------------- */

static void draw_rank(const Ranking *r, const SzCityRow *row, double y)
{
    SzCanvas *canvas = r->drawing.canvas;
    double right = r->name_x - 0.9 * canvas->scale.note;
    if (!row->is_tied) {
        g_autofree char *rank = g_strdup_printf("%u", row->rank);
        (void)sz_canvas_text_mid(canvas, right, y, rank,
                                 sz_type_at(sz_type(r->size, canvas->theme->ink3), SZ_ALIGN_END));
        return;
    }
    double x = right - sz_canvas_text_width(canvas, "0", r->size, false) / 2;
    double top = y - r->pitch + 0.62 * r->size;
    sz_canvas_line(canvas, x, MIN(top, y), x, y + 0.25 * r->size,
                   (SzStroke){.color = canvas->theme->axis, .width = canvas->scale.hair});
}

static void draw_place(const Ranking *r, const SzCityPlace *place, const SzCityRow *row, double y)
{
    SzCanvas *canvas = r->drawing.canvas;
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    bool is_worst = r->ranked > 1 && row->i == r->ranked - 1;
    draw_rank(r, row, y);
    SzType type = {.size = r->size, .color = theme->ink1, .is_bold = is_worst};
    g_autofree char *name = sz_canvas_fit(canvas, name_of(r, place), type, r->name_w - 0.4 * em);
    (void)sz_canvas_text_mid(canvas, r->name_x, y, name, type);
    g_autofree char *score = g_strdup_printf("%.1f", place->index.score);
    (void)sz_canvas_text_mid(canvas, r->box.x + r->box.w, y, score, sz_type_at(type, SZ_ALIGN_END));
    if (r->plot.w < PLOT_MIN_W * em) {
        return;
    }
    double x = x_of(r, place->index.score);
    if (is_worst && place->sign > SZ_SIGN_OK) {
        sz_canvas_sign(canvas, place->sign, x, y, MAX(0.95 * em, 0.72 * r->size));
    } else {
        sz_canvas_disc(canvas, x, y, MAX(0.28 * em, 0.22 * r->size),
                       is_worst ? theme->data : theme->data_strong);
    }
}

static void draw_unranked(const Ranking *r, const SzCityPlace *place, double y)
{
    SzCanvas *canvas = r->drawing.canvas;
    double em = canvas->scale.note;
    SzType type = sz_type(r->size, canvas->theme->ink3);
    g_autofree char *name = sz_canvas_fit(canvas, name_of(r, place), type, r->name_w - 0.4 * em);
    (void)sz_canvas_text_mid(canvas, r->name_x, y, name, type);
    sz_canvas_sign(canvas, sz_city_state_sign(place->state), r->plot.x + 0.6 * em, y, 0.95 * em);
    g_autofree char *reason = sz_city_reason(place, canvas->language);
    SzType small = sz_type(em, canvas->theme->ink3);
    double left = r->plot.x + 1.5 * em;
    g_autofree char *shown = sz_canvas_fit(canvas, reason, small, r->box.x + r->box.w - left);
    (void)sz_canvas_text_mid(canvas, left, y, shown, small);
}

/* The whole's own score: pooled, so not an average of the rows. */
static void draw_whole(const Ranking *r, double y)
{
    SzCanvas *canvas = r->drawing.canvas;
    double em = canvas->scale.note;
    SzType small = sz_type(em, canvas->theme->ink2);
    double score = r->drawing.facts->whole.index.score;
    double from =
        r->name_x + 0.5 * em + sz_canvas_text_mid(canvas, r->name_x, y, whole_name(r), small);
    double to = x_of(r, score) - 0.5 * em;
    if (to > from) {
        sz_canvas_line(canvas, from, y, to, y,
                       (SzStroke){.color = canvas->theme->line, .width = canvas->scale.hair});
    }
    g_autofree char *text = g_strdup_printf("%.1f", score);
    (void)sz_canvas_text_mid(canvas, r->box.x + r->box.w, y, text, sz_type_at(small, SZ_ALIGN_END));
    sz_canvas_hit(canvas, (SzRect){r->box.x, y - r->pitch / 2, r->box.w, r->pitch}, whole_name(r),
                  text, NULL);
}

static void draw_folded(const Ranking *r, const SzCityRow *row, bool is_last, double y)
{
    SzCanvas *canvas = r->drawing.canvas;
    SzLanguage language = canvas->language;
    g_autofree char *text =
        is_last ? g_strdup_printf(SZ_SAY(language, "另 %u 个不排名", "%u more, not ranked"), row->i)
                : g_strdup_printf(SZ_SAY(language, "… 另 %u 个", "… %u more"), row->i);
    SzType small = sz_type(canvas->scale.note, canvas->theme->ink3);
    g_autofree char *shown = sz_canvas_fit(canvas, text, small, r->box.x + r->box.w - r->name_x);
    (void)sz_canvas_text_mid(canvas, r->name_x, y, shown, small);
    sz_canvas_hit(canvas, (SzRect){r->box.x, y - r->pitch / 2, r->box.w, r->pitch}, text, NULL,
                  NULL);
}

static void draw_rows(const Ranking *r, const GArray *rows)
{
    for (guint k = 0; k < rows->len; k++) {
        const SzCityRow *row = &g_array_index(rows, SzCityRow, k);
        double y = r->box.y + r->pitch * (k + 0.5);
        SzRect rect = {r->box.x, y - r->pitch / 2, r->box.w, r->pitch};
        switch (row->kind) {
        case SZ_ROW_RANKED:
            draw_place(r, r->order[row->i], row, y);
            sz_city_hit(r->drawing.canvas, rect, r->order[row->i]);
            break;
        case SZ_ROW_UNRANKED:
            draw_unranked(r, r->order[row->i], y);
            sz_city_hit(r->drawing.canvas, rect, r->order[row->i]);
            break;
        case SZ_ROW_MEAN:
            draw_whole(r, y);
            break;
        case SZ_ROW_FOLDED:
            draw_folded(r, row, k + 1 == rows->len, y);
            break;
        }
    }
}

/* The whole's score runs through the rows that are ranked. */
static void draw_whole_line(const Ranking *r, const GArray *rows)
{
    const SzCityScore *index = &r->drawing.facts->whole.index;
    SzCanvas *canvas = r->drawing.canvas;
    double em = canvas->scale.note;
    guint n = 0;
    while (n < rows->len && g_array_index(rows, SzCityRow, n).kind != SZ_ROW_UNRANKED) {
        n++;
    }
    if (index->is_published && r->plot.w > PLOT_MIN_W * em) {
        double x = x_of(r, index->score);
        sz_canvas_line(
            canvas, x, r->plot.y, x, r->plot.y + r->pitch * n,
            (SzStroke){canvas->theme->ink2, 1.4 * canvas->scale.hair, 0.3 * em, 0.3 * em});
    }
}

/* Where there are no rows: lines to hang them on. */
static void draw_skeleton(SzCanvas *canvas, SzRect box)
{
    for (guint i = 1; i < 6; i++) {
        double x = box.x + box.w * i / 6;
        sz_canvas_line(canvas, x, box.y, x, box.y + box.h,
                       (SzStroke){.color = canvas->theme->line, .width = canvas->scale.hair});
    }
}

SzRect sz_city_ranking_draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    const SzCityFacts *facts = body;
    if (!sz_panel_is_shown(state)) {
        draw_skeleton(canvas, box);
        return box;
    }
    guint ranked = 0;
    g_autofree const SzCityPlace **order = sz_city_order(facts, &ranked);
    double em = canvas->scale.note;
    double head = box.h > AXIS_MIN_H * em ? 1.9 * em : 0;
    Ranking r = {.drawing = {facts, canvas, state, box},
                 .order = order,
                 .ranked = ranked,
                 .head_h = head,
                 .box = {box.x, box.y + head, box.w, box.h - head}};
    g_autoptr(GArray) rows = lay_out(&r);
    measure(&r);
    find_range(&r);
    draw_axis(&r);
    draw_whole_line(&r, rows);
    draw_rows(&r, rows);
    return (SzRect){r.plot.x, r.box.y, r.plot.w, r.box.h};
}
