/* From the journal to events, also when it cannot be read at times. */

#include "collector/replay.h"

#include "support/journal.h"
#include "support/support.h"

#include <glib/gstdio.h>

#define N_BATCHES 300 /* of several segments */

typedef struct {
    char *segment; /* owned; the path of the last */
    guint n_unreadable;
    guint until; /* so often it is said that the journal cannot be read */
} Fixture;

static char *away_of(const Fixture *fixture)
{
    return g_strconcat(fixture->segment, ".away", NULL);
}

/* A folder in a file's place can be opened, but not read. */
static void make_unreadable(const Fixture *fixture)
{
    g_autofree char *away = away_of(fixture);
    g_assert_cmpint(g_rename(fixture->segment, away), ==, 0);
    g_assert_cmpint(g_mkdir(fixture->segment, 0700), ==, 0);
}

static bool on_unreadable(const GError *error, void *user)
{
    Fixture *fixture = user;
    g_autofree char *away = away_of(fixture);
    g_autofree char *name = g_path_get_basename(fixture->segment);
    g_assert_nonnull(strstr(error->message, name));
    fixture->n_unreadable++;
    if (fixture->n_unreadable == fixture->until) {
        g_assert_cmpint(g_rmdir(fixture->segment), ==, 0);
        g_assert_cmpint(g_rename(away, fixture->segment), ==, 0);
    }
    return fixture->n_unreadable <= fixture->until;
}

static void on_event(const SzEvent *event, void *user)
{
    (void)event;
    (void)user;
}

static void on_damage(const char *message, void *user)
{
    (void)user;
    g_error("%s", message);
}

static gboolean replay(const char *folder, Fixture *fixture, bool is_patient,
                       SzReplaySummary *summary, GError **error)
{
    SzReplayScope scope = {
        .at = SZ_WALL_TIME_MAX, .known_at = SZ_WALL_TIME_MAX, .batch = G_MAXUINT64};
    SzReplaySink sink = {.lines = {.on_event = on_event, .user = fixture},
                         .on_damage = on_damage,
                         .on_unreadable = is_patient ? on_unreadable : NULL};
    return sz_replay(folder, &scope, &sink, summary, error);
}

static void set_up(Fixture *fixture, const char *folder)
{
    test_journal_make_tiny(folder, N_BATCHES);
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    g_assert_cmpuint(names->len, >, 1);
    fixture->segment = test_journal_path(folder, g_ptr_array_index(names, names->len - 1));
}

static void test_reads_on_where_it_stopped(void)
{
    char *folder = test_folder_new();
    Fixture fixture = {.until = 3};
    SzReplaySummary summary;
    g_autoptr(GError) error = NULL;
    set_up(&fixture, folder);
    make_unreadable(&fixture);
    g_assert_true(replay(folder, &fixture, true, &summary, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(fixture.n_unreadable, ==, 3);
    g_assert_cmpuint(summary.n_batches, ==, N_BATCHES);
    g_assert_cmpuint(summary.last_batch, ==, N_BATCHES);
    g_assert_cmpuint(summary.lines.n_lines + summary.lines.n_refused, ==, N_BATCHES);
    g_free(fixture.segment);
    test_folder_remove(folder);
}

static void test_fails_where_nobody_waits(void)
{
    char *folder = test_folder_new();
    Fixture fixture = {0};
    SzReplaySummary summary = {.last_batch = 7};
    g_autoptr(GError) error = NULL;
    set_up(&fixture, folder);
    make_unreadable(&fixture);
    g_assert_false(replay(folder, &fixture, false, &summary, &error));
    g_assert_nonnull(error);
    g_assert_cmpuint(summary.last_batch, ==, 7);
    g_free(fixture.segment);
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/replay/reads-on-where-it-stopped", test_reads_on_where_it_stopped);
    g_test_add_func("/collector/replay/fails-where-nobody-waits", test_fails_where_nobody_waits);
    return g_test_run();
}
