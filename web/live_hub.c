#include "web/live_hub.h"

#include "collector/worker.h"
#include "web/live_json.h"
#include "web/live_topics.h"
#include "web/merge_patch.h"

/* Numbers never wait longer for the words of panels than that, however many are watched; and words always get so much,
 * however long the numbers take. */
#define WORDS_BUDGET_US 50000

typedef struct {
    guint64 channel;
    SzLiveTopicKind topic;
    char *query; /* owned; NULL: take the channel away */
} Order;

typedef struct {
    SzLiveTopicKind topic;
    char *query;   /* owned */
    json_t *state; /* owned; NULL: nothing has been said */
    guint64 seq;
    gint64 computed_us; /* monotonic */
    bool is_dirty;
} Channel;

/* A channel that is to be computed. */
typedef struct {
    guint64 id;
    Channel *channel; /* borrowed */
} Due;

struct SzHub {
    SzLive *live;         /* borrowed */
    SzMailbox *mailbox;   /* owned reference */
    GHashTable *channels; /* owned; guint64 -> Channel, both owned; the hub's thread only */
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t cond;   /* something to do */
    GArray *orders;        /* owned; Order */
    bool is_woken;
    bool is_stopping;
};

static void clear_order(gpointer data)
{
    g_free(((Order *)data)->query);
}

static GArray *new_orders(void)
{
    GArray *orders = g_array_new(FALSE, FALSE, sizeof(Order));
    g_array_set_clear_func(orders, clear_order);
    return orders;
}

static void free_channel(gpointer data)
{
    Channel *channel = data;
    g_free(channel->query);
    json_decref(channel->state);
    g_free(channel);
}

/* --- one channel ----------------------------------------------------------------------------- */

/* @object_take without its first brace. (transfer full) */
static GBytes *end_of_frame(json_t *object_take)
{
    g_autoptr(json_t) object = object_take;
    g_autofree char *text = sz_json_dump(object);
    return g_bytes_new(text + 1, strlen(text + 1));
}

static void post_problem(SzHub *hub, guint64 id, const SzResponse *problem)
{
    SzLetter letter = {.kind = SZ_LETTER_PROBLEM, .to = id};
    letter.full = g_bytes_new(problem->body + 1, strlen(problem->body + 1));
    sz_mailbox_post(hub->mailbox, &letter);
}

/* Returns: false when there is no such thing to show. */
static bool compute(SzHub *hub, guint64 id, Channel *channel, const SzView *view)
{
    g_auto(SzResponse) problem = {0};
    json_t *state = sz_live_topic_state(view, channel->topic, channel->query, &problem);
    if (state == NULL) {
        post_problem(hub, id, &problem);
        return false;
    }
    json_t *delta = channel->state != NULL ? sz_merge_patch_new(channel->state, state) : NULL;
    if (channel->state == NULL || delta != NULL) {
        channel->seq++;
        SzLetter letter = {.kind = SZ_LETTER_FRAME, .to = id, .seq = channel->seq};
        letter.full = end_of_frame(json_pack("{s:O}", "state", state));
        letter.delta =
            delta == NULL
                ? NULL
                : end_of_frame(json_pack("{s:I, s:o, s:O}", "seq", (json_int_t)channel->seq, "time",
                                         sz_json_maybe_time(view->now), "delta", delta));
        sz_mailbox_post(hub->mailbox, &letter);
    }
    json_decref(delta);
    json_decref(channel->state);
    channel->state = state;
    return true;
}

/* --- the thread ------------------------------------------------------------------------------ */

static void follow(SzHub *hub, const GArray *orders)
{
    for (guint i = 0; i < orders->len; i++) {
        const Order *order = &g_array_index(orders, Order, i);
        if (order->query == NULL) {
            g_hash_table_remove(hub->channels, &order->channel);
            continue;
        }
        Channel *channel = g_new0(Channel, 1);
        channel->topic = order->topic;
        channel->query = g_strdup(order->query);
        channel->is_dirty = true;
        channel->computed_us = G_MININT64 / 2;
        g_hash_table_insert(hub->channels, g_memdup2(&order->channel, sizeof order->channel),
                            channel);
    }
}

/* Words change with their picture, which is drawn once a second. */
static gint64 period_us(const Channel *channel)
{
    return channel->topic == SZ_LIVE_WORDS ? G_USEC_PER_SEC : G_USEC_PER_SEC / SZ_HUB_PER_S;
}

/* Numbers before words; of words those that have waited longest. */
static gint compare_due(gconstpointer a, gconstpointer b)
{
    const Channel *left = ((const Due *)a)->channel;
    const Channel *right = ((const Due *)b)->channel;
    int order = (left->topic == SZ_LIVE_WORDS) - (right->topic == SZ_LIVE_WORDS);
    return order != 0 ? order
                      : (left->computed_us > right->computed_us) -
                            (left->computed_us < right->computed_us);
}

/* (transfer full) of Due, in order; *out_next_us: when something else is due, or -1. */
static GArray *find_due(SzHub *hub, bool is_woken, gint64 *out_next_us)
{
    GArray *dues = g_array_new(FALSE, FALSE, sizeof(Due));
    gint64 now_us = g_get_monotonic_time();
    GHashTableIter iter;
    gpointer key = NULL;
    gpointer value = NULL;
    *out_next_us = -1;
    g_hash_table_iter_init(&iter, hub->channels);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        Channel *channel = value;
        gint64 due_us = channel->computed_us + period_us(channel);
        channel->is_dirty = channel->is_dirty || is_woken;
        if (channel->is_dirty && due_us <= now_us) {
            const Due due = {*(const guint64 *)key, channel};
            g_array_append_val(dues, due);
        } else if (channel->is_dirty && (*out_next_us < 0 || due_us < *out_next_us)) {
            *out_next_us = due_us;
        }
    }
    g_array_sort(dues, compare_due);
    return dues;
}

/* Computes what is due; returns the instant at which something else is, or -1. */
static gint64 compute_due(SzHub *hub, bool is_woken)
{
    g_autoptr(SzMoment) moment = sz_live_moment(hub->live);
    gint64 next_us = -1;
    if (moment == NULL) {
        return -1;
    }
    g_autoptr(GArray) dues = find_due(hub, is_woken, &next_us);
    gint64 words_until_us = G_MAXINT64; /* the first words come after all the numbers */
    for (guint i = 0; i < dues->len; i++) {
        const Due *due = &g_array_index(dues, Due, i);
        gint64 now_us = g_get_monotonic_time();
        bool is_words = due->channel->topic == SZ_LIVE_WORDS;
        if (is_words && now_us >= words_until_us) {
            return now_us; /* the rest waits until the numbers have been looked at again */
        }
        if (is_words && words_until_us == G_MAXINT64) {
            words_until_us = now_us + WORDS_BUDGET_US;
        }
        due->channel->is_dirty = false;
        due->channel->computed_us = now_us;
        if (!compute(hub, due->id, due->channel, sz_moment_view(moment))) {
            g_hash_table_remove(hub->channels, &due->id);
        }
    }
    return next_us;
}

/* Waits for orders, a wake, the end, or @until_us.  (transfer full) the orders; NULL: the end. */
static GArray *wait_for_work(SzHub *hub, gint64 until_us, bool *out_is_woken)
{
    GArray *orders = NULL;
    (void)pthread_mutex_lock(&hub->mutex);
    while (!hub->is_stopping && !hub->is_woken && hub->orders->len == 0 &&
           (until_us < 0 || g_get_monotonic_time() < until_us)) {
        if (until_us < 0) {
            (void)pthread_cond_wait(&hub->cond, &hub->mutex);
        } else {
            const struct timespec until = {until_us / G_USEC_PER_SEC,
                                           until_us % G_USEC_PER_SEC * 1000};
            (void)pthread_cond_timedwait(&hub->cond, &hub->mutex, &until);
        }
    }
    if (!hub->is_stopping) {
        orders = hub->orders;
        hub->orders = new_orders();
    }
    *out_is_woken = hub->is_woken;
    hub->is_woken = false;
    (void)pthread_mutex_unlock(&hub->mutex);
    return orders;
}

static void *run(void *user)
{
    SzHub *hub = user;
    gint64 until_us = -1;
    bool is_woken = false;
    GArray *orders = NULL;
    while ((orders = wait_for_work(hub, until_us, &is_woken)) != NULL) {
        follow(hub, orders);
        g_array_unref(orders);
        until_us = compute_due(hub, is_woken);
    }
    return NULL;
}

/* --- from outside ---------------------------------------------------------------------------- */

static void destroy(SzHub *hub)
{
    (void)pthread_cond_destroy(&hub->cond);
    (void)pthread_mutex_destroy(&hub->mutex);
    g_array_unref(hub->orders);
    g_hash_table_unref(hub->channels);
    sz_mailbox_unref(hub->mailbox);
    g_free(hub);
}

SzHub *sz_hub_new(SzLive *live, SzMailbox *mailbox)
{
    SzHub *hub = g_new0(SzHub, 1);
    pthread_condattr_t monotonic;
    hub->live = live;
    hub->mailbox = sz_mailbox_ref(mailbox);
    hub->channels = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_channel);
    hub->orders = new_orders();
    (void)pthread_mutex_init(&hub->mutex, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&hub->cond, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    if (sz_worker_start(&hub->thread, "screens-hub", run, hub) != 0) {
        destroy(hub);
        return NULL;
    }
    return hub;
}

void sz_hub_free(SzHub *hub)
{
    if (hub == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&hub->mutex);
    hub->is_stopping = true;
    (void)pthread_cond_signal(&hub->cond);
    (void)pthread_mutex_unlock(&hub->mutex);
    (void)pthread_join(hub->thread, NULL);
    destroy(hub);
}

static void give_order(SzHub *hub, Order order)
{
    (void)pthread_mutex_lock(&hub->mutex);
    g_array_append_val(hub->orders, order);
    (void)pthread_cond_signal(&hub->cond);
    (void)pthread_mutex_unlock(&hub->mutex);
}

void sz_hub_add(SzHub *hub, guint64 channel, SzLiveTopicKind topic, const char *query)
{
    give_order(hub, (Order){channel, topic, g_strdup(query)});
}

void sz_hub_remove(SzHub *hub, guint64 channel)
{
    give_order(hub, (Order){channel, SZ_LIVE_INDEX, NULL});
}

void sz_hub_wake(SzHub *hub)
{
    (void)pthread_mutex_lock(&hub->mutex);
    hub->is_woken = true;
    (void)pthread_cond_signal(&hub->cond);
    (void)pthread_mutex_unlock(&hub->mutex);
}
