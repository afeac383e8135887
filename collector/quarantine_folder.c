#include "collector/quarantine_folder.h"

#include "collector/journal_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_DIGITS 20
#define SUFFIX ".szq"

char *sz_quarantine_folder_path(const char *data_dir)
{
    return g_build_filename(data_dir, "quarantine", NULL);
}

char *sz_quarantine_file_path(const char *folder, guint64 first)
{
    return g_strdup_printf("%s/%0*" G_GUINT64_FORMAT SUFFIX, folder, NAME_DIGITS, first);
}

static bool parse_name(const char *name, guint64 *out)
{
    if (strlen(name) != NAME_DIGITS + strlen(SUFFIX) || !g_str_has_suffix(name, SUFFIX)) {
        return false;
    }
    g_autofree char *digits = g_strndup(name, NAME_DIGITS);
    return g_ascii_string_to_unsigned(digits, 10, 1, G_MAXUINT64, out, NULL);
}

static int compare(gconstpointer a, gconstpointer b)
{
    guint64 left = *(const guint64 *)a;
    guint64 right = *(const guint64 *)b;
    return (left > right) - (left < right);
}

GArray *sz_quarantine_folder_list(const char *folder)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name = NULL; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        guint64 first = 0;
        if (parse_name(name, &first)) {
            g_array_append_val(all, first);
        }
    }
    g_array_sort(all, compare);
    return all;
}

static GBytes *read_all(int fd, gsize size, int *out_errno)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_byte_array_set_size(bytes, (guint)size);
    gsize at = 0;
    while (at < size) {
        ssize_t n = pread(fd, bytes->data + at, size - at, (off_t)at);
        if (n < 0 && errno != EINTR) {
            *out_errno = errno;
            return NULL;
        }
        if (n == 0) {
            break; /* it was cut meanwhile */
        }
        at += n > 0 ? (gsize)n : 0;
    }
    g_byte_array_set_size(bytes, (guint)at);
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

GBytes *sz_quarantine_file_read(const char *folder, guint64 first, GError **error)
{
    g_autofree char *path = sz_quarantine_file_path(folder, first);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        if (errno != ENOENT) {
            (void)sz_journal_set_error(error, errno, "open", path, NULL);
        }
        return NULL;
    }
    struct stat status;
    int error_number = fstat(fd, &status) == 0 ? 0 : errno;
    if (error_number == 0 && status.st_size > G_MAXINT32) {
        error_number = EFBIG;
    }
    GBytes *bytes = error_number == 0 ? read_all(fd, (gsize)status.st_size, &error_number) : NULL;
    (void)close(fd);
    if (bytes == NULL) {
        (void)sz_journal_set_error(error, error_number, "read", path, NULL);
    }
    return bytes;
}

gsize sz_quarantine_file_end(SzSlice bytes, guint64 first, guint64 *out_next)
{
    *out_next = first;
    if (!sz_quarantine_is_file(bytes)) {
        return 0;
    }
    gsize at = SZ_QUARANTINE_MAGIC_BYTES;
    SzQuarantineRecord record;
    while (sz_quarantine_record_take(bytes, &at, &record)) {
        *out_next = record.id + 1;
    }
    return at;
}
