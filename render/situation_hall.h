#pragma once

/* What needs somebody in one hall.
 *
 * Pure apart from memory.
 *
 * First what stands before everything: the hall is closed, or its data are late or missing.  Then, by urgency of the
 * sign: queues, kiosks, windows, cases, bad ratings.  Only a hall that is open and heard of, that has
 * tickets today and of which none of these says anything is running well.  Of a closed hall (lunch too) queues, windows and
 * kiosks are left out; of one whose data are late, queues and windows.
 *
 *   queue    30 minutes and more: a line each, with the advice of metrics/queue_relief.h where there is one; windows that
 *            could be opened are those closed or paused today.  15 to 30: one line.  None of these: the
 *            hall's P90 of the last hour beyond 15 minutes, from 5 waits up
 *   kiosk    faults that stop business; offline; their feed: as render/kiosk_grid.h has them
 *   window   over the limit; their feed: as render/window_grid.h has them
 *   case     overdue; due today, when the light of one of them is yellow
 *   rating   bad and not called back
 *
 * Ages are whole minutes that have passed, one a line, and advice is that of the minute that runs: a line in which
 * nothing happens changes once a minute. */

#include "metrics/view.h"
#include "render/situation.h"

/* At least one line. (transfer full) SzSituationLine, freed with the array */
GArray *sz_situation_hall(const SzView *view, const SzHall *hall);
