#pragma once

/* The queues of halls at one instant, from their tickets and windows.
 *
 * Pure apart from memory.  What is added decides what is counted; the order of adding means nothing.
 *
 * A queue is listed when it had a ticket on the day of the instant, or a call in the hour before it.
 * Waiting and serving leave out what has expired.
 * Waits are those of the tickets whose first call lies in (now - 60 min, now] and whose take is known,
 * counted for the queue in which they stood at that call.
 * No table says which window serves which queue.  So of the windows that are open (open, calling or
 * serving) those count for a queue that called last for it in that hour; and so does, for every queue of its hall, an
 * open window that called nobody in that hour: it could serve any. */

#include "metrics/tickets.h"

typedef struct {
    SzPlace place;
    const char *queue; /* code; borrowed from a version */
    guint waiting;
    guint serving;
    guint windows_open;
    SzMaybeTime oldest_take; /* of those waiting */
    guint called;            /* how many waits the next two are of; 0: there is neither */
    double wait_p90_s;       /* type 7 */
    double wait_mean_s;
} SzQueue;

typedef struct SzQueues SzQueues;

SzQueues *sz_queues_new(SzWallTime now);
void sz_queues_free(SzQueues *queues);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzQueues, sz_queues_free)

/* What is added must outlive the queues. */
void sz_queues_add_ticket(SzQueues *queues, const SzTicket *ticket);
/* An open window. */
void sz_queues_add_window(SzQueues *queues, const SzPlace *place, const char *window);
/* (transfer full) SzQueue, by code of the hall, then of the queue.  Once. */
GArray *sz_queues_finish(SzQueues *queues);
