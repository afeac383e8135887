/* Events on their way to the stores. */

#include "metrics/engine_internal.h"

/* So many events before its turn an event's place is fetched, then its slot, then what its slot refers to: enough for
 * memory, few enough for the cache. */
enum { PLACE_AHEAD = 12, SLOT_AHEAD = 8, EVENTS_AHEAD = 4, HINTS = 16 };

/* --- one ----------------------------------------------------------------------------------- */

static SzApplied apply_to_store(SzEngine *engine, const SzPackedEvent *packed)
{
    SzEvent event;
    SzSlice hall = packed->envelope.hall;
    SzWallTime occurred = packed->envelope.occurred;
    switch (packed->entity) {
    case SZ_EVENT_CASE:
        sz_packed_event_unpack(packed, &event);
        return sz_cases_apply(engine->cases, &event.as.case_event);
    case SZ_EVENT_TICKET:
        sz_life_signs_note(engine->signs, hall, occurred);
        return sz_tickets_apply_packed(engine->tickets, packed);
    case SZ_EVENT_WINDOW:
        sz_life_signs_note(engine->signs, hall, occurred);
        sz_packed_event_unpack(packed, &event);
        return sz_windows_apply(engine->windows, &event.as.window);
    case SZ_EVENT_KIOSK:
        sz_packed_event_unpack(packed, &event);
        return sz_kiosks_apply(engine->kiosks, &event.as.kiosk);
    case SZ_EVENT_RATING:
        return sz_ratings_apply_packed(engine->ratings, packed);
    case SZ_EVENT_OTHER:
        break;
    }
    return SZ_APPLIED_UNJUDGED;
}

static SzApplied apply(SzEngine *engine, SzPackedEvent *event, SzWallTime received)
{
    SzApplied applied = apply_to_store(engine, event);
    event->envelope.received = received;
    const SzEnvelope *line = &event->envelope;
    sz_feed_quality_note(engine->quality, line, applied == SZ_APPLIED_REPEAT);
    if (applied == SZ_APPLIED_NEW && sz_is_late_for_index(line->occurred, received)) {
        sz_revisions_note(engine->revisions, line->hall, line->occurred, received);
    }
    return applied;
}

SzApplied sz_engine_apply(SzEngine *engine, const SzEvent *event)
{
    gsize at = 0;
    SzPackedEvent packed;
    g_string_truncate(engine->packed, 0);
    sz_packed_event_put(engine->packed, event, 0);
    (void)sz_packed_event_next((SzSlice){engine->packed->str, engine->packed->len}, &at, &packed);
    return apply(engine, &packed, event->envelope.received);
}

/* --- many ---------------------------------------------------------------------------------- */

typedef struct {
    SzPackedHint what;
    guint32 number; /* of its slot + 1, once it was looked for; 0: none */
} Hint;

/* What is coming, a ring. */
typedef struct {
    Hint hints[HINTS];
    gsize n; /* seen so far */
    gsize at;
} Ahead;

static void expect_place(const SzEngine *engine, const SzPackedHint *hint)
{
    switch (hint->entity) {
    case SZ_EVENT_CASE:
        sz_cases_expect(engine->cases, hint->hash);
        break;
    case SZ_EVENT_TICKET:
        sz_tickets_expect(engine->tickets, hint->hash);
        break;
    case SZ_EVENT_KIOSK:
        sz_kiosks_expect(engine->kiosks, hint->hash);
        break;
    case SZ_EVENT_RATING:
        sz_ratings_expect(engine->ratings, hint->hash);
        break;
    case SZ_EVENT_WINDOW: /* few, and asked for all the time */
    case SZ_EVENT_OTHER:
        break;
    }
}

static guint32 expect_slot(const SzEngine *engine, const SzPackedHint *hint)
{
    switch (hint->entity) {
    case SZ_EVENT_CASE:
        return sz_cases_expect_row(engine->cases, hint->hash);
    case SZ_EVENT_TICKET:
        return sz_tickets_expect_slot(engine->tickets, hint->hash);
    case SZ_EVENT_KIOSK:
        return sz_kiosks_expect_slot(engine->kiosks, hint->hash);
    case SZ_EVENT_RATING:
        return sz_ratings_expect_slot(engine->ratings, hint->hash);
    case SZ_EVENT_WINDOW:
    case SZ_EVENT_OTHER:
        break;
    }
    return 0;
}

static void expect_events(const SzEngine *engine, const Hint *hint)
{
    switch (hint->what.entity) {
    case SZ_EVENT_CASE:
        sz_cases_expect_events(engine->cases, hint->number);
        break;
    case SZ_EVENT_TICKET:
        sz_tickets_expect_events(engine->tickets, hint->number);
        break;
    case SZ_EVENT_KIOSK:
        sz_kiosks_expect_events(engine->kiosks, hint->number);
        break;
    case SZ_EVENT_RATING:
        sz_ratings_expect_events(engine->ratings, hint->number);
        break;
    case SZ_EVENT_WINDOW:
    case SZ_EVENT_OTHER:
        break;
    }
}

/* Before the event @i. */
static void look_ahead(const SzEngine *engine, SzSlice packed, Ahead *ahead, gsize i)
{
    while (ahead->n <= i + PLACE_AHEAD) {
        Hint *next = &ahead->hints[ahead->n % HINTS];
        if (!sz_packed_event_peek(packed, &ahead->at, &next->what)) {
            break;
        }
        next->number = 0;
        expect_place(engine, &next->what);
        ahead->n++;
    }
    if (i + SLOT_AHEAD < ahead->n) {
        Hint *hint = &ahead->hints[(i + SLOT_AHEAD) % HINTS];
        hint->number = expect_slot(engine, &hint->what);
    }
    if (i + EVENTS_AHEAD < ahead->n) {
        expect_events(engine, &ahead->hints[(i + EVENTS_AHEAD) % HINTS]);
    }
}

void sz_engine_apply_packed(SzEngine *engine, SzSlice packed, SzWallTime received,
                            bool (*takes)(const SzPackedEvent *event, void *user), void *user)
{
    Ahead ahead = {.n = 0};
    SzPackedEvent event;
    gsize at = 0;
    for (gsize i = 0; sz_packed_event_next(packed, &at, &event); i++) {
        look_ahead(engine, packed, &ahead, i);
        if (takes(&event, user)) {
            (void)apply(engine, &event, received);
        }
    }
}
