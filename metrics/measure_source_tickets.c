/* Tickets, as measures see them. */

#include "metrics/measure_source.h"

enum { TIER, STATE, OPEN, TODAY, BOOKED, TAKEN, CALLED, SINCE, ENDED, WAIT, WAITED, QUEUE, WINDOW };

/* By SzTicketState. */
static const char *const states[] = {"unknown", "waiting",  "called", "serving",   "held", "missed",
                                     "done",    "returned", "info",   "cancelled", NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(states) == SZ_TICKET_N_STATES + 1);

static const SzAttribute attributes[] = {
    [TIER] = {"tier", SZ_VALUE_CHOICE, SZ_TIER_CHOICES},
    [STATE] = {"state", SZ_VALUE_CHOICE, states},
    [OPEN] = {"open", SZ_VALUE_TRUTH, NULL},
    [TODAY] = {"today", SZ_VALUE_TRUTH, NULL},
    [BOOKED] = {"booked", SZ_VALUE_TRUTH, NULL},
    [TAKEN] = {"taken", SZ_VALUE_TIME, NULL},
    [CALLED] = {"called", SZ_VALUE_TIME, NULL},
    [SINCE] = {"since", SZ_VALUE_TIME, NULL},
    [ENDED] = {"ended", SZ_VALUE_TIME, NULL},
    [WAIT] = {"wait", SZ_VALUE_DURATION, NULL},
    [WAITED] = {"waited", SZ_VALUE_DURATION, NULL},
    [QUEUE] = {"queue", SZ_VALUE_TEXT, NULL},
    [WINDOW] = {"window", SZ_VALUE_TEXT, NULL},
};

/* How long somebody has waited who waits now. */
static bool get_waited(const SzLook *look, const SzRow *row, gint64 *out)
{
    const SzTicket *ticket = row->thing;
    SzMaybeTime taken = sz_maybe_time(ticket->taken);
    if (!taken.known || ticket->state != SZ_TICKET_WAITING) {
        return false;
    }
    SzDaySlots slots = sz_opening_hours_on(sz_registry_hours(look->rules->registry, row->hall),
                                           look->rules->calendar, ticket->day);
    *out = sz_look_us(sz_ticket_wait_ns(&slots, taken.at, look->now));
    return true;
}

static bool get_text(const char *text, gint64 *out)
{
    *out = sz_text_key(sz_slice(text));
    return text[0] != '\0';
}

static bool get(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out)
{
    const SzTicket *ticket = row->thing;
    switch (i_attribute) {
    case TIER:
        *out = (gint64)row->hall->tier;
        return true;
    case STATE:
        *out = (gint64)ticket->state;
        return true;
    case OPEN:
        *out = sz_ticket_is_open(ticket, look->now);
        return true;
    case TODAY:
        *out = ticket->day == look->today;
        return true;
    case BOOKED:
        *out = ticket->is_booked;
        return true;
    case TAKEN:
        return sz_look_time(sz_maybe_time(ticket->taken), out);
    case CALLED:
        return sz_look_time(sz_maybe_time(ticket->called), out);
    case SINCE:
        return sz_look_time(sz_maybe_time(ticket->since), out);
    case ENDED:
        return sz_look_time(sz_ticket_ended(ticket), out);
    case WAIT:
        *out = sz_look_us(ticket->wait_ns);
        return ticket->has_wait;
    case WAITED:
        return get_waited(look, row, out);
    case QUEUE:
        return get_text(ticket->queue, out);
    case WINDOW:
    default:
        return get_text(ticket->window, out);
    }
}

const SzSourceInfo SZ_TICKETS_SOURCE = {{attributes, G_N_ELEMENTS(attributes)}, get};
