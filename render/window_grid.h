#pragma once

/* The window grid: a cell a window, in the order of the hall, and the one sentence worth acting on.
 *
 * Pure apart from memory.  Model and layout of the panel `windows`.
 *
 * A window is what its last line of today says; one of which nothing was heard today has not opened.  How long it
 * has served counts from when its ticket came to be served or when it said so, whichever is later, so a pause
 * begins it again.  While the windows are late it counts up to the last that was heard of them.  Past the limit of the ticket's queue (metrics/service_limits.h) it is over; where no ticket is known
 * to be there the least limit holds.  The lower edge of a cell is the share of the limit, in eighths begun: a
 * picture changes when a window does, not each second.
 *
 * Worth acting on, in this order: the window that is over by most; the longest pause, from 15 minutes; the
 * longest outage, from 5 minutes.
 *
 * The windows are late when one is open or paused and none was heard for five minutes while the hall is open; without any
 * line of theirs today in a hall of which tickets are heard there is too little to draw. */

#include "render/cell_grid.h"
#include "render/hall_pulse.h"

/* Exceptions first: the order of the legend. */
typedef enum {
    SZ_WINDOW_CELL_OVER,
    SZ_WINDOW_CELL_PAUSED,
    SZ_WINDOW_CELL_OFFLINE,
    SZ_WINDOW_CELL_SERVING,
    SZ_WINDOW_CELL_CALLING,
    SZ_WINDOW_CELL_IDLE,
    SZ_WINDOW_CELL_CLOSED,
    SZ_WINDOW_CELL_N,
} SzWindowCellKind;

#define SZ_WINDOW_PAUSE_LONG_MIN 15
#define SZ_WINDOW_OUTAGE_LONG_MIN 5
#define SZ_WINDOW_EIGHTHS 8

typedef struct {
    char *code;   /* owned, like the texts below */
    char *number; /* as people say it: 41 */
    SzWindowCellKind kind;
    guint eighths;    /* of the limit, 1..8 while it serves; 0: not known since when */
    gint64 minutes;   /* whole ones: over, paused, offline; -1: neither, or not known since when */
    gint64 limit_min; /* serving or over; else 0 */
    char *queue[2];   /* what is served, by SzLanguage; NULL: not known */
    char *reason;     /* of a pause or an outage, as the feed said it; "" */
} SzWindowCell;

typedef struct {
    SzHallPulse pulse; /* heard and silent_min: of the windows */
    SzPanelState state;
    GPtrArray *cells; /* owned; SzWindowCell */
    guint n[SZ_WINDOW_CELL_N];
    const SzWindowCell *worst; /* of the cells; NULL: nothing to act on */
} SzWindowGrid;

/* (transfer full) */
SzWindowGrid *sz_window_grid_new(const SzView *view, const SzPanelPlace *place);
void sz_window_grid_free(SzWindowGrid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzWindowGrid, sz_window_grid_free)

/* Past the limit? */
bool sz_window_is_over(gint64 minutes, gint64 limit_min);
guint sz_window_eighths(gint64 minutes, gint64 limit_min);

/* 办理中, 叫号中, .. */
const char *sz_window_cell_word(SzWindowCellKind kind, SzLanguage language);
/* The sign of a kind that has one; else SZ_SIGN_N. */
SzSign sz_window_cell_sign(SzWindowCellKind kind);
/* 办理 47 分，限时 30 分: more than the word, where more is known. (transfer full) */
char *sz_window_cell_says(const SzWindowCell *cell, SzLanguage language);
/* 41 号窗口 (transfer full) */
char *sz_window_cell_name(const SzWindowCell *cell, SzLanguage language);
/* 41 号 办理 47 分，限时 30 分; NULL: nothing to act on (transfer full) */
char *sz_window_grid_advice(const SzWindowGrid *grid, SzLanguage language);

#define SZ_WINDOW_COLS 16

typedef struct {
    SzCellGrid grid;
    double number_size; /* 0: no numbers */
    double heads_w;     /* left of the grid, for the first number of each row; 0: none */
    double advice_y;    /* middle of the sentence; 0: none */
    double legend_y;    /* middle of the legend; 0: none */
} SzWindowLayout;

/* @n: windows.  @widest_em: their widest number; 0: none is written.
 *
 * 16 across while more than two rows come of it and the numbers can be read; else as many as make the numbers
 * largest; where no number can be read, tens, with the first number of each row before it.  Room for the
 * sentence counts as taken when columns are chosen, so that a grid only grows flatter when one comes. */
SzWindowLayout sz_window_layout(SzRect box, const SzScale *scale, guint n, double widest_em,
                                bool has_advice);

/* render/window_grid_draw.c */
SzRect sz_window_grid_draw(const SzWindowGrid *grid, SzPanelState state, SzCanvas *canvas,
                           SzRect box);
