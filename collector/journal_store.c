#include "collector/journal_store.h"

#include "collector/error.h"
#include "collector/journal_folder.h"
#include "collector/journal_group.h"
#include "collector/journal_maker.h"
#include "collector/journal_recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

struct SzJournalStore {
    char *path; /* owned; of the folder */
    int dir_fd;
    int lock_fd;
    guint64 segment_bytes; /* of new segments */
    guint8 journal_id[SZ_JOURNAL_ID_BYTES];
    SzSegmentMaker *maker; /* owned */
    SzJournalGroup *group; /* owned; pending */
    char *note;            /* owned */

    int fd;                /* of the segment that is written, or -1 */
    char *name;            /* owned; its name */
    guint64 offset;        /* end of what is durable */
    guint64 capacity;      /* frames must end here */
    bool is_name_unsynced; /* its name may not survive a crash: nothing is written until it does */
    guint64 wipe_end; /* a failed commit may have left bytes in [offset, wipe_end); 0 when not */

    guint64 next_batch; /* after what is durable */
    SzWallTime last_received;
    guint64 pending_next_batch; /* after what is pending */
    SzWallTime pending_received;
};

static guint64 batch_frame_bytes(const SzBatch *batch)
{
    return sz_frame_bytes(batch->source_name.len + batch->lines.len);
}

static void forget_pending(SzJournalStore *store)
{
    sz_journal_group_clear(store->group);
    store->pending_next_batch = store->next_batch;
    store->pending_received = store->last_received;
}

/* Does the frames' space begin to run out?  A spare takes a while to make. */
static void prepare_spare(SzJournalStore *store)
{
    if (store->fd < 0 || store->offset > store->capacity / 4) {
        sz_segment_maker_want(store->maker);
    }
}

static gboolean take_over(SzJournalStore *store, SzJournalEnd *end, GError **error)
{
    store->next_batch = end->next_batch;
    store->last_received = end->last_received;
    store->note = g_steal_pointer(&end->note);
    if (end->has_id) {
        memcpy(store->journal_id, end->journal_id, sizeof store->journal_id);
    } else if (getrandom(store->journal_id, sizeof store->journal_id, 0) !=
               (ssize_t)sizeof store->journal_id) {
        return sz_journal_set_error(error, errno, "getrandom for", store->path, NULL);
    }
    if (end->has_segment) {
        store->name = sz_journal_segment_name(end->first_batch);
        store->fd = openat(store->dir_fd, store->name, O_RDWR | O_CLOEXEC);
        if (store->fd < 0) {
            return sz_journal_set_error(error, errno, "open", store->path, store->name);
        }
        store->offset = end->offset;
        store->capacity = end->file_bytes / SZ_FRAME_ALIGN_BYTES * SZ_FRAME_ALIGN_BYTES;
    }
    forget_pending(store);
    return TRUE;
}

/* A journal of a newer program is left as it is, to the last time stamp: no lock file either. */
static gboolean check_before_lock(SzJournalStore *store, GError **error)
{
    SzJournalEnd ignored = {0};
    return sz_journal_check_headers(store->dir_fd, store->path, &ignored, error);
}

static gboolean open_all(SzJournalStore *store, const char *data_dir, GError **error)
{
    g_auto(SzJournalEnd) end = {0};
    store->dir_fd = sz_journal_folder_open(data_dir, true, NULL, error);
    if (store->dir_fd < 0 || !check_before_lock(store, error)) {
        return FALSE;
    }
    store->lock_fd = sz_journal_folder_lock(store->dir_fd, store->path, error);
    if (store->lock_fd < 0) {
        return FALSE;
    }
    (void)unlinkat(store->dir_fd, SZ_JOURNAL_COMPACTED_TEMP_NAME, 0); /* of one that was killed */
    if (!sz_journal_recover(store->dir_fd, store->path, &end, error) ||
        !take_over(store, &end, error)) {
        return FALSE;
    }
    store->maker = sz_segment_maker_new(store->dir_fd, store->path, store->segment_bytes, error);
    if (store->maker == NULL) {
        return FALSE;
    }
    prepare_spare(store);
    return TRUE;
}

SzJournalStore *sz_journal_store_new(const char *data_dir, const SzJournalOptions *options,
                                     GError **error)
{
    SzJournalStore *store = g_new0(SzJournalStore, 1);
    store->path = sz_journal_folder_path(data_dir);
    store->dir_fd = -1;
    store->lock_fd = -1;
    store->fd = -1;
    store->segment_bytes = options->segment_bytes;
    store->group = sz_journal_group_new();
    if (!open_all(store, data_dir, error)) {
        sz_journal_store_free(store);
        return NULL;
    }
    return store;
}

static gboolean wipe(SzJournalStore *store, GError **error)
{
    int error_number = 0;
    if (store->wipe_end == 0) {
        return TRUE;
    }
    if (!sz_journal_write_zeros(store->fd, store->offset, store->wipe_end - store->offset,
                                &error_number)) {
        return sz_journal_set_error(error, error_number, "write", store->path, store->name);
    }
    if (fdatasync(store->fd) != 0) {
        return sz_journal_set_error(error, errno, "fdatasync", store->path, store->name);
    }
    store->wipe_end = 0;
    return TRUE;
}

void sz_journal_store_free(SzJournalStore *store)
{
    if (store == NULL) {
        return;
    }
    sz_segment_maker_free(store->maker);
    if (!wipe(store, NULL)) {
        /* What is left was refused and may show up again: the one who opens next sees it as a tail. */
        g_message("journal '%s/%s': refused bytes could not be wiped", store->path, store->name);
    }
    sz_journal_close_fd(store->fd);
    sz_journal_close_fd(store->lock_fd);
    sz_journal_close_fd(store->dir_fd);
    sz_journal_group_free(store->group);
    g_free(store->name);
    g_free(store->note);
    g_free(store->path);
    g_free(store);
}

const char *sz_journal_store_note(const SzJournalStore *store)
{
    return store->note;
}

const guint8 *sz_journal_store_id(const SzJournalStore *store)
{
    return store->journal_id;
}

SzWallTime sz_journal_store_last_received(const SzJournalStore *store)
{
    return store->last_received;
}

guint64 sz_journal_store_last_batch(const SzJournalStore *store)
{
    return store->next_batch - 1;
}

bool sz_journal_store_fits(const SzJournalStore *store, const SzBatch *batch)
{
    guint64 end = store->offset + sz_journal_group_bytes(store->group) + batch_frame_bytes(batch);
    return store->fd >= 0 && store->wipe_end == 0 && !store->is_name_unsynced &&
           end <= store->capacity && !sz_journal_group_is_full(store->group);
}

/* Gives the spare its header, durably, and its name. */
static int begin_segment(SzJournalStore *store, const char *name, SzWallTime created,
                         GError **error)
{
    const char *spare = SZ_JOURNAL_SPARE_NAME;
    guint8 bytes[SZ_SEGMENT_HEADER_BYTES];
    SzSegmentHeader header = {
        .version = SZ_SEGMENT_OF_FRAMES,
        .first_batch = store->next_batch,
        .segment_bytes = store->segment_bytes,
        .created = created,
    };
    memcpy(header.journal_id, store->journal_id, sizeof header.journal_id);
    sz_segment_header_encode(&header, bytes);

    int fd = openat(store->dir_fd, spare, O_RDWR | O_CLOEXEC);
    const char *call = "open";
    int error_number = errno;
    gboolean is_done = fd >= 0;
    if (is_done) {
        call = "write";
        is_done = sz_journal_write_all(fd, bytes, sizeof bytes, 0, &error_number);
    }
    if (is_done) {
        call = "fdatasync";
        is_done = fdatasync(fd) == 0;
        error_number = errno;
    }
    if (is_done) {
        call = "rename";
        is_done = renameat(store->dir_fd, spare, store->dir_fd, name) == 0;
        error_number = errno;
    }
    if (!is_done) {
        sz_journal_close_fd(fd);
        (void)sz_journal_set_error(error, error_number, call, store->path, name);
        return -1;
    }
    return fd;
}

static gboolean roll(SzJournalStore *store, SzWallTime received, GError **error)
{
    if (!sz_segment_maker_wait(store->maker, error)) {
        return FALSE;
    }
    g_autofree char *name = sz_journal_segment_name(store->next_batch);
    SzWallTime created = {MAX(received.ns, store->last_received.ns)};
    int fd = begin_segment(store, name, created, error);
    if (fd < 0) {
        return FALSE;
    }
    sz_journal_close_fd(store->fd);
    g_free(store->name);
    store->fd = fd;
    store->name = g_steal_pointer(&name);
    store->offset = SZ_SEGMENT_HEADER_BYTES;
    store->capacity = store->segment_bytes;
    store->is_name_unsynced = true;
    return TRUE;
}

static gboolean sync_name(SzJournalStore *store, GError **error)
{
    if (store->is_name_unsynced && fsync(store->dir_fd) != 0) {
        return sz_journal_set_error(error, errno, "fsync", store->path, NULL);
    }
    store->is_name_unsynced = false;
    return TRUE;
}

gboolean sz_journal_store_make_room(SzJournalStore *store, const SzBatch *batch, GError **error)
{
    g_return_val_if_fail(sz_journal_group_bytes(store->group) == 0, FALSE);
    if (!wipe(store, error) || !sync_name(store, error)) {
        return FALSE;
    }
    return sz_journal_store_fits(store, batch) ||
           (roll(store, batch->received, error) && sync_name(store, error));
}

void sz_journal_store_add(SzJournalStore *store, const SzBatch *batch, SzReceipt *out)
{
    store->pending_received.ns = MAX(store->pending_received.ns, batch->received.ns);
    *out = (SzReceipt){store->pending_next_batch, store->pending_received};
    sz_journal_group_add(store->group, batch, out->batch, out->received);
    store->pending_next_batch++;
}

/* Takes @n bytes off the front. */
static void advance(struct iovec **pieces, int *n_pieces, gsize n)
{
    while (*n_pieces > 0 && n >= (*pieces)->iov_len) {
        n -= (*pieces)->iov_len;
        (*pieces)++;
        (*n_pieces)--;
    }
    if (n > 0) {
        (*pieces)->iov_base = (guint8 *)(*pieces)->iov_base + n;
        (*pieces)->iov_len -= n;
    }
}

static gboolean write_group(SzJournalStore *store, GError **error)
{
    int n_pieces = 0;
    struct iovec *pieces = sz_journal_group_pieces(store->group, &n_pieces);
    guint64 at = store->offset;
    while (n_pieces > 0) {
        ssize_t n = pwritev(store->fd, pieces, n_pieces, (off_t)at);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return sz_journal_set_error(error, n < 0 ? errno : EIO, "write", store->path,
                                        store->name);
        }
        at += (guint64)n;
        advance(&pieces, &n_pieces, (gsize)n);
    }
    if (fdatasync(store->fd) != 0) {
        return sz_journal_set_error(error, errno, "fdatasync", store->path, store->name);
    }
    return TRUE;
}

gboolean sz_journal_store_commit(SzJournalStore *store, GError **error)
{
    guint64 n_bytes = sz_journal_group_bytes(store->group);
    if (n_bytes == 0) {
        return TRUE;
    }
    gboolean is_written = write_group(store, error);
    if (is_written) {
        store->offset += n_bytes;
        store->next_batch = store->pending_next_batch;
        store->last_received = store->pending_received;
        prepare_spare(store);
    } else {
        /* Tried at once, so that what is refused is gone before anybody hears of it. */
        store->wipe_end = store->offset + n_bytes;
        (void)wipe(store, NULL);
    }
    forget_pending(store);
    return is_written;
}
