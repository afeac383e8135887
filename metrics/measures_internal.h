#pragma once

/* Inside of metrics/measures: everything that is counted, one thing after the other. */

#include "metrics/measure_count.h"
#include "metrics/measures.h"

typedef struct {
    const SzView *view;
    SzMeasureLook look;
    SzMeasures *measures;
    SzSource source;
    SzRowBlock *block; /* owned; of that source */
} SzCounting;

/* Returns: what is kept of the hall; NULL for an unregistered one. */
SzPlaceMeasures *sz_counting_place(const SzCounting *counting, const SzHall *hall);
/* Something was heard of at @at. */
void sz_counting_heard(SzPlaceMeasures *place, SzWallTime at);
void sz_counting_add(SzCounting *counting, const SzRow *row);
/* Counts what was added and waits: before what rows refer to goes away. */
void sz_counting_flush(SzCounting *counting);

/* Each adds the things of its source; halls last, for they say what was heard. */
void sz_counting_tickets(SzCounting *counting);
void sz_counting_windows(SzCounting *counting);
void sz_counting_kiosks(SzCounting *counting);
void sz_counting_cases(SzCounting *counting);
void sz_counting_ratings(SzCounting *counting);
void sz_counting_bad_ratings(SzCounting *counting);
void sz_counting_halls(SzCounting *counting);
