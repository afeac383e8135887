#pragma once

/* Noto Sans CJK SC in two weights: widths and runs of text.
 *
 * Pure apart from memory and the fonts that are installed; what pen.c writes with. */

#include <cairo.h>
#include <stdbool.h>

typedef struct SzPenText SzPenText;

SzPenText *sz_pen_fonts_new(cairo_t *cairo);
void sz_pen_fonts_free(SzPenText *fonts);
double sz_pen_fonts_width(SzPenText *fonts, const char *text, double size, bool is_bold);
/* At the current point, which is on the baseline. */
void sz_pen_fonts_show(SzPenText *fonts, const char *text, double size, bool is_bold);
