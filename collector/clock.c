#include "collector/clock.h"

#include "metrics/clock_rule.h"

#include <pthread.h>
#include <time.h>

#define FINDINGS_MAX 16
#define NS_PER_MS (SZ_NS_PER_S / 1000)

struct SzClock {
    SzClockOptions options;
    gint64 mono_start_ns;
    pthread_mutex_t mutex; /* over what follows */
    SzClockRule rule;
    SzClockFinding findings[FINDINGS_MAX]; /* the oldest first */
    guint n_findings;
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

static SzWallTime read_machine(const SzClock *clock)
{
    const SzClockOptions *options = &clock->options;
    return options->read_machine != NULL ? options->read_machine(options->user)
                                         : (SzWallTime){read_ns(CLOCK_REALTIME)};
}

/* With the mutex held. */
static void note_finding(SzClock *clock, const SzClockReading *reading)
{
    bool is_news = reading->verdict == SZ_CLOCK_JUMPED || reading->verdict == SZ_CLOCK_ADOPTED;
    if (is_news && clock->n_findings < FINDINGS_MAX) {
        clock->findings[clock->n_findings++] = (SzClockFinding){
            .at = reading->now,
            .is_adopted = reading->verdict == SZ_CLOCK_ADOPTED,
            .by_ms = reading->by_ns / NS_PER_MS,
        };
    }
}

SzWallTime sz_clock_now(SzClock *clock)
{
    gint64 mono_ns = read_ns(CLOCK_MONOTONIC);
    if (clock->options.is_staged) {
        gint64 passed_ns = (mono_ns - clock->mono_start_ns) * clock->options.speed;
        return (SzWallTime){clock->options.start.ns + passed_ns};
    }
    (void)pthread_mutex_lock(&clock->mutex);
    mono_ns = read_ns(CLOCK_MONOTONIC);
    SzClockReading reading = sz_clock_rule_read(&clock->rule, read_machine(clock), mono_ns);
    note_finding(clock, &reading);
    (void)pthread_mutex_unlock(&clock->mutex);
    return reading.now;
}

void sz_clock_not_before(SzClock *clock, SzWallTime last)
{
    if (clock->options.is_staged) {
        return;
    }
    (void)pthread_mutex_lock(&clock->mutex);
    sz_clock_rule_not_before(&clock->rule, last, read_ns(CLOCK_MONOTONIC));
    (void)pthread_mutex_unlock(&clock->mutex);
}

bool sz_clock_take_finding(SzClock *clock, SzClockFinding *out)
{
    (void)pthread_mutex_lock(&clock->mutex);
    bool is_there = clock->n_findings > 0;
    if (is_there) {
        *out = clock->findings[0];
        clock->n_findings--;
        memmove(clock->findings, clock->findings + 1,
                clock->n_findings * sizeof clock->findings[0]);
    }
    (void)pthread_mutex_unlock(&clock->mutex);
    return is_there;
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
