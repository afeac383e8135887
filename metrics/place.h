#pragma once

/* Where an entity stands: the code its feed used and what the registry makes of it.
 *
 * Pure data. */

#include "metrics/registry.h"

typedef struct {
    const char *code;   /* as the feed said it */
    const SzHall *hall; /* borrowed from the registry; NULL: unregistered */
} SzPlace;

/* The code it is listed under: the registry's where it knows the hall. */
static inline const char *sz_place_code(const SzPlace *place)
{
    return place->hall != NULL ? place->hall->code : place->code;
}
