#include "web/place_filter.h"

static bool is_it(const SzPlace *place, const char *code)
{
    return place->hall == NULL && g_str_equal(place->code, code);
}

typedef struct {
    const SzCasesVersion *cases;
    const char *code;
    bool is_found;
} Search;

static bool on_shelved(const SzShelvedCase *shelved, void *user)
{
    Search *search = user;
    search->is_found =
        shelved->row.hall == 0 &&
        g_str_equal(sz_cases_version_text(search->cases, shelved->row.hall_code), search->code);
    return !search->is_found;
}

/* An archive that cannot be read may have some; whoever asks for its cases will be told. */
static bool has_shelved(const SzCasesVersion *cases, const char *code)
{
    Search search = {.cases = cases, .code = code};
    const SzShelfHint hint = {.code = code, .hall_from = 0, .hall_to = 1};
    bool is_read = sz_cases_version_each_shelved(cases, &hint, on_shelved, &search);
    return search.is_found || !is_read;
}

static bool has_cases(const SzSnapshot *state, const char *code)
{
    const SzCasesVersion *cases = state->cases;
    guint32 other = 0; /* a number that has been looked up; 0 is no code */
    for (gsize i = 0, n = sz_cases_version_n(cases); i < n; i++) {
        const SzCaseRow *row = sz_cases_version_row(cases, i);
        if (row == NULL || row->hall != 0 || row->hall_code == other) {
            continue;
        }
        other = row->hall_code;
        if (g_str_equal(sz_cases_version_text(cases, other), code)) {
            return true;
        }
    }
    return has_shelved(cases, code);
}

static bool has_tickets(const SzSnapshot *state, const char *code)
{
    for (gsize i = 0; i < sz_tickets_version_n(state->tickets); i++) {
        if (is_it(&sz_tickets_version_at(state->tickets, i)->place, code)) {
            return true;
        }
    }
    return false;
}

static bool has_windows(const SzSnapshot *state, const char *code)
{
    for (gsize i = 0; i < sz_windows_version_n(state->windows); i++) {
        if (is_it(&sz_windows_version_at(state->windows, i)->place, code)) {
            return true;
        }
    }
    return false;
}

static bool has_kiosks(const SzSnapshot *state, const char *code)
{
    for (gsize i = 0; i < sz_kiosks_version_n(state->kiosks); i++) {
        if (is_it(&sz_kiosks_version_at(state->kiosks, i)->place, code)) {
            return true;
        }
    }
    return false;
}

static bool has_ratings(const SzSnapshot *state, const char *code)
{
    for (gsize i = 0; i < sz_ratings_version_n_days(state->ratings); i++) {
        if (is_it(&sz_ratings_version_day(state->ratings, i)->place, code)) {
            return true;
        }
    }
    return false;
}

static bool has_feeds(const SzSnapshot *state, const char *code)
{
    for (gsize i = 0; i < sz_feed_quality_version_n(state->quality); i++) {
        if (is_it(&sz_feed_quality_version_at(state->quality, i)->place, code)) {
            return true;
        }
    }
    return false;
}

/* Has anything come from a hall of this code that the registry does not know? */
static bool is_seen(const SzSnapshot *state, const char *code)
{
    return has_cases(state, code) || has_tickets(state, code) || has_windows(state, code) ||
           has_kiosks(state, code) || has_ratings(state, code) || has_feeds(state, code);
}

static SzResponse unknown_hall(const char *name, const char *code)
{
    return sz_response_error(404, "unknown_hall", "GET /api/v1/halls lists the codes",
                             "%s: '%s' is neither in the registry nor in any event", name, code);
}

static const SzHall *find_hall(const SzView *view, const char *code)
{
    SzDay today = view->now.known ? sz_day_of(view->now.at) : 0;
    return sz_registry_find(view->rules->registry, sz_slice(code), today);
}

bool sz_place_filter_read(const SzView *view, const SzParams *params, SzPlaceFilter *out,
                          SzResponse *out_problem)
{
    const char *hall = sz_params_get(params, "hall");
    const char *area = sz_params_get(params, "area");
    SzPlaceFilter filter = {0};
    if (hall != NULL) {
        filter.hall = find_hall(view, hall);
        filter.hall_code = filter.hall == NULL ? hall : NULL;
        if (filter.hall == NULL && !is_seen(view->state, hall)) {
            *out_problem = unknown_hall("hall", hall);
            return false;
        }
    }
    if (area != NULL) {
        filter.area = find_hall(view, area);
        if (filter.area == NULL) {
            *out_problem = unknown_hall("area", area);
            return false;
        }
    }
    *out = filter;
    return true;
}

bool sz_place_filter_matches(const SzPlaceFilter *filter, const SzView *view, const SzPlace *place)
{
    if (filter->hall != NULL && place->hall != filter->hall) {
        return false;
    }
    if (filter->hall_code != NULL && !is_it(place, filter->hall_code)) {
        return false;
    }
    return filter->area == NULL ||
           (place->hall != NULL &&
            sz_registry_is_within(view->rules->registry, place->hall, filter->area));
}
