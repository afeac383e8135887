#include "web/api_queues.h"

#include "metrics/queues.h"
#include "web/live_json.h"
#include "web/place_filter.h"

static json_t *queue_json(const SzView *view, const SzQueue *queue, bool has_hall)
{
    bool has_waits = queue->called > 0;
    json_t *object = json_object();
    if (has_hall) {
        json_object_set_new(object, "hall", json_string(sz_place_code(&queue->place)));
    }
    json_object_set_new(object, "queue", json_string(queue->queue));
    const SzQueueName *name =
        sz_registry_queue_name(view->rules->registry, queue->place.hall, queue->queue);
    json_object_set_new(object, "name", name != NULL ? json_string(name->name) : json_null());
    json_object_set_new(object, "waiting", json_integer(queue->waiting));
    json_object_set_new(object, "oldest_take", sz_json_maybe_time(queue->oldest_take));
    json_object_set_new(object, "serving", json_integer(queue->serving));
    json_object_set_new(object, "windows_open", json_integer(queue->windows_open));
    json_object_set_new(object, "wait_p90_s",
                        has_waits ? json_real(queue->wait_p90_s) : json_null());
    json_object_set_new(object, "wait_mean_s",
                        has_waits ? json_real(queue->wait_mean_s) : json_null());
    json_object_set_new(object, "called", json_integer(queue->called));
    return object;
}

static void add_tickets(SzQueues *queues, const SzView *view, const SzPlaceFilter *filter)
{
    const SzTicketsVersion *tickets = view->state->tickets;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        if (sz_place_filter_matches(filter, view, &ticket->place)) {
            sz_queues_add_ticket(queues, ticket);
        }
    }
}

static void add_windows(SzQueues *queues, const SzView *view, const SzPlaceFilter *filter)
{
    const SzWindowsVersion *windows = view->state->windows;
    for (gsize i = 0; i < sz_windows_version_n(windows); i++) {
        const SzWindow *window = sz_windows_version_at(windows, i);
        if (sz_window_is_open(window) && sz_place_filter_matches(filter, view, &window->place)) {
            sz_queues_add_window(queues, &window->place, window->window);
        }
    }
}

SzResponse sz_api_queues(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzPlaceFilter filter;
    if (!sz_place_filter_read(view, params, &filter, &problem)) {
        return problem;
    }
    g_autoptr(SzQueues) queues = sz_queues_new(sz_view_now(view));
    add_tickets(queues, view, &filter);
    add_windows(queues, view, &filter);
    g_autoptr(GArray) all = sz_queues_finish(queues);
    json_t *list = json_array();
    bool has_hall = sz_params_get(params, "hall") == NULL;
    for (guint i = 0; i < all->len; i++) {
        json_array_append_new(list, queue_json(view, &g_array_index(all, SzQueue, i), has_hall));
    }
    json_t *body = sz_json_body(view);
    json_object_set_new(body, "queues", list);
    return sz_response_json(body);
}
