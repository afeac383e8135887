#include "collector/journal_recovery.h"

#include "collector/error.h"
#include "collector/journal_folder.h"
#include "collector/journal_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { COPY_BYTES = 1 << 20, TORN_FILES_MAX = 100000 };

typedef struct {
    int dir_fd;       /* borrowed */
    const char *path; /* borrowed */
} Folder;

void sz_journal_end_clear(SzJournalEnd *end)
{
    g_clear_pointer(&end->note, g_free);
}

static gboolean check_header(const SzSegmentScan *scan, const Folder *folder, SzJournalEnd *end,
                             GError **error)
{
    const SzSegmentHeader *header = sz_segment_scan_header(scan);
    if (header == NULL) {
        return TRUE;
    }
    if (!end->has_id) {
        end->has_id = true;
        memcpy(end->journal_id, header->journal_id, SZ_JOURNAL_ID_BYTES);
        return TRUE;
    }
    if (memcmp(end->journal_id, header->journal_id, SZ_JOURNAL_ID_BYTES) == 0) {
        return TRUE;
    }
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED,
                "journal '%s/%s' belongs to another journal than the segments before it",
                folder->path, sz_segment_scan_name(scan));
    return FALSE;
}

static gboolean check_headers(const Folder *folder, const GArray *segments, SzJournalEnd *end,
                              GError **error)
{
    for (guint i = 0; i < segments->len; i++) {
        g_autoptr(SzSegmentScan) scan = sz_segment_scan_new(
            folder->dir_fd, folder->path, g_array_index(segments, guint64, i), error);
        if (scan == NULL || !check_header(scan, folder, end, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean sz_journal_check_headers(int dir_fd, const char *path, SzJournalEnd *out, GError **error)
{
    g_autoptr(GArray) segments = sz_journal_folder_list(dir_fd, path, error);
    Folder folder = {dir_fd, path};
    return segments != NULL && check_headers(&folder, segments, out, error);
}

/* A new file torn-BATCH-N.bin with the smallest free N. */
static int create_torn(const Folder *folder, guint64 batch, char **out_name, GError **error)
{
    for (int n = 1; n <= TORN_FILES_MAX; n++) {
        g_autofree char *name = g_strdup_printf("torn-%" G_GUINT64_FORMAT "-%d.bin", batch, n);
        int fd = openat(folder->dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0) {
            *out_name = g_steal_pointer(&name);
            return fd;
        }
        if (errno != EEXIST) {
            (void)sz_journal_set_error(error, errno, "open", folder->path, name);
            return -1;
        }
    }
    (void)sz_journal_set_error(error, EEXIST, "open", folder->path, "torn-*.bin");
    return -1;
}

static gboolean copy_bytes(const Folder *folder, SzSegmentScan *scan, const SzScanItem *item,
                           int fd, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    int error_number = 0;
    for (guint64 at = item->offset; at < item->end;) {
        guint64 n = MIN(item->end - at, COPY_BYTES);
        g_byte_array_set_size(bytes, 0);
        if (!sz_segment_scan_copy(scan, at, n, bytes, error)) {
            return FALSE;
        }
        if (!sz_journal_write_all(fd, bytes->data, n, at - item->offset, &error_number)) {
            return sz_journal_set_error(error, error_number, "write", folder->path, "torn-*.bin");
        }
        at += n;
    }
    if (fsync(fd) != 0 || fsync(folder->dir_fd) != 0) {
        return sz_journal_set_error(error, errno, "fsync", folder->path, "torn-*.bin");
    }
    return TRUE;
}

static gboolean keep_torn(const Folder *folder, SzSegmentScan *scan, const SzScanItem *item,
                          guint64 batch, char **out_name, GError **error)
{
    g_autofree char *name = NULL;
    int fd = create_torn(folder, batch, &name, error);
    if (fd < 0) {
        return FALSE;
    }
    gboolean is_kept = copy_bytes(folder, scan, item, fd, error);
    sz_journal_close_fd(fd);
    if (!is_kept) {
        (void)unlinkat(folder->dir_fd, name, 0);
        return FALSE;
    }
    *out_name = g_steal_pointer(&name);
    return TRUE;
}

static gboolean zero_out(const Folder *folder, const char *name, const SzScanItem *item,
                         GError **error)
{
    int fd = openat(folder->dir_fd, name, O_WRONLY | O_CLOEXEC);
    int error_number = errno;
    gboolean is_done = fd >= 0 && sz_journal_write_zeros(fd, item->offset, item->end - item->offset,
                                                         &error_number);
    if (is_done && fdatasync(fd) != 0) {
        error_number = errno;
        is_done = FALSE;
    }
    sz_journal_close_fd(fd);
    return is_done || sz_journal_set_error(error, error_number, "zero", folder->path, name);
}

static gboolean clean_tail(const Folder *folder, SzSegmentScan *scan, const SzScanItem *item,
                           SzJournalEnd *end, GError **error)
{
    const char *name = sz_segment_scan_name(scan);
    guint64 n = item->end - item->offset;
    if (item->problem == NULL) {
        end->note = g_strdup_printf("journal '%s/%s': removed an unfinished, unacknowledged frame "
                                    "of %" G_GUINT64_FORMAT " bytes at offset %" G_GUINT64_FORMAT,
                                    folder->path, name, n, item->offset);
    } else {
        g_autofree char *torn = NULL;
        if (!keep_torn(folder, scan, item, end->next_batch, &torn, error)) {
            return FALSE;
        }
        end->note =
            g_strdup_printf("journal '%s/%s': damage at the end (%s): moved %" G_GUINT64_FORMAT
                            " bytes at offset %" G_GUINT64_FORMAT " to '%s'",
                            folder->path, name, item->problem, n, item->offset, torn);
    }
    return zero_out(folder, name, item, error);
}

/* Walks to the end of the last segment. */
static gboolean find_end(const Folder *folder, SzSegmentScan *scan, SzJournalEnd *end,
                         GError **error)
{
    for (;;) {
        SzScanItem item;
        SzScanResult result = sz_segment_scan_next(scan, end->next_batch, &item, error);
        if (result == SZ_SCAN_ERROR) {
            return FALSE;
        }
        if (result == SZ_SCAN_FRAME) {
            end->next_batch = item.frame.batch + 1;
            end->last_received.ns = MAX(end->last_received.ns, item.frame.received.ns);
            end->offset = item.end;
            continue;
        }
        if (result == SZ_SCAN_DAMAGE && !item.is_last) {
            continue;
        }
        end->offset = item.offset;
        end->file_bytes = sz_segment_scan_file_bytes(scan);
        return result == SZ_SCAN_END || clean_tail(folder, scan, &item, end, error);
    }
}

/* Only when no frame was found behind them: what the first @n segments know of numbers and time. */
static gboolean find_in_earlier(const Folder *folder, const GArray *segments, guint n,
                                SzJournalEnd *end, GError **error)
{
    for (guint i = n; i > 0; i--) {
        guint64 first_batch = g_array_index(segments, guint64, i - 1);
        guint64 expected = first_batch;
        g_autoptr(SzSegmentScan) scan =
            sz_segment_scan_new(folder->dir_fd, folder->path, first_batch, error);
        if (scan == NULL) {
            return FALSE;
        }
        SzScanItem item;
        SzScanResult result = SZ_SCAN_END;
        do {
            result = sz_segment_scan_next(scan, expected, &item, error);
            if (result == SZ_SCAN_FRAME) {
                expected = item.frame.batch + 1;
                end->last_received.ns = MAX(end->last_received.ns, item.frame.received.ns);
            }
        } while (result == SZ_SCAN_FRAME || result == SZ_SCAN_DAMAGE);
        if (result == SZ_SCAN_ERROR) {
            return FALSE;
        }
        end->next_batch = MAX(end->next_batch, expected);
        if (expected > first_batch) {
            break;
        }
    }
    return TRUE;
}

/* The last segment is one of blocks, which a new one follows. */
static gboolean follow_blocks(const Folder *folder, const GArray *segments, SzJournalEnd *end,
                              GError **error)
{
    guint64 last = g_array_index(segments, guint64, segments->len - 1);
    if (!find_in_earlier(folder, segments, segments->len, end, error)) {
        return FALSE;
    }
    if (end->next_batch <= last) {
        g_autofree char *name = sz_journal_segment_name(last);
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED,
                    "journal '%s/%s', the last segment, is compacted and none of it can be read",
                    folder->path, name);
        return FALSE;
    }
    return TRUE;
}

static gboolean recover_last(const Folder *folder, const GArray *segments, SzJournalEnd *end,
                             GError **error)
{
    guint64 first_batch = g_array_index(segments, guint64, segments->len - 1);
    g_autoptr(SzSegmentScan) scan =
        sz_segment_scan_new(folder->dir_fd, folder->path, first_batch, error);
    if (scan == NULL) {
        return FALSE;
    }
    if (sz_segment_scan_header(scan) != NULL) {
        end->last_received = sz_segment_scan_header(scan)->created;
    }
    if (sz_segment_scan_has_blocks(scan)) {
        return follow_blocks(folder, segments, end, error);
    }
    end->has_segment = true;
    end->first_batch = first_batch;
    end->next_batch = first_batch;
    if (!find_end(folder, scan, end, error)) {
        return FALSE;
    }
    bool is_empty = end->next_batch == first_batch;
    return !is_empty || find_in_earlier(folder, segments, segments->len - 1, end, error);
}

gboolean sz_journal_recover(int dir_fd, const char *path, SzJournalEnd *out, GError **error)
{
    Folder folder = {dir_fd, path};
    g_auto(SzJournalEnd) end = {.next_batch = 1, .last_received = {G_MININT64}};
    g_autoptr(GArray) segments = sz_journal_folder_list(dir_fd, path, error);
    if (segments == NULL || !check_headers(&folder, segments, &end, error) ||
        (segments->len > 0 && !recover_last(&folder, segments, &end, error))) {
        return FALSE;
    }
    *out = end;
    end.note = NULL; /* now owned by @out */
    return TRUE;
}
