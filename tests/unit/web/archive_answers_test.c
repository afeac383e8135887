/* Answers with an archive are those without one, to the byte. */

#include "collector/case_archive.h"
#include "web/fonts.h"
#include "web/router.h"

#include "support/case_builder.h"
#include "support/case_twins.h"
#include "support/memory_shelf.h"
#include "support/rules.h"
#include "support/support.h"

#define N_STEPS 250
#define STAY_NS (7 * SZ_S_PER_DAY * SZ_NS_PER_S)
#define N_QUESTIONS 150

typedef struct {
    TestTwins twins;
    char *folder; /* owned, as the next */
    SzCaseArchive *archive;
    TestShelf *shelf; /* in place of the archive; NULL: not */
} World;

static void begin(World *world, bool is_in_memory)
{
    g_autoptr(GError) error = NULL;
    *world = (World){.folder = test_folder_new()};
    test_twins_begin(&world->twins);
    SzCaseShelf shelf;
    if (is_in_memory) {
        world->shelf = test_shelf_new();
        shelf = test_shelf_functions(world->shelf);
    } else {
        world->archive = sz_case_archive_new(world->folder, NULL, &error);
        g_assert_no_error(error);
        shelf = sz_case_archive_shelf(world->archive);
    }
    sz_cases_use_shelf(sz_engine_cases(world->twins.with), &shelf, STAY_NS);
}

static void end(World *world)
{
    test_twins_end(&world->twins);
    g_clear_pointer(&world->shelf, test_shelf_free);
    sz_case_archive_free(world->archive);
    test_folder_remove(world->folder);
}

static void retire(World *world)
{
    SzCases *cases = sz_engine_cases(world->twins.with);
    if (world->shelf != NULL) {
        (void)test_shelf_retire(world->shelf, cases, world->twins.now, 10);
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) retiring = sz_cases_retire(cases, world->twins.now, 10);
    if (retiring->len > 0) {
        g_assert_true(sz_case_archive_write(world->archive, retiring, &error));
        g_assert_no_error(error);
        sz_cases_retired(cases, retiring);
    }
}

/* Some forty days, so that most cases have left, and some have come back. */
static void live(World *world)
{
    for (int step = 0; step < N_STEPS; step++) {
        test_twins_tell(&world->twins);
        test_twins_advance(&world->twins);
        retire(world);
    }
}

/* --- asking -------------------------------------------------------------------------------- */

typedef struct {
    SzSnapshot *with; /* owned, as the next */
    SzSnapshot *without;
    SzView left;
    SzView right;
} Views;

static void views_begin(Views *views, World *world)
{
    const SzMaybeTime now = {true, world->twins.now};
    views->with = sz_engine_publish(world->twins.with);
    views->without = sz_engine_publish(world->twins.without);
    views->left = (SzView){.rules = test_rules(), .state = views->with, .now = now};
    views->right = (SzView){.rules = test_rules(), .state = views->without, .now = now};
}

static void views_end(Views *views)
{
    sz_snapshot_unref(views->with);
    sz_snapshot_unref(views->without);
}

/* Returns: (transfer full) `next`, or NULL. */
static char *assert_same_answer(const Views *views, const char *target)
{
    g_auto(SzResponse) is = sz_router_get(&views->left, sz_slice(target));
    g_auto(SzResponse) should = sz_router_get(&views->right, sz_slice(target));
    g_test_message("%s", target);
    g_assert_cmpint(is.status, ==, should.status);
    g_assert_cmpstr(is.body, ==, should.body);
    return g_strdup(json_string_value(json_object_get(is.value, "next")));
}

static const char *pick(GRand *random, const char *const *texts, gint32 n)
{
    return texts[g_rand_int_range(random, 0, n)];
}

/* (transfer full) */
static char *make_question(GRand *random)
{
    static const char *const states[] = {"",
                                         "&state=open",
                                         "&state=closed",
                                         "&state=closed_late",
                                         "&state=void",
                                         "&state=rejected",
                                         "&light=red",
                                         "&state=overdue"};
    static const char *const sorts[] = {"", "&sort=remaining", "&sort=-remaining", "&sort=applied",
                                        "&sort=-applied"};
    static const char *const places[] = {"",
                                         "&hall=330106",
                                         "&hall=330106002",
                                         "&hall=990001",
                                         "&area=330100",
                                         "&area=330106",
                                         "&hall=770001"};
    static const char *const others[] = {"",
                                         "",
                                         "&q=C07",
                                         "&q=c1",
                                         "&q=C1",
                                         "&q=c07",
                                         "&channel=online,window",
                                         "&item=I1",
                                         "&org=",
                                         "&due_to=2026-03-20",
                                         "&age_min_days=3"};
    return g_strdup_printf(
        "/api/v1/cases?limit=%d%s%s%s%s", g_rand_int_range(random, 0, 15),
        pick(random, states, G_N_ELEMENTS(states)), pick(random, sorts, G_N_ELEMENTS(sorts)),
        pick(random, places, G_N_ELEMENTS(places)), pick(random, others, G_N_ELEMENTS(others)));
}

static void ask_lists(const Views *views, GRand *random)
{
    for (int k = 0; k < N_QUESTIONS; k++) {
        g_autofree char *question = make_question(random);
        g_autofree char *cursor = assert_same_answer(views, question);
        while (cursor != NULL) {
            g_autofree char *target = g_strdup_printf("%s&cursor=%s", question, cursor);
            g_free(cursor);
            cursor = assert_same_answer(views, target);
        }
    }
}

static void ask_cases(const Views *views)
{
    static const char *const halls[] = {"330106", "330199", "330106002", "990001"};
    for (guint i = 0; i < 60; i++) {
        for (gsize k = 0; k < G_N_ELEMENTS(halls); k++) {
            g_autofree char *target = g_strdup_printf("/api/v1/case?hall=%s&id=C%02u", halls[k], i);
            g_free(assert_same_answer(views, target));
        }
    }
}

static void ask_the_rest(const Views *views)
{
    static const char *const targets[] = {
        "/api/v1/cases.csv",
        "/api/v1/cases.csv?sort=-applied&limit=7",
        "/api/v1/cases/outlook",
        "/api/v1/cases/outlook?hall=330106",
        "/api/v1/cases/outlook.csv",
        "/api/v1/panels/deadlines.json?hall=330106",
        "/api/v1/panels/deadlines.json?hall=330106002",
        "/api/v1/situation?hall=330106",
        "/api/v1/situation?hall=330106002",
        "/api/v1/queues?hall=990001",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_free(assert_same_answer(views, targets[i]));
    }
}

static void ask(World *world)
{
    Views views;
    views_begin(&views, world);
    ask_lists(&views, world->twins.random);
    ask_cases(&views);
    ask_the_rest(&views);
    views_end(&views);
}

static void test_with_an_archive(void)
{
    World world;
    begin(&world, false);
    live(&world);
    ask(&world);
    end(&world);
}

/* A shelf may show more than is asked for. */
static void test_with_a_shelf_that_heeds_no_hint(void)
{
    World world;
    begin(&world, true);
    live(&world);
    ask(&world);
    end(&world);
}

/* Of a hall or a city that has only old cases left. */
static void test_long_after(void)
{
    World world;
    begin(&world, false);
    live(&world);
    world.twins.now.ns += 400 * SZ_S_PER_DAY * SZ_NS_PER_S;
    for (int k = 0; k < 40; k++) {
        retire(&world);
    }
    ask(&world);
    end(&world);
}

static void close_case(World *world, const char *hall, const char *time)
{
    SzEvent event = {.entity = SZ_EVENT_CASE,
                     .as.case_event = test_case_event(SZ_CASE_CLOSE, time)};
    event.as.case_event.hall = sz_slice(hall);
    event.as.case_event.org = SZ_SLICE("O1");
    sz_engine_apply(world->twins.with, &event);
    sz_engine_apply(world->twins.without, &event);
}

/* A ticket and a window, so that the hall is running well. */
static void open_hall(World *world, const char *hall, const char *time)
{
    const SzEvent events[] = {{.entity = SZ_EVENT_TICKET,
                               .as.ticket = {.occurred = test_time(time),
                                             .kind = SZ_TICKET_TAKE,
                                             .hall = sz_slice(hall),
                                             .id = SZ_SLICE("A1"),
                                             .queue = SZ_SLICE("A"),
                                             .recall = -1}},
                              {.entity = SZ_EVENT_WINDOW,
                               .as.window = {.occurred = test_time(time),
                                             .state = SZ_WINDOW_OPEN,
                                             .hall = sz_slice(hall),
                                             .window = SZ_SLICE("W1"),
                                             .cert = -1}}};
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++) {
        sz_engine_apply(world->twins.with, &events[i]);
        sz_engine_apply(world->twins.without, &events[i]);
    }
}

/* One before the days of the pace (the 20 working days before 04-20 begin on 03-20), two in them. */
static void test_halls_that_have_nothing_else(void)
{
    World world;
    Views views;
    begin(&world, false);
    close_case(&world, "330106002", "2026-03-02T10:00:00");
    close_case(&world, "990001", "2026-04-08T10:00:00");
    close_case(&world, "330106", "2026-04-09T10:00:00");
    open_hall(&world, "330106002", "2026-04-20T11:29:00");
    world.twins.now = test_time("2026-04-20T11:30:00");
    retire(&world);
    views_begin(&views, &world);
    for (gsize i = 0; i < sz_cases_version_n(views.with->cases); i++) {
        g_assert_null(sz_cases_version_row(views.with->cases, i));
    }
    ask_the_rest(&views);
    g_free(assert_same_answer(&views, "/api/v1/cases?hall=990001"));
    g_free(assert_same_answer(&views, "/api/v1/cases?hall=990002"));
    g_auto(SzResponse) well =
        sz_router_get(&views.left, SZ_SLICE("/api/v1/situation?hall=330106002"));
    g_assert_nonnull(strstr(well.body, "没有超期件"));
    views_end(&views);
    end(&world);
}

static void test_an_archive_that_cannot_be_read_is_503(void)
{
    static const char *const targets[] = {"/api/v1/cases", "/api/v1/cases?state=closed&hall=990001",
                                          "/api/v1/cases.csv", "/api/v1/cases/outlook",
                                          "/api/v1/case?hall=330106&id=C01"};
    World world;
    Views views;
    begin(&world, true);
    live(&world);
    g_array_set_size(world.shelf->cases, 0);
    world.shelf->is_broken = true;
    views_begin(&views, &world);
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_auto(SzResponse) response = sz_router_get(&views.left, sz_slice(targets[i]));
        g_assert_cmpint(response.status, ==, 503);
        g_assert_nonnull(strstr(response.body, "archive_unreadable"));
    }
    /* Who asks for open ones does not need it. */
    g_auto(SzResponse) open = sz_router_get(&views.left, SZ_SLICE("/api/v1/cases?state=open"));
    g_assert_cmpint(open.status, ==, 200);
    views_end(&views);
    end(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/archive_answers/archive", test_with_an_archive);
    g_test_add_func("/archive_answers/no_hint", test_with_a_shelf_that_heeds_no_hint);
    g_test_add_func("/archive_answers/long_after", test_long_after);
    g_test_add_func("/archive_answers/nothing_else", test_halls_that_have_nothing_else);
    g_test_add_func("/archive_answers/unreadable", test_an_archive_that_cannot_be_read_is_503);
    int status = g_test_run();
    sz_fonts_forget();
    test_rules_clear();
    return status;
}
