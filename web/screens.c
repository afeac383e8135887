#include "web/screens.h"

#include "collector/error.h"
#include "collector/worker.h"
#include "web/screens_guard.h"
#include "web/screens_internal.h"

#include <gio/gio.h>

#define HEARTBEAT_MS 10000
#define GOODBYE_US (G_USEC_PER_SEC / 2)
#define CSP                                                                                        \
    "default-src 'self'; img-src 'self' blob: data:; connect-src 'self' ws: wss:; "                \
    "style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; "                    \
    "form-action 'none'; frame-ancestors 'self'"

/* Every answer carries these, also those libwebsockets makes by itself. */
static const struct lws_protocol_vhost_options header_list[] = {
    {&header_list[1], NULL, "content-security-policy:", CSP},
    {&header_list[2], NULL, "x-content-type-options:", "nosniff"},
    {&header_list[3], NULL, "x-frame-options:", "SAMEORIGIN"},
    {NULL, NULL, "referrer-policy:", "no-referrer"},
};

/* A screen that has not answered for 45 s is gone. */
static const lws_retry_bo_t idle_policy = {
    .secs_since_valid_ping = 30,
    .secs_since_valid_hangup = 45,
};

SzMaybeTime sz_screens_now(const SzScreens *screens)
{
    g_autoptr(SzMoment) moment = sz_live_moment(screens->options.live);
    return moment != NULL ? sz_moment_view(moment)->now : (SzMaybeTime){0};
}

/* --- the loop -------------------------------------------------------------------------------- */

static void deliver(SzScreens *screens)
{
    g_autoptr(GArray) letters = sz_mailbox_take(screens->mailbox);
    for (guint i = 0; i < letters->len; i++) {
        SzLetter *letter = &g_array_index(letters, SzLetter, i);
        if (letter->kind == SZ_LETTER_ANSWER) {
            sz_screens_http_answer(screens, letter);
        } else {
            sz_screens_live_letter(screens, letter);
        }
    }
}

static void end_if_said(SzScreens *screens)
{
    if (screens->goodbye_us != 0 && (g_hash_table_size(screens->sessions) == 0 ||
                                     g_get_monotonic_time() >= screens->goodbye_us)) {
        ev_break(screens->loop, EVBREAK_ALL);
    }
}

static void on_bell(struct ev_loop *loop, ev_async *bell, int revents)
{
    (void)loop;
    (void)revents;
    SzScreens *screens = bell->data;
    deliver(screens);
    if (g_atomic_int_exchange(&screens->has_moment, 0) != 0) {
        sz_screens_live_moment(screens);
    }
    if (g_atomic_int_get(&screens->is_stopping) != 0 && screens->goodbye_us == 0) {
        screens->goodbye_us = g_get_monotonic_time() + GOODBYE_US;
        sz_screens_live_goodbye(screens);
        end_if_said(screens);
    }
}

static void on_tick(struct ev_loop *loop, ev_timer *tick, int revents)
{
    (void)loop;
    (void)revents;
    SzScreens *screens = tick->data;
    sz_screens_live_tick(screens);
    end_if_said(screens);
}

static void *run(void *user)
{
    SzScreens *screens = user;
    ev_run(screens->loop, 0);
    /* With a loop that is not its own libwebsockets goes in steps, which the loop must be run for. */
    lws_context_destroy(screens->context);
    for (int i = 0; i < 100 && screens->context != NULL; i++) {
        ev_run(screens->loop, EVRUN_NOWAIT);
        if (screens->context != NULL) {
            lws_context_destroy(screens->context);
        }
    }
    return NULL;
}

/* --- start and stop -------------------------------------------------------------------------- */

static void on_lws_log(int level, const char *line)
{
    (void)level;
    g_message("screens: libwebsockets: %.*s", (int)strcspn(line, "\n"), line);
}

static const struct lws_protocols *protocols_of(struct lws_protocols *room)
{
    room[0] = (struct lws_protocols){.name = "http",
                                     .callback = sz_screens_on_http,
                                     .per_session_data_size = sz_screens_http_bytes(),
                                     .rx_buffer_size = 4096};
    room[1] = (struct lws_protocols){.name = SZ_LIVE_SUBPROTOCOL,
                                     .callback = sz_screens_on_live,
                                     .per_session_data_size = sz_screens_live_bytes(),
                                     .rx_buffer_size = 4096};
    room[2] = (struct lws_protocols){0};
    return room;
}

static bool create_context(SzScreens *screens, struct lws_protocols *room, GError **error)
{
    void *loops[] = {screens->loop};
    bool is_any = g_str_equal(screens->host, "0.0.0.0") || g_str_equal(screens->host, "::");
    struct lws_context_creation_info info = {
        .port = (int)screens->port,
        .iface = is_any ? NULL : screens->host,
        .protocols = protocols_of(room),
        .foreign_loops = loops,
        .pcontext = &screens->context,
        .user = screens,
        .server_string = "shuzhi",
        .alpn = "http/1.1",
        .headers = header_list,
        .retry_and_idle_policy = &idle_policy,
        .timeout_secs = 30,
        .gid = -1,
        .uid = -1,
        .options = LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_VALIDATE_UTF8 |
                   LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
                   LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS |
                   (strchr(screens->host, ':') == NULL ? LWS_SERVER_OPTION_DISABLE_IPV6 : 0),
    };
    errno = 0;
    screens->context = lws_create_context(&info);
    struct lws_vhost *vhost =
        screens->context != NULL ? lws_get_vhost_by_name(screens->context, "default") : NULL;
    int port = vhost != NULL ? lws_get_vhost_listen_port(vhost) : 0;
    if (port <= 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                    "screens: cannot listen on '%s' port %u, expected a free port of this machine",
                    screens->host, screens->port);
        return false;
    }
    screens->port = (guint)port;
    return true;
}

static bool read_address(SzScreens *screens, const char *address, GError **error)
{
    g_autoptr(GSocketConnectable) parsed = g_network_address_parse(address, 0, NULL);
    const char *colon = strrchr(address, ':');
    const char *host =
        parsed != NULL ? g_network_address_get_hostname(G_NETWORK_ADDRESS(parsed)) : NULL;
    if (host == NULL || colon == NULL || !g_ascii_isdigit(colon[1]) ||
        !g_hostname_is_ip_address(host)) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                    "screens: bad address: '%s', expected ADDR:PORT or [ADDR]:PORT", address);
        return false;
    }
    screens->host = g_strdup(host);
    screens->port = g_network_address_get_port(G_NETWORK_ADDRESS(parsed));
    return true;
}

/* libwebsockets tells in four lines that it cannot listen, none of them why, and leaks: so we try first. */
static bool check_free(const SzScreens *screens, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GInetAddress) host = g_inet_address_new_from_string(screens->host);
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new(host, (guint16)screens->port);
    g_autoptr(GSocket) socket = g_socket_new(g_inet_address_get_family(host), G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, &cause);
    if (socket != NULL && g_socket_bind(socket, address, TRUE, &cause) &&
        g_socket_listen(socket, &cause)) {
        return true;
    }
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                "screens: cannot listen on '%s' port %u: %s", screens->host, screens->port,
                cause->message);
    return false;
}

static void destroy(SzScreens *screens)
{
    g_clear_pointer(&screens->hub, sz_hub_free);
    sz_mailbox_close(screens->mailbox);
    g_clear_pointer(&screens->context, lws_context_destroy);
    ev_loop_destroy(screens->loop);
    sz_mailbox_unref(screens->mailbox);
    g_hash_table_unref(screens->channels_by_key);
    g_hash_table_unref(screens->channels);
    g_hash_table_unref(screens->connections);
    g_hash_table_unref(screens->sessions);
    g_clear_pointer(&screens->files, sz_static_files_free);
    g_free(screens->host);
    g_free(screens);
}

static SzScreens *new_screens(const SzScreensOptions *options)
{
    SzScreens *screens = g_new0(SzScreens, 1);
    screens->options = *options;
    screens->options.address = NULL;
    if (options->heartbeat_ms == 0) {
        screens->options.heartbeat_ms = HEARTBEAT_MS;
    }
    screens->loop = ev_loop_new(EVFLAG_AUTO);
    ev_async_init(&screens->bell, on_bell);
    screens->bell.data = screens;
    ev_async_start(screens->loop, &screens->bell);
    double tick_s = MIN(0.25, screens->options.heartbeat_ms / 2000.0);
    ev_timer_init(&screens->tick, on_tick, tick_s, tick_s);
    screens->tick.data = screens;
    ev_timer_start(screens->loop, &screens->tick);
    screens->mailbox = sz_mailbox_new(screens->loop, &screens->bell);
    screens->files = sz_static_files_new();
    screens->connections = g_hash_table_new(g_int64_hash, g_int64_equal);
    screens->sessions = g_hash_table_new(NULL, NULL);
    screens->channels_by_key = g_hash_table_new(g_str_hash, g_str_equal);
    screens->channels =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, sz_screens_live_free_channel);
    return screens;
}

SzScreens *sz_screens_start(const SzScreensOptions *options, GError **error)
{
    /* Read by the context as long as it lives. */
    static struct lws_protocols protocols[3];
    lws_set_log_level(LLL_ERR, on_lws_log);
    SzScreens *screens = new_screens(options);
    if (!read_address(screens, options->address, error) || !check_free(screens, error) ||
        !create_context(screens, protocols, error)) {
        destroy(screens);
        return NULL;
    }
    screens->hub = sz_hub_new(screens->options.live, screens->mailbox);
    if (screens->hub == NULL || sz_worker_start(&screens->thread, "screens", run, screens) != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                    "screens: cannot start a thread");
        destroy(screens);
        return NULL;
    }
    return screens;
}

guint16 sz_screens_port(const SzScreens *screens)
{
    return (guint16)screens->port;
}

void sz_screens_wake(SzScreens *screens)
{
    sz_hub_wake(screens->hub);
    g_atomic_int_set(&screens->has_moment, 1);
    sz_mailbox_ring(screens->mailbox);
}

void sz_screens_stop(SzScreens *screens)
{
    if (screens == NULL) {
        return;
    }
    g_atomic_int_set(&screens->is_stopping, 1);
    sz_mailbox_ring(screens->mailbox);
    (void)pthread_join(screens->thread, NULL);
    destroy(screens);
}
