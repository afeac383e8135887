/* A load generator that costs little: HTTP/1.1 with keep-alive, a closed loop, every request's bytes made beforehand.
 *
 * Usage: ingest_load PORT TARGET CONNECTIONS LINES_PER_REQUEST FILE [N_LINES]
 *
 * POSTs the lines of FILE, the first N_LINES of them if given, each connection one request after the answer to the
 * last.  Begins once every connection stands.  A 503 is asked again after the seconds of its Retry-After.  Prints one
 * JSON object: lines, requests, seconds to the last answer, refusals, and how long answers took.  Any other answer than
 * 2xx or a broken connection ends it with exit 1. */

#include "support/bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

#define ANSWER_BYTES 4096
#define EVENTS 256

typedef struct {
    gsize offset;
    gsize len;
} Request;

typedef struct {
    int fd;
    guint request; /* of requests[] */
    gsize sent;
    char answer[ANSWER_BYTES];
    gsize answered;
    double begun_s;
    double pause_until_s; /* 0: it does not pause */
    bool is_blocked;      /* waits until more can be sent */
} Connection;

typedef struct {
    int epoll;
    GByteArray *bytes;    /* of all requests */
    GArray *requests;     /* Request */
    GArray *latencies_ms; /* double */
    guint n_lines;
    guint next;
    guint n_open;   /* requests without an answer */
    guint n_paused; /* connections */
    guint n_refused;
} Load;

G_NORETURN G_GNUC_PRINTF(1, 2) static void die(const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    (void)fputs("ingest_load: ", stderr);
    (void)vfprintf(stderr, format, rest);
    (void)fputc('\n', stderr);
    va_end(rest);
    _Exit(1);
}

/* --- making requests ----------------------------------------------------------------------- */

static void add_request(Load *load, const char *target, const char *body, gsize len)
{
    char head[512];
    int n = g_snprintf(head, sizeof head,
                       "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %" G_GSIZE_FORMAT
                       "\r\n\r\n",
                       target, len);
    Request request = {load->bytes->len, (gsize)n + len};
    g_byte_array_append(load->bytes, (const guint8 *)head, (guint)n);
    g_byte_array_append(load->bytes, (const guint8 *)body, (guint)len);
    g_array_append_val(load->requests, request);
}

static void make_requests(Load *load, const char *target, const char *path, guint per_request,
                          guint n_max)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, &error);
    if (file == NULL) {
        die("%s", error->message);
    }
    const char *at = g_mapped_file_get_contents(file);
    const char *end = at + g_mapped_file_get_length(file);
    while (at < end && load->n_lines < n_max) {
        const char *begin = at;
        for (guint i = 0; i < per_request && at < end && load->n_lines < n_max; i++) {
            const char *newline = memchr(at, '\n', (gsize)(end - at));
            at = newline != NULL ? newline + 1 : end;
            load->n_lines++;
        }
        add_request(load, target, begin, (gsize)(at - begin));
    }
}

/* --- one connection ------------------------------------------------------------------------ */

static void watch(const Load *load, Connection *connection, guint32 events)
{
    struct epoll_event event = {.events = events, .data = {.ptr = connection}};
    if (epoll_ctl(load->epoll, EPOLL_CTL_MOD, connection->fd, &event) != 0) {
        die("epoll_ctl: %s", g_strerror(errno));
    }
}

static void send_more(Load *load, Connection *connection)
{
    const Request *request = &g_array_index(load->requests, Request, connection->request);
    while (connection->sent < request->len) {
        ssize_t n = send(connection->fd, load->bytes->data + request->offset + connection->sent,
                         request->len - connection->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            if (!connection->is_blocked) {
                watch(load, connection, EPOLLIN | EPOLLOUT);
                connection->is_blocked = true;
            }
            return;
        }
        if (n < 0) {
            die("send: %s", g_strerror(errno));
        }
        connection->sent += (gsize)n;
    }
    if (connection->is_blocked) {
        watch(load, connection, EPOLLIN);
        connection->is_blocked = false;
    }
}

static void begin_again(Load *load, Connection *connection)
{
    connection->sent = 0;
    connection->answered = 0;
    send_more(load, connection);
}

static void begin_next(Load *load, Connection *connection)
{
    if (load->next < load->requests->len) {
        connection->request = load->next++;
        connection->begun_s = bench_now_s();
        begin_again(load, connection);
    }
}

/* The number behind a header's name, @otherwise when there is no such header. */
static gsize header_number(const char *head, const char *name, gsize otherwise)
{
    const char *found = strcasestr(head, name);
    return found != NULL ? (gsize)strtoul(found + strlen(name), NULL, 10) : otherwise;
}

static void take_answer(Load *load, Connection *connection, int status)
{
    if (status == 503) {
        gsize pause_s = header_number(connection->answer, "\r\nRetry-After:", 1);
        connection->pause_until_s = bench_now_s() + (double)pause_s;
        load->n_paused++;
        load->n_refused++;
        return;
    }
    if (status < 200 || status > 299) {
        die("answer: %.600s", connection->answer);
    }
    double took_ms = (bench_now_s() - connection->begun_s) * 1e3;
    g_array_append_val(load->latencies_ms, took_ms);
    load->n_open--;
    begin_next(load, connection);
}

static void receive(Load *load, Connection *connection)
{
    ssize_t n = recv(connection->fd, connection->answer + connection->answered,
                     ANSWER_BYTES - 1 - connection->answered, 0);
    if (n < 0 && errno == EAGAIN) {
        return;
    }
    if (n <= 0) {
        die("the connection broke: %s", n < 0 ? g_strerror(errno) : "closed");
    }
    connection->answered += (gsize)n;
    connection->answer[connection->answered] = '\0';
    const char *end = strstr(connection->answer, "\r\n\r\n");
    if (end == NULL) {
        return;
    }
    gsize head_len = (gsize)(end + 4 - connection->answer);
    int status = (int)strtol(connection->answer + strlen("HTTP/1.1 "), NULL, 10);
    gsize body_len =
        status == 204 ? 0 : header_number(connection->answer, "\r\nContent-Length:", 0);
    if (connection->answered >= MIN(head_len + body_len, ANSWER_BYTES - 1)) {
        take_answer(load, connection, status);
    }
}

static void resume_paused(Load *load, Connection *connections, guint n)
{
    double now_s = bench_now_s();
    for (guint i = 0; i < n && load->n_paused > 0; i++) {
        Connection *connection = &connections[i];
        if (connection->pause_until_s > 0 && connection->pause_until_s <= now_s) {
            connection->pause_until_s = 0;
            load->n_paused--;
            begin_again(load, connection);
        }
    }
}

/* --- all of them --------------------------------------------------------------------------- */

static void open_connection(const Load *load, Connection *connection, guint16 port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const int yes = 1;
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection->fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        die("connect: %s", g_strerror(errno));
    }
    (void)setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = connection}};
    if (!g_unix_set_fd_nonblocking(connection->fd, TRUE, NULL) ||
        epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0) {
        die("epoll_ctl: %s", g_strerror(errno));
    }
}

static void run(Load *load, GArray *all)
{
    Connection *connections = (Connection *)(gpointer)all->data;
    for (guint i = 0; i < all->len; i++) {
        begin_next(load, &connections[i]);
    }
    while (load->n_open > 0) {
        struct epoll_event events[EVENTS];
        int n_ready = epoll_wait(load->epoll, events, EVENTS, load->n_paused > 0 ? 10 : 60000);
        if (n_ready == 0 && load->n_paused == 0) {
            die("no answer within 60 s");
        }
        for (int i = 0; i < n_ready; i++) {
            Connection *connection = events[i].data.ptr;
            if ((events[i].events & EPOLLOUT) != 0) {
                send_more(load, connection);
            }
            if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
                receive(load, connection);
            }
        }
        resume_paused(load, connections, all->len);
    }
}

static gint compare_doubles(gconstpointer a, gconstpointer b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static double quantile_of(GArray *sorted, double p)
{
    return g_array_index(sorted, double, (guint)(p * (double)(sorted->len - 1)));
}

int main(int argc, char **argv)
{
    if (argc < 6) {
        return 2;
    }
    guint n_connections = (guint)strtoul(argv[3], NULL, 10);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GArray) requests = g_array_new(FALSE, FALSE, sizeof(Request));
    g_autoptr(GArray) latencies_ms = g_array_new(FALSE, FALSE, sizeof(double));
    Load load = {.epoll = epoll_create1(EPOLL_CLOEXEC),
                 .bytes = bytes,
                 .requests = requests,
                 .latencies_ms = latencies_ms};
    make_requests(&load, argv[2], argv[5], (guint)strtoul(argv[4], NULL, 10),
                  argc > 6 ? (guint)strtoul(argv[6], NULL, 10) : G_MAXUINT);
    load.n_open = requests->len;
    g_autoptr(GArray) connections = g_array_new(FALSE, TRUE, sizeof(Connection));
    g_array_set_size(connections, n_connections);
    for (guint i = 0; i < n_connections; i++) {
        open_connection(&load, &g_array_index(connections, Connection, i),
                        (guint16)strtoul(argv[1], NULL, 10));
    }
    double begun_s = bench_now_s();
    run(&load, connections);
    double took_s = bench_now_s() - begun_s;
    g_array_sort(latencies_ms, compare_doubles);
    printf(
        "{\"lines\": %u, \"requests\": %u, \"seconds\": %.6f, \"refused\": %u, \"p50_ms\": %.3f, "
        "\"p99_ms\": %.3f}\n",
        load.n_lines, requests->len, took_s, load.n_refused, quantile_of(latencies_ms, 0.5),
        quantile_of(latencies_ms, 0.99));
    return 0;
}
