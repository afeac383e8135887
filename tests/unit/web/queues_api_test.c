/* GET /api/v1/queues. The halls of test_rules() open 09:00-12:00 and 13:30-18:00 on working days. */

#include "support/live_lines.h"

#define WEST "hall=330106,queue=A"
#define TAKE(at, id)                                                                               \
    {                                                                                              \
        at, "ticket,event=take," WEST " id=\"" id "\""                                             \
    }
#define CALL(at, id)                                                                               \
    {                                                                                              \
        at, "ticket,event=call," WEST ",window=W1 id=\"" id "\""                                   \
    }
#define START(at, id)                                                                              \
    {                                                                                              \
        at, "ticket,event=start," WEST ",window=W1 id=\"" id "\""                                  \
    }

#define QUEUE(waiting, oldest, serving, p90, mean, called)                                         \
    "{\"queue\":\"A\",\"name\":null,\"waiting\":" waiting ",\"oldest_take\":" oldest               \
    ",\"serving\":" serving ",\"windows_open\":0,\"wait_p90_s\":" p90 ",\"wait_mean_s\":" mean     \
    ",\"called\":" called "}"

static void assert_queues(const TestLine *lines, gsize n, const char *now, const char *expected)
{
    g_autofree char *body = test_fold_and_ask(lines, n, now, "/api/v1/queues?hall=330106");
    g_autofree char *list = g_strdup_printf("\"queues\":[%s]}", expected);
    g_assert_true(g_str_has_suffix(body, list) || (g_test_message("%s", body), false));
}

static void test_waits_of_the_last_hour(void)
{
    /* Waits 10, 20, 30, 40 min: p90 37 min, mean 25 min; E waits, F is served without a take. */
    const TestLine lines[] = {
        TAKE("2026-03-02T09:00:00", "1"),  TAKE("2026-03-02T09:00:00", "2"),
        TAKE("2026-03-02T09:00:00", "3"),  TAKE("2026-03-02T09:00:00", "4"),
        CALL("2026-03-02T09:10:00", "1"),  CALL("2026-03-02T09:20:00", "2"),
        CALL("2026-03-02T09:30:00", "3"),  CALL("2026-03-02T09:40:00", "4"),
        TAKE("2026-03-02T09:35:00", "E"),  START("2026-03-02T09:36:00", "F"),
        START("2026-03-02T09:40:01", "4"),
    };
    assert_queues(lines, G_N_ELEMENTS(lines), "2026-03-02T10:00:00",
                  QUEUE("1", "\"2026-03-02T09:35:00+08:00\"", "2", "2220.0", "1500.0", "4"));
    /* The hour is half-open: at 10:10 the call of 09:10 is out, a nanosecond before it is in. */
    assert_queues(lines, G_N_ELEMENTS(lines), "2026-03-02T10:09:59.999999999",
                  QUEUE("1", "\"2026-03-02T09:35:00+08:00\"", "2", "2220.0", "1500.0", "4"));
    assert_queues(lines, G_N_ELEMENTS(lines), "2026-03-02T10:10:00",
                  QUEUE("1", "\"2026-03-02T09:35:00+08:00\"", "2", "2280.0", "1800.0", "3"));
    assert_queues(lines, G_N_ELEMENTS(lines), "2026-03-02T10:40:00",
                  QUEUE("1", "\"2026-03-02T09:35:00+08:00\"", "2", "null", "null", "0"));
}

static void test_lunch_is_no_waiting(void)
{
    static const struct {
        const char *take;
        const char *call;
        const char *wait_s;
    } rows[] = {
        {"2026-03-02T11:50:00", "2026-03-02T13:35:00", "900.0"}, /* 10 min + 5 min */
        {"2026-03-02T11:50:00", "2026-03-02T12:00:00", "600.0"}, /* called as lunch begins */
        {"2026-03-02T12:00:00", "2026-03-02T13:30:00", "0.0"},   /* all of lunch, nothing else */
        {"2026-03-02T12:10:00", "2026-03-02T13:30:01", "1.0"},
        {"2026-03-02T08:40:00", "2026-03-02T09:05:00", "300.0"}, /* before it opens */
        {"2026-03-01T10:00:00", "2026-03-01T10:10:00", "600.0"}, /* a Sunday: hours say nothing */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const TestLine lines[] = {TAKE(rows[i].take, "1"), CALL(rows[i].call, "1")};
        g_autofree char *wait = g_strdup_printf(QUEUE("0", "null", "0", "%s", "%s", "1"),
                                                rows[i].wait_s, rows[i].wait_s);
        assert_queues(lines, 2, rows[i].call, wait);
    }
}

static void test_what_is_open_at_closing_expires(void)
{
    const TestLine lines[] = {
        TAKE("2026-03-02T17:30:00", "1"),
        CALL("2026-03-02T17:40:00", "2"),
        START("2026-03-02T17:41:00", "2"),
    };
    assert_queues(lines, 3, "2026-03-02T17:59:59.999999999",
                  QUEUE("1", "\"2026-03-02T17:30:00+08:00\"", "1", "null", "null", "0"));
    assert_queues(lines, 3, "2026-03-02T18:00:00", QUEUE("0", "null", "0", "null", "null", "0"));
    assert_queues(lines, 3, "2026-03-03T00:00:00", "");
}

static void test_numbers_begin_again_at_midnight(void)
{
    /* A Sunday and the Monday after it: the same number is two tickets.  On Sunday there is no closing
     * before midnight. */
    const TestLine lines[] = {
        TAKE("2026-03-01T23:50:00", "1"),
        CALL("2026-03-01T23:59:59", "1"),
        TAKE("2026-03-02T00:00:00", "1"),
    };
    assert_queues(lines, 2, "2026-03-01T23:59:59", QUEUE("0", "null", "0", "599.0", "599.0", "1"));
    assert_queues(lines, 3, "2026-03-02T00:00:00",
                  QUEUE("1", "\"2026-03-02T00:00:00+08:00\"", "0", "599.0", "599.0", "1"));
    assert_queues(lines, 3, "2026-03-02T00:59:59",
                  QUEUE("1", "\"2026-03-02T00:00:00+08:00\"", "0", "null", "null", "0"));
}

static void test_places(void)
{
    const TestLine lines[] = {
        TAKE("2026-03-02T09:00:00", "1"),
        {"2026-03-02T09:00:00", "ticket,event=take,hall=330106002,queue=Z id=\"1\""},
        {"2026-03-02T09:00:00", "ticket,event=take,hall=330199,queue=A id=\"2\""}, /* an alias */
        {"2026-03-02T09:00:00", "ticket,event=take,hall=elsewhere,queue=A id=\"3\""},
    };
    const char *now = "2026-03-02T10:00:00";
    gsize n = G_N_ELEMENTS(lines);
    assert_queues(lines, n, now,
                  QUEUE("2", "\"2026-03-02T09:00:00+08:00\"", "0", "null", "null", "0"));
    g_autofree char *area = test_fold_and_ask(lines, n, now, "/api/v1/queues?area=330106");
    const char *first = strstr(area, "{\"hall\":\"330106\",\"queue\":\"A\"");
    const char *second = strstr(area, "{\"hall\":\"330106002\",\"queue\":\"Z\"");
    g_assert_true(first != NULL && second != NULL && first < second);
    g_assert_null(strstr(area, "elsewhere"));
    g_autofree char *stranger = test_fold_and_ask(lines, n, now, "/api/v1/queues?hall=elsewhere");
    g_assert_nonnull(strstr(stranger, "\"waiting\":1"));
    g_autofree char *nowhere = test_fold_and_ask(lines, n, now, "/api/v1/queues?hall=nowhere");
    g_assert_nonnull(strstr(nowhere, "\"code\":\"unknown_hall\""));
    g_autofree char *none = test_fold_and_ask(lines, n, now, "/api/v1/queues?hall=330100");
    g_assert_cmpstr(none, ==, "{\"time\":\"2026-03-02T10:00:00+08:00\",\"queues\":[]}");
}

static char *random_line(GRand *random, SzWallTime *at)
{
    static const char *const events[] = {"take", "call",   "start",    "segment", "hold",  "resume",
                                         "end",  "noshow", "transfer", "requeue", "cancel"};
    static const char *const halls[] = {"330106", "330106", "330199", "330106002", "elsewhere"};
    static const char *const extras[] = {"", ",to_queue=\"C\"", ",result=\"info\"", ",eid=\"e1\"",
                                         ",eid=\"e2\",src=\"s\""};
    int day = g_rand_int_range(random, 0, 20) == 0 ? -1 : 0;
    *at = test_time("2026-03-02T15:00:00");
    at->ns += ((gint64)day * 86400 + g_rand_int_range(random, 0, 5400)) * SZ_NS_PER_S;
    return g_strdup_printf("ticket,event=%s,hall=%s,queue=%c,window=W%d id=\"T%d\"%s",
                           events[g_rand_int_range(random, 0, G_N_ELEMENTS(events))],
                           halls[g_rand_int_range(random, 0, G_N_ELEMENTS(halls))],
                           'A' + g_rand_int_range(random, 0, 2), g_rand_int_range(random, 0, 4),
                           g_rand_int_range(random, 0, 60),
                           extras[g_rand_int_range(random, 0, G_N_ELEMENTS(extras))]);
}

static void test_any_order_of_arrival_gives_the_same_bytes(void)
{
    static const char *const targets[] = {"/api/v1/queues", "/api/v1/queues?hall=330106",
                                          "/api/v1/queues?area=330106",
                                          "/api/v1/queues?hall=elsewhere", NULL};
    test_assert_order_means_nothing(random_line, 1500, targets, "2026-03-02T16:30:00");
}

#define ADD(name, function) g_test_add_func("/web/queues_api/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("waits-of-the-last-hour", test_waits_of_the_last_hour);
    ADD("lunch-is-no-waiting", test_lunch_is_no_waiting);
    ADD("what-is-open-at-closing-expires", test_what_is_open_at_closing_expires);
    ADD("numbers-begin-again-at-midnight", test_numbers_begin_again_at_midnight);
    ADD("places", test_places);
    ADD("any-order-of-arrival-gives-the-same-bytes",
        test_any_order_of_arrival_gives_the_same_bytes);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
