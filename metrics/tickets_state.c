/* Tickets out of a checkpoint: what metrics/kept_sets.h wrote; the events of each are told again. */

#include "metrics/event_check.h"
#include "metrics/event_set_state.h"
#include "metrics/tickets.h"

typedef struct {
    SzTickets *tickets;
    SzSlice hall;
    SzSlice id;
} Loading;

static bool on_event(void *saved, bool is_void, void *user)
{
    SzTicketEvent *event = saved;
    const Loading *loading = user;
    event->hall = loading->hall;
    event->id = loading->id;
    bool is_sound = sz_ticket_event_is_sound(event);
    if (is_sound && is_void) {
        (void)sz_tickets_correct(loading->tickets, event, true);
    } else if (is_sound) {
        (void)sz_tickets_apply(loading->tickets, event);
    }
    return is_sound;
}

bool sz_tickets_load(SzTickets *tickets, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    Loading loading = {.tickets = tickets};
    SzTicketEvent room;
    while (sz_state_has_more(&reader)) {
        loading.hall = sz_state_take_text(&reader);
        loading.id = sz_state_take_text(&reader);
        sz_event_set_load(&reader, &SZ_TICKET_LAYOUT, &room, on_event, &loading);
    }
    return sz_state_is_done(&reader);
}
