#pragma once

/* The drawing of the panel `ranking`, for SzPanelOps.
 *
 * Pure apart from memory. */

#include "render/city_panel.h"

/* @body: SzCityFacts */
SzRect sz_city_ranking_draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box);
