#pragma once

/* Where things go in the city's panels: numbers, no drawing.
 *
 * Pure apart from memory. */

#include "render/city_facts.h"

/* Rows of a ranking: which fit. */
typedef enum { SZ_ROW_RANKED, SZ_ROW_MEAN, SZ_ROW_UNRANKED, SZ_ROW_FOLDED } SzRowKind;

typedef struct {
    SzRowKind kind;
    guint i;      /* in the order of sz_city_order(); FOLDED: how many are left out */
    guint rank;   /* RANKED: from 1; equal scores share it */
    bool is_tied; /* RANKED: with the row above, which is shown */
} SzCityRow;

/* @order, @ranked: of sz_city_order(), @n in all.  @room: rows that fit, at least 3.  First and last of the
 * ranked always stay; the middle folds, then the mean goes, then the unranked fold too. (transfer full) SzCityRow. */
GArray *sz_city_rows(const SzCityPlace *const *order, guint n, guint ranked, const double *mean,
                     guint room);

/* The tile grid: positions by bearing where every region is known, else row by row. */
typedef struct {
    guint cols;
    guint rows;
    bool by_bearing;
} SzTileGrid;

SzTileGrid sz_tile_grid(const SzCityFacts *facts);
/* Column and row of place @i. */
void sz_tile_at(const SzCityFacts *facts, const SzTileGrid *grid, guint i, guint *col, guint *row);

/* Half hours from the first in which anybody waited or the hall opens, to the last; [from, to). */
void sz_city_slots(const SzCityFacts *facts, guint *from, guint *to);
