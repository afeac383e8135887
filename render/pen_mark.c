#include "render/pen.h"

#include <math.h>

/* Corners of the shapes in units of the box, around its middle. */
static const double WATCH[] = {0, -.46, .46, 0, 0, .46, -.46, 0};
static const double WARN[] = {0, -.46, .5, .4, -.5, .4};
static const double LATE[] = {-.42, -.42, .42, -.42, .42, .42, -.42, .42};
static const double BREACH[] = {-.207, -.5, .207,  -.5, .5,  -.207, .5,  .207,
                                .207,  .5,  -.207, .5,  -.5, .207,  -.5, -.207};

static void set_rgb(SzPen *pen, SzInk ink)
{
    guint32 rgb = sz_pen_rgb(pen->is_light, ink);
    cairo_set_source_rgba(pen->cairo, (double)(rgb >> 16) / 255, (double)((rgb >> 8) & 0xff) / 255,
                          (double)(rgb & 0xff) / 255, pen->is_faded ? 0.72 : 1);
}

static void corners(SzPen *pen, SzBox at, const double *points, gsize n)
{
    cairo_new_path(pen->cairo);
    for (gsize i = 0; i + 1 < n; i += 2) {
        cairo_line_to(pen->cairo, at.x + points[i] * at.w, at.y + points[i + 1] * at.w);
    }
    cairo_close_path(pen->cairo);
}

static void filled(SzPen *pen, SzBox at, const double *points, gsize n)
{
    corners(pen, at, points, n);
    cairo_fill(pen->cairo);
}

static void crossed(SzPen *pen, SzBox at)
{
    double j = at.w * 0.2;
    set_rgb(pen, SZ_INK_ON_BREACH);
    cairo_set_line_width(pen->cairo, at.w * 0.12);
    cairo_move_to(pen->cairo, at.x - j, at.y - j);
    cairo_line_to(pen->cairo, at.x + j, at.y + j);
    cairo_move_to(pen->cairo, at.x + j, at.y - j);
    cairo_line_to(pen->cairo, at.x - j, at.y + j);
    cairo_stroke(pen->cairo);
}

static void ring(SzPen *pen, SzBox at, bool is_dashed)
{
    double dashes[] = {at.w * 0.17, at.w * 0.113};
    cairo_set_line_width(pen->cairo, at.w * 0.1);
    cairo_set_dash(pen->cairo, dashes, is_dashed ? 2 : 0, 0);
    cairo_new_sub_path(pen->cairo);
    cairo_arc(pen->cairo, at.x, at.y, at.w * 0.37, 0, 2 * G_PI);
    cairo_stroke(pen->cairo);
    cairo_set_dash(pen->cairo, NULL, 0, 0);
    if (!is_dashed) { /* the hands of a clock */
        cairo_move_to(pen->cairo, at.x, at.y - at.w * 0.2);
        cairo_line_to(pen->cairo, at.x, at.y + at.w * 0.03);
        cairo_line_to(pen->cairo, at.x + at.w * 0.17, at.y + at.w * 0.03);
        cairo_stroke(pen->cairo);
    }
}

void sz_pen_mark_in(SzPen *pen, SzMark mark, SzBox at, SzInk ink)
{
    set_rgb(pen, ink);
    switch (mark) {
    case SZ_MARK_OK:
        sz_pen_disc(pen, at.x, at.y, at.w * 0.3, ink);
        break;
    case SZ_MARK_WATCH:
        filled(pen, at, WATCH, G_N_ELEMENTS(WATCH));
        break;
    case SZ_MARK_WARN:
        filled(pen, at, WARN, G_N_ELEMENTS(WARN));
        break;
    case SZ_MARK_LATE:
        filled(pen, at, LATE, G_N_ELEMENTS(LATE));
        break;
    case SZ_MARK_BREACH:
        filled(pen, at, BREACH, G_N_ELEMENTS(BREACH));
        crossed(pen, at);
        break;
    case SZ_MARK_STALE:
    case SZ_MARK_INSUFFICIENT:
        ring(pen, at, mark == SZ_MARK_INSUFFICIENT);
        break;
    case SZ_MARK_CLOSED:
        sz_pen_fill(pen, (SzBox){at.x - at.w * 0.36, at.y - at.w * 0.06, at.w * 0.72, at.w * 0.12},
                    ink, 1);
        break;
    }
}

void sz_pen_mark(SzPen *pen, SzMark mark, double x, double y, double size)
{
    static const SzInk fills[] = {SZ_INK_OK,     SZ_INK_WATCH, SZ_INK_WARN, SZ_INK_LATE,
                                  SZ_INK_BREACH, SZ_INK_NONE,  SZ_INK_NONE, SZ_INK_NONE};
    SzBox at = {x, y, size, size};
    sz_pen_mark_in(pen, mark, at, fills[mark]);
    if (pen->is_light && (mark == SZ_MARK_WATCH || mark == SZ_MARK_WARN)) {
        bool is_watch = mark == SZ_MARK_WATCH;
        corners(pen, at, is_watch ? WATCH : WARN,
                is_watch ? G_N_ELEMENTS(WATCH) : G_N_ELEMENTS(WARN));
        set_rgb(pen, is_watch ? SZ_INK_WATCH_TEXT : SZ_INK_WARN_TEXT);
        cairo_set_line_width(pen->cairo, MAX(1, size * 0.07));
        cairo_stroke(pen->cairo);
    }
}
