/* Any bytes as a segment: reading and recovery neither crash nor run away, and what recovery leaves can be
 * written on and read again. */

#include "collector/journal.h"
#include "collector/journal_reader.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static guint64 read_all(const char *folder)
{
    guint64 n_frames = 0;
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, NULL);
    SzReadResult result = reader != NULL ? SZ_READ_DAMAGE : SZ_READ_ERROR;
    while (result == SZ_READ_DAMAGE || result == SZ_READ_FRAME) {
        SzFrame frame;
        result = sz_journal_reader_next(reader, &frame, NULL);
        n_frames += result == SZ_READ_FRAME;
    }
    return n_frames;
}

static void write_file(const char *path, const guint8 *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd) != 0) {
        abort();
    }
}

static void remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name = NULL; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        (void)g_unlink(file);
    }
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autofree char *folder = g_strdup_printf("%s/journal-fuzz-%d", g_get_tmp_dir(), (int)getpid());
    g_autofree char *path = g_build_filename(folder, "journal", NULL);
    g_autofree char *file = g_build_filename(path, "00000000000000000001.szj", NULL);
    (void)g_mkdir_with_parents(path, 0700);
    write_file(file, data, size);
    guint64 n_before = read_all(folder);
    SzJournalOptions options = {.segment_bytes = 4096};
    SzJournal *journal = sz_journal_open(folder, &options, NULL);
    if (journal != NULL) {
        SzBatch batch = {.source = SZ_SOURCE_TOKEN, .lines = SZ_SLICE("a b=1 1\n"), .n_lines = 1};
        gboolean is_durable = sz_journal_append(journal, &batch, NULL, NULL);
        sz_journal_close(journal);
        if (is_durable && read_all(folder) != n_before + 1) {
            abort();
        }
    }
    remove_all(path);
    return 0;
}
