/* GET /api/v1/kiosks. */

#include "support/live_lines.h"

#define K(event, fields) "kiosk,event=" event ",hall=330106,kiosk=K1 " fields
#define BEAT K("heartbeat", "seq=1i")

static json_t *kiosk_at(const TestLine *lines, gsize n, const char *now)
{
    g_autofree char *body = test_fold_and_ask(lines, n, now, "/api/v1/kiosks?hall=330106");
    g_autoptr(json_t) answer = json_loads(body, 0, NULL);
    json_t *list = json_object_get(answer, "kiosks");
    g_assert_cmpuint(json_array_size(list), ==, 1);
    return json_incref(json_array_get(list, 0));
}

static const char *text_of(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    g_assert_nonnull(value);
    return json_is_null(value) ? "null" : json_string_value(value);
}

/* The lines before the row's instant, what is shown then, and since when. */
static void test_online_offline_maint(void)
{
    const TestLine lines[] = {
        {"2026-03-02T09:00:00", BEAT},
        {"2026-03-02T09:10:00", K("state", "state=\"online\"")},
        {"2026-03-02T09:11:00", BEAT},
        {"2026-03-02T09:12:00", K("state", "state=\"offline\"")},
        {"2026-03-02T09:13:00", BEAT},
        {"2026-03-02T09:14:00", K("state", "state=\"maint\"")},
        {"2026-03-02T10:00:00", K("repair", "seq=2i")},
        {"2026-03-02T10:01:00", K("state", "state=\"online\"")},
    };
    static const struct {
        gsize n;
        const char *now;
        const char *state;
        const char *since;
    } rows[] = {
        {1, "2026-03-02T09:02:59.999999999", "online", "null"},
        {1, "2026-03-02T09:03:00", "offline", "2026-03-02T09:03:00+08:00"}, /* exactly 180 s */
        {1, "2026-03-02T12:00:00", "offline", "2026-03-02T09:03:00+08:00"},
        {3, "2026-03-02T09:13:59", "online", "2026-03-02T09:10:00+08:00"},
        {3, "2026-03-02T09:14:00", "offline", "2026-03-02T09:14:00+08:00"},
        {4, "2026-03-02T09:12:00", "offline", "2026-03-02T09:12:00+08:00"}, /* it says so */
        {5, "2026-03-02T09:13:00", "online", "null"},                       /* and yet it lives */
        {6, "2026-03-02T09:59:00", "maint", "2026-03-02T09:14:00+08:00"},   /* silent or not */
        {7, "2026-03-02T10:00:30", "maint", "2026-03-02T09:14:00+08:00"}, /* a repair is no sign */
        {8, "2026-03-02T10:01:00", "online", "2026-03-02T10:01:00+08:00"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(json_t) kiosk = kiosk_at(lines, rows[i].n, rows[i].now);
        g_assert_cmpstr(text_of(kiosk, "state"), ==, rows[i].state);
        g_assert_cmpstr(text_of(kiosk, "since"), ==, rows[i].since);
    }
    g_autoptr(json_t) last = kiosk_at(lines, 7, "2026-03-02T10:00:30");
    g_assert_cmpstr(text_of(last, "last_event"), ==, "2026-03-02T10:00:00+08:00");
    g_assert_cmpstr(text_of(last, "last_repair"), ==, "2026-03-02T10:00:00+08:00");
    g_assert_cmpstr(text_of(last, "faults"), ==, "null");
}

static void test_each_fault_since_it_is_named(void)
{
    const TestLine lines[] = {
        {"2026-03-02T09:00:00", K("state", "state=\"online\",faults=\"\"")},
        {"2026-03-02T09:10:00", K("state", "state=\"online\",faults=\"paper_low\"")},
        {"2026-03-02T09:15:00", BEAT}, /* says nothing of faults */
        {"2026-03-02T09:20:00", K("state", "state=\"online\",faults=\"door,paper_low\"")},
        {"2026-03-02T09:30:00", K("state", "state=\"online\",faults=\"door\"")},
        {"2026-03-02T09:40:00", K("heartbeat", "faults=\"paper_low,door\"")},
        {"2026-03-02T09:50:00", K("state", "state=\"online\",faults=\"\"")},
    };
    static const struct {
        gsize n;
        const char *expected;
    } rows[] = {
        {1, "[]"},
        {3, "[{\"fault\":\"paper_low\",\"since\":\"2026-03-02T09:10:00+08:00\"}]"},
        {4, "[{\"fault\":\"paper_low\",\"since\":\"2026-03-02T09:10:00+08:00\"},"
            "{\"fault\":\"door\",\"since\":\"2026-03-02T09:20:00+08:00\"}]"},
        {5, "[{\"fault\":\"door\",\"since\":\"2026-03-02T09:20:00+08:00\"}]"},
        {6, "[{\"fault\":\"paper_low\",\"since\":\"2026-03-02T09:40:00+08:00\"},"
            "{\"fault\":\"door\",\"since\":\"2026-03-02T09:20:00+08:00\"}]"},
        {7, "[]"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(json_t) kiosk = kiosk_at(lines, rows[i].n, "2026-03-02T10:00:00");
        g_autofree char *faults = sz_json_dump(json_object_get(kiosk, "faults"));
        g_assert_cmpstr(faults, ==, rows[i].expected);
    }
}

static void test_transactions_of_today(void)
{
    const TestLine lines[] = {
        {"2026-03-01T23:59:59", K("txn", "result=\"ok\",eid=\"1\"")},
        {"2026-03-02T00:00:00", K("txn", "result=\"ok\",eid=\"2\"")},
        {"2026-03-02T00:00:00", K("txn", "result=\"ok\",eid=\"3\"")},
        {"2026-03-02T00:00:00", K("txn", "result=\"ok\",eid=\"3\"")}, /* a repeat */
        {"2026-03-02T09:00:00", K("txn", "result=\"fail\",dur_s=1.5")},
        {"2026-03-02T09:00:00", K("txn", "result=\"fail\",dur_s=2.5")}, /* another one */
        {"2026-03-02T09:00:00", K("txn", "result=\"fail\",dur_s=2.5")}, /* a repeat */
        {"2026-03-02T09:00:01", K("txn", "result=\"abandoned\",pages=0i")},
        {"2026-03-01T12:00:00", K("txn", "result=\"ok\",eid=\"9\"")}, /* late, of yesterday */
    };
    g_autoptr(json_t) kiosk = kiosk_at(lines, G_N_ELEMENTS(lines), "2026-03-02T09:01:00");
    g_autofree char *txns = sz_json_dump(json_object_get(kiosk, "txns"));
    g_assert_cmpstr(txns, ==, "{\"ok\":2,\"fail\":2,\"abandoned\":1}");
    g_autoptr(json_t) tomorrow = kiosk_at(lines, G_N_ELEMENTS(lines), "2026-03-03T00:00:00");
    g_autofree char *none = sz_json_dump(json_object_get(tomorrow, "txns"));
    g_assert_cmpstr(none, ==, "{\"ok\":0,\"fail\":0,\"abandoned\":0}");
}

static char *random_line(GRand *random, SzWallTime *at)
{
    static const char *const lines[] = {
        "heartbeat,%s seq=1i",
        "heartbeat,%s faults=\"door\"",
        "state,%s state=\"online\"",
        "state,%s state=\"online\",faults=\"door,paper_out\"",
        "state,%s state=\"offline\",faults=\"\"",
        "state,%s state=\"maint\"",
        "txn,%s result=\"ok\"",
        "txn,%s result=\"ok\",eid=\"7\"",
        "txn,%s result=\"fail\",dur_s=3",
        "repair,%s seq=1i",
    };
    static const char *const kiosks[] = {"hall=330106,kiosk=K1", "hall=330106,kiosk=K2",
                                         "hall=330106002,kiosk=K1", "hall=elsewhere,kiosk=K1"};
    *at = test_time("2026-03-01T23:30:00");
    at->ns += (gint64)g_rand_int_range(random, 0, 60) * 60 * SZ_NS_PER_S;
    const char *line = lines[g_rand_int_range(random, 0, G_N_ELEMENTS(lines))];
    g_auto(GStrv) parts = g_strsplit(line, "%s", 2);
    return g_strdup_printf("kiosk,event=%s%s%s", parts[0],
                           kiosks[g_rand_int_range(random, 0, G_N_ELEMENTS(kiosks))], parts[1]);
}

static void test_any_order_of_arrival_gives_the_same_bytes(void)
{
    static const char *const targets[] = {"/api/v1/kiosks", "/api/v1/kiosks?hall=elsewhere",
                                          "/api/v1/kiosks?area=330106", NULL};
    static const char *const instants[] = {"2026-03-02T00:30:00", "2026-03-02T00:33:00"};
    for (gsize i = 0; i < 6; i++) {
        test_assert_order_means_nothing(random_line, 80 + 60 * (guint)i, targets,
                                        instants[i % G_N_ELEMENTS(instants)]);
    }
}

#define ADD(name, function) g_test_add_func("/web/kiosks_api/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("online-offline-maint", test_online_offline_maint);
    ADD("each-fault-since-it-is-named", test_each_fault_since_it_is_named);
    ADD("transactions-of-today", test_transactions_of_today);
    ADD("any-order-of-arrival-gives-the-same-bytes",
        test_any_order_of_arrival_gives_the_same_bytes);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
