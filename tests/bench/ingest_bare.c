/* The bare peer: receives HTTP, appends the bodies to a file, syncs it, answers.  Nothing is looked at.
 *
 * Usage: ingest_bare FILE.  Prints its port.  One thread: what has come in whole by the time a sync begins is answered
 * after it, as a group.  Bodies of a known length alone. */

#include "support/bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

#define EVENTS 512
#define FDS_MAX 4096
#define ROOM_BYTES (2U << 20)

typedef struct {
    GByteArray *room; /* owned; grows up to ROOM_BYTES */
    gsize len;
} Connection;

static Connection connections[FDS_MAX]; /* by descriptor */

G_NORETURN static void die(const char *what)
{
    (void)fprintf(stderr, "ingest_bare: %s: %s\n", what, g_strerror(errno));
    _Exit(1);
}

static int listen_anywhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 512) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &len) != 0) {
        die("listen");
    }
    printf("%u\n", ntohs(address.sin_port));
    (void)fflush(stdout);
    return fd;
}

static void accept_all(int epoll, int listener)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0 || fd >= FDS_MAX) {
            return;
        }
        connections[fd] = (Connection){.room = g_byte_array_new()};
        g_byte_array_set_size(connections[fd].room, 4096);
        struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
            die("epoll_ctl");
        }
    }
}

static void drop(int fd)
{
    (void)close(fd);
    g_byte_array_unref(connections[fd].room);
}

/* The body once it is there whole. */
static bool find_body(const Connection *connection, gsize *out_offset, gsize *out_len)
{
    static const char length[] = "Content-Length: ";
    const char *text = (const char *)connection->room->data;
    const char *end = memmem(text, connection->len, "\r\n\r\n", 4);
    const char *number = memmem(text, connection->len, length, sizeof length - 1);
    if (end == NULL || number == NULL) {
        return false;
    }
    *out_offset = (gsize)(end + 4 - text);
    *out_len = strtoul(number + sizeof length - 1, NULL, 10);
    return connection->len >= *out_offset + *out_len;
}

/* Returns: true once a request is there and written. */
static bool receive(int fd, int file, bool *out_is_over)
{
    Connection *connection = &connections[fd];
    if (connection->len == connection->room->len && connection->room->len < ROOM_BYTES) {
        g_byte_array_set_size(connection->room, ROOM_BYTES);
    }
    ssize_t n = recv(fd, connection->room->data + connection->len,
                     connection->room->len - connection->len, 0);
    *out_is_over = n == 0 || (n < 0 && errno != EAGAIN);
    connection->len += n > 0 ? (gsize)n : 0;
    gsize offset = 0;
    gsize len = 0;
    if (*out_is_over || !find_body(connection, &offset, &len)) {
        return false;
    }
    if (write(file, connection->room->data + offset, len) != (ssize_t)len) {
        die("write");
    }
    connection->len = 0;
    return true;
}

static void answer(GArray *waiting, int file)
{
    static const char text[] = "HTTP/1.1 204 No Content\r\n\r\n";
    if (fdatasync(file) != 0) {
        die("fdatasync");
    }
    for (guint i = 0; i < waiting->len; i++) {
        (void)send(g_array_index(waiting, int, i), text, sizeof text - 1, MSG_NOSIGNAL);
    }
    g_array_set_size(waiting, 0);
}

static void take_round(int epoll, int listener, int file, GArray *waiting)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < n; i++) {
        int fd = events[i].data.fd;
        bool is_over = false;
        if (fd == listener) {
            accept_all(epoll, listener);
        } else if (receive(fd, file, &is_over)) {
            g_array_append_val(waiting, fd);
        } else if (is_over) {
            drop(fd);
        }
    }
    if (waiting->len > 0) {
        answer(waiting, file);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    int file = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_anywhere();
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = listener}};
    if (file < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0) {
        die("start");
    }
    g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(int));
    for (;;) {
        take_round(epoll, listener, file, waiting);
    }
}
