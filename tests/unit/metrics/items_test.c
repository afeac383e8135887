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
    g_test_add_func("/metrics/items/what-is-refused", test_what_is_refused);
    g_test_add_func("/metrics/items/an-empty-catalogue", test_an_empty_catalogue);
    return g_test_run();
}
