#include "collector/journal_reader.h"

#include "collector/error.h"
#include "collector/journal_format.h"
#include "support/journal.h"
#include "support/support.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static void test_no_folder(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(sz_journal_reader_open("/nonexistent/data", &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
}

static void test_no_journal_is_empty(void)
{
    char *folder = test_folder_new();
    test_journal_assert_holds(folder, 0);
    test_folder_remove(folder);
}

static void test_goes_on_after_the_end(void)
{
    char *folder = test_folder_new();
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, NULL);
    SzFrame frame;
    g_assert_cmpint(sz_journal_reader_next(reader, &frame, NULL), ==, SZ_READ_END);
    SzJournalOptions options = {.segment_bytes = 4 << 10};
    SzJournal *journal = sz_journal_open(folder, &options, NULL);
    for (guint i = 1; i <= 100; i++) {
        test_journal_fill(journal, i, i + 1);
        g_assert_cmpint(sz_journal_reader_next(reader, &frame, NULL), ==, SZ_READ_FRAME);
        g_assert_cmpuint(frame.batch, ==, i);
        g_assert_cmpint(sz_journal_reader_next(reader, &frame, NULL), ==, SZ_READ_END);
    }
    sz_journal_close(journal);
    test_folder_remove(folder);
}

static void flip(const char *path, gsize bit)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    guint8 byte = 0;
    g_assert_cmpint(pread(fd, &byte, 1, (off_t)(bit / 8)), ==, 1);
    byte ^= (guint8)(1U << (bit % 8));
    g_assert_cmpint(pwrite(fd, &byte, 1, (off_t)(bit / 8)), ==, 1);
    g_assert_cmpint(close(fd), ==, 0);
}

/* Found, and at most the one frame that was hit is lost; a newer version is not read at all. */
static void assert_flip_is_found(const char *folder, const char *path, gsize bit, guint n)
{
    flip(path, bit);
    g_auto(TestReading) reading;
    test_journal_read(folder, &reading);
    if (!reading.has_error) {
        g_assert_cmpuint(reading.damage->len, >, 0);
        g_assert_cmpuint(reading.batches->len, >=, n - 1);
    } else {
        g_assert_cmpuint(bit / 32, ==, 2); /* the version field */
    }
    for (guint i = 0; i < reading.batches->len; i++) {
        guint number = (guint)g_array_index(reading.batches, guint64, i);
        TestBatch batch;
        test_batch_init(&batch, number, number * 37 % 201);
        g_assert_cmpstr(g_ptr_array_index(reading.lines, i), ==, batch.lines);
        test_batch_clear(&batch);
    }
    flip(path, bit);
}

/* Every bit of headers and frames, and a bit of each eleventh byte of the zeros behind. */
static void test_every_flip(void)
{
    char *folder = test_folder_new();
    guint n = 30;
    test_journal_make_tiny(folder, n);
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    g_assert_cmpuint(names->len, ==, 2);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = test_journal_path(folder, g_ptr_array_index(names, i));
        g_autoptr(GByteArray) bytes = test_file_read(path);
        g_autoptr(GArray) offsets = test_frame_offsets(bytes);
        gsize end = g_array_index(offsets, gsize, offsets->len - 1);
        g_assert_cmpuint(offsets->len, >, 3);
        /* All bits of the first two and the last frames; of those between, one bit a byte. */
        gsize dense_from = g_array_index(offsets, gsize, offsets->len - 3);
        gsize dense_to = g_array_index(offsets, gsize, 2);
        for (gsize bit = 0; bit < (gsize)8 * bytes->len;) {
            assert_flip_is_found(folder, path, bit, n);
            gsize at = bit / 8;
            bool is_dense = at < dense_to || (at >= dense_from && at < end + 64);
            bit += is_dense ? 1 : (at < end ? 9 : 89);
        }
    }
    test_journal_assert_holds(folder, n);
    test_folder_remove(folder);
}

static void assert_damage(const char *folder, guint n_frames, const char *text)
{
    g_auto(TestReading) reading;
    test_journal_read(folder, &reading);
    g_assert_false(reading.has_error);
    g_assert_cmpuint(reading.batches->len, ==, n_frames);
    g_assert_cmpuint(reading.tail_bytes, ==, 0);
    for (guint i = 0; i < reading.damage->len; i++) {
        if (strstr(g_ptr_array_index(reading.damage, i), text) != NULL) {
            return;
        }
    }
    g_error("no damage says '%s'", text);
}

static void test_missing_segment_is_a_gap(void)
{
    char *folder = test_folder_new();
    test_journal_make_tiny(folder, 60);
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    guint64 second = g_ascii_strtoull(g_ptr_array_index(names, 1), NULL, 10);
    guint64 third = g_ascii_strtoull(g_ptr_array_index(names, 2), NULL, 10);
    g_autofree char *path = test_journal_path(folder, g_ptr_array_index(names, 1));
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_autofree char *text = g_strdup_printf(
        "%s: offset 0: gap: batches %" G_GUINT64_FORMAT "..%" G_GUINT64_FORMAT " are missing",
        (const char *)g_ptr_array_index(names, 2), second, third - 1);
    assert_damage(folder, 60 - (guint)(third - second), text);
    test_folder_remove(folder);
}

/* A journal may begin later: old segments are dropped when their time is over. */
static void test_missing_first_segment_is_no_damage(void)
{
    char *folder = test_folder_new();
    test_journal_make_tiny(folder, 60);
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    guint64 second = g_ascii_strtoull(g_ptr_array_index(names, 1), NULL, 10);
    g_autofree char *path = test_journal_path(folder, g_ptr_array_index(names, 0));
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_auto(TestReading) reading;
    test_journal_read(folder, &reading);
    g_assert_cmpuint(reading.damage->len, ==, 0);
    g_assert_cmpuint(reading.batches->len, ==, 61 - second);
    test_folder_remove(folder);
}

/* Bytes of one segment changed by hand, then what the reader says of it. */
typedef struct {
    char *folder;
    char *path;
    GByteArray *bytes;
    GArray *offsets;
} Hand;

static void hand_init(Hand *hand, guint n, guint i_segment)
{
    hand->folder = test_folder_new();
    test_journal_make_tiny(hand->folder, n);
    g_autoptr(GPtrArray) names = test_journal_names(hand->folder, ".szj");
    hand->path = test_journal_path(hand->folder, g_ptr_array_index(names, i_segment));
    hand->bytes = test_file_read(hand->path);
    hand->offsets = test_frame_offsets(hand->bytes);
}

static guint8 *hand_frame(Hand *hand, guint i)
{
    return hand->bytes->data + g_array_index(hand->offsets, gsize, i);
}

static void hand_clear(Hand *hand)
{
    g_byte_array_unref(hand->bytes);
    g_array_unref(hand->offsets);
    g_free(hand->path);
    test_folder_remove(hand->folder);
}

static void test_zeroed_frame_is_damage(void)
{
    Hand hand;
    hand_init(&hand, 5, 0);
    memset(hand_frame(&hand, 1), 0, (gsize)(hand_frame(&hand, 2) - hand_frame(&hand, 1)));
    test_file_write(hand.path, hand.bytes->data, hand.bytes->len);
    assert_damage(hand.folder, 4, "batch 2: bytes that are no frame");
    hand_clear(&hand);
}

static void test_repeated_frame_is_damage(void)
{
    Hand hand;
    hand_init(&hand, 5, 0);
    gsize n = (gsize)(hand_frame(&hand, 2) - hand_frame(&hand, 1));
    memcpy(hand_frame(&hand, 5), hand_frame(&hand, 1), n);
    test_file_write(hand.path, hand.bytes->data, hand.bytes->len);
    assert_damage(hand.folder, 5, "batch 6: a batch that was there before");
    hand_clear(&hand);
}

static void test_tail_in_an_early_segment_is_damage(void)
{
    Hand hand;
    hand_init(&hand, 30, 0);
    guint n = hand.offsets->len - 1;
    hand_frame(&hand, n)[-1] = 0;
    test_file_write(hand.path, hand.bytes->data, hand.bytes->len);
    assert_damage(hand.folder, 29, "unfinished frame before the end of the journal");
    hand_clear(&hand);
}

static void test_shrinking_file_is_an_early_end(void)
{
    char *folder = test_folder_new();
    test_journal_make(folder, 300);
    g_autofree char *path = test_journal_path(folder, "00000000000000000001.szj");
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, NULL);
    SzFrame frame;
    g_assert_cmpint(sz_journal_reader_next(reader, &frame, NULL), ==, SZ_READ_FRAME);
    g_assert_cmpint(truncate(path, 1000), ==, 0);
    SzReadResult result = SZ_READ_FRAME;
    while (result == SZ_READ_FRAME || result == SZ_READ_DAMAGE) {
        result = sz_journal_reader_next(reader, &frame, NULL);
    }
    g_assert_cmpint(result, ==, SZ_READ_END);
    test_folder_remove(folder);
}

/* Real damage at the live end is still told while a writer has the journal open. */
static void test_damage_beside_a_writer(void)
{
    Hand hand;
    hand_init(&hand, 5, 0);
    SzJournalOptions options = {.segment_bytes = 4 << 10};
    SzJournal *journal = sz_journal_open(hand.folder, &options, NULL);
    hand_frame(&hand, 1)[40] ^= 1;
    test_file_write(hand.path, hand.bytes->data, hand.bytes->len);
    assert_damage(hand.folder, 4, "batch 2: frame with a bad checksum");
    sz_journal_close(journal);
    hand_clear(&hand);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/journal-reader/no-folder-is-an-error", test_no_folder);
    g_test_add_func("/collector/journal-reader/no-journal-is-empty", test_no_journal_is_empty);
    g_test_add_func("/collector/journal-reader/goes-on-after-the-end", test_goes_on_after_the_end);
    g_test_add_func("/collector/journal-reader/every-flipped-bit-is-found", test_every_flip);
    g_test_add_func("/collector/journal-reader/missing-segment-is-a-gap",
                    test_missing_segment_is_a_gap);
    g_test_add_func("/collector/journal-reader/missing-first-segment-is-no-damage",
                    test_missing_first_segment_is_no_damage);
    g_test_add_func("/collector/journal-reader/zeroed-frame-is-damage",
                    test_zeroed_frame_is_damage);
    g_test_add_func("/collector/journal-reader/repeated-frame-is-damage",
                    test_repeated_frame_is_damage);
    g_test_add_func("/collector/journal-reader/tail-in-an-early-segment-is-damage",
                    test_tail_in_an_early_segment_is_damage);
    g_test_add_func("/collector/journal-reader/shrinking-file-is-an-early-end",
                    test_shrinking_file_is_an_early_end);
    g_test_add_func("/collector/journal-reader/damage-beside-a-writer-is-told",
                    test_damage_beside_a_writer);
    return g_test_run();
}
