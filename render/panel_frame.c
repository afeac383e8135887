#include "render/panel_frame.h"

SzSign sz_panel_state_sign(SzPanelState state)
{
    switch (state) {
    case SZ_PANEL_STALE:
        return SZ_SIGN_STALE;
    case SZ_PANEL_INSUFFICIENT:
        return SZ_SIGN_INSUFFICIENT;
    case SZ_PANEL_LIVE:
    case SZ_PANEL_EMPTY:
        return SZ_SIGN_OK;
    case SZ_PANEL_NOT_BEGUN:
    case SZ_PANEL_CLOSED:
    case SZ_PANEL_N_STATES:
        break;
    }
    return SZ_SIGN_CLOSED;
}

/* --- the title line ------------------------------------------------------------------------ */

typedef struct {
    double left; /* what the title has taken so far */
    double right;
    double baseline;
} Line;

/* A note at the right end, if it leaves @keep to the left. */
static bool add_note(SzCanvas *canvas, Line *line, const char *note, SzColor color, double keep)
{
    double size = canvas->scale.note;
    if (note == NULL || *note == '\0') {
        return false;
    }
    double width = sz_canvas_text_width(canvas, note, size, false);
    if (line->right - width < keep) {
        return false;
    }
    line->right -= width;
    (void)sz_canvas_text(canvas, line->right, line->baseline, note, sz_type(size, color));
    line->right -= size * 0.9;
    return true;
}

/* What is wrong survives the title. */
static void add_alarm(SzCanvas *canvas, Line *line, const SzPanelHead *head)
{
    double em = canvas->scale.note;
    const char *tag = head->state == SZ_PANEL_STALE && head->as_of != NULL
                          ? head->as_of
                          : sz_sign_word(sz_panel_state_sign(head->state), canvas->language);
    SzColor color = head->state == SZ_PANEL_STALE ? canvas->theme->ink1 : canvas->theme->ink2;
    (void)add_note(canvas, line, tag, color, line->left);
    line->right += em * 0.9 - em * 1.35;
    SzRect box = {line->right, line->baseline - SZ_TEXT_MIDDLE * em - em / 2, em, em};
    sz_canvas_sign_in(canvas, sz_panel_state_sign(head->state), box, color);
    line->right -= em * 0.6;
}

SzRect sz_panel_frame(SzCanvas *canvas, SzRect box, const char *title, const SzPanelHead *head)
{
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    double label = canvas->scale.label;
    const char *unit = head->unit != NULL && sz_panel_is_shown(head->state) ? head->unit : "";
    sz_canvas_line(canvas, box.x, box.y + canvas->scale.hair / 2, box.x + box.w,
                   box.y + canvas->scale.hair / 2,
                   (SzStroke){.color = theme->line, .width = canvas->scale.hair});
    Line line = {box.x, box.x + box.w, box.y + label * 1.75};
    double title_w = sz_canvas_text_width(canvas, title, label, true);
    double unit_w = *unit == '\0' ? 0 : sz_canvas_text_width(canvas, unit, em, false) + em * 0.4;
    if (head->state == SZ_PANEL_STALE || head->state == SZ_PANEL_INSUFFICIENT) {
        add_alarm(canvas, &line, head);
    } else if (head->state == SZ_PANEL_LIVE || head->state == SZ_PANEL_EMPTY) {
        double keep = box.x + title_w + em * 1.6;
        (void)add_note(canvas, &line, head->as_of, theme->ink3, keep);
        (void)add_note(canvas, &line, head->sample, theme->ink3, keep + unit_w);
    }
    double room = line.right - box.x - em * 0.4;
    SzType type = sz_type_bold(label, theme->ink2);
    g_autofree char *shown = sz_canvas_fit(canvas, title, type, room);
    double taken = sz_canvas_text(canvas, box.x, line.baseline, shown, type);
    if (unit_w > 0 && taken + unit_w < room) {
        (void)sz_canvas_text(canvas, box.x + taken + em * 0.4, line.baseline, unit,
                             sz_type(em, theme->ink3));
    }
    double top = label * 2.6;
    return (SzRect){box.x, box.y + top, box.w, MAX(0, box.h - top)};
}

/* --- the sentence -------------------------------------------------------------------------- */

#define WHY_LINES_MAX 2

static double message_size(SzCanvas *canvas, SzRect box, const char *what)
{
    const SzScale *scale = &canvas->scale;
    bool is_roomy = box.h > 6 * scale->note && box.w > 16 * scale->note;
    const double sizes[] = {is_roomy ? scale->text : scale->label, scale->label, scale->note};
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        if (sz_canvas_text_width(canvas, what, sizes[i], false) + sizes[i] * 1.3 < box.w) {
            return sizes[i];
        }
    }
    return scale->note;
}

void sz_panel_message(SzCanvas *canvas, SzRect box, const SzPanelHead *head)
{
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    double size = message_size(canvas, box, head->what);
    SzType type = sz_type(size, head->state == SZ_PANEL_EMPTY ? theme->ink1 : theme->ink2);
    g_autofree char *what = sz_canvas_fit(canvas, head->what, type, box.w - size * 1.3);
    double room_h = box.h - size * 1.5;
    guint n_max = room_h > em * 1.4 ? MIN(WHY_LINES_MAX, (guint)(room_h / (em * 1.45))) : 0;
    SzType why_type = sz_type_at(sz_type(em, theme->ink3), SZ_ALIGN_MIDDLE);
    g_auto(GStrv) why =
        sz_canvas_wrap(canvas, head->why != NULL ? head->why : "", why_type, box.w - em, n_max);
    guint n_why = g_strv_length(why);
    double height = size * 1.2 + n_why * em * 1.45;
    double what_w = sz_canvas_text_width(canvas, what, size, false) + size * 1.25;
    double plate_w = what_w;
    for (guint i = 0; i < n_why; i++) {
        plate_w = MAX(plate_w, sz_canvas_text_width(canvas, why[i], em, false));
    }
    plate_w = MIN(box.w, plate_w + em * 1.2);
    double top = box.y + (box.h - height) / 2;
    double middle = box.x + box.w / 2;
    sz_canvas_fill(canvas,
                   (SzRect){middle - plate_w / 2, top - em * .35, plate_w, height + em * .7},
                   theme->bg, 0);
    double left = middle - what_w / 2;
    sz_canvas_sign(canvas, sz_panel_state_sign(head->state), left + size * .45, top + size * .6,
                   size * .95);
    (void)sz_canvas_text_mid(canvas, left + size * 1.25, top + size * .6, what, type);
    for (guint i = 0; i < n_why; i++) {
        (void)sz_canvas_text(canvas, middle, top + size * 1.2 + em * (1.0 + i * 1.45), why[i],
                             why_type);
    }
}
