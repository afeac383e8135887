#include "collector/quarantine.h"

#include "collector/error.h"
#include "collector/journal_folder.h"
#include "collector/quarantine_folder.h"
#include "collector/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MAX_BYTES_DEFAULT ((gsize)64 << 20)
#define FILE_BYTES_DEFAULT ((gsize)4 << 20)
#define WAITING_BYTES_DEFAULT ((gsize)8 << 20)

typedef struct {
    guint64 first;
    gsize bytes;
} File;

struct SzQuarantine {
    SzQuarantineOptions options; /* with defaults filled in */
    char *folder;                /* owned */
    pthread_t thread;
    bool has_thread;

    /* the thread alone, once it runs */
    GArray *files; /* owned; File, ascending; the last is written to */
    int fd;        /* of the last; -1: none is open */
    bool is_failing;

    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_work;
    pthread_cond_t is_idle;
    GByteArray *waiting; /* owned; whole records */
    guint n_waiting;
    guint64 next_id;
    bool is_writing;
    bool is_stopping;
    SzQuarantineFigures figures;
};

/* --- files --------------------------------------------------------------------------------- */

/* The one that is written to: while fd is open there is one. */
static File *last_file(SzQuarantine *quarantine)
{
    return &g_array_index(quarantine->files, File, quarantine->files->len - 1);
}

static gsize sum_bytes(const SzQuarantine *quarantine)
{
    gsize sum = 0;
    for (guint i = 0; i < quarantine->files->len; i++) {
        sum += g_array_index(quarantine->files, File, i).bytes;
    }
    return sum;
}

/* The oldest go until there is room for @n_bytes more; the one that is written to stays. */
static void make_room(SzQuarantine *quarantine, gsize n_bytes)
{
    while (quarantine->files->len > 1 &&
           sum_bytes(quarantine) + n_bytes > quarantine->options.max_bytes) {
        guint64 first = g_array_index(quarantine->files, File, 0).first;
        g_autofree char *path = sz_quarantine_file_path(quarantine->folder, first);
        if (g_unlink(path) != 0 && errno != ENOENT) {
            return; /* tried again with the next record */
        }
        g_array_remove_index(quarantine->files, 0);
    }
}

static bool begin_file(SzQuarantine *quarantine, guint64 first, int *out_errno)
{
    g_autofree char *path = sz_quarantine_file_path(quarantine->folder, first);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        *out_errno = errno;
        return false;
    }
    if (!sz_journal_write_all(fd, SZ_QUARANTINE_MAGIC, SZ_QUARANTINE_MAGIC_BYTES, 0, out_errno)) {
        (void)close(fd);
        (void)g_unlink(path);
        return false;
    }
    sz_journal_close_fd(quarantine->fd);
    quarantine->fd = fd;
    File file = {first, SZ_QUARANTINE_MAGIC_BYTES};
    g_array_append_val(quarantine->files, file);
    return true;
}

/* --- the thread ---------------------------------------------------------------------------- */

/* Puts [from, to) of @bytes behind the last file's records, or nothing of it. */
static bool append(SzQuarantine *quarantine, SzSlice bytes, int *out_errno)
{
    File *file = last_file(quarantine);
    if (sz_journal_write_all(quarantine->fd, bytes.data, bytes.len, file->bytes, out_errno)) {
        file->bytes += bytes.len;
        return true;
    }
    int is_cut = ftruncate(quarantine->fd, (off_t)file->bytes);
    (void)is_cut; /* readers stop at what is no whole record, and the next is written over it */
    return false;
}

static void tell(SzQuarantine *quarantine, int error_number)
{
    if (error_number != 0 && !quarantine->is_failing) {
        g_message("quarantine: '%s': %s; refused lines are only counted", quarantine->folder,
                  g_strerror(error_number));
    } else if (error_number == 0 && quarantine->is_failing) {
        g_message("quarantine: written again");
    }
    quarantine->is_failing = error_number != 0;
}

/* As many records from @at on as fit into the last file: at least one, if that is empty. */
static gsize piece_end(const SzQuarantine *quarantine, SzSlice bytes, gsize at, gsize in_file)
{
    gsize end = at;
    SzQuarantineRecord record;
    for (gsize next = at; sz_quarantine_record_take(bytes, &next, &record);) {
        bool fits = in_file + (next - at) <= quarantine->options.file_bytes ||
                    (end == at && in_file == SZ_QUARANTINE_MAGIC_BYTES);
        if (!fits) {
            break;
        }
        end = next;
    }
    return end;
}

/* Records from *@at on, into one file.  Returns: false when nothing could be written. */
static bool write_piece(SzQuarantine *quarantine, SzSlice bytes, gsize *at)
{
    int error_number = 0;
    bool is_open = quarantine->fd >= 0;
    gsize end = is_open ? piece_end(quarantine, bytes, *at, last_file(quarantine)->bytes) : *at;
    if (end == *at) {
        SzQuarantineRecord record;
        gsize next = *at;
        (void)sz_quarantine_record_take(bytes, &next, &record);
        make_room(quarantine, MIN(quarantine->options.file_bytes, quarantine->options.max_bytes));
        if (!begin_file(quarantine, record.id, &error_number)) {
            tell(quarantine, error_number);
            return false;
        }
        end = piece_end(quarantine, bytes, *at, SZ_QUARANTINE_MAGIC_BYTES);
    }
    make_room(quarantine, end - *at);
    bool is_written = append(quarantine, (SzSlice){bytes.data + *at, end - *at}, &error_number);
    tell(quarantine, error_number);
    *at = is_written ? end : *at;
    return is_written;
}

static guint count_records(SzSlice bytes, gsize from)
{
    guint n = 0;
    SzQuarantineRecord record;
    for (gsize at = from; sz_quarantine_record_take(bytes, &at, &record);) {
        n++;
    }
    return n;
}

/* Returns: how many of its records were lost. */
static guint write_records(SzQuarantine *quarantine, const GByteArray *records)
{
    SzSlice bytes = {(const char *)records->data, records->len};
    for (gsize at = 0; at < bytes.len;) {
        if (!write_piece(quarantine, bytes, &at)) {
            return count_records(bytes, at);
        }
    }
    return 0;
}

static void *run(void *user)
{
    SzQuarantine *quarantine = user;
    (void)pthread_mutex_lock(&quarantine->mutex);
    while (!quarantine->is_stopping || quarantine->n_waiting > 0) {
        if (quarantine->n_waiting == 0) {
            (void)pthread_cond_wait(&quarantine->has_work, &quarantine->mutex);
            continue;
        }
        g_autoptr(GByteArray) records = g_steal_pointer(&quarantine->waiting);
        guint n = quarantine->n_waiting;
        quarantine->waiting = g_byte_array_new();
        quarantine->n_waiting = 0;
        quarantine->is_writing = true;
        (void)pthread_mutex_unlock(&quarantine->mutex);
        guint n_lost = write_records(quarantine, records);
        (void)pthread_mutex_lock(&quarantine->mutex);
        quarantine->figures.n_kept += n - n_lost;
        quarantine->figures.n_dropped += n_lost;
        quarantine->is_writing = false;
        (void)pthread_cond_broadcast(&quarantine->is_idle);
    }
    (void)pthread_mutex_unlock(&quarantine->mutex);
    return NULL;
}

/* --- any thread ---------------------------------------------------------------------------- */

void sz_quarantine_put(SzQuarantine *quarantine, const SzQuarantineRecord *record)
{
    SzQuarantineRecord kept = *record;
    (void)pthread_mutex_lock(&quarantine->mutex);
    if (quarantine->waiting->len + record->raw.len > quarantine->options.waiting_bytes) {
        quarantine->figures.n_dropped++;
    } else {
        kept.id = quarantine->next_id++;
        sz_quarantine_record_put(quarantine->waiting, &kept);
        quarantine->n_waiting++;
        (void)pthread_cond_signal(&quarantine->has_work);
    }
    (void)pthread_mutex_unlock(&quarantine->mutex);
}

void sz_quarantine_flush(SzQuarantine *quarantine)
{
    (void)pthread_mutex_lock(&quarantine->mutex);
    while (quarantine->n_waiting > 0 || quarantine->is_writing) {
        (void)pthread_cond_wait(&quarantine->is_idle, &quarantine->mutex);
    }
    (void)pthread_mutex_unlock(&quarantine->mutex);
}

SzQuarantineFigures sz_quarantine_figures(SzQuarantine *quarantine)
{
    (void)pthread_mutex_lock(&quarantine->mutex);
    SzQuarantineFigures figures = quarantine->figures;
    (void)pthread_mutex_unlock(&quarantine->mutex);
    return figures;
}

/* --- together and apart -------------------------------------------------------------------- */

/* Cuts off what is no whole record, and goes on behind it. */
static gboolean go_on_with(SzQuarantine *quarantine, guint64 first, GError **error)
{
    g_autoptr(GBytes) bytes = sz_quarantine_file_read(quarantine->folder, first, error);
    if (bytes == NULL) {
        return FALSE;
    }
    SzSlice all = {NULL, 0};
    all.data = g_bytes_get_data(bytes, &all.len);
    gsize end = sz_quarantine_file_end(all, first, &quarantine->next_id);
    g_autofree char *path = sz_quarantine_file_path(quarantine->folder, first);
    if (end == 0) {
        if (g_unlink(path) != 0) { /* the crash came before its first bytes */
            return sz_journal_set_error(error, errno, "unlink", path, NULL);
        }
        return TRUE;
    }
    quarantine->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (quarantine->fd < 0 || ftruncate(quarantine->fd, (off_t)end) != 0) {
        return sz_journal_set_error(error, errno, "open", path, NULL);
    }
    File file = {first, end};
    g_array_append_val(quarantine->files, file);
    return TRUE;
}

static gsize size_of(const char *folder, guint64 first)
{
    g_autofree char *path = sz_quarantine_file_path(folder, first);
    GStatBuf status;
    return g_stat(path, &status) == 0 ? (gsize)status.st_size : 0;
}

static gboolean open_files(SzQuarantine *quarantine, GError **error)
{
    if (g_mkdir_with_parents(quarantine->folder, 0700) != 0) {
        return sz_journal_set_error(error, errno, "mkdir", quarantine->folder, NULL);
    }
    g_autoptr(GArray) list = sz_quarantine_folder_list(quarantine->folder);
    for (guint i = 0; i + 1 < list->len; i++) {
        guint64 first = g_array_index(list, guint64, i);
        File file = {first, size_of(quarantine->folder, first)};
        g_array_append_val(quarantine->files, file);
    }
    if (list->len > 0 &&
        !go_on_with(quarantine, g_array_index(list, guint64, list->len - 1), error)) {
        return FALSE;
    }
    g_autoptr(SzQuarantineMarks) marks = sz_quarantine_marks_read(quarantine->folder);
    guint64 marked = sz_quarantine_marks_last(marks);
    quarantine->next_id = MAX(quarantine->next_id, marked + 1);
    return TRUE;
}

SzQuarantine *sz_quarantine_open(const char *data_dir, const SzQuarantineOptions *options,
                                 GError **error)
{
    g_autoptr(SzQuarantine) quarantine = g_new0(SzQuarantine, 1);
    SzQuarantineOptions *used = &quarantine->options;
    *used = options != NULL ? *options : (SzQuarantineOptions){0};
    used->max_bytes = used->max_bytes != 0 ? used->max_bytes : MAX_BYTES_DEFAULT;
    used->file_bytes = used->file_bytes != 0 ? used->file_bytes : FILE_BYTES_DEFAULT;
    used->waiting_bytes = used->waiting_bytes != 0 ? used->waiting_bytes : WAITING_BYTES_DEFAULT;
    quarantine->folder = sz_quarantine_folder_path(data_dir);
    quarantine->files = g_array_new(FALSE, FALSE, sizeof(File));
    quarantine->fd = -1;
    quarantine->waiting = g_byte_array_new();
    quarantine->next_id = 1;
    (void)pthread_mutex_init(&quarantine->mutex, NULL);
    (void)pthread_cond_init(&quarantine->has_work, NULL);
    (void)pthread_cond_init(&quarantine->is_idle, NULL);
    if (!open_files(quarantine, error)) {
        return NULL;
    }
    int status = sz_worker_start(&quarantine->thread, "quarantine", run, quarantine);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "cannot start a thread: %s",
                    g_strerror(status));
        return NULL;
    }
    quarantine->has_thread = true;
    return g_steal_pointer(&quarantine);
}

void sz_quarantine_close(SzQuarantine *quarantine)
{
    if (quarantine == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&quarantine->mutex);
    quarantine->is_stopping = true;
    (void)pthread_cond_signal(&quarantine->has_work);
    (void)pthread_mutex_unlock(&quarantine->mutex);
    if (quarantine->has_thread) {
        (void)pthread_join(quarantine->thread, NULL);
    }
    sz_journal_close_fd(quarantine->fd);
    g_array_unref(quarantine->files);
    g_byte_array_unref(quarantine->waiting);
    (void)pthread_cond_destroy(&quarantine->is_idle);
    (void)pthread_cond_destroy(&quarantine->has_work);
    (void)pthread_mutex_destroy(&quarantine->mutex);
    g_free(quarantine->folder);
    g_free(quarantine);
}
