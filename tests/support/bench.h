#pragma once

/* What several benches need: a clock, the memory in use, numbers without a pattern. */

#include "metrics/wall_time.h"

#include <glib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline double bench_now_s(void)
{
    struct timespec now;
    g_assert_cmpint(clock_gettime(CLOCK_MONOTONIC, &now), ==, 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline double bench_resident_mib(void)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents("/proc/self/statm", &text, NULL, NULL));
    guint64 pages = g_ascii_strtoull(strchr(text, ' '), NULL, 10); /* the second number */
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576;
}

static inline SzWallTime bench_at(const char *text)
{
    SzWallTime out = {0};
    g_assert_true(sz_wall_time_parse(sz_slice(text), &out, NULL));
    return out;
}

/* Spreads numbers without a pattern that a hash or a heap could like. */
static inline guint32 bench_mix(guint32 x)
{
    x ^= x >> 16;
    x *= 0x7feb352dU;
    x ^= x >> 15;
    x *= 0x846ca68bU;
    return x ^ x >> 16;
}
