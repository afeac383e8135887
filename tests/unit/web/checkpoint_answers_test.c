/* An engine that was saved, read back and told the rest answers like one that was never interrupted, to the byte. */

#include "collector/event_lines.h"
#include "config/settings.h"
#include "metrics/index_table.h"
#include "web/fonts.h"
#include "web/router.h"

#include "support/case_twins.h"
#include "support/memory_shelf.h"
#include "support/saved_engine.h"
#include "support/small_city.h"
#include "support/support.h"

#define N_CASE_EVENTS 300
#define N_QUESTIONS 20
#define STAY_NS (7 * SZ_S_PER_DAY * SZ_NS_PER_S)

/* Two days of some halls, as events would come, and random events of cases among them. */
typedef struct {
    GPtrArray *lines;     /* owned; with LF */
    TestTwins twins;      /* `with` may be replaced by what was read back; `without` goes on */
    TestShelf *shelf;     /* owned */
    bool keeps_lights;    /* the record of lights is asked for on the way */
    SzSettings *settings; /* owned, as the next; whose index is asked for */
    SzEventLines *into_with;
    SzEventLines *into_without;
} World;

static void on_with(const SzEvent *event, void *user)
{
    const World *world = user;
    sz_engine_apply(world->twins.with, event);
}

static void on_without(const SzEvent *event, void *user)
{
    const World *world = user;
    sz_engine_apply(world->twins.without, event);
}

static GPtrArray *simulate(GRand *random)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    SzSimulatorPlan plan = test_city_plan(test_rules()->registry, g_rand_int(random),
                                          "2026-03-02T00:00:00", "2026-03-04T00:00:00");
    plan.one_in = 100;
    plan.pulses_from = test_city_at("2026-03-03T23:00:00");
    g_autoptr(SzSimulator) simulator = sz_simulator_new(&plan);
    SzSlice line;
    while (sz_simulator_next(simulator, &line)) {
        /* Of cases there are enough. */
        if (!g_str_has_prefix(line.data, "case,")) {
            g_ptr_array_add(lines, g_strndup(line.data, line.len));
        }
    }
    return lines;
}

/* Many come a little late, some very late. */
static void disturb(GPtrArray *lines, GRand *random)
{
    for (guint i = 1; i < lines->len; i++) {
        bool is_far = g_rand_int_range(random, 0, 200) == 0;
        guint back = (guint)g_rand_int_range(random, 0, is_far ? 4000 : 4);
        guint k = i - MIN(back, i);
        gpointer kept = lines->pdata[i];
        lines->pdata[i] = lines->pdata[k];
        lines->pdata[k] = kept;
    }
}

static void begin(World *world)
{
    *world = (World){.shelf = test_shelf_new()};
    world->settings = sz_settings_load_or_complain(NULL);
    g_assert_nonnull(world->settings);
    test_twins_begin(&world->twins);
    const SzCaseShelf shelf = test_shelf_functions(world->shelf);
    sz_cases_use_shelf(sz_engine_cases(world->twins.with), &shelf, STAY_NS);
    world->lines = simulate(world->twins.random);
    disturb(world->lines, world->twins.random);
    const SzEventLinesSink with = {.on_event = on_with, .user = world};
    const SzEventLinesSink without = {.on_event = on_without, .user = world};
    world->into_with = sz_event_lines_new(&with);
    world->into_without = sz_event_lines_new(&without);
}

static void end(World *world)
{
    sz_event_lines_free(world->into_with);
    sz_event_lines_free(world->into_without);
    sz_settings_free(world->settings);
    g_ptr_array_unref(world->lines);
    test_twins_end(&world->twins);
    test_shelf_free(world->shelf);
}

/* The part [from, to) of all there is to tell, in hundredths. */
static void tell(World *world, guint from, guint to)
{
    const SzEventLinesScope scope = {.until = SZ_WALL_TIME_MAX};
    for (guint i = world->lines->len * from / 100; i < world->lines->len * to / 100; i++) {
        sz_event_lines_read(world->into_with, sz_slice(world->lines->pdata[i]), &scope);
        sz_event_lines_read(world->into_without, sz_slice(world->lines->pdata[i]), &scope);
    }
    for (guint i = N_CASE_EVENTS * from / 100; i < N_CASE_EVENTS * to / 100; i++) {
        test_twins_tell(&world->twins);
        if (i % 3 == 0 && world->keeps_lights) {
            test_twins_advance(&world->twins);
        }
        if (i % 3 == 0) {
            (void)test_shelf_retire(world->shelf, sz_engine_cases(world->twins.with),
                                    world->twins.now, 10);
        }
    }
}

/* Puts what was saved in the place of the engine that was. */
static void save_and_load(World *world, bool rows_hold)
{
    const SzCaseShelf shelf = test_shelf_functions(world->shelf);
    if (world->keeps_lights) {
        test_twins_advance(&world->twins); /* what was found is written down, or nothing is saved */
    }
    g_autoptr(GPtrArray) sections = test_engine_save(world->twins.with);
    SzEngine *loaded = test_engine_load(test_rules(), &shelf, STAY_NS, sections, rows_hold);
    g_assert_nonnull(loaded);
    sz_engine_free(world->twins.with);
    world->twins.with = loaded;
    if (world->keeps_lights) {
        sz_cases_tell_recorded(sz_engine_cases(loaded), world->twins.now);
    }
}

/* --- asking -------------------------------------------------------------------------------- */

typedef struct {
    SzSnapshot *states[2]; /* owned, as the next; with, without */
    SzIndexTable *indexes[2];
    SzView views[2];
} Views;

static void views_begin(Views *views, World *world)
{
    SzEngine *const engines[2] = {world->twins.with, world->twins.without};
    for (gsize i = 0; i < 2; i++) {
        views->states[i] = sz_engine_publish(engines[i]);
        views->views[i] = (SzView){
            .rules = test_rules(), .state = views->states[i], .now = {true, world->twins.now}};
        views->indexes[i] = sz_index_compute(world->settings->index, &views->views[i]);
        views->views[i].index = views->indexes[i];
    }
}

static void views_end(Views *views)
{
    for (gsize i = 0; i < 2; i++) {
        sz_index_table_unref(views->indexes[i]);
        sz_snapshot_unref(views->states[i]);
    }
}

static void assert_same_answer(const Views *views, const char *target, int status)
{
    g_auto(SzResponse) is = sz_router_get(&views->views[0], sz_slice(target));
    g_auto(SzResponse) should = sz_router_get(&views->views[1], sz_slice(target));
    g_test_message("%s", target);
    g_assert_cmpint(is.status, ==, should.status);
    g_assert_true(status == 0 || is.status == status);
    g_assert_cmpuint(is.body_len, ==, should.body_len);
    g_assert_true(memcmp(is.body, should.body, is.body_len) == 0);
}

static void ask_one(const Views *views, const char *path, const char *place)
{
    g_autofree char *target = g_strdup_printf("%s%s", path, place);
    assert_same_answer(views, target, 200);
}

static void ask_places(const Views *views)
{
    static const char *const paths[] = {
        "/api/v1/halls",
        "/api/v1/cases/outlook",
        "/api/v1/cases/outlook.csv",
        "/api/v1/queues",
        "/api/v1/windows",
        "/api/v1/kiosks",
        "/api/v1/ratings",
        "/api/v1/quality",
        "/api/v1/situation",
        "/api/v1/index",
        "/api/v1/cases.csv",
        "/api/v1/cases",
        "/api/v1/panels/deadlines.json",
    };
    static const char *const places[] = {"?hall=330106", "?hall=330106002", "?area=330106"};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        for (gsize k = 0; k < G_N_ELEMENTS(places); k++) {
            g_autofree char *target = g_strconcat(paths[i], places[k], NULL);
            assert_same_answer(views, target, 0);
        }
    }
    ask_one(views, "/api/v1/items", "");
    ask_one(views, "/api/v1/kiosks", "?hall=330106");
    ask_one(views, "/api/v1/ranking", "");
    ask_one(views, "/api/v1/index", "?hall=330106");
    ask_one(views, "/api/v1/queues", "?hall=330106");
    ask_one(views, "/api/v1/ratings", "?hall=330106");
    ask_one(views, "/api/v1/windows", "?hall=330106");
}

static void ask_cases(const Views *views, GRand *random)
{
    static const char *const states[] = {"", "&state=open", "&state=closed", "&light=red",
                                         "&state=overdue"};
    static const char *const sorts[] = {"", "&sort=remaining", "&sort=-applied"};
    static const char *const halls[] = {"330106", "330199", "330106002", "990001"};
    for (int k = 0; k < N_QUESTIONS; k++) {
        g_autofree char *target =
            g_strdup_printf("/api/v1/cases?limit=%d%s%s", g_rand_int_range(random, 0, 40),
                            states[g_rand_int_range(random, 0, G_N_ELEMENTS(states))],
                            sorts[g_rand_int_range(random, 0, G_N_ELEMENTS(sorts))]);
        assert_same_answer(views, target, 200);
        g_autofree char *one = g_strdup_printf("/api/v1/case?hall=%s&id=C%02d", halls[k % 4],
                                               g_rand_int_range(random, 0, 60));
        assert_same_answer(views, one, 0);
    }
}

static void ask(World *world)
{
    Views views;
    views_begin(&views, world);
    ask_places(&views);
    ask_cases(&views, world->twins.random);
    views_end(&views);
    test_twins_compare(&world->twins);
}

static void check(bool keeps_lights, bool rows_hold)
{
    World world;
    begin(&world);
    world.keeps_lights = keeps_lights;
    world.twins.is_in_time = true; /* what is held is forgotten at every start */
    world.twins.now = test_city_at("2026-03-04T00:00:00"); /* after all that is simulated */
    guint cut = (guint)g_rand_int_range(world.twins.random, 1, 99);
    guint again = (guint)g_rand_int_range(world.twins.random, (gint)cut, 100);
    tell(&world, 0, cut);
    save_and_load(&world, rows_hold);
    ask(&world);
    tell(&world, cut, again);
    save_and_load(&world, rows_hold);
    tell(&world, again, 100);
    ask(&world);
    end(&world);
}

static void test_nobody_can_tell(void)
{
    check(true, true);
}

/* Rows that nobody has looked at since something happened to them. */
static void test_rows_that_are_due(void)
{
    check(false, true);
}

static void test_rows_are_made_again(void)
{
    check(true, false);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/checkpoint_answers/nobody-can-tell", test_nobody_can_tell);
    g_test_add_func("/web/checkpoint_answers/rows-that-are-due", test_rows_that_are_due);
    g_test_add_func("/web/checkpoint_answers/rows-are-made-again", test_rows_are_made_again);
    int result = g_test_run();
    test_rules_clear();
    sz_fonts_forget();
    return result;
}
