#pragma once

/* What the events of one ticket say: its state and its times (DOMAIN 2.5).
 *
 * Pure.  A function of the set of events and nothing else.
 *
 *   waiting -> called -> serving -> done | returned | info      serving -> held -> serving
 *   called -> noshow -> waiting                                 waiting | serving -> waiting elsewhere
 *   waiting | called | noshow -> cancelled                      called -> called (recall)
 *
 * An illegal move is flagged and counted.  A lost line must not freeze a ticket, so it still does what
 * it says where that leads forward (a start without a call serves); after an end nothing changes any
 * more, and what contradicts itself (a second take, a call of one being served) changes nothing.
 *
 * A transfer moves the ticket to `to_queue`; without one it stays in its queue.  The queue of later
 * lines is not asked: feeds disagree on whether it is the old or the new one. */

#include "metrics/event.h"
#include "metrics/event_set.h"

typedef enum {
    SZ_TICKET_UNKNOWN, /* nothing but lines that say nothing about where it stands */
    SZ_TICKET_WAITING,
    SZ_TICKET_CALLED,
    SZ_TICKET_SERVING,
    SZ_TICKET_HELD,
    SZ_TICKET_MISSED, /* 过号: may be queued again */
    SZ_TICKET_DONE,
    SZ_TICKET_RETURNED,
    SZ_TICKET_INFO,
    SZ_TICKET_CANCELLED,
    SZ_TICKET_N_STATES,
} SzTicketState;

/* Has it been served to the end, with whatever result? */
static inline bool sz_ticket_state_is_served(SzTicketState state)
{
    return state == SZ_TICKET_DONE || state == SZ_TICKET_RETURNED || state == SZ_TICKET_INFO;
}

/* A stretch of waiting, [from, to); one that lasts ends at SZ_WALL_TIME_MAX. */
typedef struct {
    SzWallTime from;
    SzWallTime to;
} SzTicketWait;

#define SZ_TICKET_WAITS_MAX 3 /* a further one takes the place of the last */

typedef struct {
    SzTicketState state;
    guint32 n_illegal; /* moves that are not in the picture above */
    bool is_booked;    /* a move named an appointment */
    guint32 n_waits;   /* in order of time: several when it was queued again or transferred */
    SzTicketWait waits[SZ_TICKET_WAITS_MAX];
    SzMaybeTime taken;     /* unknown when no take came, or one after other events */
    SzMaybeTime called;    /* the first call */
    SzMaybeTime started;   /* the first start */
    SzMaybeTime ended;     /* done, returned, info or cancelled */
    SzMaybeTime since;     /* when it came into its state */
    SzMaybeTime last_call; /* recalls too */
    /* Borrowed from the set; empty: not known. */
    SzSlice queue;            /* where it stands now */
    SzSlice called_queue;     /* where it stood at the first call */
    SzSlice window;           /* of the last call, start or resume that named one */
    SzSlice last_call_queue;  /* where it stood at the last call */
    SzSlice last_call_window; /* who made the last call */
} SzTicketFacts;

extern const SzEventLayout SZ_TICKET_LAYOUT; /* NOLINT(readability-identifier-naming): a constant */

void sz_ticket_facts_fold(const SzEventSet *events, SzTicketFacts *out);
/* Not yet ended, and not missed: left so at closing it has expired. */
bool sz_ticket_state_is_open(SzTicketState state);
const char *sz_ticket_state_name(SzTicketState state); /* waiting called .. missed .. cancelled */
