/* What is said of few people in a village is not shown: not in the index, not in an indicator; a cap sees it all the same. */

#include "config/index_file.h"
#include "config/overlay.h"
#include "metrics/index_state.h"
#include "metrics/index_table.h"

#include "support/live_lines.h"

#define NOW "2026-03-02T10:00:00" /* a Monday, open 09:00-12:00 */
#define VILLAGE "330106002V1"
#define TOWN "330106002"

/* Waits of a dozen minutes, how many wait, what is of limits, kiosks, and windows so that the dimension has a score anyway. */
static const char text[] =
    "id: demo\n"
    "version: \"1\"\n"
    "name: 试\n"
    "min_coverage: 0\n"
    "caps: [{indicator: A1, above: 5, max: 40, name: x}]\n"
    "nodes:\n"
    "  - {id: I, name: a}\n"
    "  - {id: A, parent: I, name: b}\n"
    "  - {id: A1, parent: A, name: d, measure: wait_mean, scale: 0.0166666666666667, normalise: "
    "{method: goalposts, floor: 60, target: 0}}\n"
    "  - {id: A2, parent: A, name: e, measure: waiting_per_window, normalise: {method: goalposts, "
    "floor: 60, target: 0}}\n"
    "  - {id: A3, parent: A, name: f, measure: limit_cut, normalise: {method: goalposts, floor: "
    "0, target: 1}}\n"
    "  - {id: A4, parent: A, name: g, measure: kiosk_online, normalise: {method: goalposts, "
    "floor: 0, target: 1}}\n"
    "  - {id: A5, parent: A, name: h, measure: noshow, normalise: {method: goalposts, floor: 1, "
    "target: 0}}\n";
enum { WAIT, WAITING, LIMITS, KIOSKS, NO_SHOWS };

typedef struct {
    SzRegistry *registry; /* owned, as the next */
    SzIndexDefinition *definition;
    SzCaseRules rules;
} World;

static SzRegistry *new_registry(void)
{
    const SzHoursPlan plan = {.workday = {.n = 1, .slots = {{9 * 3600, 12 * 3600}}}};
    const SzHall halls[] = {
        {.code = TOWN, .name = "街道", .tier = SZ_TIER_TOWN, .region = TOWN},
        {.code = VILLAGE, .name = "村", .tier = SZ_TIER_VILLAGE, .parent = TOWN, .region = TOWN},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(SzOpeningHours) hours = sz_opening_hours_new(&plan, &error);
    SzRegistry *registry = sz_registry_new(halls, G_N_ELEMENTS(halls), NULL, 0, hours, &error);
    g_assert_no_error(error);
    return registry;
}

static World new_world(void)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzYaml) yaml = sz_yaml_parse("i", sz_slice(text), problems);
    const SzOverlay none = {NULL, NULL, NULL};
    g_autoptr(SzFileSet) files = sz_file_set_new();
    g_autoptr(SzYaml) shipped = sz_overlay_load(&none, "index.yaml", files, problems);
    World world = {.registry = new_registry(),
                   .definition = sz_index_file_read(yaml, shipped, problems),
                   .rules = *test_rules()};
    g_assert_nonnull(world.definition);
    world.rules.registry = world.registry;
    world.rules.measures = sz_index_definition_parts(world.definition)->measures;
    return world;
}

static void clear_world(World *world)
{
    sz_index_definition_unref(world->definition);
    sz_registry_unref(world->registry);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, clear_world)

static void G_GNUC_PRINTF(3, 4) say(SzEngine *engine, const char *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    test_apply(engine, (TestLine){at, line});
}

/* A kiosk, a window, @n_called people who waited for 12 minutes, and @n_waiting who wait. */
static SzSnapshot *fold(const World *world, const char *hall, int n_called, int n_waiting)
{
    g_autoptr(SzEngine) engine = sz_engine_new(&world->rules);
    say(engine, "2026-03-02T09:59:00", "kiosk,hall=%s,kiosk=K1,event=heartbeat state=\"online\"",
        hall);
    say(engine, "2026-03-02T09:59:00", "window,hall=%s,window=W1 state=\"open\"", hall);
    say(engine, "2026-03-02T09:30:00",
        "case,hall=%s,item=I1,channel=window,event=apply id=\"C1\",promise=5i,promise_unit="
        "\"workday\"",
        hall);
    for (int i = 0; i < n_called + n_waiting; i++) {
        say(engine, "2026-03-02T09:20:00", "ticket,hall=%s,queue=A,event=take id=\"A%d\"", hall, i);
    }
    for (int i = 0; i < n_called; i++) {
        say(engine, "2026-03-02T09:32:00", "ticket,hall=%s,queue=A,event=call,window=W1 id=\"A%d\"",
            hall, i);
        say(engine, "2026-03-02T09:33:00",
            "ticket,hall=%s,queue=A,event=start,window=W1 id=\"A%d\"", hall, i);
    }
    return sz_engine_publish(engine);
}

static SzView view_of(const World *world, const SzSnapshot *state)
{
    return (SzView){.rules = &world->rules, .state = state, .now = {true, test_time(NOW)}};
}

static const SzIndexRow *row_of(const World *world, const SzIndexTable *table, const char *hall,
                                bool is_area)
{
    return sz_index_table_find(table, sz_registry_find(world->registry, sz_slice(hall), 0),
                               is_area);
}

static void assert_shown(const SzIndicatorScore *score, bool is_shown, gint64 n)
{
    g_assert_cmpint(score->state, ==, is_shown ? SZ_INDICATOR_OK : SZ_INDICATOR_INSUFFICIENT);
    g_assert_cmpint(score->is_withheld, ==, !is_shown);
    g_assert_cmpint(score->has_value, ==, is_shown);
    g_assert_cmpint(score->n, ==, is_shown ? n : 0);
    if (!is_shown) {
        g_assert_cmpfloat(score->value, ==, 0);
        g_assert_cmpfloat(score->score, ==, 0);
        g_assert_cmpfloat(score->contribution, ==, 0);
    }
}

static void test_of_how_many(void)
{
    static const struct {
        const char *hall;
        int n_called;
        int n_waiting;
        bool shows_waits;
        bool shows_waiting;
        bool shows_limits;
    } rows[] = {
        {VILLAGE, 4, 5, false, true, false}, /* of a limit nobody says of how many it is */
        {VILLAGE, 5, 4, true, false, false}, {VILLAGE, 1, 1, false, false, false},
        {TOWN, 4, 4, true, true, true},      {TOWN, 1, 1, true, true, true},
    };
    g_auto(World) world = new_world();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzSnapshot) state =
            fold(&world, rows[i].hall, rows[i].n_called, rows[i].n_waiting);
        SzView view = view_of(&world, state);
        g_autoptr(SzIndexTable) table = sz_index_compute(world.definition, &view);
        for (int is_area = 0; is_area < 2; is_area++) {
            const SzIndexRow *row = row_of(&world, table, rows[i].hall, is_area == 1);
            g_test_message("%zu %d", i, is_area);
            assert_shown(&row->indicators[WAIT], rows[i].shows_waits, rows[i].n_called);
            assert_shown(&row->indicators[WAITING], rows[i].shows_waiting, 1);
            assert_shown(&row->indicators[LIMITS], rows[i].shows_limits, 20);
            assert_shown(&row->indicators[KIOSKS], true, 1);
        }
    }
}

/* Of nobody nothing is withheld, and an area of another tier pools its villages. */
static void test_nobody_and_the_area_above(void)
{
    g_auto(World) world = new_world();
    g_autoptr(SzSnapshot) state = fold(&world, VILLAGE, 0, 3);
    SzView view = view_of(&world, state);
    g_autoptr(SzIndexTable) table = sz_index_compute(world.definition, &view);
    const SzIndicatorScore *waits = &row_of(&world, table, VILLAGE, false)->indicators[WAIT];
    g_assert_cmpint(waits->state, ==, SZ_INDICATOR_NO_DATA);
    g_assert_false(waits->is_withheld);
    const SzIndicatorScore *waiting = &row_of(&world, table, TOWN, true)->indicators[WAITING];
    g_assert_cmpint(waiting->state, ==, SZ_INDICATOR_OK);
    g_assert_cmpfloat(waiting->value, ==, 3);
}

/* Only the kiosk scores, 100; that people waited for 12 minutes caps it. */
static void test_a_cap_sees_it(void)
{
    g_auto(World) world = new_world();
    g_autoptr(SzSnapshot) state = fold(&world, VILLAGE, 4, 0);
    SzView view = view_of(&world, state);
    g_autoptr(SzIndexTable) table = sz_index_compute(world.definition, &view);
    const SzIndexRow *row = row_of(&world, table, VILLAGE, false);
    g_assert_true(row->indicators[WAIT].is_withheld);
    g_assert_true(row->caps[0].is_in_force);
    g_assert_cmpfloat(row->score_before_caps, ==, 100);
    g_assert_cmpfloat(row->score, ==, 40);
    g_autoptr(SzSnapshot) nobody = fold(&world, VILLAGE, 0, 0);
    SzView of_nobody = view_of(&world, nobody);
    g_autoptr(SzIndexTable) free_of_it = sz_index_compute(world.definition, &of_nobody);
    g_assert_false(row_of(&world, free_of_it, VILLAGE, false)->caps[0].is_in_force);
}

static json_t *ask(const SzView *view, const char *target)
{
    g_auto(SzResponse) response = sz_router_get(view, sz_slice(target));
    g_test_message("%s: %s", target, response.body);
    g_assert_cmpint(response.status, ==, 200);
    return json_incref(response.value);
}

static void assert_hidden(const json_t *indicator)
{
    static const char *const members[] = {"value", "n", "score", "contribution"};
    g_assert_cmpstr(json_string_value(json_object_get(indicator, "id")), ==, "A1");
    g_assert_cmpstr(json_string_value(json_object_get(indicator, "state")), ==, "insufficient");
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        g_assert_true(json_is_null(json_object_get(indicator, members[i])));
    }
}

/* As it was computed, and as a checkpoint gives it back. */
static void test_answers(void)
{
    g_auto(World) world = new_world();
    g_autoptr(SzSnapshot) state = fold(&world, VILLAGE, 4, 0);
    SzView view = view_of(&world, state);
    g_autoptr(SzIndexTable) table = sz_index_compute(world.definition, &view);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    sz_index_table_save(table, bytes);
    g_autoptr(SzIndexTable) loaded = sz_index_table_load(
        world.definition, world.registry, (SzSlice){(const char *)bytes->data, bytes->len});
    SzIndexTable *const both[] = {table, loaded};
    for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
        view.index = both[i];
        g_autoptr(json_t) index = ask(&view, "/api/v1/index?hall=" VILLAGE);
        json_t *dimension = json_array_get(json_object_get(index, "dimensions"), 0);
        assert_hidden(json_array_get(json_object_get(dimension, "indicators"), WAIT));
        g_autoptr(json_t) one = ask(&view, "/api/v1/indicators?indicator=A1&tier=village");
        assert_hidden(json_array_get(json_object_get(one, "halls"), 0));
        g_autoptr(json_t) town = ask(&view, "/api/v1/indicators?indicator=A1&tier=town&scope=area");
        json_t *n = json_object_get(json_array_get(json_object_get(town, "halls"), 0), "n");
        g_assert_cmpint(json_integer_value(n), ==, 4);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/village/of-how-many", test_of_how_many);
    g_test_add_func("/web/village/nobody-and-the-area-above", test_nobody_and_the_area_above);
    g_test_add_func("/web/village/a-cap-sees-it", test_a_cap_sees_it);
    g_test_add_func("/web/village/answers", test_answers);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
