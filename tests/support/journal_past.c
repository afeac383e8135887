/* A journal as if it had been written long ago: lines on stdin, each with its time, become batches that were received
 * when their last line occurred.
 *
 *   journal_past DATA SEGMENT_BYTES LINES_PER_BATCH
 *
 * Prints the number of the last batch. */

#include "collector/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    SzJournal *journal;
    GString *lines;
    guint32 n_lines;
    SzWallTime last; /* occurrence */
    guint64 batch;
} Past;

static void append(Past *past)
{
    g_autoptr(GError) error = NULL;
    const SzBatch batch = {
        .source = SZ_SOURCE_TOKEN,
        .source_name = SZ_SLICE("halls"),
        .received = past->last,
        .n_lines = past->n_lines,
        .lines = {past->lines->str, past->lines->len},
    };
    if (past->n_lines > 0 && !sz_journal_append(past->journal, &batch, &past->batch, &error)) {
        (void)fprintf(stderr, "%s\n", error->message);
        exit(1); /* NOLINT(concurrency-mt-unsafe) */
    }
    g_string_set_size(past->lines, 0);
    past->n_lines = 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        return 2;
    }
    g_autoptr(GError) error = NULL;
    char *line = NULL;
    size_t room = 0;
    SzJournalOptions options = {.segment_bytes = strtoul(argv[2], NULL, 10)};
    guint32 n_per_batch = (guint32)strtoul(argv[3], NULL, 10);
    Past past = {.journal = sz_journal_open(argv[1], &options, &error),
                 .lines = g_string_new(NULL)};
    if (past.journal == NULL) {
        (void)fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    for (ssize_t n = 0; (n = getline(&line, &room, stdin)) > 0;) {
        const char *space = strrchr(line, ' ');
        past.last.ns = space != NULL ? strtoll(space, NULL, 10) : past.last.ns;
        g_string_append_len(past.lines, line, n);
        past.n_lines++;
        if (past.n_lines >= n_per_batch) {
            append(&past);
        }
    }
    append(&past);
    sz_journal_close(past.journal);
    (void)g_string_free(past.lines, TRUE);
    free(line);
    (void)printf("%" G_GUINT64_FORMAT "\n", past.batch);
    return 0;
}
