#pragma once

/* People waiting over today: a line from opening to now, with the gaps in what was heard.
 *
 * Pure apart from memory.  Model and layout of the panel `waiting`.
 *
 * Counted are the day's tickets of the place (metrics/waiting.h) at each whole minute from opening; the last point is
 * now, or when it is stale the last instant something was heard.  Over lunch people wait on and so does the line.
 *
 * A gap is opening time in which nothing was heard of the place for SZ_HALL_SILENCE_S or more (whole minutes of
 * metrics/life_signs.h), up to a sign or to closing; of an area, of none of its halls.  In it the line breaks.
 * What is usual on such a day, a forecast and a limit are drawn when somebody knows them; nobody does so far. */

#include "render/hall_pulse.h"

/* Minutes of the day, [from, to). */
typedef struct {
    gint32 from_min;
    gint32 to_min;
} SzTrendGap;

typedef struct {
    SzHallPulse pulse;
    gint32 open_min; /* the axis: first opening and last closing; both 0: closed all day */
    gint32 close_min;
    gint32 last_min; /* of the last point; before opening there is none */
    guint waiting;   /* at the last point */
    GArray *counts;  /* owned; guint: at open_min, .. last_min - 1 */
    GArray *gaps;    /* owned; SzTrendGap, in order */
    guint n_taken;   /* tickets of today */
} SzWaitingTrend;

/* (transfer full) */
SzWaitingTrend *sz_waiting_trend_new(const SzView *view, const SzPanelPlace *place);
void sz_waiting_trend_free(SzWaitingTrend *trend);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzWaitingTrend, sz_waiting_trend_free)

/* Is there a point at @minute, or does it lie in a gap?  open_min <= @minute <= last_min */
bool sz_waiting_trend_has(const SzWaitingTrend *trend, gint32 minute);
/* How many at a minute that has a point. */
guint sz_waiting_trend_at(const SzWaitingTrend *trend, gint32 minute);
/* The most at one minute of [from, to], and the first such minute.
 * Returns: false when none of them has a point. */
bool sz_waiting_trend_peak(const SzWaitingTrend *trend, gint32 from_min, gint32 to_min,
                           guint *out_waiting, gint32 *out_min);

/* Widths that the layout needs, in em of what is written. */
typedef struct {
    double count_em; /* the widest tick of y */
    double hour_em;  /* the widest whole hour */
} SzTrendWidths;

typedef struct {
    SzRect plot;
    double top;     /* people at the upper edge of the plot */
    guint y_step;   /* ticks at 0, y_step, .. */
    guint n_y;      /* how many, 0 among them: at most 3 */
    bool has_y;     /* are they named? */
    guint x_step_h; /* hours between two names below; 0: there are none */
    bool has_gap_words;
    double value_size; /* of the figure at the last point */
} SzTrendLayout;

SzTrendLayout sz_trend_layout(const SzWaitingTrend *trend, SzRect box, const SzScale *scale,
                              const SzTrendWidths *widths);
double sz_trend_x(const SzWaitingTrend *trend, const SzTrendLayout *layout, double minute);
double sz_trend_y(const SzTrendLayout *layout, double waiting);

/* render/waiting_trend_draw.c */
SzRect sz_waiting_trend_draw(const SzWaitingTrend *trend, SzPanelState state, SzCanvas *canvas,
                             SzRect box);
