/* The query of a request. */

#include "web/params.h"

static const char *const known[] = {"state", "hall", "limit", NULL};

static void test_values_are_decoded(void)
{
    g_auto(SzResponse) problem = {0};
    g_auto(SzParams) params = {0};
    g_assert_true(sz_params_parse(SZ_SLICE("state=due%5Fsoon&&hall=%E8%A5%BF+1&limit="), known,
                                  &params, &problem));
    g_assert_cmpstr(sz_params_get(&params, "state"), ==, "due_soon");
    g_assert_cmpstr(sz_params_get(&params, "hall"), ==, "西 1");
    g_assert_cmpstr(sz_params_get(&params, "limit"), ==, "");
    g_assert_null(sz_params_get(&params, "cursor"));
}

static void test_no_query_is_no_parameters(void)
{
    g_auto(SzResponse) problem = {0};
    g_auto(SzParams) params = {0};
    g_assert_true(sz_params_parse((SzSlice){NULL, 0}, known, &params, &problem));
    g_assert_null(sz_params_get(&params, "state"));
}

static void test_bad_queries_are_refused(void)
{
    static const struct {
        const char *query;
        const char *code;
    } rows[] = {
        {"stat=open", "unknown_parameter"}, {"state=a&state=b", "bad_query"},
        {"state=%zz", "bad_query"},         {"state=%00", "bad_query"},
        {"state=%ff", "bad_query"},         {"state=%0a", "bad_query"},
        {"=x", "unknown_parameter"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(SzResponse) problem = {0};
        g_auto(SzParams) params = {0};
        g_assert_false(sz_params_parse(sz_slice(rows[i].query), known, &params, &problem));
        g_assert_null(params.values);
        g_assert_cmpint(problem.status, ==, 400);
        g_autofree char *code = g_strdup_printf("\"code\":\"%s\"", rows[i].code);
        g_assert_nonnull(strstr(problem.body, code));
    }
}

static void test_whole_numbers_have_bounds(void)
{
    static const struct {
        const char *query;
        gint64 expected; /* -1: refused */
    } rows[] = {
        {"limit=0", 0},    {"limit=1000", 1000}, {"limit=1001", -1}, {"limit=-1", -1},
        {"limit=1.5", -1}, {"limit=0x10", -1},   {"limit=", -1},     {"", 100},
    };
    const SzIntParam wanted = {.name = "limit", .min = 0, .max = 1000, .fallback = 100};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(SzResponse) problem = {0};
        g_auto(SzParams) params = {0};
        g_assert_true(sz_params_parse(sz_slice(rows[i].query), known, &params, &problem));
        gint64 limit = -7;
        bool is_good = sz_params_int(&params, &wanted, &limit, &problem);
        g_assert_cmpint(is_good, ==, rows[i].expected >= 0);
        g_assert_cmpint(limit, ==, is_good ? rows[i].expected : -7);
        g_assert_cmpint(problem.status, ==, is_good ? 0 : 400);
    }
}

static void test_long_digits_are_not_echoed(void)
{
    g_auto(SzResponse) problem =
        sz_response_error(400, "x", NULL, "%s", "a 13800138000 b 1234567890 330106199001011234");
    g_assert_nonnull(strstr(problem.body, "a # b 1234567890 #\""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/params/values-are-decoded", test_values_are_decoded);
    g_test_add_func("/web/params/no-query-is-no-parameters", test_no_query_is_no_parameters);
    g_test_add_func("/web/params/bad-queries-are-refused", test_bad_queries_are_refused);
    g_test_add_func("/web/params/whole-numbers-have-bounds", test_whole_numbers_have_bounds);
    g_test_add_func("/web/params/long-digits-are-not-echoed", test_long_digits_are_not_echoed);
    return g_test_run();
}
