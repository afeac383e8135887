#pragma once

/* One call a mark: the drawing vocabulary of the city's panels, on cairo and pango.
 *
 * Pure apart from memory and the fonts that are installed.  A pen belongs to one thread.  Coordinates are
 * device pixels, y grows downwards; text is placed by its baseline or by its optical middle, 0.365 em above it.
 * Colours are tokens by meaning; `watch`, `warn` .. are fills, their `_TEXT` is for numerals. */

#include <cairo.h>
#include <glib.h>
#include <stdbool.h>

typedef enum {
    SZ_INK_BG,
    SZ_INK_LINE,
    SZ_INK_AXIS,
    SZ_INK_1,
    SZ_INK_2,
    SZ_INK_3,
    SZ_INK_DATA,
    SZ_INK_DATA_STRONG,
    SZ_INK_DATA_MID,
    SZ_INK_DATA_FAINT,
    SZ_INK_OK,
    SZ_INK_WATCH,
    SZ_INK_WARN,
    SZ_INK_LATE,
    SZ_INK_BREACH,
    SZ_INK_NONE,
    SZ_INK_WATCH_TEXT,
    SZ_INK_WARN_TEXT,
    SZ_INK_LATE_TEXT,
    SZ_INK_ON_BREACH,
    SZ_INK_ON_DARK,  /* light text on a filled cell */
    SZ_INK_ON_LIGHT, /* dark text on one */
    SZ_INK_SCORE_0,  /* eight classes of five points, below 65 first */
    SZ_INK_SEQ_0 = SZ_INK_SCORE_0 + 8,
    SZ_INK_N = SZ_INK_SEQ_0 + 7,
} SzInk;

typedef enum {
    SZ_MARK_OK,
    SZ_MARK_WATCH,
    SZ_MARK_WARN,
    SZ_MARK_LATE,
    SZ_MARK_BREACH,
    SZ_MARK_STALE,
    SZ_MARK_INSUFFICIENT,
    SZ_MARK_CLOSED,
} SzMark;

typedef struct {
    double x, y, w, h;
} SzBox;

/* Which side of the text its x is. */
typedef enum { SZ_ANCHOR_START, SZ_ANCHOR_MIDDLE, SZ_ANCHOR_END } SzAnchor;

typedef struct {
    double size;
    SzInk ink;
    bool is_bold;
    SzAnchor anchor;
} SzType;

typedef struct SzPen {
    cairo_t *cairo; /* borrowed */
    bool is_light;
    bool is_faded; /* stale: marks at 72 %, numbers in the second ink */
    double note, label, text, num, head, hair;
    struct SzPenText *fonts; /* owned */
} SzPen;

/* @box: the whole picture; the type scale is made for it.  @dpr: device pixels a CSS pixel. */
SzPen *sz_pen_new(cairo_t *cairo, SzBox box, double dpr, bool is_light);
/* The type scale from the size of a note, in device pixels. */
void sz_pen_scale(SzPen *pen, double note_px);
void sz_pen_free(SzPen *pen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzPen, sz_pen_free)

double sz_pen_width(SzPen *pen, const char *text, double size, bool is_bold);
/* @text, or @text cut with an ellipsis, never scaled; "" when not even one character fits. (transfer full) */
char *sz_pen_fit(SzPen *pen, const char *text, SzType type, double room);
/* Both return the advance width. */
double sz_pen_text(SzPen *pen, double x, double baseline, const char *text, SzType type);
double sz_pen_mid(SzPen *pen, double x, double middle, const char *text, SzType type);

void sz_pen_fill(SzPen *pen, SzBox box, SzInk ink, double alpha);
/* With corners of @radius. */
void sz_pen_tile(SzPen *pen, SzBox box, SzInk ink, double radius);
/* @dash: length of dash and gap; 0: a line throughout. */
void sz_pen_frame(SzPen *pen, SzBox box, SzInk ink, double radius, double width, double dash);
void sz_pen_line(SzPen *pen, SzBox from_by, SzInk ink, double width, double dash);
/* The part of a ring from @turn_from to @turn_to (radians, clockwise from 12 o'clock). */
void sz_pen_arc(SzPen *pen, SzBox ring, double turn_from, double turn_to, SzInk ink);
void sz_pen_disc(SzPen *pen, double x, double y, double radius, SzInk ink);
/* 45 degree strokes: data one should not trust. */
void sz_pen_hatch(SzPen *pen, SzBox box, double step, double alpha);
/* @size: side of the box the shape sits in. */
void sz_pen_mark(SzPen *pen, SzMark mark, double x, double y, double size);
/* As above in one ink of the caller's, for a mark on a filled cell. */
void sz_pen_mark_in(SzPen *pen, SzMark mark, SzBox at, SzInk ink);

/* Ink that reads on @fill. */
SzInk sz_pen_on(const SzPen *pen, SzInk fill);
/* "#0C1319" */
guint32 sz_pen_rgb(bool is_light, SzInk ink);
