#pragma once

/* The queue model of a hall: who takes a ticket, which window calls it, what becomes of it.
 *
 * Pure.  A ticket waits until a window that takes its queue is free; peaks make queues because more
 * people come than the windows of that hour can serve.  Every ticket ends in exactly one of the ways
 * that SzSimulatorTickets counts. */

#include "collector/simulator_internal.h"
#include "collector/simulator_line.h"

/* simulator_desk.c: the day of the desk */
void sz_sim_desk_init(SzSimHall *hall);
void sz_sim_desk_clear(SzSimHall *hall);
void sz_sim_desk_begin_day(SzSimHall *hall);
void sz_sim_desk_open_slot(SzSimHall *hall, guint32 slot);
void sz_sim_desk_close_slot(SzSimHall *hall, guint32 slot);
void sz_sim_desk_look_round(SzSimHall *hall, guint32 unused);
void sz_sim_desk_expire(SzSimHall *hall, guint32 unused);

/* simulator_flow.c: how many come */
/* People on @day compared with an ordinary Wednesday, per mille. */
guint32 sz_sim_day_factor(const SzSimHall *hall, SzDay day);
/* Next arrival after now and before midnight, or SZ_SIM_NEVER. */
gint64 sz_sim_flow_next(SzSimHall *hall, const guint32 flow[SZ_SIM_QUARTERS], SzSimDice dice);
/* Fills @flow so that @per_day come on a day of 1000 per mille; @weight_sum: of a whole day. */
void sz_sim_flow_fill(const SzSimHall *hall, guint32 flow[SZ_SIM_QUARTERS],
                      guint32 (*weight)(guint quarter), guint64 per_day, guint32 per_mille);
void sz_sim_flow_fill_visits(SzSimHall *hall, guint32 per_day, guint32 per_mille);

/* simulator_tickets.c */
typedef struct {
    guint queue;
    guint32 appointment; /* serial; 0: walked in */
    SzDay booked_on;
    gint64 born_ms; /* of the appointment */
} SzSimArrival;
/* What a line about a ticket says beside its names. */
typedef struct {
    SzSlice event;
    const SzSimWindow *window; /* NULL: none */
    struct {
        SzSlice key;
        SzSlice value;
    } texts[3]; /* an empty key ends them */
    bool has_recall;
} SzSimTicketWords;
void sz_sim_ticket_walk_in(SzSimHall *hall, guint32 unused);
void sz_sim_ticket_take(SzSimHall *hall, const SzSimArrival *arrival);
void sz_sim_ticket_renege(SzSimHall *hall, guint32 i);
void sz_sim_ticket_requeue(SzSimHall *hall, guint32 i);
/* Puts the ticket at the end of its queue, and an idle window to work. */
void sz_sim_ticket_wait(SzSimHall *hall, guint32 i);
/* Takes the next of the queue, or returns SZ_SIM_NONE. */
guint32 sz_sim_ticket_pop(SzSimHall *hall, guint queue);
void sz_sim_ticket_say(SzSimHall *hall, SzSimTicket *ticket, const SzSimTicketWords *words);
/* The ticket's number: A001.  Returns @text. */
const char *sz_sim_ticket_id(const SzSimTicket *ticket, char text[16]);
guint sz_sim_pick_queue(SzSimHall *hall, SzSimDice dice);

/* simulator_bookings.c */
typedef struct {
    gint64 born_ms;
    gint64 slot_ms;
    guint32 serial;
    SzDay day; /* of creation */
    guint8 queue;
    guint8 fate;
    guint8 n_events;
} SzSimBooking;
void sz_sim_booking_create(SzSimHall *hall, guint32 unused);
void sz_sim_booking_due(SzSimHall *hall, guint32 i);
/* Returns @text. */
const char *sz_sim_booking_id(const SzSimHall *hall, SzDay day, guint32 serial, char text[64]);

/* simulator_windows.c */
void sz_sim_window_open(SzSimHall *hall, guint32 i);
void sz_sim_window_ready(SzSimHall *hall, guint32 i);
void sz_sim_window_pause(SzSimHall *hall, guint32 i);
void sz_sim_window_back(SzSimHall *hall, guint32 i);
void sz_sim_window_pulse(SzSimHall *hall, guint32 i);
/* A new state, and a line that says so; @reason: NULL for none. */
void sz_sim_window_turn(SzSimHall *hall, SzSimWindow *window, SzSimWindowState state,
                        const char *reason);
/* An idle window that takes @queue, or SZ_SIM_NONE. */
guint32 sz_sim_window_find_idle(const SzSimHall *hall, guint queue);

/* simulator_service.c */
void sz_sim_service_call(SzSimHall *hall, guint32 w, guint32 t);
void sz_sim_service_recall(SzSimHall *hall, guint32 w);
void sz_sim_service_start(SzSimHall *hall, guint32 w);
void sz_sim_service_hold(SzSimHall *hall, guint32 w);
void sz_sim_service_resume(SzSimHall *hall, guint32 w);
void sz_sim_service_segment(SzSimHall *hall, guint32 w);
void sz_sim_service_transfer(SzSimHall *hall, guint32 w);
void sz_sim_service_end(SzSimHall *hall, guint32 w);

static inline SzSimTicket *sz_sim_ticket(const SzSimHall *hall, guint32 i)
{
    return &g_array_index(hall->desk.tickets, SzSimTicket, i);
}

static inline SzSimWindow *sz_sim_window(const SzSimHall *hall, guint32 i)
{
    return &g_array_index(hall->desk.windows, SzSimWindow, i);
}
