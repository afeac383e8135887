/* Entity tags, loopback addresses, and what the daemon says of itself. */

#include "web/exposition.h"
#include "web/loopback.h"
#include "web/response.h"

static char *tag_of(const char *json)
{
    g_auto(SzResponse) response = sz_response_json(json_loads(json, 0, NULL));
    return sz_response_etag(&response);
}

static void test_tags(void)
{
    static const struct {
        const char *a;
        const char *b;
        bool is_same;
    } rows[] = {
        {"{\"a\":1}", "{\"a\":1}", true},
        {"{\"a\":1}", "{\"a\":2}", false},
        {"{\"a\":1}", "{\"b\":1}", false},
        {"{\"a\":1,\"time\":\"x\"}", "{\"a\":1,\"time\":\"y\"}", true},
        {"{\"q\":[{\"wait_s\":4}]}", "{\"q\":[{\"wait_s\":5}]}", true},
        {"{\"q\":[{\"waits\":4}]}", "{\"q\":[{\"waits\":5}]}", false},
        {"[1,[2]]", "[[1],2]", false},
        {"[\"ab\",\"c\"]", "[\"a\",\"bc\"]", false},
        {"{\"a\":{\"b\":1}}", "{\"a\":{},\"b\":1}", false},
        {"[null]", "[0]", false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *a = tag_of(rows[i].a);
        g_autofree char *b = tag_of(rows[i].b);
        g_test_message("%s and %s", rows[i].a, rows[i].b);
        g_assert_cmpint(g_str_equal(a, b), ==, rows[i].is_same);
        g_assert_cmpuint(strlen(a), ==, 36);
        g_assert_true(g_str_has_prefix(a, "W/\"") && a[35] == '"'); /* weak: times may differ */
    }
}

static void test_tag_of_bytes(void)
{
    g_auto(SzResponse) a = sz_response_text("text/plain", g_string_new("abc"));
    g_auto(SzResponse) b = sz_response_text("text/plain", g_string_new("abd"));
    g_autofree char *of_a = sz_response_etag(&a);
    g_autofree char *of_b = sz_response_etag(&b);
    g_assert_cmpstr(of_a, !=, of_b);
    g_assert_true(of_a[0] == '"' && strlen(of_a) == 34); /* strong */
}

static void test_loopback(void)
{
    static const struct {
        const char *address;
        bool is_good;
        bool is_loopback;
    } rows[] = {
        {"127.0.0.1:8080", true, true},   {"127.8.9.1:0", true, true},
        {"[::1]:65535", true, true},      {"0.0.0.0:8080", true, false},
        {"[::]:8080", true, false},       {"192.168.0.1:80", true, false},
        {"127.0.0.1", false, true},       {"127.0.0.1:", false, true},
        {"127.0.0.1:65536", false, true}, {"localhost:8080", false, true},
        {":8080", false, true},           {"", false, true},
        {"::1:8080", false, true},        {"]:1", false, true},
        {"127.0.0.1:80x", false, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        bool is_loopback = true; /* stays what it was on error */
        g_test_message("%s", rows[i].address);
        g_assert_cmpint(sz_loopback_parse(rows[i].address, &is_loopback, &error), ==,
                        rows[i].is_good);
        g_assert_cmpint(is_loopback, ==, rows[i].is_loopback);
        g_assert_cmpint(error == NULL, ==, rows[i].is_good);
    }
}

static void test_exposition(void)
{
    SzExpositionParts parts = {
        .live = {.is_ready = true, .n_batches = 3, .n_lines = 12345678901, .publish_max_us = 1500}};
    g_auto(SzResponse) response = sz_exposition(&parts);
    g_assert_true(g_str_has_suffix(response.body, "\n"));
    g_assert_nonnull(strstr(response.body, "# TYPE shuzhid_ready gauge\nshuzhid_ready 1\n"));
    g_assert_nonnull(strstr(response.body, "\nshuzhid_lines_total 12345678901\n"));
    g_assert_nonnull(strstr(response.body, "\nshuzhid_publish_longest_seconds 0.0015\n"));
    g_assert_true(g_str_has_prefix(response.content_type, "text/plain; version=0.0.4"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/answers/tags", test_tags);
    g_test_add_func("/web/answers/tag-of-bytes", test_tag_of_bytes);
    g_test_add_func("/web/answers/loopback", test_loopback);
    g_test_add_func("/web/answers/exposition", test_exposition);
    return g_test_run();
}
