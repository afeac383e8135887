#pragma once

/* What can be counted: from one frozen state to sums by hall, ready to be pooled.
 *
 * Pure apart from memory.  A measure is a pair of integers (numerator, denominator) for each hall, so that an area is the
 * sum over its halls and never an average of averages; a longest is the largest, a quantile keeps its
 * samples.  Which measures make an index, and how they score, is configuration (index_definition.h).
 *
 * Windows: now; r60m: (now - 60 min, now]; day: the civil day of now; month: the civil month of now, so
 * far. */

#include "metrics/view.h"

typedef enum {
    SZ_MEASURE_HALL_ONLINE, /* halls open now: heard of in the last 5 minutes */
    SZ_MEASURE_TOWN_KIOSK,  /* town and village halls: with a kiosk online */
    SZ_MEASURE_TOWN_ONLINE, /* town and village halls: heard of today */
    SZ_MEASURE_NEARBY,      /* cases of the window received this month: at towns and villages */
    SZ_MEASURE_WINDOW_OPEN, /* windows heard of today that are not closed: open, calling or serving */
    SZ_MEASURE_WINDOW_BUSY,        /* open windows: serving */
    SZ_MEASURE_WAITING_PER_WINDOW, /* people waiting over open windows */
    SZ_MEASURE_WAIT_MEAN,          /* r60m, seconds */
    SZ_MEASURE_WAIT_LONGEST,       /* of those waiting now, seconds */
    SZ_MEASURE_WAIT_IN_TARGET,     /* r60m: called within 15 minutes */
    SZ_MEASURE_WAIT_P90,           /* r60m, seconds */
    SZ_MEASURE_NOSHOW,             /* day: missed over missed and served */
    SZ_MEASURE_SERVICE_LONG,       /* serving windows: for more than 30 minutes */
    SZ_MEASURE_KIOSK_ONLINE,       /* kiosks not in maintenance: online */
    SZ_MEASURE_KIOSK_USABLE,       /* the same: online and without a fault that stops business */
    SZ_MEASURE_CLOSED_ON_TIME,     /* cases with a deadline closed this month: in time */
    SZ_MEASURE_STATUTE_PASSED, /* cases past the statutory limit: open, or closed so this month */
    SZ_MEASURE_OPEN_OVERDUE,   /* open cases, not suspended: overdue */
    SZ_MEASURE_ACCEPTED_IN_TIME, /* cases received this month and decided on or due: accepted in time */
    SZ_MEASURE_LIMIT_CUT,     /* cases received this month: statutory days saved by the promise */
    SZ_MEASURE_FAST_ON_TIME,  /* as CLOSED_ON_TIME, promised in minutes or hours */
    SZ_MEASURE_INSTANT,       /* cases received this month: settled on the spot (即办件) */
    SZ_MEASURE_ONCE,          /* cases closed this month: no 补正, at most one visit */
    SZ_MEASURE_RATING_GOOD,   /* ratings this month: level 3 and better */
    SZ_MEASURE_RATING_POINTS, /* active ratings this month: 100 80 60 20 0 */
    SZ_MEASURE_RATING_ACTIVE, /* ratings this month: somebody chose to give */
    SZ_MEASURE_RATING_BAD,    /* ratings this month: level 2 and worse */
    SZ_MEASURE_ONLINE,        /* cases received this month: online or mobile */
    SZ_MEASURE_NO_VISIT,      /* of those closed this month that came online: without a visit */
    SZ_MEASURE_AUTO,          /* cases closed this month: decided by rules */
    SZ_MEASURE_KIOSK_SHARE,   /* day: done at kiosks over kiosks and windows */
    SZ_MEASURE_KIOSK_USE,     /* day: done at kiosks, a kiosk */
    SZ_MEASURE_ELIC,          /* cases received this month: with an electronic licence */
    SZ_MEASURE_N,
} SzMeasure;

typedef enum { SZ_WINDOW_NOW, SZ_WINDOW_R60M, SZ_WINDOW_DAY, SZ_WINDOW_MONTH } SzMeasureWindow;

typedef enum {
    SZ_STATISTIC_RATIO, /* num / den, n is den */
    SZ_STATISTIC_SUM,   /* num, of den looked at */
    SZ_STATISTIC_MAX,   /* the largest num, of den */
    SZ_STATISTIC_P90,   /* of samples, type 7 */
} SzStatistic;

typedef struct {
    const char *name; /* as configuration calls it: wait_mean */
    SzMeasureWindow window;
    SzStatistic statistic;
    bool is_live; /* says nothing outside opening hours */
} SzMeasureInfo;

const SzMeasureInfo *sz_measure_info(SzMeasure measure);
bool sz_measure_parse(SzSlice name, SzMeasure *out);
const char *sz_measure_window_name(SzMeasureWindow window); /* now r60m day month */

typedef struct {
    gint64 num;
    gint64 den;
    GArray *samples; /* owned; of gint64; P90 only, NULL: none */
} SzTally;

typedef struct SzPlaceMeasures {
    SzTally tallies[SZ_MEASURE_N];
    SzMaybeTime last_event; /* of its devices and tickets */
    guint n_open;           /* halls that are open now */
    guint n_silent;         /* of those: heard of before, and not in the last 30 minutes */
} SzPlaceMeasures;

typedef struct SzMeasures SzMeasures;

/* Counts at the instant of @view.  Of unregistered halls nothing is counted. */
SzMeasures *sz_measures_new(const SzView *view);
void sz_measures_free(SzMeasures *measures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzMeasures, sz_measures_free)

/* Of the hall alone; borrowed.  @i: as in sz_registry_hall(). */
const SzPlaceMeasures *sz_measures_hall(const SzMeasures *measures, gsize i);
/* Adds the halls [from, to). (transfer full) */
SzPlaceMeasures *sz_measures_pool(const SzMeasures *measures, gsize from, gsize to);
void sz_place_measures_free(SzPlaceMeasures *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzPlaceMeasures, sz_place_measures_free)

/* Returns: false when there is nothing to say.  *out_n: how many it is of. */
bool sz_tally_value(const SzTally *tally, SzStatistic statistic, double *out, gint64 *out_n);
