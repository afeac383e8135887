/* The drawing of render/city_dial.h. */
#include "render/city_dial.h"

#include <math.h>

#define GAP_RAD (2.6 * G_PI / 180)

static double total_weight(const SzCityFacts *facts)
{
    double total = 0;
    for (guint i = 0; i < facts->n_dimensions; i++) {
        total += facts->dimensions[i].weight;
    }
    return MAX(total, 1e-9);
}

/* A dimension below 80 wants watching, below 70 somebody. */
static SzSign sign_of(const SzCityDimension *dimension)
{
    return dimension->score < 70   ? SZ_SIGN_WARN
           : dimension->score < 80 ? SZ_SIGN_WATCH
                                   : SZ_SIGN_OK;
}

/* On light, yellow and orange are too pale to end without their text colour. */
static SzColor edge_color(const SzTheme *theme, SzSign sign, SzColor fine)
{
    return sign == SZ_SIGN_OK ? fine : theme->is_dark ? theme->fill[sign] : theme->text[sign];
}

/* --- the dial ------------------------------------------------------------------------------- */

static void draw_lit(SzCanvas *canvas, const SzCityDimension *one, SzArc arc, double thick)
{
    const SzTheme *theme = canvas->theme;
    SzSign sign = sign_of(one);
    double edge = 1.5 * canvas->scale.hair;
    sz_canvas_arc(canvas, arc,
                  (SzStroke){.color = edge_color(theme, sign, theme->data), .width = thick});
    if (!theme->is_dark && sign != SZ_SIGN_OK && thick > 3 * edge) {
        arc.from += edge / arc.radius;
        arc.to -= edge / arc.radius;
        sz_canvas_arc(canvas, arc,
                      (SzStroke){.color = theme->fill[sign], .width = thick - 2 * edge});
    }
}

static void draw_ring(const SzCityDrawing *drawing, SzArc whole, double thick)
{
    const SzCityFacts *facts = drawing->facts;
    SzCanvas *canvas = drawing->canvas;
    double total = total_weight(facts);
    SzStroke faint = {.color = canvas->theme->data_faint, .width = thick};
    double at = 0;
    for (guint i = 0; i < facts->n_dimensions; i++) {
        const SzCityDimension *one = &facts->dimensions[i];
        double span = 2 * G_PI * one->weight / total;
        SzArc arc = whole;
        arc.from = at + GAP_RAD / 2;
        arc.to = MAX(arc.from, at + span - GAP_RAD / 2);
        sz_canvas_arc(canvas, arc, faint);
        if (sz_panel_is_shown(drawing->state) && one->has_score) {
            arc.to = arc.from + (arc.to - arc.from) * one->score / 100;
            draw_lit(canvas, one, arc, thick);
        }
        at += span;
    }
    if (facts->n_dimensions == 0) {
        sz_canvas_arc(canvas, whole, faint);
    }
}

static void draw_dial(const SzCityDrawing *drawing, SzRect box)
{
    SzCanvas *canvas = drawing->canvas;
    const SzTheme *theme = canvas->theme;
    const SzCityScore *index = &drawing->facts->whole.index;
    double em = canvas->scale.note;
    double radius = MIN(box.w, box.h) / 2 - 0.2 * em;
    double thick = MAX(0.105 * radius, 0.35 * em);
    double x = box.x + box.w / 2;
    double y = box.y + box.h / 2;
    double inner = radius - thick;
    draw_ring(drawing, (SzArc){x, y, radius - thick / 2, 0, 2 * G_PI}, thick);
    if (!sz_panel_is_shown(drawing->state)) {
        (void)sz_canvas_text_mid(canvas, x, y, "–",
                                 sz_type_at(sz_type(inner * 0.5, theme->ink3), SZ_ALIGN_MIDDLE));
        return;
    }
    double size = MAX(em, inner * 0.72);
    g_autofree char *score = g_strdup_printf("%.1f", index->score);
    const char *grade = sz_city_grade(index->grade, canvas->language);
    (void)sz_canvas_text(canvas, x, y + 0.30 * size, score,
                         sz_type_at(sz_type(size, theme->ink1), SZ_ALIGN_MIDDLE));
    if (inner > 3.2 * em) {
        double sub = MAX(em, inner * 0.19);
        (void)sz_canvas_text(canvas, x, y - 0.60 * size, grade,
                             sz_type_at(sz_type_bold(sub, theme->ink2), SZ_ALIGN_MIDDLE));
    }
    g_autofree char *value = g_strdup_printf("%s %s", score, grade);
    sz_canvas_hit(canvas, (SzRect){x - radius, y - radius, 2 * radius, 2 * radius},
                  drawing->facts->whole.name[canvas->language], value, NULL);
}

/* --- bars ----------------------------------------------------------------------------------- */

typedef struct {
    const SzCityDrawing *drawing;
    SzCityDialWidths widths;
    double gives_w; /* 0: left out */
    double value_size;
    double bar_w; /* 0: names and scores alone */
    double total; /* weight */
    double pitch; /* of one row, without weight */
    double body;  /* height to share out by weight */
    double gap;
    bool by_weight;
} Bars;

static double value_size(const SzCanvas *canvas, double height)
{
    return height > 10 * canvas->scale.note ? canvas->scale.label : canvas->scale.note;
}

static SzCityDialWidths measure(const SzCityDrawing *drawing, SzRect box)
{
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    SzCityDialWidths widths = {0};
    for (guint i = 0; i < drawing->facts->n_dimensions; i++) {
        const char *name = drawing->facts->dimensions[i].name[canvas->language];
        widths.name_w = MAX(widths.name_w, sz_canvas_text_width(canvas, name, em, false));
    }
    widths.name_w = MIN(widths.name_w, MAX(0.34 * box.w, 6 * em)) + 0.8 * em;
    widths.value_w =
        sz_canvas_text_width(canvas, "88.8", value_size(canvas, box.h), true) + 1.8 * em;
    return widths;
}

static Bars lay_out(const SzCityDrawing *drawing, const SzCityDialWidths *widths, SzRect box)
{
    SzCanvas *canvas = drawing->canvas;
    const SzCityFacts *facts = drawing->facts;
    double em = canvas->scale.note;
    guint n = MAX(facts->n_dimensions, 1);
    Bars bars = {.drawing = drawing,
                 .widths = *widths,
                 .gap = 0.55 * em,
                 .value_size = value_size(canvas, drawing->box.h),
                 .total = total_weight(facts)};
    double thinnest = 1;
    for (guint i = 0; i < facts->n_dimensions; i++) {
        thinnest = MIN(thinnest, facts->dimensions[i].weight / bars.total);
    }
    bars.body = MAX(0, box.h - bars.gap * (n - 1));
    bars.pitch = bars.body / n;
    const char *widest = SZ_SAY(canvas->language, "贡献 27.8", "gives 27.8");
    if (box.w > 26 * em) {
        bars.gives_w = sz_canvas_text_width(canvas, widest, em, false) + 0.8 * em;
    }
    bars.bar_w = box.w - widths->name_w - widths->value_w - bars.gives_w;
    bars.bar_w = bars.bar_w > 2 * em ? bars.bar_w : 0;
    bars.by_weight = bars.bar_w > 0 && thinnest * bars.body > 0.95 * em && box.h > 7.5 * em;
    return bars;
}

static void draw_bar(SzCanvas *canvas, const SzCityDimension *one, SzRect bar)
{
    const SzTheme *theme = canvas->theme;
    sz_canvas_fill(canvas, bar, theme->data_faint, 0);
    if (one->has_score) {
        double length = bar.w * one->score / 100;
        double cap = MIN(0.34 * canvas->scale.note, length);
        sz_canvas_fill(canvas, (SzRect){bar.x, bar.y, length, bar.h}, theme->data_mid, 0);
        sz_canvas_fill(canvas, (SzRect){bar.x + length - cap, bar.y, cap, bar.h},
                       edge_color(theme, sign_of(one), theme->data_strong), 0);
    }
}

static void draw_row(const Bars *bars, const SzCityDimension *one, SzRect row)
{
    SzCanvas *canvas = bars->drawing->canvas;
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    double thick = bars->by_weight ? row.h : MIN(row.h * 0.6, 0.9 * em);
    double middle = row.y + row.h / 2;
    double left = row.x + bars->widths.name_w;
    double right = row.x + row.w - bars->gives_w;
    bool is_low = one->has_score && sign_of(one) != SZ_SIGN_OK;
    SzType name = sz_type(em, theme->ink2);
    g_autofree char *shown =
        sz_canvas_fit(canvas, one->name[canvas->language], name, bars->widths.name_w - 0.4 * em);
    (void)sz_canvas_text_mid(canvas, row.x, middle, shown, name);
    if (bars->bar_w > 0) {
        draw_bar(canvas, one, (SzRect){left, middle - thick / 2, bars->bar_w, thick});
    }
    SzType value = {bars->value_size, one->has_score ? theme->ink1 : theme->ink3, is_low,
                    SZ_ALIGN_END};
    g_autofree char *score = one->has_score ? g_strdup_printf("%.1f", one->score) : g_strdup("–");
    double used = sz_canvas_text_mid(canvas, right, middle, score, value);
    if (is_low) {
        sz_canvas_sign(canvas, sign_of(one), right - used - 0.75 * em, middle, 0.85 * em);
    }
    g_autofree char *gives =
        g_strdup_printf(SZ_SAY(canvas->language, "贡献 %.1f", "gives %.1f"), one->contribution);
    if (bars->gives_w > 0 && one->has_score) {
        (void)sz_canvas_text_mid(canvas, row.x + row.w, middle, gives,
                                 sz_type_at(sz_type(em, theme->ink3), SZ_ALIGN_END));
    }
    g_autofree char *said =
        one->has_score
            ? g_strdup_printf("%s%s%s", score, SZ_SAY(canvas->language, "，", ", "), gives)
            : g_strdup(sz_sign_word(SZ_SIGN_INSUFFICIENT, canvas->language));
    sz_canvas_hit(canvas, row, one->name[canvas->language], said, NULL);
}

static void draw_bars(const SzCityDrawing *drawing, const SzCityDialWidths *widths, SzRect box)
{
    const SzCityFacts *facts = drawing->facts;
    Bars bars = lay_out(drawing, widths, box);
    double y = box.y;
    for (guint i = 0; i < facts->n_dimensions; i++) {
        const SzCityDimension *one = &facts->dimensions[i];
        double h = bars.by_weight ? bars.body * one->weight / bars.total : bars.pitch;
        draw_row(&bars, one, (SzRect){box.x, y, box.w, h});
        y += h + bars.gap;
    }
}

/* --- the whole ------------------------------------------------------------------------------ */

SzRect sz_city_dial_draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    const SzCityDrawing drawing = {body, canvas, state, box};
    const SzCityFacts *facts = body;
    SzCityDialWidths widths = measure(&drawing, box);
    SzCityDialLayout layout =
        sz_city_dial_layout(box, canvas->scale.note, facts->n_dimensions, &widths);
    draw_dial(&drawing, layout.dial);
    if (layout.bars.w > 0 && sz_panel_is_shown(state)) {
        draw_bars(&drawing, &widths, layout.bars);
    }
    bool is_beside = layout.bars.w > 0 && !sz_panel_is_shown(state);
    return is_beside ? layout.bars : box;
}
