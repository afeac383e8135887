#include "web/api_windows.h"

#include "metrics/texts.h"
#include "web/live_json.h"
#include "web/place_filter.h"

static GBytes *key_of(const SzPlace *place, const char *window)
{
    return sz_entity_key(sz_slice(sz_place_code(place)), sz_slice(window));
}

static bool is_later(const SzTicket *a, const SzTicket *b)
{
    gint64 a_ns = sz_maybe_time(a->since).at.ns;
    gint64 b_ns = sz_maybe_time(b->since).at.ns;
    return a_ns != b_ns ? a_ns > b_ns : strcmp(a->id, b->id) > 0;
}

static const SzTicket *ticket_of(const SzTicketsVersion *tickets, GHashTable *served, GBytes *key)
{
    gpointer found = g_hash_table_lookup(served, key);
    return found != NULL ? sz_tickets_version_at(tickets, GPOINTER_TO_SIZE(found) - 1) : NULL;
}

/* The ticket being served, by hall and window: its index in the version + 1. */
static GHashTable *tickets_at_windows(const SzView *view, const SzPlaceFilter *filter)
{
    GHashTable *served = sz_entity_table_new(NULL);
    const SzTicketsVersion *tickets = view->state->tickets;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        if (ticket->state != SZ_TICKET_SERVING || *ticket->window == '\0' ||
            !sz_ticket_is_open(ticket, sz_view_now(view)) ||
            !sz_place_filter_matches(filter, view, &ticket->place)) {
            continue;
        }
        g_autoptr(GBytes) key = key_of(&ticket->place, ticket->window);
        const SzTicket *other = ticket_of(tickets, served, key);
        if (other == NULL || is_later(ticket, other)) {
            g_hash_table_insert(served, g_steal_pointer(&key), GSIZE_TO_POINTER(i + 1));
        }
    }
    return served;
}

static json_t *window_json(const SzWindow *window, const SzTicket *ticket, bool has_hall)
{
    json_t *object = json_object();
    if (has_hall) {
        json_object_set_new(object, "hall", json_string(sz_place_code(&window->place)));
    }
    json_object_set_new(object, "window", json_string(window->window));
    json_object_set_new(object, "state", json_string(sz_window_state_name(window->state)));
    json_object_set_new(object, "since", sz_json_maybe_time(window->since));
    json_object_set_new(object, "reason", sz_json_text_or_null(window->reason));
    json_object_set_new(object, "staff", sz_json_text_or_null(window->staff));
    json_object_set_new(object, "ticket", ticket != NULL ? json_string(ticket->id) : json_null());
    json_object_set_new(object, "last_event", sz_json_time(window->last_event));
    return object;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const SzWindow *left = *(const SzWindow *const *)a;
    const SzWindow *right = *(const SzWindow *const *)b;
    int order = sz_place_compare(&left->place, left->window, &right->place, right->window);
    return order != 0 ? order : strcmp(left->place.code, right->place.code);
}

SzResponse sz_api_windows(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzPlaceFilter filter;
    if (!sz_place_filter_read(view, params, &filter, &problem)) {
        return problem;
    }
    const SzWindowsVersion *windows = view->state->windows;
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(const SzWindow *));
    for (gsize i = 0; i < sz_windows_version_n(windows); i++) {
        const SzWindow *window = sz_windows_version_at(windows, i);
        if (sz_place_filter_matches(&filter, view, &window->place)) {
            g_array_append_val(wanted, window);
        }
    }
    g_array_sort(wanted, compare);
    g_autoptr(GHashTable) served = tickets_at_windows(view, &filter);
    bool has_hall = sz_params_get(params, "hall") == NULL;
    json_t *list = json_array();
    for (guint i = 0; i < wanted->len; i++) {
        const SzWindow *window = g_array_index(wanted, const SzWindow *, i);
        g_autoptr(GBytes) key = key_of(&window->place, window->window);
        json_array_append_new(
            list, window_json(window, ticket_of(view->state->tickets, served, key), has_hall));
    }
    json_t *body = sz_json_body(view);
    json_object_set_new(body, "windows", list);
    return sz_response_json(body);
}
