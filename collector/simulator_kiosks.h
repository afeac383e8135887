#pragma once

/* Self-service kiosks: heartbeats, use, faults and repairs.
 *
 * Pure.  What is wrong with a kiosk is told at once; somebody comes, takes it out of service for some
 * minutes and puts it right.  Those of a 24-hour area live through the night; the others while their hall is open.  A kiosk
 * without a link sends no heartbeat. */

#include "collector/simulator_internal.h"

typedef struct {
    char code[8];
    guint32 n_events;   /* today */
    guint32 popularity; /* 0: hardly anybody uses it */
    guint16 beat_ms;    /* its moment in the minute */
    guint8 fault;       /* index of the word; 0: none */
    bool is_in_repair;
    bool is_all_night;
    bool is_on;
    bool has_beat;
} SzSimKiosk;

void sz_sim_kiosks_init(SzSimHall *hall);
void sz_sim_kiosks_clear(SzSimHall *hall);
void sz_sim_kiosks_begin_day(SzSimHall *hall);
void sz_sim_kiosk_on(SzSimHall *hall, guint32 i);
void sz_sim_kiosk_off(SzSimHall *hall, guint32 i);
void sz_sim_kiosk_beat(SzSimHall *hall, guint32 i);
void sz_sim_kiosk_fault(SzSimHall *hall, guint32 i);
void sz_sim_kiosk_repair(SzSimHall *hall, guint32 i);
void sz_sim_kiosk_fixed(SzSimHall *hall, guint32 i);
void sz_sim_kiosk_use(SzSimHall *hall, guint32 unused);
