#include "web/api_panels.h"

#include "render/city_panel.h"
#include "render/panel.h"
#include "render/png.h"
#include "web/place_filter.h"

#include <cairo-svg.h>

#define LIST "/api/v1/panels"
#define PREFIX LIST "/"
#define NAME_MAX_BYTES 40
#define PIXELS_MAX (3840 * 2160)

typedef enum { AS_PNG, AS_SVG, AS_JSON } Format;

static const struct {
    const char *suffix;
    Format format;
} formats[] = {{".png", AS_PNG}, {".svg", AS_SVG}, {".json", AS_JSON}};

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

/* A panel of one of the two registries: of places with those below them, or of a hall. */
typedef struct {
    const SzPanel *of_hall; /* NULL: the next */
    SzCityKind of_city;
    Format format;
} Wanted;

static bool find_panel(const char *name, Wanted *out)
{
    out->of_hall = sz_panel_find(name);
    for (guint kind = 0; out->of_hall == NULL && kind < SZ_CITY_N_KINDS; kind++) {
        if (g_str_equal(name, sz_city_kind_name((SzCityKind)kind))) {
            out->of_city = (SzCityKind)kind;
            return true;
        }
    }
    return out->of_hall != NULL;
}

/* NAME.png of the path. */
static bool read_name(SzSlice path, Wanted *out, SzResponse *out_problem)
{
    g_autofree char *text = g_strndup(path.data + strlen(PREFIX), path.len - strlen(PREFIX));
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (!g_str_has_suffix(text, formats[i].suffix) || strlen(text) > NAME_MAX_BYTES) {
            continue;
        }
        text[strlen(text) - strlen(formats[i].suffix)] = '\0';
        out->format = formats[i].format;
        if (find_panel(text, out)) {
            return true;
        }
    }
    *out_problem = sz_response_error(404, "unknown_panel", "GET " LIST " lists them",
                                     "no such panel: '%s', expected NAME.png, .svg or .json", text);
    return false;
}

static bool read_choice(const SzParams *params, const char *name, const char *other,
                        const char *usual, bool *out, SzResponse *out_problem)
{
    const char *text = sz_params_get(params, name);
    *out = text != NULL && g_str_equal(text, other);
    if (text == NULL || *out || g_str_equal(text, usual)) {
        return true;
    }
    g_autofree char *expected = g_strdup_printf("%s or %s", usual, other);
    return refuse(out_problem, name, text, expected);
}

/* CSS pixels times dpr: what is drawn. */
static bool read_size(const SzParams *params, SzCityRequest *out, SzResponse *out_problem)
{
    const SzIntParam w = {"w", SZ_CITY_WIDTH_MIN, SZ_CITY_WIDTH_MAX, 800};
    const SzIntParam h = {"h", SZ_CITY_HEIGHT_MIN, SZ_CITY_HEIGHT_MAX, 450};
    const char *dpr = sz_params_get(params, "dpr");
    gint64 width = 0;
    gint64 height = 0;
    char *end = NULL;
    out->dpr = dpr != NULL ? g_ascii_strtod(dpr, &end) : 1;
    if (dpr != NULL && (*end != '\0' || end == dpr || !(out->dpr >= 0.5 && out->dpr <= 4))) {
        return refuse(out_problem, "dpr", dpr, "a number of 0.5 to 4");
    }
    if (!sz_params_int(params, &w, &width, out_problem) ||
        !sz_params_int(params, &h, &height, out_problem)) {
        return false;
    }
    double width_px = (double)width * out->dpr;
    double height_px = (double)height * out->dpr;
    if (width_px > SZ_CITY_WIDTH_MAX || height_px > SZ_CITY_HEIGHT_MAX ||
        width_px * height_px > PIXELS_MAX) {
        return refuse(out_problem, "dpr", dpr != NULL ? dpr : "1",
                      "small enough: 3840 x 2160 device pixels at most");
    }
    out->width_px = MAX(SZ_CITY_WIDTH_MIN, (int)(width_px + 0.5));
    out->height_px = MAX(SZ_CITY_HEIGHT_MIN, (int)(height_px + 0.5));
    return true;
}

static bool read_scope(const SzView *view, const SzParams *params, SzCityScope *out,
                       SzResponse *out_problem)
{
    SzPlaceFilter filter;
    const char *tier = sz_params_get(params, "tier");
    if (!sz_place_filter_read(view, params, &filter, out_problem)) {
        return false;
    }
    out->is_area = filter.area != NULL;
    out->hall = out->is_area ? filter.area : filter.hall;
    out->by_tier = tier != NULL;
    if (out->hall == NULL) {
        *out_problem =
            sz_response_error(400, "bad_query", "hall=CODE or area=CODE of a registered hall",
                              "a panel needs a place");
        return false;
    }
    return tier == NULL || sz_tier_parse(sz_slice(tier), &out->tier) ||
           refuse(out_problem, "tier", tier, "one of municipal county town village kiosk");
}

static bool read_request(const SzView *view, const SzParams *params, SzCityRequest *out,
                         SzResponse *out_problem)
{
    bool is_english = false;
    if (!read_choice(params, "theme", "light", "dark", &out->is_light, out_problem) ||
        !read_choice(params, "lang", "en", "zh", &is_english, out_problem) ||
        !read_choice(params, "bare", "1", "0", &out->is_bare, out_problem) ||
        !read_size(params, out, out_problem) ||
        !read_scope(view, params, &out->scope, out_problem)) {
        return false;
    }
    out->language = is_english ? SZ_LANGUAGE_EN : SZ_LANGUAGE_ZH;
    return true;
}

/* --- pictures ------------------------------------------------------------------------------ */

static cairo_status_t take_bytes(void *user, const unsigned char *data, unsigned int len)
{
    g_string_append_len(user, (const char *)data, len);
    return CAIRO_STATUS_SUCCESS;
}

static void draw_on(const SzCityPanel *panel, cairo_surface_t *surface)
{
    cairo_t *cairo = cairo_create(surface);
    sz_city_panel_draw(panel, cairo);
    cairo_destroy(cairo);
}

static GString *draw_png(const SzCityPanel *panel, const SzCityRequest *request)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, request->width_px, request->height_px);
    draw_on(panel, surface);
    g_autoptr(GBytes) picture = sz_png_encode(surface, NULL);
    cairo_surface_destroy(surface);
    gsize len = 0;
    const char *bytes = picture != NULL ? g_bytes_get_data(picture, &len) : "";
    return g_string_new_len(bytes, (gssize)len);
}

static GString *draw_svg(const SzCityPanel *panel, const SzCityRequest *request)
{
    GString *bytes = g_string_new(NULL);
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(
        take_bytes, bytes, request->width_px, request->height_px);
    draw_on(panel, surface);
    cairo_surface_destroy(surface);
    return bytes;
}

static SzResponse text_alternative(const SzCityPanel *panel, const SzCityRequest *request)
{
    g_autofree char *zh = sz_city_panel_text(panel, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_city_panel_text(panel, SZ_LANGUAGE_EN);
    return sz_response_json(json_pack(
        "{s:s, s:s, s:{s:s, s:s}, s:[]}", "name", sz_city_kind_name(request->kind), "title",
        sz_city_kind_title(request->kind, request->language), "text", "zh", zh, "en", en, "hits"));
}

static SzResponse draw_city(const SzView *view, const SzCityRequest *request, Format format)
{
    g_autoptr(SzCityPanel) panel = sz_city_panel_new(request, view);
    SzResponse response = {0};
    switch (format) {
    case AS_PNG:
        response = sz_response_text("image/png", draw_png(panel, request));
        break;
    case AS_SVG:
        response = sz_response_text("image/svg+xml", draw_svg(panel, request));
        break;
    case AS_JSON:
        return text_alternative(panel, request);
    }
    response.key = g_strdup(sz_city_panel_key(panel));
    return response;
}

static SzResponse hall_text(const SzPanelModel *model, const SzPanelRequest *request)
{
    g_autofree char *zh = sz_panel_model_text(model, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_panel_model_text(model, SZ_LANGUAGE_EN);
    return sz_response_json(
        json_pack("{s:s, s:s, s:{s:s, s:s}, s:[]}", "name", request->panel->name, "title",
                  request->panel->title[request->language], "text", "zh", zh, "en", en, "hits"));
}

static SzResponse draw_hall(const SzView *view, const SzPanelRequest *request, Format format)
{
    g_autoptr(GError) error = NULL;
    if (!sz_panel_request_check(request, &error)) {
        return sz_response_error(400, "bad_query", NULL, "%s", error->message);
    }
    g_autoptr(SzPanelModel) model = sz_panel_model_new(request, view);
    if (format == AS_JSON) {
        return hall_text(model, request);
    }
    g_autoptr(GBytes) picture = sz_panel_draw(model, &error);
    if (picture == NULL) {
        return sz_response_error(500, "not_drawn", NULL, "%s", error->message);
    }
    gsize len = 0;
    const char *bytes = g_bytes_get_data(picture, &len);
    SzResponse response = sz_response_text(format == AS_SVG ? "image/svg+xml" : "image/png",
                                           g_string_new_len(bytes, (gssize)len));
    response.key = g_strdup(sz_panel_model_key(model));
    return response;
}

/* The same request in the other registry's terms. */
static SzPanelRequest hall_request(const SzCityRequest *city, const Wanted *wanted)
{
    return (SzPanelRequest){
        .panel = wanted->of_hall,
        .place = {city->scope.hall, city->scope.is_area},
        .width_px = (int)((double)city->width_px / city->dpr + 0.5),
        .height_px = (int)((double)city->height_px / city->dpr + 0.5),
        .dpr = city->dpr,
        .language = city->language,
        .format = wanted->format == AS_SVG ? SZ_PANEL_SVG : SZ_PANEL_PNG,
        .is_light = city->is_light,
        .is_bare = city->is_bare,
    };
}

static json_t *listed(const char *name, const char *title, bool is_of_halls)
{
    return json_pack("{s:s, s:s, s:s}", "name", name, "title", title, "scope",
                     is_of_halls ? "hall" : "area");
}

static SzResponse list(void)
{
    guint n = 0;
    const SzPanel *const *of_hall = sz_panels(&n);
    json_t *panels = json_array();
    for (guint i = 0; i < n; i++) {
        json_array_append_new(panels, listed(of_hall[i]->name, of_hall[i]->title[0], true));
    }
    for (guint i = 0; i < SZ_CITY_N_KINDS; i++) {
        SzCityKind kind = (SzCityKind)i;
        json_array_append_new(panels, listed(sz_city_kind_name(kind),
                                             sz_city_kind_title(kind, SZ_LANGUAGE_ZH),
                                             kind == SZ_CITY_INDEX));
    }
    return sz_response_json(json_pack("{s:o}", "panels", panels));
}

SzResponse sz_api_panels(const SzView *view, SzSlice path, SzSlice query)
{
    static const char *const no_names[] = {NULL};
    bool is_list = sz_slice_equal(path, SZ_SLICE(LIST));
    SzResponse problem = {0};
    g_auto(SzParams) params = {0};
    SzCityRequest request = {0};
    Wanted wanted = {0};
    if (!sz_params_parse(query, is_list ? no_names : names, &params, &problem)) {
        return problem;
    }
    if (is_list) {
        return list();
    }
    if (!read_name(path, &wanted, &problem) || !read_request(view, &params, &request, &problem)) {
        return problem;
    }
    if (wanted.of_hall != NULL) {
        SzPanelRequest hall = hall_request(&request, &wanted);
        return draw_hall(view, &hall, wanted.format);
    }
    request.kind = wanted.of_city;
    return draw_city(view, &request, wanted.format);
}
