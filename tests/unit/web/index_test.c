/* Measures counted by hand, scores, coverage, contributions, pooling, and the index document. */

#include "web/api_index.h"
#include "web/index_json.h"

#include "collector/telemetry.h"
#include "metrics/index_state.h"
#include "metrics/measures.h"
#include "support/live_lines.h"

#define T "ticket,hall=330106,queue=A,event="
#define NOW "2026-03-02T10:00:00" /* a Monday, open 09:00-12:00 */
#define EPSILON 1e-9

/* --- measures ------------------------------------------------------------------------------ */

static const TestLine morning[] = {
    /* Waits of 5 and 20 minutes in the last hour, one of 10 before it. */
    {"2026-03-02T08:30:00", T "take id=\"A0\""},
    {"2026-03-02T09:00:00", T "take id=\"A1\""},
    {"2026-03-02T09:00:00", T "call,window=W1 id=\"A0\""}, /* exactly an hour ago: out */
    {"2026-03-02T09:01:00", T "start,window=W1 id=\"A0\""},
    {"2026-03-02T09:05:00", T "call,window=W1 id=\"A1\""},
    {"2026-03-02T09:06:00", T "noshow id=\"A1\""},
    {"2026-03-02T09:10:00", T "take id=\"A2\""},
    {"2026-03-02T09:30:00", T "call,window=W2 id=\"A2\""},
    {"2026-03-02T09:31:00", T "start,window=W2 id=\"A2\""},
    {"2026-03-02T09:40:00", T "end id=\"A2\",result=\"done\""},
    /* Waiting for 15 and 2 minutes. */
    {"2026-03-02T09:45:00", T "take id=\"A3\""},
    {"2026-03-02T09:58:00", T "take id=\"A4\""},
    /* Three windows: serving for 40 minutes, open, paused; one closed. */
    {"2026-03-02T09:20:00", "window,hall=330106,window=W1 state=\"serving\""},
    {"2026-03-02T09:59:00", "window,hall=330106,window=W2 state=\"open\""},
    {"2026-03-02T09:59:00", "window,hall=330106,window=W3 state=\"paused\""},
    {"2026-03-02T09:59:00", "window,hall=330106,window=W4 state=\"closed\""},
    /* Kiosks: online, online without paper, silent for 10 minutes, in maintenance. */
    {"2026-03-02T09:59:00", "kiosk,hall=330106,kiosk=K1,event=heartbeat state=\"online\""},
    {"2026-03-02T09:50:00",
     "kiosk,hall=330106,kiosk=K1,event=txn result=\"ok\",dur_s=30,eid=\"x1\""},
    {"2026-03-02T09:51:00",
     "kiosk,hall=330106,kiosk=K1,event=txn result=\"fail\",dur_s=30,eid=\"x2\""},
    {"2026-03-02T09:59:00",
     "kiosk,hall=330106,kiosk=K2,event=heartbeat state=\"online\",faults=\"paper_out\""},
    {"2026-03-02T09:50:00", "kiosk,hall=330106,kiosk=K3,event=heartbeat state=\"online\""},
    {"2026-03-02T09:00:00", "kiosk,hall=330106,kiosk=K4,event=state state=\"maint\""},
    /* Ratings: levels 5 and 1 by choice, 4 by default. */
    {"2026-03-02T09:00:00",
     "rating,hall=330106,event=new,channel=window id=\"R1\",level=5i,active=true"},
    {"2026-03-02T09:00:00",
     "rating,hall=330106,event=new,channel=window id=\"R2\",level=1i,active=true"},
    {"2026-03-02T09:00:00",
     "rating,hall=330106,event=new,channel=window id=\"R3\",level=4i,active=false"},
    /* Of the month before: counts no more. */
    {"2026-02-27T09:00:00",
     "rating,hall=330106,event=new,channel=window id=\"R0\",level=1i,active=true"},
};

static SzSnapshot *fold(const TestLine *lines, gsize n)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (gsize i = 0; i < n; i++) {
        test_apply(engine, lines[i]);
    }
    return sz_engine_publish(engine);
}

static SzView view_of(const SzSnapshot *state, const char *now)
{
    return (SzView){.rules = test_rules(), .state = state, .now = {true, test_time(now)}};
}

static guint measure_of(const char *name)
{
    gint found = sz_measure_set_find(test_measures_of_rules(), sz_slice(name));
    g_assert_cmpint(found, >=, 0);
    return (guint)found;
}

static bool measured(const SzPlaceMeasures *place, const char *name, double *out, gint64 *out_n)
{
    guint measure = measure_of(name);
    return sz_tally_value(&place->tallies[measure],
                          sz_measure_set_info(test_measures_of_rules(), measure), out, out_n);
}

static void assert_measure(const SzPlaceMeasures *place, const char *name, double expected,
                           gint64 expected_n)
{
    double value = -1;
    gint64 n = -1;
    g_test_message("%s", name);
    g_assert_true(measured(place, name, &value, &n));
    g_assert_cmpfloat_with_epsilon(value, expected, EPSILON);
    g_assert_cmpint(n, ==, expected_n);
}

static void test_measures_by_hand(void)
{
    g_autoptr(SzSnapshot) state = fold(morning, G_N_ELEMENTS(morning));
    SzView view = view_of(state, NOW);
    g_autoptr(SzMeasures) measures = sz_measures_new(&view);
    const SzPlaceMeasures *hall = sz_measures_hall(measures, 1);
    assert_measure(hall, "wait_mean", (300 + 1200) / 2.0, 2);
    assert_measure(hall, "wait_p90", 300 + 0.9 * 900, 2); /* type 7 */
    assert_measure(hall, "wait_in_target", 0.5, 2);
    assert_measure(hall, "wait_longest", 900, 2);
    assert_measure(hall, "waiting_per_window", 1, 2); /* 2 people, 2 open windows */
    assert_measure(hall, "noshow", 1.0 / 3, 3);       /* A1 of A0, A1, A2 */
    assert_measure(hall, "window_open", 2.0 / 3, 3);
    assert_measure(hall, "window_busy", 0.5, 2);
    assert_measure(hall, "service_long", 1, 1);
    assert_measure(hall, "kiosk_online", 2.0 / 3, 3);
    assert_measure(hall, "kiosk_usable", 1.0 / 3, 3);
    assert_measure(hall, "kiosk_share", 0.5, 2); /* one at a kiosk, one at a window */
    assert_measure(hall, "kiosk_use", 0.25, 4);
    assert_measure(hall, "rating_good", 2.0 / 3, 3);
    assert_measure(hall, "rating_bad", 1.0 / 3, 3);
    assert_measure(hall, "rating_points", 50, 2); /* 100 and 0 */
    assert_measure(hall, "rating_active", 2.0 / 3, 3);
    assert_measure(hall, "hall_online", 1, 1);
    double value = 0;
    gint64 n = 0;
    g_assert_false(measured(hall, "closed_on_time", &value, &n));
}

#define C "case,hall=330106,item=X,channel="

static void test_measures_of_cases(void)
{
    const TestLine lines[] = {
        /* Closed in time, online, without a visit, by rules. */
        {"2026-03-02T09:00:00",
         C "online,event=apply id=\"1\",promise=3i,promise_unit=\"workday\""},
        {"2026-03-02T09:05:00", C "online,event=accept id=\"1\""},
        {"2026-03-03T09:00:00", C "online,event=close id=\"1\",visits=0i,auto=true"},
        /* Closed late, at the window, after 补正. */
        {"2026-03-02T09:00:00",
         C "window,event=apply id=\"2\",promise=1i,promise_unit=\"workday\""},
        {"2026-03-02T09:05:00", C "window,event=accept id=\"2\""},
        {"2026-03-02T10:00:00", C "window,event=supplement_start id=\"2\""},
        {"2026-03-02T11:00:00", C "window,event=supplement_end id=\"2\""},
        {"2026-03-05T09:00:00", C "window,event=close id=\"2\",visits=1i,auto=false"},
        /* Open and overdue; open and in time; suspended. */
        {"2026-03-02T09:00:00",
         C "window,event=accept id=\"3\",promise=1i,promise_unit=\"workday\""},
        {"2026-03-06T09:00:00",
         C "mobile,event=accept id=\"4\",promise=9i,promise_unit=\"workday\""},
        {"2026-03-06T09:00:00",
         C "window,event=accept id=\"5\",promise=9i,promise_unit=\"workday\""},
        {"2026-03-06T10:00:00", C "window,event=suspend id=\"5\",kind=\"testing\""},
        /* Closed within an hour, promised in minutes. */
        {"2026-03-06T09:00:00",
         C "window,event=accept id=\"6\",promise=60i,promise_unit=\"minute\""},
        {"2026-03-06T09:30:00", C "window,event=close id=\"6\""},
        /* Void: nothing of it counts. */
        {"2026-03-06T09:00:00", C "window,event=apply id=\"7\""},
        {"2026-03-06T09:30:00", C "window,event=void id=\"7\""},
    };
    g_autoptr(SzSnapshot) state = fold(lines, G_N_ELEMENTS(lines));
    SzView view = view_of(state, "2026-03-06T15:00:00");
    g_autoptr(SzMeasures) measures = sz_measures_new(&view);
    const SzPlaceMeasures *hall = sz_measures_hall(measures, 1);
    assert_measure(hall, "closed_on_time", 2.0 / 3, 3);
    assert_measure(hall, "fast_on_time", 1, 1);
    assert_measure(hall, "once", 0.5, 2);
    assert_measure(hall, "auto", 0.5, 2);
    assert_measure(hall, "no_visit", 1, 1);
    assert_measure(hall, "open_overdue", 0.5, 2);
    assert_measure(hall, "online", 0.5, 2); /* of 1 and 2: the others never said apply */
    assert_measure(hall, "accepted_in_time", 1, 2);
}

/* --- scores -------------------------------------------------------------------------------- */

static void test_curves(void)
{
    const SzCurve down = {.n = 2, .points = {{10, 100}, {30, 0}}};
    const SzCurve band = {.n = 4, .points = {{20, 0}, {60, 100}, {85, 100}, {100, 0}}};
    static const struct {
        double value;
        double down;
        double band;
    } rows[] = {
        {0, 100, 0},  {10, 100, 0}, {20, 50, 0},   {30, 0, 25}, {60, 0, 100},
        {70, 0, 100}, {85, 0, 100}, {92.5, 0, 50}, {100, 0, 0}, {200, 0, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpfloat_with_epsilon(sz_curve_score(&down, rows[i].value), rows[i].down, EPSILON);
        g_assert_cmpfloat_with_epsilon(sz_curve_score(&band, rows[i].value), rows[i].band, EPSILON);
    }
}

#define ALL_TIERS ((1U << SZ_TIER_N) - 1)

/* Two dimensions, weights 1 and 3: waiting (mean, target share) and kiosks (online, usable). */
static const SzIndexDimension dimensions[] = {
    {"L", "等候", "waiting", {1, 1, 1, 1, 1}},
    {"K", "终端", "kiosks", {3, 3, 3, 3, 3}},
};
static SzIndicator indicators[] = {
    {.id = "L1",
     .scale = 1.0 / 60,
     .weight = 2,
     .tiers = ALL_TIERS,
     .curve = {2, {{10, 100}, {30, 0}}}},
    {.id = "L2",
     .scale = 100,
     .weight = 2,
     .tiers = ALL_TIERS,
     .min_n = 4,
     .curve = {2, {{0, 100}, {50, 0}}}},
    {.id = "K1",
     .dimension = 1,
     .scale = 100,
     .weight = 1,
     .tiers = ALL_TIERS,
     .curve = {2, {{0, 0}, {100, 100}}}},
    {.id = "K2",
     .dimension = 1,
     .scale = 100,
     .weight = 1,
     .tiers = 1U << SZ_TIER_TOWN,
     .curve = {2, {{0, 0}, {100, 100}}}},
};
static const SzIndexCap cap = {.indicator = 2, .above = 50, .max = 40, .name = "上限"};

/* Of the indicators. */
static const char *const measured_by[] = {"wait_mean", "noshow", "kiosk_online", "closed_on_time"};

static SzIndexDefinition *define(double min_coverage, guint n_caps)
{
    for (guint i = 0; i < G_N_ELEMENTS(indicators); i++) {
        indicators[i].measure = measure_of(measured_by[i]);
    }
    const SzIndexParts parts = {
        .id = "demo",
        .name = "试",
        .version = "1",
        .hash = "sha256:0",
        .min_coverage = min_coverage,
        .measures = test_measures_of_rules(),
        .dimensions = dimensions,
        .n_dimensions = 2,
        .indicators = indicators,
        .n_indicators = 4,
        .caps = &cap,
        .n_caps = n_caps,
    };
    return sz_index_definition_new(&parts);
}

static const SzHall *hall_of(const char *code)
{
    return sz_registry_find(test_rules()->registry, sz_slice(code), 0);
}

static void test_score_by_hand(void)
{
    g_autoptr(SzSnapshot) state = fold(morning, G_N_ELEMENTS(morning));
    SzView view = view_of(state, NOW);
    g_autoptr(SzIndexDefinition) definition = define(0.7, 0);
    g_autoptr(SzIndexTable) table = sz_index_compute(definition, &view);
    const SzIndexRow *row = sz_index_table_find(table, hall_of("330106"), false);
    /* L1: mean 12.5 min -> 87.5.  L2: 3 < 4 tickets: insufficient.  K1: 66.67.  K2: not for its tier. */
    g_assert_cmpint(row->indicators[0].state, ==, SZ_INDICATOR_OK);
    g_assert_cmpfloat_with_epsilon(row->indicators[0].score, 87.5, EPSILON);
    g_assert_cmpint(row->indicators[1].state, ==, SZ_INDICATOR_INSUFFICIENT);
    g_assert_true(row->indicators[1].has_value);
    g_assert_cmpint(row->indicators[3].state, ==, SZ_INDICATOR_NOT_APPLICABLE);
    g_assert_cmpfloat_with_epsilon(row->dimensions[0].coverage, 0.5, EPSILON);
    g_assert_cmpfloat_with_epsilon(row->dimensions[1].coverage, 1, EPSILON);
    /* Coverage (1 * 0.5 + 3 * 1) / 4; score (87.5 + 3 * 66.67) / 4. */
    g_assert_cmpfloat_with_epsilon(row->coverage, 0.875, EPSILON);
    g_assert_cmpfloat_with_epsilon(row->score, (87.5 + 200) / 4, EPSILON);
    g_assert_true(row->published);
    g_assert_cmpint(row->grade, ==, SZ_GRADE_C);
    g_assert_cmpfloat_with_epsilon(row->dimensions[1].contribution, 50, EPSILON);
    g_assert_cmpfloat_with_epsilon(row->indicators[0].contribution, 87.5 / 4, EPSILON);
}

static void test_coverage_and_caps(void)
{
    g_autoptr(SzSnapshot) state = fold(morning, G_N_ELEMENTS(morning));
    SzView view = view_of(state, NOW);
    g_autoptr(SzIndexDefinition) strict = define(0.9, 0);
    g_autoptr(SzIndexTable) unpublished = sz_index_compute(strict, &view);
    const SzIndexRow *row = sz_index_table_find(unpublished, hall_of("330106"), false);
    g_assert_false(row->published);
    g_assert_cmpint(row->grade, ==, SZ_GRADE_NONE);
    g_autoptr(SzIndexDefinition) capped = define(0.7, 1);
    g_autoptr(SzIndexTable) table = sz_index_compute(capped, &view);
    row = sz_index_table_find(table, hall_of("330106"), false);
    /* K scores 66.67 and may score 40: 26.67 less at three quarters of the whole. */
    g_assert_true(row->caps[0].is_in_force);
    g_assert_cmpfloat_with_epsilon(row->caps[0].effect, -20, EPSILON);
    g_assert_cmpfloat_with_epsilon(row->score_before_caps - 20, row->score, EPSILON);
}

static void test_states_of_time(void)
{
    g_autoptr(SzSnapshot) state = fold(morning, G_N_ELEMENTS(morning));
    g_autoptr(SzIndexDefinition) definition = define(0, 0);
    static const struct {
        const char *now;
        const char *hall;
        SzIndicatorState expected;
    } rows[] = {
        {"2026-03-02T10:00:00", "330106", SZ_INDICATOR_OK},
        {"2026-03-02T10:29:00", "330106", SZ_INDICATOR_OK},
        {"2026-03-02T10:29:01", "330106", SZ_INDICATOR_STALE}, /* the last was heard at 9:59:00 */
        {"2026-03-02T12:00:00", "330106", SZ_INDICATOR_CLOSED},
        {"2026-03-02T10:00:00", "330106002", SZ_INDICATOR_NO_DATA},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzView view = view_of(state, rows[i].now);
        g_autoptr(SzIndexTable) table = sz_index_compute(definition, &view);
        g_test_message("%s %s", rows[i].hall, rows[i].now);
        g_assert_cmpint(
            sz_index_table_find(table, hall_of(rows[i].hall), false)->indicators[0].state, ==,
            rows[i].expected);
    }
    SzView before = {.rules = test_rules(), .state = state};
    g_autoptr(SzIndexTable) nothing = sz_index_compute(definition, &before);
    g_assert_false(sz_index_table_find(nothing, hall_of("330100"), true)->has_score);
}

static void test_grid(void)
{
    static const gint64 rows[][2] = {{0, 0}, {9, 0}, {10, 10}, {19, 10}, {-1, -10}, {-10, -10}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpint(sz_index_grid((SzWallTime){rows[i][0] * SZ_NS_PER_S}).ns, ==,
                        rows[i][1] * SZ_NS_PER_S);
    }
}

/* --- properties ---------------------------------------------------------------------------- */

/* Random lines of two halls. */
static char *random_line(GRand *random, SzWallTime *at)
{
    static const char *const halls[] = {"330106", "330106002"};
    static const char *const events[] = {"take", "call", "start", "end", "noshow"};
    const char *hall = halls[g_rand_int_range(random, 0, 2)];
    at->ns = test_time("2026-03-02T09:00:00").ns + g_rand_int_range(random, 0, 3600) * SZ_NS_PER_S;
    switch (g_rand_int_range(random, 0, 4)) {
    case 0:
        return g_strdup_printf("kiosk,hall=%s,kiosk=K%d,event=heartbeat state=\"online\"", hall,
                               g_rand_int_range(random, 0, 5));
    case 1:
        return g_strdup_printf("window,hall=%s,window=W%d state=\"%s\"", hall,
                               g_rand_int_range(random, 0, 5),
                               g_rand_boolean(random) ? "open" : "serving");
    default:
        return g_strdup_printf("ticket,hall=%s,queue=A,window=W1,event=%s id=\"A%d\"", hall,
                               events[g_rand_int_range(random, 0, 5)],
                               g_rand_int_range(random, 0, 40));
    }
}

static SzSnapshot *random_state(GRand *random, guint n)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (guint i = 0; i < n; i++) {
        SzWallTime at = {0};
        g_autofree char *line = random_line(random, &at);
        test_apply_at(engine, line, at);
    }
    return sz_engine_publish(engine);
}

static void assert_sums(const SzIndexRow *row, const SzIndexParts *parts)
{
    double sum = 0;
    for (guint d = 0; d < parts->n_dimensions; d++) {
        double of_dimension = 0;
        for (guint i = 0; i < parts->n_indicators; i++) {
            of_dimension +=
                parts->indicators[i].dimension == d ? row->indicators[i].contribution : 0;
        }
        g_assert_cmpfloat_with_epsilon(of_dimension, row->dimensions[d].contribution, EPSILON);
        sum += row->dimensions[d].contribution;
    }
    g_assert_cmpfloat_with_epsilon(sum, row->score_before_caps, EPSILON);
    for (guint i = 0; i < parts->n_caps; i++) {
        sum += row->caps[i].effect;
    }
    g_assert_cmpfloat_with_epsilon(sum, row->score, EPSILON);
    g_assert_true(row->coverage >= 0 && row->coverage <= 1 + EPSILON);
    g_assert_true(row->score >= -EPSILON && row->score <= 100 + EPSILON);
}

static void test_contributions_sum(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(SzIndexDefinition) definition = define(0.5, 1);
    const SzRegistry *registry = test_rules()->registry;
    for (guint round = 0; round < 100; round++) {
        g_autoptr(SzSnapshot) state = random_state(random, 1 + round);
        SzView view = view_of(state, NOW);
        g_autoptr(SzIndexTable) table = sz_index_compute(definition, &view);
        for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
            const SzHall *hall = sz_registry_hall(registry, i);
            assert_sums(sz_index_table_find(table, hall, false), sz_index_table_definition(table));
            assert_sums(sz_index_table_find(table, hall, true), sz_index_table_definition(table));
        }
    }
}

/* A ratio of an area is the ratio of the sums, and never the mean of the halls' ratios. */
static void test_areas_pool(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    for (guint round = 0; round < 50; round++) {
        g_autoptr(SzSnapshot) state = random_state(random, 200);
        SzView view = view_of(state, NOW);
        g_autoptr(SzMeasures) measures = sz_measures_new(&view);
        g_autoptr(SzMeasuresPool) pool = sz_measures_pool_new(measures);
        const SzPlaceMeasures *area = sz_measures_pool(pool, 0, 3);
        for (guint m = 0; m < sz_measure_set_n(test_measures_of_rules()); m++) {
            bool is_max =
                sz_measure_set_info(test_measures_of_rules(), m)->statistic == SZ_STATISTIC_MAX;
            gint64 num = 0;
            gint64 den = 0;
            for (gsize i = 0; i < 3; i++) {
                const SzTally *tally = &sz_measures_hall(measures, i)->tallies[m];
                num = is_max ? MAX(num, tally->num) : num + tally->num;
                den += tally->den;
            }
            g_assert_cmpint(area->tallies[m].num, ==, num);
            g_assert_cmpint(area->tallies[m].den, ==, den);
        }
    }
}

/* --- the document -------------------------------------------------------------------------- */

static json_t *ask(const SzView *view, const char *target, int expected_status)
{
    g_auto(SzResponse) response = sz_router_get(view, sz_slice(target));
    g_test_message("%s: %s", target, response.body);
    g_assert_cmpint(response.status, ==, expected_status);
    return json_incref(response.value);
}

/* --- revisions ----------------------------------------------------------------------------- */

typedef struct {
    SzEngine *engine;
    SzWallTime received;
} Arrival;

static void on_arrival(const SzLpPoint *point, void *user)
{
    const Arrival *arrival = user;
    SzReading reading;
    SzEvent event;
    g_assert_true(sz_telemetry_read(point, &reading, NULL));
    sz_telemetry_event(&reading, arrival->received, &event);
    (void)sz_engine_apply(arrival->engine, &event);
}

static void arrive(SzEngine *engine, TestLine line, const char *received)
{
    Arrival arrival = {engine, test_time(received)};
    g_autofree char *text =
        g_strdup_printf("%s %" G_GINT64_FORMAT, line.line, test_time(line.at).ns);
    sz_lp_parse(NULL, 1, sz_slice(text), (SzLpSink){.on_point = on_arrival, .user = &arrival});
}

static guint64 revision_of(const SzIndexTable *table, const char *code, bool is_area)
{
    return sz_index_table_find(table, hall_of(code), is_area)->revision;
}

static void test_revisions(void)
{
    const TestLine late = {"2026-03-02T09:45:00", T "take id=\"L1\""};
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    arrive(engine, late, "2026-03-02T09:50:00");
    arrive(engine, late, "2026-03-02T09:51:00"); /* a repeat */
    arrive(engine, (TestLine){"2026-03-02T09:46:00", T "take id=\"L2\""}, "2026-03-02T09:46:05");
    arrive(engine, (TestLine){"2026-03-01T09:46:00", T "take id=\"L3\""}, "2026-03-02T09:52:00");
    arrive(engine, (TestLine){"2026-03-02T09:46:00", "cpu,hall=330106 load=1"},
           "2026-03-02T09:53:00"); /* nothing is counted of it */
    const SzEvent voided = {
        .entity = SZ_EVENT_TICKET,
        .envelope = {.hall = SZ_SLICE("330106002"),
                     .occurred = test_time("2026-03-02T09:00:00"),
                     .received = test_time("2026-03-02T09:54:00")},
        .as.ticket = {.occurred = test_time("2026-03-02T09:00:00"),
                      .hall = SZ_SLICE("330106002"),
                      .id = SZ_SLICE("L4"),
                      .recall = -1},
    };
    (void)sz_engine_correct(engine, &voided, NULL);
    SzEvent unsaid = voided; /* no index has said anything of it */
    unsaid.envelope.received.ns = unsaid.envelope.occurred.ns + 5 * SZ_NS_PER_S;
    (void)sz_engine_correct(engine, &unsaid, NULL);
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = view_of(state, NOW);
    g_autoptr(SzIndexDefinition) definition = define(0.7, 1);
    g_autoptr(SzIndexTable) table = sz_index_compute(definition, &view);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    sz_index_table_save(table, bytes);
    g_autoptr(SzIndexTable) loaded = sz_index_table_load(
        definition, test_rules()->registry, (SzSlice){(const char *)bytes->data, bytes->len});
    const SzIndexTable *const both[] = {table, loaded};
    for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
        g_assert_cmpuint(revision_of(both[i], "330106", false), ==, 1);
        g_assert_cmpuint(revision_of(both[i], "330106", true), ==, 2);
        g_assert_cmpuint(revision_of(both[i], "330106002", false), ==, 1);
        g_assert_cmpuint(revision_of(both[i], "330100", false), ==, 0);
        g_assert_cmpuint(revision_of(both[i], "330100", true), ==, 2);
    }
    view.index = table;
    g_autoptr(json_t) body = ask(&view, "/api/v1/index?area=330100", 200);
    g_assert_cmpint(json_integer_value(json_object_get(body, "revision")), ==, 2);
}

static void test_document(void)
{
    g_autoptr(SzSnapshot) state = fold(morning, G_N_ELEMENTS(morning));
    SzView view = view_of(state, NOW);
    g_autoptr(SzIndexDefinition) definition = define(0.7, 1);
    g_autoptr(SzIndexTable) table = sz_index_compute(definition, &view);
    view.index = table;
    g_autoptr(json_t) body = ask(&view, "/api/v1/index?hall=330106", 200);
    g_assert_cmpstr(json_string_value(json_object_get(body, "time")), ==, NOW "+08:00");
    g_assert_cmpfloat_with_epsilon(json_number_value(json_object_get(body, "score")),
                                   (87.5 + 200) / 4 - 20, EPSILON);
    g_assert_cmpstr(json_string_value(json_object_get(body, "grade")), ==, "待提升");
    json_t *caps = json_object_get(body, "caps");
    g_assert_cmpuint(json_array_size(caps), ==, 1);
    json_t *waiting = json_array_get(json_object_get(body, "dimensions"), 0);
    g_assert_cmpfloat_with_epsilon(json_number_value(json_object_get(waiting, "weight")), 0.25,
                                   EPSILON);
    json_t *no_shows = json_array_get(json_object_get(waiting, "indicators"), 1);
    g_assert_cmpstr(json_string_value(json_object_get(no_shows, "state")), ==, "insufficient");
    g_assert_true(json_is_null(json_object_get(no_shows, "score")));
    g_assert_cmpint(json_integer_value(json_object_get(no_shows, "n")), ==, 3);
    g_autoptr(json_t) town = ask(&view, "/api/v1/index?hall=330106002", 200);
    g_assert_true(json_is_null(json_object_get(town, "score")));
    g_assert_false(json_boolean_value(json_object_get(town, "published")));
}

static void test_ranking(void)
{
    g_autoptr(SzSnapshot) state = fold(morning, G_N_ELEMENTS(morning));
    SzView view = view_of(state, NOW);
    g_autoptr(SzIndexDefinition) definition = define(0.7, 0);
    g_autoptr(SzIndexTable) table = sz_index_compute(definition, &view);
    view.index = table;
    g_autoptr(json_t) body = ask(&view, "/api/v1/ranking?scope=area", 200);
    json_t *halls = json_object_get(body, "halls");
    /* The city and the district pool the same events: a tie; the town has none. */
    g_assert_cmpuint(json_array_size(halls), ==, 3);
    for (gsize i = 0; i < 2; i++) {
        json_t *rank = json_object_get(json_array_get(halls, i), "rank");
        g_assert_cmpint(json_integer_value(rank), ==, 1);
    }
    g_assert_true(json_is_null(json_object_get(json_array_get(halls, 2), "rank")));
    g_autoptr(json_t) county = ask(&view, "/api/v1/ranking?tier=county", 200);
    g_assert_cmpuint(json_array_size(json_object_get(county, "halls")), ==, 1);
    g_autoptr(json_t) one = ask(&view, "/api/v1/indicators?indicator=L1", 200);
    g_assert_cmpuint(json_array_size(json_object_get(one, "halls")), ==, 3);
}

static void test_what_is_refused(void)
{
    g_autoptr(SzSnapshot) state = fold(morning, 0);
    SzView view = view_of(state, NOW);
    json_decref(ask(&view, "/api/v1/index?hall=330106", 503));
    g_autoptr(SzIndexDefinition) definition = define(0.7, 0);
    g_autoptr(SzIndexTable) table = sz_index_compute(definition, &view);
    view.index = table;
    static const struct {
        const char *target;
        int status;
    } rows[] = {
        {"/api/v1/index", 400},
        {"/api/v1/index?hall=999", 404},
        {"/api/v1/index?hall=330106&index=smile", 404},
        {"/api/v1/ranking?tier=city", 400},
        {"/api/v1/ranking?scope=town", 400},
        {"/api/v1/indicators", 400},
        {"/api/v1/indicators?indicator=Z9", 404},
        {"/api/v1/index?hall=330106&index=demo", 200},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        json_decref(ask(&view, rows[i].target, rows[i].status));
    }
    g_assert_true(sz_api_wants_index("/api/v1/index?hall=1"));
    g_assert_true(sz_api_wants_index("/api/v1/ranking"));
    g_assert_false(sz_api_wants_index("/api/v1/indexes"));
    g_assert_false(sz_api_wants_index("/api/v1/queues?index"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/index/measures-by-hand", test_measures_by_hand);
    g_test_add_func("/web/index/measures-of-cases", test_measures_of_cases);
    g_test_add_func("/web/index/curves", test_curves);
    g_test_add_func("/web/index/score-by-hand", test_score_by_hand);
    g_test_add_func("/web/index/coverage-and-caps", test_coverage_and_caps);
    g_test_add_func("/web/index/states-of-time", test_states_of_time);
    g_test_add_func("/web/index/grid", test_grid);
    g_test_add_func("/web/index/contributions-sum", test_contributions_sum);
    g_test_add_func("/web/index/areas-pool", test_areas_pool);
    g_test_add_func("/web/index/document", test_document);
    g_test_add_func("/web/index/revisions", test_revisions);
    g_test_add_func("/web/index/ranking", test_ranking);
    g_test_add_func("/web/index/what-is-refused", test_what_is_refused);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
