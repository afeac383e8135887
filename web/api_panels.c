#include "web/api_panels.h"

#include "render/panel.h"
#include "web/fonts.h"
#include "web/place_filter.h"

#define LIST "/api/v1/panels"
#define PREFIX LIST "/"
#define NAME_MAX_BYTES 40

typedef enum { AS_PNG, AS_SVG, AS_JSON } Format;

static const struct {
    const char *suffix;
    const char *content_type;
} formats[] = {
    [AS_PNG] = {".png", "image/png"},
    [AS_SVG] = {".svg", "image/svg+xml"},
    [AS_JSON] = {".json", NULL},
};

static const char *const names[] = {"hall",  "area", "tier", "w",    "h", "dpr",
                                    "theme", "lang", "note", "bare", NULL};

bool sz_api_panels_has(SzSlice path)
{
    return sz_slice_equal(path, SZ_SLICE(LIST)) ||
           (path.len > strlen(PREFIX) && memcmp(path.data, PREFIX, strlen(PREFIX)) == 0);
}

/* --- what is asked for --------------------------------------------------------------------- */

static bool refuse(SzResponse *out_problem, const char *name, const char *value,
                   const char *expected)
{
    *out_problem =
        sz_response_error(400, "bad_query", expected, "%s: '%s' is not %s", name, value, expected);
    return false;
}

/* NAME.png of the path. */
static bool read_name(SzSlice path, const SzPanel **out, Format *out_format,
                      SzResponse *out_problem)
{
    gsize len = MIN(path.len - strlen(PREFIX), NAME_MAX_BYTES);
    g_autofree char *text = g_strndup(path.data + strlen(PREFIX), len);
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (g_str_has_suffix(text, formats[i].suffix)) {
            g_autofree char *name = g_strndup(text, strlen(text) - strlen(formats[i].suffix));
            *out = sz_panel_find(name);
            *out_format = (Format)i;
            if (*out != NULL) {
                return true;
            }
        }
    }
    *out_problem = sz_response_error(404, "unknown_panel", "GET " LIST " lists them",
                                     "no such panel: '%s', expected NAME.png, .svg or .json", text);
    return false;
}

/* One of two words; @usual when not given. */
static bool read_choice(const SzParams *params, const char *name, const char *usual,
                        const char *other, bool *out_is_other, SzResponse *out_problem)
{
    const char *text = sz_params_get(params, name);
    *out_is_other = text != NULL && g_str_equal(text, other);
    if (text == NULL || *out_is_other || g_str_equal(text, usual)) {
        return true;
    }
    g_autofree char *expected = g_strdup_printf("%s or %s", usual, other);
    return refuse(out_problem, name, text, expected);
}

/* Bounds are sz_panel_request_check()'s. */
static bool read_number(const SzParams *params, const char *name, double *out,
                        SzResponse *out_problem)
{
    const char *text = sz_params_get(params, name);
    if (text == NULL) {
        return true;
    }
    char *end = NULL;
    *out = g_ascii_strtod(text, &end);
    bool is_plain = *text != '\0' && strspn(text, "0123456789.") == strlen(text);
    return (is_plain && *end == '\0') || refuse(out_problem, name, text, "a number");
}

static bool read_size(const SzParams *params, SzPanelRequest *out, SzResponse *out_problem)
{
    const SzIntParam w = {"w", SZ_PANEL_WIDTH_MIN, SZ_PANEL_WIDTH_MAX, 800};
    const SzIntParam h = {"h", SZ_PANEL_HEIGHT_MIN, SZ_PANEL_HEIGHT_MAX, 450};
    gint64 width_px = 0;
    gint64 height_px = 0;
    if (!sz_params_int(params, &w, &width_px, out_problem) ||
        !sz_params_int(params, &h, &height_px, out_problem) ||
        !read_number(params, "dpr", &out->dpr, out_problem) ||
        !read_number(params, "note", &out->note_px, out_problem)) {
        return false;
    }
    out->width_px = (int)width_px;
    out->height_px = (int)height_px;
    if (sz_params_get(params, "note") != NULL && out->note_px < SZ_PANEL_NOTE_MIN_PX) {
        g_autofree char *expected =
            g_strdup_printf("%d to %d", SZ_PANEL_NOTE_MIN_PX, SZ_PANEL_NOTE_MAX_PX);
        return refuse(out_problem, "note", sz_params_get(params, "note"), expected);
    }
    return true;
}

static bool read_place(const SzView *view, const SzParams *params, SzPanelRequest *out,
                       SzResponse *out_problem)
{
    SzPlaceFilter filter;
    const char *tier = sz_params_get(params, "tier");
    if (!sz_place_filter_read(view, params, &filter, out_problem)) {
        return false;
    }
    if ((filter.hall == NULL) == (filter.area == NULL)) {
        *out_problem = sz_response_error(400, "bad_query", "hall=CODE or area=CODE",
                                         "a panel is of one registered hall or area");
        return false;
    }
    out->place.is_area = filter.area != NULL;
    out->place.hall = out->place.is_area ? filter.area : filter.hall;
    out->by_tier = tier != NULL;
    return tier == NULL || sz_tier_parse(sz_slice(tier), &out->tier) ||
           refuse(out_problem, "tier", tier, "one of municipal county town village kiosk");
}

static bool read_request(const SzView *view, const SzParams *params, SzPanelRequest *out,
                         SzResponse *out_problem)
{
    g_autoptr(GError) error = NULL;
    bool is_english = false;
    if (!read_choice(params, "theme", "dark", "light", &out->is_light, out_problem) ||
        !read_choice(params, "lang", "zh", "en", &is_english, out_problem) ||
        !read_choice(params, "bare", "0", "1", &out->is_bare, out_problem) ||
        !read_size(params, out, out_problem) || !read_place(view, params, out, out_problem)) {
        return false;
    }
    out->language = is_english ? SZ_LANGUAGE_EN : SZ_LANGUAGE_ZH;
    if (!sz_panel_request_check(out, &error)) {
        *out_problem = sz_response_error(400, "bad_query", NULL, "%s", error->message);
        return false;
    }
    return true;
}

/* --- answers ------------------------------------------------------------------------------- */

static json_t *hits_json(const SzPanelModel *model)
{
    sz_fonts_use();
    g_autoptr(GPtrArray) hits = sz_panel_hits(model);
    json_t *list = json_array();
    for (guint i = 0; i < hits->len; i++) {
        const SzHit *hit = hits->pdata[i];
        json_array_append_new(list,
                              json_pack("{s:f, s:f, s:f, s:f, s:s, s:s, s:s?}", "x", hit->x_px, "y",
                                        hit->y_px, "w", hit->w_px, "h", hit->h_px, "label",
                                        hit->label, "value", hit->value, "link", hit->link));
    }
    return list;
}

static SzResponse say(const SzPanelModel *model, const SzPanelRequest *request)
{
    g_autofree char *zh = sz_panel_model_text(model, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_panel_model_text(model, SZ_LANGUAGE_EN);
    return sz_response_json(json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:o}", "name", request->panel->name, "title",
        request->panel->title[request->language], "unit", sz_panel_model_unit(model), "sample",
        sz_panel_model_sample(model), "as_of", sz_panel_model_as_of(model), "state",
        sz_panel_model_state(model), "text", "zh", zh, "en", en, "hits", hits_json(model)));
}

static SzResponse list(void)
{
    guint n = 0;
    const SzPanel *const *panels = sz_panels(&n);
    json_t *all = json_array();
    for (guint i = 0; i < n; i++) {
        json_array_append_new(all, json_pack("{s:s, s:s, s:s}", "name", panels[i]->name, "title",
                                             panels[i]->title[SZ_LANGUAGE_ZH], "scope",
                                             sz_panel_scope_name(panels[i]->scope)));
    }
    return sz_response_json(json_pack("{s:o}", "panels", all));
}

SzResponse sz_api_panels(const SzView *view, SzSlice path, SzSlice query)
{
    static const char *const no_names[] = {NULL};
    bool is_list = sz_slice_equal(path, SZ_SLICE(LIST));
    SzResponse problem = {0};
    g_auto(SzParams) params = {0};
    SzPanelRequest request = {.dpr = 1};
    Format format = AS_PNG;
    if (!sz_params_parse(query, is_list ? no_names : names, &params, &problem)) {
        return problem;
    }
    if (is_list) {
        return list();
    }
    if (!read_name(path, &request.panel, &format, &problem) ||
        !read_request(view, &params, &request, &problem)) {
        return problem;
    }
    request.format = format == AS_SVG ? SZ_PANEL_SVG : SZ_PANEL_PNG;
    g_autoptr(SzPanelModel) model = sz_panel_model_new(&request, view);
    return format == AS_JSON
               ? say(model, &request)
               : sz_response_picture(formats[format].content_type, g_steal_pointer(&model));
}
