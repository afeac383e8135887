/* A worker: one thread, one libmicrohttpd daemon in external mode, one eventfd. */

#include "collector/error.h"
#include "collector/feeds_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define CONNECTION_MEMORY_BYTES ((size_t)32 * 1024)
/* Ours comes first, with a word; libmicrohttpd's is for who does not read the answer. */
#define LATER_S 5

static void wake(Worker *worker)
{
    const guint64 one = 1;
    if (g_atomic_int_exchange(&worker->is_woken, 1) == 0) {
        /* Fails only when the counter is full, and then the worker is awake anyway. */
        gssize n = write(worker->event_fd, &one, sizeof one);
        (void)n;
    }
}

void sz_feeds_worker_hand_back(Worker *worker, Exchange *exchange)
{
    pthread_mutex_lock(&worker->lock);
    exchange->next_done = worker->done;
    worker->done = exchange;
    pthread_mutex_unlock(&worker->lock);
    wake(worker);
}

/* Answers to writers are held no longer than this, and looked at so often. */
#define HELD_MAX_US G_GINT64_CONSTANT(2000000)
#define HELD_LOOK_MS 2

static bool is_behind(Worker *worker)
{
    const SzFeedsOptions *options = &worker->feeds->options;
    return options->is_behind != NULL && g_atomic_int_get(&worker->is_stopping) == 0 &&
           options->is_behind(options->user);
}

static void resume_all(Worker *worker, Exchange *done)
{
    while (done != NULL) {
        Exchange *next = done->next_done;
        worker->n_waiting--;
        MHD_resume_connection(done->connection);
        done = next;
    }
}

static void hold(Worker *worker, Exchange *exchange)
{
    if (worker->held == NULL) {
        worker->held_since_us = g_get_monotonic_time();
    }
    exchange->next_done = worker->held;
    worker->held = exchange;
}

/* Takes out of @done those that wrote, and holds them.  Returns: the others. */
static Exchange *hold_writers(Worker *worker, Exchange *done)
{
    Exchange *others = NULL;
    while (done != NULL) {
        Exchange *next = done->next_done;
        if (done->state == EXCHANGE_WAITING) {
            hold(worker, done);
        } else {
            done->next_done = others;
            others = done;
        }
        done = next;
    }
    return others;
}

/* Lets what the journal has answered go on. */
static void resume_done(Worker *worker)
{
    guint64 counter = 0;
    gssize n = read(worker->event_fd, &counter, sizeof counter);
    (void)n; /* EAGAIN: nobody woke us */
    g_atomic_int_set(&worker->is_woken, 0);
    pthread_mutex_lock(&worker->lock);
    Exchange *done = worker->done;
    worker->done = NULL;
    pthread_mutex_unlock(&worker->lock);
    bool has_any = done != NULL || worker->held != NULL;
    if (has_any && is_behind(worker)) {
        done = hold_writers(worker, done);
        if (g_get_monotonic_time() - worker->held_since_us < HELD_MAX_US) {
            resume_all(worker, done);
            return;
        }
    }
    resume_all(worker, g_steal_pointer(&worker->held));
    resume_all(worker, done);
}

/* Sleeps until a socket is ready, somebody wakes us, or libmicrohttpd wants to look at its timeouts. */
static void wait_for_work(Worker *worker, int epoll_fd)
{
    MHD_UNSIGNED_LONG_LONG timeout_ms = 0;
    struct pollfd fds[] = {
        {.fd = epoll_fd, .events = POLLIN},
        {.fd = worker->event_fd, .events = POLLIN},
    };
    int wait_ms = sz_feeds_links_wait_ms(worker);
    if (MHD_get_timeout(worker->daemon, &timeout_ms) == MHD_YES) {
        int theirs_ms = (int)MIN(timeout_ms, (MHD_UNSIGNED_LONG_LONG)G_MAXINT);
        wait_ms = wait_ms < 0 ? theirs_ms : MIN(wait_ms, theirs_ms);
    }
    if (worker->held != NULL) {
        wait_ms = wait_ms < 0 ? HELD_LOOK_MS : MIN(wait_ms, HELD_LOOK_MS);
    }
    if (sz_feeds_turns_has_waiting(worker)) {
        wait_ms = 0; /* whose turn it is may have nothing to be woken for */
    }
    (void)poll(fds, G_N_ELEMENTS(fds), wait_ms);
}

/* At its limit of connections libmicrohttpd looks away from the listening socket, and back only when it next
 * begins to run: who waits would wait for ever where nobody else is left. */
static void run_daemon(Worker *worker)
{
    guint n_before = 0;
    do {
        n_before = worker->links.length;
        (void)MHD_run(worker->daemon);
    } while (worker->links.length < n_before);
}

static void *run(void *user)
{
    Worker *worker = user;
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(worker->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    while (g_atomic_int_get(&worker->is_stopping) == 0) {
        wait_for_work(worker, info->epoll_fd);
        resume_done(worker);
        run_daemon(worker);
        sz_feeds_turns_check(worker);
        sz_feeds_links_check(worker);
    }
    /* Stopping a daemon with a suspended connection aborts: the journal answers all of them first. */
    int listen_fd = MHD_quiesce_daemon(worker->daemon);
    sz_feeds_turns_end(worker);
    while (worker->n_waiting > 0) {
        struct pollfd fd = {.fd = worker->event_fd, .events = POLLIN};
        (void)poll(&fd, 1, -1);
        resume_done(worker);
        (void)MHD_run(worker->daemon);
    }
    (void)MHD_run(worker->daemon);
    if (listen_fd >= 0) {
        (void)close(listen_fd);
    }
    return NULL;
}

static bool start_daemon(Worker *worker, GError **error)
{
    const SzFeedsOptions *options = &worker->feeds->options;
    int listen_fd = fcntl(worker->feeds->listen_fd, F_DUPFD_CLOEXEC, 0);
    if (listen_fd < 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "dup of a socket: %s",
                    g_strerror(errno));
        return false;
    }
    worker->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, sz_feeds_on_request, worker,
        MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_NOTIFY_COMPLETED, sz_feeds_on_completed,
        worker, MHD_OPTION_NOTIFY_CONNECTION, sz_feeds_on_connection, worker,
        MHD_OPTION_URI_LOG_CALLBACK, sz_feeds_on_uri, NULL, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        CONNECTION_MEMORY_BYTES, MHD_OPTION_UNESCAPE_CALLBACK, sz_feeds_unescape, NULL,
        MHD_OPTION_CONNECTION_LIMIT, MAX(1, options->connections_max / options->n_workers),
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout_s + LATER_S, MHD_OPTION_END);
    if (worker->daemon == NULL) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                    "libmicrohttpd did not start: %s", g_strerror(errno));
        (void)close(listen_fd);
        return false;
    }
    return true;
}

bool sz_feeds_worker_start(Worker *worker, GError **error)
{
    pthread_mutex_init(&worker->lock, NULL);
    worker->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (worker->event_fd < 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "eventfd: %s",
                    g_strerror(errno));
        return false;
    }
    if (!start_daemon(worker, error)) {
        return false;
    }
    int status = pthread_create(&worker->thread, NULL, run, worker);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "thread: %s",
                    g_strerror(status));
        return false;
    }
    worker->has_thread = true;
    return true;
}

void sz_feeds_worker_stop(Worker *worker)
{
    if (worker->has_thread) {
        g_atomic_int_set(&worker->is_stopping, 1);
        g_atomic_int_set(&worker->is_woken, 0);
        wake(worker);
        pthread_join(worker->thread, NULL);
    }
    if (worker->daemon != NULL) {
        MHD_stop_daemon(worker->daemon);
    }
    if (worker->event_fd >= 0) {
        (void)close(worker->event_fd);
    }
    pthread_mutex_destroy(&worker->lock);
}
