/* The drawing of render/waiting_trend.h. */
#include "render/waiting_trend.h"

#include <math.h>

typedef struct {
    const SzWaitingTrend *trend;
    SzCanvas *canvas;
    SzRect box;
    SzTrendLayout layout;
} Drawing;

static bool is_zh(const Drawing *drawing)
{
    return drawing->canvas->language == SZ_LANGUAGE_ZH;
}

static SzTrendWidths measure(const Drawing *drawing)
{
    SzCanvas *canvas = drawing->canvas;
    guint peak = 0;
    gint32 at = 0;
    (void)sz_waiting_trend_peak(drawing->trend, 0, drawing->trend->last_min, &peak, &at);
    /* Ticks have at most as many digits as twice the peak: as wide as three of them at least. */
    g_autofree char *count = sz_format_count(MAX(100, (gint64)peak * 2));
    return (SzTrendWidths){
        .count_em = sz_canvas_text_width(canvas, count, 100, false) / 100,
        .hour_em = sz_canvas_text_width(canvas, "00:00", 100, false) / 100,
    };
}

static double x_of(const Drawing *drawing, double minute)
{
    return sz_trend_x(drawing->trend, &drawing->layout, minute);
}

static double y_of(const Drawing *drawing, double waiting)
{
    return sz_trend_y(&drawing->layout, waiting);
}

/* --- axes ---------------------------------------------------------------------------------- */

static void draw_grid(const Drawing *drawing, bool has_names)
{
    const SzTrendLayout *layout = &drawing->layout;
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    SzType type = sz_type_at(sz_type(em, canvas->theme->ink3), SZ_ALIGN_END);
    for (guint i = 0; i < layout->n_y; i++) {
        gint64 value = (gint64)i * layout->y_step;
        double y = y_of(drawing, (double)value);
        sz_canvas_line(canvas, layout->plot.x, y, layout->plot.x + layout->plot.w, y,
                       (SzStroke){.color = canvas->theme->line, .width = canvas->scale.hair});
        if (layout->has_y && has_names) {
            g_autofree char *name = sz_format_count(value);
            (void)sz_canvas_text_mid(canvas, layout->plot.x - em * 0.5, y, name, type);
        }
    }
}

static void draw_hours(const Drawing *drawing)
{
    const SzTrendLayout *layout = &drawing->layout;
    const SzWaitingTrend *trend = drawing->trend;
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    double bottom = layout->plot.y + layout->plot.h;
    gint32 first_h = (trend->open_min + 59) / 60;
    for (gint32 hour = first_h; layout->x_step_h > 0 && hour * 60 <= trend->close_min;
         hour += (gint32)layout->x_step_h) {
        double x = x_of(drawing, hour * 60);
        g_autofree char *name = sz_format_time_of_day((gint64)hour * 3600);
        double half = sz_canvas_text_width(canvas, name, em, false) / 2;
        sz_canvas_line(canvas, x, bottom, x, bottom + em * 0.3,
                       (SzStroke){.color = canvas->theme->axis, .width = canvas->scale.hair});
        if (x + half <= drawing->box.x + drawing->box.w && x - half >= drawing->box.x) {
            (void)sz_canvas_text(canvas, x, bottom + em * 1.45, name,
                                 sz_type_at(sz_type(em, canvas->theme->ink3), SZ_ALIGN_MIDDLE));
        }
    }
}

/* --- the line ------------------------------------------------------------------------------ */

static void draw_line(const Drawing *drawing)
{
    const SzWaitingTrend *trend = drawing->trend;
    SzCanvas *canvas = drawing->canvas;
    cairo_t *cr = canvas->cr;
    bool is_on = false;
    cairo_new_path(cr);
    for (gint32 minute = trend->open_min; minute <= trend->last_min; minute++) {
        if (!sz_waiting_trend_has(trend, minute)) {
            is_on = false;
            continue;
        }
        double x = x_of(drawing, minute);
        double y = y_of(drawing, sz_waiting_trend_at(trend, minute));
        if (is_on) {
            cairo_line_to(cr, x, y);
        } else {
            cairo_move_to(cr, x, y);
        }
        is_on = true;
    }
    cairo_save(cr);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    sz_canvas_stroke(canvas,
                     (SzStroke){.color = canvas->theme->data_strong,
                                .width = MAX(canvas->scale.note * 0.15, canvas->scale.hair * 1.5)});
    cairo_restore(cr);
}

/* --- gaps ---------------------------------------------------------------------------------- */

static SzRect gap_rect(const Drawing *drawing, const SzTrendGap *gap)
{
    SzRect plot = drawing->layout.plot;
    double from = x_of(drawing, gap->from_min);
    double to = x_of(drawing, MIN(gap->to_min + 1, drawing->trend->last_min));
    return (SzRect){from, plot.y, to - from, plot.h};
}

/* Does the line pass through @rect? */
static bool has_line(const Drawing *drawing, SzRect rect)
{
    const SzWaitingTrend *trend = drawing->trend;
    for (gint32 minute = trend->open_min; minute < trend->last_min; minute++) {
        double x = x_of(drawing, minute);
        bool is_near = x_of(drawing, minute + 1) >= rect.x && x <= rect.x + rect.w;
        if (!is_near || !sz_waiting_trend_has(trend, minute) ||
            !sz_waiting_trend_has(trend, minute + 1)) {
            continue;
        }
        double from = y_of(drawing, sz_waiting_trend_at(trend, minute));
        double to = y_of(drawing, sz_waiting_trend_at(trend, minute + 1));
        if (MAX(from, to) >= rect.y && MIN(from, to) <= rect.y + rect.h) {
            return true;
        }
    }
    return false;
}

static bool touch(SzRect a, SzRect b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* Over the gap at the top, else beside it, else at the foot, else nowhere: no word hides the line, the figure or
 * the last words (@taken). */
static bool place_words(const Drawing *drawing, SzRect gap, const SzRect taken[2], SzRect *words)
{
    SzRect plot = drawing->layout.plot;
    double em = drawing->canvas->scale.note;
    const double tops[] = {plot.y + em * 0.1, plot.y + plot.h - em * 1.5};
    const double lefts[] = {gap.x + gap.w / 2 - words->w / 2, gap.x + gap.w - words->w, gap.x};
    for (gsize i = 0; i < G_N_ELEMENTS(tops) * G_N_ELEMENTS(lefts); i++) {
        words->x = MAX(lefts[i % G_N_ELEMENTS(lefts)], plot.x + em * 0.2);
        words->y = tops[i / G_N_ELEMENTS(lefts)];
        if (!touch(*words, taken[0]) && !touch(*words, taken[1]) && !has_line(drawing, *words)) {
            return true;
        }
    }
    return false;
}

/* @figure: where it stands */
static void draw_gaps(const Drawing *drawing, SzRect figure)
{
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    const GArray *gaps = drawing->trend->gaps;
    SzRect taken[2] = {figure}; /* and the last words */
    for (guint i = 0; i < gaps->len; i++) {
        const SzTrendGap *gap = &g_array_index(gaps, SzTrendGap, i);
        SzRect rect = gap_rect(drawing, gap);
        sz_canvas_hatch(canvas, rect, em * 0.42);
        g_autofree char *name = g_strdup_printf(is_zh(drawing) ? "缺 %d 分" : "%d min missing",
                                                gap->to_min - gap->from_min);
        double width = sz_canvas_text_width(canvas, name, em, false) + em * 0.5;
        SzRect words = {.w = width, .h = em * 1.3};
        if (drawing->layout.has_gap_words && place_words(drawing, rect, taken, &words)) {
            sz_canvas_fill(canvas, words, canvas->theme->bg, 0);
            (void)sz_canvas_text(canvas, words.x + em * 0.25, words.y + em, name,
                                 sz_type(em, canvas->theme->ink2));
            taken[1] = words;
        }
    }
}

/* --- the last point ------------------------------------------------------------------------ */

/* The highest the line reaches between two x, as y; the lower edge of the plot where there is none. */
static double line_top(const Drawing *drawing, double from_x, double to_x)
{
    const SzWaitingTrend *trend = drawing->trend;
    SzRect plot = drawing->layout.plot;
    double per_minute = plot.w / MAX(1, trend->close_min - trend->open_min);
    gint32 from_min = trend->open_min + (gint32)floor((from_x - plot.x) / per_minute);
    gint32 to_min = trend->open_min + (gint32)ceil((to_x - plot.x) / per_minute);
    guint most = 0;
    gint32 at = 0;
    return sz_waiting_trend_peak(trend, from_min, to_min, &most, &at) ? y_of(drawing, most)
                                                                      : plot.y + plot.h;
}

/* A figure of @size up and right of the last point; left of it, above the line, when there is no room.  @out: x,
 * baseline, width, size.
 * Returns: false when it hides the point or the line. */
static bool try_figure(const Drawing *drawing, const char *figure, double size, SzRect *out)
{
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    double x = x_of(drawing, drawing->trend->last_min);
    SzType type = sz_type_bold(size, canvas->theme->ink1);
    double width = sz_canvas_value_width(canvas, figure, is_zh(drawing) ? "人" : "", type);
    double left = MIN(x + em * 0.5, drawing->box.x + drawing->box.w - width);
    double below = MIN(y_of(drawing, drawing->trend->waiting) - em * 0.75,
                       line_top(drawing, left - em * 0.2, left + width) - em * 0.45);
    double highest = drawing->box.y + size * 0.8;
    *out = (SzRect){left, MAX(below, highest), width, size};
    return left >= x + em * 0.4 || below >= highest;
}

static SzRect place_figure(const Drawing *drawing, const char *figure)
{
    const SzScale *scale = &drawing->canvas->scale;
    const double sizes[] = {drawing->layout.value_size, scale->label, scale->note};
    SzRect place = {0};
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        if (try_figure(drawing, figure, sizes[i], &place)) {
            break;
        }
    }
    return place;
}

static void draw_last(const Drawing *drawing, const char *figure, SzRect place)
{
    SzCanvas *canvas = drawing->canvas;
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    double x = x_of(drawing, drawing->trend->last_min);
    double y = y_of(drawing, drawing->trend->waiting);
    sz_canvas_disc(canvas, x, y, em * 0.38, theme->bg);
    sz_canvas_disc(canvas, x, y, em * 0.28, theme->data_strong);
    (void)sz_canvas_value(canvas, place.x, place.y, figure, is_zh(drawing) ? "人" : "",
                          sz_type_bold(place.h, theme->ink1));
}

/* What was last known, at the right end of the top. */
static void draw_stale(const Drawing *drawing)
{
    const SzWaitingTrend *trend = drawing->trend;
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    g_autofree char *at = sz_format_clock(trend->pulse.heard.at);
    g_autofree char *text = NULL;
    if (sz_hall_pulse_has_stopped(&trend->pulse)) {
        text = sz_hall_pulse_stopped_text(&trend->pulse, canvas->language);
    } else {
        text =
            g_strdup_printf(is_zh(drawing) ? "%s 时 %u 人" : "%s: %u people", at, trend->waiting);
    }
    double width = sz_canvas_text_width(canvas, text, em, false);
    double right = drawing->box.x + drawing->box.w;
    sz_canvas_fill(canvas,
                   (SzRect){right - width - em * 0.3, drawing->box.y, width + em * 0.3, em * 1.3},
                   canvas->theme->bg, 0);
    (void)sz_canvas_text(canvas, right, drawing->box.y + em * 0.95, text,
                         sz_type_at(sz_type(em, canvas->theme->ink1), SZ_ALIGN_END));
}

/* --- the hit map --------------------------------------------------------------------------- */

static void add_hit(const Drawing *drawing, gint32 from_min, gint32 to_min)
{
    const SzWaitingTrend *trend = drawing->trend;
    SzRect plot = drawing->layout.plot;
    guint most = 0;
    gint32 at = 0;
    bool has_peak = sz_waiting_trend_peak(trend, from_min, to_min - 1, &most, &at);
    bool is_now = trend->last_min >= from_min && trend->last_min < to_min;
    g_autofree char *from = sz_format_time_of_day((gint64)from_min * 60);
    g_autofree char *to = sz_format_time_of_day((gint64)to_min * 60);
    g_autofree char *label = g_strdup_printf("%s–%s", from, to);
    g_autofree char *value =
        !has_peak ? g_strdup(is_zh(drawing) ? "无数据" : "no data")
        : is_now ? g_strdup_printf(is_zh(drawing) ? "现在 %u 人，最多 %u 人" : "now %u, at most %u",
                                   trend->waiting, most)
                 : g_strdup_printf(is_zh(drawing) ? "最多 %u 人" : "at most %u", most);
    double x = x_of(drawing, from_min);
    SzRect rect = {x, plot.y, x_of(drawing, to_min) - x, plot.h};
    sz_canvas_hit(drawing->canvas, rect, label, value, NULL);
}

/* A region an hour, as far as the day has come. */
static void add_hits(const Drawing *drawing)
{
    const SzWaitingTrend *trend = drawing->trend;
    for (gint32 from = trend->open_min; from <= trend->last_min && from < trend->close_min;) {
        gint32 to = MIN((from / 60 + 1) * 60, trend->close_min);
        add_hit(drawing, from, to);
        from = to;
    }
}

SzRect sz_waiting_trend_draw(const SzWaitingTrend *trend, SzPanelState state, SzCanvas *canvas,
                             SzRect box)
{
    Drawing drawing = {.trend = trend, .canvas = canvas, .box = box};
    SzTrendWidths widths = measure(&drawing);
    drawing.layout = sz_trend_layout(trend, box, &canvas->scale, &widths);
    draw_grid(&drawing, sz_panel_is_shown(state));
    draw_hours(&drawing);
    if (sz_panel_is_shown(state)) {
        g_autofree char *figure = sz_format_count(trend->waiting);
        bool is_live = state == SZ_PANEL_LIVE;
        SzRect place = is_live ? place_figure(&drawing, figure) : (SzRect){0};
        /* place: by its baseline; what it covers: */
        SzRect taken = {place.x, place.y - place.h * 0.8, place.w, place.h * 0.8};
        draw_line(&drawing);
        draw_gaps(&drawing, taken);
        if (is_live) {
            draw_last(&drawing, figure, place);
        } else {
            draw_stale(&drawing);
        }
        add_hits(&drawing);
    }
    return drawing.layout.plot;
}
