#include "render/city_draw.h"

#include <math.h>

#define GAP_RAD (2.6 * G_PI / 180)

static SzInk dimension_ink(const SzCityDrawing *drawing, const SzCityDimension *dimension,
                           SzInk fine)
{
    bool is_light = drawing->pen->is_light;
    return dimension->score < 70   ? (is_light ? SZ_INK_WARN_TEXT : SZ_INK_WARN)
           : dimension->score < 80 ? (is_light ? SZ_INK_WATCH_TEXT : SZ_INK_WATCH)
                                   : fine;
}

static double total_weight(const SzCityFacts *facts)
{
    double total = 0;
    for (guint i = 0; i < facts->n_dimensions; i++) {
        total += facts->dimensions[i].weight;
    }
    return MAX(total, 1e-9);
}

/* On light, yellow and orange get an edge in their text colour. */
static void light_arc(const SzCityDrawing *drawing, const SzCityDimension *one, SzBox ring,
                      double from, double to)
{
    SzPen *pen = drawing->pen;
    sz_pen_arc(pen, ring, from, to, dimension_ink(drawing, one, SZ_INK_DATA));
    double edge = 1.5 * pen->hair;
    if (pen->is_light && one->score < 80 && ring.h > 3 * edge) {
        SzBox inside = {ring.x, ring.y, ring.w, ring.h - 2 * edge};
        sz_pen_arc(pen, inside, from + edge / ring.w, to - edge / ring.w,
                   one->score < 70 ? SZ_INK_WARN : SZ_INK_WATCH);
    }
}

/* The ring is cut by weight; the lit part of each piece is its score. */
static void draw_ring(const SzCityDrawing *drawing, SzBox ring)
{
    const SzCityFacts *facts = drawing->facts;
    double total = total_weight(facts);
    double at = 0;
    for (guint i = 0; i < facts->n_dimensions; i++) {
        const SzCityDimension *one = &facts->dimensions[i];
        double span = 2 * G_PI * one->weight / total;
        double from = at + GAP_RAD / 2;
        double to = MAX(from, at + span - GAP_RAD / 2);
        sz_pen_arc(drawing->pen, ring, from, to, SZ_INK_DATA_FAINT);
        if (sz_city_is_shown(drawing->state) && one->has_score) {
            light_arc(drawing, one, ring, from, from + (to - from) * one->score / 100);
        }
        at += span;
    }
    if (facts->n_dimensions == 0) {
        sz_pen_arc(drawing->pen, ring, 0, 2 * G_PI, SZ_INK_DATA_FAINT);
    }
}

static void draw_dial(const SzCityDrawing *drawing, SzBox box)
{
    SzPen *pen = drawing->pen;
    double radius = MIN(box.w, box.h) / 2 - 0.2 * pen->note;
    double thick = MAX(0.105 * radius, 0.35 * pen->note);
    double x = box.x + box.w / 2;
    double y = box.y + box.h / 2;
    double inner = radius - thick;
    draw_ring(drawing, (SzBox){x, y, radius - thick / 2, thick});
    if (!sz_city_is_shown(drawing->state)) {
        sz_pen_mid(pen, x, y, "–", sz_type_at(sz_type(inner * 0.5, SZ_INK_3), SZ_ANCHOR_MIDDLE));
        return;
    }
    double score = drawing->facts->whole.index.score;
    double size = inner * 0.72;
    g_autofree char *text = g_strdup_printf("%.1f", score);
    SzType type = sz_type_at(sz_type(size, SZ_INK_1), SZ_ANCHOR_MIDDLE);
    sz_pen_text(pen, x, y + 0.30 * size, text, type);
    if (inner > 3.2 * pen->note) {
        double sub = MAX(pen->note, inner * 0.19);
        sz_pen_text(pen, x, y - 0.60 * size, sz_city_grade(score, drawing->request->language),
                    sz_type_at(sz_type_bold(sub, SZ_INK_2), SZ_ANCHOR_MIDDLE));
    }
    if (drawing->state == SZ_CITY_STALE) {
        sz_pen_hatch(pen, (SzBox){x - radius, y - radius, 2 * radius, 2 * radius}, 0.8 * pen->note,
                     0.45);
    }
}

typedef struct {
    double name_w, value_w, contribution_w;
    double value_size;
    double pitch; /* of one row, without weight */
    bool by_weight;
    double body; /* height to share out by weight */
    double gap;
} BarLayout;

static BarLayout lay_out_bars(const SzCityDrawing *drawing, SzBox box)
{
    SzPen *pen = drawing->pen;
    const SzCityFacts *facts = drawing->facts;
    double em = pen->note;
    BarLayout out = {.gap = 0.55 * em, .value_size = box.h > 10 * em ? pen->label : em};
    double thinnest = 1;
    double total = total_weight(facts);
    for (guint i = 0; i < facts->n_dimensions; i++) {
        const SzCityDimension *one = &facts->dimensions[i];
        double width =
            sz_pen_width(pen, SZ_CITY_WORD(drawing, one->name_zh, one->name_en), em, false);
        out.name_w = MAX(out.name_w, MIN(width + 0.8 * em, 0.42 * box.w));
        thinnest = MIN(thinnest, one->weight / total);
    }
    out.body = box.h - out.gap * (MAX(facts->n_dimensions, 1) - 1);
    out.pitch = out.body / MAX(facts->n_dimensions, 1);
    out.by_weight = thinnest * out.body > 1.1 * em && box.h > 7.5 * em;
    const char *widest = SZ_CITY_WORD(drawing, "贡献 27.8", "gives 27.8");
    out.contribution_w = box.w > 26 * em ? sz_pen_width(pen, widest, em, false) + 0.8 * em : 0;
    out.value_w = sz_pen_width(pen, "100.0", out.value_size, true) + 1.8 * em;
    return out;
}

static void draw_bar(const SzCityDrawing *drawing, const BarLayout *layout,
                     const SzCityDimension *one, SzBox row)
{
    SzPen *pen = drawing->pen;
    double em = pen->note;
    double thick = layout->by_weight ? row.h : MIN(row.h * 0.6, 0.9 * em);
    double middle = row.y + row.h / 2;
    SzBox bar = {row.x + layout->name_w, middle - thick / 2,
                 row.w - layout->name_w - layout->value_w - layout->contribution_w, thick};
    SzType name = sz_type(em, SZ_INK_2);
    g_autofree char *shown = sz_pen_fit(pen, SZ_CITY_WORD(drawing, one->name_zh, one->name_en),
                                        name, layout->name_w - 0.4 * em);
    sz_pen_fill(pen, bar, SZ_INK_DATA_FAINT, 1);
    sz_pen_mid(pen, row.x, middle, shown, name);
    double right = bar.x + bar.w + layout->value_w;
    bool is_low = one->has_score && one->score < 80;
    SzType value = sz_type_at(sz_type(layout->value_size, one->has_score ? SZ_INK_1 : SZ_INK_3),
                              SZ_ANCHOR_END);
    value.is_bold = is_low;
    g_autofree char *score = one->has_score ? g_strdup_printf("%.1f", one->score) : g_strdup("–");
    sz_pen_mid(pen, right, middle, score, value);
    if (!one->has_score) {
        return;
    }
    double cap = MIN(0.34 * em, bar.w * one->score / 100);
    double end = bar.w * one->score / 100;
    sz_pen_fill(pen, (SzBox){bar.x, bar.y, end - cap, thick}, SZ_INK_DATA_MID, 1);
    sz_pen_fill(pen, (SzBox){bar.x + end - cap, bar.y, cap, thick},
                dimension_ink(drawing, one, SZ_INK_DATA_STRONG), 1);
    if (is_low) {
        sz_pen_mark(pen, one->score < 70 ? SZ_MARK_WARN : SZ_MARK_WATCH, bar.x + bar.w + 0.75 * em,
                    middle, 0.85 * em);
    }
    if (layout->contribution_w > 0) {
        g_autofree char *gives =
            g_strdup_printf(SZ_CITY_WORD(drawing, "贡献 %.1f", "gives %.1f"), one->contribution);
        sz_pen_mid(pen, row.x + row.w, middle, gives,
                   sz_type_at(sz_type(em, SZ_INK_3), SZ_ANCHOR_END));
    }
}

void sz_city_draw_bars(const SzCityDrawing *drawing, SzBox box)
{
    const SzCityFacts *facts = drawing->facts;
    BarLayout layout = lay_out_bars(drawing, box);
    double total = total_weight(facts);
    double y = box.y;
    for (guint i = 0; i < facts->n_dimensions; i++) {
        const SzCityDimension *one = &facts->dimensions[i];
        double h = layout.by_weight ? layout.body * one->weight / total : layout.pitch;
        draw_bar(drawing, &layout, one, (SzBox){box.x, y, box.w, h});
        y += h + layout.gap;
    }
    if (drawing->state == SZ_CITY_STALE) {
        sz_pen_hatch(drawing->pen,
                     (SzBox){box.x + layout.name_w, box.y, box.w - layout.name_w, box.h},
                     0.8 * drawing->pen->note, 0.45);
    }
}

void sz_city_draw_index(const SzCityDrawing *drawing, SzBox box)
{
    double em = drawing->pen->note;
    double rows = MAX(drawing->facts->n_dimensions, 1);
    double side = MIN(box.h, 0.38 * box.w);
    SzBox bars = {box.x + side + 1.6 * em, box.y, box.w - side - 1.6 * em, box.h};
    SzBox dial = {box.x, box.y, side, box.h};
    if (box.h > 1.2 * box.w) {
        side = MIN(box.w, 0.5 * box.h);
        dial = (SzBox){box.x, box.y, box.w, side};
        bars = (SzBox){box.x, box.y + side + em, box.w, box.h - side - em};
    }
    bars.y += bars.h > rows * 4.5 * em ? (bars.h - rows * 4.5 * em) / 2 : 0;
    bars.h = MIN(bars.h, rows * 4.5 * em);
    bool has_bars =
        bars.w > 13 * em && bars.h > rows * 1.15 * em && drawing->facts->n_dimensions > 0;
    draw_dial(drawing, has_bars ? dial : box);
    if (has_bars && sz_city_is_shown(drawing->state)) {
        sz_city_draw_bars(drawing, bars);
    } else if (!sz_city_is_shown(drawing->state)) {
        sz_city_message(drawing, has_bars ? bars : box);
    }
}
