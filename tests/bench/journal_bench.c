/* Durable appends a second: one 107-byte line a batch, N threads that each wait for their answer, beside a
 * bare loop of write and fdatasync on a growing file.  And the speed of CRC32C. */

#include "collector/crc32c.h"
#include "collector/journal.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINE_BYTES = 107, CRC_BYTES = 1 << 20 };

static const gint64 run_us = 2 * G_USEC_PER_SEC;

static char line[LINE_BYTES + 1];

typedef struct {
    SzJournal *journal;
    gint64 until_us;
    guint64 n;
} Appender;

static void *append_until(void *user)
{
    Appender *appender = user;
    SzBatch batch = {.source = SZ_SOURCE_TOKEN,
                     .source_name = SZ_SLICE("bench"),
                     .n_lines = 1,
                     .lines = {line, LINE_BYTES}};
    while (g_get_monotonic_time() < appender->until_us) {
        if (!sz_journal_append(appender->journal, &batch, NULL, NULL)) {
            abort();
        }
        appender->n++;
    }
    return NULL;
}

static double measure_journal(const char *folder, guint n_threads)
{
    g_autofree char *data = g_strdup_printf("%s/journal-%u", folder, n_threads);
    g_autoptr(SzJournal) journal = sz_journal_open(data, NULL, NULL);
    g_autofree pthread_t *threads = g_new0(pthread_t, n_threads);
    g_autofree Appender *appenders = g_new0(Appender, n_threads);
    SzBatch first = {.source = SZ_SOURCE_TOKEN, .n_lines = 1, .lines = {line, LINE_BYTES}};
    if (!sz_journal_append(journal, &first, NULL, NULL)) {
        abort();
    }
    gint64 until_us = g_get_monotonic_time() + run_us;
    guint64 n = 0;
    for (guint i = 0; i < n_threads; i++) {
        appenders[i] = (Appender){journal, until_us, 0};
        (void)pthread_create(&threads[i], NULL, append_until, &appenders[i]);
    }
    for (guint i = 0; i < n_threads; i++) {
        (void)pthread_join(threads[i], NULL);
        n += appenders[i].n;
    }
    return (double)n * 1e6 / (double)run_us;
}

static double measure_bare(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "bare", NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    gint64 until_us = g_get_monotonic_time() + run_us;
    guint64 n = 0;
    while (g_get_monotonic_time() < until_us) {
        if (write(fd, line, LINE_BYTES) != LINE_BYTES || fdatasync(fd) != 0) {
            abort();
        }
        n++;
    }
    (void)close(fd);
    return (double)n * 1e6 / (double)run_us;
}

static double measure_crc(guint32 (*crc)(guint32, const void *, gsize))
{
    g_autofree guint8 *bytes = g_malloc0(CRC_BYTES);
    gint64 from_us = g_get_monotonic_time();
    guint64 n = 0;
    guint32 sum = 0;
    while (g_get_monotonic_time() < from_us + run_us / 4) {
        sum = crc(sum, bytes, CRC_BYTES);
        n++;
    }
    bytes[0] = (guint8)sum; /* used, so not left out */
    return (double)n * CRC_BYTES / 1e3 / (double)(g_get_monotonic_time() - from_us);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    memset(line, 'x', LINE_BYTES);
    line[LINE_BYTES - 1] = '\n';
    double bare = measure_bare(argv[1]);
    (void)printf("bare append + fdatasync, 1 thread: %8.0f lines/s\n", bare);
    static const guint counts[] = {1, 8, 64, 256};
    for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
        double rate = measure_journal(argv[1], counts[i]);
        (void)printf("journal, %3u threads:             %8.0f lines/s  %6.1f x bare\n", counts[i],
                     rate, rate / bare);
    }
    (void)printf("crc32c: %.1f GB/s, by table %.1f GB/s\n", measure_crc(sz_crc32c),
                 measure_crc(sz_crc32c_portable));
    return 0;
}
