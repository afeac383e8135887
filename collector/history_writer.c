#include "collector/history_writer.h"

#include "collector/error.h"
#include "collector/worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define WAITING_MAX 4 /* minutes */
#define NICE 10

struct SzHistoryWriter {
    SzHistoryKeeper *keeper; /* owned; the thread's */
    bool is_failing;         /* likewise: said */
    pthread_t thread;
    bool has_thread;

    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_work;
    GQueue waiting; /* of SzIndexTable, owned references */
    bool is_stopping;
    SzHistoryFigures figures;
};

/* --- the thread ---------------------------------------------------------------------------- */

static void tell(SzHistoryWriter *writer, const GError *error)
{
    if (error != NULL && !writer->is_failing) {
        g_message("history: %s; the index of this time will be missing", error->message);
    } else if (error == NULL && writer->is_failing) {
        g_message("history: written again");
    }
    writer->is_failing = error != NULL;
}

static void write_down(SzHistoryWriter *writer, SzIndexTable *table_take)
{
    g_autoptr(SzIndexTable) table = table_take;
    g_autoptr(GError) error = NULL;
    bool is_written = sz_history_keeper_put(writer->keeper, table, NULL, &error);
    tell(writer, error);
    (void)pthread_mutex_lock(&writer->mutex);
    writer->figures.n_written += is_written ? 1 : 0;
    writer->figures.n_missed += is_written ? 0 : 1;
    (void)pthread_mutex_unlock(&writer->mutex);
}

/* NULL: it is to end. (transfer full) */
static SzIndexTable *await(SzHistoryWriter *writer)
{
    (void)pthread_mutex_lock(&writer->mutex);
    while (g_queue_is_empty(&writer->waiting) && !writer->is_stopping) {
        (void)pthread_cond_wait(&writer->has_work, &writer->mutex);
    }
    SzIndexTable *table = g_queue_pop_head(&writer->waiting);
    (void)pthread_mutex_unlock(&writer->mutex);
    return table;
}

static void *run(void *user)
{
    SzHistoryWriter *writer = user;
    SzIndexTable *table = NULL;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE); /* on Linux: of this thread alone */
    while ((table = await(writer)) != NULL) {
        write_down(writer, table);
    }
    return NULL;
}

/* --- the engine's thread ------------------------------------------------------------------- */

void sz_history_writer_give(SzHistoryWriter *writer, SzIndexTable *table)
{
    if (!sz_history_wants(table)) {
        return;
    }
    SzIndexTable *oldest = NULL;
    (void)pthread_mutex_lock(&writer->mutex);
    g_queue_push_tail(&writer->waiting, sz_index_table_ref(table));
    if (g_queue_get_length(&writer->waiting) > WAITING_MAX) {
        oldest = g_queue_pop_head(&writer->waiting);
        writer->figures.n_missed++;
    }
    (void)pthread_cond_signal(&writer->has_work);
    (void)pthread_mutex_unlock(&writer->mutex);
    sz_index_table_unref(oldest);
}

SzHistoryFigures sz_history_writer_figures(SzHistoryWriter *writer)
{
    (void)pthread_mutex_lock(&writer->mutex);
    SzHistoryFigures figures = writer->figures;
    (void)pthread_mutex_unlock(&writer->mutex);
    return figures;
}

/* --- together and apart -------------------------------------------------------------------- */

static gboolean put_aside(const char *path, GError **error)
{
    g_autofree char *aside = g_strconcat(path, ".old", NULL);
    if (rename(path, aside) != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "rename '%s': %s", path,
                    g_strerror(errno));
        return FALSE;
    }
    return sz_history_delete(path, error);
}

static SzHistoryKeeper *open_keeper(const char *path, const SzRegistry *registry, GError **error)
{
    const SzHistoryKeeperOptions options = {path, registry, true};
    g_autoptr(GError) problem = NULL;
    SzHistoryKeeper *keeper = sz_history_keeper_new(&options, &problem);
    if (keeper != NULL) {
        return keeper;
    }
    if (!g_error_matches(problem, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED) &&
        !g_error_matches(problem, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_VERSION)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    g_message("history: %s; it is put aside, 'shuzhid rebuild history' makes it again",
              problem->message);
    return put_aside(path, error) ? sz_history_keeper_new(&options, error) : NULL;
}

SzHistoryWriter *sz_history_writer_start(const char *data_dir, const SzRegistry *registry,
                                         GError **error)
{
    g_autofree char *path = sz_history_path(data_dir, SZ_HISTORY_NAME);
    g_autoptr(SzHistoryWriter) writer = g_new0(SzHistoryWriter, 1);
    (void)pthread_mutex_init(&writer->mutex, NULL);
    (void)pthread_cond_init(&writer->has_work, NULL);
    g_queue_init(&writer->waiting);
    writer->keeper = open_keeper(path, registry, error);
    if (writer->keeper == NULL) {
        return NULL;
    }
    int status = sz_worker_start(&writer->thread, "history", run, writer);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "cannot start a thread: %s",
                    g_strerror(status));
        return NULL;
    }
    writer->has_thread = true;
    return g_steal_pointer(&writer);
}

void sz_history_writer_stop(SzHistoryWriter *writer)
{
    if (writer == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&writer->mutex);
    writer->is_stopping = true;
    (void)pthread_cond_signal(&writer->has_work);
    (void)pthread_mutex_unlock(&writer->mutex);
    if (writer->has_thread) {
        (void)pthread_join(writer->thread, NULL);
    }
    sz_history_keeper_free(writer->keeper);
    (void)pthread_cond_destroy(&writer->has_work);
    (void)pthread_mutex_destroy(&writer->mutex);
    g_free(writer);
}
