#pragma once

/* The panel `waits`: places down, half hours of today across, P90 of the wait in each cell.
 *
 * Pure apart from memory. */

#include "render/city_panel.h"

/* Places where anybody waited today, the worst last hour first, or the whole where there are no places.
 * (transfer full) pointers, borrowed from @facts. */
const SzCityPlace **sz_city_waits_rows(const SzCityFacts *facts, guint *out_n);
/* The half hour of now. */
guint sz_city_waits_now(const SzCityFacts *facts);
/* Is the whole's own hall closed throughout it? */
bool sz_city_waits_is_closed(const SzCityFacts *facts, guint slot);

/* @body: SzCityFacts */
SzRect sz_city_waits_draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box);
