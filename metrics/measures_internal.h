#pragma once

/* Inside of measures.c: who counts what. */

#include "metrics/measures.h"

typedef struct {
    const SzView *view;
    SzWallTime now;
    SzDay today;
    SzWallTime hour_ago;
    SzWallTime month_start;
    SzPlaceMeasures *halls; /* by sz_registry_index() */
} SzCount;

/* NULL for an unregistered hall. */
SzPlaceMeasures *sz_count_place(const SzCount *count, const SzHall *hall);
/* den += 1, and num += 1 when @is_hit. */
void sz_count_one(SzPlaceMeasures *place, SzMeasure measure, bool is_hit);
void sz_count_add(SzPlaceMeasures *place, SzMeasure measure, gint64 num, gint64 den);
/* Something was heard of at @at. */
void sz_count_heard(SzPlaceMeasures *place, SzWallTime at);
/* In the month of the count, up to its instant. */
bool sz_count_is_this_month(const SzCount *count, SzWallTime at);

/* What a case counts in the month it was received in, and in the month it was closed in; whatever the instant.
 * @item: NULL when the catalogue does not know it */
void sz_count_received(SzPlaceMeasures *place, const SzItem *item, SzTier tier,
                       const SzCaseRow *row);
void sz_count_closed(SzPlaceMeasures *place, const SzCaseRow *row);

void sz_count_tickets(const SzCount *count);
void sz_count_devices(const SzCount *count); /* windows and kiosks */
void sz_count_cases(const SzCount *count);
void sz_count_ratings(const SzCount *count);
/* After the others: what depends on what was heard. */
void sz_count_halls(const SzCount *count);
