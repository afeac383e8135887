/* Appointments: made from home, kept, missed or called off. */

#include "collector/simulator_desk.h"

enum { ARRIVES, STAYS_AWAY, CALLS_OFF };

/* The hall lets people come until half an hour after their time. */
#define LATE_S 1800
#define TIMES_S 900 /* a time every quarter of an hour */

const char *sz_sim_booking_id(const SzSimHall *hall, SzDay day, guint32 serial, char text[64])
{
    SzCivil civil = sz_day_to_civil(day);
    (void)g_snprintf(text, 64, "B%s-%02d%02d%02d-%04u", hall->hall->code, civil.year % 100,
                     civil.month, civil.day, serial);
    return text;
}

static void say(SzSimHall *hall, SzSimBooking *booking, SzSlice event)
{
    SzSimLine line;
    char id[64];
    char eid[72];
    (void)sz_sim_booking_id(hall, booking->day, booking->serial, id);
    (void)g_snprintf(eid, sizeof eid, "%s-%u", id, ++booking->n_events);
    sz_sim_line_begin(&line, hall, SZ_SLICE("appointment"), SZ_SIM_FEED_QUEUE, booking->born_ms);
    sz_sim_line_tag(&line, SZ_SLICE("event"), event);
    sz_sim_line_tag(&line, SZ_SLICE("queue"), (SzSlice){&sz_sim_queues[booking->queue].letter, 1});
    sz_sim_line_text(&line, SZ_SLICE("id"), sz_slice(id));
    sz_sim_line_text(&line, SZ_SLICE("eid"), sz_slice(eid));
    sz_sim_line_int(&line, SZ_SLICE("slot"), booking->slot_ms * (SZ_NS_PER_S / SZ_SIM_MS));
    sz_sim_line_end(&line);
}

/* A third come later the same day, the others on the next working day. */
static gint64 pick_slot(SzSimHall *hall)
{
    SzSimRandom *dice = &hall->dice[SZ_SIM_DICE_FLOW];
    gint64 at = sz_sim_workday_after(hall, SZ_SIM_DICE_FLOW, hall->now_ms, 1);
    if (sz_sim_random_chance(dice, 350000)) {
        gint64 later =
            sz_sim_office_after(hall, hall->now_ms, 1800 + sz_sim_random_below(dice, 14400));
        at = later != SZ_SIM_NEVER && sz_sim_day_of(later) == hall->day ? later : at;
    }
    return at == SZ_SIM_NEVER ? at : at - at % (TIMES_S * SZ_SIM_MS);
}

static guint8 pick_fate(SzSimRandom *dice)
{
    if (sz_sim_random_chance(dice, 90000)) {
        return STAYS_AWAY;
    }
    return sz_sim_random_chance(dice, 80000) ? CALLS_OFF : ARRIVES;
}

static gint64 moment_of(SzSimRandom *dice, const SzSimBooking *booking, gint64 now_ms)
{
    switch (booking->fate) {
    case STAYS_AWAY:
        return booking->slot_ms + (gint64)LATE_S * SZ_SIM_MS;
    case CALLS_OFF:
        return now_ms + (booking->slot_ms - now_ms) / 2;
    default:
        return booking->slot_ms + (gint64)sz_sim_random_between(dice, -480, 300) * SZ_SIM_MS +
               sz_sim_random_below(dice, SZ_SIM_MS);
    }
}

void sz_sim_booking_create(SzSimHall *hall, guint32 unused)
{
    (void)unused;
    SzSimRandom *dice = &hall->dice[SZ_SIM_DICE_FLOW];
    gint64 slot_ms = pick_slot(hall);
    if (slot_ms != SZ_SIM_NEVER && slot_ms > hall->now_ms) {
        guint32 i = sz_sim_pool_take(&hall->desk.bookings);
        SzSimBooking *booking = SZ_SIM_AT(&hall->desk.bookings, SzSimBooking, i);
        *booking = (SzSimBooking){.born_ms = hall->now_ms,
                                  .slot_ms = slot_ms,
                                  .serial = ++hall->desk.n_bookings,
                                  .day = hall->day,
                                  .queue = (guint8)sz_sim_pick_queue(hall, SZ_SIM_DICE_FLOW),
                                  .fate = pick_fate(dice)};
        say(hall, booking, SZ_SLICE("create"));
        gint64 due_ms = moment_of(dice, booking, hall->now_ms);
        sz_sim_plan(hall, MAX(due_ms, hall->now_ms + SZ_SIM_MS), SZ_SIM_BOOKED, i);
    }
    sz_sim_plan(hall, sz_sim_flow_next(hall, hall->desk.booking_flow, SZ_SIM_DICE_FLOW),
                SZ_SIM_BOOKING, 0);
}

static void arrive(SzSimHall *hall, SzSimBooking booking)
{
    const SzSimArrival arrival = {.queue = booking.queue,
                                  .appointment = booking.serial,
                                  .booked_on = booking.day,
                                  .born_ms = booking.born_ms};
    sz_sim_ticket_take(hall, &arrival);
}

void sz_sim_booking_due(SzSimHall *hall, guint32 i)
{
    SzSimBooking *booking = SZ_SIM_AT(&hall->desk.bookings, SzSimBooking, i);
    if (booking->fate == ARRIVES && !sz_sim_is_open(hall, hall->now_ms)) {
        /* Too early at the door, or the hall has closed against the plan. */
        if (hall->now_ms < booking->slot_ms) {
            sz_sim_plan(hall, booking->slot_ms + SZ_SIM_MS, SZ_SIM_BOOKED, i);
            return;
        }
        booking->fate = STAYS_AWAY;
    }
    if (booking->fate == ARRIVES) {
        say(hall, booking, SZ_SLICE("arrive"));
        arrive(hall, *booking);
    } else {
        say(hall, booking, booking->fate == CALLS_OFF ? SZ_SLICE("cancel") : SZ_SLICE("noshow"));
    }
    sz_sim_pool_give_back(&hall->desk.bookings, i);
}
