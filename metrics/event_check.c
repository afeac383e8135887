#include "metrics/event_check.h"

static bool is_between(gint64 value, gint64 min, gint64 max)
{
    return value >= min && value <= max;
}

/* @n: how many there are; enums are unsigned or not as the compiler likes. */
static bool is_one_of(gint64 choice, gint64 n)
{
    return is_between(choice, 0, n - 1);
}

static bool is_answer(gint8 given)
{
    return is_between(given, -1, 1);
}

static bool is_limit(SzLimit limit)
{
    return limit.unit == SZ_UNIT_NONE ||
           (is_one_of(limit.unit, SZ_UNIT_DAY + 1) && is_between(limit.n, 0, SZ_LIMIT_MAX));
}

bool sz_event_is_whole(const SzEventLayout *layout, SzSlice body)
{
    SzStateReader reader = sz_state_reader(body);
    (void)sz_state_take_bytes(&reader, SZ_EVENT_KEY_BYTES);
    while (sz_state_has_more(&reader)) {
        guint8 number = *reader.at++;
        bool is_identity = number >= SZ_EVENT_FIELD_SRC;
        if (is_identity ? layout->eid == 0 : number == 0 || number > layout->n_fields) {
            return false;
        }
        if (is_identity || sz_event_field_is_text(layout, number)) {
            (void)sz_state_take_text(&reader);
        } else {
            (void)sz_state_take_number(&reader, G_MAXUINT64);
        }
    }
    return sz_state_is_done(&reader);
}

bool sz_case_event_is_sound(const SzCaseEvent *event)
{
    return is_one_of(event->kind, SZ_CASE_N_EVENTS) && is_one_of(event->channel, SZ_CHANNEL_N) &&
           is_one_of(event->case_kind, SZ_CASE_KIND_PROMISE + 1) && is_limit(event->promise) &&
           is_limit(event->statute) && is_one_of(event->suspend_kind, SZ_SUSPEND_N_KINDS) &&
           is_between(event->days, -1, SZ_LIMIT_MAX) && is_between(event->visits, -1, G_MAXINT32) &&
           is_answer(event->is_auto) && is_answer(event->elic) && is_answer(event->notified);
}

bool sz_ticket_event_is_sound(const SzTicketEvent *event)
{
    return is_one_of(event->kind, SZ_TICKET_N_EVENTS) &&
           is_one_of(event->result, SZ_TICKET_RESULT_N);
}

bool sz_window_event_is_sound(const SzWindowEvent *event)
{
    return is_one_of(event->state, SZ_WINDOW_N_STATES);
}

bool sz_kiosk_event_is_sound(const SzKioskEvent *event)
{
    return is_one_of(event->kind, SZ_KIOSK_N_EVENTS) &&
           is_one_of(event->state, SZ_KIOSK_N_STATES) &&
           is_one_of(event->result, SZ_TXN_N_RESULTS) &&
           is_between(event->faults, -1, (1 << SZ_KIOSK_N_FAULTS) - 1);
}

bool sz_rating_event_is_sound(const SzRatingEvent *event)
{
    return is_one_of(event->kind, SZ_RATING_N_EVENTS) &&
           (event->level == -1 || is_between(event->level, 1, SZ_RATING_LEVEL_MAX)) &&
           is_answer(event->is_active);
}
