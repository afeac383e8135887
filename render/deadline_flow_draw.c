/* The drawing of render/deadline_flow.h. */
#include "render/deadline_flow_link.h"
#include "render/deadline_flow_tail.h"

#include <math.h>

typedef struct {
    const SzDeadlineFlow *flow;
    SzCanvas *canvas;
    SzRect box;
    SzFlowLayout layout;
} Drawing;

static bool is_zh(const Drawing *drawing)
{
    return drawing->canvas->language == SZ_LANGUAGE_ZH;
}

/* --- words --------------------------------------------------------------------------------- */

/* 超期, 今天, 13; where a month begins 1-4. (transfer full) */
static char *column_name(const Drawing *drawing, guint i)
{
    const SzDeadlineFlow *flow = drawing->flow;
    if (i == 0) {
        return g_strdup(is_zh(drawing) ? "超期" : "Late");
    }
    if (i == 1) {
        return g_strdup(is_zh(drawing) ? "今天" : "Today");
    }
    SzCivil day = sz_day_to_civil(flow->days[i - 1].day);
    SzCivil before = sz_day_to_civil(flow->days[i - 2].day);
    return day.month != before.month ? g_strdup_printf("%d-%d", day.month, day.day)
                                     : g_strdup_printf("%d", day.day);
}

static SzSign column_sign(const Drawing *drawing, guint i)
{
    return i > 0 ? SZ_SIGN_WATCH : drawing->flow->breached > 0 ? SZ_SIGN_BREACH : SZ_SIGN_LATE;
}

/* --- columns ------------------------------------------------------------------------------- */

static SzFlowWidths measure(const Drawing *drawing)
{
    const SzDeadlineFlow *flow = drawing->flow;
    SzCanvas *canvas = drawing->canvas;
    SzFlowWidths widths = {0};
    for (guint i = 0; i <= flow->n_days; i++) {
        g_autofree char *count = sz_format_count(sz_deadline_flow_count(flow, i));
        double width = sz_canvas_text_width(canvas, count, 100, i <= 1) / 100;
        double *widest = i <= 1 ? &widths.hot_em[i] : &widths.count_em;
        *widest = MAX(*widest, width);
    }
    widths.tail_w = sz_flow_tail_width(flow, canvas,
                                       sz_flow_base(drawing->box, &canvas->scale) - drawing->box.y);
    return widths;
}

static double column_middle(const Drawing *drawing, guint i)
{
    return drawing->layout.column_x[i] + drawing->layout.column_w * 0.41;
}

static void draw_square(const Drawing *drawing, SzSign sign, SzRect rect)
{
    SzCanvas *canvas = drawing->canvas;
    const SzTheme *theme = canvas->theme;
    if (sign == SZ_SIGN_BREACH && rect.w > canvas->scale.note * 0.5) {
        sz_canvas_sign_in(canvas, sign, rect, theme->fill[sign]);
        return;
    }
    sz_canvas_fill(canvas, rect, sign == SZ_SIGN_OK ? theme->data : theme->fill[sign], 0);
    /* On light the fill of watch is too pale to end without an edge. */
    if (sign == SZ_SIGN_WATCH && !theme->is_dark && rect.w >= 4) {
        sz_canvas_frame(canvas, rect,
                        (SzStroke){.color = theme->text[sign], .width = canvas->scale.hair}, 0);
    }
}

static void draw_squares(const Drawing *drawing, guint i)
{
    const SzDeadlineFlow *flow = drawing->flow;
    const SzFlowLayout *layout = &drawing->layout;
    guint n = sz_deadline_flow_squares(flow, sz_deadline_flow_count(flow, i));
    guint n_breached = i == 0 ? sz_deadline_flow_squares(flow, flow->breached) : 0;
    SzSign sign = i == 0 ? SZ_SIGN_LATE : i == 1 ? SZ_SIGN_WATCH : SZ_SIGN_OK;
    guint n_row = MIN(n, layout->n_across);
    double left = round(column_middle(drawing, i) - n_row * layout->square / 2);
    for (guint k = 0; k < n; k++) {
        guint row = k / layout->n_across;
        guint column = k % layout->n_across;
        SzRect rect = {left + column * layout->square,
                       layout->base - row * layout->square - layout->side -
                           MAX(1, round(drawing->canvas->scale.hair)),
                       layout->side, layout->side};
        draw_square(drawing, k < n_breached ? SZ_SIGN_BREACH : sign, rect);
    }
}

static void draw_count(const Drawing *drawing, guint i)
{
    const SzFlowLayout *layout = &drawing->layout;
    SzCanvas *canvas = drawing->canvas;
    const SzTheme *theme = canvas->theme;
    guint n = sz_deadline_flow_count(drawing->flow, i);
    bool is_hot = i <= 1 && n > 0;
    double size = is_hot ? layout->hot_size[i] : layout->count_size;
    double baseline =
        layout->base - sz_flow_height(drawing->flow, layout, i) - canvas->scale.note * 0.45;
    g_autofree char *count = sz_format_count(n);
    SzType type = sz_type(size, is_hot ? theme->ink1 : theme->ink2);
    type.is_bold = is_hot;
    double width = sz_canvas_text_width(canvas, count, size, is_hot);
    double x = column_middle(drawing, i) - width / 2;
    SzSign sign = is_hot ? column_sign(drawing, i) : SZ_SIGN_OK;
    if (is_hot && layout->is_stacked[i]) {
        sz_canvas_sign(canvas, sign, column_middle(drawing, i), baseline - size * 1.45, size * .72);
    } else if (is_hot || i == 0) { /* nothing overdue is good news */
        x += size * 0.475;
        sz_canvas_sign(canvas, sign, x - size * 0.52, baseline - SZ_TEXT_MIDDLE * size, size * .75);
    }
    (void)sz_canvas_text(canvas, MAX(x, drawing->box.x), baseline, count, type);
}

static void draw_name(const Drawing *drawing, guint i)
{
    SzCanvas *canvas = drawing->canvas;
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    double middle = column_middle(drawing, i);
    g_autofree char *name = column_name(drawing, i);
    SzType type = sz_type_at(sz_type(em, i == 1 ? theme->ink1 : theme->ink2), SZ_ALIGN_MIDDLE);
    type.is_bold = i == 1;
    double half = sz_canvas_text_width(canvas, name, em, type.is_bold) / 2;
    (void)sz_canvas_text(canvas, MAX(middle, drawing->box.x + half),
                         drawing->layout.base + em * 1.35, name, type);
    if (i > 0 && drawing->layout.has_weekdays) {
        const char *weekday = sz_words_weekday(drawing->flow->days[i - 1].day, canvas->language);
        (void)sz_canvas_text(canvas, middle, drawing->layout.base + em * 2.6, weekday,
                             sz_type_at(sz_type(em, theme->ink3), SZ_ALIGN_MIDDLE));
    }
}

static void add_hit(const Drawing *drawing, guint i)
{
    const SzDeadlineFlow *flow = drawing->flow;
    SzCanvas *canvas = drawing->canvas;
    g_autofree char *count = sz_format_count(sz_deadline_flow_count(flow, i));
    g_autoptr(GString) value = g_string_new(NULL);
    g_string_append_printf(value, "%s %s", count, is_zh(drawing) ? "件" : "cases");
    if (i == 0 && flow->breached > 0) {
        g_string_append_printf(value, is_zh(drawing) ? "，超法定 %u 件" : ", %u past the statute",
                               flow->breached);
    }
    g_autofree char *name = NULL;
    if (i == 0) {
        name = g_strdup(sz_sign_word(SZ_SIGN_LATE, canvas->language));
    } else {
        SzDay day = flow->days[i - 1].day;
        g_autofree char *date = sz_format_date(day, canvas->language);
        name = g_strdup_printf("%s%s %s",
                               i > 1            ? ""
                               : is_zh(drawing) ? "今天 "
                                                : "Today ",
                               date, sz_words_weekday(day, canvas->language));
    }
    double from = i == 0 ? drawing->box.x : drawing->layout.column_x[i];
    double to = i == 0 ? drawing->layout.line_x : from + drawing->layout.column_w;
    g_autofree char *link = sz_flow_link_column(flow, i);
    sz_canvas_hit(canvas, (SzRect){from, drawing->box.y, to - from, drawing->box.h}, name,
                  value->str, link);
}

static void draw_ground(const Drawing *drawing, double right, bool is_shown)
{
    const SzFlowLayout *layout = &drawing->layout;
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    sz_canvas_line(canvas, drawing->box.x, layout->base, right, layout->base,
                   (SzStroke){.color = canvas->theme->axis, .width = canvas->scale.hair});
    if (is_shown) {
        sz_canvas_line(canvas, layout->line_x, drawing->box.y, layout->line_x,
                       layout->base + em * 0.4,
                       (SzStroke){.color = canvas->theme->ink1,
                                  .width = MAX(canvas->scale.hair * 1.6, em * 0.08)});
    }
}

/* Instead of the counts, when they are too old. */
static void draw_stopped(const Drawing *drawing, double right)
{
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    g_autofree char *text = sz_hall_pulse_stopped_text(&drawing->flow->pulse, canvas->language);
    double width = sz_canvas_text_width(canvas, text, em, false);
    sz_canvas_fill(canvas,
                   (SzRect){right - width - em * 0.3, drawing->box.y, width + em * 0.3, em * 1.3},
                   canvas->theme->bg, 0);
    (void)sz_canvas_text(canvas, right, drawing->box.y + em * 0.95, text,
                         sz_type_at(sz_type(em, canvas->theme->ink1), SZ_ALIGN_END));
}

SzRect sz_deadline_flow_draw(const SzDeadlineFlow *flow, SzPanelState state, SzCanvas *canvas,
                             SzRect box)
{
    Drawing drawing = {.flow = flow, .canvas = canvas, .box = box};
    SzFlowWidths widths = measure(&drawing);
    drawing.layout = sz_flow_layout(flow, box, &canvas->scale, &widths);
    bool is_shown = sz_panel_is_shown(state);
    bool has_tail = drawing.layout.tail_x > 0;
    bool has_stopped = state == SZ_PANEL_STALE && sz_hall_pulse_has_stopped(&flow->pulse);
    double right = has_tail ? drawing.layout.tail_x - canvas->scale.note : box.x + box.w;
    draw_ground(&drawing, right, is_shown);
    for (guint i = 0; i < drawing.layout.n_columns; i++) {
        if (drawing.layout.has_names && i <= flow->n_days) {
            draw_name(&drawing, i);
        }
        if (is_shown) {
            draw_squares(&drawing, i);
            add_hit(&drawing, i);
        }
        if (is_shown && !has_stopped) {
            draw_count(&drawing, i);
        }
    }
    if (has_tail && is_shown && !has_stopped) {
        double x = drawing.layout.tail_x;
        SzRect tail = {x, box.y, box.x + box.w - x, drawing.layout.base - box.y};
        sz_flow_tail_draw(flow, drawing.layout.n_columns, canvas, tail);
    }
    if (has_stopped) {
        draw_stopped(&drawing, right);
    }
    return (SzRect){box.x, box.y, right - box.x, drawing.layout.base - box.y};
}
