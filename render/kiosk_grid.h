#pragma once

/* The kiosk grid: a cell a kiosk, what is wrong in words.
 *
 * Pure apart from memory.  Model and layout of the panel `kiosks`.
 *
 * A kiosk is what is worst about it: a fault that stops business (metrics/kiosks.h), also while it is in
 * maintenance; else that it is offline; else in maintenance; else a fault that does not stop it.  One that is
 * offline before the hall first opens and after it last closes is switched off, which is no trouble.
 *
 * Between opening and closing, where three or more fell silent within 180 s of each other, and they are more than half of
 * those that should be heard, the feed is the trouble and not the kiosks.  Is nothing heard any more, the picture stays
 * what it was, late; else there is too little to judge. */

#include "render/cell_grid.h"
#include "render/hall_pulse.h"

/* Exceptions first. */
typedef enum {
    SZ_KIOSK_CELL_FAULT,
    SZ_KIOSK_CELL_WARNING,
    SZ_KIOSK_CELL_OFFLINE,
    SZ_KIOSK_CELL_MAINT,
    SZ_KIOSK_CELL_OFF,
    SZ_KIOSK_CELL_OK,
    SZ_KIOSK_CELL_N,
} SzKioskCellKind;

#define SZ_KIOSK_FEED_SILENT 3

typedef struct {
    char *code;   /* owned, like number */
    char *number; /* as people say it: 3 */
    SzKioskCellKind kind;
    int fault;      /* of a fault or a warning: the one to speak of; else -1 */
    gint64 minutes; /* whole ones in this trouble; -1: none, or not known since when */
} SzKioskCell;

typedef struct {
    SzHallPulse pulse; /* heard and silent_min: of the kiosks */
    SzPanelState state;
    GPtrArray *cells; /* owned; SzKioskCell, by code */
    guint n_silent;   /* fell silent together */
    guint n_expected; /* should be heard */
    guint n[SZ_KIOSK_CELL_N];
    guint n_faults[SZ_KIOSK_N_FAULTS]; /* by the one to speak of */
} SzKioskGrid;

/* (transfer full) */
SzKioskGrid *sz_kiosk_grid_new(const SzView *view, const SzPanelPlace *place);
void sz_kiosk_grid_free(SzKioskGrid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzKioskGrid, sz_kiosk_grid_free)

/* Does it want somebody? */
bool sz_kiosk_cell_is_trouble(const SzKioskCell *cell);
/* The sign of a kind that has one; else SZ_SIGN_N. */
SzSign sz_kiosk_cell_sign(SzKioskCellKind kind);
/* 缺纸, 离线, 正常, .. */
const char *sz_kiosk_cell_word(const SzKioskCell *cell, SzLanguage language);
/* 18 分, or "" (transfer full) */
char *sz_kiosk_cell_took(const SzKioskCell *cell, SzLanguage language);
/* 3 号自助终端 (transfer full) */
char *sz_kiosk_cell_name(const SzKioskCell *cell, SzLanguage language);

typedef struct {
    SzCellGrid grid;
    double number_size; /* 0: no numbers */
    double notes_y;     /* top of the lines below the cells */
    guint n_notes;      /* .. each a kiosk, but the last where there are more; 0: none */
} SzKioskLayout;

/* @n: kiosks, @n_trouble of them with something to say.
 *
 * 3, 6, 9 or 18 across, 36 of very many: whichever gives the largest cells. */
SzKioskLayout sz_kiosk_layout(SzRect box, const SzScale *scale, guint n, guint n_trouble,
                              double widest_em);
/* Height of one of the lines below the cells. */
double sz_kiosk_note_pitch(const SzScale *scale);

/* render/kiosk_grid_draw.c */
SzRect sz_kiosk_grid_draw(const SzKioskGrid *grid, SzPanelState state, SzCanvas *canvas,
                          SzRect box);
