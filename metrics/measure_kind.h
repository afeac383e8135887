#pragma once

/* Of what the sums of a measure are numbers.
 *
 * Pure.  Things of people are tickets, cases and ratings, and what they did at kiosks.  A row of tickets or cases is one of them; a
 * row of ratings or kiosks says how many it is of (`level1 + level2`, `done_today`).  Windows, kiosks and halls
 * themselves are counted whole: of them a share is no sample of anything. */

#include "metrics/measure_set.h"

/* @terms: all of one measure. */
SzMeasureKind sz_measure_kind(SzStatistic statistic, const SzTerm *terms, guint n_terms);
