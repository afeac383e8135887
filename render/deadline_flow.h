#pragma once

/* Open cases by the day they are due: a square a case, drifting a column a working day towards the line.
 *
 * Pure apart from memory.  Model and layout of the panel `deadlines`.
 *
 * Overdue is what shows a red or black light (metrics/case_status.h); what stands still has no day; of the rest the
 * deadline of the clock that counts decides.  Columns are today and the next working days of the statutory calendar.
 * A deadline on a rest day belongs to the working day before it, or to today: nobody works on it later.  One at 24:00
 * belongs to the day that ends then.  Beyond the last column is later; without a deadline is undated, and when that is
 * true of more than 30 % of the cases whose clock runs, the picture would not tell: insufficient.
 *
 * Cases are worked on whether the hall is open or not, so the panel is never closed.  It is stale while the hall is
 * (render/hall_pulse.h) and its cases are silent too. */

#include "render/hall_pulse.h"

#define SZ_FLOW_DAYS 6 /* today and five more */

typedef struct {
    SzDay day;
    guint n;
} SzFlowDay;

typedef struct {
    SzPanelPlace place; /* borrowed from the registry */
    SzHallPulse pulse;
    guint n_known; /* cases of the place, ended ones too */
    guint open;
    guint overdue;
    guint breached; /* .. past the statutory limit, of overdue */
    guint n_days;   /* SZ_FLOW_DAYS, but at the end of the calendar; 0: nothing has ever happened */
    SzFlowDay days[SZ_FLOW_DAYS];
    SzDay end; /* the first day that belongs to no column; G_MAXINT32: there is none */
    guint later;
    guint suspended;
    guint undated;
    guint per_square;  /* cases a square stands for: 1, 5, 10, 20, 50, .. */
    SzMaybeTime heard; /* the last receipt, acceptance or end of a case */
} SzDeadlineFlow;

/* (transfer full) Looks at each case once. */
SzDeadlineFlow *sz_deadline_flow_new(const SzView *view, const SzPanelPlace *place);
void sz_deadline_flow_free(SzDeadlineFlow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzDeadlineFlow, sz_deadline_flow_free)

SzPanelState sz_deadline_flow_state(const SzDeadlineFlow *flow);
/* Cases of a column: 0 overdue, 1 today, .. */
guint sz_deadline_flow_count(const SzDeadlineFlow *flow, guint i_column);
/* Squares of @n cases. */
guint sz_deadline_flow_squares(const SzDeadlineFlow *flow, guint n);

/* A square stands for more cases when there were more squares than this. */
#define SZ_FLOW_SQUARES_MAX 400

/* Widths that the layout needs, in em of what is written. */
typedef struct {
    double count_em;  /* the widest count of a column */
    double hot_em[2]; /* those of overdue and today, bold */
    double tail_w;    /* the tail, as drawn */
} SzFlowWidths;

typedef struct {
    guint n_columns;                   /* shown */
    double column_x[1 + SZ_FLOW_DAYS]; /* left ends */
    double column_w;                   /* to the next */
    double line_x;                     /* of the deadline */
    double top;                        /* where squares may begin */
    double base;                       /* where they stand */
    guint n_across;                    /* squares in a row */
    double square;      /* from one to the next; whole pixels unless there is no room */
    double side;        /* of a square */
    double hot_size[2]; /* counts of overdue and today */
    double count_size;  /* the others */
    bool is_stacked[2]; /* their sign stands above them, else before */
    bool has_names;     /* of columns */
    bool has_weekdays;  /* below them */
    double tail_x;      /* 0: none */
} SzFlowLayout;

/* Where the columns stand, as y. */
double sz_flow_base(SzRect box, const SzScale *scale);
SzFlowLayout sz_flow_layout(const SzDeadlineFlow *flow, SzRect box, const SzScale *scale,
                            const SzFlowWidths *widths);
/* Height of the squares of a column. */
double sz_flow_height(const SzDeadlineFlow *flow, const SzFlowLayout *layout, guint i_column);

/* render/deadline_flow_draw.c */
SzRect sz_deadline_flow_draw(const SzDeadlineFlow *flow, SzPanelState state, SzCanvas *canvas,
                             SzRect box);
