#pragma once

/* What is going to happen in a hall: events by time, those of one instant in the order in which they
 * were planned.
 *
 * Pure: a binary heap in memory of its own. */

#include <glib.h>
#include <stdbool.h>

#define SZ_SIM_NEVER G_MAXINT64

typedef struct {
    gint64 at_ms; /* since 1970-01-01T00:00:00Z */
    guint32 order;
    guint32 subject; /* which window, ticket, case, ... */
    guint16 epoch;   /* the day it was planned on, counted from the start of the run */
    guint8 kind;
} SzSimEvent;

typedef struct {
    GArray *heap; /* owned; of SzSimEvent */
    guint32 n_planned;
} SzSimAgenda;

void sz_sim_agenda_init(SzSimAgenda *agenda);
void sz_sim_agenda_clear(SzSimAgenda *agenda);
/* Fills in the order.  An event at SZ_SIM_NEVER is forgotten. */
void sz_sim_agenda_add(SzSimAgenda *agenda, SzSimEvent event);
/* SZ_SIM_NEVER when it is empty. */
gint64 sz_sim_agenda_next_ms(const SzSimAgenda *agenda);
/* The agenda must not be empty. */
SzSimEvent sz_sim_agenda_take(SzSimAgenda *agenda);
