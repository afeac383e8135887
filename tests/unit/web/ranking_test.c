/* How sure the places of a ranking are, of halls made up so that one knows it beforehand. */

#include "metrics/index_ranks.h"
#include "web/api_ranking.h"

#include "support/live_lines.h"

#define NOW "2026-03-02T10:00:00" /* a Monday, open 09:00-12:00 */
/* The first 13 digits of the SHA-256 of "sha256:0 2026-03-02", by sha256sum(1). */
#define SEED_OF_THAT_DAY "3856907235254360"

static const char *const codes[] = {"H1", "H2", "H3", "H4"};
#define N_HALLS G_N_ELEMENTS(codes)

/* What happened in a hall. */
typedef struct {
    int n_tickets; /* that were called */
    int n_missed;  /* of those: nobody came */
    int n_windows;
    int n_open;
    int n_kiosks;
    int n_online;
} Morning;

typedef struct {
    SzRegistry *registry; /* owned, as the next three */
    SzIndexDefinition *definition;
    SzSnapshot *state;
    SzIndexTable *table;
    SzCaseRules rules;
    SzView view; /* borrows them */
} World;

static SzRegistry *new_registry(void)
{
    const SzHoursPlan plan = {.workday = {.n = 1, .slots = {{9 * 3600, 12 * 3600}}}};
    SzHall halls[N_HALLS];
    for (gsize i = 0; i < N_HALLS; i++) {
        halls[i] = (SzHall){
            .code = codes[i], .name = codes[i], .tier = SZ_TIER_COUNTY, .region = codes[i]};
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(SzOpeningHours) hours = sz_opening_hours_new(&plan, &error);
    SzRegistry *registry = sz_registry_new(halls, N_HALLS, NULL, 0, hours, &error);
    g_assert_no_error(error);
    return registry;
}

/* Two dimensions of one indicator and equal weight: no-shows or windows open, and kiosks online. */
static SzIndexDefinition *define(const char *measure, bool is_falling, guint n_caps)
{
    static const SzIndexDimension dimensions[] = {
        {"L", "等候", "waiting", {1, 1, 1, 1, 1}},
        {"K", "终端", "kiosks", {1, 1, 1, 1, 1}},
    };
    static const SzIndexCap cap = {.indicator = 1, .above = 50, .max = 40, .name = "上限"};
    SzIndicator indicators[] = {
        {.id = "L1",
         .scale = 100,
         .weight = 1,
         .tiers = 1U << SZ_TIER_COUNTY,
         .curve = {2, {{0, is_falling ? 100 : 0}, {100, is_falling ? 0 : 100}}}},
        {.id = "K1",
         .dimension = 1,
         .scale = 100,
         .weight = 1,
         .tiers = 1U << SZ_TIER_COUNTY,
         .curve = {2, {{0, 0}, {100, 100}}}},
    };
    SzMeasureSet *measures = test_measures_of_rules();
    indicators[0].measure = (guint)sz_measure_set_find(measures, sz_slice(measure));
    indicators[1].measure = (guint)sz_measure_set_find(measures, SZ_SLICE("kiosk_online"));
    const SzIndexParts parts = {
        .id = "demo",
        .name = "试",
        .version = "1",
        .hash = "sha256:0",
        .min_coverage = 0.6,
        .measures = measures,
        .dimensions = dimensions,
        .n_dimensions = 2,
        .indicators = indicators,
        .n_indicators = 2,
        .caps = &cap,
        .n_caps = n_caps,
    };
    return sz_index_definition_new(&parts);
}

static void G_GNUC_PRINTF(3, 4) say(SzEngine *engine, const char *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    test_apply(engine, (TestLine){at, line});
}

static void live_through(SzEngine *engine, const char *hall, const Morning *morning)
{
    for (int i = 0; i < morning->n_tickets; i++) {
        say(engine, "2026-03-02T09:00:00", "ticket,hall=%s,queue=A,event=take id=\"A%d\"", hall, i);
        say(engine, "2026-03-02T09:10:00", "ticket,hall=%s,queue=A,event=call,window=W1 id=\"A%d\"",
            hall, i);
        say(engine, "2026-03-02T09:11:00", "ticket,hall=%s,queue=A,event=%s,window=W1 id=\"A%d\"",
            hall, i < morning->n_missed ? "noshow" : "start", i);
    }
    for (int i = 0; i < morning->n_windows; i++) {
        say(engine, "2026-03-02T09:59:00", "window,hall=%s,window=W%d state=\"%s\"", hall, i,
            i < morning->n_open ? "open" : "paused");
    }
    for (int i = 0; i < morning->n_kiosks; i++) {
        /* Of an hour ago: it is taken for offline. */
        say(engine, i < morning->n_online ? "2026-03-02T09:59:00" : "2026-03-02T09:00:00",
            "kiosk,hall=%s,kiosk=K%d,event=heartbeat state=\"online\"", hall, i);
    }
}

/* @definition: is taken.  @mornings: of each hall. */
static World new_world(SzIndexDefinition *definition, const Morning mornings[N_HALLS])
{
    World world = {.registry = new_registry(), .definition = definition, .rules = *test_rules()};
    world.rules.registry = world.registry;
    g_autoptr(SzEngine) engine = sz_engine_new(&world.rules);
    for (gsize i = 0; i < N_HALLS; i++) {
        live_through(engine, codes[i], &mornings[i]);
    }
    world.state = sz_engine_publish(engine);
    return world;
}

/* When the world is where it stays. */
static void look(World *world)
{
    world->view =
        (SzView){.rules = &world->rules, .state = world->state, .now = {true, test_time(NOW)}};
    world->table = sz_index_compute(world->definition, &world->view);
    world->view.index = world->table;
}

static void clear_world(World *world)
{
    sz_index_table_unref(world->table);
    sz_snapshot_unref(world->state);
    sz_index_definition_unref(world->definition);
    sz_registry_unref(world->registry);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, clear_world)

static char *ask(const World *world, const char *query, int expected_status)
{
    g_autofree char *target = g_strconcat("/api/v1/ranking", query, NULL);
    g_auto(SzResponse) response = sz_router_get(&world->view, sz_slice(target));
    g_test_message("%s: %s", target, response.body);
    g_assert_cmpint(response.status, ==, expected_status);
    return g_steal_pointer(&response.body);
}

static json_t *ask_json(const World *world, const char *query)
{
    g_autofree char *body = ask(world, query, 200);
    json_t *value = json_loads(body, 0, NULL);
    g_assert_nonnull(value);
    return value;
}

typedef struct {
    const char *hall;
    int rank; /* 0: none */
    int place;
    int low;
    int high;
} Expected;

static int whole(const json_t *object, const char *member)
{
    const json_t *value = json_object_get(object, member);
    g_assert_true(json_is_integer(value));
    return (int)json_integer_value(value);
}

static void assert_unranked(const json_t *hall)
{
    static const char *const members[] = {"rank", "interval", "mean_rank", "place"};
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        g_assert_true(json_is_null(json_object_get(hall, members[i])));
    }
}

static void assert_ranking(const World *world, const char *query, const Expected *expected, gsize n)
{
    g_autoptr(json_t) body = ask_json(world, query);
    const json_t *halls = json_object_get(body, "halls");
    g_assert_cmpuint(json_array_size(halls), ==, n);
    for (gsize i = 0; i < n; i++) {
        const json_t *hall = json_array_get(halls, i);
        const json_t *interval = json_object_get(hall, "interval");
        g_assert_cmpstr(json_string_value(json_object_get(hall, "hall")), ==, expected[i].hall);
        if (expected[i].rank == 0) {
            assert_unranked(hall);
            continue;
        }
        double mean = json_number_value(json_object_get(hall, "mean_rank"));
        g_assert_cmpint(whole(hall, "rank"), ==, expected[i].rank);
        g_assert_cmpint(whole(hall, "place"), ==, expected[i].place);
        g_assert_cmpint(whole(interval, "low"), ==, expected[i].low);
        g_assert_cmpint(whole(interval, "high"), ==, expected[i].high);
        g_assert_cmpfloat(mean, >=, expected[i].low - 0.5);
        g_assert_cmpfloat(mean, <=, expected[i].high + 0.5);
    }
}

/* 10 % and 13.3 % of 40 and 30 people are one rate with some luck; of 1,600 and 1,200 they are not. */
static void test_few_people_tie_and_many_do_not(void)
{
    const Morning few[N_HALLS] = {
        {40, 4, 0, 0, 1, 1}, {30, 4, 0, 0, 1, 1}, {40, 36, 0, 0, 1, 1}, {0}};
    const Expected of_few[] = {
        {"H1", 1, 1, 1, 2}, {"H2", 2, 1, 1, 2}, {"H3", 3, 3, 3, 3}, {"H4", 0, 0, 0, 0}};
    const Morning many[N_HALLS] = {
        {1600, 160, 0, 0, 1, 1}, {1200, 160, 0, 0, 1, 1}, {40, 36, 0, 0, 1, 1}, {0}};
    const Expected of_many[] = {
        {"H1", 1, 1, 1, 1}, {"H2", 2, 2, 2, 2}, {"H3", 3, 3, 3, 3}, {"H4", 0, 0, 0, 0}};
    g_auto(World) small = new_world(define("noshow", true, 0), few);
    look(&small);
    assert_ranking(&small, "?interval=1", of_few, N_HALLS);
    g_auto(World) large = new_world(define("noshow", true, 0), many);
    look(&large);
    assert_ranking(&large, "?interval=1", of_many, N_HALLS);
}

/* Whoever is good at one thing each depends on what it weighs; who is no better at anything does not. */
static void test_weights_are_a_matter_of_opinion(void)
{
    const Morning mornings[N_HALLS] = {
        {0, 0, 2, 2, 2, 1}, {0, 0, 2, 1, 2, 2}, {0, 0, 2, 1, 2, 1}, {0, 0, 0, 0, 2, 2}};
    const Expected expected[] = {
        {"H1", 1, 1, 1, 2}, {"H2", 1, 1, 1, 2}, {"H3", 3, 3, 3, 3}, {"H4", 0, 0, 0, 0}};
    g_auto(World) world = new_world(define("window_open", false, 0), mornings);
    look(&world);
    assert_ranking(&world, "?interval=1", expected, N_HALLS);
    g_autoptr(json_t) body = ask_json(&world, "?interval=1");
    const json_t *drawn = json_object_get(body, "drawn");
    g_assert_cmpuint(json_array_size(json_object_get(drawn, "rates")), ==, 0);
    g_assert_cmpuint(json_array_size(json_object_get(drawn, "as_measured")), ==, 2);
}

/* H1's kiosks score 100 and may score 40: less than the 50 of H2, whatever the weights. */
static void test_caps_stay_in_force(void)
{
    const Morning mornings[N_HALLS] = {
        {0, 0, 2, 2, 2, 2}, {0, 0, 2, 2, 2, 1}, {0, 0, 2, 0, 2, 0}, {0}};
    const Expected expected[] = {
        {"H2", 1, 1, 1, 1}, {"H1", 2, 2, 2, 2}, {"H3", 3, 3, 3, 3}, {"H4", 0, 0, 0, 0}};
    g_auto(World) world = new_world(define("window_open", false, 1), mornings);
    look(&world);
    assert_ranking(&world, "?interval=1&draws=500", expected, N_HALLS);
}

static const Morning noisy[N_HALLS] = {
    {40, 4, 0, 0, 1, 1}, {30, 4, 0, 0, 1, 1}, {20, 3, 0, 0, 1, 1}, {0}};

static void test_the_seed_makes_the_bytes(void)
{
    g_auto(World) world = new_world(define("noshow", true, 0), noisy);
    look(&world);
    g_autofree char *once = ask(&world, "?interval=1", 200);
    g_autofree char *said = ask(&world, "?interval=1&draws=1000&seed=" SEED_OF_THAT_DAY, 200);
    g_autofree char *other = ask(&world, "?interval=1&seed=7", 200);
    g_assert_cmpstr(once, ==, said);
    g_assert_cmpstr(once, !=, other);
    g_assert_nonnull(strstr(
        once, "\"drawn\":{\"draws\":1000,\"seed\":" SEED_OF_THAT_DAY
              ",\"definition\":{\"version\":\"1\",\"hash\":\"sha256:0\"},\"percentiles\":[5,95],"
              "\"ahead\":0.95,\"weights\":{\"distribution\":\"uniform\",\"spread\":0.25},"
              "\"rates\":[\"L1\"],\"as_measured\":[\"K1\"]}"));
}

static void test_unasked_it_stays_as_it_was(void)
{
    g_auto(World) world = new_world(define("noshow", true, 0), noisy);
    look(&world);
    g_autofree char *plain = ask(&world, "", 200);
    g_autofree char *zero = ask(&world, "?interval=0", 200);
    g_assert_cmpstr(plain, ==, zero);
    g_assert_cmpstr(
        plain, ==,
        "{\"time\":\"" NOW "+08:00\",\"index\":\"demo\",\"scope\":\"hall\",\"halls\":["
        "{\"hall\":\"H1\",\"name\":\"H1\",\"score\":95.0,\"coverage\":1.0,\"grade\":\"优\","
        "\"interval\":null,\"rank\":1,\"reason\":null},"
        "{\"hall\":\"H2\",\"name\":\"H2\",\"score\":93.3333333333,\"coverage\":1.0,\"grade\":"
        "\"优\",\"interval\":null,\"rank\":2,\"reason\":null},"
        "{\"hall\":\"H3\",\"name\":\"H3\",\"score\":92.5,\"coverage\":1.0,\"grade\":\"优\","
        "\"interval\":null,\"rank\":3,\"reason\":null},"
        "{\"hall\":\"H4\",\"name\":\"H4\",\"score\":null,\"coverage\":0.0,\"grade\":null,"
        "\"interval\":null,\"rank\":null,\"reason\":\"insufficient\"}]}");
}

static void test_nobody_to_rank(void)
{
    const Morning nothing[N_HALLS] = {0};
    const Expected expected[] = {
        {"H1", 0, 0, 0, 0}, {"H2", 0, 0, 0, 0}, {"H3", 0, 0, 0, 0}, {"H4", 0, 0, 0, 0}};
    g_auto(World) world = new_world(define("noshow", true, 0), nothing);
    look(&world);
    assert_ranking(&world, "?interval=1", expected, N_HALLS);
}

static void test_what_is_refused(void)
{
    static const struct {
        const char *query;
        int status;
    } rows[] = {
        {"?interval=2", 400},
        {"?interval=yes", 400},
        {"?interval=1&draws=19", 400},
        {"?interval=1&draws=20", 200},
        {"?interval=1&draws=5000", 200},
        {"?interval=1&draws=5001", 400},
        {"?interval=1&seed=-1", 400},
        {"?interval=1&seed=9007199254740991", 200},
        {"?interval=1&seed=9007199254740992", 400},
        {"?seed=1", 400},
        {"?draws=100", 400},
        {"?interval=0&seed=1", 400},
        {"?interval=1&tier=village", 200},
    };
    g_auto(World) world = new_world(define("noshow", true, 0), noisy);
    look(&world);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_free(ask(&world, rows[i].query, rows[i].status));
    }
}

/* A city of the shipped size has its thousand draws, a province fewer; nobody more than the most. */
static void test_it_is_bounded(void)
{
    SzIndexParts parts = {.n_indicators = 43};
    g_assert_cmpuint(sz_index_ranks_draws_max(&parts, 0), ==, SZ_INDEX_RANKS_DRAWS_MAX);
    g_assert_cmpuint(sz_index_ranks_draws_max(&parts, 10), ==, SZ_INDEX_RANKS_DRAWS_MAX);
    g_assert_cmpuint(sz_index_ranks_draws_max(&parts, 230), >=, SZ_API_RANKING_DRAWS);
    parts.n_indicators = 59;
    g_assert_cmpuint(sz_index_ranks_draws_max(&parts, 3400), >=, SZ_INDEX_RANKS_DRAWS_MIN);
    g_assert_cmpuint(sz_index_ranks_draws_max(&parts, 3400), <, SZ_API_RANKING_DRAWS);
}

static void test_it_waits_with_what_takes_long(void)
{
    g_assert_true(sz_api_ranking_takes_long("/api/v1/ranking?tier=town&interval=1"));
    g_assert_true(sz_api_ranking_takes_long("/api/v1/ranking?%69nterval=1"));
    g_assert_false(sz_api_ranking_takes_long("/api/v1/ranking?tier=town"));
    g_assert_false(sz_api_ranking_takes_long("/api/v1/ranking"));
    g_assert_false(sz_api_ranking_takes_long("/api/v1/index?interval=1"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/ranking/few-people-tie-and-many-do-not",
                    test_few_people_tie_and_many_do_not);
    g_test_add_func("/web/ranking/weights-are-a-matter-of-opinion",
                    test_weights_are_a_matter_of_opinion);
    g_test_add_func("/web/ranking/caps-stay-in-force", test_caps_stay_in_force);
    g_test_add_func("/web/ranking/the-seed-makes-the-bytes", test_the_seed_makes_the_bytes);
    g_test_add_func("/web/ranking/unasked-it-stays-as-it-was", test_unasked_it_stays_as_it_was);
    g_test_add_func("/web/ranking/nobody-to-rank", test_nobody_to_rank);
    g_test_add_func("/web/ranking/what-is-refused", test_what_is_refused);
    g_test_add_func("/web/ranking/it-is-bounded", test_it_is_bounded);
    g_test_add_func("/web/ranking/it-waits-with-what-takes-long",
                    test_it_waits_with_what_takes_long);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
