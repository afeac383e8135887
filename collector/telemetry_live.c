/* The typed events of tickets, windows, kiosks and ratings, of lines that keep the standard. */

#include "collector/telemetry_internal.h"

#define TAG(key) sz_point_find_tag(point, SZ_SLICE(key))
#define TEXT(key) sz_point_text(point, SZ_SLICE(key))

void sz_telemetry_ticket_event(const SzLpPoint *point, SzWallTime received, SzTicketEvent *out)
{
    SzTicketEvent event = {
        .occurred = sz_point_occurred(point, received),
        .hall = TAG("hall"),
        .id = TEXT("id"),
        .queue = TAG("queue"),
        .window = TAG("window"),
        .channel = TAG("channel"),
        .priority = TAG("priority"),
        .purpose = TAG("purpose"),
        .to_queue = TEXT("to_queue"),
        .to_window = TEXT("to_window"),
        .item = TEXT("item"),
        .case_id = TEXT("case"),
        .staff = TEXT("staff"),
        .appt = TEXT("appt"),
        .src = TEXT("src"),
        .eid = TEXT("eid"),
        .recall = sz_point_count(point, SZ_SLICE("recall")),
    };
    (void)sz_ticket_event_parse(TAG("event"), &event.kind);
    (void)sz_ticket_result_parse(TEXT("result"), &event.result);
    *out = event;
}

void sz_telemetry_window_event(const SzLpPoint *point, SzWallTime received, SzWindowEvent *out)
{
    SzWindowEvent event = {
        .occurred = sz_point_occurred(point, received),
        .hall = TAG("hall"),
        .window = TAG("window"),
        .reason = TEXT("reason"),
        .staff = TEXT("staff"),
        .cert = sz_point_flag(point, SZ_SLICE("cert")),
    };
    (void)sz_window_state_parse(TEXT("state"), &event.state);
    *out = event;
}

/* Milliseconds of a duration in seconds; -1 when it is not given. */
static gint32 duration_ms(const SzLpPoint *point, SzSlice key)
{
    const SzLpField *field = sz_point_find_field(point, key);
    if (field == NULL || field->value.type != SZ_LP_FLOAT) {
        return -1;
    }
    double ms = CLAMP(field->value.as.f * 1000, 0, G_MAXINT32);
    return (gint32)ms;
}

void sz_telemetry_kiosk_event(const SzLpPoint *point, SzWallTime received, SzKioskEvent *out)
{
    bool has_faults = sz_point_find_field(point, SZ_SLICE("faults")) != NULL;
    SzKioskEvent event = {
        .occurred = sz_point_occurred(point, received),
        .hall = TAG("hall"),
        .kiosk = TAG("kiosk"),
        .item = TEXT("item"),
        .src = TEXT("src"),
        .eid = TEXT("eid"),
        .faults = has_faults ? sz_kiosk_faults_parse(TEXT("faults")) : -1,
        .dur_ms = duration_ms(point, SZ_SLICE("dur_s")),
        .pages = sz_point_count(point, SZ_SLICE("pages")),
    };
    (void)sz_kiosk_event_parse(TAG("event"), &event.kind);
    (void)sz_kiosk_state_parse(TEXT("state"), &event.state);
    (void)sz_txn_result_parse(TEXT("result"), &event.result);
    *out = event;
}

void sz_telemetry_rating_event(const SzLpPoint *point, SzWallTime received, SzRatingEvent *out)
{
    SzRatingEvent event = {
        .occurred = sz_point_occurred(point, received),
        .hall = TAG("hall"),
        .id = TEXT("id"),
        .window = TAG("window"),
        .channel = TAG("channel"),
        .case_id = TEXT("case"),
        .ticket = TEXT("ticket"),
        .result = TEXT("result"),
        .src = TEXT("src"),
        .eid = TEXT("eid"),
        .level = sz_point_count(point, SZ_SLICE("level")),
        .is_active = sz_point_flag(point, SZ_SLICE("active")),
    };
    (void)sz_rating_event_parse(TAG("event"), &event.kind);
    *out = event;
}

bool sz_telemetry_event(const SzLpPoint *point, SzEntity entity, SzWallTime received, SzEvent *out)
{
    switch (entity) {
    case SZ_ENTITY_CASE:
        out->entity = SZ_EVENT_CASE;
        sz_telemetry_case_event(point, received, &out->as.case_event);
        return true;
    case SZ_ENTITY_TICKET:
        out->entity = SZ_EVENT_TICKET;
        sz_telemetry_ticket_event(point, received, &out->as.ticket);
        return true;
    case SZ_ENTITY_WINDOW:
        out->entity = SZ_EVENT_WINDOW;
        sz_telemetry_window_event(point, received, &out->as.window);
        return true;
    case SZ_ENTITY_KIOSK:
        out->entity = SZ_EVENT_KIOSK;
        sz_telemetry_kiosk_event(point, received, &out->as.kiosk);
        return true;
    case SZ_ENTITY_RATING:
        out->entity = SZ_EVENT_RATING;
        sz_telemetry_rating_event(point, received, &out->as.rating);
        return true;
    case SZ_ENTITY_GENERIC:
    case SZ_ENTITY_ISSUE:
    case SZ_ENTITY_APPOINTMENT:
    case SZ_ENTITY_CROWD:
    case SZ_ENTITY_PATROL:
    case SZ_ENTITY_SCHEDULE:
    case SZ_ENTITY_METRIC:
    case SZ_ENTITY_N:
        break;
    }
    return false;
}
