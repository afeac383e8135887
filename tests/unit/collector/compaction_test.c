#include "collector/compaction.h"

#include "collector/error.h"
#include "collector/journal_format.h"
#include "collector/journal_reader.h"
#include "support/journal.h"
#include "support/support.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

enum {
    N_DAYS = 20,
    BATCHES_PER_DAY = 24,
    N_BATCHES = N_DAYS * BATCHES_PER_DAY,
    MINUTES_PER_BATCH = 60
};
#define DAY_NS (SZ_S_PER_DAY * SZ_NS_PER_S)
/* 2026-03-02 00:00 +08:00 */
static const SzWallTime begin = {G_GINT64_CONSTANT(1772380800) * SZ_NS_PER_S};
static const SzWallTime end = {G_GINT64_CONSTANT(1772380800) * SZ_NS_PER_S + N_DAYS * DAY_NS};

/* --- a journal ----------------------------------------------------------------------------- */

/* An hour: a kiosk each minute, and a ticket. */
static char *make_lines(guint i, guint32 *out_n)
{
    GString *lines = g_string_new(NULL);
    for (guint minute = 0; minute < MINUTES_PER_BATCH; minute++) {
        gint64 at_ns = begin.ns + (gint64)(i * MINUTES_PER_BATCH + minute) * 60 * SZ_NS_PER_S;
        g_string_append_printf(
            lines,
            "kiosk,event=heartbeat,hall=330106,kiosk=K1 faults=\"%s\",seq=%ui %" G_GINT64_FORMAT
            "\n",
            i % 50 < 45 ? "" : "door", i, at_ns);
    }
    gint64 at_ns = begin.ns + (gint64)i * MINUTES_PER_BATCH * 60 * SZ_NS_PER_S;
    g_string_append_printf(
        lines, "ticket,event=take,hall=330106,queue=A id=\"A%u\" %" G_GINT64_FORMAT "\n", i, at_ns);
    *out_n = MINUTES_PER_BATCH + 1;
    return g_string_free(lines, FALSE);
}

static SzJournal *open_journal(const char *folder)
{
    g_autoptr(GError) error = NULL;
    SzJournalOptions options = {.segment_bytes = 64 << 10};
    SzJournal *journal = sz_journal_open(folder, &options, &error);
    g_assert_no_error(error);
    return journal;
}

static char *make_journal(void)
{
    char *folder = test_folder_new();
    g_autoptr(SzJournal) journal = open_journal(folder);
    for (guint i = 0; i < N_BATCHES; i++) {
        g_autoptr(GError) error = NULL;
        SzBatch batch = {.source = SZ_SOURCE_TOKEN,
                         .source_name = SZ_SLICE("halls"),
                         .received = {begin.ns + (gint64)i * MINUTES_PER_BATCH * 60 * SZ_NS_PER_S}};
        g_autofree char *lines = make_lines(i, &batch.n_lines);
        batch.lines = sz_slice(lines);
        g_assert_true(sz_journal_append(journal, &batch, NULL, &error));
    }
    return folder;
}

static void run(const SzCompactionOptions *options, SzCompactionSummary *out)
{
    g_autoptr(GError) error = NULL;
    gboolean is_done = sz_compaction_run(options, out, &error);
    g_assert_no_error(error);
    g_assert_true(is_done);
}

/* Everything that is more than 3 days old. */
static void compact(const char *folder, SzCompactionSummary *out)
{
    const SzCompactionOptions options = {.data_dir = folder, .now = end, .keep_ns = 3 * DAY_NS};
    run(&options, out);
}

/* --- what is there ------------------------------------------------------------------------- */

/* Every line is as it was, or gone; batches have their numbers and times.  Returns: how many are gone. */
static guint64 assert_holds(const char *folder)
{
    guint64 n_gone = 0;
    guint64 n_batches = 0;
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, NULL);
    SzFrame frame;
    SzReadResult result = SZ_READ_END;
    while ((result = sz_journal_reader_next(reader, &frame, NULL)) == SZ_READ_FRAME) {
        guint32 n_lines = 0;
        g_autofree char *text = make_lines((guint)n_batches, &n_lines);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        g_autofree char *there = g_strndup(frame.lines.data, frame.lines.len);
        g_auto(GStrv) found = g_strsplit(there, "\n", -1);
        n_batches++;
        g_assert_cmpuint(frame.batch, ==, n_batches);
        g_assert_cmpint(frame.received.ns, ==,
                        begin.ns + (gint64)(n_batches - 1) * MINUTES_PER_BATCH * 60 * SZ_NS_PER_S);
        g_assert_cmpuint(frame.n_lines, ==, n_lines);
        g_assert_cmpint(frame.source, ==, SZ_SOURCE_TOKEN);
        g_assert_true(sz_slice_equal(frame.source_name, SZ_SLICE("halls")));
        g_assert_cmpuint(g_strv_length(found), ==, g_strv_length(lines));
        for (guint i = 0; lines[i] != NULL; i++) {
            bool is_gone = found[i][0] == '\0' && lines[i][0] != '\0';
            n_gone += is_gone;
            g_assert_true(is_gone || g_str_equal(found[i], lines[i]));
            g_assert_false(is_gone && !g_str_has_prefix(lines[i], "kiosk"));
        }
    }
    g_assert_cmpint(result, ==, SZ_READ_END);
    g_assert_cmpuint(n_batches, ==, N_BATCHES);
    return n_gone;
}

static void test_compacts(void)
{
    char *folder = make_journal();
    g_autoptr(GPtrArray) before = test_journal_names(folder, ".szj");
    SzCompactionSummary summary;
    const SzCompactionOptions dry = {
        .data_dir = folder, .now = end, .keep_ns = 3 * DAY_NS, .is_dry = true};
    run(&dry, &summary);
    g_assert_cmpuint(assert_holds(folder), ==, 0);
    SzCompactionSummary done;
    compact(folder, &done);
    g_assert_cmpuint(done.n_segments, ==, summary.n_segments);
    g_assert_cmpuint(done.n_dropped, ==, summary.n_dropped);
    g_assert_cmpuint(done.bytes_after, ==, summary.bytes_after);
    g_assert_cmpuint(done.n_dropped, ==, assert_holds(folder));
    /* 17 days, and all but what the last 4,096 statements need. */
    g_assert_cmpuint(done.n_dropped, >, (17 * 1440 - 4096) * 8 / 10);
    g_assert_cmpuint(done.bytes_after * 10, <, done.bytes_before);
    g_autoptr(GPtrArray) after = test_journal_names(folder, ".szj");
    g_assert_cmpuint(after->len, ==, before->len);
    g_autoptr(GPtrArray) left = test_journal_names(folder, ".tmp");
    g_assert_cmpuint(left->len, ==, 0);
    compact(folder, &done);
    g_assert_cmpuint(done.n_segments, ==, 0);
    g_assert_false(done.has_read);
    test_folder_remove(folder);
}

static void test_which(void)
{
    static const struct {
        gint64 keep_ns;
        gint64 slack_ns;
        double days_from; /* that are compacted, at least */
        double days_to;   /* and at most */
    } table[] = {
        {10 * DAY_NS, 0, 9, 10},          {10 * DAY_NS, 9 * DAY_NS, 9, 10},
        {10 * DAY_NS, 11 * DAY_NS, 0, 0}, {0, 0, 17, 18}, /* the newest two days stay */
        {30 * DAY_NS, 0, 0, 0},           {G_MAXINT64, G_MAXINT64, 0, 0},
    };
    char *folder = make_journal();
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        SzCompactionSummary summary;
        const SzCompactionOptions options = {.data_dir = folder,
                                             .now = end,
                                             .keep_ns = table[i].keep_ns,
                                             .slack_ns = table[i].slack_ns,
                                             .is_dry = true};
        run(&options, &summary);
        double days = (double)summary.n_lines / (BATCHES_PER_DAY * (MINUTES_PER_BATCH + 1));
        g_assert_cmpfloat(days, >=, table[i].days_from);
        g_assert_cmpfloat(days, <=, table[i].days_to);
    }
    test_folder_remove(folder);
}

/* Whatever is left undone, the next one does; what is done is whole. */
typedef struct {
    guint n;
    guint until;
} Patience;

static bool lose_patience(void *user)
{
    Patience *patience = user;
    return ++patience->n < patience->until;
}

static void test_given_up(void)
{
    char *folder = make_journal();
    guint64 n_dropped = 0;
    for (guint until = 1; until < 10000; until++) {
        SzCompactionSummary summary;
        Patience patience = {.until = until};
        const SzCompactionOptions options = {.data_dir = folder,
                                             .now = end,
                                             .keep_ns = 3 * DAY_NS,
                                             .pace = lose_patience,
                                             .user = &patience};
        run(&options, &summary);
        n_dropped += summary.n_dropped;
        if (!summary.was_given_up) {
            break;
        }
    }
    g_assert_cmpuint(n_dropped, >, 0);
    g_assert_cmpuint(assert_holds(folder), ==, n_dropped);
    test_folder_remove(folder);
}

/* --- damage -------------------------------------------------------------------------------- */

static void flip(const char *path, gsize at)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    guint8 byte = 0;
    g_assert_cmpint(pread(fd, &byte, 1, (off_t)at), ==, 1);
    byte ^= 0x10;
    g_assert_cmpint(pwrite(fd, &byte, 1, (off_t)at), ==, 1);
    g_assert_cmpint(close(fd), ==, 0);
}

static void count_left(const char *message, void *user)
{
    guint *n = user;
    g_assert_nonnull(strstr(message, "stays as it is"));
    (*n)++;
}

static void test_damaged_one_stays(void)
{
    char *folder = make_journal();
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    g_autofree char *path = test_journal_path(folder, g_ptr_array_index(names, 2));
    flip(path, 5000);
    g_autoptr(GByteArray) before = test_file_read(path);
    guint n_left = 0;
    SzCompactionSummary summary;
    const SzCompactionOptions options = {.data_dir = folder,
                                         .now = end,
                                         .keep_ns = 3 * DAY_NS,
                                         .on_left = count_left,
                                         .user = &n_left};
    run(&options, &summary);
    g_assert_cmpuint(n_left, ==, 1);
    g_assert_cmpuint(summary.n_left, ==, 1);
    g_assert_cmpuint(summary.n_segments, >, 10);
    g_assert_true(summary.has_read);
    run(&options, &summary); /* it is found again, at the cost of reading everything */
    g_assert_cmpuint(n_left, ==, 2);
    g_assert_cmpuint(summary.n_segments, ==, 0);
    g_assert_true(summary.has_read);
    g_autoptr(GByteArray) after = test_file_read(path);
    g_assert_true(before->len == after->len && memcmp(before->data, after->data, after->len) == 0);
    test_folder_remove(folder);
}

/* A journal of one compacted segment of several blocks and what is behind it: lines of 64 KiB. */
static char *make_blocks(void)
{
    char *folder = test_folder_new();
    g_autoptr(GError) error = NULL;
    SzJournalOptions options = {.segment_bytes = 4 << 20};
    g_autoptr(SzJournal) journal = sz_journal_open(folder, &options, &error);
    for (guint i = 0; i < 100; i++) {
        g_autoptr(GString) line =
            g_string_new("ticket,event=take,hall=330106,queue=A id=\"A1\",x=\"");
        guint32 random = i;
        for (guint k = 0; k < 65536; k++) {
            random = random * 1664525U + 1013904223U;
            random ^= random >> 16;
            g_string_append_c(line, (gchar)('a' + random % 26));
        }
        gint64 at_ns = begin.ns + (gint64)i * DAY_NS;
        g_string_append_printf(line, "\" %" G_GINT64_FORMAT "\n", at_ns);
        SzBatch batch = {.source = SZ_SOURCE_OPEN,
                         .received = {at_ns},
                         .n_lines = 1,
                         .lines = sz_slice(line->str)};
        g_assert_true(sz_journal_append(journal, &batch, NULL, &error));
    }
    SzCompactionSummary summary;
    const SzCompactionOptions compaction = {.data_dir = folder, .now = {begin.ns + 100 * DAY_NS}};
    run(&compaction, &summary);
    g_assert_cmpuint(summary.n_segments, ==, 1);
    g_assert_cmpuint(summary.n_lines, >, 60);
    return folder;
}

static void test_flips_are_found(void)
{
    char *folder = make_blocks();
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    g_autofree char *path = test_journal_path(folder, g_ptr_array_index(names, 0));
    g_autoptr(GByteArray) bytes = test_file_read(path);
    gsize step = bytes->len / 60;
    for (gsize at = 0; at < bytes->len; at += at < 128 ? 1 : step) {
        flip(path, at);
        g_auto(TestReading) reading;
        test_journal_read(folder, &reading);
        if (at < 8 || at >= 12) {
            g_assert_false(reading.has_error);
            g_assert_cmpuint(reading.damage->len, >, 0);
            g_assert_cmpuint(reading.batches->len, >=, 100 - 17); /* a block of 1 MiB */
        }
        flip(path, at);
    }
    g_auto(TestReading) reading;
    test_journal_read(folder, &reading);
    g_assert_cmpuint(reading.damage->len, ==, 0);
    g_assert_cmpuint(reading.batches->len, ==, 100);
    test_folder_remove(folder);
}

static void test_cuts_are_found(void)
{
    char *folder = make_blocks();
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    g_autofree char *path = test_journal_path(folder, g_ptr_array_index(names, 0));
    g_autoptr(GByteArray) bytes = test_file_read(path);
    gsize step = bytes->len / 25;
    for (gsize len = bytes->len - 1; len > step; len -= step) {
        test_file_write(path, bytes->data, len);
        g_auto(TestReading) reading;
        test_journal_read(folder, &reading);
        g_assert_false(reading.has_error);
        g_assert_cmpuint(reading.damage->len, >, 0);
    }
    /* Something behind the end is no part of it. */
    g_byte_array_append(bytes, (const guint8 *)"more", 4);
    test_file_write(path, bytes->data, bytes->len);
    g_auto(TestReading) reading;
    test_journal_read(folder, &reading);
    g_assert_cmpuint(reading.damage->len, ==, 1);
    g_assert_cmpuint(reading.batches->len, ==, 100);
    test_folder_remove(folder);
}

/* --- reading and writing beside it --------------------------------------------------------- */

static void test_reads_on(void)
{
    char *folder = make_journal();
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, NULL);
    SzFrame frame;
    for (guint i = 1; i <= N_BATCHES; i++) {
        g_assert_cmpint(sz_journal_reader_next(reader, &frame, NULL), ==, SZ_READ_FRAME);
        g_assert_cmpuint(frame.batch, ==, i);
        if (i == 100) {
            SzCompactionSummary summary;
            compact(folder, &summary);
            g_assert_cmpuint(summary.n_segments, >, 10);
        }
    }
    test_folder_remove(folder);
}

static void test_seeks(void)
{
    char *folder = make_journal();
    SzCompactionSummary summary;
    compact(folder, &summary);
    g_autoptr(SzJournal) journal = open_journal(folder);
    for (guint64 batch = 1; batch <= N_BATCHES; batch += 23) {
        g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, NULL);
        SzWallTime received = {begin.ns +
                               (gint64)(batch - 1) * MINUTES_PER_BATCH * 60 * SZ_NS_PER_S};
        g_assert_true(
            sz_journal_reader_seek(reader, sz_journal_id(journal), batch, received, NULL));
        SzFrame frame;
        g_assert_cmpint(sz_journal_reader_next(reader, &frame, NULL), ==,
                        batch < N_BATCHES ? SZ_READ_FRAME : SZ_READ_END);
    }
    test_folder_remove(folder);
}

/* Somebody removed all but a compacted segment: numbers go on behind it, and it stays as it is. */
static bool is_whole(const char *folder, guint64 batch, gint64 since_ns)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, &error);
    bool is_whole = false;
    g_assert_true(
        sz_journal_reader_look_back(reader, batch, (SzWallTime){since_ns}, &is_whole, &error));
    g_assert_no_error(error);
    return is_whole;
}

/* What is more than 3 days old is not as it was written. */
static void test_looks_back(void)
{
    char *folder = make_journal();
    SzCompactionSummary summary;
    g_assert_true(is_whole(folder, N_BATCHES, begin.ns));
    compact(folder, &summary);
    g_assert_true(is_whole(folder, N_BATCHES, end.ns - 2 * DAY_NS));
    g_assert_false(is_whole(folder, N_BATCHES, end.ns - 5 * DAY_NS));
    g_assert_false(is_whole(folder, N_BATCHES, begin.ns));
    g_assert_false(is_whole(folder, BATCHES_PER_DAY, begin.ns + DAY_NS / 2));
    test_folder_remove(folder);
}

static void test_writes_behind_a_compacted_one(void)
{
    char *folder = make_journal();
    SzCompactionSummary summary;
    compact(folder, &summary);
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    for (guint i = 1; i < names->len; i++) {
        g_autofree char *path = test_journal_path(folder, g_ptr_array_index(names, i));
        g_assert_cmpint(g_unlink(path), ==, 0);
    }
    guint64 next = g_ascii_strtoull(g_ptr_array_index(names, 1), NULL, 10);
    g_autofree char *first = test_journal_path(folder, g_ptr_array_index(names, 0));
    g_autoptr(GByteArray) before = test_file_read(first);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(SzJournal) journal = open_journal(folder);
        guint64 number = 0;
        SzBatch batch = {.source = SZ_SOURCE_OPEN,
                         .received = end,
                         .n_lines = 1,
                         .lines = SZ_SLICE("a b=1 1\n")};
        g_assert_true(sz_journal_append(journal, &batch, &number, NULL));
        g_assert_cmpuint(number, ==, next + i);
    }
    g_autoptr(GByteArray) after = test_file_read(first);
    g_assert_true(before->len == after->len && memcmp(before->data, after->data, after->len) == 0);
    g_auto(TestReading) reading;
    test_journal_read(folder, &reading);
    g_assert_cmpuint(reading.damage->len, ==, 0);
    g_assert_cmpuint(reading.batches->len, ==, next + 1);
    test_folder_remove(folder);
}

/* And none of it can be read: nothing is written over it. */
static void test_refuses_to_replace_it(void)
{
    char *folder = make_journal();
    SzCompactionSummary summary;
    compact(folder, &summary);
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    for (guint i = 1; i < names->len; i++) {
        g_autofree char *path = test_journal_path(folder, g_ptr_array_index(names, i));
        g_assert_cmpint(g_unlink(path), ==, 0);
    }
    g_autofree char *path = test_journal_path(folder, g_ptr_array_index(names, 0));
    flip(path, SZ_SEGMENT_HEADER_BYTES + 4);
    g_autoptr(GError) error = NULL;
    g_assert_null(sz_journal_open(folder, NULL, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED);
    test_folder_remove(folder);
}

static void test_leftovers_are_removed(void)
{
    char *folder = make_journal();
    g_autofree char *path = test_journal_path(folder, "compacted.tmp");
    test_file_write(path, "half", 4);
    g_autoptr(SzJournal) journal = open_journal(folder);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    test_folder_remove(folder);
}

static void test_empty_and_none(void)
{
    char *folder = test_folder_new();
    SzCompactionSummary summary;
    g_autoptr(GError) error = NULL;
    const SzCompactionOptions options = {.data_dir = folder, .now = end};
    g_assert_false(sz_compaction_run(&options, &summary, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
    sz_journal_close(open_journal(folder));
    run(&options, &summary);
    g_assert_cmpuint(summary.n_segments, ==, 0);
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/compaction/compacts", test_compacts);
    g_test_add_func("/compaction/which", test_which);
    g_test_add_func("/compaction/given-up", test_given_up);
    g_test_add_func("/compaction/damaged-one-stays", test_damaged_one_stays);
    g_test_add_func("/compaction/flips-are-found", test_flips_are_found);
    g_test_add_func("/compaction/cuts-are-found", test_cuts_are_found);
    g_test_add_func("/compaction/reads-on", test_reads_on);
    g_test_add_func("/compaction/seeks", test_seeks);
    g_test_add_func("/compaction/looks-back", test_looks_back);
    g_test_add_func("/compaction/writes-behind-a-compacted-one",
                    test_writes_behind_a_compacted_one);
    g_test_add_func("/compaction/refuses-to-replace-it", test_refuses_to_replace_it);
    g_test_add_func("/compaction/leftovers-are-removed", test_leftovers_are_removed);
    g_test_add_func("/compaction/empty-and-none", test_empty_and_none);
    return g_test_run();
}
