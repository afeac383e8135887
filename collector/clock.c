#include "collector/clock.h"

#include "metrics/clock_rule.h"

#include <pthread.h>
#include <time.h>

struct SzClock {
    SzClockOptions options;
    gint64 mono_start_ns;
    pthread_mutex_t mutex; /* over the rule */
    SzClockRule rule;
};

static gint64 read_ns(clockid_t which)
{
    struct timespec at;
    (void)clock_gettime(which, &at);
    return (gint64)at.tv_sec * SZ_NS_PER_S + at.tv_nsec;
}

SzClock *sz_clock_new(const SzClockOptions *options)
{
    SzClock *clock = g_new0(SzClock, 1);
    if (options != NULL) {
        clock->options = *options;
    }
    clock->mono_start_ns = read_ns(CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&clock->mutex, NULL);
    (void)sz_clock_now(clock);
    return clock;
}

void sz_clock_free(SzClock *clock)
{
    if (clock == NULL) {
        return;
    }
    (void)pthread_mutex_destroy(&clock->mutex);
    g_free(clock);
}

static void tell(SzClockVerdict verdict)
{
    if (verdict == SZ_CLOCK_JUMPED) {
        g_message("时钟跳变: the machine's clock was set by more than %d s; counting on without it "
                  "until it has agreed with itself for %d minutes",
                  SZ_CLOCK_JUMP_S, SZ_CLOCK_ADOPT_S / 60);
    } else if (verdict == SZ_CLOCK_ADOPTED) {
        g_message("时钟恢复: the machine's clock is followed again");
    }
}

SzWallTime sz_clock_now(SzClock *clock)
{
    gint64 mono_ns = read_ns(CLOCK_MONOTONIC);
    if (clock->options.is_staged) {
        gint64 passed_ns = (mono_ns - clock->mono_start_ns) * clock->options.speed;
        return (SzWallTime){clock->options.start.ns + passed_ns};
    }
    SzClockVerdict verdict = SZ_CLOCK_STEADY;
    (void)pthread_mutex_lock(&clock->mutex);
    mono_ns = read_ns(CLOCK_MONOTONIC);
    SzWallTime wall = {read_ns(CLOCK_REALTIME)};
    SzWallTime now = sz_clock_rule_read(&clock->rule, wall, mono_ns, &verdict);
    (void)pthread_mutex_unlock(&clock->mutex);
    tell(verdict);
    return now;
}

guint sz_clock_speed(const SzClock *clock)
{
    return clock->options.is_staged ? clock->options.speed : 1;
}

bool sz_clock_is_doubted(SzClock *clock)
{
    (void)pthread_mutex_lock(&clock->mutex);
    bool is_doubted = clock->rule.is_doubted;
    (void)pthread_mutex_unlock(&clock->mutex);
    return is_doubted;
}
