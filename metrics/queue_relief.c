#include "metrics/queue_relief.h"

#include "metrics/quantile.h"

#include <math.h>

#define HOUR_NS (3600 * SZ_NS_PER_S)
#define MINUTE_NS (60 * SZ_NS_PER_S)
#define STEP_MIN 5

struct SzQueueRelief {
    SzWallTime now;
    SzDaySlots slots;
    const char *queue;
    GArray *waits_ns; /* owned; gint64, of those who wait */
    guint n_taken;    /* in the hour before, likewise the others */
    guint n_called;
    guint n_services;
    gint64 services_ns;
};

SzQueueRelief *sz_queue_relief_new(SzWallTime now, const SzDaySlots *slots, const char *queue)
{
    SzQueueRelief *relief = g_new0(SzQueueRelief, 1);
    relief->now = now;
    relief->slots = *slots;
    relief->queue = queue;
    relief->waits_ns = g_array_new(FALSE, FALSE, sizeof(gint64));
    return relief;
}

void sz_queue_relief_free(SzQueueRelief *relief)
{
    if (relief != NULL) {
        g_array_unref(relief->waits_ns);
        g_free(relief);
    }
}

/* In (now - 60 min, now] */
static bool is_in_hour(const SzQueueRelief *relief, SzMaybeTime at)
{
    return at.known && at.at.ns <= relief->now.ns && at.at.ns > relief->now.ns - HOUR_NS;
}

void sz_queue_relief_add(SzQueueRelief *relief, const SzTicket *ticket)
{
    SzWallTime now = relief->now;
    if (ticket->day != sz_day_of(now)) {
        return;
    }
    SzMaybeTime taken = sz_maybe_time(ticket->taken);
    if (g_str_equal(ticket->queue, relief->queue)) {
        relief->n_taken += is_in_hour(relief, taken) ? 1 : 0;
        if (ticket->state == SZ_TICKET_WAITING && sz_ticket_is_open(ticket, now) && taken.known &&
            taken.at.ns <= now.ns) {
            gint64 wait_ns = sz_ticket_wait_ns(&relief->slots, taken.at, now);
            g_array_append_val(relief->waits_ns, wait_ns);
        }
    }
    if (g_str_equal(ticket->called_queue, relief->queue)) {
        relief->n_called += is_in_hour(relief, sz_maybe_time(ticket->called)) ? 1 : 0;
    }
    SzMaybeTime called = sz_maybe_time(ticket->last_call);
    SzMaybeTime ended = sz_ticket_ended(ticket);
    if (g_str_equal(ticket->last_call_queue, relief->queue) &&
        sz_ticket_state_is_served(ticket->state) && is_in_hour(relief, ended) && called.known &&
        called.at.ns <= ended.at.ns) {
        relief->n_services++;
        relief->services_ns += ended.at.ns - called.at.ns;
    }
}

/* --- the estimate -------------------------------------------------------------------------- */

static double open_minutes(const SzQueueRelief *relief)
{
    gint64 to_ns = sz_ns_of_day(relief->now);
    gint64 from_ns = to_ns - HOUR_NS;
    gint64 open_ns = 0;
    for (guint i = 0; i < relief->slots.n; i++) {
        const SzSlot *slot = &relief->slots.slots[i];
        gint64 begin_ns = MAX(from_ns, slot->open_s * SZ_NS_PER_S);
        gint64 end_ns = MIN(to_ns, slot->close_s * SZ_NS_PER_S);
        open_ns += MAX(0, end_ns - begin_ns);
    }
    return (double)open_ns / (double)MINUTE_NS;
}

/* The longest wait in @minutes from now, when @calls are called and @arrivals come a minute. */
static double longest_min(const SzQueueRelief *relief, double calls, double arrivals,
                          gint64 minutes)
{
    const GArray *waits = relief->waits_ns; /* ascending by now */
    /* What is a whole number is not to be missed by a rounding. */
    double n_called = floor(calls * (double)minutes + 1e-9);
    if (n_called < waits->len) {
        gint64 wait_ns = g_array_index(waits, gint64, waits->len - 1 - (guint)n_called);
        return (double)wait_ns / (double)MINUTE_NS + (double)minutes;
    }
    double n_later = n_called - waits->len + 1;
    return arrivals > 0 ? MAX(0, (double)minutes - n_later / arrivals) : 0;
}

/* Minutes until the longest wait is what it should be; -1: not in time. */
static gint64 minutes_to_aim(const SzQueueRelief *relief, double calls, double arrivals)
{
    if (calls < arrivals) {
        return -1;
    }
    for (gint64 minutes = 0; minutes <= SZ_RELIEF_HORIZON_MIN; minutes++) {
        if (longest_min(relief, calls, arrivals, minutes) <= SZ_RELIEF_AIM_MIN) {
            return minutes;
        }
    }
    return -1;
}

bool sz_queue_relief_find(SzQueueRelief *relief, guint n_spare, SzRelief *out)
{
    double minutes = open_minutes(relief);
    if (minutes < SZ_RELIEF_OPEN_MIN || relief->n_services < SZ_RELIEF_SERVICES ||
        relief->services_ns <= 0) {
        return false;
    }
    sz_sort_int64(relief->waits_ns);
    double arrivals = relief->n_taken / minutes;
    double calls = relief->n_called / minutes;
    double service_min =
        (double)relief->services_ns / (double)MINUTE_NS / (double)relief->n_services;
    if (minutes_to_aim(relief, calls, arrivals) >= 0) {
        return false;
    }
    for (guint k = 1; k <= n_spare; k++) {
        gint64 t = minutes_to_aim(relief, calls + k / service_min, arrivals);
        if (t >= 0) {
            *out = (SzRelief){k, (t + STEP_MIN - 1) / STEP_MIN * STEP_MIN};
            return true;
        }
    }
    return false;
}
