#pragma once

/* What is counted and inspected in a hall: the crowd, patrols, figures of the day.  Pure. */

#include "collector/simulator_internal.h"

void sz_sim_site_begin_day(SzSimHall *hall);
void sz_sim_site_crowd(SzSimHall *hall, guint32 unused);
void sz_sim_site_patrol(SzSimHall *hall, guint32 unused);
void sz_sim_site_metric(SzSimHall *hall, guint32 i);
