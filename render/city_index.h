#pragma once

/* What the index says of the city's places: the only module here that reads the index table.
 *
 * Pure. */

#include "render/city_facts.h"

/* Sets score, state, openness, silence and the costliest indicator of @place, whose own hall is @hall. */
void sz_city_index_read(const SzView *view, const SzHall *hall, SzCityPlace *place);
/* Sets the dimensions of the whole, whose own hall is @hall. */
void sz_city_index_dimensions(const SzView *view, const SzHall *hall, SzCityFacts *facts);
