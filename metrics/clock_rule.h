#pragma once

/* What time it is, when the wall clock may jump: the decision, without the clocks.
 *
 * Pure.  Time runs on with the wall clock as long as that and the monotonic clock agree to 5 s from one
 * reading to the next (a wall clock that is slewed stays followed).  When they part by more, somebody
 * has set the clock: time runs on with the monotonic one, and the new wall time is adopted after 10 minutes in which
 * it agreed with itself.  What is read never goes back. */

#include "metrics/wall_time.h"

#include <stdbool.h>

#define SZ_CLOCK_JUMP_S 5
#define SZ_CLOCK_ADOPT_S 600

typedef enum {
    SZ_CLOCK_STEADY,
    SZ_CLOCK_JUMPED,  /* this reading found a jump, or another one */
    SZ_CLOCK_DOUBTED, /* the wall clock has jumped and is not trusted yet */
    SZ_CLOCK_ADOPTED, /* this reading trusts it again */
} SzClockVerdict;

/* Zeroed at first. */
typedef struct {
    bool has_begun;
    bool is_doubted;
    gint64 offset_ns;    /* wall - monotonic, as trusted */
    gint64 candidate_ns; /* the same as the doubted wall clock has it */
    gint64 doubted_mono_ns;
    gint64 last_ns; /* read last */
} SzClockRule;

typedef struct {
    SzWallTime now;
    SzClockVerdict verdict;
    gint64
        by_ns; /* JUMPED: how far the wall clock is ahead of what it is trusted to be; ADOPTED: how far the
                   * time trusted was moved by that */
} SzClockReading;

/* @wall: the wall clock; @mono_ns: the monotonic clock at the same time. */
SzClockReading sz_clock_rule_read(SzClockRule *rule, SzWallTime wall, gint64 mono_ns);
/* After a first reading: what was read in an earlier life of the program.  Nothing is read before @last.  A wall clock that stands before it by
 * more than a slew has been set, too, and is judged like any jump: time counts on from @last. */
void sz_clock_rule_not_before(SzClockRule *rule, SzWallTime last, gint64 mono_ns);
