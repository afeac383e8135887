/* What is decided, what the journal says of it, and what was in force when. */

#include "collector/decisions.h"

#include "collector/action_chain.h"
#include "collector/config_history.h"
#include "collector/replay.h"
#include "support/journal.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <time.h>

#define START (G_GINT64_CONSTANT(1772420400) * SZ_NS_PER_S) /* 2026-03-02T11:00+08:00 */

typedef struct {
    char *folder; /* owned, as the next */
    SzClock *clock;
    gint64 ahead_s; /* of the machine's clock */
} Fixture;

static SzWallTime read_machine(void *user)
{
    const Fixture *fixture = user;
    struct timespec at;
    g_assert_cmpint(clock_gettime(CLOCK_MONOTONIC, &at), ==, 0);
    return (SzWallTime){START + ((gint64)at.tv_sec + fixture->ahead_s) * SZ_NS_PER_S + at.tv_nsec};
}

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    SzClockOptions clock = {.read_machine = read_machine, .user = fixture};
    fixture->folder = test_folder_new();
    fixture->clock = sz_clock_new(&clock);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    sz_clock_free(fixture->clock);
    test_folder_remove(fixture->folder);
}

static SzFileSet *make_files(const char *of_halls)
{
    SzFileSet *files = sz_file_set_new();
    g_autoptr(GBytes) halls = g_bytes_new(of_halls, strlen(of_halls));
    g_autoptr(GBytes) items = g_bytes_new_static("items", strlen("items"));
    sz_file_set_add(files, "halls.yaml", halls);
    sz_file_set_add(files, "items.yaml", items);
    return files;
}

static SzJournal *open_journal(const Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    SzJournalOptions options = {.segment_bytes = 4 << 10}; /* the chain spans many */
    SzJournal *journal = sz_journal_open(fixture->folder, &options, &error);
    g_assert_no_error(error);
    return journal;
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

static void on_action(const SzAction *action, void *user)
{
    sz_decisions_replay(user, action);
}

static SzEventLinesTally replay(const Fixture *fixture, SzDecisions *decisions)
{
    g_autoptr(GError) error = NULL;
    SzReplayScope scope = {
        .at = SZ_WALL_TIME_MIN, .known_at = SZ_WALL_TIME_MAX, .batch = G_MAXUINT64};
    SzReplaySink sink = {.lines = {.on_event = on_event, .on_action = on_action, .user = decisions},
                         .on_damage = on_damage};
    SzReplaySummary summary = {0};
    g_assert_true(sz_replay(fixture->folder, &scope, &sink, &summary, &error));
    g_assert_no_error(error);
    return summary.lines;
}

static SzWallTime at(gint64 second)
{
    return (SzWallTime){START + second * SZ_NS_PER_S};
}

/* One life of a daemon: replays, decides.  Returns: the batch of the last decision it wrote. */
static guint64 live(Fixture *fixture, const char *of_halls, gint64 second)
{
    g_autoptr(SzFileSet) files = make_files(of_halls);
    SzDecisionsOptions options = {
        .data_dir = fixture->folder, .clock = fixture->clock, .files = files};
    g_autoptr(SzDecisions) decisions = sz_decisions_new(&options);
    g_autoptr(SzJournal) journal = open_journal(fixture);
    (void)replay(fixture, decisions);
    sz_decisions_make(decisions, journal, at(second));
    sz_decisions_make(decisions, journal, at(second));
    return sz_decisions_batch(decisions);
}

/* Every action line of the journal, in a chain that is whole. (transfer full) */
static char *chained_lines(const Fixture *fixture)
{
    g_auto(TestReading) reading;
    SzActionChain chain = {0};
    GString *all = g_string_new(NULL);
    test_journal_read(fixture->folder, &reading);
    for (guint i = 0; i < reading.lines->len; i++) {
        const char *line = g_ptr_array_index(reading.lines, i);
        g_autofree char *prev = g_strdup_printf("prev=\"%s\"", chain.head);
        if (g_str_has_prefix(line, "action,")) {
            g_assert_nonnull(strstr(line, prev));
            sz_action_chain_add(&chain, (SzSlice){line, strlen(line) - 1});
            g_string_append(all, line);
        }
    }
    return g_string_free(all, FALSE);
}

static guint count(const char *text, const char *part)
{
    guint n = 0;
    for (const char *found = text; (found = strstr(found, part)) != NULL; found++) {
        n++;
    }
    return n;
}

/* --- the configuration in force -------------------------------------------------------------- */

static void test_once_a_configuration(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_cmpuint(live(fixture, "a", 0), ==, 1);
    g_assert_cmpuint(live(fixture, "a", 10), ==, 0);
    g_assert_cmpuint(live(fixture, "b", 20), ==, 2);
    g_assert_cmpuint(live(fixture, "b", 30), ==, 0);
    g_assert_cmpuint(live(fixture, "a", 40), ==, 3); /* back again is another decision */
    g_autofree char *lines = chained_lines(fixture);
    g_assert_cmpuint(count(lines, "kind=config"), ==, 3);
}

static void test_many_in_a_chain(Fixture *fixture, gconstpointer data)
{
    (void)data;
    for (guint i = 0; i < 40; i++) {
        g_assert_cmpuint(live(fixture, i % 2 == 0 ? "a" : "b", i), ==, i + 1);
    }
    g_autoptr(GPtrArray) segments = test_journal_names(fixture->folder, ".szj");
    g_assert_cmpuint(segments->len, >, 2);
    g_autofree char *lines = chained_lines(fixture);
    g_assert_cmpuint(count(lines, "kind=config"), ==, 40);
}

static void test_a_file_that_is_gone_comes_back(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzFileSet) files = make_files("a");
    g_autofree char *path = g_build_filename(fixture->folder, "config",
                                             sz_file_set_find(files, "halls.yaml")->sha256, NULL);
    (void)live(fixture, "a", 0);
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_cmpuint(live(fixture, "a", 10), ==, 0);
    g_assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
}

/* What cannot be written is not forgotten, and said once. */
static void test_tries_again(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzFileSet) files = make_files("a");
    SzDecisionsOptions options = {
        .data_dir = fixture->folder, .clock = fixture->clock, .files = files};
    g_autoptr(SzDecisions) decisions = sz_decisions_new(&options);
    g_autoptr(SzJournal) journal = open_journal(fixture);
    g_autofree char *path = g_build_filename(fixture->folder, "config", NULL);
    g_assert_true(g_file_set_contents(path, "in the way", -1, NULL));
    g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "a decision is not written down yet*");
    sz_decisions_make(decisions, journal, at(0));
    sz_decisions_make(decisions, journal, at(1));
    g_test_assert_expected_messages();
    g_assert_cmpuint(sz_decisions_batch(decisions), ==, 0);
    g_assert_cmpint(g_unlink(path), ==, 0);
    sz_decisions_make(decisions, journal, at(2));
    g_assert_cmpuint(sz_decisions_batch(decisions), ==, 1);
}

/* --- the clock ------------------------------------------------------------------------------- */

static void test_a_jump_is_written_once(Fixture *fixture, gconstpointer data)
{
    (void)data;
    SzDecisionsOptions options = {.data_dir = fixture->folder, .clock = fixture->clock};
    g_autoptr(SzDecisions) decisions = sz_decisions_new(&options);
    g_autoptr(SzJournal) journal = open_journal(fixture);
    sz_decisions_make(decisions, journal, at(0));
    fixture->ahead_s = 3600;
    g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "时钟跳变*");
    g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "时钟恢复*");
    for (guint i = 0; i < 3; i++) {
        (void)sz_clock_now(fixture->clock);
        sz_decisions_make(decisions, journal, at(1));
    }
    fixture->ahead_s = 0;
    for (guint i = 0; i < 3; i++) {
        (void)sz_clock_now(fixture->clock);
        sz_decisions_make(decisions, journal, at(1));
    }
    g_test_assert_expected_messages();
    g_autofree char *lines = chained_lines(fixture);
    g_assert_cmpuint(count(lines, "\n"), ==, 2);
    const char *first = "action,kind=clock by_ms=";
    g_assert_true(g_str_has_prefix(lines, first));
    gint64 by_ms = g_ascii_strtoll(lines + strlen(first), NULL, 10);
    g_assert_cmpint(ABS(by_ms - 3600000), <=, 1000); /* time went on between two readings */
    g_assert_nonnull(strstr(lines, "found=\"jump\",prev=\"\""));
    g_assert_nonnull(strstr(lines, "found=\"adopted\""));
    g_assert_cmpuint(sz_decisions_batch(decisions), ==, 2);
}

/* --- replay ---------------------------------------------------------------------------------- */

static void append(SzJournal *journal, SzSourceKind source, const char *lines)
{
    g_autoptr(GError) error = NULL;
    SzBatch batch = {
        .source = source,
        .received = at(100),
        .n_lines = 1,
        .lines = sz_slice(lines),
    };
    g_assert_true(sz_journal_append(journal, &batch, NULL, &error));
    g_assert_no_error(error);
}

/* Kinds of later programs, and what no program writes. */
static void test_replay_counts(Fixture *fixture, gconstpointer data)
{
    (void)data;
    (void)live(fixture, "a", 0);
    g_autofree char *before = chained_lines(fixture);
    SzActionChain chain = {0};
    sz_action_chain_add(&chain, (SzSlice){before, strlen(before) - 1});
    g_autofree char *later =
        g_strdup_printf("action,kind=dance prev=\"%s\",step=1i 9000000000000000000\n", chain.head);
    g_autoptr(SzJournal) journal = open_journal(fixture);
    append(journal, SZ_SOURCE_DAEMON, later);
    SzDecisionsOptions options = {.data_dir = fixture->folder, .clock = fixture->clock};
    g_autoptr(SzDecisions) decisions = sz_decisions_new(&options);
    SzEventLinesTally tally = replay(fixture, decisions);
    g_assert_cmpuint(tally.n_actions, ==, 2);
    g_assert_cmpuint(tally.n_refused, ==, 0);
    g_assert_cmpuint(tally.n_lines, ==, 0);
    g_assert_false(tally.has_events);
    append(journal, SZ_SOURCE_DAEMON, "action,kind=dance step=1i 1\n");
    g_autoptr(SzDecisions) again = sz_decisions_new(&options);
    tally = replay(fixture, again);
    g_assert_cmpuint(tally.n_actions, ==, 2);
    g_assert_cmpuint(tally.n_refused, ==, 1);
}

static void test_a_broken_chain_is_told(Fixture *fixture, gconstpointer data)
{
    (void)data;
    SzJournal *journal = open_journal(fixture);
    append(journal, SZ_SOURCE_DAEMON, "action,kind=dance prev=\"0\" 1\n");
    sz_journal_close(journal);
    g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*chain of action lines is broken*");
    g_assert_cmpuint(live(fixture, "a", 0), ==, 2);
    g_test_assert_expected_messages();
}

/* --- what was in force when ------------------------------------------------------------------ */

static void assert_in_force(const SzConfigHistory *history, gint64 second, const char *of_halls)
{
    g_autoptr(SzFileSet) expected = make_files(of_halls);
    g_assert_true(sz_file_set_equal(sz_config_history_at(history, at(second)), expected));
}

static SzConfigHistory *read_history(const Fixture *fixture, SzWallTime known_at, guint64 batch)
{
    g_autoptr(GError) error = NULL;
    const SzReplayScope scope = {.known_at = known_at, .batch = batch};
    SzConfigHistory *history = sz_config_history_read(fixture->folder, &scope, NULL, &error);
    g_assert_no_error(error);
    return history;
}

static void test_history(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzConfigHistory) none = read_history(fixture, SZ_WALL_TIME_MAX, G_MAXUINT64);
    g_assert_null(sz_config_history_at(none, at(0)));
    (void)live(fixture, "a", 10);
    (void)live(fixture, "b", 20);
    (void)live(fixture, "c", 30);
    g_autoptr(SzConfigHistory) all = read_history(fixture, SZ_WALL_TIME_MAX, G_MAXUINT64);
    assert_in_force(all, 0, "a"); /* no other ever was */
    assert_in_force(all, 10, "a");
    assert_in_force(all, 19, "a");
    assert_in_force(all, 20, "b");
    assert_in_force(all, 29, "b");
    assert_in_force(all, 30, "c");
    assert_in_force(all, 999, "c");
    g_autoptr(SzConfigHistory) known = read_history(fixture, at(29), G_MAXUINT64);
    assert_in_force(known, 999, "b");
    g_autoptr(SzConfigHistory) batch = read_history(fixture, SZ_WALL_TIME_MAX, 1);
    assert_in_force(batch, 999, "a");
}

/* Only the daemon decides. */
static void test_history_of_others(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzFileSet) files = make_files("a");
    g_autofree char *line = g_strdup_printf("action,kind=config halls.yaml=\"%s\",prev=\"\" 1\n",
                                            sz_file_set_at(files, 0)->sha256);
    g_autoptr(SzJournal) journal = open_journal(fixture);
    append(journal, SZ_SOURCE_TOKEN, line);
    g_autoptr(SzConfigHistory) none = read_history(fixture, SZ_WALL_TIME_MAX, G_MAXUINT64);
    g_assert_null(sz_config_history_at(none, at(0)));
    append(journal, SZ_SOURCE_DAEMON, line);
    g_autoptr(SzConfigHistory) one = read_history(fixture, SZ_WALL_TIME_MAX, G_MAXUINT64);
    g_assert_nonnull(sz_config_history_at(one, at(0)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
    g_test_add("/collector/decisions/" name, Fixture, NULL, set_up, function, tear_down)
    ADD("once-a-configuration", test_once_a_configuration);
    ADD("many-in-a-chain", test_many_in_a_chain);
    ADD("a-file-that-is-gone-comes-back", test_a_file_that_is_gone_comes_back);
    ADD("tries-again", test_tries_again);
    ADD("a-jump-is-written-once", test_a_jump_is_written_once);
    ADD("replay-counts", test_replay_counts);
    ADD("a-broken-chain-is-told", test_a_broken_chain_is_told);
    ADD("history", test_history);
    ADD("history-of-others", test_history_of_others);
    return g_test_run();
}
