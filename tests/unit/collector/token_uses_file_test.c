/* label: threads
 * The file of when tokens wrote, and its keeper. */

#include "collector/token_uses_file.h"

#include "collector/error.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <pthread.h>

#define NEVER_S 3600 /* later than any of these tests ends */
#define N_WRITERS 4
#define N_NOTES 1000

static const SzWallTime begun = {1000 * SZ_NS_PER_S};

static SzTokenUse read_use(const char *folder, guint id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzTokenUses) uses = sz_token_uses_file_load(folder, &error);
    const SzToken token = {.id = id, .created = begun};
    g_assert_no_error(error);
    return sz_token_uses_of(uses, &token);
}

static void test_kept_at_the_end_and_over_a_restart(void)
{
    char *folder = test_folder_new();
    g_assert_cmpint(read_use(folder, 1).kind, ==, SZ_TOKEN_USE_UNKNOWN);
    /* Half a second into the one in which the tokens are said to be made. */
    SzTokenUsesKeeper *keeper =
        sz_token_uses_keeper_start(folder, (SzWallTime){begun.ns + SZ_NS_PER_S / 2}, NEVER_S);
    sz_token_uses_keeper_note(keeper, 1, (SzWallTime){begun.ns + 1});
    sz_token_uses_keeper_stop(keeper);
    g_assert_cmpint(read_use(folder, 1).at.ns, ==, begun.ns + 1);
    g_assert_cmpint(read_use(folder, 2).kind, ==, SZ_TOKEN_USE_NEVER);

    keeper = sz_token_uses_keeper_start(folder, (SzWallTime){begun.ns + 50}, NEVER_S);
    sz_token_uses_keeper_note(keeper, 2, (SzWallTime){begun.ns + 60});
    sz_token_uses_keeper_stop(keeper);
    g_assert_cmpint(read_use(folder, 1).at.ns, ==, begun.ns + 1);
    g_assert_cmpint(read_use(folder, 2).at.ns, ==, begun.ns + 60);
    g_assert_cmpint(read_use(folder, 3).kind, ==, SZ_TOKEN_USE_NEVER); /* since the first start */
    sz_token_uses_keeper_note(NULL, 1, begun);
    sz_token_uses_keeper_stop(NULL);
    test_folder_remove(folder);
}

static void test_kept_while_it_runs(void)
{
    char *folder = test_folder_new();
    SzTokenUsesKeeper *keeper = sz_token_uses_keeper_start(folder, begun, 0);
    for (gint64 i = 1; i <= 3; i++) {
        sz_token_uses_keeper_note(keeper, 1, (SzWallTime){begun.ns + i});
        while (read_use(folder, 1).at.ns != begun.ns + i) { /* the test's time limit ends it */
            g_usleep(1000);
        }
    }
    sz_token_uses_keeper_stop(keeper);
    test_folder_remove(folder);
}

static void test_once_in_a_while(void)
{
    char *folder = test_folder_new();
    SzTokenUsesKeeper *keeper = sz_token_uses_keeper_start(folder, begun, NEVER_S);
    while (read_use(folder, 1).kind == SZ_TOKEN_USE_UNKNOWN) { /* that the record begins */
        g_usleep(1000);
    }
    sz_token_uses_keeper_note(keeper, 1, begun);
    g_usleep(20000); /* time to do what must not be done */
    g_assert_cmpint(read_use(folder, 1).kind, ==, SZ_TOKEN_USE_NEVER);
    sz_token_uses_keeper_stop(keeper);
    g_assert_cmpint(read_use(folder, 1).kind, ==, SZ_TOKEN_USE_AT);
    test_folder_remove(folder);
}

typedef struct {
    SzTokenUsesKeeper *keeper;
    guint id;
} Writer;

static void *write_much(void *user)
{
    const Writer *writer = user;
    for (gint64 i = 1; i <= N_NOTES; i++) {
        sz_token_uses_keeper_note(writer->keeper, writer->id, (SzWallTime){begun.ns + i});
    }
    return NULL;
}

static void test_many_threads(void)
{
    char *folder = test_folder_new();
    Writer writers[N_WRITERS];
    pthread_t threads[N_WRITERS];
    SzTokenUsesKeeper *keeper = sz_token_uses_keeper_start(folder, begun, 0);
    for (guint i = 0; i < N_WRITERS; i++) {
        writers[i] = (Writer){keeper, i % 2 + 1};
        g_assert_cmpint(pthread_create(&threads[i], NULL, write_much, &writers[i]), ==, 0);
    }
    for (guint i = 0; i < N_WRITERS; i++) {
        g_assert_cmpint(pthread_join(threads[i], NULL), ==, 0);
    }
    sz_token_uses_keeper_stop(keeper);
    g_assert_cmpint(read_use(folder, 1).at.ns, ==, begun.ns + N_NOTES);
    g_assert_cmpint(read_use(folder, 2).at.ns, ==, begun.ns + N_NOTES);
    test_folder_remove(folder);
}

static void test_a_damaged_file_begins_anew(void)
{
    g_autoptr(GError) error = NULL;
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, SZ_TOKEN_USES_FILE, NULL);
    g_assert_true(g_file_set_contents(path, "{", 1, NULL));
    g_assert_null(sz_token_uses_file_load(folder, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    g_assert_nonnull(strstr(error->message, path));
    sz_token_uses_keeper_stop(sz_token_uses_keeper_start(folder, begun, NEVER_S));
    g_assert_cmpint(read_use(folder, 1).kind, ==, SZ_TOKEN_USE_NEVER);
    test_folder_remove(folder);
}

static void test_a_file_that_cannot_be_written_is_tried_again(void)
{
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, SZ_TOKEN_USES_FILE, NULL);
    g_assert_cmpint(g_mkdir(path, 0700), ==, 0); /* in the way, also to root */
    g_autofree char *inside = g_build_filename(path, "x", NULL);
    g_assert_true(g_file_set_contents(inside, "", 0, NULL));
    SzTokenUsesKeeper *keeper = sz_token_uses_keeper_start(folder, begun, 0);
    sz_token_uses_keeper_note(keeper, 1, begun);
    g_assert_cmpint(g_remove(inside), ==, 0);
    g_assert_cmpint(g_rmdir(path), ==, 0);
    while (read_use(folder, 1).kind != SZ_TOKEN_USE_AT) {
        g_usleep(1000);
    }
    sz_token_uses_keeper_stop(keeper);
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/token-uses-file/kept-at-the-end-and-over-a-restart",
                    test_kept_at_the_end_and_over_a_restart);
    g_test_add_func("/token-uses-file/kept-while-it-runs", test_kept_while_it_runs);
    g_test_add_func("/token-uses-file/once-in-a-while", test_once_in_a_while);
    g_test_add_func("/token-uses-file/many-threads", test_many_threads);
    g_test_add_func("/token-uses-file/a-damaged-file-begins-anew", test_a_damaged_file_begins_anew);
    g_test_add_func("/token-uses-file/a-file-that-cannot-be-written-is-tried-again",
                    test_a_file_that_cannot_be_written_is_tried_again);
    return g_test_run();
}
