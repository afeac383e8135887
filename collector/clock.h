#pragma once

/* The daemon's clock: what "now" is, for every thread.
 *
 * Shell code: reads the clocks; the rules are in metrics/clock_rule.h.  Safe to call from any thread. */

#include "metrics/wall_time.h"

#include <glib.h>

typedef struct {
    bool
        is_staged; /* a clock of its own, for demonstrations: begins at `start`, runs `speed` times as fast */
    SzWallTime start;
    guint speed; /* 1..3600 */
} SzClockOptions;

typedef struct SzClock SzClock;

/* @options: NULL: the machine's clock. */
SzClock *sz_clock_new(const SzClockOptions *options);
void sz_clock_free(SzClock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzClock, sz_clock_free)

/* Never goes back. */
SzWallTime sz_clock_now(SzClock *clock);
/* How many of its seconds pass in one: 1 but for a staged clock. */
guint sz_clock_speed(const SzClock *clock);
/* Has the machine's clock been set, and is not trusted yet? */
bool sz_clock_is_doubted(SzClock *clock);
