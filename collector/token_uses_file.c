#include "collector/token_uses_file.h"

#include "collector/error.h"
#include "collector/worker.h"

#include <pthread.h>
#include <time.h>

struct SzTokenUsesKeeper {
    char *path; /* owned */
    guint save_every_s;
    pthread_t thread;

    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_changed;
    SzTokenUses *uses; /* owned */
    bool has_news;     /* that are not in the file */
    bool is_closing;

    bool is_complaining; /* the thread's: the file could not be written */
};

static char *path_of(const char *data_dir)
{
    return g_build_filename(data_dir, SZ_TOKEN_USES_FILE, NULL);
}

static SzTokenUses *load(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) problem = NULL;
    gsize len = 0;
    if (!g_file_get_contents(path, &text, &len, &problem)) {
        if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
            return sz_token_uses_new((SzMaybeTime){.known = false});
        }
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "read '%s': %s", path,
                    problem->message);
        return NULL;
    }
    SzTokenUses *uses = sz_token_uses_parse((SzSlice){text, len}, error);
    if (uses == NULL) {
        g_prefix_error(error, "'%s': ", path);
    }
    return uses;
}

SzTokenUses *sz_token_uses_file_load(const char *data_dir, GError **error)
{
    g_autofree char *path = path_of(data_dir);
    return load(path, error);
}

/* --- a daemon's keeper --------------------------------------------------------------------- */

/* Logs that it fails, and that it works again, once each. */
static bool save(SzTokenUsesKeeper *keeper, const char *text)
{
    g_autoptr(GError) error = NULL;
    bool is_saved = g_file_set_contents_full(keeper->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                             0600, &error);
    if (is_saved == keeper->is_complaining) {
        g_message("tokens: %s", is_saved ? "when they wrote is kept again" : error->message);
    }
    keeper->is_complaining = !is_saved;
    return is_saved;
}

/* With the mutex held, which it lets go of meanwhile. */
static void save_unlocked(SzTokenUsesKeeper *keeper)
{
    g_autofree char *text = sz_token_uses_print(keeper->uses);
    keeper->has_news = false;
    (void)pthread_mutex_unlock(&keeper->mutex);
    bool is_saved = save(keeper, text);
    (void)pthread_mutex_lock(&keeper->mutex);
    keeper->has_news = keeper->has_news || !is_saved;
}

/* Until the file may be written again. */
static void rest(SzTokenUsesKeeper *keeper)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += keeper->save_every_s;
    while (!keeper->is_closing &&
           pthread_cond_timedwait(&keeper->has_changed, &keeper->mutex, &until) == 0) {
    }
}

static void *run(void *user)
{
    SzTokenUsesKeeper *keeper = user;
    (void)pthread_mutex_lock(&keeper->mutex);
    while (!keeper->is_closing) {
        if (!keeper->has_news) {
            (void)pthread_cond_wait(&keeper->has_changed, &keeper->mutex);
            continue;
        }
        save_unlocked(keeper);
        rest(keeper);
    }
    if (keeper->has_news) {
        save_unlocked(keeper);
    }
    (void)pthread_mutex_unlock(&keeper->mutex);
    return NULL;
}

static void init_locks(SzTokenUsesKeeper *keeper)
{
    pthread_condattr_t attributes;
    (void)pthread_mutex_init(&keeper->mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&keeper->has_changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

static void free_keeper(SzTokenUsesKeeper *keeper)
{
    (void)pthread_mutex_destroy(&keeper->mutex);
    (void)pthread_cond_destroy(&keeper->has_changed);
    sz_token_uses_free(keeper->uses);
    g_free(keeper->path);
    g_free(keeper);
}

SzTokenUsesKeeper *sz_token_uses_keeper_start(const char *data_dir, SzWallTime now,
                                              guint save_every_s)
{
    g_autoptr(GError) error = NULL;
    SzTokenUsesKeeper *keeper = g_new0(SzTokenUsesKeeper, 1);
    init_locks(keeper);
    keeper->path = path_of(data_dir);
    keeper->save_every_s = save_every_s;
    keeper->uses = load(keeper->path, &error);
    if (error != NULL) {
        g_message("tokens: %s; when they wrote is kept from now on", error->message);
    }
    if (keeper->uses == NULL || !sz_token_uses_since(keeper->uses).known) {
        sz_token_uses_free(keeper->uses);
        /* To the second, as the making of tokens is told: one made now is not older. */
        keeper->uses = sz_token_uses_new((SzMaybeTime){true, {now.ns - now.ns % SZ_NS_PER_S}});
        keeper->has_news = true;
    }
    int error_number = sz_worker_start(&keeper->thread, "token-uses", run, keeper);
    if (error_number != 0) {
        g_message("tokens: thread: %s; when they write is not kept", g_strerror(error_number));
        free_keeper(keeper);
        return NULL;
    }
    return keeper;
}

void sz_token_uses_keeper_stop(SzTokenUsesKeeper *keeper)
{
    if (keeper == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&keeper->mutex);
    keeper->is_closing = true;
    (void)pthread_cond_signal(&keeper->has_changed);
    (void)pthread_mutex_unlock(&keeper->mutex);
    (void)pthread_join(keeper->thread, NULL);
    free_keeper(keeper);
}

void sz_token_uses_keeper_note(SzTokenUsesKeeper *keeper, guint id, SzWallTime at)
{
    if (keeper == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&keeper->mutex);
    sz_token_uses_note(keeper->uses, id, at);
    if (!keeper->has_news) {
        keeper->has_news = true;
        (void)pthread_cond_signal(&keeper->has_changed);
    }
    (void)pthread_mutex_unlock(&keeper->mutex);
}
