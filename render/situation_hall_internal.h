#pragma once

/* Pieces of render/situation_hall.h. */

#include "render/hall_pulse.h"
#include "render/situation_hall.h"

typedef struct {
    const SzView *view;
    SzPanelPlace place;
    SzHallPulse pulse;
    GArray *lines; /* to which each adds its own */
} SzSituationHall;

void sz_situation_add_queues(SzSituationHall *hall);
void sz_situation_add_kiosks(SzSituationHall *hall);
void sz_situation_add_windows(SzSituationHall *hall);
/* Returns: is any case known here? */
bool sz_situation_add_cases(SzSituationHall *hall);
void sz_situation_add_ratings(SzSituationHall *hall);

/* P90 of the waits that ended in the last hour, type 7.  Returns: how many; @out_s is set from one up. */
guint sz_situation_wait_p90(const SzSituationHall *hall, double *out_s);
#define SZ_SITUATION_WAITS_MIN 5

static inline bool sz_situation_is_here(const SzSituationHall *hall, const SzPlace *place)
{
    return sz_panel_place_has(&hall->place, hall->view->rules->registry, place);
}
