#pragma once

/* The drawing of the panel `citymap`, for SzPanelOps.
 *
 * Pure apart from memory. */

#include "render/city_panel.h"

/* @body: SzCityFacts */
SzRect sz_city_map_draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box);
/* Name, grade and the four figures of one place, beside a rule. */
void sz_city_card_draw(SzCanvas *canvas, SzRect box, const SzCityPlace *place);
