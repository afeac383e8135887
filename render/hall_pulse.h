#pragma once

/* Is a place open, and is anything heard of it?  What the panels of a hall share.
 *
 * Pure.  Open is by its hours; of an area, by those of the hall it is named after.  What is heard are
 * tickets and windows.  Windows repeat themselves every half minute or so and people come and go, so an open
 * place of which nothing was heard for five minutes is late (the same as the city's panels hold).
 *
 * A wait turns to watch at 15 minutes, to warn at 30 and to late at 45. */

#include "render/format.h"
#include "render/panel_ops.h"

#define SZ_HALL_SILENCE_S 300
#define SZ_HALL_STOPPED_MIN                                                                        \
    12 /* from so long on one does not show what was last known as figures */
#define SZ_WAIT_WATCH_MIN 15
#define SZ_WAIT_WARN_MIN 30
#define SZ_WAIT_LATE_MIN 45

typedef struct {
    SzWallTime now;
    SzDaySlots slots;  /* today's; n 0: closed today */
    bool is_open;      /* within them */
    gint32 opens_s;    /* when it opens next today, second of the day; -1: not any more */
    SzMaybeTime heard; /* last sign of the place today */
    gint64 silent_min; /* whole minutes since; only while it is open and late, else 0 */
} SzHallPulse;

bool sz_panel_place_has(const SzPanelPlace *place, const SzRegistry *registry,
                        const SzPlace *entity);
void sz_hall_pulse(const SzView *view, const SzPanelPlace *place, SzHallPulse *out);

/* Live or stale while something was heard today; else closed or not begun. */
SzPanelState sz_hall_pulse_state(const SzHallPulse *pulse);
/* Texts of the states above: as_of, and what and why. */
void sz_hall_pulse_head(const SzHallPulse *pulse, SzLanguage language, SzPanelHead *out);

/* Silent for so long that figures go: 数据已停 12 分 instead. */
bool sz_hall_pulse_has_stopped(const SzHallPulse *pulse);
/* (transfer full) */
char *sz_hall_pulse_stopped_text(const SzHallPulse *pulse, SzLanguage language);

SzSign sz_wait_sign(gint64 minutes);
/* Whole ones that have passed; -1 when it is not known. */
static inline gint64 sz_minutes_since(SzMaybeTime since, SzWallTime now)
{
    return since.known ? MAX(0, now.ns - since.at.ns) / (60 * SZ_NS_PER_S) : -1;
}

/* A code as people say it: W076 -> 76; what is no letters and then a number stays. (transfer full) */
char *sz_spoken_code(const char *code);
/* By those numbers, then by the code; codes without one last. */
int sz_code_compare(const char *a, const char *b);
