#include "metrics/event_key.h"

#include "metrics/case_events.h"
#include "metrics/kiosks_internal.h"
#include "metrics/rating_facts.h"
#include "metrics/state_writer.h"
#include "metrics/ticket_facts.h"

typedef struct {
    SzSlice hall;
    SzSlice name;
    const SzEventLayout *layout;
    const void *event;
} Parts;

static Parts parts_of(const SzEvent *event)
{
    switch (event->entity) {
    case SZ_EVENT_CASE:
        return (Parts){event->as.case_event.hall, event->as.case_event.id, sz_case_event_layout(),
                       &event->as.case_event};
    case SZ_EVENT_TICKET:
        return (Parts){event->as.ticket.hall, event->as.ticket.id, &SZ_TICKET_LAYOUT,
                       &event->as.ticket};
    case SZ_EVENT_KIOSK:
        return (Parts){event->as.kiosk.hall, event->as.kiosk.kiosk, &SZ_KIOSK_LAYOUT,
                       &event->as.kiosk};
    case SZ_EVENT_RATING:
        return (Parts){event->as.rating.hall, event->as.rating.id, &SZ_RATING_LAYOUT,
                       &event->as.rating};
    case SZ_EVENT_WINDOW:
    case SZ_EVENT_OTHER:
        break;
    }
    return (Parts){0};
}

GByteArray *sz_event_key(const SzEvent *event)
{
    GByteArray *key = g_byte_array_new();
    Parts parts = parts_of(event);
    if (parts.layout == NULL) {
        return key;
    }
    g_auto(SzEncodedEvent) encoded;
    sz_event_encode(parts.layout, parts.event, &encoded);
    sz_state_put_number(key, event->entity);
    sz_state_put_text(key, parts.hall);
    sz_state_put_text(key, parts.name);
    sz_state_put_text(key, sz_encoded_event_slice(&encoded));
    return key;
}
