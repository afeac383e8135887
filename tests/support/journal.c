#include "support/journal.h"

#include "collector/journal_format.h"
#include "collector/journal_reader.h"

#include <fcntl.h>
#include <unistd.h>

void test_batch_init(TestBatch *out, guint i, gsize n_filler)
{
    g_autofree char *filler = g_strnfill(n_filler, 'x');
    out->lines = g_strdup_printf("t,hall=1 n=%ui,f=\"%s\" 1000\n", i, filler);
    out->batch = (SzBatch){
        .source = SZ_SOURCE_TOKEN,
        .source_name = SZ_SLICE("halls"),
        .received = {(1000 + (gint64)i) * SZ_NS_PER_S},
        .n_lines = 1,
        .lines = sz_slice(out->lines),
    };
}

void test_batch_clear(TestBatch *batch)
{
    g_free(batch->lines);
}

void test_journal_fill(SzJournal *journal, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        TestBatch batch;
        test_batch_init(&batch, i, i * 37 % 201);
        g_autoptr(GError) error = NULL;
        guint64 number = 0;
        gboolean is_done = sz_journal_append(journal, &batch.batch, &number, &error);
        g_assert_no_error(error);
        g_assert_true(is_done);
        g_assert_cmpuint(number, ==, i);
        test_batch_clear(&batch);
    }
}

static void make(const char *folder, guint n, gsize segment_bytes)
{
    g_autoptr(GError) error = NULL;
    SzJournalOptions options = {.segment_bytes = segment_bytes};
    g_autoptr(SzJournal) journal = sz_journal_open(folder, &options, &error);
    g_assert_no_error(error);
    test_journal_fill(journal, 1, n + 1);
}

void test_journal_make(const char *folder, guint n)
{
    make(folder, n, 64 << 10);
}

void test_journal_make_tiny(const char *folder, guint n)
{
    make(folder, n, 4 << 10);
}

char *test_journal_path(const char *folder, const char *name)
{
    return g_build_filename(folder, "journal", name, NULL);
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *test_journal_names(const char *folder, const char *suffix)
{
    g_autofree char *path = g_build_filename(folder, "journal", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(path, 0, &error);
    g_assert_no_error(error);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = NULL; (name = g_dir_read_name(dir)) != NULL;) {
        if (g_str_has_suffix(name, suffix)) {
            g_ptr_array_add(names, g_strdup(name));
        }
    }
    g_ptr_array_sort(names, compare_names);
    return names;
}

void test_journal_read(const char *folder, TestReading *out)
{
    *out = (TestReading){
        .batches = g_array_new(FALSE, FALSE, sizeof(guint64)),
        .lines = g_ptr_array_new_with_free_func(g_free),
        .damage = g_ptr_array_new_with_free_func(g_free),
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, &error);
    if (reader == NULL) {
        g_assert_nonnull(error);
        out->has_error = true;
        return;
    }
    for (;;) {
        SzFrame frame;
        SzReadResult result = sz_journal_reader_next(reader, &frame, &error);
        if (result == SZ_READ_FRAME) {
            g_array_append_val(out->batches, frame.batch);
            g_ptr_array_add(out->lines, g_strndup(frame.lines.data, frame.lines.len));
        } else if (result == SZ_READ_DAMAGE) {
            g_ptr_array_add(out->damage, g_strdup(sz_journal_reader_damage(reader)));
        } else {
            out->has_error = result == SZ_READ_ERROR;
            g_assert_true(out->has_error == (error != NULL));
            out->tail_bytes = sz_journal_reader_tail_bytes(reader);
            return;
        }
    }
}

void test_reading_clear(TestReading *reading)
{
    g_array_unref(reading->batches);
    g_ptr_array_unref(reading->lines);
    g_ptr_array_unref(reading->damage);
}

void test_journal_assert_holds(const char *folder, guint n)
{
    g_auto(TestReading) reading;
    test_journal_read(folder, &reading);
    g_assert_false(reading.has_error);
    g_assert_cmpuint(reading.damage->len, ==, 0);
    g_assert_cmpuint(reading.batches->len, ==, n);
    for (guint i = 0; i < n; i++) {
        TestBatch batch;
        test_batch_init(&batch, i + 1, (i + 1) * 37 % 201);
        g_assert_cmpuint(g_array_index(reading.batches, guint64, i), ==, i + 1);
        g_assert_cmpstr(g_ptr_array_index(reading.lines, i), ==, batch.lines);
        test_batch_clear(&batch);
    }
}

void test_file_write(const char *path, const void *data, gsize len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, data, len), ==, (gssize)len);
    g_assert_cmpint(close(fd), ==, 0);
}

GByteArray *test_file_read(const char *path)
{
    g_autoptr(GError) error = NULL;
    char *text = NULL;
    gsize len = 0;
    (void)g_file_get_contents(path, &text, &len, &error);
    g_assert_no_error(error);
    return g_byte_array_new_take((guint8 *)text, len);
}

GArray *test_frame_offsets(const GByteArray *segment)
{
    GArray *offsets = g_array_new(FALSE, FALSE, sizeof(gsize));
    gsize at = SZ_SEGMENT_HEADER_BYTES;
    g_array_append_val(offsets, at);
    SzFrameHeader header;
    while (at + SZ_FRAME_HEADER_BYTES <= segment->len &&
           sz_frame_header_decode(segment->data + at, &header)) {
        at += sz_frame_bytes(header.payload_bytes);
        g_array_append_val(offsets, at);
    }
    return offsets;
}
