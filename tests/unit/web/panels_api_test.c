/* Charts over HTTP: what may be asked, what comes back, and regions that lead to the walls. */

#include "render/panel.h"
#include "web/api_panels.h"
#include "web/fonts.h"

#include "support/live_lines.h"

#define T "ticket,hall=330106,queue=A,event="
#define NOW "2026-03-02T10:00:00"

static const TestLine MORNING[] = {
    {"2026-03-02T09:00:00", T "take id=\"A1\""},
    {"2026-03-02T09:10:00", T "call,window=W1 id=\"A1\""},
    {"2026-03-02T09:30:00", T "take id=\"A2\""},
};

static SzSnapshot *morning(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (gsize i = 0; i < G_N_ELEMENTS(MORNING); i++) {
        test_apply(engine, MORNING[i]);
    }
    return sz_engine_publish(engine);
}

static SzResponse ask(const SzSnapshot *state, const char *target)
{
    SzView view = {.rules = test_rules(), .state = state, .now = {true, test_time(NOW)}};
    SzResponse response = sz_router_get(&view, sz_slice(target));
    sz_response_draw(&response);
    return response;
}

static void test_list(void)
{
    g_autoptr(SzSnapshot) state = morning();
    g_auto(SzResponse) response = ask(state, "/api/v1/panels");
    g_assert_cmpint(response.status, ==, 200);
    const json_t *list = json_object_get(response.value, "panels");
    guint n = 0;
    const SzPanel *const *panels = sz_panels(&n);
    g_assert_cmpuint(json_array_size(list), ==, n);
    for (guint i = 0; i < n; i++) {
        const json_t *one = json_array_get(list, i);
        g_assert_cmpstr(json_string_value(json_object_get(one, "name")), ==, panels[i]->name);
        g_assert_cmpstr(json_string_value(json_object_get(one, "title")), ==, panels[i]->title[0]);
        g_assert_cmpstr(json_string_value(json_object_get(one, "scope")), ==,
                        sz_panel_scope_name(panels[i]->scope));
    }
}

static void test_what_is_refused(void)
{
    static const struct {
        const char *target, *code, *words;
        int status;
    } cases[] = {
        {"nobody.png?area=330100", "unknown_panel", "nobody", 404},
        {"ranking?area=330100", "unknown_panel", "ranking", 404},
        {"ranking.gif?area=330100", "unknown_panel", "ranking.gif", 404},
        {"ranking.png", "bad_query", "one registered hall or area", 400},
        {"ranking.png?area=330100&hall=330106", "bad_query", "one registered", 400},
        {"ranking.png?area=999999", "unknown_hall", "999999", 404},
        {"ranking.png?hall=330106", "bad_query", "ranking", 400},
        {"queues.png?area=330100", "bad_query", "queues", 400},
        {"index.png?area=330100&tier=county", "bad_query", "tier", 400},
        {"ranking.png?area=330100&tier=county,town", "bad_query", "tier", 400},
        {"ranking.png?area=330100&w=159", "bad_parameter", "w: '159'", 400},
        {"ranking.png?area=330100&w=3841", "bad_parameter", "w: '3841'", 400},
        {"ranking.png?area=330100&h=ninety", "bad_parameter", "h: 'ninety'", 400},
        {"ranking.png?area=330100&dpr=0.4", "bad_query", "dpr", 400},
        {"ranking.png?area=330100&dpr=nan", "bad_query", "dpr", 400},
        {"ranking.png?area=330100&dpr=2x", "bad_query", "dpr", 400},
        {"ranking.png?area=330100&dpr=", "bad_query", "dpr", 400},
        {"ranking.png?area=330100&w=3840&h=2160&dpr=2", "bad_query", "dpr", 400},
        {"ranking.png?area=330100&note=7.9", "bad_query", "note: '7.9'", 400},
        {"ranking.png?area=330100&note=0", "bad_query", "note: '0'", 400},
        {"ranking.png?area=330100&note=-12", "bad_query", "note: '-12'", 400},
        {"ranking.png?area=330100&note=101", "bad_query", "note: '101'", 400},
        {"ranking.png?area=330100&theme=blue", "bad_query", "theme", 400},
        {"ranking.png?area=330100&lang=fr", "bad_query", "lang", 400},
        {"ranking.png?area=330100&bare=yes", "bad_query", "bare", 400},
        {"ranking.png?area=330100&colour=1", "unknown_parameter", "colour", 400},
    };
    g_autoptr(SzSnapshot) state = morning();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *target = g_strdup_printf("/api/v1/panels/%s", cases[i].target);
        g_test_message("%s", target);
        g_auto(SzResponse) response = ask(state, target);
        const json_t *error = json_object_get(response.value, "error");
        g_assert_cmpint(response.status, ==, cases[i].status);
        g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, cases[i].code);
        g_assert_nonnull(
            strstr(json_string_value(json_object_get(error, "message")), cases[i].words));
    }
}

/* Big-endian, as in the head of a PNG. */
static guint32 number_at(const SzResponse *response, gsize at)
{
    guint32 number = 0;
    memcpy(&number, response->body + at, sizeof number);
    return GUINT32_FROM_BE(number);
}

static void test_pictures(void)
{
    g_autoptr(SzSnapshot) state = morning();
    guint n = 0;
    const SzPanel *const *panels = sz_panels(&n);
    for (guint i = 0; i < n; i++) {
        const char *place = panels[i]->has_area ? "area=330100" : "hall=330106";
        g_autofree char *png = g_strdup_printf(
            "/api/v1/panels/%s.png?%s&w=300&h=200&dpr=1.5&note=14.5", panels[i]->name, place);
        g_auto(SzResponse) picture = ask(state, png);
        g_assert_cmpint(picture.status, ==, 200);
        g_assert_cmpstr(picture.content_type, ==, "image/png");
        g_assert_cmpuint(number_at(&picture, 16), ==, 450);
        g_assert_cmpuint(number_at(&picture, 20), ==, 300);
        g_autofree char *svg =
            g_strdup_printf("/api/v1/panels/%s.svg?%s&note=14.5&lang=en", panels[i]->name, place);
        g_auto(SzResponse) drawing = ask(state, svg);
        g_assert_cmpint(drawing.status, ==, 200);
        g_assert_cmpstr(drawing.content_type, ==, "image/svg+xml");
        g_assert_nonnull(g_strstr_len(drawing.body, (gssize)drawing.body_len, "<svg"));
    }
}

static double number_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    g_assert_true(json_is_number(value));
    return json_number_value(value);
}

/* A tile for each place of the area, whose registry has three halls: its own and a county's. */
static void test_regions(void)
{
    static const char *const links[] = {"/wall/330100", "/wall/330106"}; /* by row */
    g_autoptr(SzSnapshot) state = morning();
    g_auto(SzResponse) response =
        ask(state, "/api/v1/panels/citymap.json?area=330100&w=700&h=420&dpr=2&lang=en&bare=1");
    g_assert_cmpint(response.status, ==, 200);
    g_assert_cmpstr(json_string_value(json_object_get(response.value, "name")), ==, "citymap");
    g_assert_cmpstr(json_string_value(json_object_get(response.value, "title")), ==,
                    "Index by district");
    const json_t *text = json_object_get(response.value, "text");
    g_assert_nonnull(strstr(json_string_value(json_object_get(text, "zh")), "今日尚无数据"));
    g_assert_nonnull(strstr(json_string_value(json_object_get(text, "en")), "no data today"));
    const json_t *hits = json_object_get(response.value, "hits");
    g_assert_cmpuint(json_array_size(hits), ==, G_N_ELEMENTS(links));
    for (guint i = 0; i < G_N_ELEMENTS(links); i++) {
        const json_t *hit = json_array_get(hits, i);
        g_assert_cmpfloat(number_of(hit, "x"), >=, 0);
        g_assert_cmpfloat(number_of(hit, "y"), >=, 0);
        g_assert_cmpfloat(number_of(hit, "x") + number_of(hit, "w"), <=, 700);
        g_assert_cmpfloat(number_of(hit, "y") + number_of(hit, "h"), <=, 420);
        g_assert_true(json_is_string(json_object_get(hit, "label")));
        g_assert_true(json_is_string(json_object_get(hit, "value")));
        g_assert_cmpstr(json_string_value(json_object_get(hit, "link")), ==, links[i]);
    }
}

/* Regions of panels without links have null there. */
static void test_regions_without_links(void)
{
    g_autoptr(SzSnapshot) state = morning();
    g_auto(SzResponse) response = ask(state, "/api/v1/panels/queues.json?hall=330106");
    const json_t *hits = json_object_get(response.value, "hits");
    g_assert_cmpuint(json_array_size(hits), ==, 1);
    g_assert_true(json_is_null(json_object_get(json_array_get(hits, 0), "link")));
    g_assert_cmpstr(json_string_value(json_object_get(json_array_get(hits, 0), "value")), ==,
                    "1 人在等，最久 30 分");
    g_assert_cmpstr(json_string_value(json_object_get(response.value, "unit")), ==,
                    "一点一人，越右等得越久");
}

/* The tag of a picture is what it shows, and known before it is drawn. */
static void test_tag(void)
{
    g_autoptr(SzSnapshot) state = morning();
    SzView view = {.rules = test_rules(), .state = state, .now = {true, test_time(NOW)}};
    const SzSlice target = SZ_SLICE("/api/v1/panels/waits.png?area=330100");
    g_auto(SzResponse) now = sz_router_get(&view, target);
    view.now.at = test_time("2026-03-02T10:01:00");
    g_auto(SzResponse) later = sz_router_get(&view, target);
    view.now.at = test_time("2026-03-02T10:31:00");
    g_auto(SzResponse) next = sz_router_get(&view, target);
    g_assert_null(now.body);
    g_autofree char *tag_now = sz_response_etag(&now);
    g_autofree char *tag_later = sz_response_etag(&later);
    g_autofree char *tag_next = sz_response_etag(&next);
    g_assert_cmpstr(tag_now, ==, tag_later);
    g_assert_cmpstr(tag_now, !=, tag_next);
    sz_response_draw(&now);
    sz_response_draw(&later);
    sz_response_draw(&next);
    g_assert_cmpuint(now.body_len, ==, later.body_len);
    g_assert_true(memcmp(now.body, later.body, now.body_len) == 0);
    g_assert_false(now.body_len == next.body_len && memcmp(now.body, next.body, now.body_len) == 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/panels_api/list", test_list);
    g_test_add_func("/panels_api/what_is_refused", test_what_is_refused);
    g_test_add_func("/panels_api/pictures", test_pictures);
    g_test_add_func("/panels_api/regions", test_regions);
    g_test_add_func("/panels_api/regions_without_links", test_regions_without_links);
    g_test_add_func("/panels_api/tag", test_tag);
    int failed = g_test_run();
    test_rules_clear();
    sz_fonts_forget();
    return failed;
}
