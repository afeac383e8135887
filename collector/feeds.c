#include "collector/feeds.h"

#include "collector/error.h"
#include "collector/feeds_internal.h"

#include <errno.h>
#include <gio/gio.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY_MAX_BYTES_DEFAULT 25000000
#define UNFINISHED_MAX_BYTES_DEFAULT ((gsize)256 << 20)
#define CONNECTIONS_MAX_DEFAULT 8192
#define IDLE_TIMEOUT_S_DEFAULT 30
#define REQUEST_TIMEOUT_S_DEFAULT 120
#define WORKERS_DEFAULT 2
#define BACKLOG 1024
/* Of buffers that rest: some four requests of 5,000 lines; those at work are not among them. */
#define SPARE_BYTES ((gsize)4 << 20)

SzWallTime sz_feeds_now(const SzFeeds *feeds)
{
    SzClock *clock = feeds->options.clock;
    return clock != NULL ? sz_clock_now(clock) : (SzWallTime){g_get_real_time() * 1000};
}

SzFeedsAbout sz_feeds_about(const SzFeeds *feeds)
{
    return (SzFeedsAbout){
        .version = SHUZHI_VERSION,
        .started = feeds->started,
        .now = sz_feeds_now(feeds),
        .is_ready = feeds->options.is_ready == NULL || feeds->options.is_ready(feeds->options.user),
        .has_reads = feeds->options.answerer != NULL,
        .has_corrections = feeds->options.corrections != NULL,
        .databases = (const char *const *)feeds->databases,
    };
}

static gboolean fail(const char *address, const char *problem, GError **error)
{
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "cannot listen on '%s': %s",
                address, problem);
    return FALSE;
}

/* A literal address and a port: names are not looked up. */
static GSocketAddress *parse_address(const char *text, GError **error)
{
    const char *colon = strrchr(text, ':');
    gint64 port = -1;
    g_autofree char *host = colon != NULL ? g_strndup(text, (gsize)(colon - text)) : g_strdup(text);
    if (host[0] == '[' && g_str_has_suffix(host, "]")) {
        host[strlen(host) - 1] = '\0';
        memmove(host, host + 1, strlen(host));
    }
    GSocketAddress *address = NULL;
    if (colon != NULL && g_ascii_string_to_signed(colon + 1, 10, 0, 65535, &port, NULL)) {
        address = g_inet_socket_address_new_from_string(host, (guint)port);
    }
    if (address == NULL) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "not an address to listen on: '%s', expected ADDR:PORT, for instance "
                    "127.0.0.1:8086",
                    text);
    }
    return address;
}

static guint16 bound_port(int fd)
{
    struct sockaddr_storage bound;
    socklen_t len = sizeof bound;
    if (getsockname(fd, (struct sockaddr *)&bound, &len) != 0) {
        return 0;
    }
    g_autoptr(GSocketAddress) address = g_socket_address_new_from_native(&bound, len);
    return g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(address));
}

static gboolean open_socket(SzFeeds *feeds, const char *text, GError **error)
{
    const int yes = 1;
    struct sockaddr_storage native;
    g_autoptr(GSocketAddress) address = parse_address(text, error);
    if (address == NULL || !g_socket_address_to_native(address, &native, sizeof native, error)) {
        return FALSE;
    }
    socklen_t len = (socklen_t)g_socket_address_get_native_size(address);
    feeds->listen_fd = socket(native.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (feeds->listen_fd < 0) {
        return fail(text, g_strerror(errno), error);
    }
    (void)setsockopt(feeds->listen_fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(feeds->listen_fd, (struct sockaddr *)&native, len) != 0 ||
        listen(feeds->listen_fd, BACKLOG) != 0) {
        return fail(text, g_strerror(errno), error);
    }
    feeds->port = bound_port(feeds->listen_fd);
    return TRUE;
}

/* (transfer full) NULL stays NULL. */
static char **copy_names(const char *const *names)
{
    if (names == NULL) {
        return NULL;
    }
    g_autoptr(GStrvBuilder) copies = g_strv_builder_new();
    for (; *names != NULL; names++) {
        g_strv_builder_add(copies, *names);
    }
    return g_strv_builder_end(copies);
}

static void fill_defaults(SzFeedsOptions *options)
{
    options->body_max_bytes =
        options->body_max_bytes != 0 ? options->body_max_bytes : BODY_MAX_BYTES_DEFAULT;
    options->unfinished_max_bytes = options->unfinished_max_bytes != 0
                                        ? options->unfinished_max_bytes
                                        : UNFINISHED_MAX_BYTES_DEFAULT;
    options->connections_max =
        options->connections_max != 0 ? options->connections_max : CONNECTIONS_MAX_DEFAULT;
    options->idle_timeout_s =
        options->idle_timeout_s != 0 ? options->idle_timeout_s : IDLE_TIMEOUT_S_DEFAULT;
    options->request_timeout_s =
        options->request_timeout_s != 0 ? options->request_timeout_s : REQUEST_TIMEOUT_S_DEFAULT;
    options->n_workers = options->n_workers != 0 ? options->n_workers : WORKERS_DEFAULT;
}

SzFeeds *sz_feeds_start(const SzFeedsOptions *options, SzJournal *journal, GError **error)
{
    g_autoptr(SzFeeds) feeds = g_new0(SzFeeds, 1);
    feeds->spare = sz_spare_buffers_new(SPARE_BYTES);
    feeds->options = *options;
    fill_defaults(&feeds->options);
    feeds->databases = copy_names(options->databases);
    feeds->no_tokens = sz_tokens_new();
    feeds->journal = journal;
    feeds->started = sz_feeds_now(feeds);
    feeds->listen_fd = -1;
    feeds->workers = g_new0(Worker, feeds->options.n_workers);
    for (guint i = 0; i < feeds->options.n_workers; i++) {
        feeds->workers[i].feeds = feeds;
        feeds->workers[i].event_fd = -1;
    }
    if (!open_socket(feeds, options->address, error)) {
        return NULL;
    }
    for (guint i = 0; i < feeds->options.n_workers; i++) {
        if (!sz_feeds_worker_start(&feeds->workers[i], error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&feeds);
}

guint16 sz_feeds_port(const SzFeeds *feeds)
{
    return feeds->port;
}

void sz_feeds_stop(SzFeeds *feeds)
{
    if (feeds == NULL) {
        return;
    }
    for (guint i = 0; i < feeds->options.n_workers; i++) {
        sz_feeds_worker_stop(&feeds->workers[i]);
    }
    if (feeds->listen_fd >= 0) {
        (void)close(feeds->listen_fd);
    }
    g_strfreev(feeds->databases);
    sz_tokens_unref(feeds->no_tokens);
    g_free(feeds->workers);
    sz_spare_buffers_unref(feeds->spare);
    g_free(feeds);
}
