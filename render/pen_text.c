#include "render/pen_text.h"

#include <glib.h>
#include <pango/pangocairo.h>

struct SzPenText {
    cairo_t *cairo;
    PangoLayout *layout;
    PangoFontDescription *face[2]; /* Regular, Bold */
};

SzPenText *sz_pen_fonts_new(cairo_t *cairo)
{
    SzPenText *fonts = g_new0(SzPenText, 1);
    fonts->cairo = cairo;
    fonts->layout = pango_cairo_create_layout(cairo);
    PangoContext *context = pango_layout_get_context(fonts->layout);
    pango_context_set_language(context, pango_language_from_string("zh-CN"));
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    for (int i = 0; i < 2; i++) {
        fonts->face[i] = pango_font_description_new();
        pango_font_description_set_family_static(fonts->face[i], "Noto Sans CJK SC");
        pango_font_description_set_weight(fonts->face[i],
                                          i == 0 ? PANGO_WEIGHT_NORMAL : PANGO_WEIGHT_BOLD);
    }
    return fonts;
}

void sz_pen_fonts_free(SzPenText *fonts)
{
    if (fonts != NULL) {
        pango_font_description_free(fonts->face[0]);
        pango_font_description_free(fonts->face[1]);
        g_object_unref(fonts->layout);
        g_free(fonts);
    }
}

static void lay_out(SzPenText *fonts, const char *text, double size, bool is_bold)
{
    PangoFontDescription *face = fonts->face[is_bold ? 1 : 0];
    pango_font_description_set_absolute_size(face, size * PANGO_SCALE);
    pango_layout_set_font_description(fonts->layout, face);
    pango_layout_set_text(fonts->layout, text, -1);
}

double sz_pen_fonts_width(SzPenText *fonts, const char *text, double size, bool is_bold)
{
    int width = 0;
    lay_out(fonts, text, size, is_bold);
    pango_layout_get_size(fonts->layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

void sz_pen_fonts_show(SzPenText *fonts, const char *text, double size, bool is_bold)
{
    lay_out(fonts, text, size, is_bold);
    pango_cairo_show_layout_line(fonts->cairo, pango_layout_get_line_readonly(fonts->layout, 0));
}
