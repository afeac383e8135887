#include "web/live_channel.h"
#include "web/live_json.h"
#include "web/live_outbox.h"

#define REPLIES_MAX 128
#define CLOSE_SLOW ((enum lws_close_status)4002)

struct SzLiveSession {
    SzScreens *screens; /* borrowed */
    struct lws *wsi;    /* borrowed */
    GPtrArray *subs;    /* owned; SzLiveSub, owned */
    guint i_next;       /* the subscription whose turn it is */
    GQueue replies;     /* GBytes, owned */
    GByteArray *heard;  /* owned; the message so far */
    SzLiveRate rate;
    SzLiveOutbox outbox;
    enum lws_close_status close; /* 0: stay */
    const char *close_text;
};

gsize sz_screens_live_bytes(void)
{
    return sizeof(SzLiveSession);
}

/* --- sessions -------------------------------------------------------------------------------- */

static void drop_subscription(SzLiveSession *session, guint i)
{
    SzLiveSub *sub = session->subs->pdata[i];
    sz_live_channel_leave(session->screens, sub);
    g_ptr_array_remove_index(session->subs, i);
}

static void say_goodbye(SzLiveSession *session, enum lws_close_status status, const char *text)
{
    if (session->close == 0) {
        session->close = status;
        session->close_text = text;
    }
    lws_callback_on_writable(session->wsi);
}

static void reply(SzLiveSession *session, char *text_take)
{
    if (session->replies.length >= REPLIES_MAX) {
        g_free(text_take);
        say_goodbye(session, CLOSE_SLOW, "too slow");
        return;
    }
    g_queue_push_tail(&session->replies, g_bytes_new_take(text_take, strlen(text_take)));
    lws_callback_on_writable(session->wsi);
}

static gint find_subscription(const SzLiveSession *session, guint32 id)
{
    for (guint i = 0; i < session->subs->len; i++) {
        if (((const SzLiveSub *)session->subs->pdata[i])->id == id) {
            return (gint)i;
        }
    }
    return -1;
}

static void reply_ok(SzLiveSession *session, guint32 id)
{
    g_autoptr(json_t) frame = json_pack("{s:I, s:b, s:o}", "id", (json_int_t)id, "ok", 1, "time",
                                        sz_json_maybe_time(sz_screens_now(session->screens)));
    reply(session, sz_json_dump(frame));
}

static void subscribe(SzLiveSession *session, const SzLiveOp *op)
{
    if (find_subscription(session, op->id) >= 0) {
        reply(session,
              sz_live_problem_json(true, op->id, "id_in_use", "there is a subscription of this id",
                                   "unsubscribe it, or take another id"));
        return;
    }
    if (session->subs->len >= SZ_LIVE_SUBSCRIPTIONS_MAX) {
        reply(session, sz_live_problem_json(true, op->id, "too_many_subscriptions",
                                            "at most 64 on one connection", NULL));
        return;
    }
    SzLiveChannel *channel = sz_live_channel_of(session->screens, op);
    if (channel == NULL) {
        reply(session, sz_live_problem_json(true, op->id, "too_much_watched",
                                            "all screens together watch too many different things",
                                            "watch what others watch, or try again later"));
        return;
    }
    SzLiveSub *sub = g_new0(SzLiveSub, 1);
    sub->session = session;
    sub->wsi = session->wsi;
    sub->id = op->id;
    sub->channel = channel;
    sub->spoken_us = g_get_monotonic_time();
    sz_live_channel_join(sub);
    g_ptr_array_add(session->subs, sub);
    lws_callback_on_writable(session->wsi);
}

static void unsubscribe(SzLiveSession *session, const SzLiveOp *op)
{
    gint i = find_subscription(session, op->id);
    if (i < 0) {
        reply(session, sz_live_problem_json(true, op->id, "unknown_id",
                                            "there is no subscription of this id", NULL));
        return;
    }
    drop_subscription(session, (guint)i);
    reply_ok(session, op->id);
}

static void on_message(SzLiveSession *session)
{
    g_auto(SzLiveOp) op = {0};
    g_auto(SzLiveProblem) problem = {0};
    SzSlice text = {(const char *)session->heard->data, session->heard->len};
    if (!sz_live_op_parse(text, &op, &problem)) {
        reply(session,
              sz_live_problem_json(op.has_id, op.id, problem.code, problem.message, problem.hint));
    } else if (op.kind == SZ_LIVE_SUBSCRIBE) {
        subscribe(session, &op);
    } else if (op.kind == SZ_LIVE_UNSUBSCRIBE) {
        unsubscribe(session, &op);
    } else {
        reply_ok(session, op.id);
    }
    g_byte_array_set_size(session->heard, 0);
}

static int on_receive(struct lws *wsi, SzLiveSession *session, const void *data, gsize len)
{
    if (session->close != 0) {
        return 0;
    }
    if (lws_frame_is_binary(wsi)) {
        say_goodbye(session, LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE, "text only");
        return 0;
    }
    if (session->heard->len + len > SZ_LIVE_MESSAGE_MAX_BYTES) {
        say_goodbye(session, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, "over 16384 bytes");
        return 0;
    }
    g_byte_array_append(session->heard, data, (guint)len);
    if (lws_remaining_packet_payload(wsi) != 0) {
        return 0;
    }
    /* A frame is what is counted: a message may be of many, each of them empty. */
    if (!sz_live_rate_take(&session->rate, g_get_monotonic_time())) {
        say_goodbye(session, LWS_CLOSE_STATUS_POLICY_VIOLATION, "too many messages");
        return 0;
    }
    if (lws_is_final_fragment(wsi)) {
        on_message(session);
    }
    return 0;
}

/* --- sending --------------------------------------------------------------------------------- */

/* A state holds at the instant it is sent, however long ago it last changed. */
static void send_state(SzLiveSession *session, const SzLiveSub *sub)
{
    char time[SZ_WALL_TIME_TEXT];
    SzMaybeTime now = sz_screens_now(session->screens);
    sz_live_outbox_state(&session->outbox, sub->id, sub->channel->seq,
                         sz_wall_time_format(now.at, time), sub->channel->full);
}

static void send_heartbeat(SzLiveSession *session, const SzLiveSub *sub)
{
    g_autoptr(json_t) frame = json_pack("{s:I, s:o}", "seq", (json_int_t)sub->seq, "time",
                                        sz_json_maybe_time(sz_screens_now(session->screens)));
    g_autofree char *text = sz_json_dump(frame);
    g_autoptr(GBytes) body = g_bytes_new(text + 1, strlen(text + 1));
    sz_live_outbox_text(&session->outbox, sub->id, body);
}

static bool is_beat_due(const SzLiveSession *session, const SzLiveSub *sub, gint64 now_us)
{
    return now_us - sub->spoken_us >= (gint64)session->screens->options.heartbeat_ms * 1000;
}

/* Returns: false when the subscription has nothing to say. */
static bool send_of(SzLiveSession *session, SzLiveSub *sub)
{
    const SzLiveChannel *channel = sub->channel;
    gint64 now_us = g_get_monotonic_time();
    if (channel->seq > sub->seq) {
        bool is_next = sub->seq != 0 && sub->seq + 1 == channel->seq && channel->delta != NULL;
        if (channel->target != NULL) {
            sz_live_outbox_picture(&session->outbox, sub->id, channel->seq, channel->full);
        } else if (is_next) {
            sz_live_outbox_text(&session->outbox, sub->id, channel->delta);
        } else {
            send_state(session, sub);
        }
        sub->seq = channel->seq;
    } else if (is_beat_due(session, sub, now_us)) {
        send_heartbeat(session, sub);
    } else {
        return false;
    }
    sub->spoken_us = now_us;
    return true;
}

/* What comes next, decided when there is room for it: the newest wins. */
static bool choose(SzLiveSession *session)
{
    if (session->outbox.body != NULL) {
        return true;
    }
    GBytes *said = g_queue_pop_head(&session->replies);
    if (said != NULL) {
        sz_live_outbox_whole(&session->outbox, said);
        return true;
    }
    guint n = session->subs->len;
    for (guint i = 0; i < n; i++) {
        session->i_next = (session->i_next + 1) % n;
        if (send_of(session, session->subs->pdata[session->i_next])) {
            return true;
        }
    }
    return false;
}

static int on_writable(struct lws *wsi, SzLiveSession *session)
{
    if (session->close != 0) {
        unsigned char text[32];
        gsize len = g_strlcpy((char *)text, session->close_text, sizeof text);
        lws_close_reason(wsi, session->close, text, MIN(len, sizeof text - 1));
        return -1;
    }
    if (!choose(session)) {
        return 0;
    }
    SzLiveOutbox *outbox = &session->outbox;
    unsigned char *piece = session->screens->scratch + LWS_PRE;
    gsize len = sz_live_outbox_fill(outbox, piece);
    bool is_last = outbox->offset + len == sz_live_outbox_bytes(outbox);
    enum lws_write_protocol what = (enum lws_write_protocol)lws_write_ws_flags(
        outbox->is_binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT, outbox->offset == 0, is_last);
    if (lws_write(wsi, piece, len, what) < (int)len) {
        return -1;
    }
    sz_live_outbox_advance(outbox, len);
    lws_callback_on_writable(wsi);
    return 0;
}

/* --- letters --------------------------------------------------------------------------------- */

/* Tells everybody who watches @channel, and takes it away. */
static void fail(const SzLiveChannel *channel, const char *body, gsize len)
{
    guint n = 0;
    g_autofree gpointer *subs = g_hash_table_get_keys_as_array(channel->subs, &n);
    for (guint i = 0; i < n; i++) {
        const SzLiveSub *sub = subs[i];
        SzLiveSession *session = sub->session;
        reply(session,
              g_strdup_printf("{\"id\":%" G_GUINT32_FORMAT ",%.*s", sub->id, (int)len, body));
        drop_subscription(session, (guint)find_subscription(session, sub->id));
    }
}

void sz_screens_live_letter(SzScreens *screens, SzLetter *letter)
{
    SzLiveChannel *channel = g_hash_table_lookup(screens->channels, &letter->to);
    gsize len = 0;
    if (channel == NULL) {
        return; /* nobody watches any more */
    }
    if (letter->kind == SZ_LETTER_PICTURE) {
        const char *problem = sz_live_channel_drawn(channel, &letter->answer);
        if (problem != NULL) {
            fail(channel, problem, strlen(problem));
        }
    } else if (letter->kind == SZ_LETTER_FRAME) {
        channel->seq = letter->seq;
        sz_live_channel_replace(channel, g_steal_pointer(&letter->full),
                                g_steal_pointer(&letter->delta));
    } else {
        const char *body = g_bytes_get_data(letter->full, &len);
        fail(channel, body, len);
    }
}

/* --- time ------------------------------------------------------------------------------------ */

void sz_screens_live_moment(SzScreens *screens)
{
    sz_live_channels_draw(screens, true);
}

static bool has_beat(const SzLiveSession *session, gint64 now_us)
{
    for (guint i = 0; i < session->subs->len; i++) {
        if (is_beat_due(session, session->subs->pdata[i], now_us)) {
            return true;
        }
    }
    return false;
}

void sz_screens_live_tick(SzScreens *screens)
{
    GHashTableIter iter;
    gpointer session = NULL;
    gint64 now_us = g_get_monotonic_time();
    sz_live_channels_draw(screens, false);
    g_hash_table_iter_init(&iter, screens->sessions);
    while (g_hash_table_iter_next(&iter, &session, NULL)) {
        if (has_beat(session, now_us)) {
            lws_callback_on_writable(((SzLiveSession *)session)->wsi);
        }
    }
}

void sz_screens_live_goodbye(SzScreens *screens)
{
    GHashTableIter iter;
    gpointer session = NULL;
    g_hash_table_iter_init(&iter, screens->sessions);
    while (g_hash_table_iter_next(&iter, &session, NULL)) {
        say_goodbye(session, LWS_CLOSE_STATUS_GOINGAWAY, "going away");
    }
}

static int on_established(struct lws *wsi, SzLiveSession *session)
{
    *session = (SzLiveSession){.screens = sz_screens_of(wsi), .wsi = wsi};
    session->subs = g_ptr_array_new_with_free_func(g_free);
    session->heard = g_byte_array_new();
    g_queue_init(&session->replies);
    g_hash_table_add(session->screens->sessions, session);
    return 0;
}

static void on_closed(SzLiveSession *session)
{
    if (session == NULL || session->screens == NULL) {
        return;
    }
    while (session->subs->len > 0) {
        drop_subscription(session, session->subs->len - 1);
    }
    g_hash_table_remove(session->screens->sessions, session);
    g_ptr_array_unref(session->subs);
    g_byte_array_unref(session->heard);
    g_queue_clear_full(&session->replies, (GDestroyNotify)g_bytes_unref);
    sz_live_outbox_clear(&session->outbox);
    *session = (SzLiveSession){0};
}

int sz_screens_on_live(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t len)
{
    switch ((int)reason) {
    case LWS_CALLBACK_ESTABLISHED:
        return on_established(wsi, user);
    case LWS_CALLBACK_RECEIVE:
        return on_receive(wsi, user, in, len);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return on_writable(wsi, user);
    case LWS_CALLBACK_CLOSED:
        on_closed(user);
        return 0;
    default:
        return 0;
    }
}
