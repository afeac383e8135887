/* The typed events of lines that keep the standard. */

#include "collector/telemetry_internal.h"

#define FIELD(name) (reading->fields[SZ_FIELD_##name])
#define TEXT(name) sz_field_text(FIELD(name))
#define TAG(name) (reading->tags[SZ_TAG_##name])

static void ticket_event(const SzReading *reading, SzWallTime occurred, SzTicketEvent *out)
{
    *out = (SzTicketEvent){
        .occurred = occurred,
        .hall = reading->hall,
        .id = TEXT(TICKET_ID),
        .queue = TAG(TICKET_QUEUE),
        .window = TAG(TICKET_WINDOW),
        .channel = TAG(TICKET_CHANNEL),
        .priority = TAG(TICKET_PRIORITY),
        .purpose = TAG(TICKET_PURPOSE),
        .to_queue = TEXT(TICKET_TO_QUEUE),
        .to_window = TEXT(TICKET_TO_WINDOW),
        .item = TEXT(TICKET_ITEM),
        .case_id = TEXT(TICKET_CASE),
        .staff = TEXT(TICKET_STAFF),
        .appt = TEXT(TICKET_APPT),
        .src = sz_field_text(reading->src),
        .eid = sz_field_text(reading->eid),
        .recall = sz_field_count(FIELD(TICKET_RECALL)),
    };
    (void)sz_ticket_event_parse(reading->event, &out->kind);
    (void)sz_ticket_result_parse(TEXT(TICKET_RESULT), &out->result);
}

static void window_event(const SzReading *reading, SzWallTime occurred, SzWindowEvent *out)
{
    *out = (SzWindowEvent){
        .occurred = occurred,
        .hall = reading->hall,
        .window = TAG(WINDOW_WINDOW),
        .reason = TEXT(WINDOW_REASON),
        .staff = TEXT(WINDOW_STAFF),
        .cert = sz_field_flag(FIELD(WINDOW_CERT)),
    };
    (void)sz_window_state_parse(TEXT(WINDOW_STATE), &out->state);
}

/* Milliseconds of a duration in seconds; -1 when it is not given. */
static gint32 duration_ms(const SzLpField *field)
{
    if (field == NULL || field->value.type != SZ_LP_FLOAT) {
        return -1;
    }
    double ms = CLAMP(field->value.as.f * 1000, 0, G_MAXINT32);
    return (gint32)ms;
}

static void kiosk_event(const SzReading *reading, SzWallTime occurred, SzKioskEvent *out)
{
    *out = (SzKioskEvent){
        .occurred = occurred,
        .hall = reading->hall,
        .kiosk = TAG(KIOSK_KIOSK),
        .item = TEXT(KIOSK_ITEM),
        .src = sz_field_text(reading->src),
        .eid = sz_field_text(reading->eid),
        .faults = FIELD(KIOSK_FAULTS) != NULL ? sz_kiosk_faults_parse(TEXT(KIOSK_FAULTS)) : -1,
        .dur_ms = duration_ms(FIELD(KIOSK_DUR_S)),
        .pages = sz_field_count(FIELD(KIOSK_PAGES)),
    };
    (void)sz_kiosk_event_parse(reading->event, &out->kind);
    (void)sz_kiosk_state_parse(TEXT(KIOSK_STATE), &out->state);
    (void)sz_txn_result_parse(TEXT(KIOSK_RESULT), &out->result);
}

static void rating_event(const SzReading *reading, SzWallTime occurred, SzRatingEvent *out)
{
    *out = (SzRatingEvent){
        .occurred = occurred,
        .hall = reading->hall,
        .id = TEXT(RATING_ID),
        .window = TAG(RATING_WINDOW),
        .channel = TAG(RATING_CHANNEL),
        .case_id = TEXT(RATING_CASE),
        .ticket = TEXT(RATING_TICKET),
        .result = TEXT(RATING_RESULT),
        .src = sz_field_text(reading->src),
        .eid = sz_field_text(reading->eid),
        .level = sz_field_count(FIELD(RATING_LEVEL)),
        .is_active = sz_field_flag(FIELD(RATING_ACTIVE)),
    };
    (void)sz_rating_event_parse(reading->event, &out->kind);
}

static SzEnvelope envelope_of(const SzReading *reading, SzWallTime occurred, SzWallTime received)
{
    bool has_seq = reading->seq != NULL && reading->seq->value.type == SZ_LP_INT;
    return (SzEnvelope){
        .hall = reading->hall,
        .src = sz_field_text(reading->src),
        .occurred = occurred,
        .received = received,
        .has_seq = has_seq,
        .is_ticket = reading->entity == SZ_ENTITY_TICKET,
        .is_case = reading->entity == SZ_ENTITY_CASE,
        .seq = has_seq ? reading->seq->value.as.i : 0,
    };
}

void sz_telemetry_event(const SzReading *reading, SzWallTime received, SzEvent *out)
{
    SzWallTime occurred = sz_point_occurred(reading->point, received);
    out->envelope = envelope_of(reading, occurred, received);
    switch (reading->entity) {
    case SZ_ENTITY_CASE:
        out->entity = SZ_EVENT_CASE;
        sz_telemetry_case_event(reading, received, &out->as.case_event);
        break;
    case SZ_ENTITY_TICKET:
        out->entity = SZ_EVENT_TICKET;
        ticket_event(reading, occurred, &out->as.ticket);
        break;
    case SZ_ENTITY_WINDOW:
        out->entity = SZ_EVENT_WINDOW;
        window_event(reading, occurred, &out->as.window);
        break;
    case SZ_ENTITY_KIOSK:
        out->entity = SZ_EVENT_KIOSK;
        kiosk_event(reading, occurred, &out->as.kiosk);
        break;
    case SZ_ENTITY_RATING:
        out->entity = SZ_EVENT_RATING;
        rating_event(reading, occurred, &out->as.rating);
        break;
    case SZ_ENTITY_GENERIC:
    case SZ_ENTITY_ISSUE:
    case SZ_ENTITY_APPOINTMENT:
    case SZ_ENTITY_CROWD:
    case SZ_ENTITY_PATROL:
    case SZ_ENTITY_SCHEDULE:
    case SZ_ENTITY_METRIC:
    case SZ_ENTITY_N:
        out->entity = SZ_EVENT_OTHER;
        break;
    }
}
