#include "collector/compactor.h"

#include "collector/error.h"
#include "collector/worker.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NICE 19
#define LOOK_EVERY_US (3600 * G_GINT64_CONSTANT(1000000))
#define REREAD_EVERY_US (24 * LOOK_EVERY_US)
#define BUSY_LOOK_US 100000
#define SLACK_NS (SZ_S_PER_DAY * SZ_NS_PER_S)
#define MIB (1024.0 * 1024.0)

struct SzCompactor {
    SzCompactorOptions options;
    char *data_dir; /* owned */
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_ended;
    bool is_ending;
};

/* --- waiting -------------------------------------------------------------------------------- */

/* Returns: false when it ends. */
static bool rest(SzCompactor *compactor, gint64 us)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    gint64 ns = until.tv_nsec + us % G_USEC_PER_SEC * 1000;
    until.tv_sec += us / G_USEC_PER_SEC + ns / SZ_NS_PER_S;
    until.tv_nsec = ns % SZ_NS_PER_S;
    int status = 0;
    (void)pthread_mutex_lock(&compactor->mutex);
    while (!compactor->is_ending && status == 0) {
        status = pthread_cond_timedwait(&compactor->has_ended, &compactor->mutex, &until);
    }
    bool goes_on = !compactor->is_ending;
    (void)pthread_mutex_unlock(&compactor->mutex);
    return goes_on;
}

static bool is_ending(SzCompactor *compactor)
{
    (void)pthread_mutex_lock(&compactor->mutex);
    bool is_ending = compactor->is_ending;
    (void)pthread_mutex_unlock(&compactor->mutex);
    return is_ending;
}

/* Until nobody is busy.  Returns: false when it ends. */
static bool keep_pace(void *user)
{
    SzCompactor *compactor = user;
    while (compactor->options.is_busy(compactor->options.user)) {
        if (!rest(compactor, BUSY_LOOK_US)) {
            return false;
        }
    }
    return !is_ending(compactor);
}

/* --- the work ------------------------------------------------------------------------------- */

static void say_left(const char *message, void *user)
{
    (void)user;
    g_message("%s", message);
}

static void say_summary(const SzCompactionSummary *summary)
{
    if (summary->n_segments > 0) {
        g_message("journal: compacted %u segments: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                  " lines were pulses and are dropped, %.1f MiB are now %.1f MiB",
                  summary->n_segments, summary->n_dropped, summary->n_lines,
                  (double)summary->bytes_before / MIB, (double)summary->bytes_after / MIB);
    }
}

gint64 sz_compactor_rest_us(bool is_done, const SzCompactionSummary *summary)
{
    bool is_through = is_done && summary->has_read && !summary->was_given_up;
    return is_through ? REREAD_EVERY_US : LOOK_EVERY_US;
}

/* Returns: how long to rest. */
static gint64 compact(SzCompactor *compactor)
{
    g_autoptr(GError) error = NULL;
    SzCompactionSummary summary;
    SzCompactionOptions options = {
        .data_dir = compactor->data_dir,
        .now = sz_clock_now(compactor->options.clock),
        .keep_ns = compactor->options.keep_ns,
        .slack_ns = SLACK_NS,
        .pace = keep_pace,
        .on_left = say_left,
        .user = compactor,
    };
    bool is_done = sz_compaction_run(&options, &summary, &error);
    if (!is_done) {
        g_message("journal: compaction: %s; tried again in an hour", error->message);
    }
    say_summary(&summary);
    return sz_compactor_rest_us(is_done, &summary);
}

/* Both are of this thread alone, on Linux.  ioprio_set(2): class 3 is idle; libc has no name for it. */
static void be_modest(void)
{
    enum { WHO_PROCESS = 1, CLASS_IDLE = 3, CLASS_SHIFT = 13 };
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
    (void)syscall(SYS_ioprio_set, WHO_PROCESS, 0, CLASS_IDLE << CLASS_SHIFT);
}

static void *run(void *user)
{
    SzCompactor *compactor = user;
    be_modest();
    while (keep_pace(compactor) && rest(compactor, compact(compactor))) {
    }
    return NULL;
}

/* --- together and apart --------------------------------------------------------------------- */

SzCompactor *sz_compactor_start(const SzCompactorOptions *options, GError **error)
{
    g_autoptr(SzCompactor) compactor = g_new0(SzCompactor, 1);
    compactor->options = *options;
    compactor->data_dir = g_strdup(options->data_dir);
    compactor->options.data_dir = compactor->data_dir;
    (void)pthread_mutex_init(&compactor->mutex, NULL);
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&compactor->has_ended, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    int status = sz_worker_start(&compactor->thread, "compactor", run, compactor);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                    "cannot start the thread of compaction: %s", g_strerror(status));
        return NULL;
    }
    compactor->has_thread = true;
    return g_steal_pointer(&compactor);
}

void sz_compactor_stop(SzCompactor *compactor)
{
    if (compactor == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&compactor->mutex);
    compactor->is_ending = true;
    (void)pthread_cond_broadcast(&compactor->has_ended);
    (void)pthread_mutex_unlock(&compactor->mutex);
    if (compactor->has_thread) {
        (void)pthread_join(compactor->thread, NULL);
    }
    (void)pthread_cond_destroy(&compactor->has_ended);
    (void)pthread_mutex_destroy(&compactor->mutex);
    g_free(compactor->data_dir);
    g_free(compactor);
}
