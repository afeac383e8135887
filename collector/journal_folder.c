#include "collector/journal_folder.h"

#include "collector/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ZEROS_BYTES = 1 << 18 };
static const guint8 zeros[ZEROS_BYTES];

char *sz_journal_folder_path(const char *data_dir)
{
    return g_build_filename(data_dir, "journal", NULL);
}

char *sz_journal_segment_name(guint64 first_batch)
{
    return g_strdup_printf("%020" G_GUINT64_FORMAT ".szj", first_batch);
}

gboolean sz_journal_set_error(GError **error, int error_number, const char *call, const char *path,
                              const char *name)
{
    bool is_full = error_number == ENOSPC || error_number == EDQUOT;
    g_set_error(error, SZ_COLLECTOR_ERROR,
                is_full ? SZ_COLLECTOR_ERROR_FULL : SZ_COLLECTOR_ERROR_IO, "%s '%s%s%s': %s", call,
                path, name != NULL ? "/" : "", name != NULL ? name : "", g_strerror(error_number));
    return FALSE;
}

void sz_journal_close_fd(int fd)
{
    int kept = errno;
    if (fd >= 0) {
        (void)close(fd);
    }
    errno = kept;
}

static gint compare_u64(gconstpointer a, gconstpointer b)
{
    guint64 x = *(const guint64 *)a;
    guint64 y = *(const guint64 *)b;
    return (x > y) - (x < y);
}

static bool parse_segment_name(const char *name, guint64 *out_first)
{
    guint64 first = 0;
    if (strlen(name) != 24 || !g_str_has_suffix(name, ".szj")) {
        return false;
    }
    g_autofree char *digits = g_strndup(name, 20);
    if (!g_ascii_string_to_unsigned(digits, 10, 1, G_MAXUINT64, &first, NULL)) {
        return false;
    }
    *out_first = first;
    return true;
}

static DIR *open_stream(int dir_fd)
{
    int copy = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = copy >= 0 ? fdopendir(copy) : NULL;
    if (stream == NULL) {
        sz_journal_close_fd(copy);
    }
    return stream;
}

GArray *sz_journal_folder_list(int dir_fd, const char *path, GError **error)
{
    DIR *stream = open_stream(dir_fd);
    if (stream == NULL) {
        (void)sz_journal_set_error(error, errno, "opendir", path, NULL);
        return NULL;
    }
    GArray *segments = g_array_new(FALSE, FALSE, sizeof(guint64));
    errno = 0;
    /* This stream is ours alone, so readdir is safe beside other threads. */
    for (struct dirent *entry = NULL;
         (entry = readdir(stream)) != NULL;) { /* NOLINT(concurrency-mt-unsafe) */
        guint64 first = 0;
        if (parse_segment_name(entry->d_name, &first)) {
            g_array_append_val(segments, first);
        }
    }
    int error_number = errno;
    (void)closedir(stream);
    if (error_number != 0) {
        g_array_unref(segments);
        (void)sz_journal_set_error(error, error_number, "readdir", path, NULL);
        return NULL;
    }
    g_array_sort(segments, compare_u64);
    return segments;
}

static gboolean sync_folder(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        int error_number = errno;
        sz_journal_close_fd(fd);
        return sz_journal_set_error(error, error_number, "fsync", path, NULL);
    }
    sz_journal_close_fd(fd);
    return TRUE;
}

/* What is there already is synced all the same: who made it may have been killed before it was.  Only a
 * parent that was there may be unreadable. */
static gboolean make_folder(const char *data_dir, const char *path, GError **error)
{
    bool is_new_data = !g_file_test(data_dir, G_FILE_TEST_IS_DIR);
    if (g_mkdir_with_parents(path, 0700) != 0) {
        return sz_journal_set_error(error, errno, "mkdir", path, NULL);
    }
    g_autofree char *parent = g_path_get_dirname(data_dir);
    return sync_folder(data_dir, error) &&
           (sync_folder(parent, is_new_data ? error : NULL) || !is_new_data);
}

int sz_journal_folder_open(const char *data_dir, bool create, bool *out_missing, GError **error)
{
    g_autofree char *path = sz_journal_folder_path(data_dir);
    if (create && !make_folder(data_dir, path, error)) {
        return -1;
    }
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_missing = fd < 0 && errno == ENOENT && out_missing != NULL;
    if (out_missing != NULL) {
        *out_missing = is_missing;
    }
    if (fd < 0 && !is_missing) {
        (void)sz_journal_set_error(error, errno, "open", path, NULL);
    }
    return fd;
}

int sz_journal_folder_lock(int dir_fd, const char *path, GError **error)
{
    int fd = openat(dir_fd, SZ_JOURNAL_LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        (void)sz_journal_set_error(error, errno, "open", path, SZ_JOURNAL_LOCK_NAME);
        return -1;
    }
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_OFD_SETLK, &lock) == 0) {
        return fd;
    }
    int error_number = errno;
    sz_journal_close_fd(fd);
    if (error_number == EAGAIN || error_number == EACCES) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IN_USE,
                    "journal in use: another process has '%s' open for writing", path);
    } else {
        (void)sz_journal_set_error(error, error_number, "lock", path, SZ_JOURNAL_LOCK_NAME);
    }
    return -1;
}

bool sz_journal_folder_is_locked(int dir_fd)
{
    int fd = openat(dir_fd, SZ_JOURNAL_LOCK_NAME, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    bool is_locked = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    sz_journal_close_fd(fd);
    return is_locked;
}

gboolean sz_journal_write_all(int fd, const void *data, gsize len, guint64 offset,
                              int *out_error_number)
{
    const guint8 *at = data;
    while (len > 0) {
        ssize_t n = pwrite(fd, at, len, (off_t)offset);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            *out_error_number = n < 0 ? errno : EIO;
            return FALSE;
        }
        at += n;
        len -= (gsize)n;
        offset += (guint64)n;
    }
    return TRUE;
}

gboolean sz_journal_write_zeros(int fd, guint64 offset, guint64 len, int *out_error_number)
{
    while (len > 0) {
        guint64 n = MIN(len, ZEROS_BYTES);
        if (!sz_journal_write_all(fd, zeros, n, offset, out_error_number)) {
            return FALSE;
        }
        offset += n;
        len -= n;
    }
    return TRUE;
}
