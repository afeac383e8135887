/* From lines of the data standard to what the city's panels know. */

#include "render/city_facts.h"

#include "support/live_lines.h"

#define T "ticket,hall=330106,queue=A,event="

static const TestLine MORNING[] = {
    {"2026-03-02T09:00:00", T "take id=\"A1\""},
    {"2026-03-02T09:02:00", T "take id=\"A2\""},
    {"2026-03-02T09:04:00", T "take id=\"A3\""},
    {"2026-03-02T09:06:00", T "take id=\"A4\""},
    {"2026-03-02T09:08:00", T "take id=\"A5\""},
    {"2026-03-02T09:10:00", T "call,window=W1 id=\"A1\""}, /* waits of 10 18 26 34 and 42 minutes */
    {"2026-03-02T09:20:00", T "call,window=W1 id=\"A2\""},
    {"2026-03-02T09:30:00", T "call,window=W1 id=\"A3\""},
    {"2026-03-02T09:40:00", T "call,window=W1 id=\"A4\""},
    {"2026-03-02T09:50:00", T "call,window=W1 id=\"A5\""},
    {"2026-03-02T09:30:00", T "take id=\"A6\""}, /* still waiting */
    {"2026-03-02T09:55:00", "window,hall=330106,window=W1 state=\"serving\""},
    {"2026-03-02T09:55:00", "window,hall=330106,window=W2 state=\"paused\""},
};

static SzCityFacts *at_ten(const char *hall, SzCityScope scope)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (gsize i = 0; i < G_N_ELEMENTS(MORNING); i++) {
        test_apply(engine, MORNING[i]);
    }
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = {
        .rules = test_rules(), .state = state, .now = {true, test_time("2026-03-02T10:00:00")}};
    scope.hall = sz_registry_find(test_rules()->registry, sz_slice(hall), 0);
    g_assert_nonnull(scope.hall);
    return sz_city_facts_new(&view, &scope);
}

static void assert_figures(const SzCityPlace *place)
{
    g_assert_cmpuint(place->waiting, ==, 1);
    g_assert_cmpint(place->longest_min, ==, 30);
    g_assert_cmpuint(place->windows, ==, 2);
    g_assert_cmpuint(place->windows_open, ==, 1);
    g_assert_cmpuint(place->last_hour.n, ==, 5);
    g_assert_cmpuint(place->last_hour.p90_min, ==, 39); /* 38.8, rounded up */
    g_assert_cmpuint(place->slots[18].n, ==, 2);        /* called before 9:30 */
    g_assert_cmpuint(place->slots[19].n, ==, 3);
    g_assert_cmpint(place->sign, ==, SZ_SIGN_WARN);
}

static void test_hall(void)
{
    g_autoptr(SzCityFacts) facts = at_ten("330106", (SzCityScope){0});
    g_assert_cmpuint(facts->n_places, ==, 0);
    assert_figures(&facts->whole);
    g_assert_cmpint(facts->whole.state, ==, SZ_CITY_EMPTY); /* no index was computed */
}

static void test_area(void)
{
    g_autoptr(SzCityFacts) facts = at_ten("330100", (SzCityScope){.is_area = true});
    assert_figures(&facts->whole);
    bool is_found = false;
    for (guint i = 0; i < facts->n_places; i++) {
        if (strcmp(facts->places[i].code, "330106") == 0) {
            assert_figures(&facts->places[i]);
            is_found = true;
        } else {
            g_assert_cmpuint(facts->places[i].last_hour.n + facts->places[i].waiting, ==, 0);
        }
    }
    g_assert_true(is_found);
}

static void test_tier(void)
{
    SzCityScope counties = {.is_area = true, .by_tier = true, .tier = SZ_TIER_COUNTY};
    g_autoptr(SzCityFacts) facts = at_ten("330100", counties);
    g_assert_cmpuint(facts->n_places, >=, 1);
    for (guint i = 0; i < facts->n_places; i++) {
        g_assert_cmpint(facts->places[i].tier, ==, SZ_TIER_COUNTY);
        g_assert_false(facts->places[i].is_area);
    }
    assert_figures(&facts->places[0]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/city_facts/hall", test_hall);
    g_test_add_func("/city_facts/area", test_area);
    g_test_add_func("/city_facts/tier", test_tier);
    int failed = g_test_run();
    test_rules_clear();
    return failed;
}
