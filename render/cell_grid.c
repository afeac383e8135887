#include "render/cell_grid.h"

#include <math.h>

#define NUMBER_CHARS_MAX 8

SzCellGrid sz_cell_grid(SzRect box, guint n, guint cols, double aspect_max)
{
    SzCellGrid grid = {.box = box, .n = n, .cols = MAX(1, cols)};
    grid.rows = MAX(1, (n + grid.cols - 1) / grid.cols);
    grid.pitch_x = box.w / grid.cols;
    grid.pitch_y = MIN(MAX(0, box.h) / grid.rows, grid.pitch_x * aspect_max);
    grid.gap = MIN(grid.pitch_x, grid.pitch_y) * 0.09;
    grid.box.h = grid.pitch_y * grid.rows;
    return grid;
}

SzRect sz_cell_rect(const SzCellGrid *grid, guint i)
{
    double x = grid->box.x + grid->pitch_x * (i % grid->cols);
    double y = grid->box.y + grid->pitch_y * (guint)(i / grid->cols);
    /* The last column ends where the box does. */
    double spread = grid->gap * (i % grid->cols) / MAX(1, grid->cols - 1);
    double step = grid->cols > 1 ? spread : 0;
    return (SzRect){x + step, y, grid->pitch_x - grid->gap, grid->pitch_y - grid->gap};
}

double sz_cell_number_size(const SzCellGrid *grid, const SzScale *scale, double widest_em)
{
    double least = scale->note * SZ_CELL_NUMBER_MIN;
    double w = grid->pitch_x - grid->gap;
    double h = grid->pitch_y - grid->gap;
    /* A low cell is filled rather than left without its number. */
    double size = MIN(MIN(scale->label, MAX(h * 0.57, MIN(h * 0.72, least))), w * 0.52);
    if (widest_em > 0) {
        size = MIN(size, w * 0.8 / widest_em);
    }
    return size < least ? 0 : size;
}

double sz_cell_number_em(SzCanvas *canvas, const char *number)
{
    bool is_long = g_utf8_strlen(number, -1) > NUMBER_CHARS_MAX;
    return is_long ? 0 : sz_canvas_text_width(canvas, number, 100, true) / 100;
}

/* --- grounds ------------------------------------------------------------------------------- */

#define RADIUS_EM 0.14
#define ALARM_EM 0.11 /* of the outline of a cell in trouble */

void sz_cell_fill(SzCanvas *canvas, SzRect rect, SzColor color)
{
    sz_canvas_fill(canvas, rect, color, canvas->scale.note * RADIUS_EM);
}

void sz_cell_frame(SzCanvas *canvas, SzRect rect, SzColor color, double width_em)
{
    double em = canvas->scale.note;
    double width = width_em > 0 ? em * width_em : canvas->scale.hair;
    sz_canvas_frame(canvas, rect, (SzStroke){.color = color, .width = width}, em * RADIUS_EM);
}

SzCellInks sz_cell_alarm(SzCanvas *canvas, SzRect rect, SzSign sign, bool is_outlined)
{
    const SzTheme *theme = canvas->theme;
    if (is_outlined || canvas->is_faded) {
        sz_cell_frame(canvas, rect, theme->fill[sign], ALARM_EM);
        return (SzCellInks){theme->ink1, theme->fill[sign]};
    }
    sz_cell_fill(canvas, rect, theme->fill[sign]);
    if (!theme->is_dark) { /* pale fills end in an edge */
        sz_cell_frame(canvas, rect, theme->text[sign], 0);
    }
    return sz_cell_ink(sz_color_ink_on(theme->fill[sign]));
}

/* --- what is written ----------------------------------------------------------------------- */

static void draw_sign(SzCanvas *canvas, const SzCellText *text, double x, double y, double size)
{
    sz_canvas_sign_in(canvas, text->sign, (SzRect){x - size / 2, y - size / 2, size, size},
                      text->inks.sign);
}

/* Beside each other, around the middle of the cell. */
static void draw_beside(SzCanvas *canvas, SzRect rect, const SzCellText *text, double middle,
                        double sign_size)
{
    double size = text->number_size;
    double number_w = sz_canvas_text_width(canvas, text->number, size, text->is_bold);
    double width = number_w + size * 0.25 + sign_size;
    SzType type = sz_type(size, text->inks.text);
    type.is_bold = text->is_bold;
    double x = rect.x + (rect.w - width) / 2;
    (void)sz_canvas_text_mid(canvas, x, middle, text->number, type);
    draw_sign(canvas, text, x + width - sign_size / 2, middle, sign_size);
}

static void draw_below(SzCanvas *canvas, SzRect rect, const SzCellText *text)
{
    double x = rect.x + rect.w / 2;
    SzType type = sz_type_at(sz_type(text->number_size * 0.94, text->inks.text), SZ_ALIGN_MIDDLE);
    type.is_bold = text->is_bold;
    (void)sz_canvas_text_mid(canvas, x, rect.y + rect.h * 0.33, text->number, type);
    draw_sign(canvas, text, x, rect.y + rect.h * 0.77, MIN(type.size * 0.6, rect.h * 0.32));
}

/* A number with its sign: beside it in a wide cell, below it in a high one; a cell that is neither keeps the
 * sign. */
static void draw_number(SzCanvas *canvas, SzRect rect, const SzCellText *text, double middle)
{
    double size = text->number_size;
    if (text->sign == SZ_SIGN_N) {
        SzType type = sz_type_at(sz_type(size, text->inks.text), SZ_ALIGN_MIDDLE);
        type.is_bold = text->is_bold;
        (void)sz_canvas_text_mid(canvas, rect.x + rect.w / 2, middle, text->number, type);
        return;
    }
    double number_w = sz_canvas_text_width(canvas, text->number, size, text->is_bold);
    if (number_w + size * 1.5 < rect.w) {
        draw_beside(canvas, rect, text, middle, size * 0.72);
    } else if (rect.h > size * 1.85) {
        draw_below(canvas, rect, text);
    } else if (number_w + size * 1.15 < rect.w) {
        draw_beside(canvas, rect, text, middle, size * 0.6);
    } else {
        double side = MIN(rect.w, rect.h) * 0.6;
        draw_sign(canvas, text, rect.x + rect.w / 2, rect.y + rect.h / 2, side);
    }
}

void sz_cell_write(SzCanvas *canvas, SzRect rect, const SzCellText *text)
{
    double em = canvas->scale.note;
    double middle = rect.y + rect.h * 0.48;
    if (text->number == NULL || text->number_size <= 0) {
        if (text->sign != SZ_SIGN_N) {
            draw_sign(canvas, text, rect.x + rect.w / 2, rect.y + rect.h / 2,
                      MIN(rect.w, rect.h) * 0.6);
        }
        return;
    }
    bool has_word = text->word != NULL && rect.h > em * 3.4 &&
                    sz_canvas_text_width(canvas, text->word, em, false) + em * 0.8 < rect.w;
    if (has_word) {
        (void)sz_canvas_text_mid(canvas, rect.x + rect.w / 2, middle + em * 0.85, text->word,
                                 sz_type_at(sz_type(em, text->inks.text), SZ_ALIGN_MIDDLE));
        middle -= em * 0.75;
    }
    SzType type = sz_type_bold(text->number_size, text->inks.text);
    g_autofree char *number = sz_canvas_fit(canvas, text->number, type, rect.w);
    SzCellText shown = *text;
    shown.number = number;
    draw_number(canvas, rect, &shown, middle);
}
