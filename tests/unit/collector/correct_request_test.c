/* What a request for a correction may say, and who signs it. */

#include "collector/correct_request.h"

typedef struct {
    const char *name;
    const char *body;
    const char *problem; /* NULL: it is good; else in the message */
} Row;

#define HEAD "{\"line\":\"12.3\",\"do\":\"void\",\"reason\":\"x\""

static const Row rows[] = {
    {"void", HEAD "}", NULL},
    {"chinese", "{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\"窗口误操作\"}", NULL},
    {"all",
     "{\"line\":\"1.1\",\"do\":\"replace\",\"with\":\"ticket 5\",\"reason\":\"x\",\"document\":"
     "\"〔2026〕7\",\"author\":\"li\",\"precision\":\"s\"}",
     NULL},
    {"nothing", "", "not JSON"},
    {"half", "{\"line\":\"12.3\"", "not JSON"},
    {"a-list", "[1]", "not an object"},
    {"behind", HEAD "} x", "not JSON"},
    {"twice", HEAD ",\"reason\":\"y\"}", "duplicate"},
    {"unknown", HEAD ",\"why\":\"y\"}", "unknown key: 'why'"},
    {"unknown-number", HEAD ",\"13800138000\":\"y\"}", "unknown key: '#'"},
    {"not-a-text", HEAD ",\"document\":7}", "'document' is not a text"},
    {"null", HEAD ",\"document\":null}", "'document' is not a text"},
    {"no-line", "{\"do\":\"void\",\"reason\":\"x\"}", "'line' is missing"},
    {"no-do", "{\"line\":\"1.1\",\"reason\":\"x\"}", "'do' is missing"},
    {"no-reason", "{\"line\":\"1.1\",\"do\":\"void\"}", "'reason' is missing"},
    {"empty-reason", "{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\"\"}", "0 bytes"},
    {"blank-reason", "{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\" \"}", "'reason' is blank"},
    {"blank-in-chinese", "{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\"　　\"}", "is blank"},
    {"blank-author", HEAD ",\"author\":\"  \"}", "'author' is blank"},
    {"two-lines", "{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\"a\\nb\"}", "control"},
    {"a-turn", "{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\"a\\u202eb\"}", "control"},
    {"a-separator", "{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\"a\\u2028b\"}", "control"},
    {"a-nul", "{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\"a\\u0000b\"}", "not JSON"},
    {"a-phone", "{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\"call 13800138000\"}", "'reason'"},
    {"an-id", HEAD ",\"document\":\"11010519491231002X\"}", "'document'"},
    {"a-phone-as-author", HEAD ",\"author\":\"+8613800138000\"}", "'author'"},
    {"line-of-nothing", "{\"line\":\"12\",\"do\":\"void\",\"reason\":\"x\"}", "line: '12'"},
    {"do-what", "{\"line\":\"1.1\",\"do\":\"undo\",\"reason\":\"x\"}", "do: 'undo'"},
    {"void-with", HEAD ",\"with\":\"ticket\"}", "puts nothing"},
    {"replace-without", "{\"line\":\"1.1\",\"do\":\"replace\",\"reason\":\"x\"}",
     "'with' is missing"},
    {"precision-alone", HEAD ",\"precision\":\"s\"}", "without 'with'"},
    {"precision",
     "{\"line\":\"1.1\",\"do\":\"replace\",\"reason\":\"x\",\"with\":\"t\",\"precision\":\"day\"}",
     "precision: 'day'"},
};

static void test_row(gconstpointer data)
{
    const Row *row = data;
    SzCorrectProblem problem = {0};
    g_autoptr(SzCorrectRequest) request = sz_correct_request_parse(sz_slice(row->body), &problem);
    g_test_message("%s", problem.message);
    if (row->problem == NULL) {
        g_assert_nonnull(request);
        g_assert_cmpuint(problem.status, ==, 0);
        return;
    }
    g_assert_null(request);
    g_assert_cmpuint(problem.status, ==, 400);
    g_assert_cmpstr(problem.code, ==, "bad_correction");
    g_assert_nonnull(strstr(problem.message, row->problem));
    g_assert_null(strstr(problem.message, "13800138000"));
    g_assert_nonnull(problem.hint);
}

static void test_what_is_read(void)
{
    SzCorrectProblem problem = {0};
    g_autoptr(SzCorrectRequest) all = sz_correct_request_parse(sz_slice(rows[2].body), &problem);
    g_autoptr(SzCorrectRequest) plain = sz_correct_request_parse(sz_slice(rows[0].body), &problem);
    g_assert_cmpuint(plain->line.batch, ==, 12);
    g_assert_cmpuint(plain->line.line, ==, 3);
    g_assert_null(plain->with);
    g_assert_null(plain->author);
    g_assert_cmpstr(all->with, ==, "ticket 5");
    g_assert_cmpstr(all->document, ==, "〔2026〕7");
    g_assert_cmpint(all->ns_per_unit, ==, 1000000000);
}

static SzCorrectRequest *with_reason(gsize n)
{
    SzCorrectProblem problem = {0};
    g_autofree char *reason = g_strnfill(n, 'x');
    g_autofree char *body =
        g_strdup_printf("{\"line\":\"1.1\",\"do\":\"void\",\"reason\":\"%s\"}", reason);
    return sz_correct_request_parse(sz_slice(body), &problem);
}

static void test_reason_is_bounded(void)
{
    g_autoptr(SzCorrectRequest) fits = with_reason(SZ_CORRECT_REASON_MAX_BYTES);
    g_autoptr(SzCorrectRequest) too_long = with_reason(SZ_CORRECT_REASON_MAX_BYTES + 1);
    g_assert_nonnull(fits);
    g_assert_null(too_long);
}

/* What a body says, what token sends it: who signs; NULL: nobody. */
static void assert_signed(const char *author, const char *token, const char *expected)
{
    SzCorrectProblem problem = {0};
    g_autofree char *body =
        author != NULL ? g_strdup_printf(HEAD ",\"author\":\"%s\"}", author) : g_strdup(HEAD "}");
    g_autoptr(SzCorrectRequest) request = sz_correct_request_parse(sz_slice(body), &problem);
    g_assert_nonnull(request);
    bool is_signed = sz_correct_request_sign(request, token, &problem);
    g_assert_cmpint(is_signed, ==, expected != NULL);
    g_assert_cmpuint(problem.status, ==, expected != NULL ? 0 : 403);
    g_assert_cmpstr(expected != NULL ? request->author : NULL, ==, expected);
}

static void test_signing(void)
{
    assert_signed(NULL, NULL, "open");
    assert_signed("li", NULL, "li");
    assert_signed(NULL, "xihu", "xihu");
    assert_signed("xihu", "xihu", "xihu");
    assert_signed("li", "xihu", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/collector/correct_request/", rows[i].name, NULL);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/collector/correct_request/what-is-read", test_what_is_read);
    g_test_add_func("/collector/correct_request/reason-is-bounded", test_reason_is_bounded);
    g_test_add_func("/collector/correct_request/signing", test_signing);
    return g_test_run();
}
