#include "web/api_panels.h"

#include "render/city_panel.h"
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

static const char *const names[] = {"hall", "area",  "tier", "w",    "h",
                                    "dpr",  "theme", "lang", "bare", NULL};

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
static bool read_name(SzSlice path, SzCityKind *out_kind, Format *out_format,
                      SzResponse *out_problem)
{
    g_autofree char *text = g_strndup(path.data + strlen(PREFIX), path.len - strlen(PREFIX));
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (!g_str_has_suffix(text, formats[i].suffix) || strlen(text) > NAME_MAX_BYTES) {
            continue;
        }
        text[strlen(text) - strlen(formats[i].suffix)] = '\0';
        for (guint kind = 0; kind < SZ_CITY_N_KINDS; kind++) {
            if (g_str_equal(text, sz_city_kind_name((SzCityKind)kind))) {
                *out_kind = (SzCityKind)kind;
                *out_format = formats[i].format;
                return true;
            }
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
    GString *bytes = g_string_new(NULL);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, request->width_px, request->height_px);
    draw_on(panel, surface);
    (void)cairo_surface_write_to_png_stream(surface, take_bytes, bytes);
    cairo_surface_destroy(surface);
    return bytes;
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

static SzResponse draw(const SzView *view, const SzCityRequest *request, Format format)
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

static SzResponse list(void)
{
    json_t *panels = json_array();
    for (guint kind = 0; kind < SZ_CITY_N_KINDS; kind++) {
        json_array_append_new(
            panels, json_pack("{s:s, s:s, s:s}", "name", sz_city_kind_name((SzCityKind)kind),
                              "title", sz_city_kind_title((SzCityKind)kind, SZ_LANGUAGE_ZH),
                              "scope", kind == SZ_CITY_INDEX ? "hall" : "area"));
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
    Format format = AS_PNG;
    if (!sz_params_parse(query, is_list ? no_names : names, &params, &problem)) {
        return problem;
    }
    if (is_list) {
        return list();
    }
    if (!read_name(path, &request.kind, &format, &problem) ||
        !read_request(view, &params, &request, &problem)) {
        return problem;
    }
    return draw(view, &request, format);
}
