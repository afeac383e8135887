/* GET /api/v1/windows, and what open windows mean to queues. */

#include "metrics/device_lines.h"

#include "support/live_lines.h"

#define W "window,hall=330106,window="
#define ROW(window, state, since, reason, staff, ticket, last)                                     \
    "{\"window\":\"" window "\",\"state\":\"" state "\",\"since\":" since ",\"reason\":" reason    \
    ",\"staff\":" staff ",\"ticket\":" ticket ",\"last_event\":\"" last "+08:00\"}"

static void assert_windows(const TestLine *lines, gsize n, const char *expected)
{
    g_autofree char *body =
        test_fold_and_ask(lines, n, "2026-03-02T10:00:00", "/api/v1/windows?hall=330106");
    g_autofree char *whole =
        g_strdup_printf("{\"time\":\"2026-03-02T10:00:00+08:00\",\"windows\":[%s]}", expected);
    g_assert_cmpstr(body, ==, whole);
}

static void test_a_state_lasts_since_its_first_line(void)
{
    const TestLine lines[] = {
        {"2026-03-02T09:00:00", W "W1 state=\"open\",staff=\"S1\""},
        {"2026-03-02T09:10:00", W "W1 state=\"paused\",reason=\"就餐\",staff=\"S2\""},
        {"2026-03-02T09:10:30", W "W1 state=\"paused\""}, /* a pulse need not say why again */
        {"2026-03-02T09:11:00", W "W1 state=\"paused\""},
    };
    assert_windows(lines, 4,
                   ROW("W1", "paused", "\"2026-03-02T09:10:00+08:00\"", "\"就餐\"", "\"S2\"",
                       "null", "2026-03-02T09:11:00"));
    assert_windows(lines, 1,
                   ROW("W1", "open", "\"2026-03-02T09:00:00+08:00\"", "null", "\"S1\"", "null",
                       "2026-03-02T09:00:00"));
}

/* A pulse turns out to be a change when another state comes late between pulses. */
static void test_a_late_line_between_pulses_splits_the_stretch(void)
{
    const TestLine lines[] = {
        {"2026-03-02T09:10:00", W "W1 state=\"open\",staff=\"S1\""},
        {"2026-03-02T09:10:30", W "W1 state=\"open\""},
        {"2026-03-02T09:11:00", W "W1 state=\"open\""},
        {"2026-03-02T09:10:45", W "W1 state=\"serving\""}, /* late */
    };
    assert_windows(lines, 4,
                   ROW("W1", "open", "\"2026-03-02T09:11:00+08:00\"", "null", "null", "null",
                       "2026-03-02T09:11:00"));
}

static void test_since_is_unknown_beyond_what_is_remembered(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    SzWallTime at = test_time("2026-03-01T08:00:00");
    for (int i = 0; i <= SZ_DEVICE_LINES_MAX; i++) {
        test_apply_at(engine, W "W1 state=\"closed\"", at);
        at.ns += SZ_NS_PER_S;
    }
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    g_autofree char *body = test_ask(state, "2026-03-02T10:00:00", "/api/v1/windows?hall=330106");
    g_assert_nonnull(strstr(body, "\"state\":\"closed\",\"since\":null"));
}

static void test_the_ticket_served_is_shown(void)
{
    const TestLine lines[] = {
        {"2026-03-02T09:00:00", W "W2 state=\"serving\",staff=\"S1\""},
        {"2026-03-02T09:00:00", W "W1 state=\"open\""},
        {"2026-03-02T09:01:00", "ticket,event=start,hall=330106,queue=A,window=W2 id=\"A7\""},
        {"2026-03-02T09:02:00", "ticket,event=start,hall=330106,queue=A,window=W1 id=\"A8\""},
        {"2026-03-02T09:03:00", "ticket,event=end,hall=330106,queue=A,window=W1 id=\"A8\""},
    };
    assert_windows(lines, 5,
                   ROW("W1", "open", "\"2026-03-02T09:00:00+08:00\"", "null", "null", "null",
                       "2026-03-02T09:00:00") "," ROW("W2", "serving",
                                                      "\"2026-03-02T09:00:00+08:00\"", "null",
                                                      "\"S1\"", "\"A7\"", "2026-03-02T09:00:00"));
}

/* W1 called for A within the hour; W2 for B; W3 for nobody, so it could serve either; W4 is paused;
 * W5 called for A too long ago to tell. */
static void test_open_windows_count_where_they_called_last(void)
{
    const TestLine lines[] = {
        {"2026-03-02T09:00:00", W "W1 state=\"open\""},
        {"2026-03-02T09:00:00", W "W2 state=\"serving\""},
        {"2026-03-02T09:00:00", W "W3 state=\"calling\""},
        {"2026-03-02T09:00:00", W "W4 state=\"paused\""},
        {"2026-03-02T09:00:00", W "W5 state=\"closed\""},
        {"2026-03-02T09:20:00", "ticket,event=call,hall=330106,queue=B,window=W1 id=\"1\""},
        {"2026-03-02T09:21:00", "ticket,event=call,hall=330106,queue=A,window=W1 id=\"2\""},
        {"2026-03-02T09:20:00", "ticket,event=call,hall=330106,queue=B,window=W2 id=\"3\""},
        {"2026-03-02T09:20:00", "ticket,event=call,hall=330106,queue=A,window=W4 id=\"4\""},
        {"2026-03-02T09:20:00", "ticket,event=take,hall=330106,queue=C id=\"5\""},
    };
    g_autofree char *body = test_fold_and_ask(lines, G_N_ELEMENTS(lines), "2026-03-02T10:00:00",
                                              "/api/v1/queues?hall=330106");
    g_autoptr(json_t) answer = json_loads(body, 0, NULL);
    json_t *queues = json_object_get(answer, "queues");
    static const json_int_t expected[] = {2, 2, 1}; /* A: W1 W3; B: W2 W3; C: W3 */
    g_assert_cmpuint(json_array_size(queues), ==, 3);
    for (gsize i = 0; i < 3; i++) {
        json_t *n = json_object_get(json_array_get(queues, i), "windows_open");
        g_assert_cmpint(json_integer_value(n), ==, expected[i]);
    }
    g_autofree char *later = test_fold_and_ask(lines, G_N_ELEMENTS(lines), "2026-03-02T10:20:00",
                                               "/api/v1/queues?hall=330106");
    g_autoptr(json_t) second = json_loads(later, 0, NULL);
    json_t *b = json_array_get(json_object_get(second, "queues"), 1);
    /* W2's call is an hour old: it could serve any again. */
    g_assert_cmpint(json_integer_value(json_object_get(b, "windows_open")), ==, 2);
    json_t *c = json_array_get(json_object_get(second, "queues"), 2);
    g_assert_cmpint(json_integer_value(json_object_get(c, "windows_open")), ==, 2);
}

/* Nothing overflows, whatever a feed's clock says. */
static void test_the_ends_of_time(void)
{
    static const char *const lines[] = {
        W "W1 state=\"open\"",
        W "W1 state=\"paused\"",
        "kiosk,event=state,hall=330106,kiosk=K1 state=\"online\",faults=\"door\"",
        "kiosk,event=txn,hall=330106,kiosk=K1 result=\"ok\"",
        "ticket,event=take,hall=330106,queue=A id=\"1\"",
        "ticket,event=call,hall=330106,queue=A,window=W1 id=\"1\"",
        "rating,event=new,hall=330106,channel=c id=\"1\",level=1i",
    };
    static const char *const targets[] = {"/api/v1/windows", "/api/v1/kiosks", "/api/v1/queues",
                                          "/api/v1/ratings"};
    static const gint64 instants[] = {0, G_MININT64 + 2, G_MAXINT64 - 1, 1, G_MININT64 + 3};
    for (gsize n = 1; n <= G_N_ELEMENTS(instants); n++) {
        g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
        for (gsize i = 0; i < n * G_N_ELEMENTS(lines); i++) {
            test_apply_at(engine, lines[i % G_N_ELEMENTS(lines)],
                          (SzWallTime){instants[i / G_N_ELEMENTS(lines)]});
        }
        g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
        for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
            g_autofree char *early = test_ask(state, "1678-01-02T00:00:00", targets[i]);
            g_autofree char *late = test_ask(state, "2261-12-30T00:00:00", targets[i]);
            g_assert_null(strstr(early, "\"error\""));
            g_assert_null(strstr(late, "\"error\""));
        }
    }
}

static char *random_line(GRand *random, SzWallTime *at)
{
    static const char *const states[] = {"open", "open", "open", "serving", "paused", "closed"};
    static const char *const extras[] = {
        "", "", "", ",reason=\"r\"", ",staff=\"S1\"", ",staff=\"S2\",cert=true"};
    static const char *const halls[] = {"330106", "330106", "330106002", "elsewhere"};
    *at = test_time("2026-03-02T09:00:00");
    at->ns += (gint64)g_rand_int_range(random, 0, 100) * 30 * SZ_NS_PER_S;
    return g_strdup_printf("window,hall=%s,window=W%d state=\"%s\"%s",
                           halls[g_rand_int_range(random, 0, G_N_ELEMENTS(halls))],
                           g_rand_int_range(random, 0, 4),
                           states[g_rand_int_range(random, 0, G_N_ELEMENTS(states))],
                           extras[g_rand_int_range(random, 0, G_N_ELEMENTS(extras))]);
}

static void test_any_order_of_arrival_gives_the_same_bytes(void)
{
    static const char *const targets[] = {"/api/v1/windows", "/api/v1/windows?hall=elsewhere",
                                          "/api/v1/windows?area=330106", NULL};
    for (int i = 0; i < 5; i++) {
        test_assert_order_means_nothing(random_line, 300, targets, "2026-03-02T10:00:00");
    }
}

#define ADD(name, function) g_test_add_func("/web/windows_api/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a-state-lasts-since-its-first-line", test_a_state_lasts_since_its_first_line);
    ADD("a-late-line-between-pulses-splits-the-stretch",
        test_a_late_line_between_pulses_splits_the_stretch);
    ADD("since-is-unknown-beyond-what-is-remembered",
        test_since_is_unknown_beyond_what_is_remembered);
    ADD("the-ticket-served-is-shown", test_the_ticket_served_is_shown);
    ADD("open-windows-count-where-they-called-last",
        test_open_windows_count_where_they_called_last);
    ADD("the-ends-of-time", test_the_ends_of_time);
    ADD("any-order-of-arrival-gives-the-same-bytes",
        test_any_order_of_arrival_gives_the_same_bytes);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
