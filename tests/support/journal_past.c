/* A journal as if it had been written long ago: lines on stdin, each with its time, become batches that were received
 * when their last line occurred.
 *
 *   journal_past DATA SEGMENT_BYTES SECONDS
 *
 * A batch holds the lines of at most so many seconds behind its first. */

#include "collector/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    SzJournal *journal;
    GString *lines;
    guint32 n_lines;
    SzWallTime first; /* occurrence, as the next */
    SzWallTime last;
} Past;

static void on_done(const SzReceipt *receipt, const GError *error, void *user)
{
    (void)receipt;
    (void)user;
    if (error != NULL) {
        g_error("%s", error->message);
    }
}

/* Many wait for one sync. */
static void submit(Past *past)
{
    if (past->n_lines == 0) {
        return;
    }
    g_autoptr(GBytes) owner = g_bytes_new(past->lines->str, past->lines->len);
    SzBatch batch = {
        .source = SZ_SOURCE_TOKEN,
        .source_name = SZ_SLICE("halls"),
        .received = past->last,
        .n_lines = past->n_lines,
    };
    batch.lines.data = g_bytes_get_data(owner, &batch.lines.len);
    while (!sz_journal_submit(past->journal, &batch, owner, on_done, NULL, NULL)) {
        g_usleep(1000); /* its queue is full */
    }
    g_string_set_size(past->lines, 0);
    past->n_lines = 0;
}

static void add(Past *past, const char *line, gsize len, gint64 seconds)
{
    const char *space = strrchr(line, ' ');
    gint64 at_ns = space != NULL ? strtoll(space, NULL, 10) : past->last.ns;
    if (at_ns - past->first.ns > seconds * SZ_NS_PER_S) {
        submit(past);
    }
    past->first.ns = past->n_lines == 0 ? at_ns : past->first.ns;
    past->last.ns = MAX(past->last.ns, at_ns);
    g_string_append_len(past->lines, line, (gssize)len);
    past->n_lines++;
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
    gint64 seconds = strtoll(argv[3], NULL, 10);
    Past past = {.journal = sz_journal_open(argv[1], &options, &error),
                 .lines = g_string_new(NULL)};
    if (past.journal == NULL) {
        (void)fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    for (ssize_t n = 0; (n = getline(&line, &room, stdin)) > 0;) {
        add(&past, line, (gsize)n, seconds);
    }
    submit(&past);
    sz_journal_close(past.journal);
    (void)g_string_free(past.lines, TRUE);
    free(line);
    return 0;
}
