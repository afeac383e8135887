/* label: threads.  The quarantine: what is put in comes out, within bounds, whatever a crash or a disk does. */

#include "collector/quarantine.h"
#include "collector/quarantine_folder.h"
#include "collector/quarantine_reader.h"
#include "support/journal.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
    char *folder; /* owned */
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = test_folder_new();
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    test_folder_remove(fixture->folder);
}

static SzQuarantine *open_it(const Fixture *fixture, const SzQuarantineOptions *options)
{
    g_autoptr(GError) error = NULL;
    SzQuarantine *quarantine = sz_quarantine_open(fixture->folder, options, &error);
    g_assert_no_error(error);
    return quarantine;
}

static void put(SzQuarantine *quarantine, const char *raw)
{
    const SzQuarantineRecord record = {
        .received = {1234567},
        .ns_per_unit = 1000,
        .kind = SZ_REFUSED_FUTURE,
        .author = SZ_SLICE("token-1"),
        .reason = SZ_SLICE("too early"),
        .measurement = SZ_SLICE("ticket"),
        .hall = SZ_SLICE("330106"),
        .src = SZ_SLICE("q"),
        .raw = sz_slice(raw),
    };
    sz_quarantine_put(quarantine, &record);
}

/* "ID:RAW ID:RAW ..". (transfer full) */
static char *content(const Fixture *fixture, guint64 *out_passed)
{
    g_autoptr(SzQuarantineReader) reader = sz_quarantine_reader_open(fixture->folder);
    g_autoptr(GError) error = NULL;
    GString *text = g_string_new(NULL);
    SzQuarantineRecord record;
    while (sz_quarantine_reader_next(reader, &record, &error)) {
        g_string_append_printf(text, "%s%" G_GUINT64_FORMAT ":%.*s", text->len > 0 ? " " : "",
                               record.id, (int)record.raw.len, record.raw.data);
    }
    g_assert_no_error(error);
    if (out_passed != NULL) {
        *out_passed = sz_quarantine_reader_passed_bytes(reader);
    }
    return g_string_free(text, FALSE);
}

static void assert_holds(const Fixture *fixture, const char *expected)
{
    g_autofree char *got = content(fixture, NULL);
    g_assert_cmpstr(got, ==, expected);
}

static void test_all_of_a_record_comes_back(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzQuarantine) quarantine = open_it(fixture, NULL);
    put(quarantine, "a line\nof two");
    sz_quarantine_flush(quarantine);
    g_autoptr(SzQuarantineReader) reader = sz_quarantine_reader_open(fixture->folder);
    SzQuarantineRecord record;
    g_assert_true(sz_quarantine_reader_next(reader, &record, NULL));
    g_assert_cmpuint(record.id, ==, 1);
    g_assert_cmpint(record.received.ns, ==, 1234567);
    g_assert_cmpint(record.ns_per_unit, ==, 1000);
    g_assert_cmpint(record.kind, ==, SZ_REFUSED_FUTURE);
    g_assert_true(sz_slice_equal(record.author, SZ_SLICE("token-1")));
    g_assert_true(sz_slice_equal(record.reason, SZ_SLICE("too early")));
    g_assert_true(sz_slice_equal(record.measurement, SZ_SLICE("ticket")));
    g_assert_true(sz_slice_equal(record.hall, SZ_SLICE("330106")));
    g_assert_true(sz_slice_equal(record.src, SZ_SLICE("q")));
    g_assert_true(sz_slice_equal(record.raw, SZ_SLICE("a line\nof two")));
    g_assert_false(sz_quarantine_reader_next(reader, &record, NULL));
    g_assert_cmpuint(sz_quarantine_reader_oldest(reader), ==, 1);
    g_assert_cmpuint(sz_quarantine_figures(quarantine).n_kept, ==, 1);
    g_autofree char *folder = sz_quarantine_folder_path(fixture->folder);
    g_autofree char *path = sz_quarantine_file_path(folder, 1);
    GStatBuf status;
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    g_assert_cmpint(g_stat(folder, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0700);
}

static void test_an_opening_goes_on(Fixture *fixture, gconstpointer data)
{
    (void)data;
    assert_holds(fixture, "");
    for (guint i = 0; i < 3; i++) {
        g_autoptr(SzQuarantine) quarantine = open_it(fixture, NULL);
        g_autofree char *raw = g_strdup_printf("r%u", i);
        put(quarantine, raw);
    }
    assert_holds(fixture, "1:r0 2:r1 3:r2");
}

/* Every length a crash can leave of the last record. */
static void test_a_torn_record_is_cut(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *folder = sz_quarantine_folder_path(fixture->folder);
    g_autofree char *path = sz_quarantine_file_path(folder, 1);
    sz_quarantine_close(open_it(fixture, NULL));
    {
        g_autoptr(SzQuarantine) quarantine = open_it(fixture, NULL);
        put(quarantine, "whole");
        sz_quarantine_flush(quarantine);
    }
    g_autoptr(GByteArray) one = test_file_read(path);
    {
        g_autoptr(SzQuarantine) quarantine = open_it(fixture, NULL);
        put(quarantine, "torn");
        sz_quarantine_flush(quarantine);
    }
    g_autoptr(GByteArray) two = test_file_read(path);
    g_assert_cmpuint(two->len, >, one->len);
    for (guint len = one->len; len < two->len; len++) {
        test_file_write(path, two->data, len);
        guint64 passed = 0;
        g_autofree char *before = content(fixture, &passed);
        g_assert_cmpstr(before, ==, "1:whole");
        g_assert_cmpuint(passed, ==, len - one->len);
        SzQuarantine *quarantine = open_it(fixture, NULL);
        put(quarantine, "next");
        sz_quarantine_close(quarantine);
        assert_holds(fixture, "1:whole 2:next");
    }
    for (guint len = 0; len < SZ_QUARANTINE_MAGIC_BYTES; len++) {
        test_file_write(path, two->data, len);
        SzQuarantine *quarantine = open_it(fixture, NULL);
        put(quarantine, "anew");
        sz_quarantine_close(quarantine);
        assert_holds(fixture, "1:anew");
    }
}

/* One bit wrong anywhere: that record and what follows in its file is not told as if it were good. */
static void test_damage_is_seen(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *folder = sz_quarantine_folder_path(fixture->folder);
    g_autofree char *path = sz_quarantine_file_path(folder, 1);
    SzQuarantine *quarantine = open_it(fixture, NULL);
    put(quarantine, "only");
    sz_quarantine_close(quarantine);
    g_autoptr(GByteArray) bytes = test_file_read(path);
    for (guint i = 0; i < bytes->len; i++) {
        bytes->data[i] ^= (guint8)(1 << (i % 8));
        test_file_write(path, bytes->data, bytes->len);
        assert_holds(fixture, "");
        bytes->data[i] ^= (guint8)(1 << (i % 8));
    }
}

static gsize bytes_below(const char *folder)
{
    g_autoptr(GArray) files = sz_quarantine_folder_list(folder);
    gsize sum = 0;
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *path = sz_quarantine_file_path(folder, g_array_index(files, guint64, i));
        GStatBuf status;
        g_assert_cmpint(g_stat(path, &status), ==, 0);
        sum += (gsize)status.st_size;
    }
    return sum;
}

static void test_the_oldest_go(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const SzQuarantineOptions options = {.max_bytes = 8000, .file_bytes = 1000};
    g_autofree char *folder = sz_quarantine_folder_path(fixture->folder);
    for (guint round = 0; round < 3; round++) {
        g_autoptr(SzQuarantine) quarantine = open_it(fixture, &options);
        for (guint i = 0; i < 200; i++) {
            put(quarantine, "some line that was not taken, with enough letters to fill a file");
            if (i % 7 == 0) {
                sz_quarantine_flush(quarantine);
                g_assert_cmpuint(bytes_below(folder), <=, 8000);
            }
        }
        sz_quarantine_flush(quarantine);
        g_assert_cmpuint(bytes_below(folder), <=, 8000);
        g_assert_cmpuint(bytes_below(folder), >, 5000);
        g_assert_cmpuint(sz_quarantine_figures(quarantine).n_kept, ==, 200);
    }
    g_autoptr(SzQuarantineReader) reader = sz_quarantine_reader_open(fixture->folder);
    SzQuarantineRecord record = {0};
    guint64 id = sz_quarantine_reader_oldest(reader);
    g_assert_cmpuint(id, >, 500);
    while (sz_quarantine_reader_next(reader, &record, NULL)) {
        g_assert_cmpuint(record.id, ==, id++);
    }
    g_assert_cmpuint(id, ==, 601);
}

static void test_a_record_longer_than_a_file(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const SzQuarantineOptions options = {.max_bytes = 8000, .file_bytes = 1000};
    g_autofree char *raw = g_strnfill(3000, 'x');
    SzQuarantine *quarantine = open_it(fixture, &options);
    put(quarantine, "short");
    put(quarantine, raw);
    put(quarantine, "short");
    sz_quarantine_close(quarantine);
    g_autofree char *expected = g_strdup_printf("1:short 2:%s 3:short", raw);
    assert_holds(fixture, expected);
}

/* More than may wait: counted, not kept; the rest is whole. */
static void test_too_much_at_once_is_dropped(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const SzQuarantineOptions options = {.waiting_bytes = 100};
    g_autofree char *raw = g_strnfill(101, 'x');
    g_autoptr(SzQuarantine) quarantine = open_it(fixture, &options);
    put(quarantine, "one");
    sz_quarantine_flush(quarantine);
    put(quarantine, raw);
    put(quarantine, "two");
    sz_quarantine_flush(quarantine);
    assert_holds(fixture, "1:one 2:two");
    SzQuarantineFigures figures = sz_quarantine_figures(quarantine);
    g_assert_cmpuint(figures.n_kept, ==, 2);
    g_assert_cmpuint(figures.n_dropped, ==, 1);
}

static void limit_files_to(rlim_t bytes)
{
    struct rlimit limit;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
    limit.rlim_cur = bytes;
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

/* A disk that takes no more, in the middle of a record, and later does. */
static void test_a_full_disk_does_no_harm(Fixture *fixture, gconstpointer data)
{
    (void)data;
    struct rlimit before;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_autofree char *raw = g_strnfill(400, 'x');
    g_autoptr(SzQuarantine) quarantine = open_it(fixture, NULL);
    put(quarantine, "one");
    sz_quarantine_flush(quarantine);
    limit_files_to(300);
    put(quarantine, raw);
    put(quarantine, raw);
    sz_quarantine_flush(quarantine);
    limit_files_to(before.rlim_cur);
    put(quarantine, "two");
    sz_quarantine_flush(quarantine);
    assert_holds(fixture, "1:one 4:two");
    SzQuarantineFigures figures = sz_quarantine_figures(quarantine);
    g_assert_cmpuint(figures.n_kept, ==, 2);
    g_assert_cmpuint(figures.n_dropped, ==, 2);
}

#define N_THREADS 4
#define N_EACH 500
#define N_ALL G_GUINT64_CONSTANT(2000) /* of all threads */

static gpointer put_many(gpointer user)
{
    for (guint i = 0; i < N_EACH; i++) {
        put(user, "from a thread");
    }
    return NULL;
}

static void test_many_threads(Fixture *fixture, gconstpointer data)
{
    (void)data;
    GThread *threads[N_THREADS];
    SzQuarantine *quarantine = open_it(fixture, NULL);
    for (guint i = 0; i < N_THREADS; i++) {
        threads[i] = g_thread_new("put", put_many, quarantine);
    }
    for (guint i = 0; i < N_THREADS; i++) {
        (void)g_thread_join(threads[i]);
    }
    sz_quarantine_close(quarantine);
    g_autoptr(SzQuarantineReader) reader = sz_quarantine_reader_open(fixture->folder);
    SzQuarantineRecord record;
    guint64 n = 0;
    while (sz_quarantine_reader_next(reader, &record, NULL)) {
        g_assert_cmpuint(record.id, ==, ++n);
    }
    g_assert_cmpuint(n, ==, N_ALL);
}

static void test_marks(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = sz_quarantine_folder_path(fixture->folder);
    g_autofree char *path = g_build_filename(folder, "replayed", NULL);
    sz_quarantine_close(open_it(fixture, NULL));
    {
        const guint64 ids[] = {3, 5};
        g_autoptr(SzQuarantineMarks) marks = sz_quarantine_marks_open(folder, 1, &error);
        g_assert_no_error(error);
        g_assert_true(sz_quarantine_marks_add(marks, ids, 2, &error));
        g_assert_null(sz_quarantine_marks_open(folder, 1, &error)); /* one at a time */
        g_assert_nonnull(error);
    }
    g_autoptr(GByteArray) bytes = test_file_read(path);
    for (guint len = 12; len < bytes->len; len++) { /* torn */
        test_file_write(path, bytes->data, len);
        g_autoptr(SzQuarantineMarks) marks = sz_quarantine_marks_read(folder);
        g_assert_true(sz_quarantine_marks_has(marks, 3));
        g_assert_false(sz_quarantine_marks_has(marks, 5));
    }
    test_file_write(path, bytes->data, bytes->len);
    /* What is gone is forgotten, but not how far ids had come: they are given once, also when the files were lost. */
    sz_quarantine_marks_free(sz_quarantine_marks_open(folder, 100, NULL));
    g_autoptr(SzQuarantineMarks) marks = sz_quarantine_marks_read(folder);
    g_assert_false(sz_quarantine_marks_has(marks, 3));
    g_assert_cmpuint(sz_quarantine_marks_last(marks), ==, 5);
    SzQuarantine *quarantine = open_it(fixture, NULL);
    put(quarantine, "next");
    sz_quarantine_close(quarantine);
    assert_holds(fixture, "6:next");
}

static void add(const char *name, void (*test)(Fixture *, gconstpointer))
{
    g_autofree char *path = g_strconcat("/collector/quarantine/", name, NULL);
    g_test_add(path, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    (void)signal(SIGXFSZ, SIG_IGN); /* NOLINT(bugprone-signal-handler,cert-sig30-c) */
    add("all-of-a-record-comes-back", test_all_of_a_record_comes_back);
    add("an-opening-goes-on", test_an_opening_goes_on);
    add("a-torn-record-is-cut", test_a_torn_record_is_cut);
    add("damage-is-seen", test_damage_is_seen);
    add("the-oldest-go", test_the_oldest_go);
    add("a-record-longer-than-a-file", test_a_record_longer_than_a_file);
    add("too-much-at-once-is-dropped", test_too_much_at_once_is_dropped);
    add("a-full-disk-does-no-harm", test_a_full_disk_does_no_harm);
    add("many-threads", test_many_threads);
    add("marks", test_marks);
    return g_test_run();
}
