#include "metrics/queues.h"

#include "metrics/quantile.h"
#include "metrics/texts.h"

#define HOUR_NS ((guint64)(3600 * SZ_NS_PER_S))

typedef struct {
    SzQueue queue;
    GArray *waits_ns; /* owned; gint64 */
} Tally;

/* The last call of a window in the last hour. */
typedef struct {
    SzWallTime at;
    const char *queue;
    const char *ticket; /* decides between two calls at one instant */
} LastCall;

typedef struct {
    const SzPlace *place;
    const char *window;
} OpenWindow;

struct SzQueues {
    SzWallTime now;
    SzDay today;
    GHashTable *tallies;    /* Tally, owned, by hall and queue */
    GHashTable *last_calls; /* LastCall, owned, by hall and window */
    GArray *windows;        /* OpenWindow */
};

static void free_tally(gpointer data)
{
    Tally *tally = data;
    g_array_unref(tally->waits_ns);
    g_free(tally);
}

SzQueues *sz_queues_new(SzWallTime now)
{
    SzQueues *queues = g_new0(SzQueues, 1);
    queues->now = now;
    queues->today = sz_day_of(now);
    queues->tallies = sz_entity_table_new(free_tally);
    queues->last_calls = sz_entity_table_new(g_free);
    queues->windows = g_array_new(FALSE, FALSE, sizeof(OpenWindow));
    return queues;
}

void sz_queues_free(SzQueues *queues)
{
    if (queues == NULL) {
        return;
    }
    g_hash_table_unref(queues->tallies);
    g_hash_table_unref(queues->last_calls);
    g_array_unref(queues->windows);
    g_free(queues);
}

static GBytes *key_of(const SzPlace *place, const char *code)
{
    return sz_entity_key(sz_slice(sz_place_code(place)), sz_slice(code));
}

static Tally *find_tally(SzQueues *queues, const SzPlace *place, const char *queue)
{
    g_autoptr(GBytes) key = key_of(place, queue);
    Tally *tally = g_hash_table_lookup(queues->tallies, key);
    if (tally == NULL) {
        tally = g_new0(Tally, 1);
        tally->queue.place = *place;
        tally->queue.queue = queue;
        tally->waits_ns = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_hash_table_insert(queues->tallies, g_steal_pointer(&key), tally);
    }
    return tally;
}

static bool is_in_last_hour(const SzQueues *queues, SzMaybeTime at)
{
    return at.known && at.at.ns <= queues->now.ns && sz_ns_between(at.at, queues->now) < HOUR_NS;
}

static void note_state(SzQueues *queues, const SzTicket *ticket)
{
    SzQueue *queue = &find_tally(queues, &ticket->place, ticket->queue)->queue;
    if (!sz_ticket_is_open(ticket, queues->now)) {
        return;
    }
    if (ticket->state == SZ_TICKET_WAITING) {
        queue->waiting++;
        SzMaybeTime taken = sz_maybe_time(ticket->taken);
        bool is_older =
            taken.known && (!queue->oldest_take.known || taken.at.ns < queue->oldest_take.at.ns);
        queue->oldest_take = is_older ? taken : queue->oldest_take;
    } else if (ticket->state == SZ_TICKET_SERVING) {
        queue->serving++;
    }
}

static void note_last_call(SzQueues *queues, const SzTicket *ticket)
{
    g_autoptr(GBytes) key = key_of(&ticket->place, ticket->last_call_window);
    LastCall *last = g_hash_table_lookup(queues->last_calls, key);
    bool is_new = last == NULL;
    if (is_new) {
        last = g_new0(LastCall, 1);
        g_hash_table_insert(queues->last_calls, g_steal_pointer(&key), last);
    }
    SzMaybeTime called = sz_maybe_time(ticket->last_call);
    gint64 at_ns = called.at.ns;
    if (is_new || at_ns > last->at.ns ||
        (at_ns == last->at.ns && strcmp(ticket->id, last->ticket) > 0)) {
        *last = (LastCall){called.at, ticket->last_call_queue, ticket->id};
    }
}

void sz_queues_add_ticket(SzQueues *queues, const SzTicket *ticket)
{
    if (ticket->day == queues->today) {
        note_state(queues, ticket);
    }
    if (ticket->has_wait && is_in_last_hour(queues, sz_maybe_time(ticket->called))) {
        Tally *tally = find_tally(queues, &ticket->place, ticket->called_queue);
        g_array_append_val(tally->waits_ns, ticket->wait_ns);
    }
    if (*ticket->last_call_window != '\0' &&
        is_in_last_hour(queues, sz_maybe_time(ticket->last_call))) {
        note_last_call(queues, ticket);
    }
}

void sz_queues_add_window(SzQueues *queues, const SzPlace *place, const char *window)
{
    OpenWindow open = {place, window};
    g_array_append_val(queues->windows, open);
}

/* --- the end ------------------------------------------------------------------------------- */

static int compare_queues(gconstpointer a, gconstpointer b)
{
    const SzQueue *left = a;
    const SzQueue *right = b;
    int order = strcmp(sz_place_code(&left->place), sz_place_code(&right->place));
    return order != 0 ? order : strcmp(left->queue, right->queue);
}

static void finish_waits(Tally *tally)
{
    const gint64 *waits_ns = (const gint64 *)(void *)tally->waits_ns->data;
    guint n = tally->waits_ns->len;
    sz_sort_int64(tally->waits_ns);
    tally->queue.called = n;
    double p90_ns = 0;
    if (!sz_quantile_of_sorted(waits_ns, n, 0.9, &p90_ns)) {
        return;
    }
    gint64 sum_ns = 0;
    for (guint i = 0; i < n; i++) {
        sum_ns += waits_ns[i];
    }
    tally->queue.wait_p90_s = p90_ns / (double)SZ_NS_PER_S;
    tally->queue.wait_mean_s = (double)sum_ns / (double)n / (double)SZ_NS_PER_S;
}

/* Index of the first queue of the hall @code or a later one; @all is sorted. */
static guint first_of_hall(const GArray *all, const char *code)
{
    guint from = 0;
    guint to = all->len;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        const SzQueue *queue = &g_array_index(all, SzQueue, middle);
        if (strcmp(sz_place_code(&queue->place), code) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* Windows of halls without a queue count for none. */
static void count_window(SzQueues *queues, GArray *all, const OpenWindow *open)
{
    const char *code = sz_place_code(open->place);
    g_autoptr(GBytes) key = key_of(open->place, open->window);
    const LastCall *last = g_hash_table_lookup(queues->last_calls, key);
    for (guint i = first_of_hall(all, code); i < all->len; i++) {
        SzQueue *queue = &g_array_index(all, SzQueue, i);
        if (strcmp(sz_place_code(&queue->place), code) != 0) {
            break;
        }
        queue->windows_open += last == NULL || strcmp(last->queue, queue->queue) == 0 ? 1 : 0;
    }
}

GArray *sz_queues_finish(SzQueues *queues)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(SzQueue));
    GHashTableIter each;
    gpointer value = NULL;
    g_hash_table_iter_init(&each, queues->tallies);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        Tally *tally = value;
        finish_waits(tally);
        g_array_append_val(all, tally->queue);
    }
    g_array_sort(all, compare_queues);
    for (guint i = 0; i < queues->windows->len; i++) {
        count_window(queues, all, &g_array_index(queues->windows, OpenWindow, i));
    }
    return all;
}
