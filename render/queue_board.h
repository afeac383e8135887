#pragma once

/* The queue board: a row a queue, a dot a person, further right the longer the wait.
 *
 * Pure apart from memory.  Model and layout of the panel `queues`.
 *
 * A wait is that of metrics/queues.h up to now: time the hall was closed in between is not counted.  Minutes are
 * whole ones that have passed, so a board changes when somebody's next minute begins. */

#include "render/hall_pulse.h"

typedef struct {
    char *code;    /* owned, likewise names */
    char *name[2]; /* by SzLanguage; the code where it has none */
    SzSign sign;   /* of the longest wait */
    guint waiting;
    gint64 longest_min; /* -1: nobody waits whose take is known */
    guint windows_open;
    GArray *waits_min; /* owned; gint64, ascending */
} SzQueueRow;

typedef struct {
    SzHallPulse pulse;
    GPtrArray *rows; /* owned; SzQueueRow: longest wait first */
    guint waiting;
    guint per_dot; /* people a dot stands for */
} SzQueueBoard;

/* (transfer full) */
SzQueueBoard *sz_queue_board_new(const SzView *view, const SzPanelPlace *place);
void sz_queue_board_free(SzQueueBoard *board);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzQueueBoard, sz_queue_board_free)

/* Dots stand for more people than one when there are more waiting than this in all .. */
#define SZ_QUEUE_DOTS_MAX 400
/* .. or in one quarter of an hour of one queue. */
#define SZ_QUEUE_QUARTER_MAX 40
#define SZ_QUEUE_AXIS_MIN 60 /* minutes */

/* Widths that the layout needs, at the sizes it says. */
typedef struct {
    double name_em;   /* the widest name, in em */
    double figure_em; /* three digits, bold, in em */
    double unit_em;   /* the wider unit */
    double head_em;   /* the widest column title */
} SzQueueWidths;

typedef struct {
    double head_h; /* of the column titles; 0: there are none */
    double pitch;
    double name_size;
    double num_size;
    double sign_size;
    double name_x;
    double name_w;
    double dots_x;    /* of wait 0 */
    double dots_w;    /* to 60 minutes; 0: no dots */
    double waiting_x; /* right ends of the columns; 0: left out */
    double longest_x;
    double windows_x;
    guint n_rows;   /* shown */
    guint n_folded; /* in one line below them */
} SzQueueLayout;

/* @n: rows.  @n_calm: of those at the end that are all right. */
SzQueueLayout sz_queue_layout(SzRect box, const SzScale *scale, const SzQueueWidths *widths,
                              guint n);

/* A dot of a row: where it is and how long it has waited. */
typedef struct {
    gint64 wait_min;
    double x;
    double dy; /* from the middle of the row */
} SzQueueDot;

/* Columns two radii wide, stacks centred on the row; what does not fit a column spills into its neighbours, so no dot
 * hides another.  (transfer full) SzQueueDot, at most @n_stack on each other. */
GArray *sz_queue_dots(const SzQueueRow *row, const SzQueueLayout *layout, double radius,
                      guint per_dot);
/* Of a dot in a row of @layout. */
double sz_queue_dot_radius(const SzQueueLayout *layout, const SzScale *scale);

/* render/queue_board_draw.c */
SzRect sz_queue_board_draw(const SzQueueBoard *board, SzPanelState state, SzCanvas *canvas,
                           SzRect box);
