/* label: threads
 * The file of tokens, and a daemon's look at it. */

#include "collector/tokens_file.h"

#include "collector/error.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <unistd.h>

typedef struct {
    char *folder; /* owned, as the next */
    char *file;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    fixture->folder = g_dir_make_tmp("shuzhi-test-XXXXXX", NULL);
    fixture->file = g_build_filename(fixture->folder, SZ_TOKENS_FILE, NULL);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    (void)g_remove(fixture->file);
    g_assert_cmpint(g_rmdir(fixture->folder), ==, 0); /* and nothing else was left in it */
    g_free(fixture->folder);
    g_free(fixture->file);
}

/* (transfer full) @before and one more. */
static SzTokens *one_more(const SzTokens *before, const char *name)
{
    g_autofree char *own = g_strdup(name);
    char hall[] = "1";
    char *halls[] = {hall, NULL};
    g_autoptr(GError) error = NULL;
    SzToken token = {.name = own, .halls = halls, .may_write = true};
    sz_token_hash(sz_slice(name), token.hash);
    SzTokens *tokens = sz_tokens_with(before, &token, &error);
    g_assert_no_error(error);
    return tokens;
}

static void save(const Fixture *fixture, const SzTokens *tokens)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(sz_tokens_file_save(fixture->folder, tokens, &error));
    g_assert_no_error(error);
}

static void test_no_file_is_no_tokens(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    (void)unused;
    g_autoptr(SzTokens) none = sz_tokens_file_load(fixture->folder, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(sz_tokens_n(none), ==, 0);
    g_autoptr(SzTokens) nowhere = sz_tokens_file_load("/nonexistent/data", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(sz_tokens_n(nowhere), ==, 0);
}

static void test_what_is_saved_is_loaded(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    GStatBuf status;
    (void)unused;
    g_autoptr(SzTokens) none = sz_tokens_new();
    g_autoptr(SzTokens) one = one_more(none, "a");
    save(fixture, one);
    g_autoptr(SzTokens) loaded = sz_tokens_file_load(fixture->folder, &error);
    g_assert_no_error(error);
    g_assert_true(sz_tokens_has(loaded, sz_tokens_at(one, 0)));
    g_assert_cmpint(g_stat(fixture->file, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
}

static void test_what_cannot_be_read_is_an_error_and_not_nothing(Fixture *fixture,
                                                                 gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    (void)unused;
    g_assert_true(g_file_set_contents(fixture->file, "{}", -1, NULL));
    g_assert_null(sz_tokens_file_load(fixture->folder, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    g_assert_nonnull(strstr(error->message, fixture->file));
    g_clear_error(&error);
    g_assert_cmpint(truncate(fixture->file, (off_t)SZ_TOKENS_MAX_BYTES + 1), ==, 0);
    g_assert_null(sz_tokens_file_load(fixture->folder, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
    g_clear_error(&error);
    g_assert_null(sz_tokens_file_load(fixture->file, &error)); /* a file is no folder */
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
    g_clear_error(&error);
    g_assert_cmpint(g_remove(fixture->file), ==, 0);
    g_assert_cmpint(g_mkdir(fixture->file, 0700), ==, 0);
    g_assert_null(sz_tokens_file_load(fixture->folder, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
    g_autoptr(SzTokensWatch) watch = sz_tokens_watch_new(fixture->folder);
    g_assert_null(sz_tokens_watch_get(watch));
    g_assert_cmpint(g_rmdir(fixture->file), ==, 0);
}

/* Threads ask while the file is replaced: each sees whole sets, later ones never with fewer tokens. */
typedef struct {
    SzTokensWatch *watch;
    gint *is_over;
    guint n_seen;
} Reader;

static void *read_on(void *user)
{
    Reader *reader = user;
    while (g_atomic_int_get(reader->is_over) == 0) {
        g_autoptr(SzTokens) tokens = sz_tokens_watch_get(reader->watch);
        g_assert_nonnull(tokens);
        g_assert_cmpuint(sz_tokens_n(tokens), >=, reader->n_seen);
        reader->n_seen = sz_tokens_n(tokens);
    }
    return NULL;
}

static void test_threads_see_whole_files(Fixture *fixture, gconstpointer unused)
{
    enum { N_READERS = 3, N_TOKENS = 30 };
    gint is_over = 0;
    pthread_t threads[N_READERS];
    Reader readers[N_READERS];
    (void)unused;
    g_autoptr(SzTokensWatch) watch = sz_tokens_watch_new(fixture->folder);
    for (guint i = 0; i < N_READERS; i++) {
        readers[i] = (Reader){.watch = watch, .is_over = &is_over};
        g_assert_cmpint(pthread_create(&threads[i], NULL, read_on, &readers[i]), ==, 0);
    }
    g_autoptr(SzTokens) tokens = sz_tokens_new();
    for (guint i = 0; i < N_TOKENS; i++) {
        g_autofree char *name = g_strdup_printf("t%u", i);
        SzTokens *more = one_more(tokens, name);
        sz_tokens_unref(tokens);
        tokens = more;
        save(fixture, tokens);
    }
    guint n = 0;
    while (n < N_TOKENS) { /* until the last one is in force */
        g_autoptr(SzTokens) now = sz_tokens_watch_get(watch);
        n = sz_tokens_n(now);
    }
    g_atomic_int_set(&is_over, 1);
    for (guint i = 0; i < N_READERS; i++) {
        g_assert_cmpint(pthread_join(threads[i], NULL), ==, 0);
    }
}

#define ADD(name, function)                                                                        \
    g_test_add("/collector/tokens_file/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("no-file-is-no-tokens", test_no_file_is_no_tokens);
    ADD("what-is-saved-is-loaded", test_what_is_saved_is_loaded);
    ADD("what-cannot-be-read-is-an-error", test_what_cannot_be_read_is_an_error_and_not_nothing);
    ADD("threads-see-whole-files", test_threads_see_whole_files);
    return g_test_run();
}
