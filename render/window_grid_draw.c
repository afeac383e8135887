/* The drawing of render/window_grid.h. */
#include "render/window_grid.h"

typedef struct {
    const SzWindowGrid *grid;
    SzCanvas *canvas;
    SzRect box;
    SzWindowLayout layout;
} Drawing;

#define EDGE_EM 0.09 /* of the outlines that mean something */

/* --- one cell ------------------------------------------------------------------------------ */

static void draw_progress(SzCanvas *canvas, SzRect rect, guint eighths)
{
    double height = MAX(2, rect.h * 0.11);
    SzRect edge = {rect.x, rect.y + rect.h - height, rect.w * eighths / SZ_WINDOW_EIGHTHS, height};
    if (eighths > 0) {
        sz_canvas_fill(canvas, edge, canvas->theme->data, 0);
    }
}

/* The ground of a cell. Returns: the inks on it. */
static SzCellInks draw_ground(SzCanvas *canvas, SzRect rect, SzWindowCellKind kind, guint eighths)
{
    const SzTheme *theme = canvas->theme;
    switch (kind) {
    case SZ_WINDOW_CELL_OVER:
        return sz_cell_alarm(canvas, rect, SZ_SIGN_WARN, false);
    case SZ_WINDOW_CELL_SERVING:
        sz_cell_fill(canvas, rect, theme->data_faint);
        draw_progress(canvas, rect, eighths);
        return sz_cell_ink(theme->ink2);
    case SZ_WINDOW_CELL_CALLING:
        sz_cell_fill(canvas, rect, theme->data_mid);
        return sz_cell_ink(sz_color_ink_on(theme->data_mid));
    case SZ_WINDOW_CELL_IDLE:
        sz_cell_frame(canvas, rect, theme->data, EDGE_EM);
        return sz_cell_ink(theme->ink1);
    case SZ_WINDOW_CELL_PAUSED:
        sz_cell_frame(canvas, rect, theme->fill[SZ_SIGN_SUSPENDED], EDGE_EM);
        return sz_cell_ink(theme->text[SZ_SIGN_SUSPENDED]);
    case SZ_WINDOW_CELL_OFFLINE:
    case SZ_WINDOW_CELL_CLOSED:
    case SZ_WINDOW_CELL_N:
        break;
    }
    sz_cell_frame(canvas, rect, theme->line, 0);
    return sz_cell_ink(theme->ink3);
}

static void draw_cell(const Drawing *drawing, guint i)
{
    const SzWindowCell *cell = drawing->grid->cells->pdata[i];
    SzCanvas *canvas = drawing->canvas;
    SzRect rect = sz_cell_rect(&drawing->layout.grid, i);
    const SzCellText text = {
        .number = cell->number,
        .word = sz_window_cell_word(cell->kind, canvas->language),
        .sign = sz_window_cell_sign(cell->kind),
        .inks = draw_ground(canvas, rect, cell->kind, cell->eighths),
        .is_bold = cell->kind == SZ_WINDOW_CELL_OVER,
        .number_size = drawing->layout.number_size,
    };
    sz_cell_write(canvas, rect, &text);
    g_autofree char *name = sz_window_cell_name(cell, canvas->language);
    g_autofree char *says = sz_window_cell_says(cell, canvas->language);
    sz_canvas_hit(canvas, rect, name, says, NULL);
}

/* --- around the cells ---------------------------------------------------------------------- */

static void draw_heads(const Drawing *drawing)
{
    const SzCellGrid *cells = &drawing->layout.grid;
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    for (guint row = 0; row < cells->rows && drawing->layout.heads_w > 0; row++) {
        guint i = row * cells->cols;
        const SzWindowCell *first = drawing->grid->cells->pdata[i];
        SzRect rect = sz_cell_rect(cells, i);
        SzType type = sz_type_at(sz_type(em, canvas->theme->ink3), SZ_ALIGN_END);
        g_autofree char *number =
            sz_canvas_fit(canvas, first->number, type, drawing->layout.heads_w - em * 0.45);
        (void)sz_canvas_text_mid(canvas, cells->box.x - em * 0.45, rect.y + rect.h / 2, number,
                                 type);
    }
}

/* The largest of three sizes that cuts nothing. */
static void draw_advice(const Drawing *drawing)
{
    SzCanvas *canvas = drawing->canvas;
    const SzScale *scale = &canvas->scale;
    const SzWindowCell *worst = drawing->grid->worst;
    g_autofree char *advice = sz_window_grid_advice(drawing->grid, canvas->language);
    if (worst == NULL || drawing->layout.advice_y <= 0) {
        return;
    }
    const double sizes[] = {scale->text, (scale->text + scale->label) / 2, scale->label,
                            scale->note};
    gsize i = 0;
    while (i + 1 < G_N_ELEMENTS(sizes) &&
           sz_canvas_text_width(canvas, advice, sizes[i], false) + sizes[i] * 1.15 >
               drawing->box.w) {
        i++;
    }
    double size = sizes[i];
    SzType type = sz_type(size, canvas->theme->ink1);
    double y = drawing->layout.advice_y;
    sz_canvas_sign(canvas, sz_window_cell_sign(worst->kind), drawing->box.x + size * 0.42, y,
                   size * 0.78);
    g_autofree char *shown = sz_canvas_fit(canvas, advice, type, drawing->box.w - size * 1.15);
    (void)sz_canvas_text_mid(canvas, drawing->box.x + size * 1.15, y, shown, type);
}

static void draw_swatch(SzCanvas *canvas, SzRect box, SzWindowCellKind kind)
{
    if (kind == SZ_WINDOW_CELL_PAUSED || kind == SZ_WINDOW_CELL_OFFLINE ||
        kind == SZ_WINDOW_CELL_CLOSED) {
        sz_canvas_sign(canvas, sz_window_cell_sign(kind), box.x + box.w / 2, box.y + box.h / 2,
                       box.w);
        return;
    }
    (void)draw_ground(canvas, box, kind, SZ_WINDOW_EIGHTHS - 2);
}

/* Drops from its end. */
static void draw_legend(const Drawing *drawing)
{
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    double side = em * 0.82;
    double x = drawing->box.x;
    double y = drawing->layout.legend_y;
    for (guint i = 0; i < SZ_WINDOW_CELL_N && y > 0; i++) {
        SzWindowCellKind kind = (SzWindowCellKind)i;
        if (drawing->grid->n[kind] == 0) {
            continue;
        }
        g_autofree char *words = g_strdup_printf(
            "%s %u", sz_window_cell_word(kind, canvas->language), drawing->grid->n[kind]);
        double width = em * 1.2 + sz_canvas_text_width(canvas, words, em, false);
        if (x + width > drawing->box.x + drawing->box.w) {
            return;
        }
        draw_swatch(canvas, (SzRect){x, y - side / 2, side, side}, kind);
        (void)sz_canvas_text_mid(canvas, x + em * 1.2, y, words, sz_type(em, canvas->theme->ink2));
        x += width + em * 0.8;
    }
}

/* --- the picture --------------------------------------------------------------------------- */

/* Bold, so that nothing moves when one turns bold. */
static double widest_number(const Drawing *drawing)
{
    double widest = 0;
    for (guint i = 0; i < drawing->grid->cells->len; i++) {
        const SzWindowCell *cell = drawing->grid->cells->pdata[i];
        widest = MAX(widest, sz_cell_number_em(drawing->canvas, cell->number));
    }
    return widest;
}

#define SKELETON_CELLS 64

static SzRect draw_skeleton(const Drawing *drawing)
{
    SzCanvas *canvas = drawing->canvas;
    guint n = drawing->grid->cells->len > 0 ? drawing->grid->cells->len : SKELETON_CELLS;
    SzWindowLayout layout = sz_window_layout(drawing->box, &canvas->scale, n, 0, false);
    for (guint i = 0; i < n; i++) {
        sz_cell_frame(canvas, sz_cell_rect(&layout.grid, i), canvas->theme->line, 0);
    }
    return (SzRect){drawing->box.x, drawing->box.y, drawing->box.w, layout.grid.box.h};
}

SzRect sz_window_grid_draw(const SzWindowGrid *grid, SzPanelState state, SzCanvas *canvas,
                           SzRect box)
{
    Drawing drawing = {.grid = grid, .canvas = canvas, .box = box};
    if (!sz_panel_is_shown(state)) {
        return draw_skeleton(&drawing);
    }
    drawing.layout = sz_window_layout(box, &canvas->scale, grid->cells->len,
                                      widest_number(&drawing), grid->worst != NULL);
    for (guint i = 0; i < grid->cells->len; i++) {
        draw_cell(&drawing, i);
    }
    draw_heads(&drawing);
    draw_advice(&drawing);
    draw_legend(&drawing);
    return drawing.layout.grid.box;
}
