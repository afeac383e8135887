/* The day of the desk: how many windows, when they open, what is left at closing. */

#include "collector/simulator_desk.h"

#define OPEN_S 27000 /* ordinary opening hours: 7.5 h */
/* Windows that exist and windows that are staffed, by the work of an ordinary day: at these shares
 * of working time they would just do it. */
#define BUILT_PER_MILLE 620
#define STAFFED_PER_MILLE 920
#define OVERTIME_S 1800
#define SHARE_APPLY_PCT G_GUINT64_CONSTANT(72)
#define SHARE_CONSULT_PCT G_GUINT64_CONSTANT(16)
#define MEAN_CONSULT_S 380U
#define MEAN_COLLECT_S 240U
#define GAP_S 40 /* between two people: calling, walking up, tidying */
#define PULSE_MS 30000

/* --- built once --- */

/* Between the tier's least and greatest, by the code alone: a hall stays what it is. */
static guint32 size_of(const SzSimHall *hall, guint32 least, guint32 greatest, guint32 purpose)
{
    guint64 u = sz_sim_hash(sz_slice(hall->hall->code), purpose) >> 48; /* 0..65535 */
    if (hall->tier->is_skewed) {
        u = u * u >> 16;
    }
    return least + (guint32)((greatest - least + 1) * u >> 16);
}

/* Mean service of a ticket of the queue, seconds. */
static guint32 mean_service_s(const SzSimHall *hall, guint queue)
{
    SzTier tier = hall->hall->tier;
    guint64 sum = 0;
    guint64 weight = 0;
    for (gsize i = 0; i < sz_sim_n_items(); i++) {
        const SzSimItem *item = &sz_sim_items[i];
        if (item->queue == queue) {
            sum += (guint64)item->weight[tier] * (guint64)item->service_s;
            weight += item->weight[tier];
        }
    }
    if (weight == 0) {
        return MEAN_CONSULT_S + GAP_S;
    }
    const guint64 collect_pct = 100 - SHARE_APPLY_PCT - SHARE_CONSULT_PCT;
    /* Several matters in one ticket and holds: 12 % more. */
    guint64 apply = sum / weight * 112 / 100;
    return (guint32)((apply * SHARE_APPLY_PCT + MEAN_CONSULT_S * SHARE_CONSULT_PCT +
                      MEAN_COLLECT_S * collect_pct) /
                         100 +
                     GAP_S);
}

static void share_out(SzSimHall *hall)
{
    SzTier tier = hall->hall->tier;
    guint32 sum = 0;
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        sum += sz_sim_queues[q].weight[tier];
    }
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        SzSimDeskQueue *queue = &hall->desk.queues[q];
        guint32 weight = sz_sim_queues[q].weight[tier];
        queue->share_pct10 = sum > 0 ? weight * 1000 / sum : 0;
        guint64 work_s = (guint64)hall->desk.tickets_per_day * queue->share_pct10 / 1000 *
                         mean_service_s(hall, q);
        if (weight > 0) {
            queue->n_windows = 1 + (guint)(work_s * 1000 / BUILT_PER_MILLE / OPEN_S);
            queue->n_staffed = 1 + (guint)(work_s * 1000 / STAFFED_PER_MILLE / OPEN_S);
        }
    }
}

/* The tier's least number of windows is reached by giving each queue one more in turn. */
static void fill_up(SzSimHall *hall)
{
    guint n = 0;
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        n += hall->desk.queues[q].n_windows;
    }
    for (guint q = 0; n > 0 && n < hall->tier->windows_min; q = (q + 1) % SZ_SIM_QUEUES) {
        if (hall->desk.queues[q].share_pct10 > 0) {
            hall->desk.queues[q].n_windows++;
            n++;
        }
    }
}

static void add_windows(SzSimHall *hall, guint queue)
{
    SzSimDesk *desk = &hall->desk;
    for (guint i = 0; i < desk->queues[queue].n_windows; i++) {
        guint n = desk->windows->len + 1;
        SzSimWindow window = {
            .ticket = SZ_SIM_NONE,
            .staff = n,
            .queue = (guint8)queue,
            .pulse_ms = (guint16)(sz_sim_hash(sz_slice(hall->hall->code), 1000 + n) % PULSE_MS),
            .is_general = hall->tier->is_general || n % 6 == 0,
            .is_certified = sz_sim_hash(sz_slice(hall->hall->code), 5000 + n) % 100 < 88,
        };
        (void)g_snprintf(window.code, sizeof window.code, "W%03u", n % 1000);
        g_array_append_val(desk->windows, window);
    }
}

static void init_line(SzSimLineOfPeople *line)
{
    line->tickets = g_array_new(FALSE, FALSE, sizeof(guint32));
}

void sz_sim_desk_init(SzSimHall *hall)
{
    SzSimDesk *desk = &hall->desk;
    desk->tickets = g_array_new(FALSE, TRUE, sizeof(SzSimTicket));
    desk->windows = g_array_new(FALSE, TRUE, sizeof(SzSimWindow));
    desk->tickets_per_day = size_of(hall, hall->tier->tickets_min, hall->tier->tickets_max, 1);
    sz_sim_pool_init(&desk->bookings, sizeof(SzSimBooking));
    share_out(hall);
    fill_up(hall);
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        init_line(&desk->queues[q].ordinary);
        init_line(&desk->queues[q].first);
        add_windows(hall, q);
    }
}

void sz_sim_desk_clear(SzSimHall *hall)
{
    SzSimDesk *desk = &hall->desk;
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        g_array_unref(desk->queues[q].ordinary.tickets);
        g_array_unref(desk->queues[q].first.tickets);
    }
    g_array_unref(desk->tickets);
    g_array_unref(desk->windows);
    sz_sim_pool_clear(&desk->bookings);
}

/* --- every day --- */

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

void sz_sim_desk_begin_day(SzSimHall *hall)
{
    SzSimDesk *desk = &hall->desk;
    sweep(hall);
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
    guint32 walk_in_pct = 100 - hall->tier->booking_pct * 3 / 4;
    sz_sim_flow_fill_visits(hall, desk->tickets_per_day * walk_in_pct / 100, factor);
    sz_sim_flow_fill(desk->booking_flow, sz_sim_remote_weight,
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
    return queue->share_pct10 > 0 ? CLAMP(n, 1, queue->n_windows) : 0;
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
    if (sz_sim_random_chance(dice, 25000)) {
        late_s = sz_sim_random_between(dice, 300, 1500);
    }
    bool is_absent = sz_sim_random_chance(dice, 6000);
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
    }
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
