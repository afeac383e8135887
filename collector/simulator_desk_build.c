/* The desk as it was built: how many people it is for, its queues, its windows. */

#include "collector/simulator_desk.h"

#define OPEN_S 27000 /* ordinary opening hours: 7.5 h */
/* Windows that exist and windows that are staffed, by the work of an ordinary day: at these shares
 * of working time they would just do it. */
#define BUILT_PER_MILLE 560
#define STAFFED_PER_MILLE 750
#define SHARE_APPLY_PCT G_GUINT64_CONSTANT(72)
#define SHARE_CONSULT_PCT G_GUINT64_CONSTANT(16)
#define MEAN_CONSULT_S 380U
#define MEAN_COLLECT_S 240U
#define GAP_S 40 /* between two people: calling, walking up, tidying */
#define PULSE_MS 30000

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

/* Queues by their share of the tickets.  Where every window takes every queue, the windows are counted
 * together: @carried is what rounding has left over. */
static void share_out(SzSimHall *hall)
{
    SzTier tier = hall->hall->tier;
    const guint64 round_up = hall->tier->is_general ? 950 : 500;
    guint64 carried = round_up;
    bool is_first = true;
    guint32 sum = 0;
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        sum += sz_sim_queues[q].weight[tier];
    }
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        SzSimDeskQueue *queue = &hall->desk.queues[q];
        guint32 weight = sz_sim_queues[q].weight[tier];
        if (weight == 0) {
            continue;
        }
        queue->share_pct10 = weight * 1000 / sum;
        guint64 work_s = (guint64)hall->desk.tickets_per_day * queue->share_pct10 / 1000 *
                         mean_service_s(hall, q);
        guint64 staffed = work_s * hall->traits.staffing * 1000 / STAFFED_PER_MILLE / OPEN_S;
        queue->n_windows = 1 + (guint)(work_s * 1000 / BUILT_PER_MILLE / OPEN_S);
        queue->n_staffed = (guint)((staffed + carried) / 1000);
        carried = hall->tier->is_general ? (staffed + carried) % 1000 : round_up;
        if (!hall->tier->is_general || is_first) {
            queue->n_staffed = MAX(queue->n_staffed, 1);
        }
        is_first = false;
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
