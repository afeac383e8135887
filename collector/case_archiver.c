#include "collector/case_archiver.h"

#include "collector/error.h"
#include "collector/worker.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#define BATCH_CASES 1000           /* of one transaction */
#define REST_NS (60 * SZ_NS_PER_S) /* when less was due, or it could not be written */
#define NICE 10

typedef enum { JOB_NONE, JOB_WAITS, JOB_WRITTEN, JOB_FAILED } JobState;

struct SzCaseArchiver {
    SzCaseArchive *archive; /* owned; written by the thread alone */
    pthread_t thread;
    bool has_thread;

    /* the engine's thread alone */
    SzCases *cases; /* borrowed */
    GArray *
        retiring; /* owned; SzRetiringCase; what is on its way; NULL: nothing.  The thread reads it meanwhile */
    SzWallTime next; /* not handed over before */
    bool is_failing; /* said */

    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_work;
    JobState job;
    GError *error; /* owned; of a job that failed */
    bool is_stopping;
};

/* --- the thread ---------------------------------------------------------------------------- */

static void *run(void *user)
{
    SzCaseArchiver *archiver = user;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE); /* on Linux: of this thread alone */
    (void)pthread_mutex_lock(&archiver->mutex);
    while (!archiver->is_stopping) {
        if (archiver->job != JOB_WAITS) {
            (void)pthread_cond_wait(&archiver->has_work, &archiver->mutex);
            continue;
        }
        const GArray *retiring = archiver->retiring;
        (void)pthread_mutex_unlock(&archiver->mutex);
        g_autoptr(GError) error = NULL;
        bool is_written = sz_case_archive_write(archiver->archive, retiring, &error);
        (void)pthread_mutex_lock(&archiver->mutex);
        archiver->job = is_written ? JOB_WRITTEN : JOB_FAILED;
        archiver->error = g_steal_pointer(&error);
    }
    (void)pthread_mutex_unlock(&archiver->mutex);
    return NULL;
}

/* --- the engine's thread ------------------------------------------------------------------- */

static void tell(SzCaseArchiver *archiver, const GError *error)
{
    if (error != NULL && !archiver->is_failing) {
        g_message("archive: %s; cases that ended stay in memory until it can be written",
                  error->message);
    } else if (error == NULL && archiver->is_failing) {
        g_message("archive: written again");
    }
    archiver->is_failing = error != NULL;
}

/* Takes what came of the job.  Never waits: the thread may have the mutex, and other things may keep it from running. */
static JobState take_job(SzCaseArchiver *archiver, GError **out_error)
{
    if (pthread_mutex_trylock(&archiver->mutex) != 0) {
        return JOB_NONE;
    }
    JobState job = archiver->job;
    archiver->job = job == JOB_WAITS ? job : JOB_NONE;
    *out_error = g_steal_pointer(&archiver->error);
    (void)pthread_mutex_unlock(&archiver->mutex);
    return job;
}

/* Returns: whether a case left memory. */
static bool take_back(SzCaseArchiver *archiver, SzWallTime now)
{
    g_autoptr(GError) error = NULL;
    JobState job = take_job(archiver, &error);
    if (job == JOB_NONE || job == JOB_WAITS) {
        return false;
    }
    SzWallTime rested = {now.ns + REST_NS};
    bool is_written = job == JOB_WRITTEN;
    tell(archiver, error);
    if (is_written) {
        sz_cases_retired(archiver->cases, archiver->retiring);
    } else {
        sz_cases_not_retired(archiver->cases, archiver->retiring, rested);
    }
    if (!is_written || archiver->retiring->len < BATCH_CASES) {
        archiver->next = rested;
    }
    g_clear_pointer(&archiver->retiring, g_array_unref);
    return is_written;
}

static void hand_over(SzCaseArchiver *archiver, SzWallTime now)
{
    g_autoptr(GArray) retiring = sz_cases_retire(archiver->cases, now, BATCH_CASES);
    if (retiring->len == 0) {
        return;
    }
    archiver->retiring = g_steal_pointer(&retiring);
    (void)pthread_mutex_lock(&archiver->mutex);
    archiver->job = JOB_WAITS;
    (void)pthread_cond_signal(&archiver->has_work);
    (void)pthread_mutex_unlock(&archiver->mutex);
}

bool sz_case_archiver_step(SzCaseArchiver *archiver, SzWallTime now)
{
    bool has_left = take_back(archiver, now);
    if (archiver->retiring == NULL && now.ns >= archiver->next.ns) {
        hand_over(archiver, now);
    }
    return has_left;
}

bool sz_case_archiver_is_busy(const SzCaseArchiver *archiver)
{
    return archiver->retiring != NULL;
}

/* --- together and apart -------------------------------------------------------------------- */

SzCaseArchive *sz_case_archiver_archive(SzCaseArchiver *archiver)
{
    return archiver->archive;
}

SzCaseArchiver *sz_case_archiver_new(const char *data_dir, const SzCaseArchiveMark *kept,
                                     SzCases *cases, gint64 stay_ns, GError **error)
{
    g_autoptr(SzCaseArchiver) archiver = g_new0(SzCaseArchiver, 1);
    archiver->cases = cases;
    (void)pthread_mutex_init(&archiver->mutex, NULL);
    (void)pthread_cond_init(&archiver->has_work, NULL);
    archiver->archive = sz_case_archive_new(data_dir, kept, error);
    if (archiver->archive == NULL) {
        return NULL;
    }
    int status = sz_worker_start(&archiver->thread, "archive", run, archiver);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "cannot start a thread: %s",
                    g_strerror(status));
        return NULL;
    }
    archiver->has_thread = true;
    const SzCaseShelf shelf = sz_case_archive_shelf(archiver->archive);
    sz_cases_use_shelf(cases, &shelf, stay_ns);
    return g_steal_pointer(&archiver);
}

void sz_case_archiver_free(SzCaseArchiver *archiver)
{
    if (archiver == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&archiver->mutex);
    archiver->is_stopping = true;
    (void)pthread_cond_signal(&archiver->has_work);
    (void)pthread_mutex_unlock(&archiver->mutex);
    if (archiver->has_thread) {
        (void)pthread_join(archiver->thread, NULL);
    }
    g_clear_pointer(&archiver->retiring, g_array_unref);
    sz_case_archive_free(archiver->archive);
    g_clear_error(&archiver->error);
    (void)pthread_cond_destroy(&archiver->has_work);
    (void)pthread_mutex_destroy(&archiver->mutex);
    g_free(archiver);
}
