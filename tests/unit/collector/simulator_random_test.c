/* The dice of the simulator, and its agenda. */

#include "collector/simulator_agenda.h"
#include "collector/simulator_random.h"

/* xoshiro256** from the state 1, 2, 3, 4: the first outputs of the authors' reference code. */
static void test_reference(void)
{
    static const guint64 expected[] = {G_GUINT64_CONSTANT(11520), G_GUINT64_CONSTANT(0),
                                       G_GUINT64_CONSTANT(1509978240),
                                       G_GUINT64_CONSTANT(1215971899390074240)};
    SzSimRandom random = {{1, 2, 3, 4}};
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpuint(sz_sim_random_next(&random), ==, expected[i]);
    }
}

static void test_streams(void)
{
    static const struct {
        guint64 seed;
        const char *name;
        guint32 purpose;
    } streams[] = {{1, "a", 0}, {2, "a", 0}, {1, "b", 0}, {1, "a", 1}, {1, "", 0}, {0, "a", 0}};
    guint64 first[G_N_ELEMENTS(streams)];
    for (gsize i = 0; i < G_N_ELEMENTS(streams); i++) {
        SzSimRandom random;
        SzSimRandom again;
        SzSlice name = sz_slice(streams[i].name);
        sz_sim_random_init(&random, streams[i].seed, name, streams[i].purpose);
        sz_sim_random_init(&again, streams[i].seed, name, streams[i].purpose);
        first[i] = sz_sim_random_next(&random);
        g_assert_cmpuint(first[i], ==, sz_sim_random_next(&again));
        for (gsize j = 0; j < i; j++) {
            g_assert_cmpuint(first[i], !=, first[j]);
        }
    }
}

#define THROWS 200000

/* Means within 1 %: over 200,000 throws the standard error is 0.25 % or less. */
static void test_means(void)
{
    SzSimRandom random;
    sz_sim_random_init(&random, 7, SZ_SLICE("means"), 0);
    guint64 exponential = 0;
    guint64 around = 0;
    guint64 hits = 0;
    guint64 between = 0;
    for (guint i = 0; i < THROWS; i++) {
        exponential += sz_sim_random_exponential(&random);
        around += (guint64)sz_sim_random_around(&random, 1000);
        hits += sz_sim_random_chance(&random, 250000) ? 1 : 0;
        gint32 die = sz_sim_random_between(&random, 1, 6);
        g_assert_true(die >= 1 && die <= 6);
        between += (guint64)die;
    }
    g_assert_cmpfloat_with_epsilon((double)exponential / THROWS / 65536, 1, 0.01);
    g_assert_cmpfloat_with_epsilon((double)around / THROWS / 1000, 1, 0.01);
    g_assert_cmpfloat_with_epsilon((double)hits / THROWS, 0.25, 0.004);
    g_assert_cmpfloat_with_epsilon((double)between / THROWS, 3.5, 0.02);
    g_assert_cmpuint(sz_sim_random_below(&random, 0), ==, 0);
    g_assert_cmpuint(sz_sim_random_below(&random, 1), ==, 0);
    g_assert_false(sz_sim_random_chance(&random, 0));
    g_assert_true(sz_sim_random_chance(&random, 1000000));
}

static void test_agenda(void)
{
    SzSimAgenda agenda;
    sz_sim_agenda_init(&agenda);
    g_assert_cmpint(sz_sim_agenda_next_ms(&agenda), ==, SZ_SIM_NEVER);
    sz_sim_agenda_add(&agenda, (SzSimEvent){.at_ms = SZ_SIM_NEVER});
    g_assert_cmpint(sz_sim_agenda_next_ms(&agenda), ==, SZ_SIM_NEVER);
    gint64 last_ms = -1;
    guint32 last_order = 0;
    guint n_out = 0;
    for (guint round = 0; round < 2000; round++) {
        gint64 at_ms = MAX(last_ms, 0) + g_test_rand_int_range(0, 20);
        sz_sim_agenda_add(&agenda, (SzSimEvent){.at_ms = at_ms});
        if (g_test_rand_bit() || round > 1000) {
            SzSimEvent event = sz_sim_agenda_take(&agenda);
            g_assert_true(event.at_ms > last_ms ||
                          (event.at_ms == last_ms && event.order > last_order));
            last_ms = event.at_ms;
            last_order = event.order;
            n_out++;
        }
    }
    for (; agenda.heap->len > 0; n_out++) {
        SzSimEvent event = sz_sim_agenda_take(&agenda);
        g_assert_true(event.at_ms > last_ms ||
                      (event.at_ms == last_ms && event.order > last_order));
        last_ms = event.at_ms;
        last_order = event.order;
    }
    g_assert_cmpuint(n_out, ==, 2000);
    sz_sim_agenda_clear(&agenda);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/simulator_random/gives-what-the-authors-code-gives",
                    test_reference);
    g_test_add_func("/collector/simulator_random/each-purpose-has-its-own-stream", test_streams);
    g_test_add_func("/collector/simulator_random/distributions-have-their-means", test_means);
    g_test_add_func("/collector/simulator_agenda/hands-out-by-time-then-by-order-of-planning",
                    test_agenda);
    return g_test_run();
}
