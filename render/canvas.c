#include "render/canvas.h"

#include <math.h>

#define FAMILY "Noto Sans CJK SC"
#define ELLIPSIS "…"
#define FADED_ALPHA 0.72

static PangoFontDescription *new_font(PangoWeight weight)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, FAMILY);
    pango_font_description_set_weight(font, weight);
    return font;
}

static void set_up_layout(SzCanvas *canvas)
{
    g_autoptr(cairo_font_options_t) options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    canvas->layout = pango_cairo_create_layout(canvas->cr);
    PangoContext *context = pango_layout_get_context(canvas->layout);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("zh-cn"));
    g_autoptr(PangoAttrList) attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_font_features_new("liga 0, clig 0"));
    pango_layout_set_attributes(canvas->layout, attributes);
    pango_layout_set_single_paragraph_mode(canvas->layout, TRUE);
}

SzCanvas *sz_canvas_new(cairo_t *cr, const SzTheme *theme, SzScale scale, SzLanguage language)
{
    SzCanvas *canvas = g_new0(SzCanvas, 1);
    canvas->cr = cr;
    canvas->theme = theme;
    canvas->scale = scale;
    canvas->language = language;
    canvas->dpr = 1;
    canvas->fonts[0] = new_font(PANGO_WEIGHT_NORMAL);
    canvas->fonts[1] = new_font(PANGO_WEIGHT_BOLD);
    set_up_layout(canvas);
    return canvas;
}

void sz_canvas_free(SzCanvas *canvas)
{
    if (canvas == NULL) {
        return;
    }
    g_object_unref(canvas->layout);
    pango_font_description_free(canvas->fonts[0]);
    pango_font_description_free(canvas->fonts[1]);
    g_free(canvas);
}

void sz_canvas_source(SzCanvas *canvas, SzColor color, double alpha)
{
    double seen = canvas->is_faded ? alpha * FADED_ALPHA : alpha;
    cairo_set_source_rgba(canvas->cr, (double)((color >> 16) & 0xff) / 255,
                          (double)((color >> 8) & 0xff) / 255, (double)(color & 0xff) / 255, seen);
}

void sz_canvas_hit(SzCanvas *canvas, SzRect rect, const char *label, const char *value,
                   const char *link)
{
    if (canvas->hits == NULL) {
        return;
    }
    SzHit *hit = g_new0(SzHit, 1);
    hit->x_px = rect.x / canvas->dpr;
    hit->y_px = rect.y / canvas->dpr;
    hit->w_px = rect.w / canvas->dpr;
    hit->h_px = rect.h / canvas->dpr;
    hit->label = g_strdup(label);
    hit->value = g_strdup(value != NULL ? value : "");
    hit->link = g_strdup(link);
    g_ptr_array_add(canvas->hits, hit);
}

/* --- text ---------------------------------------------------------------------------------- */

static void set_text(SzCanvas *canvas, const char *text, gssize n_bytes, double size, bool is_bold)
{
    PangoFontDescription *font = canvas->fonts[is_bold ? 1 : 0];
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(canvas->layout, font);
    pango_layout_set_text(canvas->layout, text, (int)n_bytes);
}

static double layout_width(SzCanvas *canvas)
{
    PangoRectangle logical;
    pango_layout_get_extents(canvas->layout, NULL, &logical);
    return (double)logical.width / PANGO_SCALE;
}

double sz_canvas_text_width(SzCanvas *canvas, const char *text, double size, bool is_bold)
{
    if (*text == '\0') {
        return 0;
    }
    set_text(canvas, text, -1, size, is_bold);
    return layout_width(canvas);
}

/* The first @n characters of @text, without what should not stand before an ellipsis. */
static char *cut(const char *text, glong n)
{
    g_autofree char *head = g_utf8_substring(text, 0, n);
    static const char *const loose[] = {" ", ",", "，", "、", "。"};
    for (bool is_done = false; !is_done;) {
        is_done = true;
        for (gsize i = 0; i < G_N_ELEMENTS(loose); i++) {
            if (g_str_has_suffix(head, loose[i])) {
                head[strlen(head) - strlen(loose[i])] = '\0';
                is_done = false;
            }
        }
    }
    return g_strconcat(head, ELLIPSIS, NULL);
}

char *sz_canvas_fit(SzCanvas *canvas, const char *text, SzType type, double room)
{
    if (sz_canvas_text_width(canvas, text, type.size, type.is_bold) <= room) {
        return g_strdup(text);
    }
    glong fits = 0;
    glong too_many = g_utf8_strlen(text, -1);
    while (fits + 1 < too_many) {
        glong middle = (fits + too_many) / 2;
        g_autofree char *tried = cut(text, middle);
        if (sz_canvas_text_width(canvas, tried, type.size, type.is_bold) <= room) {
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    return fits > 0 ? cut(text, fits) : g_strdup("");
}

double sz_canvas_text(SzCanvas *canvas, double x, double baseline, const char *text, SzType type)
{
    if (*text == '\0') {
        return 0;
    }
    const SzTheme *theme = canvas->theme;
    bool keeps = !canvas->is_faded || type.color == theme->ink3 || sz_color_is_ink_on(type.color);
    set_text(canvas, text, -1, type.size, type.is_bold);
    double width = layout_width(canvas);
    double left = type.align == SZ_ALIGN_END      ? x - width
                  : type.align == SZ_ALIGN_MIDDLE ? x - width / 2
                                                  : x;
    SzColor color = keeps ? type.color : theme->ink2;
    cairo_set_source_rgb(canvas->cr, (double)((color >> 16) & 0xff) / 255,
                         (double)((color >> 8) & 0xff) / 255, (double)(color & 0xff) / 255);
    cairo_move_to(canvas->cr, left, baseline);
    pango_cairo_show_layout_line(canvas->cr, pango_layout_get_line_readonly(canvas->layout, 0));
    cairo_new_path(canvas->cr);
    return width;
}

double sz_canvas_text_mid(SzCanvas *canvas, double x, double middle, const char *text, SzType type)
{
    return sz_canvas_text(canvas, x, middle + SZ_TEXT_MIDDLE * type.size, text, type);
}

static double unit_size(const SzCanvas *canvas, double size)
{
    return MAX(size * 0.56, MIN(size, canvas->scale.note));
}

static double unit_gap(const char *unit, double size)
{
    return *unit == '\0' || *unit == '%' ? 0 : size * 0.12;
}

double sz_canvas_value_width(SzCanvas *canvas, const char *figure, const char *unit, SzType type)
{
    return sz_canvas_text_width(canvas, figure, type.size, type.is_bold) +
           unit_gap(unit, type.size) +
           sz_canvas_text_width(canvas, unit, unit_size(canvas, type.size), false);
}

double sz_canvas_value(SzCanvas *canvas, double x, double baseline, const char *figure,
                       const char *unit, SzType type)
{
    double width = sz_canvas_value_width(canvas, figure, unit, type);
    double left = type.align == SZ_ALIGN_END      ? x - width
                  : type.align == SZ_ALIGN_MIDDLE ? x - width / 2
                                                  : x;
    left += sz_canvas_text(canvas, left, baseline, figure, sz_type_at(type, SZ_ALIGN_START));
    (void)sz_canvas_text(canvas, left + unit_gap(unit, type.size), baseline, unit,
                         sz_type(unit_size(canvas, type.size), canvas->theme->ink2));
    return width;
}

/* --- lines of text ------------------------------------------------------------------------- */

static bool is_word(gunichar c)
{
    return c < 0x80 && c != ' ';
}

static bool is_closing(gunichar c)
{
    static const gunichar closing[] = {0xff0c, 0x3002, 0xff1b, 0xff1a, 0x3001,
                                       0xff09, 0x300b, 0x201d, 0x2019, 0xff01};
    for (gsize i = 0; i < G_N_ELEMENTS(closing); i++) {
        if (c == closing[i]) {
            return true;
        }
    }
    return false;
}

/* g_utf8_next_char() casts const away. */
static const char *next_char(const char *text)
{
    return text + g_utf8_skip[(guchar)*text];
}

/* End of the piece of @text that must not be broken. */
static const char *piece_end(const char *text)
{
    bool is_in_word = is_word(g_utf8_get_char(text));
    text = next_char(text);
    while (*text != '\0' && is_in_word && is_word(g_utf8_get_char(text))) {
        text = next_char(text);
    }
    while (*text != '\0' && is_closing(g_utf8_get_char(text))) {
        text = next_char(text);
    }
    return text;
}

/* End of the line that begins at @text. */
static const char *line_end(SzCanvas *canvas, const char *text, SzType type, double room)
{
    const char *end = piece_end(text);
    while (*end != '\0') {
        const char *next = piece_end(end);
        set_text(canvas, text, next - text, type.size, type.is_bold);
        if (layout_width(canvas) > room) {
            break;
        }
        end = next;
    }
    return end;
}

char **sz_canvas_wrap(SzCanvas *canvas, const char *text, SzType type, double room, guint n_max)
{
    GPtrArray *lines = g_ptr_array_new();
    while (*text != '\0' && lines->len < n_max) {
        text += strspn(text, " ");
        const char *end = line_end(canvas, text, type, room);
        bool is_last = lines->len + 1 == n_max;
        g_autofree char *line = is_last ? g_strdup(text) : g_strndup(text, (gsize)(end - text));
        g_ptr_array_add(lines, sz_canvas_fit(canvas, g_strchomp(line), type, room));
        text = end;
    }
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}
