#include "web/live_channel.h"

/* Over all screens: a city of 214 walls watches some 6,600. */
#define CHANNELS_MAX 8192
#define DRAW_PERIOD_US G_USEC_PER_SEC

void sz_screens_live_free_channel(gpointer data)
{
    SzLiveChannel *channel = data;
    g_free(channel->key);
    g_free(channel->target);
    g_free(channel->etag);
    g_hash_table_unref(channel->subs);
    g_clear_pointer(&channel->full, g_bytes_unref);
    g_clear_pointer(&channel->delta, g_bytes_unref);
    g_free(channel);
}

typedef struct {
    SzMailbox *mailbox; /* owned reference */
    guint64 id;
} Return;

static void on_picture(SzAnswer *answer, void *user)
{
    Return *back = user;
    SzLetter letter = {.kind = SZ_LETTER_PICTURE, .to = back->id, .answer = *answer};
    *answer = (SzAnswer){0};
    sz_mailbox_post(back->mailbox, &letter);
    sz_mailbox_unref(back->mailbox);
    g_free(back);
}

/* Asks for the picture when there is something new and the last asking is long enough ago. */
static void draw_if_due(SzScreens *screens, SzLiveChannel *channel)
{
    gint64 now_us = g_get_monotonic_time();
    if (channel->target == NULL || channel->is_asked || !channel->is_dirty ||
        now_us < channel->asked_us + DRAW_PERIOD_US) {
        return;
    }
    Return *back = g_new0(Return, 1);
    back->mailbox = sz_mailbox_ref(screens->mailbox);
    back->id = channel->id;
    const SzAsk ask = {.target = channel->target, .if_none_match = channel->etag};
    channel->asked_us = now_us;
    channel->is_asked = sz_answer_pool_ask(screens->options.pool, &ask, on_picture, back);
    channel->is_dirty = !channel->is_asked;
    if (!channel->is_asked) {
        sz_mailbox_unref(back->mailbox);
        g_free(back);
    }
}

SzLiveChannel *sz_live_channel_of(SzScreens *screens, const SzLiveOp *op)
{
    g_autofree char *key =
        g_strdup_printf("%d %s %s", (int)op->topic, op->panel != NULL ? op->panel : "", op->query);
    SzLiveChannel *channel = g_hash_table_lookup(screens->channels_by_key, key);
    if (channel != NULL || g_hash_table_size(screens->channels) >= CHANNELS_MAX) {
        return channel;
    }
    channel = g_new0(SzLiveChannel, 1);
    channel->id = ++screens->last_id;
    channel->key = g_steal_pointer(&key);
    channel->topic = op->topic;
    channel->subs = g_hash_table_new(NULL, NULL);
    channel->asked_us = G_MININT64 / 2;
    g_hash_table_insert(screens->channels_by_key, channel->key, channel);
    g_hash_table_insert(screens->channels, &channel->id, channel);
    if (op->topic == SZ_LIVE_PANEL) {
        channel->target = g_strdup_printf("/api/v1/panels/%s.png?%s", op->panel, op->query);
        channel->is_dirty = true;
        draw_if_due(screens, channel);
    } else {
        g_autofree char *query = op->topic == SZ_LIVE_WORDS
                                     ? g_strdup_printf("%s.json?%s", op->panel, op->query)
                                     : g_strdup(op->query);
        sz_hub_add(screens->hub, channel->id, op->topic, query);
    }
    return channel;
}

void sz_live_channel_join(SzLiveSub *sub)
{
    g_hash_table_add(sub->channel->subs, sub);
}

void sz_live_channel_leave(SzScreens *screens, SzLiveSub *sub)
{
    SzLiveChannel *channel = sub->channel;
    g_hash_table_remove(channel->subs, sub);
    if (g_hash_table_size(channel->subs) == 0) {
        if (channel->target == NULL) {
            sz_hub_remove(screens->hub, channel->id);
        }
        g_hash_table_remove(screens->channels_by_key, channel->key);
        g_hash_table_remove(screens->channels, &channel->id);
    }
}

static void wake_all(const SzLiveChannel *channel)
{
    GHashTableIter iter;
    gpointer sub = NULL;
    g_hash_table_iter_init(&iter, channel->subs);
    while (g_hash_table_iter_next(&iter, &sub, NULL)) {
        lws_callback_on_writable(((SzLiveSub *)sub)->wsi);
    }
}

void sz_live_channel_replace(SzLiveChannel *channel, GBytes *full_take, GBytes *delta_take)
{
    g_clear_pointer(&channel->full, g_bytes_unref);
    g_clear_pointer(&channel->delta, g_bytes_unref);
    channel->full = full_take;
    channel->delta = delta_take;
    wake_all(channel);
}

const char *sz_live_channel_drawn(SzLiveChannel *channel, SzAnswer *answer)
{
    SzResponse *response = &answer->response;
    channel->is_asked = false;
    if (response->status == 200 && g_str_equal(response->content_type, "image/png")) {
        g_free(channel->etag);
        channel->etag = g_steal_pointer(&answer->etag);
        channel->seq++;
        GBytes *picture = g_bytes_new_take(g_steal_pointer(&response->body), response->body_len);
        sz_live_channel_replace(channel, picture, NULL);
    } else if (response->status == 503) {
        channel->is_dirty = true; /* not ready, or too much to do: later */
    } else if (response->status != 304) {
        bool is_error = response->body != NULL && response->body[0] == '{';
        return is_error ? response->body + 1
                        : "\"error\":{\"code\":\"not_available\",\"message\":\"no picture\"}}";
    }
    return NULL;
}

void sz_live_channels_draw(SzScreens *screens, bool is_moment)
{
    GHashTableIter iter;
    gpointer channel = NULL;
    g_hash_table_iter_init(&iter, screens->channels);
    while (g_hash_table_iter_next(&iter, NULL, &channel)) {
        ((SzLiveChannel *)channel)->is_dirty = ((SzLiveChannel *)channel)->is_dirty || is_moment;
        draw_if_due(screens, channel);
    }
}
