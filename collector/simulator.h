#pragma once

/* A believable city as line protocol.
 *
 * Pure: reads its arguments, touches no clock, file, socket, environment or global, and does sums in
 * integers: the same plan gives the same bytes on every machine.  What a day of a hall looks like
 * comes from collector/simulator_tables.h; waiting comes out of a queue model (people arrive, windows
 * serve), it is not drawn.
 *
 * The city starts empty at 00:00 of the first day.  With a later beginning the part before it is
 * lived through unseen, and tickets, cases, ratings and the like that began then stay unseen to the
 * end, so that no life starts in the middle.  A longer run begins with the bytes of the shorter. */

#include "metrics/items.h"
#include "metrics/registry.h"
#include "metrics/work_calendar.h"

typedef struct {
    const SzRegistry *registry;     /* borrowed for the life of the simulator, as the others */
    const SzWorkCalendar *calendar; /* its first and last day bound @from and @to */
    const SzItems *items;
    guint64 seed;
    SzWallTime from; /* [from, to) */
    SzWallTime to;
    SzWallTime lives_until; /* lives that begin from here on stay unseen; 0: none does */
    SzWallTime
        pulses_from; /* before it, what only repeats a device's state is left out; 0: nothing is */
    guint32 one_in;  /* only one in so many people comes; 0: all do */
} SzSimulatorPlan;

/* What has become of the tickets so far. */
typedef struct {
    guint64 n_taken;
    guint64 n_ended; /* done, returned, info */
    guint64 n_noshow;
    guint64 n_cancelled;
    guint64 n_expired; /* still waiting half an hour after closing */
    guint64 n_cut_off; /* a hall open until midnight: alive at the end of the day */
} SzSimulatorTickets;

typedef struct SzSimulator SzSimulator;

SzSimulator *sz_simulator_new(const SzSimulatorPlan *plan);
void sz_simulator_free(SzSimulator *simulator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzSimulator, sz_simulator_free)

/* The next line, LF included, in order of time, at one instant in the order of the halls; borrowed
 * until the next call.  Returns: false when the time is over. */
bool sz_simulator_next(SzSimulator *simulator, SzSlice *out_line);

/* When what the last line says can be known: at once, or, while the line of its hall to the outside is
 * down, when it is up again.  Halls of towns are silent for some minutes on some days; what they had to
 * say comes then. */
SzWallTime sz_simulator_heard(const SzSimulator *simulator);

/* Of all halls, seen or not. */
SzSimulatorTickets sz_simulator_tickets(const SzSimulator *simulator);
