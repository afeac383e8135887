/* What opening for writing does to the end of a journal. */
#include "collector/error.h"
#include "collector/journal_format.h"
#include "support/journal.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char first_name[] = "00000000000000000001.szj";
static const SzJournalOptions tiny = {.segment_bytes = 4 << 10};

/* Opens for writing, asserts the note, and appends batches @from..@to - 1. */
static void reopen(const char *folder, const char *note, guint from, guint to)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzJournal) journal = sz_journal_open(folder, &tiny, &error);
    g_assert_no_error(error);
    const char *said = sz_journal_recovery_note(journal);
    if (note == NULL) {
        g_assert_cmpstr(said, ==, NULL);
    } else {
        g_assert_nonnull(said);
        g_assert_nonnull(strstr(said, note));
    }
    test_journal_fill(journal, from, to);
}

typedef struct {
    char *folder; /* owned */
    char *path;   /* owned; of the one segment */
    GByteArray *good;
    GArray *offsets;
} Fixture;

static void fixture_init(Fixture *fixture, guint n)
{
    fixture->folder = test_folder_new();
    test_journal_make_tiny(fixture->folder, n);
    fixture->path = test_journal_path(fixture->folder, first_name);
    fixture->good = test_file_read(fixture->path);
    fixture->offsets = test_frame_offsets(fixture->good);
    g_assert_cmpuint(fixture->offsets->len, ==, n + 1);
}

static void fixture_clear(Fixture *fixture)
{
    g_byte_array_unref(fixture->good);
    g_array_unref(fixture->offsets);
    g_free(fixture->path);
    test_folder_remove(fixture->folder);
}

static gsize frame_at(const Fixture *fixture, guint i)
{
    return g_array_index(fixture->offsets, gsize, i);
}

/* A crash leaves any part of the last frame, with zeros behind it or (on a copy) nothing. */
static void test_every_cut(void)
{
    Fixture fixture;
    fixture_init(&fixture, 5);
    gsize from = frame_at(&fixture, 4);
    gsize end = frame_at(&fixture, 5);
    for (gsize cut = from; cut < end; cut++) {
        for (int is_short = 0; is_short < 2; is_short++) {
            g_autoptr(GByteArray) torn = g_byte_array_new();
            g_byte_array_append(torn, fixture.good->data, (guint)cut);
            if (!is_short) {
                g_byte_array_set_size(torn, fixture.good->len);
                memset(torn->data + cut, 0, torn->len - cut);
            }
            test_file_write(fixture.path, torn->data, torn->len);
            g_auto(TestReading) before;
            test_journal_read(fixture.folder, &before);
            g_assert_cmpuint(before.damage->len, ==, 0);
            g_assert_cmpuint(before.tail_bytes > 0, ==, cut > from);
            test_journal_assert_holds(fixture.folder, 4);

            reopen(fixture.folder, cut > from ? "unfinished" : NULL, 5, 7);
            test_journal_assert_holds(fixture.folder, 6);
            g_autoptr(GPtrArray) kept = test_journal_names(fixture.folder, ".bin");
            g_assert_cmpuint(kept->len, ==, 0);
            g_autofree char *second = test_journal_path(fixture.folder, "00000000000000000005.szj");
            (void)g_unlink(second); /* begun when the cut file had no room left */
        }
    }
    fixture_clear(&fixture);
}

static void test_damage_at_the_end_is_kept(void)
{
    Fixture fixture;
    fixture_init(&fixture, 5);
    gsize from = frame_at(&fixture, 4);
    gsize end = frame_at(&fixture, 5);
    for (int n = 1; n <= 3; n++) {
        fixture.good->data[from + 50] ^= (guint8)(1 << n);
        test_file_write(fixture.path, fixture.good->data, fixture.good->len);
        reopen(fixture.folder, "moved", 5, 5);
        g_autofree char *name = g_strdup_printf("torn-5-%d.bin", n);
        g_autofree char *path = test_journal_path(fixture.folder, name);
        g_autoptr(GByteArray) kept = test_file_read(path);
        g_assert_cmpuint(kept->len, ==, end - from);
        g_assert_true(memcmp(kept->data, fixture.good->data + from, kept->len) == 0);
        struct stat status;
        g_assert_cmpint(stat(path, &status), ==, 0);
        g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
        test_journal_assert_holds(fixture.folder, 4);
        reopen(fixture.folder, NULL, 5, 5);
    }
    fixture_clear(&fixture);
}

/* A whole frame that was there before is nothing good behind the damage: all of it goes. */
static void test_an_old_frame_behind_damage_is_damage(void)
{
    Fixture fixture;
    fixture_init(&fixture, 5);
    gsize from = frame_at(&fixture, 4);
    gsize end = frame_at(&fixture, 5);
    gsize old = frame_at(&fixture, 1);
    gsize n_old = frame_at(&fixture, 2) - old;
    fixture.good->data[from + 50] ^= 1;
    memcpy(fixture.good->data + end, fixture.good->data + old, n_old);
    test_file_write(fixture.path, fixture.good->data, fixture.good->len);
    reopen(fixture.folder, "moved", 5, 7);
    test_journal_assert_holds(fixture.folder, 6);
    g_autofree char *path = test_journal_path(fixture.folder, "torn-5-1.bin");
    g_autoptr(GByteArray) kept = test_file_read(path);
    g_assert_cmpuint(kept->len, ==, end + n_old - from);
    fixture_clear(&fixture);
}

static void test_damage_in_the_middle_is_left_alone(void)
{
    Fixture fixture;
    fixture_init(&fixture, 5);
    fixture.good->data[frame_at(&fixture, 2) + 50] ^= 1;
    test_file_write(fixture.path, fixture.good->data, fixture.good->len);
    reopen(fixture.folder, NULL, 6, 8);
    g_autoptr(GByteArray) after = test_file_read(fixture.path);
    g_assert_true(memcmp(after->data, fixture.good->data, frame_at(&fixture, 5)) == 0);
    g_auto(TestReading) reading;
    test_journal_read(fixture.folder, &reading);
    g_assert_cmpuint(reading.batches->len, ==, 6); /* 1 2 4 5 6 7 */
    g_assert_cmpuint(g_array_index(reading.batches, guint64, 2), ==, 4);
    g_assert_cmpuint(g_array_index(reading.batches, guint64, 5), ==, 7);
    fixture_clear(&fixture);
}

static void test_bad_header_goes_on(void)
{
    Fixture fixture;
    fixture_init(&fixture, 3);
    fixture.good->data[45] ^= 4;
    test_file_write(fixture.path, fixture.good->data, fixture.good->len);
    reopen(fixture.folder, NULL, 4, 6);
    g_auto(TestReading) reading;
    test_journal_read(fixture.folder, &reading);
    g_assert_cmpuint(reading.batches->len, ==, 5);
    g_assert_cmpuint(reading.damage->len, ==, 1);
    fixture_clear(&fixture);
}

typedef struct {
    struct timespec changed;
    GByteArray *bytes;
} Seen;

static Seen see(const char *path)
{
    struct stat status;
    g_assert_cmpint(stat(path, &status), ==, 0);
    Seen seen = {.changed = status.st_mtim};
    if (S_ISREG(status.st_mode)) {
        seen.bytes = test_file_read(path);
    }
    return seen;
}

static void assert_unchanged(const char *path, Seen before)
{
    Seen after = see(path);
    g_assert_cmpint(after.changed.tv_sec, ==, before.changed.tv_sec);
    g_assert_cmpint(after.changed.tv_nsec, ==, before.changed.tv_nsec);
    if (before.bytes != NULL) {
        g_assert_nonnull(after.bytes);
        g_assert_cmpuint(after.bytes->len, ==, before.bytes->len);
        g_assert_true(memcmp(after.bytes->data, before.bytes->data, before.bytes->len) == 0);
        g_byte_array_unref(after.bytes);
        g_byte_array_unref(before.bytes);
    }
}

static void assert_refused_untouched(const char *folder, int code)
{
    g_autofree char *path = g_build_filename(folder, "journal", NULL);
    g_autoptr(GPtrArray) names = test_journal_names(folder, "");
    g_autoptr(GArray) seen = g_array_new(FALSE, FALSE, sizeof(Seen));
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = test_journal_path(folder, g_ptr_array_index(names, i));
        Seen before = see(file);
        g_array_append_val(seen, before);
    }
    Seen seen_folder = see(path);
    g_autoptr(GError) error = NULL;
    g_assert_null(sz_journal_open(folder, &tiny, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, code);
    assert_unchanged(path, seen_folder);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = test_journal_path(folder, g_ptr_array_index(names, i));
        assert_unchanged(file, g_array_index(seen, Seen, i));
    }
}

/* Also in an early segment, also when a tail waits for repair, also without a lock file. */
static void test_newer_version_is_refused_untouched(void)
{
    for (int is_last = 0; is_last < 2; is_last++) {
        char *folder = test_folder_new();
        test_journal_make_tiny(folder, 60);
        g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
        g_assert_cmpuint(names->len, >, 2);
        g_autofree char *last = test_journal_path(folder, g_ptr_array_index(names, names->len - 1));
        g_autoptr(GByteArray) torn = test_file_read(last);
        g_autoptr(GArray) offsets = test_frame_offsets(torn);
        gsize end = g_array_index(offsets, gsize, offsets->len - 1);
        torn->data[end - 1] = 0;
        test_file_write(last, torn->data, torn->len);

        g_autofree char *newer = is_last ? g_strdup(last) : test_journal_path(folder, first_name);
        g_autoptr(GByteArray) bytes = test_file_read(newer);
        bytes->data[8] = SZ_JOURNAL_VERSION + 1;
        test_file_write(newer, bytes->data, bytes->len);
        g_autofree char *lock = test_journal_path(folder, "lock");
        g_assert_cmpint(g_unlink(lock), ==, 0);
        assert_refused_untouched(folder, SZ_COLLECTOR_ERROR_VERSION);
        test_folder_remove(folder);
    }
}

static void test_segments_of_two_journals_are_refused(void)
{
    char *folder = test_folder_new();
    char *other = test_folder_new();
    test_journal_make_tiny(folder, 60);
    test_journal_make_tiny(other, 60);
    g_autoptr(GPtrArray) names = test_journal_names(folder, ".szj");
    g_autofree char *to = test_journal_path(folder, g_ptr_array_index(names, 1));
    g_autofree char *from = test_journal_path(other, g_ptr_array_index(names, 1));
    g_assert_cmpint(g_rename(from, to), ==, 0);
    assert_refused_untouched(folder, SZ_COLLECTOR_ERROR_DAMAGED);
    test_folder_remove(folder);
    test_folder_remove(other);
}

/* A crash while a spare was made leaves a part of it, or all of it with or without a header. */
static void test_leftover_spares(void)
{
    Fixture fixture;
    fixture_init(&fixture, 3);
    static const guint8 part[100] = {0};
    g_autofree char *temp = test_journal_path(fixture.folder, "spare.tmp");
    g_autofree char *spare = test_journal_path(fixture.folder, "spare");
    guint next = 4;
    for (int with_header = 0; with_header < 2; with_header++) {
        guint8 whole[4 << 10] = {0};
        if (with_header) {
            memcpy(whole, fixture.good->data, SZ_SEGMENT_HEADER_BYTES);
        }
        test_file_write(temp, part, sizeof part);
        test_file_write(spare, whole, sizeof whole);
        reopen(fixture.folder, NULL, next, next + 60);
        next += 60;
        g_assert_false(g_file_test(temp, G_FILE_TEST_EXISTS));
        test_journal_assert_holds(fixture.folder, next - 1);
    }
    test_file_write(spare, part, sizeof part); /* a journal of other segments left it */
    reopen(fixture.folder, NULL, next, next + 60);
    test_journal_assert_holds(fixture.folder, next + 59);
    fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/journal-recovery/every-cut-of-the-last-frame", test_every_cut);
    g_test_add_func("/collector/journal-recovery/damage-at-the-end-is-kept-aside",
                    test_damage_at_the_end_is_kept);
    g_test_add_func("/collector/journal-recovery/damage-in-the-middle-is-left-alone",
                    test_damage_in_the_middle_is_left_alone);
    g_test_add_func("/collector/journal-recovery/an-old-frame-behind-damage-is-damage",
                    test_an_old_frame_behind_damage_is_damage);
    g_test_add_func("/collector/journal-recovery/bad-header-goes-on", test_bad_header_goes_on);
    g_test_add_func("/collector/journal-recovery/newer-version-is-refused-untouched",
                    test_newer_version_is_refused_untouched);
    g_test_add_func("/collector/journal-recovery/segments-of-two-journals-are-refused",
                    test_segments_of_two_journals_are_refused);
    g_test_add_func("/collector/journal-recovery/leftover-spares", test_leftover_spares);
    return g_test_run();
}
