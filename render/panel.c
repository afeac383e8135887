#include "render/panel_ops.h"

#include "render/error.h"

#include <math.h>

/* In the order of a wall. */
static const SzPanel *const all_panels[] = {
    &SZ_PANEL_QUEUES,    &SZ_PANEL_WINDOWS,  &SZ_PANEL_KIOSKS,  &SZ_PANEL_INDEX, &SZ_PANEL_WAITING,
    &SZ_PANEL_DEADLINES, &SZ_PANEL_CITY_MAP, &SZ_PANEL_RANKING, &SZ_PANEL_WAITS,
};

static const char *const state_names[SZ_PANEL_N_STATES] = {
    [SZ_PANEL_LIVE] = "ok",
    [SZ_PANEL_STALE] = "stale",
    [SZ_PANEL_INSUFFICIENT] = "insufficient",
    [SZ_PANEL_EMPTY] = "empty",
    [SZ_PANEL_NOT_BEGUN] = "not_begun",
    [SZ_PANEL_CLOSED] = "closed",
};

const SzPanel *const *sz_panels(guint *out_n)
{
    *out_n = G_N_ELEMENTS(all_panels);
    return all_panels;
}

const SzPanel *sz_panel_find(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(all_panels); i++) {
        if (g_str_equal(all_panels[i]->name, name)) {
            return all_panels[i];
        }
    }
    return NULL;
}

const char *sz_panel_scope_name(SzPanelScope scope)
{
    static const char *const names[] = {
        [SZ_PANEL_OF_HALL] = "hall", [SZ_PANEL_OF_AREA] = "area", [SZ_PANEL_OF_CITY] = "city"};
    return names[scope];
}

static bool check_size(const SzPanelRequest *request, GError **error)
{
    if (request->width_px < SZ_PANEL_WIDTH_MIN || request->width_px > SZ_PANEL_WIDTH_MAX ||
        request->height_px < SZ_PANEL_HEIGHT_MIN || request->height_px > SZ_PANEL_HEIGHT_MAX) {
        g_set_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_RANGE,
                    "size: '%dx%d', expected %dx%d to %dx%d", request->width_px, request->height_px,
                    SZ_PANEL_WIDTH_MIN, SZ_PANEL_HEIGHT_MIN, SZ_PANEL_WIDTH_MAX,
                    SZ_PANEL_HEIGHT_MAX);
        return false;
    }
    /* Written so that no number that is none passes. */
    if (!(request->dpr >= SZ_PANEL_DPR_MIN && request->dpr <= SZ_PANEL_DPR_MAX)) {
        g_set_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_RANGE, "dpr: '%g', expected %g to %g",
                    request->dpr, SZ_PANEL_DPR_MIN, SZ_PANEL_DPR_MAX);
        return false;
    }
    double pixels = request->width_px * request->dpr * request->height_px * request->dpr;
    if (pixels > SZ_PANEL_PIXELS_MAX) {
        g_set_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_RANGE,
                    "size and dpr: '%dx%d' at '%g', expected at most %d pixels", request->width_px,
                    request->height_px, request->dpr, SZ_PANEL_PIXELS_MAX);
        return false;
    }
    return true;
}

static bool check_scope(const SzPanelRequest *request, GError **error)
{
    const SzPanel *panel = request->panel;
    bool is_area = request->place.is_area;
    if (is_area ? !panel->has_area : !panel->has_hall) {
        g_set_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_SCOPE, "panel '%s' is drawn for %s",
                    panel->name, panel->has_hall ? "a hall, not for an area" : "areas");
        return false;
    }
    if (request->by_tier && !(panel->has_tier && is_area)) {
        g_set_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_SCOPE, "tier: panel '%s' %s",
                    panel->name, panel->has_tier ? "compares one in an area" : "compares none");
        return false;
    }
    return true;
}

gboolean sz_panel_request_check(const SzPanelRequest *request, GError **error)
{
    if (!check_size(request, error)) {
        return FALSE;
    }
    bool is_auto = fabs(request->note_px) <= 0; /* also false of no number */
    if (!is_auto &&
        !(request->note_px >= SZ_PANEL_NOTE_MIN_PX && request->note_px <= SZ_PANEL_NOTE_MAX_PX)) {
        g_set_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_RANGE, "note: '%g', expected %d to %d",
                    request->note_px, SZ_PANEL_NOTE_MIN_PX, SZ_PANEL_NOTE_MAX_PX);
        return FALSE;
    }
    return check_scope(request, error);
}

void sz_panel_head_clear(SzPanelHead *head)
{
    g_free(head->unit);
    g_free(head->sample);
    g_free(head->as_of);
    g_free(head->what);
    g_free(head->why);
}

/* --- the model ----------------------------------------------------------------------------- */

/* Texts are ended by NUL, so that no two rows read as one. */
static void add_text(GString *shown, const char *text)
{
    g_string_append(shown, text != NULL ? text : "");
    g_string_append_c(shown, '\0');
}

static char *make_key(const SzPanelModel *model)
{
    const SzPanelRequest *request = &model->request;
    const SzPanelHead *head = &model->head;
    g_autoptr(GString) shown = g_string_new(NULL);
    add_text(shown, request->panel->name);
    add_text(shown, request->place.hall != NULL ? request->place.hall->code : NULL);
    g_string_append_printf(shown, "%d %d %d %dx%d %.6f %.6f %d %d %d %d %d", request->place.is_area,
                           request->by_tier, (int)request->tier, request->width_px,
                           request->height_px, request->dpr, request->note_px,
                           (int)request->language, (int)request->format, request->is_light,
                           request->is_bare, (int)head->state);
    add_text(shown, NULL);
    add_text(shown, request->is_bare ? NULL : head->unit);
    add_text(shown, request->is_bare ? NULL : head->sample);
    add_text(shown, request->is_bare ? NULL : head->as_of);
    add_text(shown, head->what);
    add_text(shown, head->why);
    request->panel->ops->digest(model->body, shown);
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)shown->str, shown->len);
}

SzPanelModel *sz_panel_model_new_take(const SzPanelRequest *request, gpointer body)
{
    SzPanelModel *model = g_new0(SzPanelModel, 1);
    model->request = *request;
    model->body = body;
    request->panel->ops->head(model->body, request->language, &model->head);
    model->key = make_key(model);
    /* What is borrowed from the registry is not for drawing: the model may outlive it. */
    model->request.place.hall = NULL;
    return model;
}

SzPanelModel *sz_panel_model_new(const SzPanelRequest *request, const SzView *view)
{
    return sz_panel_model_new_take(request, request->panel->ops->make(request, view));
}

void sz_panel_model_free(SzPanelModel *model)
{
    if (model == NULL) {
        return;
    }
    model->request.panel->ops->clear(model->body);
    sz_panel_head_clear(&model->head);
    g_free(model->key);
    g_free(model);
}

const char *sz_panel_model_key(const SzPanelModel *model)
{
    return model->key;
}

const char *sz_panel_model_state(const SzPanelModel *model)
{
    return state_names[model->head.state];
}

const char *sz_panel_model_unit(const SzPanelModel *model)
{
    return model->head.unit != NULL ? model->head.unit : "";
}

const char *sz_panel_model_sample(const SzPanelModel *model)
{
    return model->head.sample != NULL ? model->head.sample : "";
}

const char *sz_panel_model_as_of(const SzPanelModel *model)
{
    return model->head.as_of != NULL ? model->head.as_of : "";
}

/* 排队：没有人在等，截至 10:24。 */
char *sz_panel_model_text(const SzPanelModel *model, SzLanguage language)
{
    static const char *const joints[2][3] = {{"：", "，", "。"}, {": ", ", ", "."}};
    const SzPanel *panel = model->request.panel;
    const char *const *joint = joints[language];
    const char *title = panel->title[language];
    g_auto(SzPanelHead) head = {0};
    panel->ops->head(model->body, language, &head);
    if (!sz_panel_is_shown(head.state)) {
        const char *why = head.why != NULL ? head.why : "";
        return g_strconcat(title, joint[0], head.what, *why != '\0' ? joint[1] : "", why, joint[2],
                           NULL);
    }
    g_autofree char *said = panel->ops->describe(model->body, language);
    bool is_stale = head.state == SZ_PANEL_STALE && head.as_of != NULL;
    return g_strconcat(title, joint[0], is_stale ? head.as_of : "", is_stale ? joint[1] : "", said,
                       NULL);
}
