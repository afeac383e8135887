#include "metrics/items.h"

#include "metrics/error.h"

static void test_finds_what_it_was_given(void)
{
    g_autofree char *name = g_strdup("企业设立登记");
    const SzItem given[] = {
        {.code = "330100-001",
         .name = name,
         .kind = SZ_CASE_KIND_PROMISE,
         .promise = {30, SZ_UNIT_MINUTE},
         .statute = {20, SZ_UNIT_WORKDAY},
         .stopping_kinds = 1U << SZ_SUSPEND_PUBLICITY},
        {.code = "330100-002", .kind = SZ_CASE_KIND_INSTANT, .promise = {0, SZ_UNIT_WORKDAY}},
        {.code = "3", .promise = {SZ_LIMIT_MAX, SZ_UNIT_DAY}},
        /* Without a unit the number means nothing. */
        {.code = "4", .promise = {-5, SZ_UNIT_NONE}},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(SzItems) items = sz_items_new(given, G_N_ELEMENTS(given), &error);
    g_assert_no_error(error);
    name[0] = 'x';
    g_assert_cmpuint(sz_items_n(items), ==, 4);
    for (gsize i = 0; i < G_N_ELEMENTS(given); i++) {
        g_assert_cmpstr(sz_items_item(items, i)->code, ==, given[i].code);
    }

    const SzItem *item = sz_items_find(items, (SzSlice){"330100-0012", 10});
    g_assert_cmpstr(item->code, ==, "330100-001");
    g_assert_cmpstr(item->name, ==, "企业设立登记");
    g_assert_cmpint(item->promise.n, ==, 30);
    g_assert_cmpint(item->promise.unit, ==, SZ_UNIT_MINUTE);
    g_assert_cmpuint(item->stopping_kinds, ==, 1U << SZ_SUSPEND_PUBLICITY);
    g_assert_cmpstr(sz_items_find(items, SZ_SLICE("3"))->name, ==, "");
    g_assert_null(sz_items_find(items, SZ_SLICE("330100-003")));
    g_assert_null(sz_items_find(items, SZ_SLICE("")));
}

/* Nothing of what was given is needed afterwards. */
static void test_what_an_item_points_to_is_copied(void)
{
    SzItemStep steps[] = {{"review", {2, SZ_UNIT_WORKDAY}}, {"check", {30, SZ_UNIT_MINUTE}}};
    SzCaseThresholds thresholds = SZ_CASE_THRESHOLDS_DEFAULT;
    const SzItem given = {
        .code = "a",
        .promise = {3, SZ_UNIT_HOUR},
        .promise_by_channel = {[SZ_CHANNEL_WINDOW] = {20, SZ_UNIT_MINUTE}},
        .thresholds = &thresholds,
        .steps = steps,
        .n_steps = G_N_ELEMENTS(steps),
    };
    thresholds.delivery_workdays = 7;
    g_autoptr(SzItems) items = sz_items_new(&given, 1, NULL);
    thresholds.delivery_workdays = 0;
    memset(steps, 0, sizeof steps);
    const SzItem *item = sz_items_find(items, SZ_SLICE("a"));
    g_assert_cmpint(item->thresholds->delivery_workdays, ==, 7);
    g_assert_cmpint(sz_item_step(item, SZ_SLICE("check"))->limit.n, ==, 30);
    g_assert_null(sz_item_step(item, SZ_SLICE("chec")));
    g_assert_null(sz_item_step(NULL, SZ_SLICE("check")));
    g_assert_cmpint(sz_item_promise(item, SZ_CHANNEL_WINDOW).n, ==, 20);
    g_assert_cmpint(sz_item_promise(item, SZ_CHANNEL_ONLINE).n, ==, 3);
    g_assert_cmpint(sz_item_promise(NULL, SZ_CHANNEL_ONLINE).unit, ==, SZ_UNIT_NONE);
}

static void test_faulty_steps_and_channels(void)
{
    static const SzItemStep twice[] = {{"s", {1, SZ_UNIT_DAY}}, {"s", {2, SZ_UNIT_DAY}}};
    static const SzItemStep beyond[] = {{"s", {-1, SZ_UNIT_DAY}}};
    static const struct {
        SzItem item;
        int code;
        const char *message;
    } rows[] = {
        {{.code = "a", .steps = twice, .n_steps = 2},
         SZ_METRICS_ERROR_CONFLICT,
         "step of item 'a' given twice: 's'"},
        {{.code = "a", .steps = beyond, .n_steps = 1},
         SZ_METRICS_ERROR_RANGE,
         "limit of item out of range: 'a', expected 0..5000000"},
        {{.code = "a", .promise_by_channel = {[SZ_CHANNEL_POST] = {-1, SZ_UNIT_DAY}}},
         SZ_METRICS_ERROR_RANGE,
         "limit of item out of range: 'a', expected 0..5000000"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(sz_items_new(&rows[i].item, 1, &error));
        g_assert_error(error, SZ_METRICS_ERROR, rows[i].code);
        g_assert_cmpstr(error->message, ==, rows[i].message);
    }
}

static void test_what_is_refused(void)
{
    static const struct {
        SzItem items[2];
        int code;
        const char *message;
    } rows[] = {
        {{{.code = "a"}, {.code = "a"}}, SZ_METRICS_ERROR_CONFLICT, "item code given twice: 'a'"},
        {{{.code = "a"}, {.code = ""}},
         SZ_METRICS_ERROR_RANGE,
         "item without a code, expected 1 byte or more"},
        {{{.code = "a", .promise = {-1, SZ_UNIT_DAY}}, {.code = "b"}},
         SZ_METRICS_ERROR_RANGE,
         "limit of item out of range: 'a', expected 0..5000000"},
        {{{.code = "a"}, {.code = "b", .statute = {SZ_LIMIT_MAX + 1, SZ_UNIT_HOUR}}},
         SZ_METRICS_ERROR_RANGE,
         "limit of item out of range: 'b', expected 0..5000000"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(sz_items_new(rows[i].items, 2, &error));
        g_assert_error(error, SZ_METRICS_ERROR, rows[i].code);
        g_assert_cmpstr(error->message, ==, rows[i].message);
    }
}

static void test_an_empty_catalogue(void)
{
    g_autoptr(SzItems) items = sz_items_new(NULL, 0, NULL);
    g_autoptr(SzItems) again = sz_items_ref(items);
    g_assert_cmpuint(sz_items_n(again), ==, 0);
    g_assert_null(sz_items_find(again, SZ_SLICE("a")));
    sz_items_unref(NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/items/finds-what-it-was-given", test_finds_what_it_was_given);
    g_test_add_func("/metrics/items/what-an-item-points-to-is-copied",
                    test_what_an_item_points_to_is_copied);
    g_test_add_func("/metrics/items/faulty-steps-and-channels", test_faulty_steps_and_channels);
    g_test_add_func("/metrics/items/what-is-refused", test_what_is_refused);
    g_test_add_func("/metrics/items/an-empty-catalogue", test_an_empty_catalogue);
    return g_test_run();
}
