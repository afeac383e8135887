/* What clients say over /live. */

#include "web/live_protocol.h"

static void assert_query(const char *text, const char *query)
{
    g_auto(SzLiveOp) op = {0};
    g_auto(SzLiveProblem) problem = {0};
    g_assert_true(sz_live_op_parse(sz_slice(text), &op, &problem));
    g_assert_cmpstr(op.query, ==, query);
}

static void assert_refused(const char *text, const char *code)
{
    g_auto(SzLiveOp) op = {0};
    g_auto(SzLiveProblem) problem = {0};
    g_assert_false(sz_live_op_parse(sz_slice(text), &op, &problem));
    g_assert_cmpstr(problem.code, ==, code);
    g_assert_null(op.query);
}

#define SUBSCRIBE "{\"op\":\"subscribe\",\"id\":1,"

static void test_equal_questions_are_equal_texts(void)
{
    assert_query(SUBSCRIBE "\"topic\":\"queues\",\"hall\":\"a&b\"}", "hall=a%26b");
    assert_query(SUBSCRIBE
                 "\"topic\":\"panel\",\"panel\":\"p\",\"h\":2,\"w\":1,\"dpr\":1.5,\"area\":\"x\"}",
                 "area=x&w=1&h=2&dpr=1.5");
    assert_query(SUBSCRIBE "\"topic\":\"panel\",\"panel\":\"p\",\"bare\":true,\"dpr\":2.0}",
                 "dpr=2&bare=1");
    assert_query(SUBSCRIBE "\"topic\":\"panel\",\"panel\":\"p\",\"theme\":\"dark\",\"note\":18.9,"
                           "\"tier\":\"county\",\"area\":\"x\"}",
                 "area=x&tier=county&note=18.9&theme=dark");
}

static void test_what_is_refused(void)
{
    assert_refused("", "bad_json");
    assert_refused("{\"op\":\"ping\",\"op\":\"ping\",\"id\":1}", "bad_json");
    assert_refused("{\"op\":\"ping\"}", "bad_id");
    assert_refused("{\"op\":\"ping\",\"id\":-1}", "bad_id");
    assert_refused("{\"op\":\"ping\",\"id\":4294967296}", "bad_id");
    assert_refused("{\"op\":\"sign_in\",\"id\":1}", "not_available");
    assert_refused(SUBSCRIBE "\"topic\":\"alerts\"}", "unknown_topic");
    assert_refused(SUBSCRIBE "\"topic\":\"queues\",\"hall\":\"\"}", "bad_value");
    assert_refused(SUBSCRIBE "\"topic\":\"queues\",\"hall\":\"a\",\"area\":\"b\"}", "bad_value");
    assert_refused(SUBSCRIBE "\"topic\":\"queues\",\"w\":1}", "unknown_member");
    assert_refused(SUBSCRIBE "\"topic\":\"words\"}", "bad_value");
    assert_refused(SUBSCRIBE "\"topic\":\"queues\",\"panel\":\"p\"}", "unknown_member");
    assert_refused(SUBSCRIBE "\"topic\":\"panel\",\"panel\":\"../x\"}", "bad_value");
    assert_refused(SUBSCRIBE "\"topic\":\"panel\",\"panel\":\"p\",\"w\":8193}", "bad_value");
    assert_refused(SUBSCRIBE "\"topic\":\"panel\",\"panel\":\"p\",\"note\":7.9}", "bad_value");
    assert_refused(SUBSCRIBE "\"topic\":\"panel\",\"panel\":\"p\",\"note\":101}", "bad_value");
    assert_refused(SUBSCRIBE "\"topic\":\"panel\",\"panel\":\"p\",\"note\":\"12\"}", "bad_value");
    assert_refused(SUBSCRIBE "\"topic\":\"ranking\",\"note\":12}", "unknown_member");
    assert_refused(SUBSCRIBE "\"topic\":\"ranking\",\"interval\":1}", "unknown_member");
}

static void test_rate(void)
{
    SzLiveRate rate = {0};
    gint64 now_us = G_USEC_PER_SEC;
    for (int i = 0; i < SZ_LIVE_RATE_BURST; i++) {
        g_assert_true(sz_live_rate_take(&rate, now_us));
    }
    g_assert_false(sz_live_rate_take(&rate, now_us));
    now_us += G_USEC_PER_SEC;
    for (int i = 0; i < SZ_LIVE_RATE_PER_S; i++) {
        g_assert_true(sz_live_rate_take(&rate, now_us));
    }
    g_assert_false(sz_live_rate_take(&rate, now_us));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/live-protocol/equal-questions-are-equal-texts",
                    test_equal_questions_are_equal_texts);
    g_test_add_func("/web/live-protocol/what-is-refused", test_what_is_refused);
    g_test_add_func("/web/live-protocol/rate", test_rate);
    return g_test_run();
}
