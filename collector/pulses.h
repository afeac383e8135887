#pragma once

/* Which lines of the journal are pulses that may go.
 *
 * Pure apart from memory.
 *
 * A pulse repeats, in the same words, what its device said before and says nothing new.  It moves how fresh things
 * are.  One goes when all of this holds, so that nothing else is moved, whatever still comes late:
 *
 *   - it is a line of a window, or a heartbeat or state line of a kiosk;
 *   - it came in order: no line of its device that was there before occurred as late or later; it came in time for
 *     the index (metrics/revisions.h); and it was not sent again;
 *   - before it, in order and in the same segment and local day, there is a line of its kind (window, heartbeat,
 *     state) of its device that says all it says but for `seq` and `eid`, and nothing its device said since, of whatever
 *     kind and whenever it came, says anything else;
 *   - behind it, likewise, there is another of its kind: the last line of a day and of a segment stays, and the last
 *     before a kiosk says that it is offline.  What was true at the end of a day is known as before;
 *   - it is none of the last SZ_DEVICE_LINES_MAX statements of its device (metrics/device_lines.h), by which `since`
 *     is told.  That is what makes the present state exact for good: a line that comes late is put among the
 *     same statements as before, or before all of them, where it does not count;
 *   - it is no line of a window of the newest two days that any window spoke of (metrics/life_signs.h).
 *
 * Worked example: a kiosk says "online" at 8:00, 8:01, 8:02, 8:03, "offline" at 8:04, and in the days behind it a lot of
 * other things.  8:01 and 8:02 go; 8:03 is how long it was alive.  Had it said "maint" for 8:01:30, whenever that came,
 * 8:02 says something new and stays.
 *
 * The journal is read twice, in its order.  scout() sees all of it; then look() sees a part again, segment by segment,
 * from where mark() was called.  Late lines are remembered, up to a bound; beyond it nothing that lies among them goes. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

#include <glib.h>

typedef struct SzPulses SzPulses;

SzPulses *sz_pulses_new(void);
void sz_pulses_free(SzPulses *pulses);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzPulses, sz_pulses_free)

/* @lines: of one batch, each ended by LF */
void sz_pulses_scout(SzPulses *pulses, SzSlice lines, SzWallTime received);
/* Once, while scouting: look() will begin with the next batch. */
void sz_pulses_mark(SzPulses *pulses);
/* The newest local day on which a line was received that is no decision of the daemon, as far as was scouted.  Until when
 * pulses are dropped is for the caller: figures of feeds (metrics/feed_quality.h) are of this day and the one before.
 * Returns: false, with @out untouched: no line was. */
bool sz_pulses_newest_day(const SzPulses *pulses, SzDay *out);

/* Scouting is over.  The lines that look() sees from here on are those of one segment, numbered from 0. */
void sz_pulses_begin_segment(SzPulses *pulses);
void sz_pulses_look(SzPulses *pulses, SzSlice lines, SzWallTime received);
/* Of the segment, once it has been seen whole. */
bool sz_pulses_goes(const SzPulses *pulses, guint64 line);
guint64 sz_pulses_n_going(const SzPulses *pulses);
