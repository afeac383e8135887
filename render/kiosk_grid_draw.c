/* Layout and drawing of render/kiosk_grid.h. */
#include "render/kiosk_grid.h"

#include <math.h>

#define EDGE_EM 0.09    /* of the outlines that mean something */
#define LARGE_CELL 2.6  /* em; in trouble a smaller one is filled, a larger one outlined */
#define ASPECT_MAX 1.05 /* of a cell: height to width */
#define NOTES_MIN_H 9.0 /* em of the box */
#define NOTES_SHARE 0.4 /* of its height, at most */

/* --- layout -------------------------------------------------------------------------------- */

double sz_kiosk_note_pitch(const SzScale *scale)
{
    return scale->note * 1.7;
}

static guint choose_cols(SzRect box, guint n)
{
    static const guint candidates[] = {3, 6, 9, 18, 36};
    guint best = candidates[0];
    double best_side = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(candidates); i++) {
        SzCellGrid grid = sz_cell_grid(box, n, candidates[i], ASPECT_MAX);
        double side = MIN(grid.pitch_x, grid.pitch_y * 1.3);
        if (side > best_side * 1.001) {
            best_side = side;
            best = candidates[i];
        }
    }
    return best;
}

SzKioskLayout sz_kiosk_layout(SzRect box, const SzScale *scale, guint n, guint n_trouble,
                              double widest_em)
{
    SzKioskLayout layout = {0};
    double pitch = sz_kiosk_note_pitch(scale);
    if (box.h > NOTES_MIN_H * scale->note) {
        layout.n_notes = MIN(n_trouble, (guint)(box.h * NOTES_SHARE / pitch));
    }
    SzRect cells = {box.x, box.y, box.w, box.h - layout.n_notes * pitch};
    layout.grid = sz_cell_grid(cells, n, choose_cols(cells, n), ASPECT_MAX);
    layout.number_size = sz_cell_number_size(&layout.grid, scale, widest_em);
    layout.notes_y = layout.grid.box.y + layout.grid.box.h + scale->note * 0.2;
    return layout;
}

/* --- cells --------------------------------------------------------------------------------- */

typedef struct {
    const SzKioskGrid *grid;
    SzCanvas *canvas;
    SzRect box;
    SzKioskLayout layout;
} Drawing;

/* Returns: the inks on it. */
static SzCellInks draw_ground(SzCanvas *canvas, SzRect rect, SzKioskCellKind kind)
{
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    switch (kind) {
    case SZ_KIOSK_CELL_FAULT:
    case SZ_KIOSK_CELL_WARNING:
        return sz_cell_alarm(canvas, rect, sz_kiosk_cell_sign(kind),
                             MIN(rect.w, rect.h) >= LARGE_CELL * em);
    case SZ_KIOSK_CELL_OFFLINE:
        sz_canvas_frame(
            canvas, rect,
            (SzStroke){theme->fill[SZ_SIGN_OFFLINE], canvas->scale.hair * 1.5, em * 0.3, em * 0.22},
            0);
        return sz_cell_ink(theme->ink2);
    case SZ_KIOSK_CELL_MAINT:
        sz_cell_frame(canvas, rect, theme->fill[SZ_SIGN_SUSPENDED], EDGE_EM);
        return sz_cell_ink(theme->text[SZ_SIGN_SUSPENDED]);
    case SZ_KIOSK_CELL_OK:
        sz_cell_fill(canvas, rect, theme->data_faint);
        return sz_cell_ink(theme->ink2);
    case SZ_KIOSK_CELL_OFF:
    case SZ_KIOSK_CELL_N:
        break;
    }
    sz_cell_frame(canvas, rect, theme->line, 0);
    return sz_cell_ink(theme->ink3);
}

static void draw_cell(const Drawing *drawing, guint i)
{
    const SzKioskCell *cell = drawing->grid->cells->pdata[i];
    SzCanvas *canvas = drawing->canvas;
    SzRect rect = sz_cell_rect(&drawing->layout.grid, i);
    const char *word = sz_kiosk_cell_word(cell, canvas->language);
    const SzCellText text = {
        .number = cell->number,
        .word = sz_kiosk_cell_is_trouble(cell) ? word : NULL,
        .sign = sz_kiosk_cell_sign(cell->kind),
        .inks = draw_ground(canvas, rect, cell->kind),
        .is_bold = cell->kind == SZ_KIOSK_CELL_FAULT || cell->kind == SZ_KIOSK_CELL_WARNING,
        .number_size = drawing->layout.number_size,
    };
    sz_cell_write(canvas, rect, &text);
    g_autofree char *name = sz_kiosk_cell_name(cell, canvas->language);
    g_autofree char *took = sz_kiosk_cell_took(cell, canvas->language);
    g_autofree char *says = g_strconcat(word, *took != '\0' ? " " : "", took, NULL);
    sz_canvas_hit(canvas, rect, name, says, NULL);
}

/* --- lines below the cells ------------------------------------------------------------------- */

static void draw_note(const Drawing *drawing, const SzKioskCell *cell, double middle)
{
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    double x = drawing->box.x;
    bool is_zh = canvas->language == SZ_LANGUAGE_ZH;
    const char *word = sz_kiosk_cell_word(cell, canvas->language);
    g_autofree char *took = sz_kiosk_cell_took(cell, canvas->language);
    g_autofree char *what = g_strdup_printf(is_zh ? "%s 号 %s" : "%s  %s", cell->number, word);
    SzType type = sz_type(em, canvas->theme->ink1);
    sz_canvas_sign(canvas, sz_kiosk_cell_sign(cell->kind), x + em * 0.45, middle, em * 0.9);
    x += em * 1.25;
    g_autofree char *shown = sz_canvas_fit(canvas, what, type, drawing->box.w - em * 1.25);
    x += sz_canvas_text_mid(canvas, x, middle, shown, type) + em * 0.5;
    double took_w = sz_canvas_text_width(canvas, took, em, false);
    if (x + took_w <= drawing->box.x + drawing->box.w) {
        (void)sz_canvas_text_mid(canvas, x, middle, took, sz_type(em, canvas->theme->ink3));
    }
}

static void draw_rest(const Drawing *drawing, guint n, double middle)
{
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    g_autofree char *rest =
        g_strdup_printf(canvas->language == SZ_LANGUAGE_ZH ? "另 %u 台" : "%u more", n);
    (void)sz_canvas_text_mid(canvas, drawing->box.x + em * 1.25, middle, rest,
                             sz_type(em, canvas->theme->ink2));
}

static guint n_trouble(const SzKioskGrid *grid)
{
    return grid->cells->len - grid->n[SZ_KIOSK_CELL_OK] - grid->n[SZ_KIOSK_CELL_OFF];
}

/* By kind, and in the order of the hall. */
static void draw_notes(const Drawing *drawing)
{
    const SzKioskGrid *grid = drawing->grid;
    guint n_notes = drawing->layout.n_notes;
    guint n_all = n_trouble(grid);
    guint n_told = n_all > n_notes && n_notes > 0 ? n_notes - 1 : n_notes;
    double pitch = sz_kiosk_note_pitch(&drawing->canvas->scale);
    double middle = drawing->layout.notes_y + pitch / 2;
    guint n_done = 0;
    for (guint kind = 0; kind < SZ_KIOSK_CELL_N; kind++) {
        for (guint i = 0; i < grid->cells->len && n_done < n_told; i++) {
            const SzKioskCell *cell = grid->cells->pdata[i];
            if (cell->kind == (SzKioskCellKind)kind && sz_kiosk_cell_is_trouble(cell)) {
                draw_note(drawing, cell, middle + pitch * n_done++);
            }
        }
    }
    if (n_told < n_notes) {
        draw_rest(drawing, n_all - n_told, middle + pitch * n_done);
    }
}

/* --- the picture --------------------------------------------------------------------------- */

#define SKELETON_CELLS 18

static SzRect draw_skeleton(const Drawing *drawing)
{
    SzCanvas *canvas = drawing->canvas;
    guint n = drawing->grid->cells->len > 0 ? drawing->grid->cells->len : SKELETON_CELLS;
    SzKioskLayout layout = sz_kiosk_layout(drawing->box, &canvas->scale, n, 0, 1);
    for (guint i = 0; i < n; i++) {
        (void)draw_ground(canvas, sz_cell_rect(&layout.grid, i), SZ_KIOSK_CELL_OFF);
    }
    return layout.grid.box;
}

/* Bold, so that nothing moves when one turns bold. */
static double widest_number(const Drawing *drawing)
{
    double widest = 0;
    for (guint i = 0; i < drawing->grid->cells->len; i++) {
        const SzKioskCell *cell = drawing->grid->cells->pdata[i];
        widest = MAX(widest, sz_cell_number_em(drawing->canvas, cell->number));
    }
    return widest;
}

SzRect sz_kiosk_grid_draw(const SzKioskGrid *grid, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    Drawing drawing = {.grid = grid, .canvas = canvas, .box = box};
    if (!sz_panel_is_shown(state)) {
        return draw_skeleton(&drawing);
    }
    drawing.layout = sz_kiosk_layout(box, &canvas->scale, grid->cells->len, n_trouble(grid),
                                     widest_number(&drawing));
    for (guint i = 0; i < grid->cells->len; i++) {
        draw_cell(&drawing, i);
    }
    draw_notes(&drawing);
    return drawing.layout.grid.box;
}
