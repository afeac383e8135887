/* The layout of render/queue_board.h. */
#include "render/queue_board.h"

#include <math.h>

/* Least content widths, in em of the note: below them what the comment says goes. */
#define DOTS_MIN_W 34.0    /* dots */
#define WINDOWS_MIN_W 20.0 /* windows */
#define HEAD_MIN_H 9.0     /* column titles */
#define ROW_MIN_H 1.42     /* rows that are all right, into one line */

/* How many rows there is room for, and how many go into the line below. */
static void choose_rows(SzQueueLayout *layout, double room_h, double em, guint n)
{
    guint fits = (guint)MAX(1, floor(room_h / (em * ROW_MIN_H)));
    if (n <= fits) {
        layout->n_rows = n;
        return;
    }
    layout->n_rows = fits >= 2 ? fits - 1 : 1;
    layout->n_folded = fits >= 2 ? n - layout->n_rows : 0;
}

SzQueueLayout sz_queue_layout(SzRect box, const SzScale *scale, const SzQueueWidths *widths,
                              guint n)
{
    double em = scale->note;
    SzQueueLayout layout = {.head_h = box.h > HEAD_MIN_H * em ? em * 1.9 : 0};
    choose_rows(&layout, box.h - layout.head_h, em, n);
    guint n_lines = layout.n_rows + (layout.n_folded > 0 ? 1 : 0);
    /* A few queues do not spread over a high wall. */
    layout.pitch = MIN((box.h - layout.head_h) / MAX(1, n_lines), scale->text * 2.6);
    layout.name_size = CLAMP(layout.pitch * 0.68, em, scale->text);
    layout.num_size = CLAMP(layout.pitch * 0.82, em, scale->num);
    layout.sign_size = layout.name_size * 0.8;
    layout.name_x = box.x + layout.sign_size * 1.45;
    double num_em = MAX(layout.num_size, em);
    double unit_w = widths->unit_em * MAX(layout.num_size * 0.56, em) + layout.num_size * 0.12;
    double column_w =
        MAX(widths->figure_em * num_em + unit_w, layout.head_h > 0 ? widths->head_em * em : 0) +
        em * 0.9;
    double right = box.x + box.w;
    if (box.w > WINDOWS_MIN_W * em) {
        layout.windows_x = right;
        right -= MAX(widths->figure_em * num_em * 0.55, widths->head_em * em) + em * 1.1;
    }
    layout.longest_x = right;
    right -= column_w;
    double name_w = widths->name_em * layout.name_size;
    if (layout.name_x + name_w + em + column_w < right) {
        layout.waiting_x = right;
        right -= column_w;
    }
    double name_end = layout.name_x + name_w + em * 0.9;
    bool has_dots = box.w > DOTS_MIN_W * em && layout.waiting_x > 0 && right - name_end > 6 * em;
    layout.name_w = has_dots ? name_w : MAX(0, right - em * 0.6 - layout.name_x);
    if (has_dots) {
        double room = right - name_end - em * 0.6;
        layout.dots_x = name_end + room * 0.02;
        layout.dots_w = room * 0.95;
    }
    return layout;
}

double sz_queue_dot_radius(const SzQueueLayout *layout, const SzScale *scale)
{
    return MIN(scale->note * 0.32, layout->pitch * 0.098);
}

/* --- dots ---------------------------------------------------------------------------------- */

#define STEP_RADII 2.16 /* between two dots */
#define SPILL_MAX 6     /* columns away from where it belongs */

static GArray *new_columns(guint n)
{
    GArray *columns = g_array_new(FALSE, TRUE, sizeof(guint));
    g_array_set_size(columns, n);
    return columns;
}

/* The column nearest to @wanted that has room, or -1. */
static int free_column(const GArray *heights, int wanted, guint n_stack)
{
    for (int away = 0; away <= SPILL_MAX; away++) {
        for (int side = 0; side < 2; side++) {
            int column = side == 0 ? wanted + away : wanted - away;
            if (column >= 0 && column < (int)heights->len &&
                g_array_index(heights, guint, column) < n_stack) {
                return column;
            }
        }
    }
    return -1;
}

static void centre_stacks(GArray *dots, const GArray *heights, double step)
{
    g_autoptr(GArray) filled = new_columns(heights->len);
    for (guint i = 0; i < dots->len; i++) {
        SzQueueDot *dot = &g_array_index(dots, SzQueueDot, i);
        int column = (int)dot->dy;
        double middle = ((double)g_array_index(heights, guint, column) - 1) / 2;
        dot->dy = ((double)g_array_index(filled, guint, column)++ - middle) * step;
    }
}

GArray *sz_queue_dots(const SzQueueRow *row, const SzQueueLayout *layout, double radius,
                      guint per_dot)
{
    GArray *dots = g_array_new(FALSE, FALSE, sizeof(SzQueueDot));
    double step = radius * STEP_RADII;
    if (layout->dots_w <= 0 || step <= 0) {
        return dots;
    }
    int n = (int)floor(layout->dots_w / step) + SPILL_MAX + 1;
    guint n_stack = (guint)MAX(1, floor(layout->pitch * 0.86 / step));
    g_autoptr(GArray) heights = new_columns((guint)n);
    /* A dot for every @per_dot people, the longest wait of each. */
    for (guint i = per_dot - 1; i < row->waits_min->len + per_dot - 1; i += per_dot) {
        guint k = MIN(i, row->waits_min->len - 1);
        gint64 wait_min = g_array_index(row->waits_min, gint64, k);
        double along =
            layout->dots_w * (double)MIN(wait_min, SZ_QUEUE_AXIS_MIN) / SZ_QUEUE_AXIS_MIN;
        int column = free_column(heights, (int)lround(along / step), n_stack);
        if (column >= 0) {
            SzQueueDot dot = {wait_min, layout->dots_x + column * step, column};
            g_array_index(heights, guint, column)++;
            g_array_append_val(dots, dot);
        }
    }
    centre_stacks(dots, heights, step);
    return dots;
}
