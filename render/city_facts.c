#include "render/city_facts.h"

#include "render/city_index.h"
#include "render/place_name.h"

#include "metrics/quantile.h"

/* While facts are made: which place a hall counts for, and the waits of each. */
typedef struct {
    const SzView *view;
    SzCityFacts *facts;
    GHashTable *place_of; /* owned; code of a hall -> SzCityPlace (borrowed) */
    GHashTable *waits;    /* owned; SzCityWait (borrowed) -> GArray of gint64 ns (owned) */
    SzDay today;
} Making;

SzLevel sz_city_wait_level(double wait_s)
{
    return wait_s > SZ_CITY_WAIT_LATE_S    ? SZ_LEVEL_LATE
           : wait_s > SZ_CITY_WAIT_WARN_S  ? SZ_LEVEL_WARN
           : wait_s > SZ_CITY_WAIT_WATCH_S ? SZ_LEVEL_WATCH
                                           : SZ_LEVEL_OK;
}

static SzCityPlace place_of_hall(const SzHall *hall, bool is_area)
{
    return (SzCityPlace){.hall = hall,
                         .is_area = is_area,
                         .name = sz_place_area_name(hall),
                         .short_name = sz_place_short_name(hall)};
}

static bool is_place_of(const SzRegistry *registry, const SzHall *hall, const SzCityScope *scope)
{
    if (scope->by_tier) {
        return hall->tier == scope->tier && sz_registry_is_within(registry, hall, scope->hall);
    }
    return hall == scope->hall || g_strcmp0(hall->parent, scope->hall->code) == 0;
}

static void list_places(Making *making, const SzCityScope *scope, SzLanguage language)
{
    SzCityFacts *facts = making->facts;
    const SzRegistry *registry = making->view->rules->registry;
    gsize n = sz_registry_n_halls(registry);
    facts->places = g_new0(SzCityPlace, n);
    for (gsize i = 0; i < n && scope->is_area; i++) {
        const SzHall *hall = sz_registry_hall(registry, i);
        if (is_place_of(registry, hall, scope)) {
            SzCityPlace *place = &facts->places[facts->n_places++];
            *place = place_of_hall(hall, !scope->by_tier && hall != scope->hall);
            if (hall == scope->hall && !scope->by_tier) {
                g_free(place->name);
                g_free(place->short_name);
                place->name = sz_place_own_name(hall, language);
                place->short_name = g_strdup(place->name);
            }
        }
    }
}

/* Which place each hall counts for. */
static void map_halls(Making *making)
{
    const SzRegistry *registry = making->view->rules->registry;
    for (guint k = 0; k < making->facts->n_places; k++) {
        SzCityPlace *place = &making->facts->places[k];
        for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
            const SzHall *hall = sz_registry_hall(registry, i);
            const char *code = hall->code;
            if (hall == place->hall ||
                (place->is_area && sz_registry_is_within(registry, hall, place->hall))) {
                g_hash_table_insert(making->place_of, g_strdup(code), place);
            }
        }
    }
}

static SzCityPlace *place_at(const Making *making, const SzHall *hall)
{
    return hall == NULL ? NULL : g_hash_table_lookup(making->place_of, hall->code);
}

/* Is @hall part of what the panel is about? */
static bool is_in_whole(const Making *making, const SzHall *hall)
{
    const SzCityPlace *whole = &making->facts->whole;
    if (hall == NULL || hall == whole->hall) {
        return hall != NULL;
    }
    return whole->is_area &&
           sz_registry_is_within(making->view->rules->registry, hall, whole->hall);
}

static void add_wait(Making *making, SzCityWait *to, gint64 wait_ns)
{
    GArray *waits = g_hash_table_lookup(making->waits, to);
    if (waits == NULL) {
        waits = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_hash_table_insert(making->waits, to, waits);
    }
    g_array_append_val(waits, wait_ns);
}

static void count_ticket(Making *making, SzCityPlace *place, const SzTicket *ticket)
{
    SzWallTime now = making->facts->now;
    if (ticket->state == SZ_TICKET_WAITING && sz_ticket_is_open(ticket, now)) {
        place->waiting++;
        if (ticket->taken.known && ticket->taken.at.ns <= now.ns) {
            const SzRegistry *registry = making->view->rules->registry;
            SzDaySlots slots = sz_opening_hours_on(sz_registry_hours(registry, ticket->place.hall),
                                                   making->view->rules->calendar, ticket->day);
            gint64 wait_ns = sz_ticket_wait_ns(&slots, ticket->taken.at, now);
            place->oldest_wait_s = MAX(place->oldest_wait_s, wait_ns / SZ_NS_PER_S);
        }
    }
    if (!ticket->has_wait || ticket->called.at.ns > now.ns) {
        return;
    }
    if (now.ns - ticket->called.at.ns < 3600 * SZ_NS_PER_S) {
        add_wait(making, &place->last_hour, ticket->wait_ns);
    }
    if (sz_day_of(ticket->called.at) == making->today) {
        gint64 slot = sz_ns_of_day(ticket->called.at) / (SZ_CITY_SLOT_S * SZ_NS_PER_S);
        add_wait(making, &place->slots[slot], ticket->wait_ns);
    }
}

static void count_tickets(Making *making)
{
    const SzTicketsVersion *tickets = making->view->state->tickets;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        SzCityPlace *place = place_at(making, ticket->place.hall);
        if (place != NULL) {
            count_ticket(making, place, ticket);
        }
        if (is_in_whole(making, ticket->place.hall)) {
            count_ticket(making, &making->facts->whole, ticket);
        }
    }
}

static void count_window(SzCityPlace *place, const SzWindow *window)
{
    place->windows += window->state != SZ_WINDOW_CLOSED ? 1 : 0;
    place->windows_open += sz_window_is_open(window) ? 1 : 0;
}

static void count_windows(Making *making)
{
    const SzWindowsVersion *windows = making->view->state->windows;
    for (gsize i = 0; i < sz_windows_version_n(windows); i++) {
        const SzWindow *window = sz_windows_version_at(windows, i);
        if (sz_day_of(window->last_event) != making->today) {
            continue;
        }
        SzCityPlace *place = place_at(making, window->place.hall);
        if (place != NULL) {
            count_window(place, window);
        }
        if (is_in_whole(making, window->place.hall)) {
            count_window(&making->facts->whole, window);
        }
    }
}

static void count_cases(Making *making)
{
    const SzCasesVersion *cases = making->view->state->cases;
    for (gsize i = 0; i < sz_cases_version_n(cases); i++) {
        const SzCaseRecord *record = sz_cases_version_at(cases, i);
        SzLight light = sz_case_status_light(&record->status, making->facts->now);
        if (light != SZ_LIGHT_RED && light != SZ_LIGHT_BLACK) {
            continue;
        }
        SzCityPlace *places[] = {
            place_at(making, record->hall),
            is_in_whole(making, record->hall) ? &making->facts->whole : NULL,
        };
        for (gsize k = 0; k < G_N_ELEMENTS(places); k++) {
            if (places[k] != NULL) {
                places[k]->overdue++;
                places[k]->breached += light == SZ_LIGHT_BLACK ? 1 : 0;
            }
        }
    }
}

static void find_quantiles(Making *making)
{
    GHashTableIter each;
    gpointer wait = NULL;
    gpointer waits = NULL;
    g_hash_table_iter_init(&each, making->waits);
    while (g_hash_table_iter_next(&each, &wait, &waits)) {
        SzCityWait *out = wait;
        GArray *sorted = waits;
        double ns = 0;
        sz_sort_int64(sorted);
        out->n = sorted->len;
        if (sz_quantile_of_sorted((const gint64 *)(gconstpointer)sorted->data, sorted->len, 0.9,
                                  &ns)) {
            out->wait_p90_s = ns / (double)SZ_NS_PER_S;
        }
    }
}

static SzLevel level_of(const SzCityPlace *place)
{
    SzLevel longest = sz_city_wait_level((double)place->oldest_wait_s);
    SzLevel usual = place->last_hour.n < SZ_CITY_WAITS_MIN
                        ? SZ_LEVEL_OK
                        : sz_city_wait_level(place->last_hour.wait_p90_s);
    bool counts = longest == SZ_LEVEL_LATE || !place->is_area;
    return place->breached > 0 ? SZ_LEVEL_BREACH : counts ? MAX(longest, usual) : usual;
}

static void judge(Making *making, SzCityPlace *place)
{
    sz_city_index_read(making->view, place);
    place->level = level_of(place);
}

static void count(Making *making)
{
    SzCityFacts *facts = making->facts;
    count_tickets(making);
    count_windows(making);
    count_cases(making);
    find_quantiles(making);
    judge(making, &facts->whole);
    for (guint i = 0; i < facts->n_places; i++) {
        judge(making, &facts->places[i]);
    }
    sz_city_index_dimensions(making->view, facts);
}

SzCityFacts *sz_city_facts_new(const SzView *view, const SzCityScope *scope, SzLanguage language)
{
    SzCityFacts *facts = g_new0(SzCityFacts, 1);
    const SzCaseRules *rules = view->rules;
    facts->now = sz_view_now(view);
    facts->is_tier = scope->by_tier;
    facts->whole = place_of_hall(scope->hall, scope->is_area);
    Making making = {.view = view, .facts = facts, .today = sz_day_of(facts->now)};
    making.place_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    making.waits = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    facts->hours = sz_opening_hours_on(sz_registry_hours(rules->registry, scope->hall),
                                       rules->calendar, making.today);
    list_places(&making, scope, language);
    map_halls(&making);
    count(&making);
    g_hash_table_unref(making.place_of);
    g_hash_table_unref(making.waits);
    return facts;
}

static void clear_place(SzCityPlace *place)
{
    g_free(place->name);
    g_free(place->short_name);
}

void sz_city_facts_free(SzCityFacts *facts)
{
    if (facts == NULL) {
        return;
    }
    clear_place(&facts->whole);
    for (guint i = 0; i < facts->n_places; i++) {
        clear_place(&facts->places[i]);
    }
    g_free(facts->places);
    g_free(facts->dimensions);
    g_free(facts);
}
