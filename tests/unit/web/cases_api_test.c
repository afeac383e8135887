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

/* The old code 330199 and 330106 are one hall; each brought a case C1.  Asked for by a code that a feed
 * used, that feed's case answers. */
static void test_one_number_under_two_codes_of_a_hall(void)
{
    SzCaseEvent events[] = {test_case_event(SZ_CASE_APPLY, "2026-03-02T09:00:00"),
                            test_case_event(SZ_CASE_CLOSE, "2026-03-03T09:00:00")};
    events[0].hall = SZ_SLICE("330106");
    events[1].hall = SZ_SLICE("330199");
    static const struct {
        const char *target;
        const char *state;
    } rows[] = {
        {"/api/v1/case?hall=330106&id=A1", "\"state\":\"open\""},
        {"/api/v1/case?hall=330199&id=A1", "\"state\":\"closed\""},
    };
    for (guint first = 0; first < 2; first++) {
        const SzCaseEvent order[2] = {events[first], events[1 - first]};
        g_autoptr(SzSnapshot) version = fold(order, 2, 1, 0);
        for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
            g_autofree char *body = ask(version, "2026-03-09T12:00:00", rows[i].target);
            g_assert_nonnull(strstr(body, rows[i].state));
        }
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

/* 330199 is an old code of 330106: two cases with one id in one hall. */
static void test_one_id_under_two_codes_of_a_hall(void)
{
    SzCaseEvent events[2] = {test_case_event(SZ_CASE_APPLY, "2026-03-02T09:00:00"),
                             test_case_event(SZ_CASE_APPLY, "2026-03-02T09:00:00")};
    events[0].item = SZ_SLICE("I1");
    events[1].item = SZ_SLICE("I2");
    events[1].hall = SZ_SLICE("330199");
    for (guint first = 0; first < 2; first++) {
        const SzCaseEvent order[2] = {events[first], events[1 - first]};
        g_autoptr(SzSnapshot) version = fold(order, 2, 1, 0);
        g_autoptr(json_t) one = ask_json(version, "/api/v1/case?hall=330106&id=A1");
        json_t *found = json_object_get(one, "case");
        g_assert_cmpstr(json_string_value(json_object_get(found, "item")), ==, "I1");
        g_autofree char *target = g_strdup("/api/v1/cases?limit=1");
        for (guint i = 0; i < 2; i++) {
            g_autoptr(json_t) page = ask_json(version, target);
            json_t *record = json_array_get(json_object_get(page, "cases"), 0);
            g_assert_cmpstr(json_string_value(json_object_get(record, "item")), ==,
                            i == 0 ? "I1" : "I2");
            const char *next = json_string_value(json_object_get(page, "next"));
            g_assert_cmpint(next != NULL, ==, i == 0);
            g_free(target);
            target = g_strdup_printf("/api/v1/cases?limit=1&cursor=%s", next != NULL ? next : "");
        }
    }
}

/* Whole seconds, rounded down: nothing is left the moment the deadline has passed. */
static void test_remaining_seconds_are_rounded_down(void)
{
    static const struct {
        const char *now;
        const char *remaining;
    } rows[] = {
        {"2026-03-03T17:59:58.500", "\"remaining_s\":1,"},
        {"2026-03-03T18:00:00", "\"remaining_s\":0,"},
        {"2026-03-03T18:00:00.500", "\"remaining_s\":-1,"},
    };
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    accept.promise = (SzLimit){1, SZ_UNIT_WORKDAY};
    g_autoptr(SzSnapshot) version = fold(&accept, 1, 1, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *body = ask(version, rows[i].now, "/api/v1/cases");
        g_assert_nonnull(strstr(body, rows[i].remaining));
    }
}

/* Due on Tuesday 10 March; 14 and 15 are a weekend.  The day it is due has none left, the next has one too many. */
static void test_remaining_working_days(void)
{
    static const struct {
        const char *now;
        const char *remaining;
    } rows[] = {
        {"2026-03-05T12:00:00", "\"remaining_workdays\":3,"}, /* 6, 9, 10 */
        {"2026-03-07T12:00:00", "\"remaining_workdays\":2,"},
        {"2026-03-10T23:00:00", "\"remaining_workdays\":0,"},
        {"2026-03-11T00:00:00", "\"remaining_workdays\":-1,"},
        {"2026-03-15T12:00:00", "\"remaining_workdays\":-3,"}, /* 11, 12, 13 */
    };
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    accept.promise = (SzLimit){6, SZ_UNIT_WORKDAY};
    g_autoptr(SzSnapshot) version = fold(&accept, 1, 1, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *body = ask(version, rows[i].now, "/api/v1/cases");
        g_assert_nonnull(strstr(body, rows[i].remaining));
    }
    SzCaseEvent events[] = {accept, test_case_event(SZ_CASE_CLOSE, "2026-03-04T10:00:00")};
    g_autoptr(SzSnapshot) closed = fold(events, 2, 1, 0);
    g_autofree char *body = ask(closed, "2026-03-05T12:00:00", "/api/v1/cases");
    g_assert_nonnull(strstr(body, "\"remaining_workdays\":null,"));
}

static void test_the_catalogue(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    g_autoptr(SzSnapshot) version = sz_engine_publish(engine);
    g_autoptr(json_t) items = ask_json(version, "/api/v1/items");
    const SzItems *known = test_rules()->items;
    g_assert_cmpuint(json_array_size(items), ==, sz_items_n(known));
    for (gsize i = 0; i < sz_items_n(known); i++) {
        const SzItem *item = sz_items_item(known, i);
        const json_t *told = json_array_get(items, i);
        g_assert_cmpstr(json_string_value(json_object_get(told, "code")), ==, item->code);
        g_assert_true(json_is_null(json_object_get(told, "promise")) ==
                      (item->promise.unit == SZ_UNIT_NONE));
    }
    g_autofree char *body = ask(version, "2026-03-09T12:00:00", "/api/v1/items?hall=330106");
    g_assert_nonnull(strstr(body, "\"error\""));
}

/* Suspended on Wednesday: the days up to today, no deadline, and why in both languages. */
static void test_the_strip_of_a_suspended_case(void)
{
    SzCaseEvent events[] = {test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00"),
                            test_case_event(SZ_CASE_SUSPEND, "2026-03-04T10:00:00")};
    events[0].promise = (SzLimit){5, SZ_UNIT_WORKDAY};
    events[1].suspend_kind = SZ_SUSPEND_TESTING;
    g_autoptr(SzSnapshot) version = fold(events, 2, 1, 0);
    g_autofree char *body = ask(version, "2026-03-05T12:00:00", "/api/v1/case?hall=330106&id=A1");
    g_assert_nonnull(strstr(body, "\"due\":null"));
    g_assert_nonnull(strstr(
        body,
        "\"strip_clock\":\"handling\",\"strip\":["
        "{\"date\":\"2026-03-02\",\"counted\":false,\"reason\":\"start\",\"why\":\"受理当日不计\","
        "\"why_en\":\"day of acceptance, not counted\",\"n\":null},"
        "{\"date\":\"2026-03-03\",\"counted\":true,\"reason\":\"working\",\"why\":\"工作日\","
        "\"why_en\":\"working day\",\"n\":1},"
        "{\"date\":\"2026-03-04\",\"counted\":true,\"reason\":\"working\",\"why\":\"工作日\","
        "\"why_en\":\"working day\",\"n\":2},"
        "{\"date\":\"2026-03-05\",\"counted\":false,\"reason\":\"suspended\",\"why\":\"特别程序:"
        "检测\","
        "\"why_en\":\"special procedure: testing\",\"n\":null}],"
        "\"strip_why\":\"计时暂停，恢复后才能确定到期时间\","));
    g_assert_nonnull(strstr(body, "\"due_date\":null,\"calendar\":\"2026.1\",\"strip_text\":\""
                                  "2026-03-02  周一  -     受理当日不计\\n"));
    g_assert_nonnull(
        strstr(body, "The clock stands still; the deadline is known when it runs again.\\n\""));
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
        {"/api/v1/cases?cursor=YQpiCmMA", 400, "bad_cursor"}, /* three keys and a NUL */
        {"/api/v1/cases?limit=1001", 400, "bad_parameter"},
        {"/api/v1/cases?channel=telex", 400, "bad_parameter"},
        {"/api/v1/cases?channel=window,", 400, "bad_parameter"},
        {"/api/v1/cases?light=", 400, "bad_parameter"},
        {"/api/v1/cases?light=green,purple", 400, "bad_parameter"},
        {"/api/v1/cases?sort=hall", 400, "bad_parameter"},
        {"/api/v1/cases?sort=", 400, "bad_parameter"},
        {"/api/v1/cases?q=", 400, "bad_parameter"},
        {"/api/v1/cases?due_from=yesterday", 400, "bad_parameter"},
        {"/api/v1/cases?due_from=2026-03-05&due_to=2026-03-04", 400, "bad_parameter"},
        {"/api/v1/cases?age_min_days=-1", 400, "bad_parameter"},
        {"/api/v1/cases?age_min_days=3&age_max_days=2", 400, "bad_parameter"},
        {"/api/v1/cases?lang=en", 400, "unknown_parameter"},
        {"/api/v1/cases.csv?limit=100001", 400, "bad_parameter"},
        {"/api/v1/cases.csv?lang=fr", 400, "bad_parameter"},
        {"/api/v1/cases.csv?cursor=xx", 400, "unknown_parameter"},
        {"/api/v1/cases/outlook?hall=nowhere", 404, "unknown_hall"},
        {"/api/v1/cases/outlook?state=open", 400, "unknown_parameter"},
        {"/api/v1/cases/outlook.csv?lang=fr", 400, "bad_parameter"},
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
    g_auto(SzResponse) outlook = sz_router_get(&view, SZ_SLICE("/api/v1/cases/outlook"));
    g_assert_cmpint(outlook.status, ==, 200);
    g_auto(SzResponse) table = sz_router_get(&view, SZ_SLICE("/api/v1/cases.csv"));
    g_assert_true(g_str_has_suffix(table.body, "\r\n"));
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
    ADD("one-number-under-two-codes-of-a-hall", test_one_number_under_two_codes_of_a_hall);
    ADD("a-version-is-frozen", test_a_version_is_frozen);
    ADD("pages-meet-every-case-once", test_pages_meet_every_case_once);
    ADD("filters-are-sets", test_filters_are_sets);
    ADD("one-id-under-two-codes-of-a-hall", test_one_id_under_two_codes_of_a_hall);
    ADD("remaining-seconds-are-rounded-down", test_remaining_seconds_are_rounded_down);
    ADD("remaining-working-days", test_remaining_working_days);
    ADD("the-catalogue", test_the_catalogue);
    ADD("the-strip-of-a-suspended-case", test_the_strip_of_a_suspended_case);
    ADD("bad-questions-are-answered-with-a-reason", test_bad_questions_are_answered_with_a_reason);
    ADD("an-empty-world-answers", test_an_empty_world_answers);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
