/* sz_panel_draw() of render/panel.h: surfaces and the type scale. */
#include "render/panel_ops.h"

#include "render/error.h"
#include "render/panel_frame.h"
#include "render/png.h"

#include <cairo-svg.h>
#include <math.h>

#define NOTE_AUTO_MIN_PX 12.0
#define NOTE_AUTO_MAX_PX 38.0

static SzScale scale_of(const SzPanelRequest *request)
{
    double note_px = request->note_px;
    if (note_px <= 0) {
        note_px = MIN(request->width_px / 56.0, request->height_px / 30.0);
        note_px = CLAMP(note_px, NOTE_AUTO_MIN_PX, NOTE_AUTO_MAX_PX);
    }
    return sz_scale_of_note(note_px * request->dpr, request->dpr);
}

static SzRect size_of(const SzPanelRequest *request)
{
    return (SzRect){0, 0, round(request->width_px * request->dpr),
                    round(request->height_px * request->dpr)};
}

/* @hits: NULL when nobody asks for them */
static void draw_onto(const SzPanelModel *model, cairo_t *cr, GPtrArray *hits)
{
    const SzPanelRequest *request = &model->request;
    const SzPanelHead *head = &model->head;
    SzRect box = size_of(request);
    g_autoptr(SzCanvas) canvas =
        sz_canvas_new(cr, sz_theme(request->is_light), scale_of(request), request->language);
    canvas->dpr = request->dpr;
    canvas->hits = hits;
    sz_canvas_fill(canvas, box, canvas->theme->bg, 0);
    if (!request->is_bare) {
        box = sz_panel_frame(canvas, box, request->panel->title[request->language], head);
    }
    canvas->is_faded = head->state == SZ_PANEL_STALE;
    SzRect plot = request->panel->ops->draw(model->body, head->state, canvas, box);
    canvas->is_faded = false;
    if (head->state == SZ_PANEL_STALE) {
        sz_canvas_hatch(canvas, plot, canvas->scale.note * 0.8);
    } else if (!sz_panel_is_shown(head->state)) {
        sz_panel_message(canvas, plot, head);
    }
}

static bool check_cairo(cairo_status_t status, GError **error)
{
    if (status != CAIRO_STATUS_SUCCESS) {
        g_set_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_DRAW, "no picture: '%s'",
                    cairo_status_to_string(status));
    }
    return status == CAIRO_STATUS_SUCCESS;
}

static GBytes *draw_png(const SzPanelModel *model, GError **error)
{
    SzRect box = size_of(&model->request);
    g_autoptr(cairo_surface_t) surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)box.w, (int)box.h);
    g_autoptr(cairo_t) cr = cairo_create(surface);
    if (cairo_status(cr) == CAIRO_STATUS_SUCCESS) {
        draw_onto(model, cr, NULL);
    }
    return check_cairo(cairo_status(cr), error) ? sz_png_encode(surface, error) : NULL;
}

static cairo_status_t append_bytes(void *user, const unsigned char *data, unsigned int len)
{
    g_byte_array_append(user, data, len);
    return CAIRO_STATUS_SUCCESS;
}

static GBytes *draw_svg(const SzPanelModel *model, GError **error)
{
    SzRect box = size_of(&model->request);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(cairo_surface_t) surface =
        cairo_svg_surface_create_for_stream(append_bytes, bytes, box.w, box.h);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    g_autoptr(cairo_t) cr = cairo_create(surface);
    if (cairo_status(cr) == CAIRO_STATUS_SUCCESS) {
        draw_onto(model, cr, NULL);
    }
    cairo_status_t drawn = cairo_status(cr);
    cairo_surface_finish(surface);
    cairo_status_t written = cairo_surface_status(surface);
    if (!check_cairo(drawn, error) || !check_cairo(written, error)) {
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* Drawn like a picture, so that the two cannot differ, onto a pixel nobody looks at. */
GPtrArray *sz_panel_hits(const SzPanelModel *model)
{
    GPtrArray *hits = g_ptr_array_new_with_free_func(sz_hit_free);
    g_autoptr(cairo_surface_t) surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1);
    g_autoptr(cairo_t) cr = cairo_create(surface);
    if (cairo_status(cr) == CAIRO_STATUS_SUCCESS) {
        draw_onto(model, cr, hits);
    }
    return hits;
}

GBytes *sz_panel_draw(const SzPanelModel *model, GError **error)
{
    return model->request.format == SZ_PANEL_SVG ? draw_svg(model, error) : draw_png(model, error);
}
