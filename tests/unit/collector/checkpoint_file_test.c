/* Checkpoints on disk: what was put comes back; anything odd is found out, wherever it is. */

#include "collector/checkpoint_file.h"

#include "collector/error.h"

#include "support/journal.h"
#include "support/support.h"

#include <sys/stat.h>
#include <unistd.h>

#define BATCH 42

typedef struct {
    char *folder; /* owned, as the next */
    char *path;
} Fixture;

#define HOUR_NS (3600 * SZ_NS_PER_S)
#define DAY_NS (24 * HOUR_NS)

static SzCheckpointHeader header_of(guint64 batch)
{
    SzCheckpointHeader header = {.batch = batch,
                                 .received = {-5},
                                 .at = {1795402800000000000},
                                 .archive_life = G_GUINT64_CONSTANT(0x7123456789abcdef),
                                 .archive_places = 77};
    for (guint i = 0; i < SZ_CHECKPOINT_HASH_BYTES; i++) {
        header.journal_id[i % SZ_CHECKPOINT_ID_BYTES] = (guint8)i;
        header.program[i] = (guint8)(i + 1);
        header.rules[i] = (guint8)(i + 2);
        header.registry[i] = (guint8)(i + 3);
    }
    return header;
}

static const char *const sections[][2] = {
    {"live", "something"}, {"cases", ""}, {"rows", "more of it"}, {"rows", "and the rest"}};

static void write_at(const char *folder, guint64 batch, gint64 after_ns)
{
    g_autoptr(GError) error = NULL;
    SzCheckpointHeader header = header_of(batch);
    header.at.ns += after_ns;
    guint64 n_bytes = 0;
    g_autoptr(SzCheckpointWriter) writer = sz_checkpoint_writer_new(folder, &header, &error);
    g_assert_no_error(error);
    for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
        g_assert_true(sz_checkpoint_writer_put(writer, sz_slice(sections[i][0]),
                                               sz_slice(sections[i][1]), &error));
    }
    g_assert_true(sz_checkpoint_writer_finish(writer, &n_bytes, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(n_bytes, >, SZ_CHECKPOINT_HEADER_BYTES);
}

static void write_one(const char *folder, guint64 batch)
{
    write_at(folder, batch, 0);
}

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = test_folder_new();
    write_one(fixture->folder, BATCH);
    fixture->path =
        g_build_filename(fixture->folder, "checkpoints", "00000000000000000042.szc", NULL);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_free(fixture->path);
    test_folder_remove(fixture->folder);
}

/* Returns: whether it could be read whole; *out_n: good sections on the way. */
static bool is_whole(const char *folder, gsize *out_n)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzCheckpointReader) reader = sz_checkpoint_reader_open(folder, BATCH, &error);
    *out_n = 0;
    if (reader == NULL) {
        g_assert_nonnull(error);
        return false;
    }
    for (;;) {
        SzSlice name;
        SzSlice bytes;
        switch (sz_checkpoint_reader_next(reader, &name, &bytes, &error)) {
        case SZ_CHECKPOINT_SECTION:
            g_assert_cmpuint(*out_n, <, G_N_ELEMENTS(sections));
            g_assert_true(sz_slice_equal(name, sz_slice(sections[*out_n][0])));
            g_assert_true(sz_slice_equal(bytes, sz_slice(sections[*out_n][1])));
            (*out_n)++;
            break;
        case SZ_CHECKPOINT_END:
            return true;
        case SZ_CHECKPOINT_ODD:
            g_assert_nonnull(error);
            return false;
        }
    }
}

static void test_what_was_put_comes_back(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    gsize n = 0;
    (void)data;
    g_assert_true(is_whole(fixture->folder, &n));
    g_assert_cmpuint(n, ==, G_N_ELEMENTS(sections));
    g_autoptr(SzCheckpointReader) reader =
        sz_checkpoint_reader_open(fixture->folder, BATCH, &error);
    const SzCheckpointHeader *is = sz_checkpoint_reader_header(reader);
    const SzCheckpointHeader should = header_of(BATCH);
    g_assert_true(memcmp(is->journal_id, should.journal_id, sizeof is->journal_id) == 0);
    g_assert_true(memcmp(is->program, should.program, sizeof is->program) == 0);
    g_assert_true(memcmp(is->rules, should.rules, sizeof is->rules) == 0);
    g_assert_true(memcmp(is->registry, should.registry, sizeof is->registry) == 0);
    g_assert_cmpuint(is->batch, ==, should.batch);
    g_assert_cmpint(is->received.ns, ==, should.received.ns);
    g_assert_cmpint(is->at.ns, ==, should.at.ns);
    g_assert_cmpuint(is->archive_life, ==, should.archive_life);
    g_assert_cmpint(is->archive_places, ==, should.archive_places);
    struct stat about;
    g_assert_cmpint(stat(fixture->path, &about), ==, 0);
    g_assert_cmpuint(about.st_mode & 0777, ==, 0600);
}

static void test_every_flipped_bit_is_found(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GByteArray) good = test_file_read(fixture->path);
    (void)data;
    for (guint i = 0; i < good->len * 8; i++) {
        gsize n = 0;
        good->data[i / 8] ^= (guint8)(1U << i % 8);
        test_file_write(fixture->path, good->data, good->len);
        g_assert_false(is_whole(fixture->folder, &n));
        good->data[i / 8] ^= (guint8)(1U << i % 8);
    }
}

static void test_every_length_is_found(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GByteArray) good = test_file_read(fixture->path);
    static const guint8 more[64] = {0};
    (void)data;
    for (guint n_left = 0; n_left < good->len; n_left++) {
        gsize n = 0;
        test_file_write(fixture->path, good->data, n_left);
        g_assert_false(is_whole(fixture->folder, &n));
    }
    guint n_good = good->len;
    g_byte_array_append(good, more, sizeof more);
    for (guint len = n_good + 1; len <= good->len; len++) {
        gsize n = 0;
        test_file_write(fixture->path, good->data, len);
        g_assert_false(is_whole(fixture->folder, &n));
    }
}

/* The checksums of those that are left are good. */
static void test_every_section_is_missed(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GByteArray) good = test_file_read(fixture->path);
    gsize at = SZ_CHECKPOINT_HEADER_BYTES;
    (void)data;
    for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
        gsize len = SZ_CHECKPOINT_SECTION_BYTES + strlen(sections[i][1]);
        g_autoptr(GByteArray) without = g_byte_array_new();
        g_byte_array_append(without, good->data, (guint)at);
        g_byte_array_append(without, good->data + at + len, (guint)(good->len - at - len));
        test_file_write(fixture->path, without->data, without->len);
        g_autoptr(GError) error = NULL;
        g_autoptr(SzCheckpointReader) reader =
            sz_checkpoint_reader_open(fixture->folder, BATCH, &error);
        SzSlice name;
        SzSlice bytes;
        SzCheckpointRead last = SZ_CHECKPOINT_SECTION;
        while (last == SZ_CHECKPOINT_SECTION) {
            last = sz_checkpoint_reader_next(reader, &name, &bytes, &error);
        }
        g_assert_cmpint(last, ==, SZ_CHECKPOINT_ODD);
        at += len;
    }
}

static void test_another_version_is_said_to_be_one(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GByteArray) bytes = test_file_read(fixture->path);
    g_autoptr(GError) error = NULL;
    (void)data;
    bytes->data[8]++;
    test_file_write(fixture->path, bytes->data, bytes->len);
    g_assert_null(sz_checkpoint_reader_open(fixture->folder, BATCH, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_VERSION);
}

static void test_one_of_another_name_is_found(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *other =
        g_build_filename(fixture->folder, "checkpoints", "00000000000000000043.szc", NULL);
    (void)data;
    g_assert_cmpint(rename(fixture->path, other), ==, 0);
    g_assert_null(sz_checkpoint_reader_open(fixture->folder, BATCH + 1, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED);
}

static void test_the_newest_stay(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const SzCheckpointHeader header = header_of(1000);
    g_autoptr(SzCheckpointWriter) unfinished =
        sz_checkpoint_writer_new(fixture->folder, &header, &error);
    (void)data;
    g_assert_nonnull(unfinished);
    g_assert_no_error(error);
    write_one(fixture->folder, 9);
    write_one(fixture->folder, 100);
    write_one(fixture->folder, 7);
    const SzCheckpointsKept kept = {.n_newest = 2};
    sz_checkpoints_prune(fixture->folder, &kept);
    g_autoptr(GArray) left = sz_checkpoints_list(fixture->folder);
    g_assert_cmpuint(left->len, ==, 2);
    g_assert_cmpuint(g_array_index(left, guint64, 0), ==, 100);
    g_assert_cmpuint(g_array_index(left, guint64, 1), ==, BATCH);
    g_autofree char *folder = g_build_filename(fixture->folder, "checkpoints", NULL);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    guint n = 0;
    while (g_dir_read_name(names) != NULL) {
        n++;
    }
    g_assert_cmpuint(n, ==, 2); /* nor is the unfinished one there */
}

static void assert_left(const Fixture *fixture, const guint64 *batches, guint n)
{
    g_autoptr(GArray) left = sz_checkpoints_list(fixture->folder);
    g_assert_cmpuint(left->len, ==, n);
    for (guint i = 0; i < n; i++) {
        g_assert_cmpuint(g_array_index(left, guint64, i), ==, batches[i]);
    }
}

/* 11:00 of some days, a Monday the first, and what follows within two hours of each: as they would have been written. */
static void test_the_first_of_a_day_stays(Fixture *fixture, gconstpointer data)
{
    static const guint64 three_days[] = {142, 141, 140, 130, 120};
    static const guint64 few_bytes[] = {142, 141, 140};
    const SzCheckpointsKept kept = {.n_newest = 2, .n_days = 3, .days_bytes_max = 1 << 20};
    const SzCheckpointsKept tight = {.n_newest = 2, .n_days = 3, .days_bytes_max = 700};
    (void)data;
    for (guint64 day = 1; day <= 4; day++) {
        for (guint64 k = 0; k < 3; k++) {
            gint64 after_ns = (gint64)day * DAY_NS + (gint64)k * HOUR_NS;
            write_at(fixture->folder, 100 + 10 * day + k, after_ns);
            sz_checkpoints_prune(fixture->folder, &kept);
        }
    }
    assert_left(fixture, three_days, G_N_ELEMENTS(three_days));
    sz_checkpoints_prune(fixture->folder, &tight); /* each takes 395 bytes */
    assert_left(fixture, few_bytes, G_N_ELEMENTS(few_bytes));
}

static void test_what_is_not_finished_is_gone(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const SzCheckpointHeader header = header_of(50);
    (void)data;
    SzCheckpointWriter *writer = sz_checkpoint_writer_new(fixture->folder, &header, &error);
    g_assert_true(sz_checkpoint_writer_put(writer, SZ_SLICE("live"), SZ_SLICE("x"), &error));
    sz_checkpoint_writer_free(writer);
    g_autofree char *temp =
        g_build_filename(fixture->folder, "checkpoints", "00000000000000000050.szc.tmp", NULL);
    g_assert_false(g_file_test(temp, G_FILE_TEST_EXISTS));
    g_autoptr(GArray) left = sz_checkpoints_list(fixture->folder);
    g_assert_cmpuint(left->len, ==, 1);
}

static void test_a_folder_that_cannot_be_is_an_error(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const SzCheckpointHeader header = header_of(50);
    g_autofree char *below = g_build_filename(fixture->folder, "nowhere", "at", "all", NULL);
    (void)data;
    g_assert_null(sz_checkpoint_writer_new(below, &header, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
    g_autoptr(GArray) none = sz_checkpoints_list(below);
    g_assert_cmpuint(none->len, ==, 0);
    const SzCheckpointsKept kept = {0};
    sz_checkpoints_prune(below, &kept);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, test)                                                                            \
    g_test_add("/collector/checkpoint_file/" name, Fixture, NULL, set_up, test, tear_down)
    ADD("what-was-put-comes-back", test_what_was_put_comes_back);
    ADD("every-flipped-bit-is-found", test_every_flipped_bit_is_found);
    ADD("every-length-is-found", test_every_length_is_found);
    ADD("every-section-is-missed", test_every_section_is_missed);
    ADD("another-version-is-said-to-be-one", test_another_version_is_said_to_be_one);
    ADD("one-of-another-name-is-found", test_one_of_another_name_is_found);
    ADD("the-newest-stay", test_the_newest_stay);
    ADD("the-first-of-a-day-stays", test_the_first_of_a_day_stays);
    ADD("what-is-not-finished-is-gone", test_what_is_not_finished_is_gone);
    ADD("a-folder-that-cannot-be-is-an-error", test_a_folder_that_cannot_be_is_an_error);
#undef ADD
    return g_test_run();
}
