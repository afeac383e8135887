#include "collector/checkpointer.h"

#include "collector/error.h"
#include "collector/worker.h"
#include "metrics/index_state.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICE 10

struct SzCheckpointer {
    char *data_dir; /* owned */
    SzCheckpointsKept kept;
    pthread_t thread;
    bool has_thread;
    bool is_failing; /* the thread's: said */

    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_changed;
    bool is_busy;
    bool is_stopping;
    SzCheckpointDraft draft; /* while busy the thread's alone */
    SzCaseArchive *archive;  /* borrowed */
    SzCheckpointFigures figures;
};

void sz_checkpoint_draft_clear(SzCheckpointDraft *draft)
{
    g_clear_pointer(&draft->engine, sz_engine_frozen_free);
    g_clear_pointer(&draft->index, sz_index_table_unref);
    g_clear_pointer(&draft->live, g_byte_array_unref);
}

/* --- the thread ---------------------------------------------------------------------------- */

typedef struct {
    SzCheckpointWriter *writer; /* borrowed */
    GError **error;
} Sink;

static bool on_section(SzSlice name, const GByteArray *bytes, void *user)
{
    const Sink *sink = user;
    const SzSlice all = {(const char *)bytes->data, bytes->len};
    return sz_checkpoint_writer_put(sink->writer, name, all, sink->error);
}

static bool put_index(const SzIndexTable *index, Sink *sink)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    if (index == NULL) {
        return true;
    }
    sz_index_table_save(index, bytes);
    return on_section(SZ_CHECKPOINT_INDEX, bytes, sink);
}

static gboolean write_draft(const SzCheckpointer *checkpointer, guint64 *out_bytes, GError **error)
{
    const SzCheckpointDraft *draft = &checkpointer->draft;
    if (checkpointer->archive != NULL && !sz_case_archive_settle(checkpointer->archive, error)) {
        return FALSE;
    }
    g_autoptr(SzCheckpointWriter) writer =
        sz_checkpoint_writer_new(checkpointer->data_dir, &draft->header, error);
    Sink sink = {writer, error};
    return writer != NULL && on_section(SZ_CHECKPOINT_LIVE, draft->live, &sink) &&
           put_index(draft->index, &sink) &&
           sz_engine_frozen_save(draft->engine, on_section, &sink) &&
           sz_checkpoint_writer_finish(writer, out_bytes, error);
}

static void tell(SzCheckpointer *checkpointer, const GError *error)
{
    if (error != NULL && !checkpointer->is_failing) {
        g_message("checkpoint: %s; tried again later", error->message);
    } else if (error == NULL && checkpointer->is_failing) {
        g_message("checkpoint: written again");
    }
    checkpointer->is_failing = error != NULL;
}

/* With the mutex held, which is let go meanwhile. */
static void work(SzCheckpointer *checkpointer)
{
    g_autoptr(GError) error = NULL;
    guint64 bytes = 0;
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    gint64 begun_us = g_get_monotonic_time();
    bool is_written = write_draft(checkpointer, &bytes, &error);
    gint64 took_us = g_get_monotonic_time() - begun_us;
    tell(checkpointer, error);
    if (is_written) {
        sz_checkpoints_prune(checkpointer->data_dir, &checkpointer->kept);
    }
    sz_checkpoint_draft_clear(&checkpointer->draft);
    (void)pthread_mutex_lock(&checkpointer->mutex);
    SzCheckpointFigures *figures = &checkpointer->figures;
    figures->n_written += is_written ? 1 : 0;
    figures->n_failed += is_written ? 0 : 1;
    figures->bytes = is_written ? bytes : figures->bytes;
    figures->took_us = is_written ? took_us : figures->took_us;
    checkpointer->is_busy = false;
    (void)pthread_cond_broadcast(&checkpointer->has_changed);
}

static void *run(void *user)
{
    SzCheckpointer *checkpointer = user;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE); /* on Linux: of this thread alone */
    (void)pthread_mutex_lock(&checkpointer->mutex);
    while (checkpointer->is_busy || !checkpointer->is_stopping) {
        if (checkpointer->is_busy) {
            work(checkpointer);
        } else {
            (void)pthread_cond_wait(&checkpointer->has_changed, &checkpointer->mutex);
        }
    }
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    return NULL;
}

/* --- the engine's thread ------------------------------------------------------------------- */

bool sz_checkpointer_is_busy(SzCheckpointer *checkpointer)
{
    (void)pthread_mutex_lock(&checkpointer->mutex);
    bool is_busy = checkpointer->is_busy;
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    return is_busy;
}

void sz_checkpointer_give(SzCheckpointer *checkpointer, SzCheckpointDraft *draft,
                          SzCaseArchive *archive)
{
    (void)pthread_mutex_lock(&checkpointer->mutex);
    checkpointer->draft = *draft;
    checkpointer->archive = archive;
    checkpointer->is_busy = true;
    (void)pthread_cond_broadcast(&checkpointer->has_changed);
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    *draft = (SzCheckpointDraft){0};
}

void sz_checkpointer_wait(SzCheckpointer *checkpointer)
{
    (void)pthread_mutex_lock(&checkpointer->mutex);
    while (checkpointer->is_busy) {
        (void)pthread_cond_wait(&checkpointer->has_changed, &checkpointer->mutex);
    }
    (void)pthread_mutex_unlock(&checkpointer->mutex);
}

SzCheckpointFigures sz_checkpointer_figures(SzCheckpointer *checkpointer)
{
    (void)pthread_mutex_lock(&checkpointer->mutex);
    SzCheckpointFigures figures = checkpointer->figures;
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    return figures;
}

/* --- together and apart -------------------------------------------------------------------- */

SzCheckpointer *sz_checkpointer_new(const char *data_dir, const SzCheckpointsKept *kept,
                                    GError **error)
{
    g_autoptr(SzCheckpointer) checkpointer = g_new0(SzCheckpointer, 1);
    checkpointer->data_dir = g_strdup(data_dir);
    checkpointer->kept = *kept;
    (void)pthread_mutex_init(&checkpointer->mutex, NULL);
    (void)pthread_cond_init(&checkpointer->has_changed, NULL);
    int status = sz_worker_start(&checkpointer->thread, "checkpoint", run, checkpointer);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "cannot start a thread: %s",
                    g_strerror(status));
        return NULL;
    }
    checkpointer->has_thread = true;
    return g_steal_pointer(&checkpointer);
}

void sz_checkpointer_free(SzCheckpointer *checkpointer)
{
    if (checkpointer == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&checkpointer->mutex);
    checkpointer->is_stopping = true;
    (void)pthread_cond_broadcast(&checkpointer->has_changed);
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    if (checkpointer->has_thread) {
        (void)pthread_join(checkpointer->thread, NULL);
    }
    sz_checkpoint_draft_clear(&checkpointer->draft);
    (void)pthread_cond_destroy(&checkpointer->has_changed);
    (void)pthread_mutex_destroy(&checkpointer->mutex);
    g_free(checkpointer->data_dir);
    g_free(checkpointer);
}
