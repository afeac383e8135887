/* Questions about cases: the answer depends on the set of events, totals are exact, pages are stable. */

#include "metrics/engine.h"
#include "web/router.h"

#include "support/case_builder.h"
#include "support/rules.h"

#define N_EVENTS 3000
#define N_CASES 400

static SzCaseEvent *random_events(guint n)
{
    static const char *const halls[] = {"330100", "330106", "330106002", "330199", "elsewhere"};
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    SzCaseEvent *events = g_new(SzCaseEvent, n);
    for (guint i = 0; i < n; i++) {
        events[i] = test_random_case_event(random);
        guint which = (guint)g_rand_int_range(random, 0, N_CASES);
        events[i].hall = sz_slice(halls[which % G_N_ELEMENTS(halls)]);
        g_autofree char *id = g_strdup_printf("C%u", which / 2);
        events[i].id.data = g_intern_string(id);
        events[i].id.len = strlen(events[i].id.data);
    }
    return events;
}

static char *ask(const SzSnapshot *version, const char *now, const char *target)
{
    SzView view = {.rules = test_rules(), .state = version, .now = {true, test_time(now)}};
    g_auto(SzResponse) response = sz_router_get(&view, sz_slice(target));
    return g_steal_pointer(&response.body);
}

static json_t *ask_json(const SzSnapshot *version, const char *target)
{
    g_autofree char *body = ask(version, "2026-03-09T12:00:00", target);
    json_t *value = json_loads(body, 0, NULL);
    g_assert_nonnull(value);
    return value;
}

static guint64 total_of(const SzSnapshot *version, const char *target)
{
    g_autoptr(json_t) body = ask_json(version, target);
    json_t *total = json_object_get(body, "total");
    g_assert_true(json_is_integer(total));
    return (guint64)json_integer_value(total);
}

static void apply(SzEngine *engine, const SzCaseEvent *event)
{
    const SzEvent any = {.entity = SZ_EVENT_CASE, .as.case_event = *event};
    sz_engine_apply(engine, &any);
}

static SzSnapshot *fold(const SzCaseEvent *events, guint n, guint stride, guint publish_every)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (guint i = 0; i < n; i++) {
        apply(engine, &events[(i * stride) % n]);
        if (publish_every != 0 && i % publish_every == 0) {
            sz_snapshot_unref(sz_engine_publish(engine));
        }
    }
    return sz_engine_publish(engine);
}

static void test_any_order_of_arrival_gives_the_same_bytes(void)
{
    static const char *const targets[] = {
        "/api/v1/cases?limit=1000",
        "/api/v1/cases?state=overdue",
        "/api/v1/cases?area=330106&state=open",
        "/api/v1/case?hall=330106&id=C3",
        "/api/v1/case?hall=elsewhere&id=C2",
    };
    g_autofree SzCaseEvent *events = random_events(N_EVENTS);
    g_autoptr(SzSnapshot) forward = fold(events, N_EVENTS, 1, 0);
    /* 7 and 3000 have no common divisor: another order of the same events. */
    g_autoptr(SzSnapshot) shuffled = fold(events, N_EVENTS, 7, 97);
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_autofree char *a = ask(forward, "2026-03-09T12:00:00", targets[i]);
        g_autofree char *b = ask(shuffled, "2026-03-09T12:00:00", targets[i]);
        g_assert_cmpstr(a, ==, b);
    }
}

static void test_a_version_is_frozen(void)
{
    g_autofree SzCaseEvent *events = random_events(N_EVENTS);
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (guint i = 0; i < N_EVENTS / 2; i++) {
        apply(engine, &events[i]);
    }
    g_autoptr(SzSnapshot) before = sz_engine_publish(engine);
    g_autofree char *first = ask(before, "2026-03-09T12:00:00", "/api/v1/cases?limit=1000");
    for (guint i = N_EVENTS / 2; i < N_EVENTS; i++) {
        apply(engine, &events[i]);
    }
    g_autoptr(SzSnapshot) after = sz_engine_publish(engine);
    g_clear_pointer(&engine, sz_engine_free);
    g_autofree char *again = ask(before, "2026-03-09T12:00:00", "/api/v1/cases?limit=1000");
    g_autofree char *other = ask(after, "2026-03-09T12:00:00", "/api/v1/cases?limit=1000");
    g_assert_cmpstr(first, ==, again);
    g_assert_cmpstr(first, !=, other);
}

static void test_pages_meet_every_case_once(void)
{
    g_autofree SzCaseEvent *events = random_events(N_EVENTS);
    g_autoptr(SzSnapshot) version = fold(events, N_EVENTS, 1, 0);
    g_autoptr(json_t) whole = ask_json(version, "/api/v1/cases?limit=1000");
    json_t *all = json_object_get(whole, "cases");
    g_assert_cmpuint(json_array_size(all), ==, sz_cases_version_n(version->cases));
    g_assert_true(json_is_null(json_object_get(whole, "next")));
    g_autofree char *cursor = g_strdup("");
    gsize met = 0;
    while (cursor != NULL) {
        g_autofree char *target =
            g_strdup_printf("/api/v1/cases?limit=7%s%s", *cursor != '\0' ? "&cursor=" : "", cursor);
        g_autoptr(json_t) page = ask_json(version, target);
        json_t *cases = json_object_get(page, "cases");
        g_assert_cmpint(json_integer_value(json_object_get(page, "total")), ==,
                        (json_int_t)json_array_size(all));
        for (gsize i = 0; i < json_array_size(cases); i++, met++) {
            g_assert_true(json_equal(json_array_get(cases, i), json_array_get(all, met)));
        }
        g_free(cursor);
        cursor = g_strdup(json_string_value(json_object_get(page, "next")));
    }
    g_assert_cmpuint(met, ==, json_array_size(all));
}

static void test_filters_are_sets(void)
{
    g_autofree SzCaseEvent *events = random_events(N_EVENTS);
    g_autoptr(SzSnapshot) version = fold(events, N_EVENTS, 1, 0);
    guint64 all = total_of(version, "/api/v1/cases?limit=0");
    g_assert_cmpuint(all, ==, sz_cases_version_n(version->cases));
    guint64 ends = 0;
    static const char *const ended[] = {"closed", "rejected", "withdrawn", "void"};
    for (gsize i = 0; i < G_N_ELEMENTS(ended); i++) {
        g_autofree char *target = g_strdup_printf("/api/v1/cases?limit=0&state=%s", ended[i]);
        ends += total_of(version, target);
    }
    guint64 open = total_of(version, "/api/v1/cases?limit=0&state=open");
    g_assert_cmpuint(open + ends, ==, all);
    g_assert_cmpuint(open, >, 0);
    g_assert_cmpuint(ends, >, 0);
    g_assert_cmpuint(total_of(version, "/api/v1/cases?limit=0&state=closed_late"), <=,
                     total_of(version, "/api/v1/cases?limit=0&state=closed"));
    g_assert_cmpuint(total_of(version, "/api/v1/cases?limit=0&state=suspended"), <=, open);
    /* An area is its halls; an old code counts for the hall it means; an unregistered hall for none. */
    guint64 west = total_of(version, "/api/v1/cases?limit=0&hall=330106");
    g_assert_cmpuint(west, ==, total_of(version, "/api/v1/cases?limit=0&hall=330199"));
    g_assert_cmpuint(total_of(version, "/api/v1/cases?limit=0&area=330106"), ==,
                     west + total_of(version, "/api/v1/cases?limit=0&hall=330106002"));
    g_assert_cmpuint(total_of(version, "/api/v1/cases?limit=0&area=330100") +
                         total_of(version, "/api/v1/cases?limit=0&hall=elsewhere"),
                     ==, all);
    guint64 channels = total_of(version, "/api/v1/cases?limit=0&channel=online");
    g_assert_cmpuint(channels, >, 0);
    g_assert_cmpuint(channels, <, all);
}

static void test_bad_questions_are_answered_with_a_reason(void)
{
    static const struct {
        const char *target;
        int status;
        const char *code;
    } rows[] = {
        {"/api/v1/cases?state=opened", 400, "bad_parameter"},
        {"/api/v1/cases?hall=nowhere", 404, "unknown_hall"},
        {"/api/v1/cases?area=elsewhere", 404, "unknown_hall"},
        {"/api/v1/cases?cursor=xx", 400, "bad_cursor"},
        {"/api/v1/cases?cursor=", 400, "bad_cursor"},
        {"/api/v1/cases?limit=1001", 400, "bad_parameter"},
        {"/api/v1/cases?channel=telex", 400, "bad_parameter"},
        {"/api/v1/cases?colour=red", 400, "unknown_parameter"},
        {"/api/v1/case?hall=330106", 400, "missing_parameter"},
        {"/api/v1/case?id=C1", 400, "missing_parameter"},
        {"/api/v1/case?hall=330106&id=none", 404, "unknown_case"},
        {"/api/v1/case/", 404, "unknown_path"},
        {"/", 404, "unknown_path"},
    };
    g_autofree SzCaseEvent *events = random_events(N_EVENTS);
    g_autoptr(SzSnapshot) version = fold(events, N_EVENTS, 1, 0);
    SzView view = {.rules = test_rules(), .state = version, .now = {true, {0}}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(SzResponse) response = sz_router_get(&view, sz_slice(rows[i].target));
        g_autofree char *code = g_strdup_printf("\"code\":\"%s\"", rows[i].code);
        g_assert_cmpint(response.status, ==, rows[i].status);
        g_assert_nonnull(strstr(response.body, code));
    }
}

static void test_an_empty_world_answers(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    g_autoptr(SzSnapshot) version = sz_engine_publish(engine);
    SzView view = {.rules = test_rules(), .state = version};
    g_auto(SzResponse) response = sz_router_get(&view, SZ_SLICE("/api/v1/cases"));
    g_assert_cmpint(response.status, ==, 200);
    g_assert_cmpstr(response.body, ==, "{\"time\":null,\"total\":0,\"cases\":[],\"next\":null}");
    g_auto(SzResponse) halls = sz_router_get(&view, SZ_SLICE("/api/v1/halls?area=330106"));
    g_assert_cmpstr(
        halls.body, ==,
        "[{\"code\":\"330106\",\"name\":\"西湖区\",\"tier\":\"county\",\"parent\":\"330100\","
        "\"region\":\"330106\",\"lon\":null,\"lat\":null},{\"code\":\"330106002\",\"name\":"
        "\"北山街道\",\"tier\":\"town\",\"parent\":\"330106\",\"region\":\"330106002\","
        "\"lon\":null,\"lat\":null}]");
}

#define ADD(name, function) g_test_add_func("/web/cases_api/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("any-order-of-arrival-gives-the-same-bytes",
        test_any_order_of_arrival_gives_the_same_bytes);
    ADD("a-version-is-frozen", test_a_version_is_frozen);
    ADD("pages-meet-every-case-once", test_pages_meet_every_case_once);
    ADD("filters-are-sets", test_filters_are_sets);
    ADD("bad-questions-are-answered-with-a-reason", test_bad_questions_are_answered_with_a_reason);
    ADD("an-empty-world-answers", test_an_empty_world_answers);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
