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

/* --- up to an instant ---------------------------------------------------------------------- */

typedef struct {
    GString *told; /* owned; ids of the tickets */
    guint n_actions;
} Told;

static void on_ticket(const SzEvent *event, void *user)
{
    Told *told = user;
    SzSlice id = event->as.ticket.id;
    g_string_append_printf(told->told, "%.*s ", (int)id.len, id.data);
}

static void on_action(const SzAction *action, void *user)
{
    Told *told = user;
    (void)action;
    told->n_actions++;
}

static void append(SzJournal *journal, SzSourceKind source, const char *lines, guint32 n)
{
    const SzBatch batch = {
        .source = source, .received = {1000}, .n_lines = n, .lines = sz_slice(lines)};
    g_assert_true(sz_journal_append(journal, &batch, NULL, NULL));
}

/* Batches of later lines are passed over, whatever is in their strings; what was decided is told. */
static void test_up_to_an_instant(void)
{
    static const struct {
        gint64 at;
        const char *told;
    } rows[] = {{49, ""}, {50, "a "}, {99, "a d "}, {100, "a b d f "}, {300, "a b c d e f "}};
    char *folder = test_folder_new();
    const SzJournalOptions options = {0};
    SzJournal *journal = sz_journal_open(folder, &options, NULL);
#define TAKE "ticket,event=take,hall=330106,queue=A id="
    append(journal, SZ_SOURCE_OPEN, TAKE "\"a\" 50\n", 1);
    append(journal, SZ_SOURCE_OPEN, TAKE "\"b\" 100\n" TAKE "\"c\" 200\n", 2);
    append(journal, SZ_SOURCE_OPEN, TAKE "\"d\",src=\"x 900\n y 900\" 60\n", 1);
    append(journal, SZ_SOURCE_OPEN, TAKE "\"e\",src=\"x 1\n y 1\" 300\n", 1);
    append(journal, SZ_SOURCE_OPEN, TAKE "\"f\" 100\n", 1);
    append(journal, SZ_SOURCE_DAEMON, "action,kind=clock by_ms=1i,found=\"jump\",prev=\"\" 900\n",
           1);
#undef TAKE
    sz_journal_close(journal);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        SzReplaySummary summary;
        Told told = {.told = g_string_new(NULL)};
        const SzReplayScope scope = {
            .at = {rows[i].at}, .known_at = SZ_WALL_TIME_MAX, .batch = G_MAXUINT64};
        const SzReplaySink sink = {
            .lines = {.on_event = on_ticket, .on_action = on_action, .user = &told},
            .on_damage = on_damage};
        g_assert_true(sz_replay(folder, &scope, &sink, &summary, &error));
        g_assert_cmpstr(told.told->str, ==, rows[i].told);
        g_assert_cmpuint(told.n_actions, ==, 1);
        g_assert_cmpuint(summary.last_batch, ==, 6);
        g_string_free(told.told, TRUE);
    }
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/replay/reads-on-where-it-stopped", test_reads_on_where_it_stopped);
    g_test_add_func("/collector/replay/fails-where-nobody-waits", test_fails_where_nobody_waits);
    g_test_add_func("/collector/replay/up-to-an-instant", test_up_to_an_instant);
    return g_test_run();
}
