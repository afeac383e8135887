#include "render/city_facts.h"

#include "render/city_index.h"
#include "render/hall_pulse.h"
#include "render/place_name.h"

#include "metrics/quantile.h"

#include <math.h>

/* While facts are made: which place a hall counts for, and the waits of each. */
typedef struct {
    const SzView *view;
    const SzRegistry *registry;
    const SzCityScope *scope;
    SzCityFacts *facts;
    GArray *halls;     /* owned; gsize, of the registry: the own hall of each place */
    GPtrArray *places; /* owned; SzCityPlace or NULL (borrowed): of each hall of the registry */
    GHashTable *waits; /* owned; SzCityWait (borrowed) -> GArray of gint64 ns (owned) */
    SzDay today;
} Making;

SzSign sz_city_wait_sign(guint p90_min)
{
    return p90_min > SZ_WAIT_LATE_MIN    ? SZ_SIGN_LATE
           : p90_min > SZ_WAIT_WARN_MIN  ? SZ_SIGN_WARN
           : p90_min > SZ_WAIT_WATCH_MIN ? SZ_SIGN_WATCH
                                         : SZ_SIGN_OK;
}

void sz_city_score_set(SzCityScore *out, double score, double coverage)
{
    out->score = round(score * 10) / 10;
    out->i_class = (guint)CLAMP(floor((score - 60) / 5), 0, SZ_THEME_N_SCORE - 1);
    out->grade = sz_grade_of(score);
    out->coverage_pct = (guint)floor(coverage * 100 + 1e-9); /* 0.58 is a little less than 58 % */
}

static SzCityPlace place_of_hall(const SzHall *hall, bool is_area)
{
    SzCityPlace place = {.code = g_strdup(hall->code),
                         .region = g_strdup(hall->region),
                         .tier = hall->tier,
                         .is_area = is_area,
                         .longest_min = -1};
    for (guint language = 0; language < 2; language++) {
        place.name[language] = sz_place_area_name(hall);
        place.short_name[language] = sz_place_short_name(hall);
    }
    return place;
}

/* Its own hall beside the areas below it. */
static void name_own(SzCityPlace *place, const SzHall *hall)
{
    for (guint language = 0; language < 2; language++) {
        g_free(place->name[language]);
        g_free(place->short_name[language]);
        place->name[language] = sz_place_own_name(hall, (SzLanguage)language);
        place->short_name[language] = g_strdup(place->name[language]);
    }
}

static bool is_place_of(const SzRegistry *registry, const SzHall *hall, const SzCityScope *scope)
{
    if (scope->by_tier) {
        return hall->tier == scope->tier && sz_registry_is_within(registry, hall, scope->hall);
    }
    return hall == scope->hall || g_strcmp0(hall->parent, scope->hall->code) == 0;
}

static void list_places(Making *making)
{
    const SzCityScope *scope = making->scope;
    SzCityFacts *facts = making->facts;
    gsize n = sz_registry_n_halls(making->registry);
    facts->places = g_new0(SzCityPlace, n);
    for (gsize i = 0; i < n && scope->is_area; i++) {
        const SzHall *hall = sz_registry_hall(making->registry, i);
        if (is_place_of(making->registry, hall, scope)) {
            SzCityPlace *place = &facts->places[facts->n_places++];
            *place = place_of_hall(hall, !scope->by_tier && hall != scope->hall);
            if (hall == scope->hall && !scope->by_tier) {
                name_own(place, hall);
            }
            g_array_append_val(making->halls, i);
        }
    }
}

/* Which place each hall counts for. */
static void map_halls(Making *making)
{
    g_ptr_array_set_size(making->places, (int)sz_registry_n_halls(making->registry));
    for (guint k = 0; k < making->facts->n_places; k++) {
        SzCityPlace *place = &making->facts->places[k];
        gsize from = g_array_index(making->halls, gsize, k);
        const SzHall *hall = sz_registry_hall(making->registry, from);
        gsize to = place->is_area ? sz_registry_end(making->registry, hall) : from + 1;
        for (gsize i = from; i < to; i++) {
            making->places->pdata[i] = place;
        }
    }
}

static SzCityPlace *place_at(const Making *making, const SzHall *hall)
{
    return hall == NULL ? NULL : making->places->pdata[sz_registry_index(making->registry, hall)];
}

/* Is @hall part of what the panel is about? */
static bool is_in_whole(const Making *making, const SzHall *hall)
{
    const SzCityScope *scope = making->scope;
    if (hall == NULL || hall == scope->hall) {
        return hall != NULL;
    }
    return scope->is_area && sz_registry_is_within(making->registry, hall, scope->hall);
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
        SzMaybeTime taken = sz_maybe_time(ticket->taken);
        if (taken.known && taken.at.ns <= now.ns) {
            SzDaySlots slots =
                sz_opening_hours_on(sz_registry_hours(making->registry, ticket->place.hall),
                                    making->view->rules->calendar, ticket->day);
            gint64 wait_ns = sz_ticket_wait_ns(&slots, taken.at, now);
            place->longest_min = MAX(place->longest_min, wait_ns / (60 * SZ_NS_PER_S));
        }
    }
    SzWallTime called = sz_maybe_time(ticket->called).at;
    if (!ticket->has_wait || called.ns > now.ns) {
        return;
    }
    if (now.ns - called.ns < 3600 * SZ_NS_PER_S) {
        add_wait(making, &place->last_hour, ticket->wait_ns);
    }
    if (sz_day_of(called) == making->today) {
        gint64 slot = sz_ns_of_day(called) / (SZ_CITY_SLOT_S * SZ_NS_PER_S);
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

static void count_case(Making *making, const SzHall *hall, SzLight light)
{
    SzCityPlace *places[] = {
        place_at(making, hall),
        is_in_whole(making, hall) ? &making->facts->whole : NULL,
    };
    for (gsize k = 0; k < G_N_ELEMENTS(places); k++) {
        if (places[k] != NULL) {
            places[k]->overdue++;
            places[k]->breached += light == SZ_LIGHT_BLACK ? 1 : 0;
        }
    }
}

static void count_cases(Making *making)
{
    const SzCasesVersion *cases = making->view->state->cases;
    for (gsize i = 0; i < sz_cases_version_n(cases); i++) {
        const SzCaseRow *row = sz_cases_version_row(cases, i);
        SzLight light = row != NULL ? sz_case_row_light(row, making->facts->now) : SZ_LIGHT_NONE;
        if (light == SZ_LIGHT_RED || light == SZ_LIGHT_BLACK) {
            count_case(making, sz_cases_version_row_hall(cases, row), light);
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
            out->p90_min = (guint)ceil(ns / (60 * (double)SZ_NS_PER_S));
        }
    }
}

static SzSign sign_of(const SzCityPlace *place)
{
    SzSign longest = sz_wait_sign(place->longest_min);
    SzSign usual = sz_city_wait_is_known(&place->last_hour)
                       ? sz_city_wait_sign(place->last_hour.p90_min)
                       : SZ_SIGN_OK;
    bool counts = longest == SZ_SIGN_LATE || !place->is_area;
    return place->breached > 0 ? SZ_SIGN_BREACH : counts ? MAX(longest, usual) : usual;
}

static void judge(Making *making, const SzHall *hall, SzCityPlace *place)
{
    sz_city_index_read(making->view, hall, place);
    place->sign = sign_of(place);
}

static void count(Making *making)
{
    SzCityFacts *facts = making->facts;
    if (!making->scope->scores_only) {
        count_tickets(making);
        count_windows(making);
        count_cases(making);
        find_quantiles(making);
    }
    judge(making, making->scope->hall, &facts->whole);
    for (guint i = 0; i < facts->n_places; i++) {
        gsize hall = g_array_index(making->halls, gsize, i);
        judge(making, sz_registry_hall(making->registry, hall), &facts->places[i]);
    }
    sz_city_index_dimensions(making->view, making->scope->hall, facts);
}

SzCityFacts *sz_city_facts_new(const SzView *view, const SzCityScope *scope)
{
    SzCityFacts *facts = g_new0(SzCityFacts, 1);
    const SzCaseRules *rules = view->rules;
    facts->now = sz_view_now(view);
    facts->is_tier = scope->by_tier;
    facts->whole = place_of_hall(scope->hall, scope->is_area);
    g_autoptr(GArray) halls = g_array_new(FALSE, FALSE, sizeof(gsize));
    g_autoptr(GPtrArray) places = g_ptr_array_new();
    g_autoptr(GHashTable) waits =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    Making making = {.view = view,
                     .registry = rules->registry,
                     .scope = scope,
                     .facts = facts,
                     .halls = halls,
                     .places = places,
                     .waits = waits,
                     .today = sz_day_of(facts->now)};
    facts->hours = sz_opening_hours_on(sz_registry_hours(rules->registry, scope->hall),
                                       rules->calendar, making.today);
    list_places(&making);
    map_halls(&making);
    count(&making);
    return facts;
}

static void clear_place(SzCityPlace *place)
{
    g_free(place->code);
    g_free(place->region);
    for (guint language = 0; language < 2; language++) {
        g_free(place->name[language]);
        g_free(place->short_name[language]);
        g_free(place->worst[language]);
    }
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
    for (guint i = 0; i < facts->n_dimensions; i++) {
        g_free(facts->dimensions[i].name[0]);
        g_free(facts->dimensions[i].name[1]);
    }
    g_free(facts->places);
    g_free(facts->dimensions);
    g_free(facts);
}
