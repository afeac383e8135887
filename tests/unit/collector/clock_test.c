#include "collector/clock.h"

#include <glib.h>
#include <time.h>

/* A machine's clock that somebody sets. */
typedef struct {
    gint64 ahead_s;
} Machine;

static SzWallTime read_machine(void *user)
{
    const Machine *machine = user;
    struct timespec at;
    g_assert_cmpint(clock_gettime(CLOCK_MONOTONIC, &at), ==, 0);
    return (SzWallTime){((gint64)at.tv_sec + machine->ahead_s) * SZ_NS_PER_S + at.tv_nsec};
}

static void assert_finding(SzClock *clock, bool is_adopted, gint64 by_s)
{
    SzClockFinding finding = {0};
    g_assert_true(sz_clock_take_finding(clock, &finding));
    g_assert_true(finding.is_adopted == is_adopted);
    g_assert_cmpint(ABS(finding.by_ms - by_s * 1000), <=, 1000);
}

static void assert_nothing(SzClock *clock)
{
    SzClockFinding finding = {.by_ms = -1};
    g_assert_false(sz_clock_take_finding(clock, &finding));
    g_assert_cmpint(finding.by_ms, ==, -1); /* untouched */
}

static void test_findings_wait_to_be_taken(void)
{
    Machine machine = {0};
    SzClockOptions options = {.read_machine = read_machine, .user = &machine};
    g_autoptr(SzClock) clock = sz_clock_new(&options);
    SzWallTime begun = sz_clock_now(clock);
    assert_nothing(clock);
    machine.ahead_s = 3600;
    SzWallTime after = sz_clock_now(clock);
    g_assert_cmpint(after.ns - begun.ns, <, 60 * SZ_NS_PER_S); /* counted on without it */
    g_assert_true(sz_clock_is_doubted(clock));
    (void)sz_clock_now(clock); /* found once */
    machine.ahead_s = -7200;
    (void)sz_clock_now(clock);
    machine.ahead_s = 0;
    (void)sz_clock_now(clock);
    g_assert_false(sz_clock_is_doubted(clock));
    assert_finding(clock, false, 3600);
    assert_finding(clock, false, -7200);
    assert_finding(clock, true, 0);
    assert_nothing(clock);
}

static void test_an_earlier_life(void)
{
    Machine machine = {0};
    SzClockOptions options = {.read_machine = read_machine, .user = &machine};
    g_autoptr(SzClock) clock = sz_clock_new(&options);
    SzWallTime begun = sz_clock_now(clock);
    SzWallTime last = {begun.ns + 3600 * SZ_NS_PER_S};
    sz_clock_not_before(clock, last);
    g_assert_cmpint(sz_clock_now(clock).ns, >=, last.ns);
    g_assert_true(sz_clock_is_doubted(clock));
    assert_finding(clock, false, -3600);
    assert_nothing(clock);
}

static void test_findings_are_bounded(void)
{
    Machine machine = {0};
    SzClockOptions options = {.read_machine = read_machine, .user = &machine};
    g_autoptr(SzClock) clock = sz_clock_new(&options);
    for (gint64 i = 1; i <= 100; i++) {
        machine.ahead_s = i * 3600;
        (void)sz_clock_now(clock);
    }
    for (gint64 i = 1; i <= 16; i++) {
        assert_finding(clock, false, i * 3600);
    }
    assert_nothing(clock);
}

static void test_a_staged_clock_finds_nothing(void)
{
    Machine machine = {0};
    SzClockOptions options = {.is_staged = true,
                              .start = {1000 * SZ_NS_PER_S},
                              .speed = 60,
                              .read_machine = read_machine,
                              .user = &machine};
    g_autoptr(SzClock) clock = sz_clock_new(&options);
    machine.ahead_s = 3600;
    g_assert_cmpint(sz_clock_now(clock).ns, >=, 1000 * SZ_NS_PER_S);
    assert_nothing(clock);
    g_assert_false(sz_clock_is_doubted(clock));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/clock/findings-wait-to-be-taken", test_findings_wait_to_be_taken);
    g_test_add_func("/collector/clock/an-earlier-life", test_an_earlier_life);
    g_test_add_func("/collector/clock/findings-are-bounded", test_findings_are_bounded);
    g_test_add_func("/collector/clock/a-staged-clock-finds-nothing",
                    test_a_staged_clock_finds_nothing);
    return g_test_run();
}
