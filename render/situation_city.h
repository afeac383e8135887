#pragma once

/* What needs somebody in an area, in sentences: the worst place with its reason, then what the data lack.
 *
 * Pure apart from memory. */

#include "render/city_facts.h"

/* A state's name: ok watch warn late breach stale insufficient. */
typedef struct {
    const char *state;
    char *subject_zh; /* owned, likewise the others; "" when the sentence has none */
    char *subject_en;
    char *text_zh;
    char *text_en;
} SzCityLine;

/* Most urgent first; at least one. (transfer full) SzCityLine, freed with the array. */
GArray *sz_situation_city(const SzCityFacts *facts);
