#pragma once

/* The panel `index`: a dial of a hall's or an area's index, and a bar for each dimension.
 *
 * Pure apart from memory.  The ring is cut by weight and the lit part of each piece is its score, so the lit
 * length of the whole ring is the index before caps.  A bar's thickness is its weight and its length its score, so its
 * area is what it gives. */

#include "render/city_panel.h"

typedef struct {
    SzRect dial;
    SzRect bars; /* w 0: none */
} SzCityDialLayout;

/* Widths of the bars' columns. */
typedef struct {
    double name_w;
    double value_w;
} SzCityDialWidths;

/* @n: dimensions.  Dial and bars side by side, or below each other in a high box; the dial keeps its size as
 * long as names and scores have room. */
SzCityDialLayout sz_city_dial_layout(SzRect box, double em, guint n,
                                     const SzCityDialWidths *widths);

/* @body: SzCityFacts */
SzRect sz_city_dial_draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box);
