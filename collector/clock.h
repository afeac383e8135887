#pragma once

/* The daemon's clock: what "now" is, for every thread.
 *
 * Shell code: reads the clocks; the rules are in metrics/clock_rule.h.  Safe to call from any thread.
 *
 * Whoever reads it may be the one to find that the machine's clock was set; what was found waits for the engine's
 * thread, which writes it down. */

#include "metrics/wall_time.h"

#include <glib.h>

typedef struct {
    bool
        is_staged; /* a clock of its own, for demonstrations: begins at `start`, runs `speed` times as fast */
    SzWallTime start;
    guint speed;                            /* 1..3600 */
    SzWallTime (*read_machine)(void *user); /* NULL: the machine's wall clock.  For tests */
    void *user;
} SzClockOptions;

typedef struct {
    SzWallTime at;   /* when it was found */
    bool is_adopted; /* the machine's clock is followed again; else it jumped and is not */
    gint64
        by_ms; /* of a jump: how far ahead the machine's clock is; of an adoption: how far time was moved */
} SzClockFinding;

typedef struct SzClock SzClock;

/* @options: NULL: the machine's clock. */
SzClock *sz_clock_new(const SzClockOptions *options);
void sz_clock_free(SzClock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzClock, sz_clock_free)

/* Never goes back. */
SzWallTime sz_clock_now(SzClock *clock);
/* What is read from now on is not before @last: the reception of the journal's last batch, which a machine whose clock
 * was set back since is behind of.  Nothing to a staged clock. */
void sz_clock_not_before(SzClock *clock, SzWallTime last);
/* How many of its seconds pass in one: 1 but for a staged clock. */
guint sz_clock_speed(const SzClock *clock);
/* The oldest finding not taken yet.  While 16 wait, further ones are not kept.
 * Returns: false, and nothing is set, when there is none. */
bool sz_clock_take_finding(SzClock *clock, SzClockFinding *out);
/* Has the machine's clock been set, and is not trusted yet? */
bool sz_clock_is_doubted(SzClock *clock);
