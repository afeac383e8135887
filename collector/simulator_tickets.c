/* Tickets: taking one, waiting, giving up. */

#include "collector/simulator_desk.h"

#define PRIORITY_PER_MILLION 55000
#define SHARE_APPLY_PER_MILLION 720000
#define SHARE_CONSULT_OF_REST_PER_MILLION 570000
/* People who would not wait as long as it takes, and how long they would, seconds. */
#define IMPATIENT_PER_MILLION 110000
#define PATIENCE_MIN_S 720
#define PATIENCE_MAX_S 4200

static const char *const priorities[] = {"", "elder", "disabled", "pregnant", "military", "green"};
static const char *const purposes[] = {"apply", "consult", "collect"};

const char *sz_sim_ticket_id(const SzSimTicket *ticket, char text[16])
{
    (void)g_snprintf(text, 16, "%c%03u", sz_sim_queues[ticket->letter].letter, ticket->number);
    return text;
}

/* The two fields that name the ticket and the event; the texts live as long as the line. */
typedef struct {
    char id[16];
    char eid[48];
} Names;

static void begin_line(SzSimLine *line, SzSimHall *hall, SzSimTicket *ticket, SzSlice event,
                       Names *names)
{
    sz_sim_line_begin(line, hall, SZ_SLICE("ticket"), SZ_SIM_FEED_QUEUE, ticket->born_ms);
    sz_sim_line_tag(line, SZ_SLICE("event"), event);
    sz_sim_line_tag(line, SZ_SLICE("queue"), (SzSlice){&sz_sim_queues[ticket->queue].letter, 1});
    ticket->n_events++;
    (void)sz_sim_ticket_id(ticket, names->id);
    (void)g_snprintf(names->eid, sizeof names->eid, "%s-%s-%u", hall->day_text, names->id,
                     ticket->n_events);
    sz_sim_line_text(line, SZ_SLICE("id"), sz_slice(names->id));
    sz_sim_line_text(line, SZ_SLICE("eid"), sz_slice(names->eid));
}

void sz_sim_ticket_say(SzSimHall *hall, SzSimTicket *ticket, const SzSimTicketWords *words)
{
    SzSimLine line;
    Names names;
    begin_line(&line, hall, ticket, words->event, &names);
    if (words->window != NULL) {
        sz_sim_line_tag(&line, SZ_SLICE("window"), sz_slice(words->window->code));
    }
    for (guint i = 0; i < G_N_ELEMENTS(words->texts) && words->texts[i].key.len > 0; i++) {
        sz_sim_line_text(&line, words->texts[i].key, words->texts[i].value);
    }
    if (words->has_recall) {
        sz_sim_line_int(&line, SZ_SLICE("recall"), ticket->recall);
    }
    sz_sim_line_end(&line);
}

static void say_take(SzSimHall *hall, SzSimTicket *ticket, const SzSimArrival *arrival)
{
    static const char *const channels[] = {"kiosk", "kiosk", "kiosk", "staff", "wechat", "app"};
    SzSimRandom *dice = &hall->dice[SZ_SIM_DICE_DESK];
    const char *channel = channels[sz_sim_random_below(dice, G_N_ELEMENTS(channels))];
    SzSimLine line;
    Names names;
    char booking[64];
    begin_line(&line, hall, ticket, SZ_SLICE("take"), &names);
    sz_sim_line_tag(&line, SZ_SLICE("channel"),
                    sz_slice(arrival->appointment > 0 ? "appointment" : channel));
    sz_sim_line_tag(&line, SZ_SLICE("purpose"), sz_slice(purposes[ticket->purpose]));
    sz_sim_line_tag(&line, SZ_SLICE("priority"), sz_slice(priorities[ticket->priority]));
    if (arrival->appointment > 0) {
        (void)sz_sim_booking_id(hall, arrival->booked_on, arrival->appointment, booking);
        sz_sim_line_text(&line, SZ_SLICE("appt"), sz_slice(booking));
    }
    sz_sim_line_end(&line);
}

/* --- what somebody comes for --- */

guint sz_sim_pick_queue(SzSimHall *hall, SzSimDice dice)
{
    guint32 sum = 0;
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        sum += hall->desk.queues[q].share_today;
    }
    guint32 u = sz_sim_random_below(&hall->dice[dice], sum);
    guint q = 0;
    while (q + 1 < SZ_SIM_QUEUES && u >= hall->desk.queues[q].share_today) {
        u -= hall->desk.queues[q].share_today;
        q++;
    }
    return q;
}

/* An item of the queue, by the tier's weights; SZ_SIM_NONE when it has none. */
static guint32 pick_item(SzSimHall *hall, guint queue)
{
    SzTier tier = hall->hall->tier;
    guint32 sum = 0;
    for (gsize i = 0; i < sz_sim_n_items(); i++) {
        sum += sz_sim_items[i].queue == queue ? sz_sim_items[i].weight[tier] : 0;
    }
    guint32 u = sz_sim_random_below(&hall->dice[SZ_SIM_DICE_DESK], sum);
    for (gsize i = 0; i < sz_sim_n_items() && sum > 0; i++) {
        guint32 weight = sz_sim_items[i].queue == queue ? sz_sim_items[i].weight[tier] : 0;
        if (u < weight) {
            return (guint32)i;
        }
        u -= weight;
    }
    return SZ_SIM_NONE;
}

static guint8 pick_purpose(SzSimRandom *dice)
{
    if (sz_sim_random_chance(dice, SHARE_APPLY_PER_MILLION)) {
        return SZ_SIM_APPLY;
    }
    return sz_sim_random_chance(dice, SHARE_CONSULT_OF_REST_PER_MILLION) ? SZ_SIM_CONSULT
                                                                         : SZ_SIM_COLLECT;
}

static gint32 mean_of(const SzSimTicket *ticket)
{
    switch ((SzSimPurpose)ticket->purpose) {
    case SZ_SIM_APPLY:
        return sz_sim_items[ticket->item].service_s * (3 + ticket->n_segments) / 4;
    case SZ_SIM_CONSULT:
        return 380;
    case SZ_SIM_COLLECT:
        return 240;
    }
    return 0;
}

/* Everything that does not depend on what the others do. */
static SzSimTicket make_ticket(SzSimHall *hall, guint queue)
{
    SzSimRandom *dice = &hall->dice[SZ_SIM_DICE_DESK];
    SzSimTicket ticket = {.letter = (guint8)queue, .queue = (guint8)queue, .n_segments = 1};
    guint32 item = pick_item(hall, queue);
    ticket.purpose = item == SZ_SIM_NONE ? SZ_SIM_CONSULT : pick_purpose(dice);
    ticket.item = (guint8)(item == SZ_SIM_NONE ? 0 : item);
    if (ticket.purpose == SZ_SIM_APPLY && sz_sim_random_chance(dice, 130000)) {
        ticket.n_segments = sz_sim_random_chance(dice, 200000) ? 3 : 2;
    }
    ticket.service_s = MAX(45, sz_sim_random_around(dice, mean_of(&ticket)));
    if (sz_sim_random_chance(dice, PRIORITY_PER_MILLION)) {
        ticket.priority = (guint8)sz_sim_random_between(dice, 1, G_N_ELEMENTS(priorities) - 1);
    }
    ticket.is_absent = sz_sim_random_chance(dice, 36000);
    ticket.is_returned = sz_sim_random_chance(dice, 35000);
    ticket.will_hold = sz_sim_random_chance(dice, 30000);
    ticket.will_transfer = sz_sim_random_chance(dice, 12000);
    return ticket;
}

/* --- in the hall --- */

static void plan_patience(SzSimHall *hall, guint32 i)
{
    SzSimRandom *dice = &hall->dice[SZ_SIM_DICE_DESK];
    if (sz_sim_random_chance(dice, IMPATIENT_PER_MILLION)) {
        gint32 patience_s = sz_sim_random_between(dice, PATIENCE_MIN_S, PATIENCE_MAX_S);
        sz_sim_plan(hall, hall->now_ms + (gint64)patience_s * SZ_SIM_MS, SZ_SIM_RENEGE, i);
    }
}

void sz_sim_ticket_take(SzSimHall *hall, const SzSimArrival *arrival)
{
    SzSimDesk *desk = &hall->desk;
    SzSimTicket ticket = make_ticket(hall, arrival->queue);
    ticket.number = ++desk->queues[arrival->queue].n_taken;
    ticket.born_ms = arrival->appointment > 0 ? arrival->born_ms : hall->now_ms;
    ticket.waits_since_ms = hall->now_ms;
    ticket.is_booked = arrival->appointment > 0;
    desk->tally.n_taken++;
    desk->n_in += 1 + sz_sim_random_chance(&hall->dice[SZ_SIM_DICE_DESK], 250000);
    say_take(hall, &ticket, arrival);
    g_array_append_val(desk->tickets, ticket);
    guint32 i = desk->tickets->len - 1;
    plan_patience(hall, i);
    sz_sim_ticket_wait(hall, i);
}

void sz_sim_ticket_walk_in(SzSimHall *hall, guint32 unused)
{
    (void)unused;
    if (sz_sim_is_open(hall, hall->now_ms)) {
        const SzSimArrival arrival = {.queue = sz_sim_pick_queue(hall, SZ_SIM_DICE_FLOW)};
        sz_sim_ticket_take(hall, &arrival);
    }
    sz_sim_plan(hall, sz_sim_flow_next(hall, hall->desk.flow, SZ_SIM_DICE_FLOW), SZ_SIM_WALK_IN, 0);
}

void sz_sim_ticket_wait(SzSimHall *hall, guint32 i)
{
    SzSimTicket *ticket = sz_sim_ticket(hall, i);
    SzSimDeskQueue *queue = &hall->desk.queues[ticket->queue];
    bool is_first = ticket->priority > 0 || ticket->is_booked || ticket->was_transferred;
    ticket->state = SZ_SIM_WAITING;
    g_array_append_val((is_first ? &queue->first : &queue->ordinary)->tickets, i);
    queue->n_waiting++;
    guint32 window = sz_sim_window_find_idle(hall, ticket->queue);
    if (window != SZ_SIM_NONE) {
        sz_sim_service_call(hall, window, sz_sim_ticket_pop(hall, ticket->queue));
    }
}

static guint32 pop(SzSimHall *hall, SzSimLineOfPeople *line, guint queue)
{
    while (line->head < line->tickets->len) {
        guint32 i = g_array_index(line->tickets, guint32, line->head++);
        const SzSimTicket *ticket = sz_sim_ticket(hall, i);
        if (ticket->state == SZ_SIM_WAITING && ticket->queue == queue) {
            return i;
        }
    }
    return SZ_SIM_NONE;
}

guint32 sz_sim_ticket_pop(SzSimHall *hall, guint queue)
{
    SzSimDeskQueue *from = &hall->desk.queues[queue];
    guint32 i = pop(hall, &from->first, queue);
    if (i == SZ_SIM_NONE) {
        i = pop(hall, &from->ordinary, queue);
    }
    if (i != SZ_SIM_NONE) {
        from->n_waiting--;
    }
    return i;
}

/* Who has waited too long goes: half say so, the others are missed when they are called. */
void sz_sim_ticket_renege(SzSimHall *hall, guint32 i)
{
    SzSimTicket *ticket = sz_sim_ticket(hall, i);
    if (ticket->state != SZ_SIM_WAITING || ticket->has_left) {
        return;
    }
    if (!sz_sim_random_chance(&hall->dice[SZ_SIM_DICE_DESK], 450000)) {
        ticket->has_left = true;
        return;
    }
    sz_sim_ticket_say(hall, ticket, &(SzSimTicketWords){.event = SZ_SLICE("cancel")});
    ticket->state = SZ_SIM_GONE;
    hall->desk.queues[ticket->queue].n_waiting--;
    hall->desk.tally.n_cancelled++;
    hall->desk.n_out++;
}

void sz_sim_ticket_requeue(SzSimHall *hall, guint32 i)
{
    SzSimTicket *ticket = sz_sim_ticket(hall, i);
    if (ticket->state != SZ_SIM_AWAY) {
        return;
    }
    sz_sim_ticket_say(hall, ticket, &(SzSimTicketWords){.event = SZ_SLICE("requeue")});
    ticket->was_requeued = true;
    ticket->is_absent = false;
    ticket->recall = 0;
    sz_sim_ticket_wait(hall, i);
}
