#include "collector/journal_maker.h"

#include "collector/journal_folder.h"
#include "collector/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK_BYTES = 1 << 20 };

typedef enum { IDLE, WANTED, READY, FAILED } State;

struct SzSegmentMaker {
    int dir_fd; /* borrowed */
    char *path; /* owned */
    guint64 segment_bytes;
    pthread_t thread;
    atomic_bool is_stopping;
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t changed;
    State state;
    GError *error; /* owned; of the last failure */
};

static gboolean fill(SzSegmentMaker *maker, int fd, GError **error)
{
    int error_number = 0;
    for (guint64 at = 0; at < maker->segment_bytes && !atomic_load(&maker->is_stopping);) {
        guint64 n = MIN(maker->segment_bytes - at, CHUNK_BYTES);
        if (!sz_journal_write_zeros(fd, at, n, &error_number)) {
            return sz_journal_set_error(error, error_number, "write", maker->path,
                                        SZ_JOURNAL_SPARE_TEMP_NAME);
        }
        at += n;
    }
    if (fsync(fd) != 0) {
        return sz_journal_set_error(error, errno, "fsync", maker->path, SZ_JOURNAL_SPARE_TEMP_NAME);
    }
    return TRUE;
}

static gboolean make_spare(SzSegmentMaker *maker, GError **error)
{
    const char *temp = SZ_JOURNAL_SPARE_TEMP_NAME;
    int fd = openat(maker->dir_fd, temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return sz_journal_set_error(error, errno, "open", maker->path, temp);
    }
    gboolean is_filled = fill(maker, fd, error);
    sz_journal_close_fd(fd);
    if (!is_filled || atomic_load(&maker->is_stopping)) {
        (void)unlinkat(maker->dir_fd, temp, 0);
        return is_filled;
    }
    if (renameat(maker->dir_fd, temp, maker->dir_fd, SZ_JOURNAL_SPARE_NAME) != 0) {
        int error_number = errno;
        (void)unlinkat(maker->dir_fd, temp, 0);
        return sz_journal_set_error(error, error_number, "rename", maker->path, temp);
    }
    return TRUE;
}

static void *run(void *user)
{
    SzSegmentMaker *maker = user;
    (void)pthread_mutex_lock(&maker->mutex);
    while (!atomic_load(&maker->is_stopping)) {
        if (maker->state != WANTED) {
            (void)pthread_cond_wait(&maker->changed, &maker->mutex);
            continue;
        }
        (void)pthread_mutex_unlock(&maker->mutex);
        g_autoptr(GError) error = NULL;
        gboolean is_made = make_spare(maker, &error);
        (void)pthread_mutex_lock(&maker->mutex);
        maker->state = is_made ? READY : FAILED;
        g_clear_error(&maker->error);
        maker->error = g_steal_pointer(&error);
        (void)pthread_cond_broadcast(&maker->changed);
    }
    (void)pthread_mutex_unlock(&maker->mutex);
    return NULL;
}

static bool has_spare(const SzSegmentMaker *maker)
{
    struct stat status;
    return fstatat(maker->dir_fd, SZ_JOURNAL_SPARE_NAME, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode) && (guint64)status.st_size == maker->segment_bytes;
}

SzSegmentMaker *sz_segment_maker_new(int dir_fd, const char *path, guint64 segment_bytes,
                                     GError **error)
{
    SzSegmentMaker *maker = g_new0(SzSegmentMaker, 1);
    maker->dir_fd = dir_fd;
    maker->path = g_strdup(path);
    maker->segment_bytes = segment_bytes;
    (void)unlinkat(dir_fd, SZ_JOURNAL_SPARE_TEMP_NAME, 0);
    maker->state = has_spare(maker) ? READY : IDLE;
    (void)pthread_mutex_init(&maker->mutex, NULL);
    (void)pthread_cond_init(&maker->changed, NULL);
    int error_number = sz_worker_start(&maker->thread, "journal-spare", run, maker);
    if (error_number != 0) {
        (void)pthread_cond_destroy(&maker->changed);
        (void)pthread_mutex_destroy(&maker->mutex);
        g_free(maker->path);
        g_free(maker);
        (void)sz_journal_set_error(error, error_number, "start a thread for", path, NULL);
        return NULL;
    }
    return maker;
}

void sz_segment_maker_free(SzSegmentMaker *maker)
{
    if (maker == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&maker->mutex);
    atomic_store(&maker->is_stopping, true);
    (void)pthread_cond_broadcast(&maker->changed);
    (void)pthread_mutex_unlock(&maker->mutex);
    (void)pthread_join(maker->thread, NULL);
    (void)pthread_cond_destroy(&maker->changed);
    (void)pthread_mutex_destroy(&maker->mutex);
    g_clear_error(&maker->error);
    g_free(maker->path);
    g_free(maker);
}

/* With the mutex held. */
static void ask(SzSegmentMaker *maker)
{
    if (maker->state == IDLE || maker->state == FAILED) {
        maker->state = WANTED;
        (void)pthread_cond_broadcast(&maker->changed);
    }
}

void sz_segment_maker_want(SzSegmentMaker *maker)
{
    (void)pthread_mutex_lock(&maker->mutex);
    if (maker->state == IDLE) {
        ask(maker);
    }
    (void)pthread_mutex_unlock(&maker->mutex);
}

gboolean sz_segment_maker_wait(SzSegmentMaker *maker, GError **error)
{
    (void)pthread_mutex_lock(&maker->mutex);
    ask(maker);
    while (maker->state == WANTED) {
        (void)pthread_cond_wait(&maker->changed, &maker->mutex);
    }
    gboolean is_ready = maker->state == READY;
    if (is_ready) {
        maker->state = IDLE;
    } else {
        g_propagate_error(error, g_error_copy(maker->error));
    }
    (void)pthread_mutex_unlock(&maker->mutex);
    return is_ready;
}
