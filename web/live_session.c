#include "web/screens_guard.h"
#include "web/screens_internal.h"

#include "web/live_json.h"

#define REPLIES_MAX 128
/* Over all screens: a city of 214 walls watches some 6,600. */
#define CHANNELS_MAX 8192
#define DRAW_PERIOD_US G_USEC_PER_SEC
#define PICTURE_HEADER_BYTES 16
#define CLOSE_SLOW ((enum lws_close_status)4002)

/* What several subscriptions watch: one topic and query.  Goes with the last of them. */
typedef struct {
    guint64 id;
    char *key; /* owned */
    SzLiveTopicKind topic;
    char *target;     /* owned; of a panel, in the read API; NULL: any other topic */
    GHashTable *subs; /* owned; Subscription, borrowed */
    guint64 seq;      /* 0: nothing yet */
    GBytes *full;     /* owned; the end of a frame with the state, or a picture */
    GBytes *delta;    /* owned; from seq - 1 to seq; NULL: there is none */
    /* Of a panel. */
    char *etag; /* owned; of the picture */
    gint64 asked_us;
    bool is_asked; /* a picture is being drawn */
    bool is_dirty; /* a moment has come since it was asked for */
} Channel;

typedef struct Session Session;

typedef struct {
    Session *session; /* borrowed */
    Channel *channel; /* borrowed; keeps it */
    guint32 id;
    guint64 seq;      /* sent */
    gint64 spoken_us; /* when anything was sent */
} Subscription;

/* The message on its way: what is this client's own, then what everybody shares. */
typedef struct {
    guint8 head[96];
    gsize head_len;
    GBytes *body; /* owned; NULL: nothing is on its way */
    gsize offset; /* of head and body together */
    bool is_binary;
} Sending;

struct Session {
    SzScreens *screens; /* borrowed */
    struct lws *wsi;    /* borrowed */
    GPtrArray *subs;    /* owned; Subscription, owned */
    guint i_next;       /* the subscription whose turn it is */
    GQueue replies;     /* GBytes, owned */
    GByteArray *heard;  /* owned; the message so far */
    SzLiveRate rate;
    Sending sending;
    enum lws_close_status close; /* 0: stay */
    const char *close_text;
};

gsize sz_screens_live_bytes(void)
{
    return sizeof(Session);
}

/* --- channels -------------------------------------------------------------------------------- */

void sz_screens_live_free_channel(gpointer data)
{
    Channel *channel = data;
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
static void draw_if_due(SzScreens *screens, Channel *channel)
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

/* Returns: NULL when so much is watched that there is no room for another. */
static Channel *channel_of(SzScreens *screens, const SzLiveOp *op)
{
    g_autofree char *key =
        g_strdup_printf("%d %s %s", (int)op->topic, op->panel != NULL ? op->panel : "", op->query);
    Channel *channel = g_hash_table_lookup(screens->channels_by_key, key);
    if (channel != NULL || g_hash_table_size(screens->channels) >= CHANNELS_MAX) {
        return channel;
    }
    channel = g_new0(Channel, 1);
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
        g_autofree char *words = g_strdup_printf("%s.json?%s", op->panel, op->query);
        sz_hub_add(screens->hub, channel->id, op->topic,
                   op->topic == SZ_LIVE_WORDS ? words : op->query);
    }
    return channel;
}

static void leave_channel(SzScreens *screens, Subscription *sub)
{
    Channel *channel = sub->channel;
    g_hash_table_remove(channel->subs, sub);
    if (g_hash_table_size(channel->subs) == 0) {
        if (channel->target == NULL) {
            sz_hub_remove(screens->hub, channel->id);
        }
        g_hash_table_remove(screens->channels_by_key, channel->key);
        g_hash_table_remove(screens->channels, &channel->id);
    }
}

/* --- sessions -------------------------------------------------------------------------------- */

static void drop_subscription(Session *session, guint i)
{
    Subscription *sub = session->subs->pdata[i];
    leave_channel(session->screens, sub);
    g_ptr_array_remove_index(session->subs, i);
}

static void say_goodbye(Session *session, enum lws_close_status status, const char *text)
{
    if (session->close == 0) {
        session->close = status;
        session->close_text = text;
    }
    lws_callback_on_writable(session->wsi);
}

static void reply(Session *session, char *text_take)
{
    if (session->replies.length >= REPLIES_MAX) {
        g_free(text_take);
        say_goodbye(session, CLOSE_SLOW, "too slow");
        return;
    }
    g_queue_push_tail(&session->replies, g_bytes_new_take(text_take, strlen(text_take)));
    lws_callback_on_writable(session->wsi);
}

static gint find_subscription(const Session *session, guint32 id)
{
    for (guint i = 0; i < session->subs->len; i++) {
        if (((const Subscription *)session->subs->pdata[i])->id == id) {
            return (gint)i;
        }
    }
    return -1;
}

static void reply_ok(Session *session, guint32 id)
{
    g_autoptr(json_t) frame = json_pack("{s:I, s:b, s:o}", "id", (json_int_t)id, "ok", 1, "time",
                                        sz_json_maybe_time(sz_screens_now(session->screens)));
    reply(session, sz_json_dump(frame));
}

static void subscribe(Session *session, const SzLiveOp *op)
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
    Channel *channel = channel_of(session->screens, op);
    if (channel == NULL) {
        reply(session, sz_live_problem_json(true, op->id, "too_much_watched",
                                            "all screens together watch too many different things",
                                            "watch what others watch, or try again later"));
        return;
    }
    Subscription *sub = g_new0(Subscription, 1);
    sub->session = session;
    sub->id = op->id;
    sub->channel = channel;
    sub->spoken_us = g_get_monotonic_time();
    g_hash_table_add(sub->channel->subs, sub);
    g_ptr_array_add(session->subs, sub);
    lws_callback_on_writable(session->wsi);
}

static void unsubscribe(Session *session, const SzLiveOp *op)
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

static void on_message(Session *session)
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

static int on_receive(struct lws *wsi, Session *session, const void *data, gsize len)
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

static void send_text(Session *session, guint32 id, GBytes *body)
{
    Sending *sending = &session->sending;
    *sending = (Sending){.body = g_bytes_ref(body)};
    sending->head_len = (gsize)g_snprintf((char *)sending->head, sizeof sending->head,
                                          "{\"id\":%" G_GUINT32_FORMAT ",", id);
}

/* A state holds at the instant it is sent, however long ago it last changed. */
static void send_state(Session *session, guint32 id, const Channel *channel)
{
    Sending *sending = &session->sending;
    SzMaybeTime now = sz_screens_now(session->screens);
    char time[SZ_WALL_TIME_TEXT];
    *sending = (Sending){.body = g_bytes_ref(channel->full)};
    sending->head_len = (gsize)g_snprintf((char *)sending->head, sizeof sending->head,
                                          "{\"id\":%" G_GUINT32_FORMAT ",\"seq\":%" G_GUINT64_FORMAT
                                          ",\"time\":\"%s\",",
                                          id, channel->seq, sz_wall_time_format(now.at, time));
}

static void put_big_endian(guint8 *at, guint64 value, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        at[i] = (guint8)(value >> (8 * (n - 1 - i)));
    }
}

static void send_picture(Session *session, const Subscription *sub)
{
    Sending *sending = &session->sending;
    *sending = (Sending){.body = g_bytes_ref(sub->channel->full),
                         .head_len = PICTURE_HEADER_BYTES,
                         .is_binary = true};
    sending->head[0] = 1; /* version */
    sending->head[1] = 1; /* PNG */
    put_big_endian(sending->head + 4, sub->id, 4);
    put_big_endian(sending->head + 8, sub->channel->seq, 8);
}

static void send_heartbeat(Session *session, const Subscription *sub)
{
    g_autoptr(json_t) frame = json_pack("{s:I, s:o}", "seq", (json_int_t)sub->seq, "time",
                                        sz_json_maybe_time(sz_screens_now(session->screens)));
    g_autofree char *text = sz_json_dump(frame);
    g_autoptr(GBytes) body = g_bytes_new(text + 1, strlen(text + 1));
    send_text(session, sub->id, body);
}

static bool is_beat_due(const Session *session, const Subscription *sub, gint64 now_us)
{
    return now_us - sub->spoken_us >= (gint64)session->screens->options.heartbeat_ms * 1000;
}

/* Returns: false when the subscription has nothing to say. */
static bool send_of(Session *session, Subscription *sub)
{
    const Channel *channel = sub->channel;
    gint64 now_us = g_get_monotonic_time();
    if (channel->seq > sub->seq) {
        bool is_next = sub->seq != 0 && sub->seq + 1 == channel->seq && channel->delta != NULL;
        if (channel->target != NULL) {
            send_picture(session, sub);
        } else if (is_next) {
            send_text(session, sub->id, channel->delta);
        } else {
            send_state(session, sub->id, channel);
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
static bool choose(Session *session)
{
    if (session->sending.body != NULL) {
        return true;
    }
    GBytes *said = g_queue_pop_head(&session->replies);
    if (said != NULL) {
        session->sending = (Sending){.body = said};
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

static gsize fill(const Sending *sending, unsigned char *piece, gsize total)
{
    gsize len = MIN(total - sending->offset, SZ_SCREENS_PIECE_BYTES);
    gsize n_head = 0;
    if (sending->offset < sending->head_len) {
        n_head = MIN(sending->head_len - sending->offset, len);
        memcpy(piece, sending->head + sending->offset, n_head);
    }
    gsize from = sending->offset + n_head - sending->head_len;
    const guint8 *body = g_bytes_get_data(sending->body, NULL);
    memcpy(piece + n_head, body + from, len - n_head);
    return len;
}

static int on_writable(struct lws *wsi, Session *session)
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
    Sending *sending = &session->sending;
    gsize total = sending->head_len + g_bytes_get_size(sending->body);
    unsigned char *piece = session->screens->scratch + LWS_PRE;
    gsize len = fill(sending, piece, total);
    bool is_last = sending->offset + len == total;
    enum lws_write_protocol what = (enum lws_write_protocol)lws_write_ws_flags(
        sending->is_binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT, sending->offset == 0, is_last);
    if (lws_write(wsi, piece, len, what) < (int)len) {
        return -1;
    }
    sending->offset += len;
    if (is_last) {
        g_clear_pointer(&sending->body, g_bytes_unref);
    }
    lws_callback_on_writable(wsi);
    return 0;
}

/* --- letters --------------------------------------------------------------------------------- */

static void wake_all(const Channel *channel)
{
    GHashTableIter iter;
    gpointer sub = NULL;
    g_hash_table_iter_init(&iter, channel->subs);
    while (g_hash_table_iter_next(&iter, &sub, NULL)) {
        lws_callback_on_writable(((Subscription *)sub)->session->wsi);
    }
}

static void replace(Channel *channel, GBytes *full_take, GBytes *delta_take)
{
    g_clear_pointer(&channel->full, g_bytes_unref);
    g_clear_pointer(&channel->delta, g_bytes_unref);
    channel->full = full_take;
    channel->delta = delta_take;
    wake_all(channel);
}

/* Tells everybody who watches @channel, and takes it away. */
static void fail(const Channel *channel, const char *body, gsize len)
{
    guint n = 0;
    g_autofree gpointer *subs = g_hash_table_get_keys_as_array(channel->subs, &n);
    for (guint i = 0; i < n; i++) {
        const Subscription *sub = subs[i];
        Session *session = sub->session;
        reply(session,
              g_strdup_printf("{\"id\":%" G_GUINT32_FORMAT ",%.*s", sub->id, (int)len, body));
        drop_subscription(session, (guint)find_subscription(session, sub->id));
    }
}

static void on_drawn(Channel *channel, SzAnswer *answer)
{
    SzResponse *response = &answer->response;
    channel->is_asked = false;
    if (response->status == 200 && g_str_equal(response->content_type, "image/png")) {
        g_free(channel->etag);
        channel->etag = g_steal_pointer(&answer->etag);
        channel->seq++;
        replace(channel, g_bytes_new_take(g_steal_pointer(&response->body), response->body_len),
                NULL);
    } else if (response->status == 503) {
        channel->is_dirty = true; /* not ready, or too much to do: later */
    } else if (response->status != 304) {
        bool is_error = response->body != NULL && response->body[0] == '{';
        const char *body =
            is_error ? response->body + 1
                     : "\"error\":{\"code\":\"not_available\",\"message\":\"no picture\"}}";
        fail(channel, body, strlen(body));
    }
}

void sz_screens_live_letter(SzScreens *screens, SzLetter *letter)
{
    Channel *channel = g_hash_table_lookup(screens->channels, &letter->to);
    gsize len = 0;
    if (channel == NULL) {
        return; /* nobody watches any more */
    }
    if (letter->kind == SZ_LETTER_PICTURE) {
        on_drawn(channel, &letter->answer);
    } else if (letter->kind == SZ_LETTER_FRAME) {
        channel->seq = letter->seq;
        replace(channel, g_steal_pointer(&letter->full), g_steal_pointer(&letter->delta));
    } else {
        const char *body = g_bytes_get_data(letter->full, &len);
        fail(channel, body, len);
    }
}

/* --- time ------------------------------------------------------------------------------------ */

static void draw_all(SzScreens *screens, bool is_moment)
{
    GHashTableIter iter;
    gpointer channel = NULL;
    g_hash_table_iter_init(&iter, screens->channels);
    while (g_hash_table_iter_next(&iter, NULL, &channel)) {
        ((Channel *)channel)->is_dirty = ((Channel *)channel)->is_dirty || is_moment;
        draw_if_due(screens, channel);
    }
}

void sz_screens_live_moment(SzScreens *screens)
{
    draw_all(screens, true);
}

static bool has_beat(const Session *session, gint64 now_us)
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
    draw_all(screens, false);
    g_hash_table_iter_init(&iter, screens->sessions);
    while (g_hash_table_iter_next(&iter, &session, NULL)) {
        if (has_beat(session, now_us)) {
            lws_callback_on_writable(((Session *)session)->wsi);
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

static int on_established(struct lws *wsi, Session *session)
{
    *session = (Session){.screens = sz_screens_of(wsi), .wsi = wsi};
    session->subs = g_ptr_array_new_with_free_func(g_free);
    session->heard = g_byte_array_new();
    g_queue_init(&session->replies);
    g_hash_table_add(session->screens->sessions, session);
    return 0;
}

static void on_closed(Session *session)
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
    g_clear_pointer(&session->sending.body, g_bytes_unref);
    *session = (Session){0};
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
