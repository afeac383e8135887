/* GET /api/v1/ratings. */

#include "support/live_lines.h"

#define R(event, id, fields) "rating,event=" event ",hall=330106,channel=pad id=\"" id "\"" fields

static json_t *answer_at(const TestLine *lines, gsize n, const char *now, const char *target)
{
    g_autofree char *body = test_fold_and_ask(lines, n, now, target);
    json_t *answer = json_loads(body, 0, NULL);
    g_assert_nonnull(answer);
    return answer;
}

static void assert_part(json_t *answer, const char *key, const char *expected)
{
    g_autofree char *text = sz_json_dump(json_object_get(answer, key));
    g_assert_cmpstr(text, ==, expected);
}

static void test_today_month_and_30_days(void)
{
    /* Scores 100 + 80 + 0 = 180 / 3; the active ones 100 + 0 = 100 / 2. */
    const TestLine lines[] = {
        {"2026-03-02T00:00:00", R("new", "1", ",level=5i,active=true")},
        {"2026-03-02T10:00:00", R("new", "2", ",level=4i,active=false")},
        {"2026-03-02T23:59:59", R("new", "3", ",level=1i,active=true")},
        {"2026-03-01T23:59:59", R("new", "4", ",level=3i")}, /* yesterday, this month */
        {"2026-02-28T12:00:00", R("new", "5", ",level=2i")}, /* last month */
        {"2026-02-01T00:00:00", R("new", "6", ",level=2i")}, /* the first of 30 days */
        {"2026-01-31T23:59:59", R("new", "7", ",level=2i")}, /* a day too old */
        {"2026-03-02T10:00:00", R("new", "2", ",level=4i,active=false")}, /* a repeat */
    };
    g_autoptr(json_t) answer =
        answer_at(lines, G_N_ELEMENTS(lines), "2026-03-02T23:59:59", "/api/v1/ratings?hall=330106");
    assert_part(answer, "today",
                "{\"n\":3,\"levels\":{\"1\":1,\"2\":0,\"3\":0,\"4\":1,\"5\":1},\"bad\":1,"
                "\"active_ratio\":0.666666666667,\"score\":60.0,\"score_active\":50.0}");
    assert_part(answer, "month",
                "{\"n\":4,\"levels\":{\"1\":1,\"2\":0,\"3\":1,\"4\":1,\"5\":1},\"bad\":1,"
                "\"active_ratio\":0.666666666667,\"score\":60.0,\"score_active\":50.0}");
    /* 180 + 60 + 20 + 20 = 280 / 6 */
    assert_part(answer, "last_30_days",
                "{\"n\":6,\"levels\":{\"1\":1,\"2\":2,\"3\":1,\"4\":1,\"5\":1},\"bad\":3,"
                "\"active_ratio\":0.666666666667,\"score\":46.6666666667,\"score_active\":50.0}");
    g_autoptr(json_t) empty =
        answer_at(lines, 1, "2026-05-01T00:00:00", "/api/v1/ratings?hall=330106");
    assert_part(empty, "today",
                "{\"n\":0,\"levels\":{\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":0},\"bad\":0,"
                "\"active_ratio\":null,\"score\":null,\"score_active\":null}");
}

/* Received on Monday 2026-03-02: 1 working day is the 3rd, the 15th working day after it the 23rd; the
 * hall closes at 18:00. */
static void test_the_loop_of_a_bad_rating(void)
{
    const TestLine lines[] = {
        {"2026-03-02T10:00:00", R("new", "B", ",level=2i,case=\"C9\"")},
        {"2026-03-02T11:00:00", R("claim", "B", "")},
        {"2026-03-03T09:00:00", R("callback", "B", "")},
        {"2026-03-04T09:00:00", R("appeal", "B", "")},
        {"2026-03-05T09:00:00", R("appeal_result", "B", ",result=\"rejected\"")},
        {"2026-03-06T09:00:00", R("rectify", "B", "")},
        {"2026-03-07T09:00:00", R("followup", "B", ",level=5i")},
        {"2026-03-08T09:00:00", R("close", "B", "")},
        {"2026-03-02T10:00:00", R("new", "good", ",level=3i")}, /* has no loop */
    };
    static const char *const stages[] = {
        "new", "claimed", "called_back", "appealed", "appeal_decided", "rectified", "followed_up"};
    for (gsize i = 0; i < G_N_ELEMENTS(stages); i++) {
        g_autoptr(json_t) answer =
            answer_at(lines, i + 1, "2026-03-09T00:00:00", "/api/v1/ratings?hall=330106");
        json_t *bad = json_array_get(json_object_get(answer, "open"), 0);
        g_assert_cmpstr(json_string_value(json_object_get(bad, "stage")), ==, stages[i]);
        assert_part(bad, "callback_due", "\"2026-03-03T18:00:00+08:00\"");
        assert_part(bad, "rectify_due", "\"2026-03-23T18:00:00+08:00\"");
        assert_part(bad, "case", "\"C9\"");
        assert_part(bad, "callback", i >= 2 ? "\"2026-03-03T09:00:00+08:00\"" : "null");
    }
    g_autoptr(json_t) closed =
        answer_at(lines, G_N_ELEMENTS(lines), "2026-03-09T00:00:00", "/api/v1/ratings?hall=330106");
    assert_part(closed, "open", "[]");
}

static void test_an_upheld_appeal_ends_the_loop(void)
{
    const TestLine lines[] = {
        {"2026-03-02T10:00:00", R("new", "B", ",level=1i")},
        {"2026-03-02T11:00:00", R("appeal", "B", "")},
        {"2026-03-02T12:00:00", R("appeal_result", "B", ",result=\"upheld\"")},
    };
    g_autoptr(json_t) answer =
        answer_at(lines, 3, "2026-03-02T13:00:00", "/api/v1/ratings?hall=330106");
    assert_part(answer, "open", "[]");
    g_assert_cmpint(json_integer_value(json_object_get(json_object_get(answer, "today"), "bad")),
                    ==, 1);
}

static char *random_line(GRand *random, SzWallTime *at)
{
    static const char *const events[] = {"new",      "new",    "new",           "claim",
                                         "callback", "appeal", "appeal_result", "rectify",
                                         "followup", "close"};
    static const char *const extras[] = {"", ",result=\"upheld\"", ",eid=\"e1\"", ",active=true",
                                         ",active=false,window=\"x\""};
    static const char *const halls[] = {"330106", "330199", "330106002", "elsewhere"};
    *at = test_time("2026-02-27T09:00:00");
    at->ns += (gint64)g_rand_int_range(random, 0, 80) * 3600 * SZ_NS_PER_S;
    const char *event = events[g_rand_int_range(random, 0, G_N_ELEMENTS(events))];
    return g_strdup_printf("rating,event=%s,hall=%s,channel=c id=\"R%d\",level=%di%s", event,
                           halls[g_rand_int_range(random, 0, G_N_ELEMENTS(halls))],
                           g_rand_int_range(random, 0, 40), g_rand_int_range(random, 1, 6),
                           extras[g_rand_int_range(random, 0, G_N_ELEMENTS(extras))]);
}

static void test_any_order_of_arrival_gives_the_same_bytes(void)
{
    static const char *const targets[] = {"/api/v1/ratings", "/api/v1/ratings?hall=elsewhere",
                                          "/api/v1/ratings?area=330106",
                                          "/api/v1/ratings?hall=330106", NULL};
    test_assert_order_means_nothing(random_line, 1200, targets, "2026-03-02T20:00:00");
}

#define ADD(name, function) g_test_add_func("/web/ratings_api/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("today-month-and-30-days", test_today_month_and_30_days);
    ADD("the-loop-of-a-bad-rating", test_the_loop_of_a_bad_rating);
    ADD("an-upheld-appeal-ends-the-loop", test_an_upheld_appeal_ends_the_loop);
    ADD("any-order-of-arrival-gives-the-same-bytes",
        test_any_order_of_arrival_gives_the_same_bytes);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
