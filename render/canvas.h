#pragma once

/* The drawing kit: one call a mark, on cairo and pango.
 *
 * Pure apart from memory and the fonts that are installed.  A canvas belongs to one thread.  Pango keeps one
 * font map a thread (pango_cairo_font_map_get_default()), which it frees when the thread ends, and
 * fontconfig locks what threads share: any number of threads may draw at once, each on a canvas of its own.
 *
 * Coordinates are device pixels, y grows downwards.  Text is Noto Sans CJK SC in two weights, placed by its baseline
 * or by its optical middle, 0.365 em above it; hinting is off, so pictures agree between machines.
 * Rectangles and hairlines are snapped to whole pixels, text is not.
 *
 * While a canvas is faded (what it shows is stale) marks are paler, and numbers lose their colour, except what is
 * written on filled cells. */

#include "render/cairo_auto.h"
#include "render/hit.h"
#include "render/theme.h"

#define SZ_TEXT_MIDDLE 0.365 /* em above the baseline */

typedef struct {
    double x, y, w, h;
} SzRect;

/* Which side of a text its x is. */
typedef enum { SZ_ALIGN_START, SZ_ALIGN_MIDDLE, SZ_ALIGN_END } SzAlign;

/* How a text looks. */
typedef struct {
    double size;
    SzColor color;
    bool is_bold;
    SzAlign align;
} SzType;

/* How a shape's outline looks; width 0: none.  Dash 0: an unbroken line. */
typedef struct {
    SzColor color;
    double width;
    double dash;
    double gap;
} SzStroke;

/* A part of a circle; angles in radians, clockwise from 12 o'clock. */
typedef struct {
    double x, y, radius;
    double from, to;
} SzArc;

typedef struct {
    cairo_t *cr; /* borrowed */
    const SzTheme *theme;
    SzScale scale;
    SzLanguage language;
    bool is_faded;
    double dpr;      /* device pixels a CSS pixel */
    GPtrArray *hits; /* borrowed; SzHit: regions as they are drawn; NULL: nobody asks for them */
    PangoLayout *layout;            /* owned */
    PangoFontDescription *fonts[2]; /* owned; regular, bold */
} SzCanvas;

/* @cr must outlive the canvas. */
SzCanvas *sz_canvas_new(cairo_t *cr, const SzTheme *theme, SzScale scale, SzLanguage language);
void sz_canvas_free(SzCanvas *canvas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCanvas, sz_canvas_free)

static inline SzType sz_type(double size, SzColor color)
{
    return (SzType){.size = size, .color = color};
}

static inline SzType sz_type_bold(double size, SzColor color)
{
    return (SzType){.size = size, .color = color, .is_bold = true};
}

static inline SzType sz_type_at(SzType type, SzAlign align)
{
    type.align = align;
    return type;
}

/* --- text ---------------------------------------------------------------------------------- */

double sz_canvas_text_width(SzCanvas *canvas, const char *text, double size, bool is_bold);
/* @text, or as much of it as fits with an ellipsis; "" when nothing does. (transfer full) */
char *sz_canvas_fit(SzCanvas *canvas, const char *text, SzType type, double room);
/* Lines of at most @room: breaks at any Han character, not inside words or numbers, not before closing
 * punctuation; the last of @n_max is cut.  (transfer full) NULL-terminated */
char **sz_canvas_wrap(SzCanvas *canvas, const char *text, SzType type, double room, guint n_max);
/* Both return the advance width. */
double sz_canvas_text(SzCanvas *canvas, double x, double baseline, const char *text, SzType type);
double sz_canvas_text_mid(SzCanvas *canvas, double x, double middle, const char *text, SzType type);
/* A figure and its unit on one baseline: the unit is smaller, in the second ink, an eighth of an em apart. */
double sz_canvas_value_width(SzCanvas *canvas, const char *figure, const char *unit, SzType type);
double sz_canvas_value(SzCanvas *canvas, double x, double baseline, const char *figure,
                       const char *unit, SzType type);

/* --- marks --------------------------------------------------------------------------------- */

/* Snapped to whole pixels; radius 0 for corners. */
void sz_canvas_fill(SzCanvas *canvas, SzRect rect, SzColor color, double radius);
/* The outline lies inside @rect. */
void sz_canvas_frame(SzCanvas *canvas, SzRect rect, SzStroke stroke, double radius);
void sz_canvas_disc(SzCanvas *canvas, double x, double y, double radius, SzColor color);
void sz_canvas_ring(SzCanvas *canvas, double x, double y, double radius, SzStroke stroke);
/* Nothing when it ends before it begins; the width of @stroke lies half on either side. */
void sz_canvas_arc(SzCanvas *canvas, SzArc arc, SzStroke stroke);
/* Horizontal and vertical ones are snapped. */
void sz_canvas_line(SzCanvas *canvas, double x1, double y1, double x2, double y2, SzStroke stroke);
/* 45 degree strokes over @rect, @step apart: data one should not trust. */
void sz_canvas_hatch(SzCanvas *canvas, SzRect rect, double step);
/* As above for a cell: in @color, stronger. */
void sz_canvas_hatch_in(SzCanvas *canvas, SzRect rect, double step, SzColor color);
/* The shape of @sign in a box of @size; filled with its own colour. */
void sz_canvas_sign(SzCanvas *canvas, SzSign sign, double x, double y, double size);
/* As above in @color, for a sign on a filled cell. */
void sz_canvas_sign_in(SzCanvas *canvas, SzSign sign, SzRect box, SzColor color);
/* Change: direction only, never good or bad. */
void sz_canvas_arrow(SzCanvas *canvas, double x, double y, double size, bool is_up, SzColor color);
/* Says that @rect is a region of the picture's hit map, in reading order.  @value may be NULL, like @link. */
void sz_canvas_hit(SzCanvas *canvas, SzRect rect, const char *label, const char *value,
                   const char *link);
/* Sets cairo's source, paler while faded. */
void sz_canvas_source(SzCanvas *canvas, SzColor color, double alpha);
/* Strokes cairo's path. */
void sz_canvas_stroke(SzCanvas *canvas, SzStroke stroke);
