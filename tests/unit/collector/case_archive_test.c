/* The archive: what is put on it is found again, by whatever is asked for.  label: threads */

#include "collector/case_archiver.h"
#include "collector/error.h"
#include "collector/sqlite_auto.h"
#include "metrics/case_ledger.h"

#include "support/case_builder.h"
#include "support/case_twins.h"
#include "support/rules.h"
#include "support/support.h"

#include <glib/gstdio.h>

#define N_STEPS 300
#define STAY_NS (7 * SZ_S_PER_DAY * SZ_NS_PER_S)
#define N_CASES 200

typedef struct {
    char *folder; /* owned, as the next */
    char *path;
    SzCaseArchive *archive;
    SzCases *cases;   /* N_CASES, of four halls */
    GArray *retiring; /* all of them */
} Fixture;

static SzCaseEvent event_of(guint i, SzCaseEventKind kind)
{
    static const char *const halls[] = {"330106", "330106002", "330100", "990001"};
    SzCaseEvent event = test_case_event(kind, "2026-03-02T09:00:00");
    g_autofree char *id = g_strdup_printf("C%03u", i / 2); /* two halls have each number */
    event.id = sz_slice(g_intern_string(id));
    event.hall = sz_slice(halls[i % G_N_ELEMENTS(halls)]);
    event.occurred.ns += (gint64)((i * 7) % N_CASES) * 3600 * SZ_NS_PER_S;
    return event;
}

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    fixture->folder = test_folder_new();
    fixture->path = g_build_filename(fixture->folder, "archive.db", NULL);
    fixture->archive = sz_case_archive_new(fixture->folder, NULL, &error);
    g_assert_no_error(error);
    fixture->cases = sz_cases_new(test_rules());
    const SzCaseShelf shelf = sz_case_archive_shelf(fixture->archive);
    sz_cases_use_shelf(fixture->cases, &shelf, STAY_NS);
    for (guint i = 0; i < N_CASES; i++) {
        SzCaseEvent event = event_of(i, SZ_CASE_CLOSE);
        sz_cases_apply(fixture->cases, &event);
    }
    fixture->retiring = sz_cases_retire(fixture->cases, test_time("2026-06-01T00:00:00"), N_CASES);
    g_assert_cmpuint(fixture->retiring->len, ==, N_CASES);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_array_unref(fixture->retiring);
    sz_cases_free(fixture->cases);
    sz_case_archive_free(fixture->archive);
    g_free(fixture->path);
    test_folder_remove(fixture->folder);
}

static void write_all(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(sz_case_archive_write(fixture->archive, fixture->retiring, &error));
    g_assert_no_error(error);
    sz_cases_retired(fixture->cases, fixture->retiring);
}

/* --- looking ------------------------------------------------------------------------------- */

typedef struct {
    const SzShelfHint *hint;
    SzWallTime last_end;
    guint n;
} Look;

static bool on_found(const SzShelvedCase *shelved, void *user)
{
    Look *look = user;
    const SzShelfHint *hint = look->hint;
    g_assert_true(hint->id == NULL || g_str_equal(sz_case_row_id(&shelved->row), hint->id));
    g_assert_true(hint->hall_to == 0 || hint->id != NULL ||
                  (shelved->row.hall >= hint->hall_from && shelved->row.hall < hint->hall_to));
    g_assert_true(hint->ended_to.ns == 0 || (shelved->row.ended.ns >= hint->ended_from.ns &&
                                             shelved->row.ended.ns < hint->ended_to.ns));
    if (hint->hall_to == hint->hall_from + 1 && hint->id == NULL) {
        g_assert_true(look->n == 0 || shelved->row.ended.ns <= look->last_end.ns);
    }
    look->last_end = shelved->row.ended;
    look->n++;
    return true;
}

static guint count(const Fixture *fixture, SzShelfHint hint)
{
    const SzCaseShelf shelf = sz_case_archive_shelf(fixture->archive);
    Look look = {.hint = &hint};
    g_assert_true(shelf.each(shelf.shelf, &hint, G_MAXINT64, on_found, &look));
    return look.n;
}

static guint count_end(const Fixture *fixture, SzShelfHint hint)
{
    hint.ended_from = test_time("2026-03-03T09:00:00"); /* 24 h after the first */
    hint.ended_to = test_time("2026-03-04T09:00:00");
    return count(fixture, hint);
}

static guint count_of(SzCaseArchive *archive)
{
    const SzCaseShelf shelf = sz_case_archive_shelf(archive);
    const SzShelfHint all = {0};
    Look look = {.hint = &all};
    g_assert_true(shelf.each(shelf.shelf, &all, G_MAXINT64, on_found, &look));
    return look.n;
}

/* Beside whoever writes, and only while it is what was left there. */
static void test_is_opened_to_be_read(Fixture *fixture, gconstpointer data)
{
    (void)data;
    write_all(fixture);
    const SzCaseArchiveMark good = {sz_case_archive_life(fixture->archive), N_CASES};
    const SzCaseArchiveMark bad[] = {{good.life + 1, N_CASES}, {good.life, N_CASES + 1}};
    g_autoptr(GError) error = NULL;
    g_autoptr(SzCaseArchive) opened = sz_case_archive_open(fixture->folder, &good, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(count_of(opened), ==, N_CASES);
    g_assert_cmpuint(count_of(fixture->archive), ==, N_CASES);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) problem = NULL;
        g_assert_null(sz_case_archive_open(fixture->folder, &bad[i], &problem));
        g_assert_error(problem, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED);
    }
    g_autoptr(GError) none = NULL;
    g_assert_null(sz_case_archive_open("/nonexistent", &good, &none));
    g_assert_error(none, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
}

static void test_finds_what_is_asked_for(Fixture *fixture, gconstpointer data)
{
    (void)data;
    write_all(fixture);
    g_assert_cmpuint(count(fixture, (SzShelfHint){0}), ==, N_CASES);
    g_assert_cmpuint(count(fixture, (SzShelfHint){.id = "C007"}), ==, 2);
    g_assert_cmpuint(count(fixture, (SzShelfHint){.id = "C"}), ==, 0);
    g_assert_cmpuint(count(fixture, (SzShelfHint){.code = "330100"}), ==, N_CASES / 4);
    g_assert_cmpuint(count(fixture, (SzShelfHint){.code = "330106002", .id = "C000"}), ==, 1);
    g_assert_cmpuint(count(fixture, (SzShelfHint){.code = "330106002", .id = "C001"}), ==, 0);
    /* Halls stand in the order of the tree: 330100, 330106, 330106002; 0 is unregistered. */
    g_assert_cmpuint(count(fixture, (SzShelfHint){.hall_from = 0, .hall_to = 1}), ==, N_CASES / 4);
    g_assert_cmpuint(count(fixture, (SzShelfHint){.hall_from = 2, .hall_to = 4}), ==, N_CASES / 2);
    /* A number narrows so much that nothing else is made of the hint. */
    g_assert_cmpuint(count(fixture, (SzShelfHint){.id = "C007", .hall_from = 1, .hall_to = 2}), ==,
                     2);
    /* i * 7 mod 200 takes every value once. */
    g_assert_cmpuint(count_end(fixture, (SzShelfHint){0}), ==, 24);
    g_assert_cmpuint(count_end(fixture, (SzShelfHint){.hall_from = 0, .hall_to = 4}), ==, 24);
}

static bool on_first(const SzShelvedCase *shelved, void *user)
{
    (void)shelved;
    (*(guint *)user)++;
    return false;
}

static void test_stops_when_told(Fixture *fixture, gconstpointer data)
{
    (void)data;
    write_all(fixture);
    const SzCaseShelf shelf = sz_case_archive_shelf(fixture->archive);
    const SzShelfHint all = {0};
    guint n = 0;
    g_assert_true(shelf.each(shelf.shelf, &all, N_CASES, on_first, &n));
    g_assert_cmpuint(n, ==, 1);
}

static void test_looks_no_further_than_the_place(Fixture *fixture, gconstpointer data)
{
    (void)data;
    write_all(fixture);
    const SzCaseShelf shelf = sz_case_archive_shelf(fixture->archive);
    const SzShelfHint all = {0};
    Look look = {.hint = &all};
    g_assert_true(shelf.each(shelf.shelf, &all, 10, on_found, &look));
    g_assert_cmpuint(look.n, ==, 10);
}

/* What a try left that was given up is replaced. */
static void test_writes_over_what_does_not_count(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(sz_case_archive_write(fixture->archive, fixture->retiring, NULL));
    sz_cases_not_retired(fixture->cases, fixture->retiring, test_time("2026-06-01T00:00:00"));
    g_array_unref(fixture->retiring);
    fixture->retiring = sz_cases_retire(fixture->cases, test_time("2026-06-01T00:00:00"), 50);
    write_all(fixture);
    g_assert_cmpuint(count(fixture, (SzShelfHint){0}), ==, 50);
    const SzCaseShelf shelf = sz_case_archive_shelf(fixture->archive);
    const SzShelfHint all = {0};
    Look look = {.hint = &all};
    g_assert_true(shelf.each(shelf.shelf, &all, G_MAXINT64, on_found, &look));
    g_assert_cmpuint(look.n, ==, 50);
}

/* --- the file ------------------------------------------------------------------------------ */

static void test_only_the_owner_reads_it(Fixture *fixture, gconstpointer data)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    (void)data;
    write_all(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *path = g_strconcat(fixture->path, endings[i], NULL);
        GStatBuf about;
        g_assert_cmpint(g_stat(path, &about), ==, 0);
        g_assert_cmpuint(about.st_mode & 0777, ==, 0600);
    }
}

static void test_whatever_was_there_is_replaced(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    write_all(fixture);
    g_assert_true(g_file_set_contents(fixture->path, "no database at all", -1, NULL));
    g_autoptr(SzCaseArchive) again = sz_case_archive_new(fixture->folder, NULL, &error);
    g_assert_no_error(error);
    const SzCaseShelf shelf = sz_case_archive_shelf(again);
    const SzShelfHint all = {0};
    Look look = {.hint = &all};
    g_assert_true(shelf.each(shelf.shelf, &all, G_MAXINT64, on_found, &look));
    g_assert_cmpuint(look.n, ==, 0);
}

static void test_a_folder_in_its_place_is_an_error(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *below = g_build_filename(fixture->folder, "below", NULL);
    g_autofree char *path = g_build_filename(below, "archive.db", NULL);
    g_assert_cmpint(g_mkdir_with_parents(path, 0700), ==, 0);
    SzCaseArchive *archive = sz_case_archive_new(below, NULL, &error);
    g_assert_null(archive);
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
}

static void sql(const Fixture *fixture, const char *text)
{
    g_autoptr(sqlite3) db = NULL;
    g_assert_cmpint(sqlite3_open(fixture->path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, text, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void test_what_somebody_changed_is_not_believed(Fixture *fixture, gconstpointer data)
{
    (void)data;
    write_all(fixture);
    g_autoptr(SzCasesVersion) version = sz_cases_publish(fixture->cases);
    const SzShelfHint all = {0};
    Look look = {.hint = &all};
    sql(fixture, "UPDATE cases SET whole = zeroblob(length(whole)) WHERE place = 3");
    g_test_expect_message("shuzhid", G_LOG_LEVEL_MESSAGE, "*a case is not what was written*");
    g_assert_false(sz_cases_version_each_shelved(version, &all, on_found, &look));
    g_assert_false(sz_cases_version_each_shelved(version, &all, on_found, &look)); /* said once */
    g_test_assert_expected_messages();
}

static void test_somebody_else_holds_the_lock(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(sqlite3) db = NULL;
    g_assert_cmpint(sqlite3_open(fixture->path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
    g_assert_false(sz_case_archive_write(fixture->archive, fixture->retiring, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IN_USE);
    g_assert_nonnull(strstr(error->message, fixture->path));
    g_assert_cmpint(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
    write_all(fixture);
    g_assert_cmpuint(count(fixture, (SzShelfHint){0}), ==, N_CASES);
}

/* --- at work ------------------------------------------------------------------------------- */

/* The thread may be at it or not when the next events come: both are right. */
static void test_nobody_can_tell(void)
{
    TestTwins twins;
    g_autoptr(GError) error = NULL;
    char *folder = test_folder_new();
    test_twins_begin(&twins);
    g_autoptr(SzCaseArchiver) archiver =
        sz_case_archiver_new(folder, NULL, sz_engine_cases(twins.with), STAY_NS, &error);
    g_assert_no_error(error);
    guint n_left = 0;
    for (int step = 0; step < N_STEPS; step++) {
        for (int n = g_rand_int_range(twins.random, 0, 6); n > 0; n--) {
            test_twins_tell(&twins);
        }
        test_twins_advance(&twins);
        do {
            n_left += sz_case_archiver_step(archiver, twins.now) ? 1 : 0;
        } while (sz_case_archiver_is_busy(archiver) && g_rand_boolean(twins.random));
        test_twins_compare(&twins);
    }
    g_assert_cmpuint(n_left, >, 10);
    test_twins_end(&twins);
    g_clear_pointer(&archiver, sz_case_archiver_free);
    test_folder_remove(folder);
}

static guint64 n_archived(SzEngine *engine)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    return sz_case_ledger_n(sz_cases_version_ledger(state->cases), 0, G_MAXUINT32);
}

static void finish(SzCaseArchiver *archiver, SzWallTime now)
{
    do {
        (void)sz_case_archiver_step(archiver, now);
    } while (sz_case_archiver_is_busy(archiver));
}

/* A table that refuses stands for a disk that is full. */
static void test_says_once_that_it_cannot_write(void)
{
    Fixture names = {0};
    TestTwins twins;
    char *folder = test_folder_new();
    names.path = g_build_filename(folder, "archive.db", NULL);
    test_twins_begin(&twins);
    g_autoptr(SzCaseArchiver) archiver =
        sz_case_archiver_new(folder, NULL, sz_engine_cases(twins.with), STAY_NS, NULL);
    SzEvent close = {.entity = SZ_EVENT_CASE,
                     .as.case_event = test_case_event(SZ_CASE_CLOSE, "2026-03-02T09:00:00")};
    sz_engine_apply(twins.with, &close);
    sql(&names, "CREATE TRIGGER full BEFORE INSERT ON cases"
                " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    SzWallTime now = test_time("2026-03-20T09:00:00");
    g_test_expect_message("shuzhid", G_LOG_LEVEL_MESSAGE, "archive:*the disk is full; cases that*");
    finish(archiver, now);
    now.ns += 61 * SZ_NS_PER_S;
    finish(archiver, now); /* tried again, and not said again */
    g_test_assert_expected_messages();
    g_assert_cmpuint(n_archived(twins.with), ==, 0);
    sql(&names, "DROP TRIGGER full");
    now.ns += 59 * SZ_NS_PER_S;
    finish(archiver, now); /* within the minute */
    g_assert_cmpuint(n_archived(twins.with), ==, 0);
    now.ns += 2 * SZ_NS_PER_S;
    g_test_expect_message("shuzhid", G_LOG_LEVEL_MESSAGE, "archive: written again");
    finish(archiver, now);
    g_test_assert_expected_messages();
    g_assert_cmpuint(n_archived(twins.with), ==, 1);
    test_twins_end(&twins);
    g_clear_pointer(&archiver, sz_case_archiver_free);
    g_free(names.path);
    test_folder_remove(folder);
}

#define ADD(name, function)                                                                        \
    g_test_add("/case_archive/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("opened", test_is_opened_to_be_read);
    ADD("finds", test_finds_what_is_asked_for);
    ADD("stops", test_stops_when_told);
    ADD("place", test_looks_no_further_than_the_place);
    ADD("writes_over", test_writes_over_what_does_not_count);
    ADD("mode", test_only_the_owner_reads_it);
    ADD("anew", test_whatever_was_there_is_replaced);
    ADD("folder", test_a_folder_in_its_place_is_an_error);
    ADD("changed", test_what_somebody_changed_is_not_believed);
    ADD("locked", test_somebody_else_holds_the_lock);
    g_test_add_func("/case_archive/nobody_can_tell", test_nobody_can_tell);
    g_test_add_func("/case_archive/says_once", test_says_once_that_it_cannot_write);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
