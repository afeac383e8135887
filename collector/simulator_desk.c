/* The day of the desk: who comes, how many windows open and when, what is left at closing. */

#include "collector/simulator_desk.h"

#define OVERTIME_S 1800
#define SURGE_PURPOSE 0x30000U
#define SURGES_PER_MILLION 160000
/* So often somebody looks whether more people wait than so many per open window, and opens another. */
#define LOOK_ROUND_S 900
#define LONG_LINE_PER_WINDOW 3

static void empty_line(SzSimLineOfPeople *line)
{
    g_array_set_size(line->tickets, 0);
    line->head = 0;
}

/* What a day beyond midnight has left behind. */
static void sweep(SzSimHall *hall)
{
    SzSimDesk *desk = &hall->desk;
    for (guint i = 0; i < desk->tickets->len; i++) {
        if (sz_sim_ticket(hall, i)->state != SZ_SIM_GONE) {
            desk->tally.n_cut_off++;
        }
    }
    for (guint i = 0; i < desk->windows->len; i++) {
        SzSimWindow *window = sz_sim_window(hall, i);
        window->ticket = SZ_SIM_NONE;
        window->has_pulse = false;
        if (window->state != SZ_SIM_WINDOW_CLOSED) {
            sz_sim_window_turn(hall, window, SZ_SIM_WINDOW_CLOSED, "closing");
        }
    }
    g_array_set_size(desk->tickets, 0);
}

/* On some days more people than usual come for one thing: a rule has changed, a term ends. */
static void share_out_today(SzSimHall *hall)
{
    SzSimRandom dice;
    sz_sim_random_init(&dice, hall->city->plan.seed, sz_slice(hall->hall->code),
                       SURGE_PURPOSE + (guint32)hall->day);
    guint rush = SZ_SIM_QUEUES;
    if (sz_sim_random_chance(&dice, SURGES_PER_MILLION)) {
        rush = sz_sim_random_below(&dice, SZ_SIM_QUEUES);
    }
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        SzSimDeskQueue *queue = &hall->desk.queues[q];
        guint32 demand = hall->traits.demand[q];
        if (q == rush) {
            demand = demand * (guint32)sz_sim_random_between(&dice, 1250, 1700) / 1000;
        }
        queue->share_today = queue->share_pct10 * demand / 1000;
    }
}

/* People who come without an appointment on an ordinary day, with today's shares. */
static guint32 n_walk_ins(const SzSimHall *hall)
{
    const SzSimDesk *desk = &hall->desk;
    guint32 usual = 0;
    guint32 today = 0;
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        usual += desk->queues[q].share_pct10 * hall->traits.demand[q] / 1000;
        today += desk->queues[q].share_today;
    }
    guint32 walk_in_pct = 100 - hall->tier->booking_pct * 3 / 4;
    guint64 n = (guint64)desk->tickets_per_day * walk_in_pct / 100;
    return usual > 0 ? (guint32)(n * today / usual) : 0;
}

void sz_sim_desk_begin_day(SzSimHall *hall)
{
    SzSimDesk *desk = &hall->desk;
    sweep(hall);
    share_out_today(hall);
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        empty_line(&desk->queues[q].ordinary);
        empty_line(&desk->queues[q].first);
        desk->queues[q].n_waiting = 0;
        desk->queues[q].n_taken = 0;
    }
    desk->phase = SZ_SIM_SHUT;
    desk->n_in = desk->n_out = desk->n_inside = 0;
    desk->n_bookings = 0;
    guint32 factor = sz_sim_day_factor(hall, hall->day);
    sz_sim_flow_fill_visits(hall, n_walk_ins(hall), factor);
    sz_sim_flow_fill(hall, desk->booking_flow, sz_sim_remote_weight,
                     (guint64)desk->tickets_per_day * hall->tier->booking_pct / 100, factor);
    for (guint i = 0; i < hall->slots.n; i++) {
        sz_sim_plan(hall, sz_sim_ms_at(hall->day, hall->slots.slots[i].open_s), SZ_SIM_SLOT_OPEN,
                    i);
        sz_sim_plan(hall, sz_sim_ms_at(hall->day, hall->slots.slots[i].close_s), SZ_SIM_SLOT_CLOSE,
                    i);
    }
    if (hall->slots.n > 0) {
        sz_sim_plan(hall, sz_sim_flow_next(hall, desk->flow, SZ_SIM_DICE_FLOW), SZ_SIM_WALK_IN, 0);
        sz_sim_plan(hall, sz_sim_flow_next(hall, desk->booking_flow, SZ_SIM_DICE_FLOW),
                    SZ_SIM_BOOKING, 0);
    }
}

/* Windows of the queue that are to open: a few more on days known to be busy, half on rest days. */
static guint n_staffed_today(const SzSimHall *hall, const SzSimDeskQueue *queue)
{
    const SzWorkCalendar *calendar = hall->city->plan.calendar;
    guint pct = 100;
    if (!sz_work_calendar_is_working(calendar, hall->day)) {
        pct = 55;
    } else if (!sz_work_calendar_is_working(calendar, hall->day - 1)) {
        pct = 125;
    }
    guint n = (queue->n_staffed * pct + 50) / 100;
    guint least = queue->share_pct10 > 0 && !hall->tier->is_general ? 1 : 0;
    return CLAMP(n, least, queue->n_windows);
}

static void say_schedule(SzSimHall *hall, guint n_planned)
{
    SzSimLine line;
    char eid[40];
    sz_sim_line_begin(&line, hall, SZ_SLICE("schedule"), SZ_SIM_FEED_SITE, hall->now_ms);
    (void)g_snprintf(eid, sizeof eid, "S%s-%" G_GINT64_FORMAT, hall->day_text,
                     (hall->now_ms - sz_sim_ms_at(hall->day, 0)) / 60000);
    sz_sim_line_text(&line, SZ_SLICE("eid"), sz_slice(eid));
    sz_sim_line_int(&line, SZ_SLICE("planned"), n_planned);
    sz_sim_line_end(&line);
}

/* Most are there in time, some come late, few not at all. */
static gint64 moment_of_opening(SzSimHall *hall)
{
    SzSimRandom *dice = &hall->dice[SZ_SIM_DICE_DESK];
    gint32 late_s = sz_sim_random_between(dice, 0, 75);
    if (sz_sim_random_chance(dice, 25 * hall->traits.absence)) {
        late_s = sz_sim_random_between(dice, 300, 1500);
    }
    bool is_absent = sz_sim_random_chance(dice, 12 * hall->traits.absence);
    gint64 ms = sz_sim_random_below(dice, SZ_SIM_MS);
    return is_absent ? SZ_SIM_NEVER : hall->now_ms + (gint64)late_s * SZ_SIM_MS + ms;
}

void sz_sim_desk_open_slot(SzSimHall *hall, guint32 slot)
{
    (void)slot;
    SzSimDesk *desk = &hall->desk;
    desk->phase = SZ_SIM_OPEN;
    desk->n_planned = 0;
    guint32 first = 0;
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        guint n = n_staffed_today(hall, &desk->queues[q]);
        for (guint i = 0; i < n; i++) {
            sz_sim_plan(hall, moment_of_opening(hall), SZ_SIM_WINDOW_OPEN, first + i);
        }
        desk->n_planned += n;
        first += desk->queues[q].n_windows;
    }
    if (desk->n_planned > 0) {
        say_schedule(hall, desk->n_planned);
        sz_sim_plan(hall, hall->now_ms + LOOK_ROUND_S * SZ_SIM_MS, SZ_SIM_LOOK_ROUND, 0);
    }
}

/* Windows that work for the queue now: where every window takes every queue, all of them. */
static guint n_working(const SzSimHall *hall, guint queue)
{
    guint n = 0;
    for (guint32 i = 0; i < hall->desk.windows->len; i++) {
        const SzSimWindow *window = sz_sim_window(hall, i);
        bool is_of_queue = hall->tier->is_general || window->queue == queue;
        n += is_of_queue && window->state != SZ_SIM_WINDOW_CLOSED ? 1 : 0;
    }
    return n;
}

static guint32 find_closed(const SzSimHall *hall, guint queue)
{
    for (guint32 i = 0; i < hall->desk.windows->len; i++) {
        const SzSimWindow *window = sz_sim_window(hall, i);
        bool is_of_queue = hall->tier->is_general || window->queue == queue;
        if (is_of_queue && window->state == SZ_SIM_WINDOW_CLOSED) {
            return i;
        }
    }
    return SZ_SIM_NONE;
}

/* One window more for the longest line that is too long, if there is one that stands empty. */
void sz_sim_desk_look_round(SzSimHall *hall, guint32 unused)
{
    (void)unused;
    SzSimDesk *desk = &hall->desk;
    if (desk->phase != SZ_SIM_OPEN) {
        return;
    }
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        bool is_long = desk->queues[q].n_waiting > LONG_LINE_PER_WINDOW * n_working(hall, q);
        guint32 window = is_long ? find_closed(hall, q) : SZ_SIM_NONE;
        if (window != SZ_SIM_NONE) {
            sz_sim_window_open(hall, window);
        }
    }
    sz_sim_plan(hall, hall->now_ms + LOOK_ROUND_S * SZ_SIM_MS, SZ_SIM_LOOK_ROUND, 0);
}

void sz_sim_desk_close_slot(SzSimHall *hall, guint32 slot)
{
    SzSimDesk *desk = &hall->desk;
    bool is_last = slot + 1 == hall->slots.n;
    desk->phase = is_last ? SZ_SIM_LAST_TICKETS : SZ_SIM_BREAK;
    for (guint i = 0; i < desk->windows->len; i++) {
        SzSimWindow *window = sz_sim_window(hall, i);
        if (window->ticket == SZ_SIM_NONE && window->state != SZ_SIM_WINDOW_CLOSED) {
            sz_sim_plan(hall, hall->now_ms + 1 + (gint64)i * 173, SZ_SIM_WINDOW_READY, i);
        }
    }
    if (desk->n_planned > 0) {
        say_schedule(hall, 0);
    }
    if (is_last) {
        sz_sim_plan(hall, hall->now_ms + (gint64)OVERTIME_S * SZ_SIM_MS, SZ_SIM_EXPIRE, 0);
    }
}

void sz_sim_desk_expire(SzSimHall *hall, guint32 unused)
{
    (void)unused;
    SzSimDesk *desk = &hall->desk;
    desk->phase = SZ_SIM_SHUT;
    for (guint i = 0; i < desk->tickets->len; i++) {
        SzSimTicket *ticket = sz_sim_ticket(hall, i);
        if (ticket->state == SZ_SIM_WAITING || ticket->state == SZ_SIM_AWAY) {
            ticket->state = SZ_SIM_GONE;
            desk->tally.n_expired++;
        }
    }
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        desk->queues[q].n_waiting = 0;
    }
}
