#pragma once

/* Pictures of an engine's state, for tests that link the drawing: requests, pixels, the end of a program that drew.
 * Header only, because the support library knows no folder.  Test code: asserts on failure. */

#include "render/panel_ops.h"
#include "web/fonts.h"

#include "support/case_builder.h"
#include "support/rules.h"

static inline SzPanelPlace test_panel_place(const char *code, bool is_area)
{
    const SzHall *hall = sz_registry_find(test_rules()->registry, sz_slice(code), 0);
    g_assert_nonnull(hall);
    return (SzPanelPlace){.hall = hall, .is_area = is_area};
}

static inline SzView test_panel_view(const SzSnapshot *state, const char *now)
{
    return (SzView){.rules = test_rules(), .state = state, .now = {true, test_time(now)}};
}

/* Of the hall 330106, dark, Chinese, without its frame. */
static inline SzPanelRequest test_panel_request(const SzPanel *panel, int width_px, int height_px)
{
    return (SzPanelRequest){
        .panel = panel,
        .place = test_panel_place("330106", false),
        .width_px = width_px,
        .height_px = height_px,
        .dpr = 1,
        .is_bare = true,
    };
}

/* @out_same: is the picture of both views the same? */
static inline bool test_panel_is_same(const SzPanelRequest *request, const SzView *a,
                                      const SzView *b)
{
    g_autoptr(SzPanelModel) left = sz_panel_model_new(request, a);
    g_autoptr(SzPanelModel) right = sz_panel_model_new(request, b);
    return strcmp(sz_panel_model_key(left), sz_panel_model_key(right)) == 0;
}

/* The state, and when it shows no marks what it says: "empty: 没有在办件". (transfer full) */
static inline char *test_panel_state(const SzPanelRequest *request, const SzView *view)
{
    g_autoptr(SzPanelModel) model = sz_panel_model_new(request, view);
    bool is_shown = sz_panel_is_shown(model->head.state);
    return g_strconcat(sz_panel_model_state(model), is_shown ? "" : ": ",
                       is_shown ? NULL : model->head.what, NULL);
}

/* Draws every size, language, theme and frame; asserts that texts and regions are good. */
static inline void test_panel_draw_all(const SzPanel *panel, const SzView *view)
{
    static const int sizes[][2] = {{160, 90}, {300, 160}, {583, 190}, {700, 600}, {170, 900}};
    for (guint i = 0; i < G_N_ELEMENTS(sizes) * 8; i++) {
        SzPanelRequest request = test_panel_request(panel, sizes[i / 8][0], sizes[i / 8][1]);
        request.language = i % 2 == 0 ? SZ_LANGUAGE_ZH : SZ_LANGUAGE_EN;
        request.is_light = i / 2 % 2 == 1;
        request.is_bare = i / 4 % 2 == 1;
        request.format = i % 3 == 0 ? SZ_PANEL_SVG : SZ_PANEL_PNG;
        request.place.is_area = i % 3 == 1;
        g_autoptr(GError) error = NULL;
        g_autoptr(SzPanelModel) model = sz_panel_model_new(&request, view);
        g_autoptr(GBytes) bytes = sz_panel_draw(model, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(g_bytes_get_size(bytes), >, 100);
        g_autofree char *text = sz_panel_model_text(model, request.language);
        g_assert_true(g_utf8_validate(text, -1, NULL));
        g_autoptr(GPtrArray) hits = sz_panel_hits(model);
        for (guint k = 0; k < hits->len; k++) {
            const SzHit *hit = hits->pdata[k];
            g_assert_true(hit->w_px > 0 && hit->h_px > 0);
            g_assert_true(hit->x_px >= -1 && hit->x_px + hit->w_px <= request.width_px + 1);
            g_assert_true(hit->y_px >= -1 && hit->y_px + hit->h_px <= request.height_px + 1);
            g_assert_cmpstr(hit->label, !=, "");
        }
    }
}

/* The regions as "label=value|..". (transfer full) */
static inline char *test_panel_hits(const SzPanelRequest *request, const SzView *view)
{
    g_autoptr(SzPanelModel) model = sz_panel_model_new(request, view);
    g_autoptr(GPtrArray) hits = sz_panel_hits(model);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < hits->len; i++) {
        const SzHit *hit = hits->pdata[i];
        g_string_append_printf(text, "%s%s=%s", i > 0 ? "|" : "", hit->label, hit->value);
    }
    return g_string_free(text, FALSE);
}

/* --- pixels -------------------------------------------------------------------------------- */

/* A canvas of its own surface on the dark ground. */
typedef struct {
    cairo_surface_t *surface;
    cairo_t *cr;
    SzCanvas *canvas;
} TestCanvas;

static inline void test_canvas_init(TestCanvas *out, int width, int height, double note_px)
{
    out->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    out->cr = cairo_create(out->surface);
    out->canvas =
        sz_canvas_new(out->cr, sz_theme(false), sz_scale_of_note(note_px, 1), SZ_LANGUAGE_ZH);
    sz_canvas_fill(out->canvas, (SzRect){0, 0, width, height}, out->canvas->theme->bg, 0);
}

static inline void test_canvas_clear(TestCanvas *test)
{
    g_assert_cmpint(cairo_status(test->cr), ==, CAIRO_STATUS_SUCCESS);
    sz_canvas_free(test->canvas);
    cairo_destroy(test->cr);
    cairo_surface_destroy(test->surface);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TestCanvas, test_canvas_clear)

static inline SzColor test_canvas_pixel(const TestCanvas *test, int x, int y)
{
    cairo_surface_flush(test->surface);
    gssize row = cairo_image_surface_get_stride(test->surface);
    const unsigned char *at = cairo_image_surface_get_data(test->surface) + y * row + (gssize)x * 4;
    return (SzColor)(at[2] << 16 | at[1] << 8 | at[0]);
}

/* What the font libraries keep for the life of a program, so that a leak of ours would show. */
static inline void test_drawing_clear(void)
{
    sz_fonts_use();
    sz_fonts_forget();
}
