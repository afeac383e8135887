/* GET /api/v1/quality. */

#include "support/live_lines.h"

#define TICKET "ticket,hall=330106,queue=A,event="

static const TestLine lines[] = {
    {"2026-03-01T10:00:00", TICKET "take id=\"1\",src=\"desk\",seq=1i"},
    {"2026-03-02T09:00:00", TICKET "take id=\"1\",src=\"desk\",seq=7i"},
    {"2026-03-02T09:00:00", TICKET "take id=\"1\",src=\"desk\",seq=7i"},  /* a repeat */
    {"2026-03-02T09:10:00", TICKET "start id=\"1\",src=\"desk\",seq=9i"}, /* without a call */
    {"2026-03-02T09:11:00", TICKET "start id=\"1\""}, /* again; the ticket is the desk's */
    {"2026-03-02T10:00:00", "crowd,hall=unknown inside=3i"},
    {"2026-03-02T10:00:01", "cpu load=3"},
    {"2026-03-02T10:00:02", "window,hall=330199,window=1 state=\"open\""}, /* once 330106's code */
};

static SzSnapshot *fold(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        test_apply(engine, lines[i]);
    }
    sz_engine_refuse(engine, SZ_SLICE("330106"), SZ_SLICE("desk"), SZ_REFUSED_FUTURE, 2,
                     test_time("2026-03-02T11:00:00"));
    sz_engine_refuse(engine, SZ_SLICE(""), SZ_SLICE(""), SZ_REFUSED_SYNTAX, 5,
                     test_time("2026-03-02T11:00:00"));
    return sz_engine_publish(engine);
}

static json_t *ask(const SzSnapshot *state, const char *now, const char *target)
{
    g_autofree char *body = test_ask(state, now, target);
    json_t *answer = json_loads(body, 0, NULL);
    g_assert_nonnull(answer);
    return answer;
}

/* The feeds of an answer: "HALL/SRC score lines duplicates illegal refused missing", each on a line. (transfer full) */
static char *summary_of(json_t *answer, const char *day)
{
    GString *text = g_string_new(NULL);
    const char *const keys[] = {"score", "lines", "duplicates", "illegal", "missing", "late"};
    for (gsize i = 0; i < json_array_size(json_object_get(answer, "feeds")); i++) {
        json_t *feed = json_array_get(json_object_get(answer, "feeds"), i);
        json_t *figures = day != NULL ? json_object_get(feed, day) : feed;
        const char *hall = json_string_value(json_object_get(feed, "hall"));
        const char *src = json_string_value(json_object_get(feed, "src"));
        g_string_append_printf(text, "%s/%s", hall != NULL ? hall : "-", src != NULL ? src : "-");
        for (gsize k = 0; k < G_N_ELEMENTS(keys); k++) {
            g_autofree char *value = sz_json_dump(json_object_get(figures, keys[k]));
            g_string_append_printf(text, " %s", value);
        }
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static void assert_feeds(const char *now, const char *target, const char *day, const char *expected)
{
    g_autoptr(SzSnapshot) state = fold();
    g_autoptr(json_t) answer = ask(state, now, target);
    g_autofree char *text = summary_of(answer, day);
    g_assert_cmpstr(text, ==, expected);
}

static void test_feeds_in_order(void)
{
    /* Of the desk's three lines one is a repeat and two moves of its ticket are illegal; two were refused, one is
     * missing (8). */
    assert_feeds("2026-03-02T12:00:00", "/api/v1/quality", NULL,
                 "-/- 16.6666666667 1 0 0 0 0\n"
                 "330106/- 100.0 1 0 0 0 0\n"
                 "330106/- 100.0 1 0 0 0 0\n" /* the older code */
                 "330106/desk 0.0 3 1 2 1 0\n"
                 "unknown/- 100.0 1 0 0 0 0\n");
    assert_feeds("2026-03-02T12:00:00", "/api/v1/quality?hall=330106", "yesterday",
                 "330106/- null 0 0 0 0 0\n"
                 "330106/- null 0 0 0 0 0\n"
                 "330106/desk 100.0 1 0 0 0 0\n");
    assert_feeds("2026-03-02T12:00:00", "/api/v1/quality?hall=unknown", NULL,
                 "unknown/- 100.0 1 0 0 0 0\n");
    assert_feeds("2026-03-02T12:00:00", "/api/v1/quality?area=330100", "yesterday",
                 "330106/- null 0 0 0 0 0\n"
                 "330106/- null 0 0 0 0 0\n"
                 "330106/desk 100.0 1 0 0 0 0\n");
}

static void test_days_go_by(void)
{
    assert_feeds("2026-03-03T00:00:00", "/api/v1/quality?hall=330106", NULL,
                 "330106/- null 0 0 0 0 0\n"
                 "330106/- null 0 0 0 0 0\n"
                 "330106/desk null 0 0 0 0 0\n");
    assert_feeds("2026-03-03T00:00:00", "/api/v1/quality?hall=330106", "yesterday",
                 "330106/- 100.0 1 0 0 0 0\n"
                 "330106/- 100.0 1 0 0 0 0\n"
                 "330106/desk 0.0 3 1 2 1 0\n");
    assert_feeds("2026-03-04T00:00:00", "/api/v1/quality", NULL, "");
}

#define CASE "case,hall=330106,item=i,channel=window,event="

/* Whose an event of a case is, is known where it has an eid; else it is the feed's that says most of cases. */
static void test_moves_of_cases(void)
{
    static const TestLine cases[] = {
        {"2026-03-01T09:00:00", CASE "apply id=\"C1\",src=\"most\""},
        {"2026-03-01T10:00:00", CASE "close id=\"C1\",src=\"most\""},
        {"2026-03-02T09:00:00", CASE "step id=\"C1\",src=\"old\",eid=\"1\""}, /* after its end */
        {"2026-03-02T09:10:00", CASE "close id=\"C1\",src=\"old\""},          /* again */
        {"2026-03-02T09:20:00", CASE "apply id=\"C2\",src=\"most\""},
        {"2026-03-02T09:30:00", CASE "accept id=\"C2\",src=\"most\""},
        {"2026-03-02T09:40:00", TICKET "start id=\"1\",src=\"desk\""}, /* never taken */
    };
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        test_apply(engine, cases[i]);
    }
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    g_autoptr(json_t) answer = ask(state, "2026-03-02T12:00:00", "/api/v1/quality");
    g_autofree char *today = summary_of(answer, NULL);
    g_autofree char *yesterday = summary_of(answer, "yesterday");
    g_assert_cmpstr(today, ==,
                    "330106/desk 0.0 1 0 1 0 0\n"
                    "330106/most 50.0 2 0 1 0 0\n"
                    "330106/old 50.0 2 0 1 0 0\n");
    g_assert_cmpstr(yesterday, ==,
                    "330106/desk null 0 0 0 0 0\n"
                    "330106/most 100.0 2 0 0 0 0\n"
                    "330106/old null 0 0 0 0 0\n");
}

/* A move that is told a day late is one of its day, on which its feed may have said nothing. */
static void test_a_late_move(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    SzEvent event = {.entity = SZ_EVENT_CASE,
                     .as.case_event = test_case_event(SZ_CASE_RESUME, "2026-03-01T23:59")};
    event.as.case_event.src = SZ_SLICE("old");
    event.as.case_event.eid = SZ_SLICE("1");
    event.envelope = (SzEnvelope){.hall = SZ_SLICE("330106"),
                                  .src = SZ_SLICE("old"),
                                  .is_case = true,
                                  .occurred = event.as.case_event.occurred,
                                  .received = test_time("2026-03-02T00:30")};
    sz_engine_apply(engine, &event);
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    g_autoptr(json_t) answer = ask(state, "2026-03-02T12:00:00", "/api/v1/quality");
    g_autofree char *yesterday = summary_of(answer, "yesterday");
    g_assert_cmpstr(yesterday, ==, "330106/old null 0 0 1 0 0\n");
    g_autofree char *table = test_ask(state, "2026-03-02T12:00:00", "/api/v1/quality.csv?lang=en");
    g_assert_nonnull(strstr(table, "330106,西湖区,true,old,2026-03-01,,0,0,1,"));
}

static void assert_part(json_t *object, const char *key, const char *expected)
{
    g_autofree char *text = sz_json_dump(json_object_get(object, key));
    g_assert_cmpstr(text, ==, expected);
}

static void test_a_feed(void)
{
    g_autoptr(SzSnapshot) state = fold();
    g_autoptr(json_t) answer = ask(state, "2026-03-02T12:00:00", "/api/v1/quality?hall=330106");
    json_t *feed = json_array_get(json_object_get(answer, "feeds"), 2);
    assert_part(feed, "registered", "true");
    assert_part(feed, "src", "\"desk\"");
    assert_part(feed, "refused",
                "{\"syntax\":0,\"standard\":0,\"personal_data\":0,\"reserved_measurement\":0,"
                "\"future\":2,\"forbidden\":0}");
    assert_part(feed, "first_received", "\"2026-03-02T09:00:00+08:00\"");
    assert_part(feed, "last_received", "\"2026-03-02T09:10:00+08:00\"");
    assert_part(feed, "last_event", "\"2026-03-02T09:10:00+08:00\"");
    assert_part(feed, "fresh_s", "10200.0");
    assert_part(feed, "ahead_max_s", "0.0");
    g_autoptr(json_t) unknown = ask(state, "2026-03-02T12:00:00", "/api/v1/quality?hall=unknown");
    assert_part(json_array_get(json_object_get(unknown, "feeds"), 0), "registered", "false");
    g_autoptr(json_t) all = ask(state, "2026-03-02T12:00:00", "/api/v1/quality");
    json_t *nowhere = json_array_get(json_object_get(all, "feeds"), 0);
    assert_part(nowhere, "hall", "null");
    assert_part(nowhere, "src", "null");
}

/* Ages do not make another answer; a line does. */
static void test_tags(void)
{
    g_autoptr(SzSnapshot) state = fold();
    char *tags[2];
    for (int i = 0; i < 2; i++) {
        SzView view = {
            .rules = test_rules(),
            .state = state,
            .now = {true, test_time(i == 0 ? "2026-03-02T12:00:00" : "2026-03-02T13:00")}};
        g_auto(SzResponse) response = sz_router_get(&view, SZ_SLICE("/api/v1/quality"));
        tags[i] = sz_response_etag(&response);
    }
    g_assert_cmpstr(tags[0], ==, tags[1]);
    g_free(tags[0]);
    g_free(tags[1]);
}

static void test_table(void)
{
    g_autoptr(SzSnapshot) state = fold();
    g_autofree char *english =
        test_ask(state, "2026-03-02T12:00:00", "/api/v1/quality.csv?hall=330106&lang=en");
    g_assert_cmpstr(
        english, ==,
        "\xEF\xBB\xBFhall,name,registered,src,day,score,lines,duplicates,illegal,refused_syntax,"
        "refused_standard,refused_personal_data,refused_reserved_measurement,refused_future,"
        "refused_forbidden,missing,seq_jumps,late,ahead_max_s,behind_max_s,first_received,"
        "last_received,last_event\r\n"
        "330106,西湖区,true,,2026-03-02,100.00,1,0,0,0,0,0,0,0,0,0,0,0,0.00,0.00,"
        "2026-03-02 09:11:00,2026-03-02 09:11:00,2026-03-02 09:11:00\r\n"
        "330106,西湖区,true,,2026-03-02,100.00,1,0,0,0,0,0,0,0,0,0,0,0,0.00,0.00,"
        "2026-03-02 10:00:02,2026-03-02 10:00:02,2026-03-02 10:00:02\r\n"
        "330106,西湖区,true,desk,2026-03-02,0.00,3,1,2,0,0,0,0,2,0,1,0,0,0.00,0.00,"
        "2026-03-02 09:00:00,2026-03-02 09:10:00,2026-03-02 09:10:00\r\n"
        "330106,西湖区,true,desk,2026-03-01,100.00,1,0,0,0,0,0,0,0,0,0,0,0,0.00,0.00,"
        "2026-03-01 10:00:00,2026-03-01 10:00:00,2026-03-01 10:00:00\r\n");
    g_autofree char *chinese = test_ask(state, "2026-03-02T12:00:00", "/api/v1/quality.csv");
    g_assert_true(g_str_has_prefix(chinese, "\xEF\xBB\xBF大厅编码,大厅名称,已登记,"));
    g_autofree char *wrong = test_ask(state, "2026-03-02T12:00:00", "/api/v1/quality.csv?lang=fr");
    g_assert_nonnull(strstr(wrong, "bad_parameter"));
    g_autofree char *nobody = test_ask(state, "2026-03-02T12:00:00", "/api/v1/quality?hall=nobody");
    g_assert_nonnull(strstr(nobody, "unknown_hall"));
}

/* --- any order ----------------------------------------------------------------------------- */

typedef struct {
    char *line; /* owned; without its time */
    SzWallTime occurred;
    SzWallTime received;
} Arrival;

static void on_arrival(const SzLpPoint *point, void *user)
{
    const Arrival *arrival = ((gpointer *)user)[1];
    SzReading reading;
    SzEvent event;
    g_assert_true(sz_telemetry_read(point, &reading, NULL));
    sz_telemetry_event(&reading, arrival->received, &event);
    (void)sz_engine_apply(((gpointer *)user)[0], &event);
}

static void arrive(SzEngine *engine, Arrival *arrival)
{
    gpointer user[] = {engine, arrival};
    g_autofree char *text =
        g_strdup_printf("%s %" G_GINT64_FORMAT, arrival->line, arrival->occurred.ns);
    sz_lp_parse(NULL, 1, sz_slice(text), (SzLpSink){.on_point = on_arrival, .user = user});
}

static char *random_line(void)
{
    static const char *const events[] = {"take", "call", "start", "end"};
    const char *const src[] = {"", ",src=\"a\"", ",src=\"b\""};
    const char *feed = src[g_test_rand_int_range(0, 3)];
    int seq = g_test_rand_int_range(0, 60);
    int id = g_test_rand_int_range(0, 9);
    switch (g_test_rand_int_range(0, 6)) {
    case 5:
        return g_strdup_printf("case,hall=330106,item=i,channel=post,event=%s id=\"C%d\"%s",
                               g_test_rand_int_range(0, 2) > 0 ? "resume" : "close", id, feed);
    case 0:
        return g_strdup_printf(
            "case,hall=330106,item=i,channel=post,event=step id=\"C%d\",eid=\"%d\"%s", id, seq,
            feed);
    case 1:
        return g_strdup_printf("rating,hall=330106,channel=pad,event=claim id=\"R%d\"%s,seq=%di",
                               id, feed, seq);
    case 2:
        return g_strdup_printf("kiosk,hall=x,kiosk=k%d,event=txn result=\"ok\",seq=%di%s", id, seq,
                               feed);
    case 3:
        return g_strdup_printf("window,hall=330106,window=%d state=\"open\"", id);
    default:
        return g_strdup_printf(TICKET "%s id=\"%d\",seq=%di%s", events[g_test_rand_int_range(0, 4)],
                               id, seq, feed);
    }
}

#define N_ARRIVALS 300

/* Lines of one day, each said up to three times, at another time of reception; late ones are of the day before. */
static void make_arrivals(Arrival *arrivals)
{
    gint64 noon_ns = test_time("2026-03-02T12:00:00").ns;
    for (guint i = 0; i < N_ARRIVALS; i++) {
        Arrival *arrival = &arrivals[i];
        bool is_again = i > 0 && g_test_rand_int_range(0, 3) == 0;
        gint64 received_ns = noon_ns + g_test_rand_int_range(0, 36000) * SZ_NS_PER_S;
        *arrival = (Arrival){.received = {received_ns}};
        if (is_again) {
            const Arrival *before = &arrivals[g_test_rand_int_range(0, (gint32)i)];
            arrival->line = g_strdup(before->line);
            arrival->occurred = before->occurred;
        } else {
            arrival->line = random_line();
            arrival->occurred.ns = noon_ns - ((gint64)i * 97 - 100) * SZ_NS_PER_S;
        }
    }
}

static void test_order_means_nothing(void)
{
    Arrival arrivals[N_ARRIVALS];
    g_autofree char *expected = NULL;
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    make_arrivals(arrivals);
    for (int round = 0; round < 20; round++) {
        g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
        g_autofree guint *order = test_random_order(random, N_ARRIVALS);
        for (guint i = 0; i < N_ARRIVALS; i++) {
            arrive(engine, &arrivals[order[i]]);
        }
        g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
        g_autofree char *got = test_ask(state, "2026-03-02T23:00:00", "/api/v1/quality");
        expected = expected != NULL ? expected : g_strdup(got);
        g_assert_cmpstr(got, ==, expected);
    }
    g_assert_null(strstr(expected, "\"duplicates\":0,\"illegal\":0,\"refused\":{}"));
    for (guint i = 0; i < N_ARRIVALS; i++) {
        g_free(arrivals[i].line);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/quality_api/feeds-in-order", test_feeds_in_order);
    g_test_add_func("/web/quality_api/days-go-by", test_days_go_by);
    g_test_add_func("/web/quality_api/moves-of-cases", test_moves_of_cases);
    g_test_add_func("/web/quality_api/a-late-move", test_a_late_move);
    g_test_add_func("/web/quality_api/a-feed", test_a_feed);
    g_test_add_func("/web/quality_api/tags", test_tags);
    g_test_add_func("/web/quality_api/table", test_table);
    g_test_add_func("/web/quality_api/order-means-nothing", test_order_means_nothing);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
