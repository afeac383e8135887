#pragma once

/* Cells in rows, one a window or a kiosk: where they are and what is written in them.
 *
 * Pure apart from memory.  Geometry is apart from drawing and needs no screen.  What is written goes as cells
 * shrink: first the word, then the number; the shape stays. */

#include "render/canvas.h"

/* Numbers in cells may be this much smaller than a note: a sentence says any that matters. */
#define SZ_CELL_NUMBER_MIN 0.9

typedef struct {
    SzRect box; /* of the cells; may be lower than what was offered */
    guint n;
    guint cols;
    guint rows;
    double pitch_x; /* a cell and its gap */
    double pitch_y;
    double gap;
} SzCellGrid;

/* @aspect_max: a cell is at most so many times as high as it is wide. */
SzCellGrid sz_cell_grid(SzRect box, guint n, guint cols, double aspect_max);
SzRect sz_cell_rect(const SzCellGrid *grid, guint i);
/* How large the numbers are of which the widest takes @widest_em; 0: they would be too small to read. */
double sz_cell_number_size(const SzCellGrid *grid, const SzScale *scale, double widest_em);

/* How wide a number is, bold, in em; 0 of one of more than 8 characters: it is cut to its cell, so that one odd code
 * does not take the numbers of all others. */
double sz_cell_number_em(SzCanvas *canvas, const char *number);

/* The colours of what is written on a ground. */
typedef struct {
    SzColor text;
    SzColor sign;
} SzCellInks;

/* What is written in a cell. */
typedef struct {
    const char *number; /* NULL: only the shape */
    const char *word;   /* left out when there is no room */
    SzSign sign;        /* SZ_SIGN_N: none */
    SzCellInks inks;
    bool is_bold;
    double number_size; /* sz_cell_number_size() */
} SzCellText;

static inline SzCellInks sz_cell_ink(SzColor color)
{
    return (SzCellInks){color, color};
}

/* The ground of a cell that is in trouble: filled with the colour of @sign, or outlined.  While a canvas is faded
 * always outlined: old alarms do not shout, and still read. */
SzCellInks sz_cell_alarm(SzCanvas *canvas, SzRect rect, SzSign sign, bool is_outlined);
/* An outline, @width_em wide; 0: a hairline. */
void sz_cell_frame(SzCanvas *canvas, SzRect rect, SzColor color, double width_em);
void sz_cell_fill(SzCanvas *canvas, SzRect rect, SzColor color);

void sz_cell_write(SzCanvas *canvas, SzRect rect, const SzCellText *text);
