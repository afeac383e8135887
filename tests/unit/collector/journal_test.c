/* label: threads */
#include "collector/error.h"
#include "collector/journal_reader.h"
#include "support/journal.h"
#include "support/support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

static const SzJournalOptions small = {.segment_bytes = 64 << 10};

static SzJournal *open_small(const char *folder)
{
    g_autoptr(GError) error = NULL;
    SzJournal *journal = sz_journal_open(folder, &small, &error);
    g_assert_no_error(error);
    g_assert_nonnull(journal);
    return journal;
}

static void test_reads_back_in_order(void)
{
    char *folder = test_folder_new();
    test_journal_make(folder, 2000);
    g_autoptr(GPtrArray) segments = test_journal_names(folder, ".szj");
    g_assert_cmpuint(segments->len, >, 3);
    test_journal_assert_holds(folder, 2000);
    test_folder_remove(folder);
}

static void test_goes_on_after_reopening(void)
{
    char *folder = test_folder_new();
    for (guint i = 0; i < 30; i++) {
        SzJournal *journal = open_small(folder);
        g_assert_null(sz_journal_recovery_note(journal));
        test_journal_fill(journal, 1 + i * 20, 1 + (i + 1) * 20);
        sz_journal_close(journal);
    }
    test_journal_assert_holds(folder, 600);
    test_folder_remove(folder);
}

static void test_only_the_owner_may_read(void)
{
    char *folder = test_folder_new();
    mode_t old = umask(0);
    test_journal_make(folder, 400);
    (void)umask(old);
    g_autofree char *path = g_build_filename(folder, "journal", NULL);
    struct stat status;
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 0777, ==, 0700);
    g_autoptr(GPtrArray) names = test_journal_names(folder, "");
    g_assert_cmpuint(names->len, >=, 3);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = test_journal_path(folder, g_ptr_array_index(names, i));
        g_assert_cmpint(stat(file, &status), ==, 0);
        g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
    }
    test_folder_remove(folder);
}

static void test_segments_are_prewritten(void)
{
    char *folder = test_folder_new();
    test_journal_make(folder, 400);
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = test_journal_path(folder, g_ptr_array_index(names, i));
        struct stat status;
        g_assert_cmpint(stat(file, &status), ==, 0);
        g_assert_cmpint(status.st_size, ==, 64 << 10);
        g_assert_cmpint(status.st_blocks * 512, >=, 64 << 10);
    }
    test_folder_remove(folder);
}

static void test_time_never_goes_back(void)
{
    static const gint64 given[] = {50, 70, 60, -5, 71, G_MININT64, 72};
    static const gint64 kept[] = {50, 70, 70, 70, 71, 71, 72};
    char *folder = test_folder_new();
    for (gsize i = 0; i < G_N_ELEMENTS(given); i++) {
        SzJournal *journal = open_small(folder); /* remembered over a restart too */
        TestBatch batch;
        test_batch_init(&batch, 1, 0);
        batch.batch.received.ns = given[i];
        g_assert_true(sz_journal_append(journal, &batch.batch, NULL, NULL));
        test_batch_clear(&batch);
        sz_journal_close(journal);
    }
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
        SzFrame frame;
        g_assert_cmpint(sz_journal_reader_next(reader, &frame, NULL), ==, SZ_READ_FRAME);
        g_assert_cmpint(frame.received.ns, ==, kept[i]);
    }
    test_folder_remove(folder);
}

static void test_frame_keeps_what_was_given(void)
{
    char *folder = test_folder_new();
    SzJournal *journal = open_small(folder);
    g_autofree char *name = g_strnfill(255, 'n');
    SzBatch batches[] = {
        {SZ_SOURCE_DAEMON, {NULL, 0}, {1}, 0, {NULL, 0}, NULL},
        {SZ_SOURCE_IMPORT, {name, 255}, {2}, 3, SZ_SLICE("a b=1 1\na b=2 2\na b=3 3\n"), NULL},
        {SZ_SOURCE_OPEN, SZ_SLICE("127.0.0.1"), {3}, 1, SZ_SLICE("a b=1 1\n"), NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(batches); i++) {
        g_assert_true(sz_journal_append(journal, &batches[i], NULL, NULL));
    }
    sz_journal_close(journal);
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(batches); i++) {
        SzFrame frame;
        g_assert_cmpint(sz_journal_reader_next(reader, &frame, NULL), ==, SZ_READ_FRAME);
        g_assert_cmpint(frame.source, ==, batches[i].source);
        g_assert_true(sz_slice_equal(frame.source_name, batches[i].source_name));
        g_assert_true(sz_slice_equal(frame.lines, batches[i].lines));
        g_assert_cmpuint(frame.n_lines, ==, batches[i].n_lines);
    }
    test_folder_remove(folder);
}

static void test_longest_batch(void)
{
    char *folder = test_folder_new();
    SzJournal *journal = open_small(folder);
    gsize max = sz_journal_batch_max_bytes(journal);
    g_autofree char *lines = g_strnfill(max + 1, 'x');
    g_autofree char *name = g_strnfill(256, 'n');
    g_autoptr(GError) error = NULL;
    guint64 number = 77;
    SzBatch batch = {SZ_SOURCE_TOKEN, {name, 255}, {1}, 1, {lines, max}, NULL};
    for (guint i = 0; i < 3; i++) {
        g_assert_true(sz_journal_append(journal, &batch, &number, &error));
        g_assert_cmpuint(number, ==, i + 1);
    }
    batch.lines.len = max + 1;
    g_assert_false(sz_journal_append(journal, &batch, &number, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG);
    g_clear_error(&error);
    batch.lines.len = 1;
    batch.source_name.len = 256;
    g_assert_false(sz_journal_append(journal, &batch, &number, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG);
    g_assert_cmpuint(number, ==, 3);
    sz_journal_close(journal);
    test_folder_remove(folder);
}

static void test_bad_options(void)
{
    static const gsize bad[] = {1, 4095, 4097, (1 << 30) + 8};
    char *folder = test_folder_new();
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        SzJournalOptions options = {.segment_bytes = bad[i]};
        g_assert_null(sz_journal_open(folder, &options, &error));
        g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    }
    test_folder_remove(folder);
}

static void test_one_writer(void)
{
    char *folder = test_folder_new();
    SzJournal *journal = open_small(folder);
    g_autoptr(GError) error = NULL;
    g_assert_null(sz_journal_open(folder, &small, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IN_USE);
    g_assert_nonnull(strstr(error->message, folder));
    test_journal_fill(journal, 1, 5);
    sz_journal_close(journal);
    sz_journal_close(open_small(folder));
    test_journal_assert_holds(folder, 4);
    test_folder_remove(folder);
}

enum { THREADS = 8, APPENDS = 150 };
#define ALL_APPENDS ((gsize)THREADS * APPENDS)

typedef struct {
    SzJournal *journal;
    atomic_uchar *seen; /* by batch number */
} Shared;

static void *append_many(void *user)
{
    Shared *shared = user;
    for (guint i = 0; i < APPENDS; i++) {
        TestBatch batch;
        guint64 number = 0;
        test_batch_init(&batch, i, i % 300);
        g_assert_true(sz_journal_append(shared->journal, &batch.batch, &number, NULL));
        test_batch_clear(&batch);
        g_assert_cmpuint(number, >=, 1);
        g_assert_cmpuint(number, <=, ALL_APPENDS);
        g_assert_cmpuint(atomic_fetch_add(&shared->seen[number], 1), ==, 0);
    }
    return NULL;
}

static void test_many_threads(void)
{
    char *folder = test_folder_new();
    atomic_uchar seen[ALL_APPENDS + 1] = {0};
    /* A small queue, so that appenders wait for space too. */
    SzJournalOptions options = {.segment_bytes = 64 << 10, .queue_bytes = 1500};
    Shared shared = {sz_journal_open(folder, &options, NULL), seen};
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        g_assert_cmpint(pthread_create(&threads[i], NULL, append_many, &shared), ==, 0);
    }
    for (int i = 0; i < THREADS; i++) {
        g_assert_cmpint(pthread_join(threads[i], NULL), ==, 0);
    }
    sz_journal_close(shared.journal);
    g_auto(TestReading) reading;
    test_journal_read(folder, &reading);
    g_assert_cmpuint(reading.damage->len, ==, 0);
    g_assert_cmpuint(reading.batches->len, ==, ALL_APPENDS);
    for (guint i = 0; i < reading.batches->len; i++) {
        g_assert_cmpuint(g_array_index(reading.batches, guint64, i), ==, i + 1);
    }
    test_folder_remove(folder);
}

typedef struct {
    guint64 n_done;
    guint64 last;
} Answers;

static void on_done(const SzReceipt *receipt, const GError *error, void *user)
{
    Answers *answers = user;
    g_assert_no_error(error);
    g_assert_cmpuint(receipt->batch, ==, answers->last + 1);
    g_assert_cmpint(receipt->received.ns, ==, (1000 + (gint64)receipt->batch) * SZ_NS_PER_S);
    answers->last = receipt->batch;
    answers->n_done++;
}

static void test_submit_answers_in_order(void)
{
    char *folder = test_folder_new();
    SzJournal *journal = open_small(folder);
    Answers answers = {0, 0};
    for (guint i = 1; i <= 500; i++) {
        TestBatch batch;
        test_batch_init(&batch, i, i * 37 % 201);
        char name[] = "halls"; /* copied: gone before the batch is written */
        batch.batch.source_name = sz_slice(name);
        g_autoptr(GBytes) owner = g_bytes_new_take(batch.lines, strlen(batch.lines));
        g_assert_true(sz_journal_submit(journal, &batch.batch, owner, on_done, &answers, NULL));
    }
    sz_journal_close(journal);
    g_assert_cmpuint(answers.n_done, ==, 500);
    test_journal_assert_holds(folder, 500);
    test_folder_remove(folder);
}

static void on_count(const SzReceipt *receipt, const GError *error, void *user)
{
    g_assert_true((receipt == NULL) == (error != NULL));
    *(guint64 *)user += 1;
}

static void test_full_queue_refuses_a_submit(void)
{
    char *folder = test_folder_new();
    SzJournalOptions options = {.segment_bytes = 64 << 10, .queue_bytes = 1};
    SzJournal *journal = sz_journal_open(folder, &options, NULL);
    guint64 n_done = 0;
    guint64 n_taken = 0;
    bool was_refused = false;
    g_autoptr(GBytes) owner = g_bytes_new_static("a b=1 1\n", 8);
    SzBatch batch = {SZ_SOURCE_TOKEN, {NULL, 0}, {1}, 1, {g_bytes_get_data(owner, NULL), 8}, NULL};
    /* Each takes a sync, submitting takes none: the queue of one is soon found full. */
    for (int i = 0; i < 100000 && !was_refused; i++) {
        g_autoptr(GError) error = NULL;
        if (sz_journal_submit(journal, &batch, owner, on_count, &n_done, &error)) {
            n_taken++;
        } else {
            g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_FULL);
            was_refused = true;
        }
    }
    sz_journal_close(journal);
    g_assert_true(was_refused);
    g_assert_cmpuint(n_taken, >=, 1);
    g_assert_cmpuint(n_done, ==, n_taken);
    test_folder_remove(folder);
}

static bool has_room_in_turn(void *user)
{
    return (*(guint64 *)user)++ % 2 == 0;
}

/* Whoever is given the batches cannot follow: what is submitted is refused, what the daemon itself decides is not. */
static void test_no_room_refuses_a_submit(void)
{
    char *folder = test_folder_new();
    guint64 n_asked = 0;
    guint64 n_done = 0;
    SzJournalOptions options = {
        .segment_bytes = 64 << 10, .has_room = has_room_in_turn, .on_batch_user = &n_asked};
    SzJournal *journal = sz_journal_open(folder, &options, NULL);
    g_autoptr(GBytes) owner = g_bytes_new_static("a b=1 1\n", 8);
    SzBatch batch = {SZ_SOURCE_TOKEN, {NULL, 0}, {1}, 1, {g_bytes_get_data(owner, NULL), 8}, NULL};
    for (guint64 i = 0; i < 10; i++) {
        g_autoptr(GError) error = NULL;
        bool is_taken = sz_journal_submit(journal, &batch, owner, on_count, &n_done, &error);
        g_assert_true(is_taken == (i % 2 == 0));
        g_assert_true(is_taken ||
                      g_error_matches(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_FULL));
    }
    guint64 number = 0;
    g_assert_true(sz_journal_append(journal, &batch, &number, NULL));
    g_assert_cmpuint(number, ==, 6);
    g_assert_cmpuint(n_asked, ==, 10);
    sz_journal_close(journal);
    g_assert_cmpuint(n_done, ==, 5);
    test_folder_remove(folder);
}

/* Any mix of sizes, threads or not, and reopenings reads back as it was appended. */
static void test_random_sequences(void)
{
    for (int round = 0; round < 10; round++) {
        char *folder = test_folder_new();
        g_autoptr(GPtrArray) expected = g_ptr_array_new_with_free_func(g_free);
        for (int session = 0; session < 4; session++) {
            SzJournalOptions options = {.segment_bytes =
                                            (gsize)g_test_rand_int_range(512, 4096) * 8};
            SzJournal *journal = sz_journal_open(folder, &options, NULL);
            gsize max = sz_journal_batch_max_bytes(journal);
            for (int i = 0; i < 20; i++) {
                gsize n = (gsize)g_test_rand_int_range(0, (gint32)max + 1);
                n = g_test_rand_bit() ? n : n % 100;
                char *lines = g_strnfill(n, (char)('a' + i));
                SzBatch batch = {SZ_SOURCE_PERSON, {"p", 1}, {i}, 1, {lines, n}, NULL};
                g_assert_true(sz_journal_append(journal, &batch, NULL, NULL));
                g_ptr_array_add(expected, lines);
            }
            sz_journal_close(journal);
        }
        g_auto(TestReading) reading;
        test_journal_read(folder, &reading);
        g_assert_cmpuint(reading.damage->len, ==, 0);
        g_assert_cmpuint(reading.lines->len, ==, expected->len);
        for (guint i = 0; i < expected->len; i++) {
            g_assert_cmpuint(g_array_index(reading.batches, guint64, i), ==, i + 1);
            g_assert_cmpstr(g_ptr_array_index(reading.lines, i), ==,
                            g_ptr_array_index(expected, i));
        }
        test_folder_remove(folder);
    }
}

typedef struct {
    const char *folder;
    atomic_bool is_finished;
} Beside;

static void *read_beside(void *user)
{
    Beside *beside = user;
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(beside->folder, NULL);
    guint64 last = 0;
    for (bool is_final = false;;) {
        SzFrame frame;
        SzReadResult result = sz_journal_reader_next(reader, &frame, NULL);
        if (result == SZ_READ_END) {
            if (is_final) {
                return GUINT_TO_POINTER((guint)last);
            }
            is_final = atomic_load(&beside->is_finished);
            continue;
        }
        g_assert_cmpint(result, ==, SZ_READ_FRAME);
        g_assert_cmpuint(frame.batch, ==, last + 1);
        last = frame.batch;
    }
}

static void test_reader_beside_writer(void)
{
    char *folder = test_folder_new();
    SzJournal *journal = open_small(folder);
    Beside beside = {.folder = folder};
    pthread_t thread;
    g_assert_cmpint(pthread_create(&thread, NULL, read_beside, &beside), ==, 0);
    test_journal_fill(journal, 1, 1501);
    atomic_store(&beside.is_finished, true);
    void *last = NULL;
    g_assert_cmpint(pthread_join(thread, &last), ==, 0);
    g_assert_cmpuint(GPOINTER_TO_UINT(last), ==, 1500);
    sz_journal_close(journal);
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/journal/reads-back-in-order", test_reads_back_in_order);
    g_test_add_func("/collector/journal/goes-on-after-reopening", test_goes_on_after_reopening);
    g_test_add_func("/collector/journal/only-the-owner-may-read", test_only_the_owner_may_read);
    g_test_add_func("/collector/journal/segments-are-prewritten", test_segments_are_prewritten);
    g_test_add_func("/collector/journal/time-never-goes-back", test_time_never_goes_back);
    g_test_add_func("/collector/journal/frame-keeps-what-was-given",
                    test_frame_keeps_what_was_given);
    g_test_add_func("/collector/journal/longest-batch", test_longest_batch);
    g_test_add_func("/collector/journal/bad-options-are-refused", test_bad_options);
    g_test_add_func("/collector/journal/one-writer", test_one_writer);
    g_test_add_func("/collector/journal/many-threads", test_many_threads);
    g_test_add_func("/collector/journal/submit-answers-in-order", test_submit_answers_in_order);
    g_test_add_func("/collector/journal/full-queue-refuses-a-submit",
                    test_full_queue_refuses_a_submit);
    g_test_add_func("/collector/journal/no-room-refuses-a-submit", test_no_room_refuses_a_submit);
    g_test_add_func("/collector/journal/random-sequences", test_random_sequences);
    g_test_add_func("/collector/journal/reader-beside-writer", test_reader_beside_writer);
    return g_test_run();
}
