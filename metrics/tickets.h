#pragma once

/* The tickets of today: events go in, frozen versions come out.
 *
 * Pure apart from memory.  The store belongs to one thread; a version is immutable and reference-counted
 * and may be read from any thread, also after the store is gone.
 *
 * A ticket is (hall, local civil day, id): numbers begin again every morning.  Every answer looks at
 * the day of its instant and the hour before it, so the store keeps the newest day that had an event and
 * the one before; what falls out of them can change no answer any more.
 *
 * Wait = first call - take, less the time the hall was closed in between (lunch); on a day without
 * opening hours nothing is taken off, for then they say nothing about it.  A ticket that is open when
 * the hall closes for the day has expired: `closing` is compared with the instant of the question, no
 * event is needed.  On a day without opening hours that is midnight. */

#include "metrics/applied.h"
#include "metrics/case_status.h"
#include "metrics/packed_event.h"
#include "metrics/place.h"
#include "metrics/ticket_facts.h"

/* One ticket as published.  Immutable; borrowed from its version.  Texts are "" where not known. */
typedef struct {
    SzPlace place;
    const char *id;
    const char *queue; /* where it stands, or stood last */
    const char *called_queue;
    const char *window;
    const char *last_call_queue;
    const char *last_call_window;
    SzDay day;
    SzTicketState state : 8;
    bool is_booked : 1;     /* with an appointment */
    guint n_waits : 6;      /* as in metrics/ticket_facts.h, not cut at closing */
    bool has_wait : 1;      /* taken and called */
    guint n_illegal : 16;   /* more are 65,535 */
    SzTicketWait wait;      /* the first, if there is one; sz_ticket_wait() knows all */
    const char *more_waits; /* bytes of the others, one after the other */
    SzPackedTime taken;
    SzPackedTime called;
    SzPackedTime last_call;
    SzPackedTime since;
    gint64 wait_ns;
    SzWallTime closing; /* from this instant on, what is open has expired */
} SzTicket;

/* The wait @i of n_waits. */
static inline SzTicketWait sz_ticket_wait(const SzTicket *ticket, guint i)
{
    SzTicketWait wait = ticket->wait;
    if (i > 0) {
        memcpy(&wait, ticket->more_waits + (i - 1) * sizeof wait, sizeof wait);
    }
    return wait;
}

/* Done, returned, info or cancelled: when. */
static inline SzMaybeTime sz_ticket_ended(const SzTicket *ticket)
{
    return ticket->state > SZ_TICKET_MISSED ? sz_maybe_time(ticket->since) : (SzMaybeTime){0};
}

typedef struct SzTickets SzTickets;
typedef struct SzTicketsVersion SzTicketsVersion;

/* @rules: what it points to must outlive the store and its versions. */
SzTickets *sz_tickets_new(const SzCaseRules *rules);
void sz_tickets_free(SzTickets *tickets);
/* Every ticket by @rules from now on; the registry must be the same. */
void sz_tickets_set_rules(SzTickets *tickets, const SzCaseRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTickets, sz_tickets_free)

/* Adds one event; one seen before changes nothing. */
SzApplied sz_tickets_apply(SzTickets *tickets, const SzTicketEvent *event);
SzApplied sz_tickets_apply_packed(SzTickets *tickets, const SzPackedEvent *event);
/* Soon there will be an event of the one of @hash (sz_entity_hash()): what finds it is fetched; then it, whose number + 1
 * is returned (0: there is none yet); then what it refers to (metrics/entities.h). */
void sz_tickets_expect(const SzTickets *tickets, guint32 hash);
guint32 sz_tickets_expect_slot(const SzTickets *tickets, guint32 hash);
void sz_tickets_expect_events(const SzTickets *tickets, guint32 number);
/* What a correction says of it: it happened, or (@is_void) it did not.  Returns: false when that changes nothing. */
bool sz_tickets_correct(SzTickets *tickets, const SzTicketEvent *event, bool is_void);
typedef struct SzFrozenSets SzFrozenSets; /* metrics/kept_sets.h */
/* (transfer full) for a checkpoint; and, part by part, back into an empty store (tickets_state.c): false for bytes that make
 * no sense. */
SzFrozenSets *sz_tickets_freeze(SzTickets *tickets);
bool sz_tickets_load(SzTickets *tickets, SzSlice bytes);
/* (transfer full) all tickets as they stand. */
SzTicketsVersion *sz_tickets_publish(SzTickets *tickets);

SzTicketsVersion *sz_tickets_version_ref(SzTicketsVersion *version);
void sz_tickets_version_unref(SzTicketsVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTicketsVersion, sz_tickets_version_unref)

/* Tickets of which an event counts: of others, whose events are all void, nobody hears. */
gsize sz_tickets_version_n(const SzTicketsVersion *version);
/* In no order that means anything. */
const SzTicket *sz_tickets_version_at(const SzTicketsVersion *version, gsize i);

/* Every ticket first called after @since, and no other, without looking at most of those called earlier:
 * `gsize at = 0; while ((ticket = sz_tickets_version_called_since(version, since, &at)) != NULL) ...`. */
const SzTicket *sz_tickets_version_called_since(const SzTicketsVersion *version, SzWallTime since,
                                                gsize *at);

/* Is it waiting, called, served or held at @now, and the hall not closed for the day? */
bool sz_ticket_is_open(const SzTicket *ticket, SzWallTime now);
bool sz_ticket_has_expired(const SzTicket *ticket, SzWallTime now);
/* How long somebody has waited who took a ticket at @taken and is called, or still waits, at @until;
 * both on the same day. */
gint64 sz_ticket_wait_ns(const SzDaySlots *slots, SzWallTime taken, SzWallTime until);
