#include "web/screens_guard.h"
#include "web/screens_internal.h"

#define ANSWER_TIMEOUT_S 30
#define HEAD_BYTES 2048
#define TARGET_MAX_BYTES 4096

/* One connection: the answer that is being sent on it. */
typedef struct {
    SzScreens *screens; /* borrowed */
    struct lws *wsi;    /* borrowed */
    guint64 id;         /* by which an answer finds it; 0: it waits for none */
    int status;
    GBytes *body; /* owned; NULL: none */
    const char *content_type;
    const char *location; /* static; NULL: no redirection */
    char *etag;           /* owned; NULL: none */
    char **headers;       /* owned; SzResponse.headers */
    guint64 batch;
    bool has_index;
    guint64 index_batch;
    guint retry_after_s;
    gsize offset;
    bool is_head;
    bool is_head_sent;
} Connection;

gsize sz_screens_http_bytes(void)
{
    return sizeof(Connection);
}

static void forget(Connection *connection)
{
    if (connection->id != 0) {
        g_hash_table_remove(connection->screens->connections, &connection->id);
    }
    g_clear_pointer(&connection->body, g_bytes_unref);
    g_clear_pointer(&connection->etag, g_free);
    g_clear_pointer(&connection->headers, g_strfreev);
    *connection = (Connection){0};
}

/* --- heads ----------------------------------------------------------------------------------- */

static SzSlice copy_header(struct lws *wsi, enum lws_token_indexes token, char *room, int size)
{
    int len = lws_hdr_copy(wsi, room, size, token);
    return (SzSlice){room, len > 0 ? (gsize)len : 0};
}

static bool has(struct lws *wsi, enum lws_token_indexes token)
{
    return lws_hdr_total_length(wsi, token) > 0;
}

static bool is_forwarded(struct lws *wsi)
{
    static const char *const names[] = {
        "forwarded:",          "x-forwarded-host:",   "x-forwarded-proto:",  "x-forwarded-port:",
        "x-forwarded-server:", "x-forwarded-prefix:", "x-forwarded-scheme:", "x-forwarded-ssl:",
        "x-forwarded-by:",     "x-real-ip:"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (lws_hdr_custom_length(wsi, names[i], (int)strlen(names[i])) >= 0) {
            return true;
        }
    }
    return has(wsi, WSI_TOKEN_X_FORWARDED_FOR) || has(wsi, WSI_TOKEN_HTTP_X_REAL_IP) ||
           has(wsi, WSI_TOKEN_HTTP_VIA);
}

typedef struct {
    char host[300];
    char origin[300];
    char upgrade[32];
    char subprotocols[64];
    char peer[64];
} HeadRoom;

/* Texts of the result are borrowed from @room. */
static SzScreensHead head_of(struct lws *wsi, HeadRoom *room)
{
    SzScreensHead head = {
        .is_get = has(wsi, WSI_TOKEN_GET_URI),
        .is_head = has(wsi, WSI_TOKEN_HEAD_URI),
        .has_content_length = has(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH),
        .has_transfer_encoding = has(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING),
        .is_forwarded = is_forwarded(wsi),
    };
    lws_get_peer_simple(wsi, room->peer, sizeof room->peer);
    head.is_peer_loopback = sz_screens_is_loopback(room->peer);
    if (lws_hdr_fragment_length(wsi, WSI_TOKEN_HOST, 1) <= 0) {
        head.host = copy_header(wsi, WSI_TOKEN_HOST, room->host, sizeof room->host);
    }
    return head;
}

/* --- answers --------------------------------------------------------------------------------- */

typedef struct {
    struct lws *wsi;
    unsigned char *at;
    unsigned char *end;
    bool has_failed;
} HeadWriter;

static void put(HeadWriter *writer, const char *name, const char *value)
{
    if (value != NULL && lws_add_http_header_by_name(
                             writer->wsi, (const unsigned char *)name, (const unsigned char *)value,
                             (int)strlen(value), &writer->at, writer->end) != 0) {
        writer->has_failed = true;
    }
}

static void put_number(HeadWriter *writer, const char *name, guint64 value)
{
    char text[24];
    (void)g_snprintf(text, sizeof text, "%" G_GUINT64_FORMAT, value);
    put(writer, name, text);
}

static gsize body_len(const Connection *connection)
{
    return connection->body != NULL ? g_bytes_get_size(connection->body) : 0;
}

static bool write_head(struct lws *wsi, const Connection *connection)
{
    unsigned char room[LWS_PRE + HEAD_BYTES];
    unsigned char *start = room + LWS_PRE;
    HeadWriter writer = {.wsi = wsi, .at = start, .end = room + sizeof room};
    if (lws_add_http_header_status(wsi, (unsigned int)connection->status, &writer.at, writer.end) !=
        0) {
        return false;
    }
    put(&writer, "content-type:", connection->content_type);
    put(&writer, "location:", connection->location);
    put(&writer, "etag:", connection->etag);
    put(&writer, "cache-control:", connection->etag != NULL ? "no-cache" : "no-store");
    for (char **at = connection->headers; at != NULL && *at != NULL; at += 2) {
        g_autofree char *name = g_ascii_strdown(at[0], -1);
        g_autofree char *field = g_strconcat(name, ":", NULL);
        put(&writer, field, at[1]);
    }
    if (connection->status == 405) {
        put(&writer, "allow:", "GET, HEAD");
    }
    if (connection->batch != 0) {
        put_number(&writer, "x-shuzhi-batch:", connection->batch);
    }
    if (connection->has_index) {
        put_number(&writer, "x-shuzhi-index-batch:", connection->index_batch);
    }
    if (connection->retry_after_s != 0) {
        put_number(&writer, "retry-after:", connection->retry_after_s);
    }
    if (connection->status != 304 && connection->status != 204) {
        put_number(&writer, "content-length:", body_len(connection));
    }
    return !writer.has_failed &&
           lws_finalize_write_http_header(wsi, start, &writer.at, writer.end) == 0;
}

/* Answers at once and ends the connection: whatever follows is not read. */
static int refuse(struct lws *wsi, const SzScreensVerdict *verdict)
{
    g_auto(SzResponse) response =
        sz_response_error(verdict->status, verdict->code, verdict->hint, "%s", verdict->message);
    unsigned char room[LWS_PRE + 1024];
    Connection connection = {.status = response.status, .content_type = response.content_type};
    gsize len = MIN(response.body_len, sizeof room - LWS_PRE);
    connection.body = g_bytes_new(response.body, len);
    memcpy(room + LWS_PRE, response.body, len);
    if (write_head(wsi, &connection)) {
        (void)lws_write(wsi, room + LWS_PRE, len, LWS_WRITE_HTTP_FINAL);
    }
    g_bytes_unref(connection.body);
    return -1;
}

static int complete(struct lws *wsi, Connection *connection)
{
    forget(connection);
    return lws_http_transaction_completed(wsi) != 0 ? -1 : 0;
}

static int on_writable(struct lws *wsi, Connection *connection)
{
    if (connection->status == 0) {
        return 0; /* no answer yet */
    }
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, ANSWER_TIMEOUT_S);
    bool has_body = !connection->is_head && connection->status != 304 && body_len(connection) > 0;
    if (!connection->is_head_sent) {
        connection->is_head_sent = true;
        if (!write_head(wsi, connection)) {
            return -1;
        }
        if (has_body) {
            lws_callback_on_writable(wsi);
            return 0;
        }
        return complete(wsi, connection);
    }
    gsize left = body_len(connection) - connection->offset;
    gsize len = MIN(left, SZ_LIVE_PIECE_BYTES);
    unsigned char *piece = connection->screens->scratch + LWS_PRE;
    memcpy(piece, (const char *)g_bytes_get_data(connection->body, NULL) + connection->offset, len);
    if (lws_write(wsi, piece, len, len == left ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0) {
        return -1;
    }
    connection->offset += len;
    if (len == left) {
        return complete(wsi, connection);
    }
    lws_callback_on_writable(wsi);
    return 0;
}

static int begin(Connection *connection)
{
    lws_callback_on_writable(connection->wsi);
    return 0;
}

static int answer_response(Connection *connection, SzResponse response)
{
    connection->status = response.status;
    connection->content_type = response.content_type;
    connection->body = g_bytes_new_take(g_steal_pointer(&response.body), response.body_len);
    connection->headers = g_steal_pointer(&response.headers);
    sz_response_clear(&response);
    return begin(connection);
}

void sz_screens_http_answer(SzScreens *screens, SzLetter *letter)
{
    Connection *connection = g_hash_table_lookup(screens->connections, &letter->to);
    if (connection == NULL) {
        return; /* gone meanwhile */
    }
    g_hash_table_remove(screens->connections, &connection->id);
    connection->id = 0;
    SzAnswer *answer = &letter->answer;
    connection->etag = g_steal_pointer(&answer->etag);
    connection->batch = answer->batch;
    connection->has_index = answer->has_index;
    connection->index_batch = answer->index_batch;
    connection->retry_after_s = answer->retry_after_s;
    (void)answer_response(connection, answer->response);
    answer->response = (SzResponse){0};
}

/* --- requests -------------------------------------------------------------------------------- */

/* Where an answer goes: the loop that asked for it may be gone by then. */
typedef struct {
    SzMailbox *mailbox; /* owned reference */
    guint64 id;
} Return;

static void on_answer(SzAnswer *answer, void *user)
{
    Return *back = user;
    SzLetter letter = {.kind = SZ_LETTER_ANSWER, .to = back->id, .answer = *answer};
    *answer = (SzAnswer){0};
    sz_mailbox_post(back->mailbox, &letter);
    sz_mailbox_unref(back->mailbox);
    g_free(back);
}

/* Path and query as they were asked, escaped again.  (transfer full) */
static char *target_of(struct lws *wsi, const char *path)
{
    char argument[TARGET_MAX_BYTES];
    GString *target = g_string_new(NULL);
    g_string_append_uri_escaped(target, path, "/", FALSE);
    char separator = '?';
    for (int i = 0;; i++) {
        int len = lws_hdr_copy_fragment(wsi, argument, sizeof argument, WSI_TOKEN_HTTP_URI_ARGS, i);
        if (len < 0) {
            break;
        }
        if (len == 0 || (len == 1 && argument[0] == '/')) {
            continue; /* what libwebsockets makes of a lone "?" */
        }
        char *equals = memchr(argument, '=', (gsize)len);
        gsize name_len = equals != NULL ? (gsize)(equals - argument) : (gsize)len;
        g_autofree char *name = g_uri_escape_bytes((const guint8 *)argument, name_len, NULL);
        g_string_append_printf(target, "%c%s", separator, name);
        separator = '&';
        if (equals != NULL) {
            g_autofree char *value =
                g_uri_escape_bytes((const guint8 *)equals + 1, (gsize)len - name_len - 1, NULL);
            g_string_append_printf(target, "=%s", value);
        }
    }
    return g_string_free(target, FALSE);
}

static int ask(Connection *connection, const char *path)
{
    char tag[256];
    SzScreens *screens = connection->screens;
    g_autofree char *target = target_of(connection->wsi, path);
    SzSlice seen = copy_header(connection->wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, tag, sizeof tag);
    Return *back = g_new0(Return, 1);
    back->mailbox = sz_mailbox_ref(screens->mailbox);
    back->id = ++screens->last_id;
    const SzAsk question = {.target = target, .if_none_match = seen.len > 0 ? tag : NULL};
    connection->id = back->id;
    g_hash_table_insert(screens->connections, &connection->id, connection);
    if (!sz_answer_pool_ask(screens->options.pool, &question, on_answer, back)) {
        g_hash_table_remove(screens->connections, &connection->id);
        connection->id = 0;
        sz_mailbox_unref(back->mailbox);
        g_free(back);
        connection->retry_after_s = 1;
        return answer_response(
            connection, sz_response_error(503, "busy", NULL, "too many questions are waiting"));
    }
    return 0;
}

static int answer_file(Connection *connection, const char *name)
{
    char tag[256];
    const SzStaticFile *file = sz_static_files_find(connection->screens->files, name);
    if (file == NULL) {
        return answer_response(connection, sz_response_error(404, "unknown_path", NULL,
                                                             "no such file: '%.200s'", name));
    }
    SzSlice seen = copy_header(connection->wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, tag, sizeof tag);
    bool is_known = seen.len > 0 && strstr(tag, file->etag) != NULL;
    connection->status = is_known ? 304 : 200;
    connection->etag = g_strdup(file->etag);
    connection->content_type = file->content_type;
    connection->body = g_bytes_ref(file->bytes);
    return begin(connection);
}

static int answer_page_not_found(Connection *connection, const char *zh, const char *en,
                                 const char *what)
{
    g_autofree char *shown = g_markup_escape_text(what, -1);
    GString *page = g_string_new(NULL);
    g_string_append_printf(
        page,
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>404 "
        "数智指数</title>"
        "<link rel=\"icon\" href=\"/static/favicon.svg\">"
        "<link rel=\"stylesheet\" href=\"/static/base.css\"></head><body class=\"missing\"><main>"
        "<div class=\"seal\" aria-hidden=\"true\"><span>数智</span></div>"
        "<h1>%s：%s</h1><p lang=\"en\">%s: %s</p><p><a href=\"/city\">全市 / the city</a></p>"
        "</main></body></html>",
        zh, shown, en, shown);
    SzResponse response = sz_response_text("text/html; charset=utf-8", page);
    response.status = 404;
    return answer_response(connection, response);
}

static int answer_wall(Connection *connection, const char *code)
{
    SzMaybeTime now = sz_screens_now(connection->screens);
    SzDay today = now.known ? sz_day_of(now.at) : 0;
    if (sz_registry_find(connection->screens->options.registry, sz_slice(code), today) == NULL) {
        return answer_page_not_found(connection, "登记簿里没有这个大厅",
                                     "the registry knows no such hall", code);
    }
    return answer_file(connection, "wall.html");
}

static int answer_self(Connection *connection, const char *path)
{
    bool is_ready = sz_live_figures(connection->screens->options.live).is_ready;
    if (g_str_equal(path, "/ping")) {
        connection->status = 204;
        return begin(connection);
    }
    if (g_str_equal(path, "/ready") && !is_ready) {
        connection->retry_after_s = 1;
        return answer_response(
            connection, sz_response_error(503, "starting", NULL, "the journal is being read"));
    }
    json_t *body = g_str_equal(path, "/health")
                       ? json_pack("{s:s, s:s}", "name", "shuzhid", "status", "pass")
                       : json_pack("{s:s}", "status", "ready");
    return answer_response(connection, sz_response_json(body));
}

static int on_request(Connection *connection, const char *path)
{
    if (g_str_equal(path, "/")) {
        connection->status = 302;
        connection->location = "/city";
        return begin(connection);
    }
    if (g_str_equal(path, "/city")) {
        return answer_file(connection, "city.html");
    }
    if (g_str_equal(path, "/cases")) {
        return answer_file(connection, "cases.html");
    }
    if (g_str_has_prefix(path, "/wall/")) {
        return answer_wall(connection, path + strlen("/wall/"));
    }
    if (g_str_has_prefix(path, "/static/")) {
        return answer_file(connection, path + strlen("/static/"));
    }
    if (g_str_has_prefix(path, "/api/v1/") || g_str_equal(path, "/metrics")) {
        return ask(connection, path);
    }
    if (g_str_equal(path, "/health") || g_str_equal(path, "/ready") || g_str_equal(path, "/ping")) {
        return answer_self(connection, path);
    }
    if (g_str_equal(path, SZ_LIVE_PATH)) {
        return answer_response(connection, sz_response_error(426, "upgrade_required", NULL,
                                                             "connect with a WebSocket"));
    }
    return answer_page_not_found(connection, "没有这个页面", "no such page", path);
}

static int on_http(struct lws *wsi, Connection *connection, const char *path)
{
    *connection = (Connection){.screens = sz_screens_of(wsi), .wsi = wsi};
    connection->is_head = has(wsi, WSI_TOKEN_HEAD_URI);
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, ANSWER_TIMEOUT_S);
    return on_request(connection, path);
}

static int on_filter(struct lws *wsi)
{
    HeadRoom room;
    SzScreensHead head = head_of(wsi, &room);
    SzScreensVerdict verdict = sz_screens_guard(&head);
    return verdict.status != 0 ? refuse(wsi, &verdict) : 0;
}

static int on_upgrade(struct lws *wsi)
{
    HeadRoom room;
    char *path = NULL;
    int path_len = 0;
    if (!has(wsi, WSI_TOKEN_UPGRADE) || lws_http_get_uri_and_method(wsi, &path, &path_len) < 0) {
        return -1; /* libwebsockets has already answered */
    }
    SzScreensHead head = head_of(wsi, &room);
    const SzScreensUpgrade upgrade = {
        .path = {path, (gsize)path_len},
        .upgrade = copy_header(wsi, WSI_TOKEN_UPGRADE, room.upgrade, sizeof room.upgrade),
        .subprotocols =
            copy_header(wsi, WSI_TOKEN_PROTOCOL, room.subprotocols, sizeof room.subprotocols),
        .origin = copy_header(wsi, WSI_TOKEN_ORIGIN, room.origin, sizeof room.origin),
    };
    SzScreensVerdict verdict = sz_screens_guard_upgrade(&head, &upgrade);
    bool has_long_origin = upgrade.origin.len == 0 && has(wsi, WSI_TOKEN_ORIGIN);
    if (verdict.status == 0 && has_long_origin) {
        verdict = (SzScreensVerdict){403, "bad_origin", "Origin is too long", NULL};
    }
    return verdict.status != 0 ? refuse(wsi, &verdict) : 0;
}

int sz_screens_on_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t len)
{
    (void)len;
    switch ((int)reason) {
    case LWS_CALLBACK_FILTER_HTTP_CONNECTION:
        return on_filter(wsi);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return on_upgrade(wsi);
    case LWS_CALLBACK_HTTP:
        return on_http(wsi, user, in);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return on_writable(wsi, user);
    case LWS_CALLBACK_CLOSED_HTTP:
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
        if (user != NULL) {
            forget(user);
        }
        return 0;
    case LWS_CALLBACK_HTTP_BODY:            /* refused before it is read */
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: /* likewise */
    case LWS_CALLBACK_RAW_ADOPT:            /* CONNECT */
    case LWS_CALLBACK_RAW_RX:
    case LWS_CALLBACK_ESTABLISHED: /* no WebSocket speaks this */
        return -1;
    default:
        return 0;
    }
}
