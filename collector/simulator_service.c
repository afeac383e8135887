/* At the window: called, served, sent on, done. */

#include "collector/simulator_cases.h"
#include "collector/simulator_desk.h"
#include "collector/simulator_voices.h"

#define RECALLS_MAX 2

static gint64 in_s(const SzSimHall *hall, gint64 seconds)
{
    return hall->now_ms + seconds * SZ_SIM_MS;
}

/* Between @from and @to seconds from now, to the millisecond. */
static gint64 soon(SzSimHall *hall, gint32 from_s, gint32 to_s)
{
    return hall->now_ms +
           sz_sim_random_between(&hall->dice[SZ_SIM_DICE_DESK], from_s * 1000, to_s * 1000);
}

static void say(SzSimHall *hall, SzSimTicket *ticket, SzSlice event, const SzSimWindow *window)
{
    sz_sim_ticket_say(hall, ticket, &(SzSimTicketWords){.event = event, .window = window});
}

static void say_call(SzSimHall *hall, SzSimTicket *ticket, const SzSimWindow *window)
{
    char staff[16];
    (void)g_snprintf(staff, sizeof staff, "s%04u", window->staff);
    sz_sim_ticket_say(hall, ticket,
                      &(SzSimTicketWords){.event = SZ_SLICE("call"),
                                          .window = window,
                                          .texts = {{SZ_SLICE("staff"), sz_slice(staff)}},
                                          .has_recall = true});
}

void sz_sim_service_call(SzSimHall *hall, guint32 w, guint32 t)
{
    g_return_if_fail(t != SZ_SIM_NONE);
    SzSimWindow *window = sz_sim_window(hall, w);
    SzSimTicket *ticket = sz_sim_ticket(hall, t);
    window->ticket = t;
    ticket->state = SZ_SIM_CALLED;
    ticket->recall = 0;
    if (!ticket->was_called) {
        ticket->was_called = true;
        ticket->waited_s = (hall->now_ms - ticket->waits_since_ms) / SZ_SIM_MS;
    }
    sz_sim_window_turn(hall, window, SZ_SIM_WINDOW_CALLING, NULL);
    say_call(hall, ticket, window);
    bool is_missed = ticket->has_left || ticket->is_absent;
    sz_sim_plan(hall, is_missed ? soon(hall, 45, 75) : soon(hall, 6, 40),
                is_missed ? SZ_SIM_RECALL : SZ_SIM_START, w);
}

/* The window gives up on somebody; some come back and queue again. */
static void give_up(SzSimHall *hall, guint32 w)
{
    SzSimWindow *window = sz_sim_window(hall, w);
    guint32 t = window->ticket;
    SzSimTicket *ticket = sz_sim_ticket(hall, t);
    say(hall, ticket, SZ_SLICE("noshow"), window);
    window->ticket = SZ_SIM_NONE;
    bool is_back = !ticket->has_left && !ticket->was_requeued &&
                   sz_sim_random_chance(&hall->dice[SZ_SIM_DICE_DESK], 550000);
    if (is_back && hall->desk.phase == SZ_SIM_OPEN) {
        ticket->state = SZ_SIM_AWAY;
        sz_sim_plan(hall, soon(hall, 120, 900), SZ_SIM_REQUEUE, t);
    } else {
        ticket->state = SZ_SIM_GONE;
        hall->desk.tally.n_noshow++;
        hall->desk.n_out++;
    }
    sz_sim_plan(hall, soon(hall, 2, 8), SZ_SIM_WINDOW_READY, w);
}

void sz_sim_service_recall(SzSimHall *hall, guint32 w)
{
    SzSimWindow *window = sz_sim_window(hall, w);
    SzSimTicket *ticket = sz_sim_ticket(hall, window->ticket);
    if (ticket->recall == RECALLS_MAX) {
        give_up(hall, w);
        return;
    }
    ticket->recall++;
    say_call(hall, ticket, window);
    bool has_come =
        !ticket->has_left && sz_sim_random_chance(&hall->dice[SZ_SIM_DICE_DESK], 300000);
    sz_sim_plan(hall, has_come ? soon(hall, 5, 40) : soon(hall, 45, 75),
                has_come ? SZ_SIM_START : SZ_SIM_RECALL, w);
}

/* The part of the service that is each matter's own. */
static gint64 piece_s(const SzSimTicket *ticket)
{
    return MAX(30, ticket->service_s / ticket->n_segments);
}

static void begin_matter(SzSimHall *hall, SzSimTicket *ticket)
{
    SzSimApplication application = {.item = ticket->item,
                                    .born_ms = ticket->born_ms,
                                    .parent = ticket->first_case,
                                    .channel = SZ_CHANNEL_WINDOW,
                                    .handle_s = (gint32)piece_s(ticket)};
    ticket->present_case = sz_sim_case_apply(hall, &application);
    if (ticket->first_case == 0) {
        ticket->first_case = ticket->present_case;
    }
}

void sz_sim_service_start(SzSimHall *hall, guint32 w)
{
    SzSimWindow *window = sz_sim_window(hall, w);
    SzSimTicket *ticket = sz_sim_ticket(hall, window->ticket);
    bool has_item = ticket->purpose == SZ_SIM_APPLY;
    ticket->state = SZ_SIM_SERVED;
    sz_sim_window_turn(hall, window, SZ_SIM_WINDOW_SERVING, NULL);
    sz_sim_ticket_say(
        hall, ticket,
        &(SzSimTicketWords){.event = SZ_SLICE("start"),
                            .window = window,
                            .texts = {{has_item ? SZ_SLICE("item") : (SzSlice){NULL, 0},
                                       sz_slice(sz_sim_items[ticket->item].code)}}});
    if (ticket->will_transfer && !ticket->was_transferred) {
        sz_sim_plan(hall, soon(hall, 60, 240), SZ_SIM_TRANSFER, w);
    } else if (!has_item || ticket->is_returned) {
        sz_sim_plan(hall, in_s(hall, ticket->service_s), SZ_SIM_END, w);
    } else if (ticket->will_hold) {
        begin_matter(hall, ticket);
        sz_sim_plan(hall, in_s(hall, piece_s(ticket) / 2), SZ_SIM_HOLD, w);
    } else {
        begin_matter(hall, ticket);
        sz_sim_plan(hall, in_s(hall, piece_s(ticket)), SZ_SIM_SEGMENT, w);
    }
}

void sz_sim_service_hold(SzSimHall *hall, guint32 w)
{
    SzSimWindow *window = sz_sim_window(hall, w);
    say(hall, sz_sim_ticket(hall, window->ticket), SZ_SLICE("hold"), window);
    sz_sim_window_turn(hall, window, SZ_SIM_WINDOW_PAUSED, "copying");
    sz_sim_plan(hall, soon(hall, 100, 420), SZ_SIM_RESUME, w);
}

void sz_sim_service_resume(SzSimHall *hall, guint32 w)
{
    SzSimWindow *window = sz_sim_window(hall, w);
    SzSimTicket *ticket = sz_sim_ticket(hall, window->ticket);
    say(hall, ticket, SZ_SLICE("resume"), window);
    sz_sim_window_turn(hall, window, SZ_SIM_WINDOW_SERVING, NULL);
    sz_sim_plan(hall, in_s(hall, piece_s(ticket) / 2), SZ_SIM_SEGMENT, w);
}

void sz_sim_service_segment(SzSimHall *hall, guint32 w)
{
    SzSimWindow *window = sz_sim_window(hall, w);
    SzSimTicket *ticket = sz_sim_ticket(hall, window->ticket);
    char id[SZ_SIM_CASE_ID];
    sz_sim_ticket_say(
        hall, ticket,
        &(SzSimTicketWords){
            .event = SZ_SLICE("segment"),
            .window = window,
            .texts = {{SZ_SLICE("item"), sz_slice(sz_sim_items[ticket->item].code)},
                      {SZ_SLICE("case"),
                       sz_slice(sz_sim_case_id(hall, hall->day, ticket->present_case, id))}}});
    ticket->segment++;
    if (ticket->segment < ticket->n_segments) {
        begin_matter(hall, ticket);
        sz_sim_plan(hall, in_s(hall, piece_s(ticket)), SZ_SIM_SEGMENT, w);
    } else {
        sz_sim_plan(hall, soon(hall, 8, 40), SZ_SIM_END, w);
    }
}

static void free_window(SzSimHall *hall, guint32 w)
{
    sz_sim_window(hall, w)->ticket = SZ_SIM_NONE;
    sz_sim_plan(hall, soon(hall, 4, 15), SZ_SIM_WINDOW_READY, w);
}

/* To the desk for advice, or from there to where the matter belongs. */
static guint transfer_target(SzSimHall *hall, const SzSimTicket *ticket)
{
    guint target = sz_sim_pick_queue(hall, SZ_SIM_DICE_DESK);
    for (guint i = 0; i < SZ_SIM_QUEUES && target == ticket->queue; i++) {
        guint next = (target + i + 1) % SZ_SIM_QUEUES;
        target = hall->desk.queues[next].share_pct10 > 0 ? next : target;
    }
    return target;
}

void sz_sim_service_transfer(SzSimHall *hall, guint32 w)
{
    SzSimWindow *window = sz_sim_window(hall, w);
    guint32 t = window->ticket;
    SzSimTicket *ticket = sz_sim_ticket(hall, t);
    guint target = transfer_target(hall, ticket);
    SzSlice letter = {&sz_sim_queues[target].letter, 1};
    sz_sim_ticket_say(hall, ticket,
                      &(SzSimTicketWords){.event = SZ_SLICE("transfer"),
                                          .window = window,
                                          .texts = {{SZ_SLICE("to_queue"), letter}}});
    ticket->was_transferred = true;
    ticket->queue = (guint8)target;
    free_window(hall, w);
    sz_sim_ticket_wait(hall, t);
}

void sz_sim_service_end(SzSimHall *hall, guint32 w)
{
    SzSimWindow *window = sz_sim_window(hall, w);
    SzSimTicket *ticket = sz_sim_ticket(hall, window->ticket);
    SzSlice result = SZ_SLICE("done");
    if (ticket->purpose == SZ_SIM_CONSULT) {
        result = SZ_SLICE("info");
    } else if (ticket->is_returned && ticket->purpose == SZ_SIM_APPLY) {
        result = SZ_SLICE("returned");
    }
    sz_sim_ticket_say(hall, ticket,
                      &(SzSimTicketWords){.event = SZ_SLICE("end"),
                                          .window = window,
                                          .texts = {{SZ_SLICE("result"), result}}});
    ticket->state = SZ_SIM_GONE;
    hall->desk.tally.n_ended++;
    hall->desk.n_out += 1 + sz_sim_random_chance(&hall->dice[SZ_SIM_DICE_DESK], 250000);
    sz_sim_rate_ticket(hall, ticket, window);
    free_window(hall, w);
}
