/* What is asked of the read API: paths, parameters, places, cursors, panels. */

#include "collector/event_lines.h"
#include "config/settings.h"
#include "metrics/index_table.h"
#include "web/router.h"
#include "web/time_travel.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Fontconfig keeps what it has read of fonts without letting go of it. */
const char *__lsan_default_suppressions(void); // NOLINT(bugprone-*,cert-*,readability-*)
const char *__lsan_default_suppressions(void)  // NOLINT(bugprone-*,cert-*,readability-*)
{
    return "leak:libfontconfig\n";
}

#define AT " 1772417000000000000\n" /* a working Monday, 10:03 +08:00 */

static const char lines[] =
    "ticket,event=take,hall=330106,queue=A id=\"A1\"" AT
    "window,hall=330106,window=W1 state=\"open\"" AT
    "kiosk,event=state,hall=330106,kiosk=K1 state=\"online\",faults=\"card\"" AT
    "case,event=accept,hall=330106,channel=window,item=GA0602 "
    "id=\"C1\",promise=1i,promise_unit=\"hour\"" AT
    "case,event=accept,hall=HX-9,channel=online,item=X id=\"C2\"" AT
    "rating,event=new,hall=330106,channel=pad id=\"R1\",level=1i" AT;

typedef struct {
    SzSettings *settings;
    SzCaseRules rules;
    SzEngine *engine;
    SzSnapshot *state;
    SzIndexTable *index;
    SzView view;
} World;

static void on_event(const SzEvent *event, void *user)
{
    sz_engine_apply(user, event);
}

/* Made once and kept. */
static const World *world(void)
{
    static World world;
    if (world.settings != NULL) {
        return &world;
    }
    world.settings = sz_settings_load_or_complain(NULL);
    g_assert_nonnull(world.settings);
    world.rules = sz_settings_rules(world.settings);
    world.engine = sz_engine_new(&world.rules);
    SzEventLinesSink sink = {.on_event = on_event, .user = world.engine};
    SzEventLinesScope scope = {.until = SZ_WALL_TIME_MAX};
    g_autoptr(SzEventLines) reader = sz_event_lines_new(&sink);
    sz_event_lines_read(reader, sz_slice(lines), &scope);
    g_assert_cmpuint(sz_event_lines_tally(reader).n_refused, ==, 0);
    world.state = sz_engine_publish(world.engine);
    world.view = (SzView){.rules = &world.rules, .state = world.state, .batch = 1};
    world.view.now = (SzMaybeTime){true, {G_GINT64_CONSTANT(1772417010000000000)}};
    world.index = sz_index_compute(world.settings->index, &world.view);
    world.view.index = world.index;
    return &world;
}

/* One of the paths by the first byte, the rest is the query; or the input as it is. */
static char *target_of(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"halls",
                                        "cases",
                                        "case",
                                        "queues",
                                        "windows",
                                        "kiosks",
                                        "ratings",
                                        "situation",
                                        "index",
                                        "ranking",
                                        "indicators",
                                        "panels",
                                        "panels/queues.png",
                                        "panels/index.json",
                                        "panels/citymap.svg",
                                        "panels/windows.json",
                                        "cases.csv",
                                        "cases/outlook",
                                        "cases/outlook.csv"};
    const char *text = (const char *)data;
    if (size == 0 || data[0] > G_N_ELEMENTS(paths)) {
        return g_strndup(text, size);
    }
    g_autofree char *query = g_strndup(text + 1, size - 1);
    return data[0] == 0 ? g_strdup(query)
                        : g_strdup_printf("/api/v1/%s?%s", paths[data[0] - 1], query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SzTimeTravel travel = {0};
    SzResponse problem = {0};
    g_autofree char *asked = target_of(data, size);
    g_autofree char *target = sz_time_travel_take(asked, &travel, &problem);
    g_auto(SzResponse) response =
        target != NULL ? sz_router_get(&world()->view, sz_slice(target)) : problem;
    g_assert_true((response.status == 200) == (response.status < 400));
    g_assert_true(response.body != NULL || response.picture != NULL);
    if (response.status != 200) {
        g_autoptr(json_t) read_back = json_loads(response.body, 0, NULL);
        g_assert_nonnull(json_object_get(read_back, "error"));
    }
    if (response.status == 200) {
        g_autofree char *etag = sz_response_etag(&response);
        g_assert_cmpuint(strlen(etag), >, 2);
    }
    return 0;
}
