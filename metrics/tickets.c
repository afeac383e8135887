#include "metrics/tickets.h"

#include "metrics/entities.h"
#include "metrics/kept_sets.h"
#include "metrics/left_out.h"
#include "metrics/row_pages.h"

/* The newest day and the one before. */
#define DAYS_KEPT 2

/* Rows in a row for which the latest call is known, so that who asks for calls of late passes the others over. */
#define BLOCK_ROWS 64

/* What the tickets of a hall and day share. */
typedef struct {
    SzEntity entity;
    const SzHall *hall;
    SzDaySlots opening;
    SzWallTime closing;
} HallDay;

typedef struct {
    SzEntity entity;    /* its number is that of its row */
    SzEventSet *events; /* owned */
    const HallDay *on;
    bool is_dirty; /* events changed since its row was made */
} Slot;

struct SzTickets {
    SzCaseRules rules;
    SzTexts *texts;    /* owned reference */
    SzEntities *slots; /* owned; Slot */
    SzKeptSets *kept;  /* owned; their events */
    SzEntities *days;  /* owned; HallDay */
    SzRowPages *rows;  /* owned; SzTicket */
    GArray *dirty;     /* owned; numbers of slots */
    GArray *called_ns; /* owned; gint64: of each block, no first call is later */
    GArray *left_out;  /* owned; rows of tickets of which nothing counts (metrics/left_out.h) */
    bool has_day;
    SzDay newest_day;
};

struct SzTicketsVersion {
    SzTexts *texts;     /* owned reference */
    SzFrozenRows *rows; /* owned */
    GArray *called_ns;  /* owned; as the store's */
    GArray *left_out;   /* likewise */
};

static void clear_slot(void *data)
{
    Slot *slot = data;
    sz_event_set_unref(slot->events);
}

SzTickets *sz_tickets_new(const SzCaseRules *rules)
{
    SzTickets *tickets = g_new0(SzTickets, 1);
    tickets->rules = *rules;
    tickets->texts = sz_texts_new();
    tickets->kept = sz_kept_sets_new();
    tickets->slots = sz_entities_new(tickets->texts, sizeof(Slot), true);
    tickets->days = sz_entities_new(tickets->texts, sizeof(HallDay), false);
    tickets->rows = sz_row_pages_new(sizeof(SzTicket));
    tickets->dirty = g_array_new(FALSE, FALSE, sizeof(guint32));
    tickets->called_ns = g_array_new(FALSE, FALSE, sizeof(gint64));
    tickets->left_out = g_array_new(FALSE, FALSE, sizeof(guint32));
    return tickets;
}

void sz_tickets_free(SzTickets *tickets)
{
    if (tickets == NULL) {
        return;
    }
    for (guint32 i = 0; i < sz_entities_n(tickets->slots); i++) {
        clear_slot(sz_entities_at(tickets->slots, i));
    }
    sz_kept_sets_free(tickets->kept);
    sz_entities_free(tickets->slots);
    sz_entities_free(tickets->days);
    sz_row_pages_free(tickets->rows);
    g_array_unref(tickets->dirty);
    g_array_unref(tickets->called_ns);
    g_array_unref(tickets->left_out);
    sz_texts_unref(tickets->texts);
    g_free(tickets);
}

/* --- what the tickets of a day share ------------------------------------------------------- */

static SzWallTime closing_of(const SzDaySlots *slots, SzDay day)
{
    gint64 close_s = slots->n > 0 ? slots->slots[slots->n - 1].close_s : SZ_S_PER_DAY;
    return sz_wall_time_at(day, close_s);
}

static void read_rules(const SzTickets *tickets, HallDay *on)
{
    const SzRegistry *registry = tickets->rules.registry;
    on->hall = sz_registry_find(registry, sz_entity_hall(&on->entity), on->entity.day);
    const SzOpeningHours *hours = on->hall != NULL ? sz_registry_hours(registry, on->hall)
                                                   : sz_registry_default_hours(registry);
    on->opening = sz_opening_hours_on(hours, tickets->rules.calendar, on->entity.day);
    on->closing = closing_of(&on->opening, on->entity.day);
}

static const HallDay *take_day(SzTickets *tickets, SzSlice hall, SzDay day)
{
    HallDay *on = sz_entities_take(tickets->days, hall, day, SZ_SLICE(""));
    if (on->closing.ns == 0) { /* no day that anybody asks for closes in that instant of 1970 */
        read_rules(tickets, on);
    }
    return on;
}

static void note_dirty(SzTickets *tickets, Slot *slot)
{
    if (!slot->is_dirty) {
        slot->is_dirty = true;
        g_array_append_val(tickets->dirty, slot->entity.i);
    }
}

void sz_tickets_set_rules(SzTickets *tickets, const SzCaseRules *rules)
{
    tickets->rules = *rules;
    for (guint32 i = 0; i < sz_entities_n(tickets->days); i++) {
        read_rules(tickets, sz_entities_at(tickets->days, i));
    }
    for (guint32 i = 0; i < sz_entities_n(tickets->slots); i++) {
        note_dirty(tickets, sz_entities_at(tickets->slots, i));
    }
}

/* --- events -------------------------------------------------------------------------------- */

static bool is_kept(const SzTickets *tickets, SzDay day)
{
    return day > tickets->newest_day - DAYS_KEPT;
}

static bool is_entity_kept(const void *slot, void *user)
{
    const SzEntity *entity = slot;
    return is_kept(user, entity->day);
}

static void clear_day(void *slot)
{
    (void)slot;
}

static void turn_to(SzTickets *tickets, SzDay day)
{
    if (tickets->has_day && day <= tickets->newest_day) {
        return;
    }
    tickets->has_day = true;
    tickets->newest_day = day;
    sz_entities_keep(tickets->days, is_entity_kept, clear_day, tickets);
    sz_kept_sets_forget(tickets->kept);
    sz_entities_keep(tickets->slots, is_entity_kept, clear_slot, tickets);
    sz_row_pages_cut(tickets->rows, 0);
    g_array_set_size(tickets->called_ns, 0);
    g_array_set_size(tickets->left_out, 0);
    g_array_set_size(tickets->dirty, 0);
    for (guint32 i = 0; i < sz_entities_n(tickets->slots); i++) {
        Slot *slot = sz_entities_at(tickets->slots, i);
        slot->on = take_day(tickets, sz_entity_hall(&slot->entity), slot->entity.day);
        slot->is_dirty = false;
        note_dirty(tickets, slot);
    }
}

static bool put_packed(SzTickets *tickets, const SzPackedEvent *event, bool is_void,
                       SzApplied *out_applied)
{
    SzSlice hall = event->envelope.hall;
    SzDay day = sz_day_of(event->envelope.occurred);
    turn_to(tickets, day);
    if (!is_kept(tickets, day)) {
        *out_applied = SZ_APPLIED_UNJUDGED;
        return false;
    }
    Slot *slot = sz_entities_take_hashed(tickets->slots, event->hash, hall, day, event->id);
    if (slot->events == NULL) {
        slot->events = sz_event_set_new();
        slot->on = take_day(tickets, hall, day);
    }
    if (!sz_event_set_put_body(&slot->events, &event->body, is_void, out_applied)) {
        return false;
    }
    note_dirty(tickets, slot);
    sz_kept_sets_touch(tickets->kept, slot->entity.i);
    return true;
}

static bool put_event(SzTickets *tickets, const SzTicketEvent *event, bool is_void,
                      SzApplied *out_applied)
{
    g_auto(SzEncodedEvent) encoded;
    sz_event_encode(&SZ_TICKET_LAYOUT, event, &encoded);
    const SzPackedEvent packed = {
        .entity = SZ_EVENT_TICKET,
        .envelope = {.hall = event->hall, .occurred = event->occurred},
        .id = event->id,
        .body = sz_encoded_event_body(&encoded),
        .hash = sz_entity_hash(event->hall, sz_day_of(event->occurred), event->id),
    };
    return put_packed(tickets, &packed, is_void, out_applied);
}

SzApplied sz_tickets_apply(SzTickets *tickets, const SzTicketEvent *event)
{
    SzApplied applied;
    (void)put_event(tickets, event, false, &applied);
    return applied;
}

SzApplied sz_tickets_apply_packed(SzTickets *tickets, const SzPackedEvent *event)
{
    SzApplied applied;
    (void)put_packed(tickets, event, false, &applied);
    return applied;
}

void sz_tickets_expect(const SzTickets *tickets, guint32 hash)
{
    sz_entities_expect(tickets->slots, hash);
}

guint32 sz_tickets_expect_slot(const SzTickets *tickets, guint32 hash)
{
    return sz_entities_expect_slot(tickets->slots, hash);
}

void sz_tickets_expect_events(const SzTickets *tickets, guint32 number)
{
    if (number - 1 < sz_entities_n(tickets->slots)) { /* none is 0; slots may have gone meanwhile */
        const Slot *slot = sz_entities_at(tickets->slots, number - 1);
        __builtin_prefetch(slot->entity.id);
        sz_event_set_expect(slot->events);
    }
}

bool sz_tickets_correct(SzTickets *tickets, const SzTicketEvent *event, bool is_void)
{
    SzApplied applied;
    return put_event(tickets, event, is_void, &applied);
}

/* --- publishing ---------------------------------------------------------------------------- */

gint64 sz_ticket_wait_ns(const SzDaySlots *slots, SzWallTime taken, SzWallTime until)
{
    if (slots->n == 0) {
        return until.ns - taken.ns;
    }
    SzDay day = sz_day_of(taken);
    gint64 sum_ns = 0;
    for (guint i = 0; i < slots->n; i++) {
        gint64 from_ns = MAX(taken.ns, sz_wall_time_at(day, slots->slots[i].open_s).ns);
        gint64 to_ns = MIN(until.ns, sz_wall_time_at(day, slots->slots[i].close_s).ns);
        sum_ns += MAX(to_ns - from_ns, 0);
    }
    return sum_ns;
}

/* @before: what stood there, or NULL: most often it still holds. */
static const char *keep_text(SzTickets *tickets, const char *before, SzSlice text)
{
    if (text.len == 0) {
        return "";
    }
    return before != NULL && sz_slice_is(text, before) ? before
                                                       : sz_texts_intern(tickets->texts, text);
}

/* All but the first wait.  @before: what stood there: most often it still holds. */
static const char *keep_waits(SzTickets *tickets, const SzTicket *before,
                              const SzTicketFacts *facts)
{
    if (facts->n_waits < 2) {
        return "";
    }
    gsize n_bytes = (facts->n_waits - 1) * sizeof(SzTicketWait);
    bool holds = before->n_waits == facts->n_waits &&
                 memcmp(before->more_waits, &facts->waits[1], n_bytes) == 0;
    return holds ? before->more_waits
                 : sz_texts_add(tickets->texts, (SzSlice){(const char *)&facts->waits[1], n_bytes});
}

static void make_ticket(SzTickets *tickets, const Slot *slot, SzTicket *row)
{
    const HallDay *on = slot->on;
    SzTicketFacts facts;
    sz_ticket_facts_fold(slot->events, &facts);
    bool has_wait = facts.taken.known && facts.called.known;
    const char *more_waits = keep_waits(tickets, row, &facts);
    *row = (SzTicket){
        .place = {slot->entity.hall, on->hall},
        .day = slot->entity.day,
        .id = slot->entity.id,
        .queue = keep_text(tickets, row->queue, facts.queue),
        .called_queue = keep_text(tickets, row->called_queue, facts.called_queue),
        .window = keep_text(tickets, row->window, facts.window),
        .last_call_queue = keep_text(tickets, row->last_call_queue, facts.last_call_queue),
        .last_call_window = keep_text(tickets, row->last_call_window, facts.last_call_window),
        .state = facts.state,
        .n_illegal = (guint16)MIN(facts.n_illegal, G_MAXUINT16),
        .is_booked = facts.is_booked,
        .n_waits = facts.n_waits & 0x3f,
        .taken = sz_packed_time(facts.taken),
        .called = sz_packed_time(facts.called),
        .last_call = sz_packed_time(facts.last_call),
        .since = sz_packed_time(facts.since),
        .has_wait = has_wait,
        .wait_ns = has_wait ? sz_ticket_wait_ns(&on->opening, facts.taken.at, facts.called.at) : 0,
        .closing = on->closing,
    };
    row->wait = facts.waits[0];
    row->more_waits = more_waits;
}

static void note_called(SzTickets *tickets, guint32 i, const SzTicket *ticket)
{
    const gint64 never = G_MININT64;
    while (tickets->called_ns->len <= i / BLOCK_ROWS) {
        g_array_append_val(tickets->called_ns, never);
    }
    gint64 *latest = &g_array_index(tickets->called_ns, gint64, i / BLOCK_ROWS);
    SzMaybeTime called = sz_maybe_time(ticket->called);
    if (called.known) {
        *latest = MAX(*latest, called.at.ns);
    }
}

/* What changed is all over the memory: a slot is fetched so many turns before its own, then its events and its row. */
enum { SLOT_AHEAD = 16, EVENTS_AHEAD = 8 };

static void look_ahead(const SzTickets *tickets, guint k)
{
    const guint n = tickets->dirty->len;
    if (k + SLOT_AHEAD < n) {
        guint32 i = g_array_index(tickets->dirty, guint32, k + SLOT_AHEAD);
        __builtin_prefetch(sz_entities_at(tickets->slots, i));
    }
    if (k + EVENTS_AHEAD < n) {
        guint32 i = g_array_index(tickets->dirty, guint32, k + EVENTS_AHEAD);
        const Slot *slot = sz_entities_at(tickets->slots, i);
        sz_event_set_expect(slot->events);
        sz_row_pages_expect(tickets->rows, i);
    }
}

SzTicketsVersion *sz_tickets_publish(SzTickets *tickets)
{
    for (guint k = 0; k < tickets->dirty->len; k++) {
        look_ahead(tickets, k);
        guint32 i = g_array_index(tickets->dirty, guint32, k);
        Slot *slot = sz_entities_at(tickets->slots, i);
        SzTicket *row = sz_row_pages_writable(tickets->rows, i);
        make_ticket(tickets, slot, row);
        note_called(tickets, i, row);
        sz_left_out_set(tickets->left_out, i, sz_event_set_is_empty(slot->events));
        slot->is_dirty = false;
    }
    g_array_set_size(tickets->dirty, 0);
    SzTicketsVersion *version = g_atomic_rc_box_new0(SzTicketsVersion);
    version->texts = sz_texts_ref(tickets->texts);
    version->rows = sz_row_pages_freeze(tickets->rows);
    version->called_ns = g_array_copy(tickets->called_ns);
    version->left_out = g_array_copy(tickets->left_out);
    return version;
}

/* --- a version ----------------------------------------------------------------------------- */

static void clear_version(gpointer data)
{
    SzTicketsVersion *version = data;
    sz_frozen_rows_free(version->rows);
    g_array_unref(version->called_ns);
    g_array_unref(version->left_out);
    sz_texts_unref(version->texts);
}

SzTicketsVersion *sz_tickets_version_ref(SzTicketsVersion *version)
{
    return g_atomic_rc_box_acquire(version);
}

void sz_tickets_version_unref(SzTicketsVersion *version)
{
    if (version != NULL) {
        g_atomic_rc_box_release_full(version, clear_version);
    }
}

gsize sz_tickets_version_n(const SzTicketsVersion *version)
{
    return sz_frozen_rows_n(version->rows) - version->left_out->len;
}

const SzTicket *sz_tickets_version_at(const SzTicketsVersion *version, gsize i)
{
    return sz_frozen_rows_at(version->rows, sz_left_out_nth(version->left_out, (guint32)i));
}

const SzTicket *sz_tickets_version_called_since(const SzTicketsVersion *version, SzWallTime since,
                                                gsize *at)
{
    const gsize n = sz_frozen_rows_n(version->rows);
    while (*at < n) {
        if (*at % BLOCK_ROWS == 0 &&
            g_array_index(version->called_ns, gint64, *at / BLOCK_ROWS) <= since.ns) {
            *at += BLOCK_ROWS;
            continue;
        }
        const SzTicket *ticket = sz_frozen_rows_at(version->rows, (guint32)(*at)++);
        SzMaybeTime called = sz_maybe_time(ticket->called);
        if (called.known && called.at.ns > since.ns) {
            return ticket;
        }
    }
    return NULL;
}

bool sz_ticket_is_open(const SzTicket *ticket, SzWallTime now)
{
    return sz_ticket_state_is_open(ticket->state) && now.ns < ticket->closing.ns;
}

bool sz_ticket_has_expired(const SzTicket *ticket, SzWallTime now)
{
    return sz_ticket_state_is_open(ticket->state) && now.ns >= ticket->closing.ns;
}

/* --- what is kept -------------------------------------------------------------------------- */

SzFrozenSets *sz_tickets_freeze(SzTickets *tickets)
{
    return sz_kept_sets_freeze(tickets->kept, tickets->slots, offsetof(Slot, events),
                               tickets->texts);
}
