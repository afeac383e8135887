/* The drawing of render/queue_board.h. */
#include "render/queue_board.h"

typedef struct {
    const SzQueueBoard *board;
    SzCanvas *canvas;
    SzRect box;
    SzQueueLayout layout;
} Drawing;

static const char *word(const Drawing *drawing, const char *zh, const char *en)
{
    return drawing->canvas->language == SZ_LANGUAGE_ZH ? zh : en;
}

static SzQueueWidths measure(const Drawing *drawing)
{
    SzCanvas *canvas = drawing->canvas;
    SzQueueWidths widths = {
        .figure_em = sz_canvas_text_width(canvas, "888", 100, true) / 100,
        .unit_em = MAX(sz_canvas_text_width(canvas, word(drawing, "人", ""), 100, false),
                       sz_canvas_text_width(canvas, word(drawing, "分", "min"), 100, false)) /
                   100,
        .head_em = MAX(sz_canvas_text_width(canvas, word(drawing, "在等", "waiting"), 100, false),
                       sz_canvas_text_width(canvas, word(drawing, "开窗", "windows"), 100, false)) /
                   100,
    };
    for (guint i = 0; i < drawing->board->rows->len; i++) {
        const SzQueueRow *row = drawing->board->rows->pdata[i];
        double name_w = sz_canvas_text_width(canvas, row->name[canvas->language], 100, true) / 100;
        widths.name_em = MAX(widths.name_em, name_w);
    }
    widths.name_em = MIN(widths.name_em, 12);
    return widths;
}

static double x_of(const Drawing *drawing, double minutes)
{
    return drawing->layout.dots_x + drawing->layout.dots_w * minutes / SZ_QUEUE_AXIS_MIN;
}

/* --- column titles ------------------------------------------------------------------------- */

static void draw_axis(const Drawing *drawing)
{
    static const int minutes[] = {0, 15, 30, 45, 60};
    static const char *const words[2][5] = {
        {"刚取号", "15 关注", "30 预警", "45 超限", "60 分"},
        {"now", "15 watch", "30 warn", "45 late", "60 min"},
    };
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    double room = x_of(drawing, 15) - x_of(drawing, 0);
    const char *const *labels = words[canvas->language];
    bool has_words = room > sz_canvas_text_width(canvas, labels[1], em, false) * 1.25;
    for (gsize i = 0; i < G_N_ELEMENTS(minutes); i++) {
        g_autofree char *plain = g_strdup_printf("%d", minutes[i]);
        bool is_plain = !has_words && minutes[i] < 60;
        SzType type =
            sz_type_at(sz_type(em, canvas->theme->ink3), i == 0 ? SZ_ALIGN_START : SZ_ALIGN_MIDDLE);
        (void)sz_canvas_text(canvas, x_of(drawing, minutes[i]) - (i == 0 ? em * .32 : 0),
                             drawing->box.y + em * 0.9, is_plain ? plain : labels[i], type);
    }
}

static void draw_titles(const Drawing *drawing)
{
    const SzQueueLayout *layout = &drawing->layout;
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    double baseline = drawing->box.y + em * 0.9;
    SzType type = sz_type_at(sz_type(em, canvas->theme->ink3), SZ_ALIGN_END);
    if (layout->windows_x > 0) {
        (void)sz_canvas_text(canvas, layout->windows_x, baseline, word(drawing, "开窗", "windows"),
                             type);
    }
    (void)sz_canvas_text(canvas, layout->longest_x, baseline, word(drawing, "最久", "longest"),
                         type);
    if (layout->waiting_x > 0) {
        (void)sz_canvas_text(canvas, layout->waiting_x, baseline, word(drawing, "在等", "waiting"),
                             type);
    }
    if (layout->dots_w > 10 * em) {
        draw_axis(drawing);
    }
}

static void draw_limits(const Drawing *drawing, double height)
{
    SzCanvas *canvas = drawing->canvas;
    double em = canvas->scale.note;
    double top = drawing->box.y + drawing->layout.head_h;
    for (int minutes = 15; minutes <= 45 && drawing->layout.dots_w > 0; minutes += 15) {
        double x = x_of(drawing, minutes);
        sz_canvas_line(
            canvas, x, top, x, top + height,
            (SzStroke){canvas->theme->line, canvas->scale.hair * 1.2, em * .16, em * .3});
    }
}

/* --- rows ---------------------------------------------------------------------------------- */

static void draw_dot(SzCanvas *canvas, SzSign sign, double x, double y, double r)
{
    const SzTheme *theme = canvas->theme;
    if (sign == SZ_SIGN_WARN || sign == SZ_SIGN_LATE) {
        sz_canvas_sign(canvas, sign, x, y, r * 2.3);
        return;
    }
    sz_canvas_disc(canvas, x, y, r, sign == SZ_SIGN_WATCH ? theme->fill[sign] : theme->data);
    if (sign == SZ_SIGN_WATCH && !theme->is_dark) {
        sz_canvas_ring(canvas, x, y, r,
                       (SzStroke){.color = theme->text[sign], .width = canvas->scale.hair});
    }
}

static void draw_dots(const Drawing *drawing, const SzQueueRow *row, double middle)
{
    double r = sz_queue_dot_radius(&drawing->layout, &drawing->canvas->scale);
    g_autoptr(GArray) dots = sz_queue_dots(row, &drawing->layout, r, drawing->board->per_dot);
    for (guint i = 0; i < dots->len; i++) {
        const SzQueueDot *dot = &g_array_index(dots, SzQueueDot, i);
        draw_dot(drawing->canvas, sz_wait_sign(dot->wait_min), dot->x, middle + dot->dy, r);
    }
}

static void draw_figures(const Drawing *drawing, const SzQueueRow *row, double middle)
{
    const SzQueueLayout *layout = &drawing->layout;
    SzCanvas *canvas = drawing->canvas;
    const SzTheme *theme = canvas->theme;
    bool is_hot = row->sign == SZ_SIGN_WARN || row->sign == SZ_SIGN_LATE;
    double size = layout->num_size;
    double baseline = middle + SZ_TEXT_MIDDLE * size;
    SzType plain = sz_type_at(sz_type(size, theme->ink1), SZ_ALIGN_END);
    if (layout->waiting_x > 0) {
        g_autofree char *waiting = sz_format_count(row->waiting);
        (void)sz_canvas_value(canvas, layout->waiting_x, baseline, waiting, word(drawing, "人", ""),
                              plain);
    }
    SzType longest = plain;
    longest.is_bold = is_hot;
    longest.color = row->sign == SZ_SIGN_OK ? theme->ink1 : theme->text[row->sign];
    if (row->longest_min < 0) {
        longest.color = theme->ink3;
        (void)sz_canvas_text(canvas, layout->longest_x, baseline, "–", longest);
    } else {
        g_autofree char *minutes = sz_format_count(row->longest_min);
        (void)sz_canvas_value(canvas, layout->longest_x, baseline, minutes,
                              word(drawing, "分", "min"), longest);
    }
    if (layout->windows_x > 0) {
        g_autofree char *windows = sz_format_count(row->windows_open);
        bool is_missing = row->windows_open == 0 && row->waiting > 0;
        SzType type = sz_type_at(sz_type(MAX(size * 0.8, canvas->scale.note),
                                         is_hot || is_missing ? theme->ink1 : theme->ink2),
                                 SZ_ALIGN_END);
        type.is_bold = is_missing;
        (void)sz_canvas_text_mid(canvas, layout->windows_x, middle, windows, type);
    }
}

static void add_hit(const Drawing *drawing, const SzQueueRow *row, double middle)
{
    SzLanguage language = drawing->canvas->language;
    const char *waiting = word(drawing, "人在等", "waiting");
    g_autofree char *longest = sz_format_duration(row->longest_min * 60, language);
    g_autofree char *value = row->longest_min < 0
                                 ? g_strdup_printf("%u %s", row->waiting, waiting)
                                 : g_strdup_printf("%u %s%s %s", row->waiting, waiting,
                                                   word(drawing, "，最久", ", longest"), longest);
    SzRect rect = {drawing->box.x, middle - drawing->layout.pitch / 2, drawing->box.w,
                   drawing->layout.pitch};
    sz_canvas_hit(drawing->canvas, rect, row->name[language], value, NULL);
}

static void draw_row(const Drawing *drawing, guint i)
{
    const SzQueueLayout *layout = &drawing->layout;
    const SzQueueRow *row = drawing->board->rows->pdata[i];
    SzCanvas *canvas = drawing->canvas;
    bool is_hot = row->sign == SZ_SIGN_WARN || row->sign == SZ_SIGN_LATE;
    double middle = drawing->box.y + layout->head_h + layout->pitch * (i + .5);
    sz_canvas_sign(canvas, row->sign, drawing->box.x + layout->sign_size / 2, middle,
                   layout->sign_size);
    SzType type = sz_type(layout->name_size, canvas->theme->ink1);
    type.is_bold = is_hot;
    g_autofree char *name = sz_canvas_fit(canvas, row->name[canvas->language], type,
                                          layout->name_w + canvas->scale.note * .2);
    (void)sz_canvas_text_mid(canvas, layout->name_x, middle, name, type);
    draw_dots(drawing, row, middle);
    draw_figures(drawing, row, middle);
    add_hit(drawing, row, middle);
}

static void draw_folded(const Drawing *drawing)
{
    const SzQueueLayout *layout = &drawing->layout;
    const SzQueueBoard *board = drawing->board;
    const SzQueueRow *first = board->rows->pdata[layout->n_rows];
    bool is_calm = first->sign == SZ_SIGN_OK;
    g_autofree char *line = g_strdup_printf("%s%u %s%s", word(drawing, "另 ", ""), layout->n_folded,
                                            word(drawing, "个队列", "more"),
                                            is_calm ? word(drawing, "正常", ", all normal") : "");
    SzCanvas *canvas = drawing->canvas;
    double middle = drawing->box.y + layout->head_h + layout->pitch * (layout->n_rows + .5);
    sz_canvas_sign(canvas, first->sign, drawing->box.x + layout->sign_size / 2, middle,
                   layout->sign_size);
    (void)sz_canvas_text_mid(canvas, layout->name_x, middle, line,
                             sz_type(canvas->scale.note, canvas->theme->ink2));
}

static void draw_rules(const Drawing *drawing, guint n)
{
    const SzQueueLayout *layout = &drawing->layout;
    SzCanvas *canvas = drawing->canvas;
    for (guint i = 1; i < n; i++) {
        double y = drawing->box.y + layout->head_h + layout->pitch * i;
        sz_canvas_line(canvas, drawing->box.x, y, drawing->box.x + drawing->box.w, y,
                       (SzStroke){.color = canvas->theme->line, .width = canvas->scale.hair});
    }
}

#define SKELETON_ROWS 6

SzRect sz_queue_board_draw(const SzQueueBoard *board, SzPanelState state, SzCanvas *canvas,
                           SzRect box)
{
    Drawing drawing = {.board = board, .canvas = canvas, .box = box};
    bool is_shown = sz_panel_is_shown(state);
    SzQueueWidths widths = measure(&drawing);
    guint n = is_shown ? board->rows->len : SKELETON_ROWS;
    drawing.layout = sz_queue_layout(box, &canvas->scale, &widths, MAX(1, n));
    const SzQueueLayout *layout = &drawing.layout;
    guint n_lines = layout->n_rows + (layout->n_folded > 0 ? 1 : 0);
    draw_rules(&drawing, n_lines);
    double height = layout->pitch * n_lines;
    if (is_shown && board->rows->len > 0) {
        if (layout->head_h > 0) {
            draw_titles(&drawing);
        }
        draw_limits(&drawing, height);
        for (guint i = 0; i < layout->n_rows; i++) {
            draw_row(&drawing, i);
        }
        if (layout->n_folded > 0) {
            draw_folded(&drawing);
        }
    }
    return (SzRect){box.x, box.y + layout->head_h, box.w,
                    is_shown ? height : box.h - layout->head_h};
}
