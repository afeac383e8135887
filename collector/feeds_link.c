/* Connections and how long they may take: libmicrohttpd closes a silent one without a word and has no limit
 * for one that speaks slowly for ever.
 *
 * A head must be there within idle_timeout_s of the connection or of the answer before; a body may be silent
 * that long and take request_timeout_s in all.  Who is late in the middle of a request is told so, 408; who
 * has not begun one is not. */

#include "collector/feeds_internal.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define LOOK_EVERY_US (G_USEC_PER_SEC / 4)

struct Link {
    GList node; /* in worker->links; data is the link */
    int fd;     /* libmicrohttpd's */
    LinkPhase phase;
    bool has_begun;  /* a request line was seen */
    guint n_served;  /* answered requests */
    gint64 since_us; /* monotonic, as the next: when the phase began */
    gint64 heard_us; /* when the last piece of the body came */
    gint64 suspended_us;
};

/* --- what libmicrohttpd tells -------------------------------------------------------------- */

void sz_feeds_on_connection(void *user, struct MHD_Connection *connection, void **slot,
                            enum MHD_ConnectionNotificationCode code)
{
    Worker *worker = user;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        Link *link = g_new0(Link, 1);
        link->fd =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        link->since_us = g_get_monotonic_time();
        link->node.data = link;
        g_queue_push_tail_link(&worker->links, &link->node);
        *slot = link;
    } else if (*slot != NULL) {
        Link *link = *slot;
        g_queue_unlink(&worker->links, &link->node);
        g_clear_pointer(slot, g_free);
    }
}

static Link *link_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

void *sz_feeds_on_uri(void *user, const char *uri, struct MHD_Connection *connection)
{
    (void)user;
    (void)uri;
    link_of(connection)->has_begun = true;
    return NULL; /* what the exchange's slot begins with */
}

void sz_feeds_link_enter(struct MHD_Connection *connection, LinkPhase phase)
{
    Link *link = link_of(connection);
    if (phase == LINK_HEAD) {
        link->has_begun = false;
        link->n_served++;
    }
    link->phase = phase;
    link->since_us = g_get_monotonic_time();
    link->heard_us = link->since_us;
}

void sz_feeds_link_heard(struct MHD_Connection *connection)
{
    link_of(connection)->heard_us = g_get_monotonic_time();
}

void sz_feeds_link_suspend(struct MHD_Connection *connection)
{
    Link *link = link_of(connection);
    link->phase = LINK_ANSWER;
    link->suspended_us = g_get_monotonic_time();
}

void sz_feeds_link_resume(struct MHD_Connection *connection)
{
    Link *link = link_of(connection);
    gint64 now_us = g_get_monotonic_time();
    link->phase = LINK_BODY;
    link->since_us += now_us - link->suspended_us;
    link->heard_us = now_us;
}

/* --- who is late --------------------------------------------------------------------------- */

static bool is_late(const Link *link, const SzFeedsOptions *options, gint64 now_us)
{
    gint64 idle_us = (gint64)options->idle_timeout_s * G_USEC_PER_SEC;
    gint64 request_us = (gint64)options->request_timeout_s * G_USEC_PER_SEC;
    switch (link->phase) {
    case LINK_HEAD:
        return now_us - link->since_us > idle_us;
    case LINK_BODY:
        return now_us - link->heard_us > idle_us || now_us - link->since_us > request_us;
    case LINK_ANSWER:
    case LINK_CUT:
        break;
    }
    return false;
}

/* Part of a request line may have come, of which libmicrohttpd says nothing. */
static bool has_sent_anything(int fd)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) == 0 && info.tcpi_bytes_received > 0;
}

static bool is_in_a_request(const Link *link)
{
    return link->phase == LINK_BODY || link->has_begun ||
           (link->n_served == 0 && has_sent_anything(link->fd));
}

/* libmicrohttpd then finds the connection closed and ends it as it ends any other. */
static void cut(Link *link)
{
    if (is_in_a_request(link)) {
        g_auto(SzFeedsAnswer) answer =
            sz_feeds_answer_error(SZ_FEEDS_V1, 408, "timeout: the request took too long to come");
        g_autofree char *text = g_strdup_printf(
            "HTTP/1.1 408 Request Timeout\r\nContent-Type: %s\r\nX-Influxdb-Version: %s\r\n"
            "X-Influxdb-Build: OSS\r\n%s: %s\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s",
            answer.content_type, SHUZHI_VERSION, answer.error_header, answer.error_text,
            answer.body->len, answer.body->str);
        gssize sent = send(link->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);
        (void)sent; /* who does not read need not know */
    }
    (void)shutdown(link->fd, SHUT_RDWR);
    link->phase = LINK_CUT;
}

void sz_feeds_links_check(Worker *worker)
{
    gint64 now_us = g_get_monotonic_time();
    if (now_us < worker->look_at_us) {
        return;
    }
    worker->look_at_us = now_us + LOOK_EVERY_US;
    for (GList *at = worker->links.head; at != NULL; at = at->next) {
        if (is_late(at->data, &worker->feeds->options, now_us)) {
            cut(at->data);
        }
    }
}

int sz_feeds_links_wait_ms(const Worker *worker)
{
    gint64 left_us = MAX(0, worker->look_at_us - g_get_monotonic_time());
    return worker->links.length > 0 ? (int)(left_us / 1000) + 1 : -1;
}
