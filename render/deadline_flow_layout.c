/* The layout of render/deadline_flow.h. */
#include "render/deadline_flow.h"

#include <math.h>

/* Least content sizes, in em of the note: below them what the comment says goes. */
#define FAR_MIN_W 16.0  /* the last days */
#define TAIL_MIN_W 28.0 /* later and suspended */
#define NAMES_MIN_H 4.0 /* of columns */
#define LARGE_MIN_H 8.5 /* counts larger than notes */
#define WEEKDAYS_MIN_H 10.0

#define NEAR_COLUMNS 5 /* what stays when the last days go */
#define LEAST_COLUMNS 3
#define LINE_GAP 0.35 /* of a column, on both sides of the deadline together */
#define STACK_W 0.82  /* of a column that squares may fill */
#define HOT_W 0.98    /* likewise a count */
#define ACROSS_MIN 3
#define ACROSS_MAX 13
#define STACKED_MIN_TEXTS 2.75 /* height of the plot, in sizes of the count */
#define COUNT_GAP_EM 0.45      /* between squares and count */

static void place_columns(SzFlowLayout *layout, SzRect box, double room_w)
{
    layout->column_w = room_w / (layout->n_columns + LINE_GAP);
    for (guint i = 0; i < layout->n_columns; i++) {
        layout->column_x[i] =
            round(box.x + layout->column_w * i + (i > 0 ? layout->column_w * LINE_GAP : 0));
    }
    layout->line_x = box.x + layout->column_w * (STACK_W + 1 + LINE_GAP) / 2;
}

/* The far days go until the counts of the others do not touch. */
static void choose_columns(SzFlowLayout *layout, const SzDeadlineFlow *flow, SzRect box,
                           const SzScale *scale, const SzFlowWidths *widths)
{
    double em = scale->note;
    double room_w = layout->tail_x > 0 ? layout->tail_x - em - box.x : box.w;
    guint n_most = 1 + MAX(1, flow->n_days);
    layout->n_columns = box.w > FAR_MIN_W * em ? n_most : MIN(n_most, NEAR_COLUMNS);
    place_columns(layout, box, room_w);
    double widest_em = MAX(widths->count_em, MAX(widths->hot_em[0], widths->hot_em[1]));
    while (layout->n_columns > LEAST_COLUMNS && widest_em * em > layout->column_w * HOT_W) {
        layout->n_columns--;
        place_columns(layout, box, room_w);
    }
}

/* The largest of what overdue (0) or today (1) has room for. */
static void choose_hot(SzFlowLayout *layout, guint i, const SzScale *scale, double hot_em,
                       double roomy_size)
{
    const struct {
        double size;
        bool is_stacked;
    } styles[] = {{scale->text, true},
                  {roomy_size, false},
                  {roomy_size, true},
                  {scale->note, false},
                  {scale->note, true}};
    double area_h = layout->base - layout->top;
    for (gsize k = scale->text > scale->label * 1.3 ? 0 : 1; k < G_N_ELEMENTS(styles); k++) {
        double size = styles[k].size;
        bool is_stacked = styles[k].is_stacked;
        bool is_high = !is_stacked || area_h > size * STACKED_MIN_TEXTS;
        if (is_high && (hot_em + (is_stacked ? 0 : 0.95)) * size <= layout->column_w * HOT_W) {
            layout->hot_size[i] = size;
            layout->is_stacked[i] = is_stacked;
            return;
        }
    }
    layout->hot_size[i] = scale->note;
    layout->is_stacked[i] = false;
}

static void choose_counts(SzFlowLayout *layout, SzRect box, const SzScale *scale,
                          const SzFlowWidths *widths)
{
    double roomy_size = box.h > LARGE_MIN_H * scale->note ? scale->label : scale->note;
    bool fits = widths->count_em * roomy_size <= layout->column_w * 0.95;
    layout->count_size = fits ? roomy_size : scale->note;
    choose_hot(layout, 0, scale, widths->hot_em[0], roomy_size);
    choose_hot(layout, 1, scale, widths->hot_em[1], roomy_size);
}

/* What stands above the squares of a column. */
static double headroom(const SzDeadlineFlow *flow, const SzFlowLayout *layout, guint i_column,
                       double em)
{
    bool is_hot = i_column <= 1 && sz_deadline_flow_count(flow, i_column) > 0;
    double size = is_hot ? layout->hot_size[i_column] : layout->count_size;
    return em * COUNT_GAP_EM + size * (is_hot && layout->is_stacked[i_column] ? 1.85 : 0.8);
}

double sz_flow_height(const SzDeadlineFlow *flow, const SzFlowLayout *layout, guint i_column)
{
    guint n = sz_deadline_flow_squares(flow, sz_deadline_flow_count(flow, i_column));
    guint n_rows = (n + layout->n_across - 1) / layout->n_across;
    return n_rows * layout->square;
}

static bool fits(const SzDeadlineFlow *flow, const SzFlowLayout *layout, SzRect box, double em)
{
    for (guint i = 0; i < layout->n_columns; i++) {
        double room = layout->base - box.y - headroom(flow, layout, i, em);
        if (sz_flow_height(flow, layout, i) > room) {
            return false;
        }
    }
    return true;
}

/* As few in a row as fit; more than the usual most only where there is no room at all. */
static void choose_squares(SzFlowLayout *layout, const SzDeadlineFlow *flow, SzRect box, double em)
{
    double width = layout->column_w * STACK_W;
    for (guint n = ACROSS_MIN; n <= 8 * ACROSS_MAX; n++) {
        double square = MIN(width / n, em * 2.2);
        layout->n_across = n;
        layout->square = square >= 3 ? floor(square) : square;
        layout->side =
            square >= 3 ? layout->square - MAX(1, round(layout->square * 0.16)) : square * 0.84;
        if (fits(flow, layout, box, em)) {
            return;
        }
    }
}

double sz_flow_base(SzRect box, const SzScale *scale)
{
    double em = scale->note;
    double axis = box.h > WEEKDAYS_MIN_H * em ? 2.9 : box.h > NAMES_MIN_H * em ? 1.6 : 0.3;
    return round(box.y + box.h - axis * em);
}

SzFlowLayout sz_flow_layout(const SzDeadlineFlow *flow, SzRect box, const SzScale *scale,
                            const SzFlowWidths *widths)
{
    double em = scale->note;
    SzFlowLayout layout = {
        .has_names = box.h > NAMES_MIN_H * em,
        .has_weekdays = box.h > WEEKDAYS_MIN_H * em,
        .tail_x = box.w > TAIL_MIN_W * em ? box.x + box.w - widths->tail_w : 0,
        .top = box.y + em * 1.5,
        .base = sz_flow_base(box, scale),
    };
    choose_columns(&layout, flow, box, scale, widths);
    choose_counts(&layout, box, scale, widths);
    choose_squares(&layout, flow, box, em);
    return layout;
}
