#include "collector/tokens_file.h"

#include "collector/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

#define LOOK_EVERY_US G_GINT64_CONSTANT(300000)

struct SzTokensWatch {
    char *data_dir; /* owned */
    char *path;     /* owned */

    pthread_mutex_t mutex; /* over what follows */
    gint64 looked_us;      /* monotonic */
    bool has_looked;
    bool is_there;
    struct stat seen; /* of the file the tokens were read from; when is_there */
    SzTokens *tokens; /* owned reference; NULL: it cannot be read */
    char *complaint;  /* owned; why; NULL: it can */
};

static void *fail(const char *path, const char *call, const char *reason, GError **error)
{
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "%s '%s': %s", call, path,
                reason);
    return NULL;
}

static char *path_of(const char *data_dir)
{
    return g_build_filename(data_dir, SZ_TOKENS_FILE, NULL);
}

SzTokens *sz_tokens_file_load(const char *data_dir, GError **error)
{
    g_autofree char *path = path_of(data_dir);
    g_autofree char *text = NULL;
    g_autoptr(GError) problem = NULL;
    struct stat status;
    gsize len = 0;
    if (stat(path, &status) != 0) {
        return errno == ENOENT ? sz_tokens_new() : fail(path, "stat", g_strerror(errno), error);
    }
    if (!S_ISREG(status.st_mode) || (guint64)status.st_size > SZ_TOKENS_MAX_BYTES) {
        return fail(path, "read", "no file of tokens", error);
    }
    if (!g_file_get_contents(path, &text, &len, &problem)) {
        return g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                   ? sz_tokens_new()
                   : fail(path, "read", problem->message, error);
    }
    SzTokens *tokens = sz_tokens_parse((SzSlice){text, len}, error);
    if (tokens == NULL) {
        g_prefix_error(error, "'%s': ", path);
    }
    return tokens;
}

int sz_tokens_file_lock(const char *data_dir, GError **error)
{
    if (g_mkdir_with_parents(data_dir, 0700) != 0) {
        (void)fail(data_dir, "mkdir", g_strerror(errno), error);
        return -1;
    }
    int fd = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || flock(fd, LOCK_EX) != 0) {
        (void)fail(data_dir, fd < 0 ? "open" : "lock", g_strerror(errno), error);
        if (fd >= 0) {
            (void)close(fd);
        }
        return -1;
    }
    return fd;
}

/* Of the folder: the daemon does not run as root, whoever administers it may. */
static void give_to_owner(const char *data_dir, const char *path)
{
    struct stat folder;
    if (stat(data_dir, &folder) == 0 && folder.st_uid != geteuid() &&
        lchown(path, folder.st_uid, folder.st_gid) != 0) {
        g_message("tokens: '%s' cannot be given to the owner of its folder: %s", path,
                  g_strerror(errno));
    }
}

gboolean sz_tokens_file_save(const char *data_dir, const SzTokens *tokens, GError **error)
{
    const GFileSetContentsFlags flags =
        G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;
    g_autofree char *path = path_of(data_dir);
    g_autofree char *text = sz_tokens_print(tokens);
    g_autoptr(GError) problem = NULL;
    if (!g_file_set_contents_full(path, text, -1, flags, 0600, &problem)) {
        (void)fail(path, "write", problem->message, error);
        return FALSE;
    }
    give_to_owner(data_dir, path);
    return TRUE;
}

/* --- a daemon's look ----------------------------------------------------------------------- */

SzTokensWatch *sz_tokens_watch_new(const char *data_dir)
{
    SzTokensWatch *watch = g_new0(SzTokensWatch, 1);
    watch->data_dir = g_strdup(data_dir);
    watch->path = path_of(data_dir);
    pthread_mutex_init(&watch->mutex, NULL);
    return watch;
}

void sz_tokens_watch_free(SzTokensWatch *watch)
{
    if (watch == NULL) {
        return;
    }
    pthread_mutex_destroy(&watch->mutex);
    sz_tokens_unref(watch->tokens);
    g_free(watch->complaint);
    g_free(watch->data_dir);
    g_free(watch->path);
    g_free(watch);
}

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* Every change makes another file, of another inode; the rest is for hands that write into it. */
static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
           is_same_time(a->st_mtim, b->st_mtim) && is_same_time(a->st_ctim, b->st_ctim);
}

static guint n_in_force(const SzTokens *tokens)
{
    guint n = 0;
    for (guint i = 0; i < sz_tokens_n(tokens); i++) {
        n += sz_tokens_at(tokens, i)->revoked.known ? 0 : 1;
    }
    return n;
}

/* @complaint: NULL iff @fresh is there */
static void take(SzTokensWatch *watch, SzTokens *fresh, const char *complaint)
{
    bool was_complaining = watch->complaint != NULL;
    if (complaint != NULL && g_strcmp0(watch->complaint, complaint) != 0) {
        g_message("tokens: %s; nobody is let in with a token, and nothing is open", complaint);
    }
    if (fresh != NULL && (was_complaining || sz_tokens_n(fresh) > 0)) {
        g_message("tokens: %u in force, %u revoked", n_in_force(fresh),
                  sz_tokens_n(fresh) - n_in_force(fresh));
    }
    g_free(watch->complaint);
    watch->complaint = g_strdup(complaint);
    sz_tokens_unref(watch->tokens);
    watch->tokens = fresh;
}

/* A file that could not be read is tried again each time: what is wrong with it need not be in it. */
static void look(SzTokensWatch *watch)
{
    g_autoptr(GError) error = NULL;
    struct stat found = {0};
    bool is_there = stat(watch->path, &found) == 0;
    bool is_same = watch->has_looked && is_there == watch->is_there &&
                   (!is_there || is_same_file(&found, &watch->seen));
    if (is_same && watch->tokens != NULL && (is_there || errno == ENOENT)) {
        return;
    }
    SzTokens *fresh = sz_tokens_file_load(watch->data_dir, &error);
    take(watch, fresh, error != NULL ? error->message : NULL);
    watch->has_looked = true;
    watch->is_there = is_there;
    watch->seen = found;
}

SzTokens *sz_tokens_watch_get(SzTokensWatch *watch)
{
    gint64 now_us = g_get_monotonic_time();
    pthread_mutex_lock(&watch->mutex);
    if (!watch->has_looked || now_us - watch->looked_us >= LOOK_EVERY_US) {
        look(watch);
        watch->looked_us = now_us;
    }
    SzTokens *tokens = watch->tokens != NULL ? sz_tokens_ref(watch->tokens) : NULL;
    pthread_mutex_unlock(&watch->mutex);
    return tokens;
}
