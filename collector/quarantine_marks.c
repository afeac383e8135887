/* Which records of the quarantine were tried again and taken. */

#include "collector/quarantine_folder.h"

#include "collector/crc32c.h"
#include "collector/error.h"
#include "collector/journal_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define MARK_BYTES 12

struct SzQuarantineMarks {
    char *path;      /* owned */
    GHashTable *ids; /* owned; set of guint64 *, owned */
    guint64 last;
    int fd;      /* -1: only read */
    guint64 end; /* bytes of whole marks */
};

static void put_mark(GByteArray *bytes, guint64 id)
{
    guint64 number = GUINT64_TO_LE(id);
    guint32 crc = GUINT32_TO_LE(sz_crc32c(0, &number, sizeof number));
    g_byte_array_append(bytes, (const guint8 *)&number, sizeof number);
    g_byte_array_append(bytes, (const guint8 *)&crc, sizeof crc);
}

static bool take_mark(const char *at, guint64 *out_id)
{
    guint64 number = 0;
    guint32 crc = 0;
    memcpy(&number, at, sizeof number);
    memcpy(&crc, at + sizeof number, sizeof crc);
    *out_id = GUINT64_FROM_LE(number);
    return GUINT32_FROM_LE(crc) == sz_crc32c(0, &number, sizeof number);
}

static void note(SzQuarantineMarks *marks, guint64 id)
{
    guint64 *kept = g_new(guint64, 1);
    *kept = id;
    marks->last = MAX(marks->last, id);
    (void)g_hash_table_add(marks->ids, kept);
}

static void load(SzQuarantineMarks *marks)
{
    g_autofree char *bytes = NULL;
    gsize len = 0;
    if (!g_file_get_contents(marks->path, &bytes, &len, NULL)) {
        return;
    }
    guint64 id = 0;
    while (marks->end + MARK_BYTES <= len && take_mark(bytes + marks->end, &id)) {
        note(marks, id);
        marks->end += MARK_BYTES;
    }
}

static SzQuarantineMarks *new_marks(const char *folder)
{
    SzQuarantineMarks *marks = g_new0(SzQuarantineMarks, 1);
    marks->path = g_build_filename(folder, "replayed", NULL);
    marks->ids = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    marks->fd = -1;
    return marks;
}

SzQuarantineMarks *sz_quarantine_marks_read(const char *folder)
{
    SzQuarantineMarks *marks = new_marks(folder);
    load(marks);
    return marks;
}

void sz_quarantine_marks_free(SzQuarantineMarks *marks)
{
    if (marks == NULL) {
        return;
    }
    sz_journal_close_fd(marks->fd);
    g_hash_table_unref(marks->ids);
    g_free(marks->path);
    g_free(marks);
}

static gboolean append(SzQuarantineMarks *marks, const GByteArray *bytes, GError **error)
{
    int error_number = 0;
    bool is_written =
        sz_journal_write_all(marks->fd, bytes->data, bytes->len, marks->end, &error_number);
    if (is_written && fdatasync(marks->fd) != 0) {
        is_written = false;
        error_number = errno;
    }
    if (!is_written) {
        int is_cut = ftruncate(marks->fd, (off_t)marks->end);
        (void)is_cut; /* what stays is no whole mark, or one that is true */
        return sz_journal_set_error(error, error_number, "write", marks->path, NULL);
    }
    marks->end += bytes->len;
    return TRUE;
}

/* Begins the file anew with the marks that still mean something.  A crash between leaves fewer marks: those records
 * are tried once more. */
static gboolean forget_before(SzQuarantineMarks *marks, guint64 oldest, GError **error)
{
    g_autoptr(GByteArray) kept = g_byte_array_new();
    GHashTableIter each;
    gpointer key = NULL;
    g_hash_table_iter_init(&each, marks->ids);
    while (g_hash_table_iter_next(&each, &key, NULL)) {
        guint64 id = *(const guint64 *)key;
        if (id >= oldest || id == marks->last) {
            put_mark(kept, id);
        } else {
            g_hash_table_iter_remove(&each);
        }
    }
    if (kept->len == marks->end) {
        return TRUE;
    }
    marks->end = 0;
    return append(marks, kept, error);
}

/* Returns: a descriptor with the lock of whoever adds marks; -1 when @error is set. */
static int open_locked(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        (void)sz_journal_set_error(error, errno, "open", path, NULL);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IN_USE,
                    "'%s': another program is trying these lines again", path);
        (void)close(fd);
        return -1;
    }
    return fd;
}

static gboolean tidy_up(SzQuarantineMarks *marks, guint64 oldest, GError **error)
{
    if (!forget_before(marks, oldest, error)) {
        return FALSE;
    }
    return ftruncate(marks->fd, (off_t)marks->end) == 0 ||
           sz_journal_set_error(error, errno, "ftruncate", marks->path, NULL);
}

SzQuarantineMarks *sz_quarantine_marks_open(const char *folder, guint64 oldest, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "replayed", NULL);
    int fd = open_locked(path, error);
    if (fd < 0) {
        return NULL;
    }
    SzQuarantineMarks *marks = new_marks(folder);
    marks->fd = fd;
    load(marks);
    if (!tidy_up(marks, oldest, error)) {
        g_clear_pointer(&marks, sz_quarantine_marks_free);
    }
    return marks;
}

bool sz_quarantine_marks_has(const SzQuarantineMarks *marks, guint64 id)
{
    return g_hash_table_contains(marks->ids, &id);
}

guint64 sz_quarantine_marks_last(const SzQuarantineMarks *marks)
{
    return marks->last;
}

gboolean sz_quarantine_marks_add(SzQuarantineMarks *marks, const guint64 *ids, gsize n,
                                 GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (gsize i = 0; i < n; i++) {
        put_mark(bytes, ids[i]);
    }
    if (!append(marks, bytes, error)) {
        return FALSE;
    }
    for (gsize i = 0; i < n; i++) {
        note(marks, ids[i]);
    }
    return TRUE;
}
