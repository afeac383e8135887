/* The marks of render/canvas.h. */
#include "render/canvas.h"

#include <math.h>

static SzRect snapped(SzRect rect)
{
    double x = round(rect.x);
    double y = round(rect.y);
    return (SzRect){x, y, MAX(1, round(rect.x + rect.w) - x), MAX(1, round(rect.y + rect.h) - y)};
}

static void trace_rect(cairo_t *cr, SzRect rect, double radius)
{
    if (radius <= 0) {
        cairo_rectangle(cr, rect.x, rect.y, rect.w, rect.h);
        return;
    }
    double r = MIN(radius, MIN(rect.w, rect.h) / 2);
    cairo_new_sub_path(cr);
    cairo_arc(cr, rect.x + rect.w - r, rect.y + r, r, -G_PI_2, 0);
    cairo_arc(cr, rect.x + rect.w - r, rect.y + rect.h - r, r, 0, G_PI_2);
    cairo_arc(cr, rect.x + r, rect.y + rect.h - r, r, G_PI_2, G_PI);
    cairo_arc(cr, rect.x + r, rect.y + r, r, G_PI, 3 * G_PI_2);
    cairo_close_path(cr);
}

void sz_canvas_fill(SzCanvas *canvas, SzRect rect, SzColor color, double radius)
{
    if (rect.w <= 0 || rect.h <= 0) {
        return;
    }
    sz_canvas_source(canvas, color, 1);
    trace_rect(canvas->cr, snapped(rect), radius);
    cairo_fill(canvas->cr);
}

void sz_canvas_stroke(SzCanvas *canvas, SzStroke stroke)
{
    const double dashes[2] = {stroke.dash, stroke.gap > 0 ? stroke.gap : stroke.dash};
    sz_canvas_source(canvas, stroke.color, 1);
    cairo_set_line_width(canvas->cr, stroke.width);
    cairo_set_dash(canvas->cr, dashes, stroke.dash > 0 ? 2 : 0, 0);
    cairo_stroke(canvas->cr);
}

void sz_canvas_frame(SzCanvas *canvas, SzRect rect, SzStroke stroke, double radius)
{
    if (rect.w <= 0 || rect.h <= 0) {
        return;
    }
    stroke.width = MAX(1, round(stroke.width));
    SzRect outer = snapped(rect);
    double half = stroke.width / 2;
    SzRect middle = {outer.x + half, outer.y + half, MAX(0.5, outer.w - stroke.width),
                     MAX(0.5, outer.h - stroke.width)};
    trace_rect(canvas->cr, middle, radius);
    sz_canvas_stroke(canvas, stroke);
}

void sz_canvas_disc(SzCanvas *canvas, double x, double y, double radius, SzColor color)
{
    sz_canvas_source(canvas, color, 1);
    cairo_new_path(canvas->cr);
    cairo_arc(canvas->cr, x, y, radius, 0, 2 * G_PI);
    cairo_fill(canvas->cr);
}

void sz_canvas_ring(SzCanvas *canvas, double x, double y, double radius, SzStroke stroke)
{
    cairo_new_path(canvas->cr);
    cairo_arc(canvas->cr, x, y, radius, 0, 2 * G_PI);
    sz_canvas_stroke(canvas, stroke);
}

void sz_canvas_arc(SzCanvas *canvas, SzArc arc, SzStroke stroke)
{
    if (arc.to <= arc.from) {
        return;
    }
    cairo_new_path(canvas->cr);
    cairo_arc(canvas->cr, arc.x, arc.y, arc.radius, arc.from - G_PI_2, arc.to - G_PI_2);
    sz_canvas_stroke(canvas, stroke);
}

/* The middle of a line of whole pixels: x.5 for odd widths. */
static double snapped_middle(double at, double width)
{
    return (int)width % 2 == 0 ? round(at) : floor(at) + 0.5;
}

void sz_canvas_line(SzCanvas *canvas, double x1, double y1, double x2, double y2, SzStroke stroke)
{
    bool is_vertical = fabs(x1 - x2) < 1e-9;
    bool is_horizontal = fabs(y1 - y2) < 1e-9;
    if (is_vertical || is_horizontal) {
        stroke.width = MAX(1, round(stroke.width));
    }
    if (is_vertical) {
        x1 = x2 = snapped_middle(x1, stroke.width);
    } else if (is_horizontal) {
        y1 = y2 = snapped_middle(y1, stroke.width);
    }
    cairo_new_path(canvas->cr);
    cairo_move_to(canvas->cr, x1, y1);
    cairo_line_to(canvas->cr, x2, y2);
    sz_canvas_stroke(canvas, stroke);
}

static void hatch(SzCanvas *canvas, SzRect rect, double step, SzStroke stroke, double alpha)
{
    if (rect.w <= 0 || rect.h <= 0 || step <= 0) {
        return;
    }
    cairo_save(canvas->cr);
    cairo_rectangle(canvas->cr, rect.x, rect.y, rect.w, rect.h);
    cairo_clip(canvas->cr);
    guint n = (guint)ceil((rect.w + rect.h) / step);
    for (guint i = 0; i < n; i++) {
        double x = rect.x - rect.h + step * i;
        cairo_move_to(canvas->cr, x, rect.y + rect.h);
        cairo_line_to(canvas->cr, x + rect.h, rect.y);
    }
    sz_canvas_source(canvas, stroke.color, alpha);
    cairo_set_dash(canvas->cr, NULL, 0, 0);
    cairo_set_line_width(canvas->cr, stroke.width);
    cairo_stroke(canvas->cr);
    cairo_restore(canvas->cr);
}

void sz_canvas_hatch(SzCanvas *canvas, SzRect rect, double step)
{
    hatch(canvas, rect, step, (SzStroke){canvas->theme->axis, canvas->scale.hair * 1.1, 0, 0}, .45);
}

void sz_canvas_hatch_in(SzCanvas *canvas, SzRect rect, double step, SzColor color)
{
    hatch(canvas, rect, step, (SzStroke){color, canvas->scale.hair * 1.1, 0, 0}, .75);
}

/* --- signs --------------------------------------------------------------------------------- */

/* A closed polygon of points around (x, y), in units of @size. */
static void trace_polygon(cairo_t *cr, SzRect at, const double (*points)[2], guint n)
{
    cairo_new_path(cr);
    for (guint i = 0; i < n; i++) {
        cairo_line_to(cr, at.x + points[i][0] * at.w, at.y + points[i][1] * at.h);
    }
    cairo_close_path(cr);
}

static void draw_cross(SzCanvas *canvas, SzRect at, double arm, SzColor color)
{
    cairo_t *cr = canvas->cr;
    double j = arm * at.w;
    cairo_new_path(cr);
    cairo_move_to(cr, at.x - j, at.y - j);
    cairo_line_to(cr, at.x + j, at.y + j);
    cairo_move_to(cr, at.x + j, at.y - j);
    cairo_line_to(cr, at.x - j, at.y + j);
    sz_canvas_stroke(canvas, (SzStroke){.color = color, .width = at.w * 0.12});
}

static void draw_polygon(SzCanvas *canvas, SzSign sign, SzRect at, SzColor color)
{
    static const double diamond[4][2] = {{0, -.46}, {.46, 0}, {0, .46}, {-.46, 0}};
    static const double triangle[3][2] = {{0, -.46}, {.5, .4}, {-.5, .4}};
    static const double octagon[8][2] = {{-.207, -.5}, {.207, -.5}, {.5, -.207}, {.5, .207},
                                         {.207, .5},   {-.207, .5}, {-.5, .207}, {-.5, -.207}};
    cairo_t *cr = canvas->cr;
    if (sign == SZ_SIGN_WATCH) {
        trace_polygon(cr, at, diamond, G_N_ELEMENTS(diamond));
    } else if (sign == SZ_SIGN_WARN) {
        trace_polygon(cr, at, triangle, G_N_ELEMENTS(triangle));
    } else {
        trace_polygon(cr, at, octagon, G_N_ELEMENTS(octagon));
    }
    sz_canvas_source(canvas, color, 1);
    /* On light the fills of watch and warn are too pale to end without an edge. */
    bool has_edge =
        !canvas->theme->is_dark && sign != SZ_SIGN_BREACH && color == canvas->theme->fill[sign];
    if (!has_edge) {
        cairo_fill(cr);
    } else {
        cairo_fill_preserve(cr);
        sz_canvas_stroke(
            canvas, (SzStroke){.color = canvas->theme->text[sign], .width = MAX(1, at.w * 0.07)});
    }
    if (sign == SZ_SIGN_BREACH) {
        draw_cross(canvas, at, 0.2, canvas->theme->on_breach);
    }
}

static void fill_plain(SzCanvas *canvas, SzRect rect, SzColor color)
{
    sz_canvas_source(canvas, color, 1);
    cairo_rectangle(canvas->cr, rect.x, rect.y, rect.w, rect.h);
    cairo_fill(canvas->cr);
}

static void draw_clock(SzCanvas *canvas, SzRect at, SzColor color)
{
    SzStroke stroke = {.color = color, .width = at.w * 0.1};
    sz_canvas_ring(canvas, at.x, at.y, at.w * 0.38, stroke);
    cairo_move_to(canvas->cr, at.x, at.y - at.w * 0.2);
    cairo_line_to(canvas->cr, at.x, at.y + at.w * 0.03);
    cairo_line_to(canvas->cr, at.x + at.w * 0.17, at.y + at.w * 0.03);
    sz_canvas_stroke(canvas, stroke);
}

/* @at: middle and side. */
static void draw_sign(SzCanvas *canvas, SzSign sign, SzRect at, SzColor color)
{
    double s = at.w;
    switch (sign) {
    case SZ_SIGN_OK:
        sz_canvas_disc(canvas, at.x, at.y, s * 0.3, color);
        break;
    case SZ_SIGN_WATCH:
    case SZ_SIGN_WARN:
    case SZ_SIGN_BREACH:
        draw_polygon(canvas, sign, at, color);
        break;
    case SZ_SIGN_LATE:
        fill_plain(canvas, (SzRect){at.x - s * .42, at.y - s * .42, s * .84, s * .84}, color);
        break;
    case SZ_SIGN_SUSPENDED:
        fill_plain(canvas, (SzRect){at.x - s * .31, at.y - s * .38, s * .22, s * .76}, color);
        fill_plain(canvas, (SzRect){at.x + s * .09, at.y - s * .38, s * .22, s * .76}, color);
        break;
    case SZ_SIGN_STALE:
        draw_clock(canvas, at, color);
        break;
    case SZ_SIGN_INSUFFICIENT:
        sz_canvas_ring(canvas, at.x, at.y, s * 0.36,
                       (SzStroke){color, s * 0.1, s * 0.17, s * 0.113});
        break;
    case SZ_SIGN_CLOSED:
        fill_plain(canvas, (SzRect){at.x - s * .36, at.y - s * .06, s * .72, s * .12}, color);
        break;
    case SZ_SIGN_OFFLINE:
        draw_cross(canvas, at, 0.3, color);
        break;
    case SZ_SIGN_N:
        break;
    }
}

void sz_canvas_sign(SzCanvas *canvas, SzSign sign, double x, double y, double size)
{
    draw_sign(canvas, sign, (SzRect){x, y, size, size}, canvas->theme->fill[sign]);
}

void sz_canvas_sign_in(SzCanvas *canvas, SzSign sign, SzRect box, SzColor color)
{
    SzRect at = {box.x + box.w / 2, box.y + box.h / 2, box.w, box.w};
    draw_sign(canvas, sign, at, color);
}

void sz_canvas_arrow(SzCanvas *canvas, double x, double y, double size, bool is_up, SzColor color)
{
    cairo_t *cr = canvas->cr;
    double d = is_up ? -1 : 1;
    double tail = y - d * size * 0.42;
    double tip = y + d * size * 0.42;
    cairo_new_path(cr);
    cairo_move_to(cr, x, tail);
    cairo_line_to(cr, x, tip);
    cairo_move_to(cr, x - size * 0.3, tip - d * size * 0.32);
    cairo_line_to(cr, x, tip);
    cairo_line_to(cr, x + size * 0.3, tip - d * size * 0.32);
    sz_canvas_stroke(canvas, (SzStroke){.color = color, .width = MAX(1.2, size * 0.13)});
}
