/* A program that lives from its journal; others break its disk, kill it, and read what it left.
 *
 *   journal_driver run DATA FIRST N   three threads append N batches each, numbered from FIRST; then one
 *                                     more batch (thread 9) is tried until it succeeds
 *   journal_driver serve DATA         "append THREAD NUMBER" on stdin, one a line, until the end
 *   journal_driver read DATA          prints what a fresh reader sees
 *
 * Prints, unbuffered: "ack THREAD NUMBER BATCH" once durable, "err THREAD NUMBER MESSAGE" when refused, "open"
 * when the journal is open; read: "frame BATCH THREAD NUMBER LENGTH", "damage TEXT", "end TAIL_BYTES".
 * Exit status: 0; 3 when the journal is in use; 4 when it cannot be opened. */

#include "collector/error.h"
#include "collector/journal.h"
#include "collector/journal_reader.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS = 3, OPENINGS = 40, PROBES = 200, PROBE_THREAD = 9 };

static const SzJournalOptions options = {.segment_bytes = 64 << 10};

typedef struct {
    SzJournal *journal;
    guint thread;
    guint first;
    guint n;
} Task;

static void say(const char *format, ...) G_GNUC_PRINTF(1, 2);

static void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (write(STDOUT_FILENO, text, strlen(text)) < 0) {
        _exit(5);
    }
}

/* Told by thread and number alone, so that a reader can check every byte. */
static char *make_lines(guint thread, guint number)
{
    gsize n_filler = (thread * 7919 + number * 104729) % 6000;
    g_autofree char *filler = g_strnfill(n_filler, (char)('a' + number % 26));
    return g_strdup_printf("d,thread=%u n=%ui,f=\"%s\" 1\n", thread, number, filler);
}

static gboolean append(SzJournal *journal, guint thread, guint number)
{
    g_autofree char *lines = make_lines(thread, number);
    SzBatch batch = {
        .source = SZ_SOURCE_TOKEN,
        .source_name = SZ_SLICE("driver"),
        .received = {number},
        .n_lines = 1,
        .lines = sz_slice(lines),
    };
    guint64 got = 0;
    g_autoptr(GError) error = NULL;
    gboolean is_durable = sz_journal_append(journal, &batch, &got, &error);
    if (is_durable) {
        say("ack %u %u %" G_GUINT64_FORMAT "\n", thread, number, got);
    } else {
        say("err %u %u %s\n", thread, number, error->message);
    }
    return is_durable;
}

static void *run_task(void *user)
{
    const Task *task = user;
    for (guint i = 0; i < task->n; i++) {
        (void)append(task->journal, task->thread, task->first + i);
    }
    return NULL;
}

static SzJournal *open_journal(const char *data_dir, int *out_status)
{
    for (int i = 0; i < OPENINGS; i++) {
        g_autoptr(GError) error = NULL;
        SzJournal *journal = sz_journal_open(data_dir, &options, &error);
        if (journal != NULL) {
            say("open\n");
            return journal;
        }
        say("refused %s\n", error->message);
        *out_status = g_error_matches(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IN_USE) ? 3 : 4;
        if (*out_status == 3) {
            return NULL;
        }
    }
    return NULL;
}

static int run(const char *data_dir, guint first, guint n)
{
    int status = 0;
    g_autoptr(SzJournal) journal = open_journal(data_dir, &status);
    if (journal == NULL) {
        return status;
    }
    pthread_t threads[THREADS];
    Task tasks[THREADS];
    for (guint i = 0; i < THREADS; i++) {
        tasks[i] = (Task){journal, i, first, n};
        g_assert_cmpint(pthread_create(&threads[i], NULL, run_task, &tasks[i]), ==, 0);
    }
    for (guint i = 0; i < THREADS; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    for (guint i = 0; i < PROBES && !append(journal, PROBE_THREAD, first + i); i++) {
    }
    return 0;
}

static int serve(const char *data_dir)
{
    int status = 0;
    g_autoptr(SzJournal) journal = open_journal(data_dir, &status);
    if (journal == NULL) {
        return status;
    }
    char line[100];
    while (fgets(line, sizeof line, stdin) != NULL) {
        g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", 3);
        if (g_strv_length(words) == 3) {
            (void)append(journal, (guint)strtoul(words[1], NULL, 10),
                         (guint)strtoul(words[2], NULL, 10));
        }
    }
    return 0;
}

/* Prints the frame, or what is wrong with its bytes. */
static void say_frame(const SzFrame *frame)
{
    guint thread = 0;
    guint number = 0;
    g_autofree char *text = g_strndup(frame->lines.data, frame->lines.len);
    if (sscanf(text, "d,thread=%u n=%ui", &thread, &number) == 2) {
        g_autofree char *lines = make_lines(thread, number);
        if (g_str_equal(lines, text)) {
            say("frame %" G_GUINT64_FORMAT " %u %u\n", frame->batch, thread, number);
            return;
        }
    }
    say("damage batch %" G_GUINT64_FORMAT " holds other bytes\n", frame->batch);
}

static int read_all(const char *data_dir)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(data_dir, &error);
    for (;;) {
        SzFrame frame;
        SzReadResult result =
            reader != NULL ? sz_journal_reader_next(reader, &frame, &error) : SZ_READ_ERROR;
        if (result == SZ_READ_FRAME) {
            say_frame(&frame);
        } else if (result == SZ_READ_DAMAGE) {
            say("damage %s\n", sz_journal_reader_damage(reader));
        } else if (result == SZ_READ_END) {
            say("end %" G_GUINT64_FORMAT "\n", sz_journal_reader_tail_bytes(reader));
            return 0;
        } else {
            say("damage %s\n", error->message);
            return 4;
        }
    }
}

int main(int argc, char **argv)
{
    if (argc == 5 && g_str_equal(argv[1], "run")) {
        return run(argv[2], (guint)strtoul(argv[3], NULL, 10), (guint)strtoul(argv[4], NULL, 10));
    }
    if (argc == 3 && g_str_equal(argv[1], "serve")) {
        return serve(argv[2]);
    }
    if (argc == 3 && g_str_equal(argv[1], "read")) {
        return read_all(argv[2]);
    }
    return 2;
}
