/* The figures of one place: sz_city_card_draw() of render/city_map.h. */
#include "render/city_map.h"

typedef struct {
    const char *label;
    char *value; /* owned */
    const char *unit;
    SzColor color;
} Figure;

static void draw_figure(SzCanvas *canvas, const Figure *figure, SzRect at)
{
    double em = canvas->scale.note;
    double size = MAX(em, MIN(canvas->scale.num, at.h - 1.7 * em));
    double baseline = at.y + at.h - 0.3 * em;
    SzType small = sz_type(em, canvas->theme->ink3);
    g_autofree char *label = sz_canvas_fit(canvas, figure->label, small, at.w - 0.5 * em);
    (void)sz_canvas_text(canvas, at.x, baseline - 1.05 * size, label, small);
    (void)sz_canvas_value(canvas, at.x, baseline, figure->value, figure->unit,
                          sz_type(size, figure->color));
}

static void draw_name(SzCanvas *canvas, SzRect box, const SzCityPlace *place, double size)
{
    double em = canvas->scale.note;
    double label = canvas->scale.label;
    SzType type = sz_type_bold(size, canvas->theme->ink1);
    double baseline = box.y + 0.95 * size;
    g_autofree char *name = sz_canvas_fit(canvas, place->name[canvas->language], type, box.w);
    double used = sz_canvas_text(canvas, box.x, baseline, name, type) + 0.5 * em;
    const char *grade = sz_city_grade(place->index.grade, canvas->language);
    if (used + sz_canvas_text_width(canvas, grade, label, false) < box.w) {
        (void)sz_canvas_text(canvas, box.x + used, baseline, grade,
                             sz_type(label, canvas->theme->ink2));
    }
}

void sz_city_card_draw(SzCanvas *canvas, SzRect box, const SzCityPlace *place)
{
    const SzTheme *theme = canvas->theme;
    SzLanguage language = canvas->language;
    double em = canvas->scale.note;
    bool has_wait = sz_city_wait_is_known(&place->last_hour);
    SzSign sign = sz_city_wait_sign(place->last_hour.p90_min);
    SzColor wait_color = sign == SZ_SIGN_OK ? theme->ink1 : theme->text[sign];
    Figure figures[] = {
        {SZ_SAY(language, "等候 P90", "wait P90"),
         has_wait ? g_strdup_printf("%u", place->last_hour.p90_min) : g_strdup("–"),
         has_wait ? SZ_SAY(language, "分", "min") : "", has_wait ? wait_color : theme->ink3},
        {SZ_SAY(language, "窗口 开/排", "windows open"),
         g_strdup_printf("%u/%u", place->windows_open, place->windows), "", theme->ink1},
        {SZ_SAY(language, "在等", "waiting"), g_strdup_printf("%u", place->waiting),
         SZ_SAY(language, "人", ""), theme->ink1},
        {SZ_SAY(language, "超期件", "overdue"), g_strdup_printf("%u", place->overdue),
         SZ_SAY(language, "件", ""), place->overdue > 0 ? theme->text[SZ_SIGN_LATE] : theme->ink1},
    };
    sz_canvas_line(canvas, box.x, box.y, box.x, box.y + box.h,
                   (SzStroke){.color = theme->ink2, .width = 1.6 * canvas->scale.hair});
    SzRect inside = {box.x + 0.8 * em, box.y, box.w - 0.8 * em, box.h};
    double size = MAX(em, MIN(canvas->scale.text, box.h * 0.2));
    draw_name(canvas, inside, place, size);
    double top = box.y + 1.15 * size;
    double w = inside.w / 2;
    double h = MIN((box.y + box.h - top) / 2, 2.0 * canvas->scale.num + 1.7 * em);
    for (guint i = 0; i < G_N_ELEMENTS(figures); i++) {
        SzRect at = {inside.x + (i % 2) * w, top + (i < 2 ? 0 : h), w, h};
        draw_figure(canvas, &figures[i], at);
        g_free(figures[i].value);
    }
}
