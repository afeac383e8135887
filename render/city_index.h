#pragma once

/* What the index says of the city's places: the only module here that reads the index table.
 *
 * Pure. */

#include "render/city_facts.h"

/* Sets score, state, openness, silence and the costliest indicator of @place. */
void sz_city_index_read(const SzView *view, SzCityPlace *place);
/* Sets the dimensions of the whole. */
void sz_city_index_dimensions(const SzView *view, SzCityFacts *facts);
