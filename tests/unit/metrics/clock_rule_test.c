#include "metrics/clock_rule.h"

#define S SZ_NS_PER_S
#define DAY (G_GINT64_CONSTANT(86400) * S)
#define T0 (G_GINT64_CONSTANT(1772502000) * S)
#define MONO_S 1000 /* what the monotonic clock shows then */

#include <glib.h>

typedef struct {
    gint64 wall_s;     /* after T0 */
    gint64 mono_s;     /* after MONO_S */
    gint64 expected_s; /* after T0 */
    SzClockVerdict verdict;
    gint64 by_s;
} Reading;

static void walk_on(SzClockRule rule, const Reading *readings, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        SzWallTime wall = {T0 + readings[i].wall_s * S};
        SzClockReading read = sz_clock_rule_read(&rule, wall, (MONO_S + readings[i].mono_s) * S);
        g_test_message("reading %u", (guint)i);
        g_assert_cmpint(read.now.ns, ==, T0 + readings[i].expected_s * S);
        g_assert_cmpint(read.verdict, ==, readings[i].verdict);
        g_assert_cmpint(read.by_ns, ==, readings[i].by_s * S);
    }
}

static void walk(const Reading *readings, gsize n)
{
    walk_on((SzClockRule){0}, readings, n);
}

/* Begun at T0, when an earlier life of the program had come to @last_s after T0. */
static SzClockRule after_a_life(gint64 last_s)
{
    SzClockRule rule = {0};
    (void)sz_clock_rule_read(&rule, (SzWallTime){T0}, MONO_S * S);
    sz_clock_rule_not_before(&rule, (SzWallTime){T0 + last_s * S}, MONO_S * S);
    return rule;
}

static void test_an_earlier_life(void)
{
    const Reading set_back[] = {
        {10, 10, 3610, SZ_CLOCK_JUMPED, -3600}, /* counts on from there */
        {609, 609, 4209, SZ_CLOCK_DOUBTED, 0},
        {610, 610, 4209, SZ_CLOCK_ADOPTED,
         -3600}, /* stands still until the wall has come that far */
        {4220, 4220, 4220, SZ_CLOCK_STEADY, 0},
    };
    walk_on(after_a_life(3600), set_back, G_N_ELEMENTS(set_back));
    const Reading slewed[] = {
        {1, 1, 4, SZ_CLOCK_STEADY, 0},
        {5, 5, 5, SZ_CLOCK_STEADY, 0},
    };
    walk_on(after_a_life(4), slewed, G_N_ELEMENTS(slewed));
    const Reading earlier[] = {{1, 1, 1, SZ_CLOCK_STEADY, 0}};
    walk_on(after_a_life(-3600), earlier, G_N_ELEMENTS(earlier));
    walk_on(after_a_life(G_MININT64 / S), earlier, G_N_ELEMENTS(earlier)); /* a new journal */
}

/* What is read has stood still, and an earlier life came just as far: nothing is new. */
static void test_an_earlier_life_says_nothing_new(void)
{
    const Reading set_back[] = {
        {0, 0, 0, SZ_CLOCK_STEADY, 0},
        {-3590, 10, 10, SZ_CLOCK_JUMPED, -3600},
        {-2990, 610, 10, SZ_CLOCK_ADOPTED, -3600},
    };
    SzClockRule rule = {0};
    for (gsize i = 0; i < G_N_ELEMENTS(set_back); i++) {
        SzWallTime wall = {T0 + set_back[i].wall_s * S};
        (void)sz_clock_rule_read(&rule, wall, (MONO_S + set_back[i].mono_s) * S);
    }
    sz_clock_rule_not_before(&rule, (SzWallTime){T0 + 10 * S}, (MONO_S + 610) * S);
    const Reading after[] = {{-2980, 620, 10, SZ_CLOCK_STEADY, 0}};
    walk_on(rule, after, G_N_ELEMENTS(after));
}

static void test_follows_the_wall(void)
{
    /* 5 s apart is slewing, and may add up. */
    const Reading readings[] = {
        {0, 100, 0, SZ_CLOCK_STEADY, 0},
        {10, 110, 10, SZ_CLOCK_STEADY, 0},
        {25, 120, 25, SZ_CLOCK_STEADY, 0},
        {40, 130, 40, SZ_CLOCK_STEADY, 0},
    };
    walk(readings, G_N_ELEMENTS(readings));
}

static void test_a_jump_is_not_followed(void)
{
    const Reading readings[] = {
        {0, 0, 0, SZ_CLOCK_STEADY, 0},
        {3610, 10, 10, SZ_CLOCK_JUMPED, 3600},
        {3620, 20, 20, SZ_CLOCK_DOUBTED, 0},
        {4209, 609, 609, SZ_CLOCK_DOUBTED, 0}, /* one second short of 10 minutes */
        {4210, 610, 4210, SZ_CLOCK_ADOPTED, 3600},
        {4220, 620, 4220, SZ_CLOCK_STEADY, 0},
    };
    walk(readings, G_N_ELEMENTS(readings));
}

static void test_a_jump_back_never_goes_back(void)
{
    const Reading readings[] = {
        {0, 0, 0, SZ_CLOCK_STEADY, 0},          {-3590, 10, 10, SZ_CLOCK_JUMPED, -3600},
        {-2991, 609, 609, SZ_CLOCK_DOUBTED, 0}, {-2990, 610, 609, SZ_CLOCK_ADOPTED, -3600},
        {-2980, 620, 609, SZ_CLOCK_STEADY, 0}, /* stands still until the wall has come that far */
        {620, 4220, 620, SZ_CLOCK_STEADY, 0},
    };
    walk(readings, G_N_ELEMENTS(readings));
}

static void test_a_second_jump_begins_again(void)
{
    const Reading readings[] = {
        {0, 0, 0, SZ_CLOCK_STEADY, 0},           {3600, 0, 0, SZ_CLOCK_JUMPED, 3600},
        {7800, 600, 600, SZ_CLOCK_JUMPED, 7200}, /* elsewhere again */
        {7900, 700, 700, SZ_CLOCK_DOUBTED, 0},   {8400, 1200, 8400, SZ_CLOCK_ADOPTED, 7200},
    };
    walk(readings, G_N_ELEMENTS(readings));
}

static void test_set_right_again(void)
{
    const Reading readings[] = {
        {0, 0, 0, SZ_CLOCK_STEADY, 0},
        {3600, 0, 0, SZ_CLOCK_JUMPED, 3600},
        {23, 20, 23, SZ_CLOCK_ADOPTED, 3},
        {33, 30, 33, SZ_CLOCK_STEADY, 0},
    };
    walk(readings, G_N_ELEMENTS(readings));
}

static void test_never_back_at_random(void)
{
    SzClockRule rule = {0};
    gint64 before = G_MININT64;
    gint64 mono = 0;
    for (guint i = 0; i < 20000; i++) {
        mono += g_test_rand_int_range(0, 60) * S;
        gint64 jump = g_test_rand_int_range(0, 20) == 0 ? g_test_rand_int_range(-9999, 9999) : 0;
        SzWallTime wall = {T0 + mono + jump * S};
        SzWallTime now = sz_clock_rule_read(&rule, wall, mono).now;
        g_assert_cmpint(now.ns, >=, before);
        before = now.ns;
    }
    g_assert_cmpint(before, <, T0 + mono + DAY);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/clock_rule/an-earlier-life", test_an_earlier_life);
    g_test_add_func("/metrics/clock_rule/an-earlier-life-says-nothing-new",
                    test_an_earlier_life_says_nothing_new);
    g_test_add_func("/metrics/clock_rule/follows-the-wall", test_follows_the_wall);
    g_test_add_func("/metrics/clock_rule/a-jump-is-not-followed", test_a_jump_is_not_followed);
    g_test_add_func("/metrics/clock_rule/a-jump-back-never-goes-back",
                    test_a_jump_back_never_goes_back);
    g_test_add_func("/metrics/clock_rule/a-second-jump-begins-again",
                    test_a_second_jump_begins_again);
    g_test_add_func("/metrics/clock_rule/set-right-again", test_set_right_again);
    g_test_add_func("/metrics/clock_rule/never-back-at-random", test_never_back_at_random);
    return g_test_run();
}
