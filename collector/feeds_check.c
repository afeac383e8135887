/* What libmicrohttpd 0.9.75 lets through and we do not: two lengths, a length beside an encoding, unknown
 * encodings, blanks in header names, no Host, %00.  And web pages, and who asks from where. */

#include "collector/feeds_internal.h"
#include "collector/own_machine.h"

#include <netinet/in.h>
#include <sys/socket.h>

typedef struct {
    guint n_lengths;
    guint n_encodings;
    guint n_hosts;
    bool is_chunked;
    bool has_bad_name;
    bool is_from_page; /* Origin or Sec-Fetch-Site: a browser speaks */
    bool is_forwarded;
    const char *host;
} Seen;

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (g_ascii_strcasecmp(name, *names) == 0) {
            return true;
        }
    }
    return false;
}

static enum MHD_Result look(void *user, enum MHD_ValueKind kind, const char *name,
                            const char *value)
{
    static const char *const page[] = {"Origin", "Sec-Fetch-Site", NULL};
    Seen *seen = user;
    (void)kind;
    if (strpbrk(name, " \t") != NULL) {
        seen->has_bad_name = true;
    } else if (g_ascii_strcasecmp(name, "Content-Length") == 0) {
        seen->n_lengths++;
    } else if (g_ascii_strcasecmp(name, "Transfer-Encoding") == 0) {
        seen->n_encodings++;
        seen->is_chunked = value != NULL && g_ascii_strcasecmp(value, "chunked") == 0;
    } else if (g_ascii_strcasecmp(name, "Host") == 0) {
        seen->n_hosts++;
        seen->host = value;
    }
    seen->is_from_page = seen->is_from_page || is_one_of(name, page);
    seen->is_forwarded = seen->is_forwarded || sz_is_forwarding_header(name);
    return MHD_YES;
}

static bool is_loopback_peer(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == NULL || info->client_addr == NULL) {
        return false;
    }
    if (info->client_addr->sa_family == AF_INET) {
        struct sockaddr_in peer;
        memcpy(&peer, info->client_addr, sizeof peer);
        return (ntohl(peer.sin_addr.s_addr) >> 24) == IN_LOOPBACKNET;
    }
    struct sockaddr_in6 peer;
    memcpy(&peer, info->client_addr, sizeof peer);
    return info->client_addr->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&peer.sin6_addr);
}

size_t sz_feeds_unescape(void *user, struct MHD_Connection *connection, char *text)
{
    char *to = text;
    (void)user;
    (void)connection;
    const char *from = text;
    while (*from != '\0') {
        int high = from[0] == '%' ? g_ascii_xdigit_value(from[1]) : -1;
        int low = high >= 0 ? g_ascii_xdigit_value(from[2]) : -1;
        bool is_escape = low >= 0 && (high != 0 || low != 0);
        if (is_escape) {
            *to++ = (char)(high * 16 + low);
            from += 3;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    return (size_t)(to - text);
}

/* The framing of the request; a wrong one means that the next request cannot be found either. */
static const char *check_framing(const Seen *seen)
{
    if (seen->has_bad_name) {
        return "blank in a header name";
    }
    if (seen->n_lengths > 1) {
        return "more than one Content-Length";
    }
    if (seen->n_encodings > 1 || (seen->n_encodings == 1 && !seen->is_chunked)) {
        return "unknown Transfer-Encoding, expected chunked";
    }
    if (seen->n_encodings > 0 && seen->n_lengths > 0) {
        return "Content-Length beside Transfer-Encoding";
    }
    return seen->n_hosts == 1 ? NULL : "expected one Host header";
}

const char *sz_feeds_check_head(struct MHD_Connection *connection, const char *method,
                                SzFeedsSender *out)
{
    Seen seen = {0};
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, look, &seen);
    const char *problem = check_framing(&seen);
    *out = (SzFeedsSender){
        .must_close = problem != NULL,
        .is_own = !seen.is_forwarded && seen.host != NULL && sz_is_own_host(sz_slice(seen.host)) &&
                  is_loopback_peer(connection),
    };
    if (problem != NULL) {
        out->status = 400;
        return problem;
    }
    /* A preflight changes nothing, and its answer lets no page read anything. */
    if (seen.is_from_page && !g_str_equal(method, "OPTIONS")) {
        out->status = 403;
        return "feeds are not for web pages";
    }
    return NULL;
}
