#pragma once

/* What the tests of the journal share.  Test code: asserts on failure. */

#include "collector/journal.h"

/* A batch of a token "halls" received at 1000 + @i s, with one line telling @i and then @n_filler letters. */
typedef struct {
    char *lines; /* owned */
    SzBatch batch;
} TestBatch;
void test_batch_init(TestBatch *out, guint i, gsize n_filler);
void test_batch_clear(TestBatch *batch);

/* Appends batches @from..@to - 1 with fillers of 0..200 letters. */
void test_journal_fill(SzJournal *journal, guint from, guint to);
/* Makes a journal of 64 KiB segments in @folder with batches 1..n. */
void test_journal_make(const char *folder, guint n);

/* DATA/journal/NAME (transfer full) */
char *test_journal_path(const char *folder, const char *name);
/* The names below DATA/journal that end in @suffix, sorted. (transfer full) */
GPtrArray *test_journal_names(const char *folder, const char *suffix);

typedef struct {
    GArray *batches;   /* owned; guint64, as read */
    GPtrArray *lines;  /* owned; the lines of each */
    GPtrArray *damage; /* owned; what the reader said */
    guint64 tail_bytes;
    bool has_error;
} TestReading;

/* Reads all there is. */
void test_journal_read(const char *folder, TestReading *out);
void test_reading_clear(TestReading *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TestReading, test_reading_clear)

/* Asserts that exactly batches 1..n of test_journal_fill() are there, without damage. */
void test_journal_assert_holds(const char *folder, guint n);

/* Whole files. */
void test_file_write(const char *path, const void *data, gsize len);
GByteArray *test_file_read(const char *path);

/* As test_journal_make() with 4 KiB segments. */
void test_journal_make_tiny(const char *folder, guint n);
/* Offsets of the frames in a segment's bytes: GArray of gsize; the last is the end of the last frame. */
GArray *test_frame_offsets(const GByteArray *segment);
