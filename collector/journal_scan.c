#include "collector/journal_scan_internal.h"

#include "collector/error.h"
#include "collector/journal_block.h"
#include "collector/journal_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WINDOW_BYTES = 1 << 18 };

static void forget_window(SzSegmentScan *scan)
{
    g_byte_array_set_size(scan->window, 0);
}

void sz_scan_look_at_size(SzSegmentScan *scan)
{
    struct stat status;
    if (fstat(scan->fd, &status) == 0) {
        scan->file_bytes = (guint64)status.st_size;
    } else {
        scan->error_number = errno;
    }
}

/* Reads up to @len bytes; what is behind the end of the file, or cannot be read, is zero. */
static void read_or_zero(SzSegmentScan *scan, guint8 *out, guint64 len, guint64 offset)
{
    guint64 done = 0;
    while (done < len) {
        ssize_t n = pread(scan->fd, out + done, len - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            scan->error_number = errno;
        }
        if (n <= 0) {
            break;
        }
        done += (guint64)n;
    }
    if (done < len) {
        memset(out + done, 0, len - done);
    }
}

const guint8 *sz_scan_view(SzSegmentScan *scan, guint64 offset, guint64 len)
{
    guint64 from = scan->window_from;
    if (offset < from || offset + len > from + scan->window->len) {
        guint64 left = scan->file_bytes > offset ? scan->file_bytes - offset : 0;
        guint64 n = MAX(len, MIN(left, WINDOW_BYTES));
        g_byte_array_set_size(scan->window, (guint)n);
        scan->window_from = offset;
        read_or_zero(scan, scan->window->data, n, offset);
    }
    return scan->window->data + (offset - scan->window_from);
}

SzFrame sz_scan_frame(const guint8 *bytes, const SzFrameHeader *header)
{
    const char *payload = (const char *)bytes + SZ_FRAME_HEADER_BYTES;
    return (SzFrame){
        .batch = header->batch,
        .received = header->received,
        .source = header->source,
        .source_name = {payload, header->name_bytes},
        .n_lines = header->n_lines,
        .lines = {payload + header->name_bytes, header->payload_bytes - header->name_bytes},
    };
}

/* The frame at @offset, when it is good. */
static SzFrameState look_at_frame(SzSegmentScan *scan, guint64 offset, SzScanItem *out)
{
    SzFrameHeader header;
    if (offset + SZ_FRAME_HEADER_BYTES > scan->file_bytes ||
        !sz_frame_header_decode(sz_scan_view(scan, offset, SZ_FRAME_HEADER_BYTES), &header)) {
        return SZ_FRAME_BAD_HEADER;
    }
    guint64 total = sz_frame_bytes(header.payload_bytes);
    if (total > scan->file_bytes - offset) {
        return SZ_FRAME_BAD_HEADER;
    }
    const guint8 *frame = sz_scan_view(scan, offset, total);
    SzFrameState state = sz_frame_check(frame, &header);
    if (state != SZ_FRAME_GOOD) {
        return state;
    }
    *out = (SzScanItem){
        .offset = offset, .end = offset + total, .frame = sz_scan_frame(frame, &header)};
    return SZ_FRAME_GOOD;
}

/* One past the last byte in [from, end of file) that is not zero, or @from. */
static guint64 find_end_of_bytes(SzSegmentScan *scan, guint64 from)
{
    forget_window(scan);
    for (guint64 end = scan->file_bytes; end > from;) {
        guint64 n = MIN(end - from, WINDOW_BYTES);
        const guint8 *block = sz_scan_view(scan, end - n, n);
        guint64 left = n;
        while (left > 0 && block[left - 1] == 0) {
            left--;
        }
        if (left > 0) {
            return end - n + left;
        }
        end -= n;
    }
    return from;
}

/* The first good frame in [from, end) that may follow. */
static bool find_frame(SzSegmentScan *scan, guint64 from, guint64 end, guint64 expected,
                       SzScanItem *out)
{
    for (guint64 at = from; at + SZ_FRAME_HEADER_BYTES <= end; at += SZ_FRAME_ALIGN_BYTES) {
        if (look_at_frame(scan, at, out) == SZ_FRAME_GOOD && out->frame.batch >= expected) {
            return true;
        }
    }
    return false;
}

static const char *describe(SzFrameState state)
{
    static const char *const texts[] = {
        [SZ_FRAME_GOOD] = "a batch that was there before",
        [SZ_FRAME_BAD_HEADER] = "bytes that are no frame",
        [SZ_FRAME_BAD_END_MARK] = "frame with a bad end mark",
        [SZ_FRAME_BAD_CHECKSUM] = "frame with a bad checksum",
    };
    return texts[state];
}

static guint64 room_at(const SzSegmentScan *scan, guint64 offset)
{
    guint64 limit = MAX(scan->file_bytes, scan->has_header ? scan->header.segment_bytes : 0);
    return limit > offset ? limit - offset : 0;
}

/* No good frame stands at the offset: says what does. */
static SzScanResult judge_rest(SzSegmentScan *scan, guint64 expected, SzFrameState state,
                               SzScanItem *out)
{
    guint64 from = scan->offset;
    guint64 end = find_end_of_bytes(scan, from);
    *out = (SzScanItem){.offset = from, .end = end};
    if (end == from) {
        return SZ_SCAN_END;
    }
    if (state != SZ_FRAME_GOOD &&
        sz_frame_is_unfinished(sz_scan_view(scan, from, SZ_FRAME_HEADER_BYTES), end - from,
                               expected, room_at(scan, from))) {
        return SZ_SCAN_TAIL;
    }
    SzScanItem next;
    out->problem = describe(state);
    out->is_last = !find_frame(scan, from + SZ_FRAME_ALIGN_BYTES, end, expected, &next);
    if (!out->is_last) {
        out->end = next.offset;
    }
    guint64 align = SZ_FRAME_ALIGN_BYTES;
    scan->offset = (out->end + align - 1) / align * align;
    return SZ_SCAN_DAMAGE;
}

static SzScanResult next_of_frames(SzSegmentScan *scan, guint64 expected, SzScanItem *out)
{
    SzFrameState state = look_at_frame(scan, scan->offset, out);
    if (state != SZ_FRAME_GOOD) {
        /* The window may be older than a frame that a writer has finished since. */
        forget_window(scan);
        sz_scan_look_at_size(scan);
        state = look_at_frame(scan, scan->offset, out);
    }
    if (state == SZ_FRAME_GOOD && out->frame.batch >= expected) {
        scan->offset = out->end;
        return SZ_SCAN_FRAME;
    }
    return judge_rest(scan, expected, state, out);
}

SzScanResult sz_segment_scan_next(SzSegmentScan *scan, guint64 expected, SzScanItem *out,
                                  GError **error)
{
    scan->error_number = 0;
    SzScanResult result = scan->has_blocks ? sz_scan_next_in_blocks(scan, expected, out)
                                           : next_of_frames(scan, expected, out);
    if (scan->error_number != 0) {
        (void)sz_journal_set_error(error, scan->error_number, "read", scan->path, scan->name);
        return SZ_SCAN_ERROR;
    }
    return result;
}

static gboolean read_header(SzSegmentScan *scan, GError **error)
{
    guint8 bytes[SZ_SEGMENT_HEADER_BYTES];
    sz_scan_look_at_size(scan);
    read_or_zero(scan, bytes, sizeof bytes, 0);
    if (scan->error_number != 0) {
        return sz_journal_set_error(error, scan->error_number, "read", scan->path, scan->name);
    }
    SzHeaderState state = sz_segment_header_decode(bytes, &scan->header);
    if (state == SZ_HEADER_NEWER) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_VERSION,
                    "journal '%s/%s' has format version %u, this program knows up to %d",
                    scan->path, scan->name, scan->header.version, SZ_JOURNAL_VERSION);
        return FALSE;
    }
    scan->has_header = state == SZ_HEADER_GOOD && scan->header.first_batch == scan->first_batch;
    /* A bad header does not hide what is behind it. */
    scan->has_blocks = scan->has_header
                           ? scan->header.version == SZ_SEGMENT_OF_BLOCKS
                           : sz_block_is_magic(sz_scan_view(scan, scan->offset, sizeof(guint64)));
    return TRUE;
}

static gboolean open_file(SzSegmentScan *scan, int dir_fd, GError **error)
{
    scan->fd = openat(dir_fd, scan->name, O_RDONLY | O_CLOEXEC);
    if (scan->fd < 0) {
        return sz_journal_set_error(error, errno, "open", scan->path, scan->name);
    }
    return read_header(scan, error);
}

SzSegmentScan *sz_segment_scan_new(int dir_fd, const char *path, guint64 first_batch,
                                   GError **error)
{
    g_autofree char *name = sz_journal_segment_name(first_batch);
    return sz_segment_scan_new_named(dir_fd, path, name, first_batch, error);
}

SzSegmentScan *sz_segment_scan_new_named(int dir_fd, const char *path, const char *name,
                                         guint64 first_batch, GError **error)
{
    SzSegmentScan *scan = g_new0(SzSegmentScan, 1);
    scan->path = g_strdup(path);
    scan->name = g_strdup(name);
    scan->first_batch = first_batch;
    scan->offset = SZ_SEGMENT_HEADER_BYTES;
    scan->window = g_byte_array_new();
    scan->block = g_byte_array_new();
    if (!open_file(scan, dir_fd, error)) {
        sz_segment_scan_free(scan);
        return NULL;
    }
    return scan;
}

void sz_segment_scan_free(SzSegmentScan *scan)
{
    if (scan == NULL) {
        return;
    }
    sz_journal_close_fd(scan->fd);
    g_byte_array_unref(scan->window);
    g_byte_array_unref(scan->block);
    g_free(scan->path);
    g_free(scan->name);
    g_free(scan);
}

const char *sz_segment_scan_name(const SzSegmentScan *scan)
{
    return scan->name;
}

const SzSegmentHeader *sz_segment_scan_header(const SzSegmentScan *scan)
{
    return scan->has_header ? &scan->header : NULL;
}

bool sz_segment_scan_has_blocks(const SzSegmentScan *scan)
{
    return scan->has_blocks;
}

guint64 sz_segment_scan_offset(const SzSegmentScan *scan)
{
    return scan->offset;
}

void sz_segment_scan_seek(SzSegmentScan *scan, guint64 offset)
{
    forget_window(scan);
    g_byte_array_set_size(scan->block, 0);
    scan->offset = offset;
}

guint64 sz_segment_scan_file_bytes(const SzSegmentScan *scan)
{
    return scan->file_bytes;
}

gboolean sz_segment_scan_copy(SzSegmentScan *scan, guint64 offset, guint64 len, GByteArray *out,
                              GError **error)
{
    scan->error_number = 0;
    sz_scan_look_at_size(scan);
    guint old = out->len;
    g_byte_array_set_size(out, old + (guint)len);
    read_or_zero(scan, out->data + old, len, offset);
    bool is_short = offset + len > scan->file_bytes;
    if (scan->error_number == 0 && !is_short) {
        return TRUE;
    }
    g_byte_array_set_size(out, old);
    return sz_journal_set_error(error, is_short ? EIO : scan->error_number, "read", scan->path,
                                scan->name);
}
