/* Lists of cases: every filter is what its words say of the cases shown; every order is paged without loss while
 * other cases change. */

#include "metrics/engine.h"
#include "web/router.h"

#include "support/case_builder.h"
#include "support/rules.h"

#define N_EVENTS 2400
#define NOW "2026-03-09T12:00:00"

static const char *const sorts[] = {"", "&sort=remaining", "&sort=-remaining", "&sort=applied",
                                    "&sort=-applied"};

typedef struct {
    SzEngine *engine; /* owned, as the next */
    SzSnapshot *state;
    SzView view;
} World;

static void clear_world(World *world)
{
    sz_snapshot_unref(world->state);
    sz_engine_free(world->engine);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, clear_world)

static void publish(World *world, const char *now)
{
    g_clear_pointer(&world->state, sz_snapshot_unref);
    world->state = sz_engine_publish(world->engine);
    world->view =
        (SzView){.rules = test_rules(), .state = world->state, .now = {true, test_time(now)}};
}

static void tell(World *world, const SzCaseEvent *event)
{
    const SzEvent any = {.entity = SZ_EVENT_CASE, .as.case_event = *event};
    sz_engine_apply(world->engine, &any);
}

static void tell_random(World *world, GRand *random, guint n)
{
    static const char *const halls[] = {"330100", "330106", "330106002", "330199", "elsewhere"};
    for (guint i = 0; i < n; i++) {
        SzCaseEvent event = test_random_case_event(random);
        event.hall = sz_slice(halls[g_rand_int_range(random, 0, 5)]);
        g_autofree char *id = g_strdup_printf("HZ%d", g_rand_int_range(random, 1, 60));
        event.id = sz_slice(g_intern_string(id));
        tell(world, &event);
    }
}

static void begin_random(World *world, GRand *random)
{
    world->engine = sz_engine_new(test_rules());
    tell_random(world, random, N_EVENTS);
    publish(world, NOW);
}

static json_t *ask(const World *world, const char *target)
{
    g_auto(SzResponse) response = sz_router_get(&world->view, sz_slice(target));
    if (response.status != 200) {
        g_error("%s: %s", target, response.body);
    }
    return json_incref(response.value);
}

static json_t *list(const World *world, const char *query)
{
    g_autofree char *target = g_strdup_printf("/api/v1/cases?limit=1000%s", query);
    g_autoptr(json_t) body = ask(world, target);
    json_t *cases = json_object_get(body, "cases");
    g_assert_cmpint(json_integer_value(json_object_get(body, "total")), ==,
                    (json_int_t)json_array_size(cases));
    return json_incref(cases);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* --- filters ------------------------------------------------------------------------------- */

static bool is_light_red_or_suspended(const json_t *object)
{
    return g_str_equal(text_of(object, "light"), "red") ||
           g_str_equal(text_of(object, "light"), "suspended");
}

static bool is_window_or_post(const json_t *object)
{
    return g_str_equal(text_of(object, "channel"), "window") ||
           g_str_equal(text_of(object, "channel"), "post");
}

static bool is_of_no_organ_or_o2(const json_t *object)
{
    return g_str_equal(text_of(object, "org"), "") || g_str_equal(text_of(object, "org"), "O2");
}

static bool is_of_item_1(const json_t *object)
{
    return g_str_equal(text_of(object, "item"), "I1");
}

/* RFC 3339 of one zone orders as its text, where no fraction is written. */
static bool is_due_that_morning(const json_t *object)
{
    const char *due = text_of(object, "due");
    return strcmp(due, "2026-03-05T00:00:00+08:00") > 0 &&
           strcmp(due, "2026-03-05T12:00:00+08:00") < 0;
}

static bool is_due_that_day(const json_t *object)
{
    const char *due = text_of(object, "due");
    return strcmp(due, "2026-03-16T00:00:00+08:00") > 0 &&
           strcmp(due, "2026-03-17T00:00:00+08:00") <= 0;
}

static bool is_open(const json_t *object)
{
    return g_str_equal(text_of(object, "state"), "open") ||
           g_str_equal(text_of(object, "state"), "suspended");
}

/* Open ones alone: the others end somewhere. */
static bool is_five_or_six_days_old(const json_t *object)
{
    g_autofree char *day = g_strndup(text_of(object, "applied"), 10);
    return is_open(object) && (g_str_equal(day, "2026-03-03") || g_str_equal(day, "2026-03-04"));
}

static bool is_in_the_west(const json_t *object)
{
    return g_str_has_prefix(text_of(object, "hall"), "330106");
}

static bool has_part_z1(const json_t *object)
{
    return strstr(text_of(object, "id"), "Z1") != NULL;
}

static bool is_hz1(const json_t *object)
{
    return g_str_equal(text_of(object, "id"), "HZ1");
}

static bool has_part_hz5(const json_t *object)
{
    return g_str_has_prefix(text_of(object, "id"), "HZ5");
}

static bool is_none(const json_t *object)
{
    (void)object;
    return false;
}

static void test_filters(void)
{
    static const struct {
        const char *query;
        bool (*is_it)(const json_t *object);
    } rows[] = {
        {"&light=red,suspended", is_light_red_or_suspended},
        {"&channel=post,window", is_window_or_post},
        {"&org=,O2", is_of_no_organ_or_o2},
        {"&item=I1", is_of_item_1},
        {"&item=I%5C1", is_none},
        {"&item=I9,I1%5C%2C", is_none},
        {"&due_from=2026-03-05&due_to=2026-03-05T12:00:00", is_due_that_morning},
        {"&due_from=2026-03-16&due_to=2026-03-17", is_due_that_day},
        {"&state=open&age_min_days=5&age_max_days=6", is_five_or_six_days_old},
        {"&area=330106", is_in_the_west},
        {"&q=HZ1", is_hz1},
        {"&q=hz1", has_part_z1}, /* no such number: a part, of any case */
        {"&q=Z1", is_none},      /* too short for a part */
        {"&q=hz5", has_part_hz5},
        {"&hall=elsewhere&area=330100", is_none},
    };
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_auto(World) world = {0};
    begin_random(&world, random);
    g_autoptr(json_t) all = list(&world, "");
    gsize n_found = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(json_t) wanted = json_array();
        gsize at = 0;
        json_t *object = NULL;
        json_array_foreach(all, at, object)
        {
            if (rows[i].is_it(object)) {
                json_array_append(wanted, object);
            }
        }
        g_autoptr(json_t) got = list(&world, rows[i].query);
        g_test_message("%s: %zu", rows[i].query, json_array_size(got));
        g_assert_true(json_equal(got, wanted));
        n_found += json_array_size(got) > 0 ? 1 : 0;
    }
    g_assert_cmpuint(n_found, >, G_N_ELEMENTS(rows) / 2);
}

/* An ended case is as old as it became. */
static void test_age_ends_with_the_case(void)
{
    g_auto(World) world = {.engine = sz_engine_new(test_rules())};
    SzCaseEvent events[] = {test_case_event(SZ_CASE_APPLY, "2026-03-02T23:59:59"),
                            test_case_event(SZ_CASE_CLOSE, "2026-03-05T00:00:00")};
    tell(&world, &events[0]);
    tell(&world, &events[1]);
    publish(&world, NOW);
    static const struct {
        const char *query;
        gsize n;
    } rows[] = {{"&age_min_days=3", 1},
                {"&age_min_days=4", 0},
                {"&age_max_days=3", 1},
                {"&age_max_days=2", 0},
                {"&age_min_days=0", 1}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(json_t) got = list(&world, rows[i].query);
        g_assert_cmpuint(json_array_size(got), ==, rows[i].n);
    }
}

/* Ranges that share a bound share no case; what is due at 24:00 belongs to the day that ends then. */
static void test_due_ranges_are_half_open(void)
{
    g_auto(World) world = {.engine = sz_engine_new(test_rules())};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    accept.has_due = true;
    accept.due = test_time("2026-03-06T00:00:00");
    tell(&world, &accept);
    publish(&world, "2026-03-02T11:00:00");
    static const struct {
        const char *query;
        gsize n;
    } rows[] = {
        {"&due_from=2026-03-05&due_to=2026-03-06", 1},
        {"&due_from=2026-03-06&due_to=2026-03-07", 0},
        {"&due_from=2026-03-06T00:00:00", 1},
        {"&due_to=2026-03-06T00:00:00", 0},
        {"&due_from=2026-03-06T00:00:00.000000001", 0},
        {"&due_to=2026-03-05T16:00:00.000000001Z", 1},
        {"&due_from=2026-03-05&due_to=2026-03-05", 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(json_t) got = list(&world, rows[i].query);
        g_assert_cmpuint(json_array_size(got), ==, rows[i].n);
    }
}

/* --- orders -------------------------------------------------------------------------------- */

static int group_of(const json_t *object, const char *key)
{
    if (g_str_equal(key, "due") && !is_open(object)) {
        return 2;
    }
    return *text_of(object, key) != '\0' ? 0 : 1;
}

/* Is @b behind @a where @key orders, @is_down or not? */
static void assert_behind(const json_t *a, const json_t *b, const char *key, bool is_down)
{
    int groups[2] = {group_of(a, key), group_of(b, key)};
    g_assert_cmpint(groups[0], <=, groups[1]);
    SzWallTime at[2] = {{0}, {0}};
    if (groups[0] == 0 && groups[1] == 0) {
        at[0] = test_time(text_of(a, key));
        at[1] = test_time(text_of(b, key));
        g_assert_true(is_down ? at[0].ns >= at[1].ns : at[0].ns <= at[1].ns);
    }
    if (groups[0] == groups[1] && at[0].ns == at[1].ns) {
        int order = strcmp(text_of(a, "hall"), text_of(b, "hall"));
        g_assert_cmpint(order, <=, 0);
        g_assert_true(order < 0 || strcmp(text_of(a, "id"), text_of(b, "id")) <= 0);
    }
}

static void test_orders(void)
{
    static const struct {
        const char *query;
        const char *key;
        bool is_down;
    } rows[] = {{"&sort=remaining", "due", false},
                {"&sort=-remaining", "due", true},
                {"&sort=applied", "applied", false},
                {"&sort=-applied", "applied", true}};
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_auto(World) world = {0};
    begin_random(&world, random);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(json_t) cases = list(&world, rows[i].query);
        for (gsize k = 1; k < json_array_size(cases); k++) {
            assert_behind(json_array_get(cases, k - 1), json_array_get(cases, k), rows[i].key,
                          rows[i].is_down);
        }
    }
}

/* The page behind @cursor, "" for the first.  (transfer full) its cases; @cursor moves on, NULL at the end. */
static json_t *next_page(const World *world, const char *query, guint limit, char **cursor)
{
    g_autofree char *target = g_strdup_printf("/api/v1/cases?limit=%u%s%s%s", limit, query,
                                              **cursor != '\0' ? "&cursor=" : "", *cursor);
    g_autoptr(json_t) page = ask(world, target);
    json_t *cases = json_object_get(page, "cases");
    g_assert_cmpuint(json_array_size(cases), <=, limit);
    g_free(*cursor);
    *cursor = g_strdup(json_string_value(json_object_get(page, "next")));
    return json_incref(cases);
}

static void test_pages_are_the_list(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_auto(World) world = {0};
    begin_random(&world, random);
    for (gsize i = 0; i < G_N_ELEMENTS(sorts); i++) {
        static const guint limits[] = {1, 2, 3, 7, 64, 65, 150, 299, 300, 1000};
        g_autoptr(json_t) all = list(&world, sorts[i]);
        for (gsize k = 0; k < G_N_ELEMENTS(limits); k++) {
            g_autoptr(json_t) met = json_array();
            g_autofree char *cursor = g_strdup("");
            while (cursor != NULL) {
                g_autoptr(json_t) page = next_page(&world, sorts[i], limits[k], &cursor);
                json_array_extend(met, page);
            }
            g_assert_true(json_equal(met, all));
        }
    }
}

/* "hall/id" of each of @cases, which are another's: how often it was met. */
static void count_met(json_t *cases, GHashTable *n_met)
{
    gsize at = 0;
    json_t *object = NULL;
    json_array_foreach(cases, at, object)
    {
        char *name = g_strdup_printf("%s/%s", text_of(object, "hall"), text_of(object, "id"));
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(n_met, name));
        g_hash_table_insert(n_met, name, GUINT_TO_POINTER(n + 1));
    }
}

/* Between two pages other cases come, change and end, and hours pass in which acceptance clocks run out. */
static void test_pages_while_cases_change(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sorts); i++) {
        g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
        g_autoptr(GHashTable) n_met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_auto(World) world = {.engine = sz_engine_new(test_rules())};
        enum { N_STILL = 40 };
        for (guint k = 0; k < N_STILL; k++) { /* those that do not change: received, not accepted */
            SzCaseEvent apply = test_random_case_event(random);
            g_autofree char *id = g_strdup_printf("S%u", k);
            apply.kind = SZ_CASE_APPLY;
            apply.has_due = false;
            apply.hall = SZ_SLICE("330106");
            apply.id = sz_slice(g_intern_string(id));
            tell(&world, &apply);
        }
        tell_random(&world, random, 400);
        publish(&world, NOW);
        SzWallTime now = test_time(NOW);
        g_autofree char *cursor = g_strdup("");
        while (cursor != NULL) {
            g_autoptr(json_t) page = next_page(&world, sorts[i], 5, &cursor);
            count_met(page, n_met);
            tell_random(&world, random, 20);
            char text[SZ_WALL_TIME_TEXT];
            now.ns += 3600 * SZ_NS_PER_S;
            publish(&world, sz_wall_time_format(now, text));
        }
        for (guint k = 0; k < N_STILL; k++) {
            g_autofree char *name = g_strdup_printf("330106/S%u", k);
            g_assert_cmpuint(GPOINTER_TO_UINT(g_hash_table_lookup(n_met, name)), ==, 1);
        }
    }
}

/* A number that turns up meanwhile does not turn a search for a part into one for that number. */
static void test_a_part_stays_a_part(void)
{
    g_auto(World) world = {.engine = sz_engine_new(test_rules())};
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00:00");
    apply.id = SZ_SLICE("QLX-1");
    tell(&world, &apply);
    apply.id = SZ_SLICE("QLX-2");
    tell(&world, &apply);
    publish(&world, NOW);
    g_autofree char *cursor = g_strdup("");
    g_autoptr(json_t) first = next_page(&world, "&q=QLX", 1, &cursor);
    g_assert_cmpstr(text_of(json_array_get(first, 0), "id"), ==, "QLX-1");
    g_assert_nonnull(cursor);
    apply.id = SZ_SLICE("QLX");
    tell(&world, &apply);
    publish(&world, NOW);
    g_autoptr(json_t) second = next_page(&world, "&q=QLX", 1, &cursor);
    g_assert_cmpstr(text_of(json_array_get(second, 0), "id"), ==, "QLX-2");
    g_autoptr(json_t) afresh = list(&world, "&q=QLX");
    g_assert_cmpuint(json_array_size(afresh), ==, 1);
}

static void test_a_cursor_is_of_its_question(void)
{
    static const char *const others[] = {"", "&sort=remaining", "&sort=applied&light=green",
                                         "&sort=applied&hall=330106"};
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_auto(World) world = {0};
    begin_random(&world, random);
    g_autofree char *cursor = g_strdup("");
    g_autoptr(json_t) page = next_page(&world, "&sort=applied", 3, &cursor);
    g_assert_cmpuint(json_array_size(page), ==, 3);
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autofree char *target =
            g_strdup_printf("/api/v1/cases?limit=3%s&cursor=%s", others[i], cursor);
        g_auto(SzResponse) response = sz_router_get(&world.view, sz_slice(target));
        g_assert_cmpint(response.status, ==, 400);
        g_assert_nonnull(strstr(response.body, "\"code\":\"bad_cursor\""));
    }
    /* As much of it as one likes. */
    g_autoptr(json_t) rest = next_page(&world, "&sort=applied", 1000, &cursor);
    g_assert_cmpuint(json_array_size(rest), >, 3);
    g_assert_null(cursor);
}

static char *etag_at(World *world, const char *now, const char *target)
{
    publish(world, now);
    g_auto(SzResponse) response = sz_router_get(&world->view, sz_slice(target));
    g_assert_cmpint(response.status, ==, 200);
    return sz_response_etag(&response);
}

/* An hour in which nothing turns changes no tag; another page does, and the total in the head of a table. */
static void test_tags(void)
{
    static const char *const same[] = {"/api/v1/cases?sort=remaining&limit=1",
                                       "/api/v1/cases.csv?limit=1", "/api/v1/cases/outlook"};
    g_auto(World) world = {.engine = sz_engine_new(test_rules())};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    accept.promise = (SzLimit){10, SZ_UNIT_WORKDAY};
    tell(&world, &accept);
    accept.id = SZ_SLICE("A2");
    tell(&world, &accept);
    for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
        g_autofree char *before = etag_at(&world, "2026-03-03T10:00:00", same[i]);
        g_autofree char *after = etag_at(&world, "2026-03-03T11:00:00", same[i]);
        g_assert_cmpstr(before, ==, after);
    }
    g_autofree char *two = etag_at(&world, "2026-03-03T10:00:00", same[1]);
    accept.id = SZ_SLICE("A3");
    tell(&world, &accept);
    g_autofree char *three = etag_at(&world, "2026-03-03T10:00:00", same[1]);
    g_assert_cmpstr(two, !=, three);
}

#define ADD(name, function) g_test_add_func("/web/case_list/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("filters", test_filters);
    ADD("age-ends-with-the-case", test_age_ends_with_the_case);
    ADD("due-ranges-are-half-open", test_due_ranges_are_half_open);
    ADD("orders", test_orders);
    ADD("pages-are-the-list", test_pages_are_the_list);
    ADD("pages-while-cases-change", test_pages_while_cases_change);
    ADD("a-part-stays-a-part", test_a_part_stays_a_part);
    ADD("a-cursor-is-of-its-question", test_a_cursor_is_of_its_question);
    ADD("tags", test_tags);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
