#pragma once

/* A morning of one hall, told event by event, and the panels drawn of it.  Test code: asserts on failure.
 * For tests that link render.  The hall is "330106", open 9:00-12:00 and 13:30-18:00; the day 2026-03-02. */

#include "metrics/engine.h"
#include "render/panel_ops.h"
#include "web/fonts.h"

#include "support/case_builder.h"
#include "support/rules.h"

/* "10:24" or "10:24:30" of the day. */
static inline SzWallTime scene_time(const char *clock)
{
    g_autofree char *text =
        g_strdup_printf("2026-03-02T%s%s", clock, strlen(clock) < 6 ? ":00" : "");
    return test_time(text);
}

static inline void scene_window(SzEngine *engine, const char *window, SzWindowState state,
                                const char *clock)
{
    SzEvent event = {.entity = SZ_EVENT_WINDOW};
    event.as.window = (SzWindowEvent){.occurred = scene_time(clock),
                                      .state = state,
                                      .hall = SZ_SLICE("330106"),
                                      .window = sz_slice(window),
                                      .cert = -1};
    sz_engine_apply(engine, &event);
}

static inline void scene_ticket(SzEngine *engine, SzTicketEventKind kind, const char *id,
                                const char *window, const char *clock)
{
    SzEvent event = {.entity = SZ_EVENT_TICKET};
    event.as.ticket = (SzTicketEvent){.occurred = scene_time(clock),
                                      .kind = kind,
                                      .hall = SZ_SLICE("330106"),
                                      .id = sz_slice(id),
                                      .queue = SZ_SLICE("B"),
                                      .window = sz_slice(window),
                                      .recall = -1};
    sz_engine_apply(engine, &event);
}

/* @faults: as on the wire; NULL: not said. */
static inline void scene_kiosk(SzEngine *engine, const char *kiosk, SzKioskState state,
                               const char *faults, const char *clock)
{
    SzEvent event = {.entity = SZ_EVENT_KIOSK};
    event.as.kiosk =
        (SzKioskEvent){.occurred = scene_time(clock),
                       .kind = state == SZ_KIOSK_STATE_NONE ? SZ_KIOSK_HEARTBEAT : SZ_KIOSK_STATE,
                       .hall = SZ_SLICE("330106"),
                       .kiosk = sz_slice(kiosk),
                       .state = state,
                       .faults = faults != NULL ? sz_kiosk_faults_parse(sz_slice(faults)) : -1,
                       .dur_ms = -1,
                       .pages = -1};
    sz_engine_apply(engine, &event);
}

static inline SzPanelPlace scene_place(void)
{
    const SzHall *hall = sz_registry_find(test_rules()->registry, SZ_SLICE("330106"),
                                          sz_day_of(scene_time("10:00")));
    return (SzPanelPlace){.hall = hall};
}

static inline SzView scene_view(const SzSnapshot *state, const char *clock)
{
    return (SzView){.rules = test_rules(), .state = state, .now = {true, scene_time(clock)}};
}

/* (transfer full) */
static inline SzPanelModel *scene_model(SzEngine *engine, const SzPanelRequest *request,
                                        const char *clock)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = scene_view(state, clock);
    g_autoptr(GError) error = NULL;
    g_assert_true(sz_panel_request_check(request, &error));
    return sz_panel_model_new(request, &view);
}

/* Does the picture look the same at both instants? */
static inline bool scene_is_same(SzEngine *engine, const SzPanelRequest *request, const char *a,
                                 const char *b)
{
    g_autoptr(SzPanelModel) one = scene_model(engine, request, a);
    g_autoptr(SzPanelModel) two = scene_model(engine, request, b);
    return g_str_equal(sz_panel_model_key(one), sz_panel_model_key(two));
}

static inline void scene_assert_hits(const SzPanelModel *model, guint n)
{
    g_autoptr(GPtrArray) hits = sz_panel_hits(model);
    g_assert_cmpuint(hits->len, ==, n);
    for (guint i = 0; i < hits->len; i++) {
        const SzHit *hit = hits->pdata[i];
        g_assert_cmpfloat(hit->x_px, >=, 0);
        g_assert_cmpfloat(hit->y_px, >=, 0);
        g_assert_cmpfloat(hit->w_px, >, 0);
        g_assert_cmpfloat(hit->h_px, >, 0);
        g_assert_cmpfloat(hit->x_px + hit->w_px, <=, model->request.width_px + 1e-6);
        g_assert_cmpfloat(hit->y_px + hit->h_px, <=, model->request.height_px + 1e-6);
        g_assert_cmpuint(strlen(hit->label), >, 0);
        g_assert_cmpuint(strlen(hit->value), >, 0);
    }
}

/* Every size, theme, language and format can be drawn and said. */
static inline void scene_assert_draws(SzEngine *engine, const SzPanel *panel, const char *clock)
{
    static const int sizes[][2] = {{160, 90}, {300, 160}, {695, 105}, {200, 900}, {1200, 600}};
    for (guint i = 0; i < G_N_ELEMENTS(sizes) * 4; i++) {
        const int *size = sizes[i / 4];
        SzPanelRequest request = {.panel = panel,
                                  .place = scene_place(),
                                  .width_px = size[0],
                                  .height_px = size[1],
                                  .dpr = i % 2 == 0 ? 1 : 2,
                                  .language = i % 2 == 0 ? SZ_LANGUAGE_ZH : SZ_LANGUAGE_EN,
                                  .format = i % 4 == 3 ? SZ_PANEL_SVG : SZ_PANEL_PNG,
                                  .is_light = i % 4 > 1,
                                  .is_bare = i % 3 == 0};
        g_autoptr(SzPanelModel) model = scene_model(engine, &request, clock);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) picture = sz_panel_draw(model, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(g_bytes_get_size(picture), >, 100);
        for (int language = 0; language < 2; language++) {
            g_autofree char *text = sz_panel_model_text(model, (SzLanguage)language);
            g_assert_true(g_utf8_validate(text, -1, NULL));
            g_assert_cmpuint(strlen(text), >, 10);
        }
    }
}

/* A canvas of its own surface. */
typedef struct {
    cairo_surface_t *surface;
    cairo_t *cr;
    SzCanvas *canvas;
} SceneCanvas;

static inline SceneCanvas scene_canvas(int width, int height)
{
    SceneCanvas out = {.surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)};
    out.cr = cairo_create(out.surface);
    out.canvas = sz_canvas_new(out.cr, sz_theme(false), sz_scale_of_note(18.9, 1), SZ_LANGUAGE_ZH);
    sz_canvas_fill(out.canvas, (SzRect){0, 0, width, height}, out.canvas->theme->bg, 0);
    return out;
}

static inline void scene_canvas_clear(SceneCanvas *canvas)
{
    sz_canvas_free(canvas->canvas);
    cairo_destroy(canvas->cr);
    cairo_surface_destroy(canvas->surface);
}

static inline guint32 scene_pixel(const SceneCanvas *canvas, double x, double y)
{
    cairo_surface_flush(canvas->surface);
    gssize row = cairo_image_surface_get_stride(canvas->surface);
    const unsigned char *at =
        cairo_image_surface_get_data(canvas->surface) + (gssize)y * row + (gssize)x * 4;
    return (guint32)(at[2] << 16 | at[1] << 8 | at[0]);
}

/* Runs the tests, then frees what the libraries keep for the life of a program, so that a leak of ours would
 * show. */
static inline int scene_run(void)
{
    int status = g_test_run();
    test_rules_clear();
    sz_fonts_use();
    sz_fonts_forget();
    return status;
}
