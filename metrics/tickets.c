#include "metrics/tickets.h"

#include "metrics/texts.h"

/* The newest day and the one before. */
#define DAYS_KEPT 2

typedef struct {
    const char *hall;
    const char *id;
    SzEventSet *events; /* owned */
    SzDay day;
    bool is_dirty; /* events changed since the last publish */
    SzTicket ticket;
} Slot;

struct SzTickets {
    SzCaseRules rules;
    SzTexts *texts;    /* owned reference */
    GHashTable *slots; /* Slot, owned, by hall, day and id */
    bool has_day;
    SzDay newest_day;
};

struct SzTicketsVersion {
    SzTexts *texts; /* owned reference */
    gsize n;
    SzTicket tickets[];
};

static void free_slot(gpointer data)
{
    Slot *slot = data;
    sz_event_set_unref(slot->events);
    g_free(slot);
}

SzTickets *sz_tickets_new(const SzCaseRules *rules)
{
    SzTickets *tickets = g_new0(SzTickets, 1);
    tickets->rules = *rules;
    tickets->texts = sz_texts_new();
    tickets->slots = sz_entity_table_new(free_slot);
    return tickets;
}

void sz_tickets_free(SzTickets *tickets)
{
    if (tickets == NULL) {
        return;
    }
    g_hash_table_unref(tickets->slots);
    sz_texts_unref(tickets->texts);
    g_free(tickets);
}

static void make_dirty(gpointer key, gpointer value, gpointer user)
{
    Slot *slot = value;
    (void)key;
    (void)user;
    slot->is_dirty = true;
}

void sz_tickets_set_rules(SzTickets *tickets, const SzCaseRules *rules)
{
    tickets->rules = *rules;
    g_hash_table_foreach(tickets->slots, make_dirty, NULL);
}

/* --- events -------------------------------------------------------------------------------- */

static bool is_kept(const SzTickets *tickets, SzDay day)
{
    return day > tickets->newest_day - DAYS_KEPT;
}

static gboolean is_outdated(gpointer key, gpointer value, gpointer user)
{
    const Slot *slot = value;
    (void)key;
    return !is_kept(user, slot->day);
}

static void turn_to(SzTickets *tickets, SzDay day)
{
    if (!tickets->has_day || day > tickets->newest_day) {
        tickets->has_day = true;
        tickets->newest_day = day;
        (void)g_hash_table_foreach_remove(tickets->slots, is_outdated, tickets);
    }
}

static Slot *find_slot(SzTickets *tickets, const SzTicketEvent *event, SzDay day)
{
    g_autoptr(GBytes) key = sz_entity_key_on(event->hall, day, event->id);
    Slot *slot = g_hash_table_lookup(tickets->slots, key);
    if (slot == NULL) {
        slot = g_new0(Slot, 1);
        slot->hall = sz_texts_intern(tickets->texts, event->hall);
        slot->id = sz_texts_intern(tickets->texts, event->id);
        slot->day = day;
        slot->events = sz_event_set_new();
        g_hash_table_insert(tickets->slots, g_steal_pointer(&key), slot);
    }
    return slot;
}

void sz_tickets_apply(SzTickets *tickets, const SzTicketEvent *event)
{
    SzDay day = sz_day_of(event->occurred);
    turn_to(tickets, day);
    if (!is_kept(tickets, day)) {
        return;
    }
    Slot *slot = find_slot(tickets, event, day);
    if (sz_event_set_add(&slot->events, &SZ_TICKET_LAYOUT, event)) {
        slot->is_dirty = true;
    }
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

static SzWallTime closing_of(const SzDaySlots *slots, SzDay day)
{
    gint64 close_s = slots->n > 0 ? slots->slots[slots->n - 1].close_s : SZ_S_PER_DAY;
    return sz_wall_time_at(day, close_s);
}

static SzTicket make_ticket(SzTickets *tickets, const Slot *slot)
{
    SzTexts *texts = tickets->texts;
    const SzRegistry *registry = tickets->rules.registry;
    SzTicketFacts facts;
    sz_ticket_facts_fold(slot->events, &facts);
    const SzHall *hall = sz_registry_find(registry, sz_slice(slot->hall), slot->day);
    const SzOpeningHours *hours =
        hall != NULL ? sz_registry_hours(registry, hall) : sz_registry_default_hours(registry);
    SzDaySlots slots = sz_opening_hours_on(hours, tickets->rules.calendar, slot->day);
    bool has_wait = facts.taken.known && facts.called.known;
    SzTicket ticket = {
        .place = {slot->hall, hall},
        .day = slot->day,
        .id = slot->id,
        .queue = sz_texts_intern(texts, facts.queue),
        .called_queue = sz_texts_intern(texts, facts.called_queue),
        .window = sz_texts_intern(texts, facts.window),
        .last_call_queue = sz_texts_intern(texts, facts.last_call_queue),
        .last_call_window = sz_texts_intern(texts, facts.last_call_window),
        .state = facts.state,
        .n_illegal = facts.n_illegal,
        .n_waits = facts.n_waits,
        .taken = facts.taken,
        .called = facts.called,
        .last_call = facts.last_call,
        .since = facts.since,
        .ended = facts.ended,
        .has_wait = has_wait,
        .wait_ns = has_wait ? sz_ticket_wait_ns(&slots, facts.taken.at, facts.called.at) : 0,
        .closing = closing_of(&slots, slot->day),
    };
    memcpy(ticket.waits, facts.waits, sizeof ticket.waits);
    return ticket;
}

SzTicketsVersion *sz_tickets_publish(SzTickets *tickets)
{
    gsize n = g_hash_table_size(tickets->slots);
    SzTicketsVersion *version = g_atomic_rc_box_alloc(sizeof *version + n * sizeof(SzTicket));
    version->texts = sz_texts_ref(tickets->texts);
    version->n = 0;
    GHashTableIter each;
    gpointer value = NULL;
    g_hash_table_iter_init(&each, tickets->slots);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        Slot *slot = value;
        if (slot->is_dirty) {
            slot->ticket = make_ticket(tickets, slot);
            slot->is_dirty = false;
        }
        version->tickets[version->n++] = slot->ticket;
    }
    return version;
}

/* --- a version ----------------------------------------------------------------------------- */

static void clear_version(gpointer data)
{
    SzTicketsVersion *version = data;
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
    return version->n;
}

const SzTicket *sz_tickets_version_at(const SzTicketsVersion *version, gsize i)
{
    return &version->tickets[i];
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

void sz_tickets_each(const SzTickets *tickets,
                     void (*each)(SzSlice hall, SzSlice id, const SzEventSet *events, void *user),
                     void *user)
{
    GHashTableIter iter;
    gpointer value = NULL;
    g_hash_table_iter_init(&iter, tickets->slots);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Slot *slot = value;
        each(sz_slice(slot->hall), sz_slice(slot->id), slot->events, user);
    }
}
