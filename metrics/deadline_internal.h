#pragma once

/* The inside of metrics/deadline: what its files and the strip share.  Pure like the rest. */

#include "metrics/deadline.h"

/* The spans that stop the clock. */
typedef struct {
    GArray *sorted; /* SzSpan, ascending by start; NULL: none */
    GArray *merged; /* SzSpan, ascending, apart from one another; their kinds mean nothing */
} SzStops;

void sz_stops_clear(SzStops *stops);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzStops, sz_stops_clear)

/* Checked and ready: what every way of counting starts from. */
typedef struct {
    const SzDeadlineRules *rules;
    SzWallTime start;
    SzDay start_day;
    gint64 n; /* limit and extension */
    SzUnit unit;
    SzStops stops;
} SzDeadlineTask;

static inline void sz_deadline_task_clear(SzDeadlineTask *task)
{
    sz_stops_clear(&task->stops);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzDeadlineTask, sz_deadline_task_clear)

/* @out must be zeroed.  Errors as of sz_deadline_compute(). */
gboolean sz_deadline_task_init(SzDeadlineTask *out, const SzDeadlineRules *rules,
                               const SzDeadlineRequest *request, GError **error);

static inline gsize sz_stops_n(const SzStops *stops)
{
    return stops->merged == NULL ? 0 : stops->merged->len;
}

static inline const SzSpan *sz_stops_at(const SzStops *stops, gsize i)
{
    return &g_array_index(stops->merged, SzSpan, i);
}

/* --- days ---------------------------------------------------------------------------------- */

/* First and last included; last < first: no day. */
typedef struct {
    SzDay first;
    SzDay last;
} SzDayRun;

typedef struct {
    SzDay base_day;  /* the day that counts as the day of receipt */
    SzDay seen_last; /* last day whose kind was looked at */
    SzDay due_day;
    SzWallTime due;
    gint32 lost_days;
    GArray *taken; /* SzDayRun, ascending, apart; the days of suspension that moved the deadline;
                      NULL: none */
} SzDayCount;

static inline void sz_day_count_clear(SzDayCount *count)
{
    if (count->taken != NULL) {
        g_array_unref(count->taken);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzDayCount, sz_day_count_clear)

/* Working days, calendar days, and n = 0 of any unit.  @out must be zeroed. */
gboolean sz_deadline_count_days(const SzDeadlineTask *task, SzDayCount *out, GError **error);
/* May a start on a rest day be moved to the next working day? */
bool sz_deadline_can_roll_start(const SzDeadlineTask *task);
/* Did the deadline move because of @day? */
bool sz_day_count_has_taken(const SzDayCount *count, SzDay day);

/* --- minutes and hours ---------------------------------------------------------------------- */

typedef struct {
    const SzDeadlineTask *task;
    gint64 at_ns;   /* nothing before it is looked at again */
    gint64 left_ns; /* of the limit */
    gsize i_stop;   /* first merged span that ends after at_ns */
} SzClockWalk;

/* What one day gave. */
typedef struct {
    gint64 used_ns;
    gint64 stopped_ns;
    SzWallTime stopped_at; /* first instant inside a span; means nothing when stopped_ns is 0 */
} SzDayUse;

/* At the start instant with the whole limit left; the limit must be below 292 years. */
SzClockWalk sz_clock_walk(const SzDeadlineTask *task);
/* Runs through @day until the limit is used up; days must come in order. */
SzDayUse sz_clock_walk_day(SzClockWalk *walk, SzDay day);
/* When the clock can run on @day. */
SzDaySlots sz_clock_slots(const SzDeadlineRules *rules, SzDay day);

/* --- both ---------------------------------------------------------------------------------- */

/* Does the limit run by the clock (minutes and hours, n > 0), or by the day? */
static inline bool sz_deadline_is_clock(const SzDeadlineTask *task)
{
    return (task->unit == SZ_UNIT_MINUTE || task->unit == SZ_UNIT_HOUR) && task->n > 0;
}

/* The clock's answer. */
gboolean sz_deadline_run_clock(const SzDeadlineTask *task, SzDeadline *out, GError **error);
