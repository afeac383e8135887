/* What is counted from tickets, windows and kiosks. */

#include "metrics/measures_internal.h"

#define WAIT_TARGET_S 900
#define SERVICE_LONG_S 1800

static void count_wait(const SzCount *count, SzPlaceMeasures *place, const SzTicket *ticket)
{
    gint64 called_ns = sz_maybe_time(ticket->called).at.ns;
    bool is_in_hour =
        ticket->has_wait && called_ns > count->hour_ago.ns && called_ns <= count->now.ns;
    if (!is_in_hour) {
        return;
    }
    gint64 wait_s = ticket->wait_ns / SZ_NS_PER_S;
    sz_count_add(place, SZ_MEASURE_WAIT_MEAN, wait_s, 1);
    sz_count_add(place, SZ_MEASURE_WAIT_P90, wait_s, 1);
    sz_count_one(place, SZ_MEASURE_WAIT_IN_TARGET, ticket->wait_ns <= WAIT_TARGET_S * SZ_NS_PER_S);
}

static void count_waiting(const SzCount *count, SzPlaceMeasures *place, const SzTicket *ticket)
{
    if (ticket->state != SZ_TICKET_WAITING || !sz_ticket_is_open(ticket, count->now)) {
        return;
    }
    SzMaybeTime taken = sz_maybe_time(ticket->taken);
    place->tallies[SZ_MEASURE_WAITING_PER_WINDOW].num++;
    if (taken.known) {
        SzDaySlots slots =
            sz_opening_hours_on(sz_registry_hours(count->view->rules->registry, ticket->place.hall),
                                count->view->rules->calendar, ticket->day);
        gint64 wait_ns = sz_ticket_wait_ns(&slots, taken.at, count->now);
        sz_count_add(place, SZ_MEASURE_WAIT_LONGEST, wait_ns / SZ_NS_PER_S, 1);
    }
}

static void count_outcome(SzPlaceMeasures *place, const SzTicket *ticket)
{
    bool is_being_served = ticket->state == SZ_TICKET_SERVING || ticket->state == SZ_TICKET_HELD;
    bool is_done = sz_ticket_state_is_served(ticket->state);
    if (is_being_served || is_done || ticket->state == SZ_TICKET_MISSED) {
        sz_count_one(place, SZ_MEASURE_NOSHOW, ticket->state == SZ_TICKET_MISSED);
    }
    if (ticket->state == SZ_TICKET_DONE) {
        sz_count_one(place, SZ_MEASURE_KIOSK_SHARE, false);
    }
}

void sz_count_tickets(const SzCount *count)
{
    const SzTicketsVersion *tickets = count->view->state->tickets;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        SzPlaceMeasures *place = sz_count_place(count, ticket->place.hall);
        if (place == NULL) {
            continue;
        }
        SzMaybeTime since = sz_maybe_time(ticket->since);
        if (since.known) {
            sz_count_heard(place, since.at);
        }
        count_wait(count, place, ticket);
        if (ticket->day == count->today) {
            count_waiting(count, place, ticket);
            count_outcome(place, ticket);
        }
    }
}

static void count_window(const SzCount *count, SzPlaceMeasures *place, const SzWindow *window)
{
    sz_count_heard(place, window->last_event);
    if (sz_day_of(window->last_event) != count->today || window->state == SZ_WINDOW_CLOSED) {
        return;
    }
    bool is_open = sz_window_is_open(window);
    bool is_serving = window->state == SZ_WINDOW_SERVING;
    sz_count_one(place, SZ_MEASURE_WINDOW_OPEN, is_open);
    if (is_open) {
        sz_count_one(place, SZ_MEASURE_WINDOW_BUSY, is_serving);
        place->tallies[SZ_MEASURE_WAITING_PER_WINDOW].den++;
    }
    if (is_serving && window->since.known) {
        sz_count_one(place, SZ_MEASURE_SERVICE_LONG,
                     count->now.ns - window->since.at.ns > SERVICE_LONG_S * SZ_NS_PER_S);
    }
}

static void count_kiosk(const SzCount *count, SzPlaceMeasures *place, const SzKiosk *kiosk)
{
    sz_count_heard(place, kiosk->last_event);
    SzKioskState state = sz_kiosk_now(kiosk, count->now).state;
    gint64 n_done = kiosk->txn_day == count->today ? (gint64)kiosk->txns[SZ_TXN_OK] : 0;
    sz_count_add(place, SZ_MEASURE_KIOSK_USE, n_done, 1);
    sz_count_add(place, SZ_MEASURE_KIOSK_SHARE, n_done, n_done);
    if (state != SZ_KIOSK_MAINT) {
        bool is_online = state == SZ_KIOSK_ONLINE;
        sz_count_one(place, SZ_MEASURE_KIOSK_ONLINE, is_online);
        sz_count_one(place, SZ_MEASURE_KIOSK_USABLE,
                     is_online && !sz_kiosk_faults_stop(kiosk->faults));
    }
}

void sz_count_devices(const SzCount *count)
{
    const SzSnapshot *state = count->view->state;
    for (gsize i = 0; i < sz_windows_version_n(state->windows); i++) {
        const SzWindow *window = sz_windows_version_at(state->windows, i);
        SzPlaceMeasures *place = sz_count_place(count, window->place.hall);
        if (place != NULL) {
            count_window(count, place, window);
        }
    }
    for (gsize i = 0; i < sz_kiosks_version_n(state->kiosks); i++) {
        const SzKiosk *kiosk = sz_kiosks_version_at(state->kiosks, i);
        SzPlaceMeasures *place = sz_count_place(count, kiosk->place.hall);
        if (place != NULL) {
            count_kiosk(count, place, kiosk);
        }
    }
}
