/* The layout of render/waiting_trend.h. */
#include "render/waiting_trend.h"

#include <math.h>

/* Least content sizes, in em of the note: below them what the comment says goes. */
#define X_MIN_H 6.0      /* hours */
#define TALL_MIN_H 9.0   /* a large figure, a third tick */
#define Y_MIN_W 12.0     /* names of y ticks */
#define WIDE_MIN_W 24.0  /* room for the figure right of the last point */
#define WORDS_MIN_W 30.0 /* how long a gap is */
#define EACH_MIN_W 40.0  /* every whole hour */

#define TOP_MIN 5.0   /* one person more or less is no mountain */
#define HEADROOM 1.15 /* above the highest point */

/* The smallest step of {1, 2, 5} x 10^n with at most @n_max ticks up to @top. */
static guint choose_step(double top, guint n_max)
{
    static const guint steps[] = {1, 2, 5};
    for (guint power = 1;; power *= 10) {
        for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
            if (floor(top / (steps[i] * power)) + 1 <= n_max) {
                return steps[i] * power;
            }
        }
    }
}

static guint choose_hours(const SzWaitingTrend *trend, double plot_w, double em, double hour_em)
{
    double hours = (trend->close_min - trend->open_min) / 60.0;
    if (hours <= 0) {
        return 0;
    }
    guint step = plot_w > EACH_MIN_W * em ? 1 : 2;
    while (step < 24 && plot_w / hours * step < (hour_em + 0.8) * em) {
        step++;
    }
    return step;
}

SzTrendLayout sz_trend_layout(const SzWaitingTrend *trend, SzRect box, const SzScale *scale,
                              const SzTrendWidths *widths)
{
    double em = scale->note;
    bool is_tall = box.h > TALL_MIN_H * em;
    guint peak = 0;
    gint32 at = 0;
    (void)sz_waiting_trend_peak(trend, trend->open_min, trend->last_min, &peak, &at);
    SzTrendLayout layout = {
        .top = MAX(TOP_MIN, peak * HEADROOM),
        .has_y = box.w > Y_MIN_W * em,
        .has_gap_words = box.w > WORDS_MIN_W * em,
        .value_size = is_tall ? scale->num : scale->label,
    };
    layout.y_step = choose_step(layout.top, is_tall ? 3 : 2);
    layout.n_y = (guint)(layout.top / layout.y_step) + 1;
    double left = layout.has_y ? (widths->count_em + 0.6) * em : 0;
    double right = em * (box.w > WIDE_MIN_W * em ? 5.4 : 0.4);
    bool has_x = box.h > X_MIN_H * em;
    double below = em * (has_x ? 1.7 : 0.5);
    layout.plot = (SzRect){box.x + left, box.y + em * 0.5, MAX(1, box.w - left - right),
                           MAX(1, box.h - below - em * 0.5)};
    layout.x_step_h = has_x ? choose_hours(trend, layout.plot.w, em, widths->hour_em) : 0;
    return layout;
}

double sz_trend_x(const SzWaitingTrend *trend, const SzTrendLayout *layout, double minute)
{
    double length = MAX(1, trend->close_min - trend->open_min);
    return layout->plot.x + layout->plot.w * (minute - trend->open_min) / length;
}

double sz_trend_y(const SzTrendLayout *layout, double waiting)
{
    return layout->plot.y + layout->plot.h * (1 - waiting / layout->top);
}
