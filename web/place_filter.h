#pragma once

/* Which halls a question is about: `hall` (that hall alone) and `area` (every hall below, itself
 * included).
 *
 * Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

typedef struct {
    const SzHall *hall;    /* that hall alone; NULL: not asked for, or unregistered */
    const char *hall_code; /* an unregistered hall that has events; NULL: not asked for */
    const SzHall *area;    /* every hall below, itself included */
} SzPlaceFilter;

/* Texts of @out are borrowed from @params.  Returns: false with @out_problem set (404 for a hall
 * nobody knows). */
bool sz_place_filter_read(const SzView *view, const SzParams *params, SzPlaceFilter *out,
                          SzResponse *out_problem);
bool sz_place_filter_matches(const SzPlaceFilter *filter, const SzView *view, const SzPlace *place);
