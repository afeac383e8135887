/* The layout of render/window_grid.h. */
#include "render/window_grid.h"

#include <math.h>

/* Least content sizes, in em of the note: below them what the comment says goes. */
#define LEGEND_MIN_H 8.0
#define LEGEND_MIN_W 24.0
#define ADVICE_MIN_H 7.0
#define ADVICE_MIN_W 12.0
#define HEADS_MIN_W 18.0
#define HEADS_MIN_PITCH 1.05 /* the numbers before rows */

#define LEGEND_H 2.0
#define ASPECT_MAX 1.3    /* of a cell: height to width */
#define NUMBER_ASPECT 1.2 /* width to height of a cell that suits a number */
#define COLS_MAX 120

/* The columns, a multiple of @step, with the largest cells.  @aspect: how many times as wide as high a
 * cell should be. */
static guint roomiest(SzRect box, guint n, guint step, double aspect)
{
    guint best = step;
    double best_side = 0;
    for (guint cols = step; cols <= COLS_MAX && cols < n + step; cols += step) {
        SzCellGrid grid = sz_cell_grid(box, n, cols, ASPECT_MAX);
        double side = MIN(grid.pitch_x, grid.pitch_y * aspect);
        if (side > best_side * 1.001) {
            best_side = side;
            best = cols;
        }
    }
    return best;
}

/* Chooses columns for @box, whose height is the least the cells will have. */
static guint choose_cols(SzRect box, const SzScale *scale, guint n, double widest_em,
                         bool *out_has_numbers)
{
    SzCellGrid usual = sz_cell_grid(box, n, SZ_WINDOW_COLS, ASPECT_MAX);
    *out_has_numbers = true;
    if (usual.rows > 2 && sz_cell_number_size(&usual, scale, widest_em) > 0) {
        return SZ_WINDOW_COLS;
    }
    guint cols = roomiest(box, n, 1, NUMBER_ASPECT);
    SzCellGrid best = sz_cell_grid(box, n, cols, ASPECT_MAX);
    *out_has_numbers = sz_cell_number_size(&best, scale, widest_em) > 0;
    return cols;
}

/* Tens, with the first number of each row before it, where there is room for those. */
static guint choose_tens(SzRect *box, const SzScale *scale, guint n, double widest_em,
                         double *out_heads_w)
{
    double em = scale->note;
    double heads_w = em * (widest_em + 0.6);
    SzRect rest = {box->x + heads_w, box->y, box->w - heads_w, box->h};
    guint cols = roomiest(rest, n, 10, 1);
    SzCellGrid tens = sz_cell_grid(rest, n, cols, ASPECT_MAX);
    bool fits = widest_em > 0 && box->w > HEADS_MIN_W * em && tens.pitch_y > em * HEADS_MIN_PITCH;
    if (!fits) {
        return roomiest(*box, n, 1, 1);
    }
    *out_heads_w = heads_w;
    *box = rest;
    return cols;
}

SzWindowLayout sz_window_layout(SzRect box, const SzScale *scale, guint n, double widest_em,
                                bool has_advice)
{
    double em = scale->note;
    double legend_h = box.h > LEGEND_MIN_H * em && box.w > LEGEND_MIN_W * em ? em * LEGEND_H : 0;
    double advice_h =
        box.h > ADVICE_MIN_H * em && box.w > ADVICE_MIN_W * em ? scale->text * 1.5 + em * 0.4 : 0;
    SzRect least = {box.x, box.y, box.w, box.h - legend_h - advice_h};
    SzWindowLayout layout = {0};
    bool has_numbers = false;
    guint cols = choose_cols(least, scale, n, widest_em, &has_numbers);
    if (!has_numbers) {
        cols = choose_tens(&least, scale, n, widest_em, &layout.heads_w);
    }
    bool is_told = has_advice && advice_h > 0;
    least.h += is_told ? 0 : advice_h;
    layout.grid = sz_cell_grid(least, n, cols, ASPECT_MAX);
    layout.number_size = has_numbers ? sz_cell_number_size(&layout.grid, scale, widest_em) : 0;
    double bottom = layout.grid.box.y + layout.grid.box.h;
    layout.advice_y = is_told ? bottom + em * 0.4 + scale->text * 0.75 : 0;
    layout.legend_y = legend_h > 0 ? bottom + (is_told ? advice_h : 0) + legend_h - em * 0.85 : 0;
    return layout;
}
