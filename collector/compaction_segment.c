#include "collector/compaction_segment.h"

#include "collector/error.h"
#include "collector/journal_block.h"
#include "collector/journal_folder.h"
#include "collector/journal_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Between two calls of the pace. */
#define STEP_BYTES (1U << 20)

/* --- reading ------------------------------------------------------------------------------- */

typedef struct {
    const SzCompactionFolder *folder; /* borrowed */
    SzSegmentScan *scan;              /* owned */
    guint64 expected;
    guint64 n_bytes; /* since the last call of the pace */
    bool is_odd;     /* so far: damaged, or a batch is missing */
    SzFrame frame;   /* at hand; borrowed from the scan */
} Walk;

typedef enum { WALK_FRAME, WALK_END, WALK_GIVEN_UP, WALK_FAILED } Step;

static void walk_clear(Walk *walk)
{
    g_clear_pointer(&walk->scan, sz_segment_scan_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Walk, walk_clear)

static gboolean walk_begin(Walk *walk, const SzCompactionFolder *folder, const char *name,
                           guint64 first_batch, GError **error)
{
    *walk = (Walk){.folder = folder, .expected = first_batch};
    walk->scan = sz_segment_scan_new_named(folder->dir_fd, folder->path, name, first_batch, error);
    return walk->scan != NULL;
}

static bool keep_pace(Walk *walk)
{
    if (walk->n_bytes < STEP_BYTES) {
        return true;
    }
    walk->n_bytes = 0;
    return walk->folder->pace == NULL || walk->folder->pace(walk->folder->user);
}

/* To the next frame, past damage. */
static Step walk_on(Walk *walk, GError **error)
{
    for (;;) {
        SzScanItem item;
        if (!keep_pace(walk)) {
            return WALK_GIVEN_UP;
        }
        switch (sz_segment_scan_next(walk->scan, walk->expected, &item, error)) {
        case SZ_SCAN_FRAME:
            walk->is_odd |= item.frame.batch != walk->expected;
            walk->frame = item.frame;
            walk->expected = item.frame.batch + 1;
            walk->n_bytes += item.frame.lines.len;
            return WALK_FRAME;
        case SZ_SCAN_DAMAGE:
            walk->is_odd = true;
            break;
        case SZ_SCAN_TAIL:
            walk->is_odd = true;
            return WALK_END;
        case SZ_SCAN_END:
            return WALK_END;
        case SZ_SCAN_ERROR:
            return WALK_FAILED;
        }
    }
}

/* What the end of a walk makes of its segment; @step is no frame. */
static SzSegmentResult result_of(const Walk *walk, Step step)
{
    if (step == WALK_END) {
        return walk->is_odd ? SZ_SEGMENT_ODD : SZ_SEGMENT_DONE;
    }
    return step == WALK_GIVEN_UP ? SZ_SEGMENT_GIVEN_UP : SZ_SEGMENT_FAILED;
}

SzSegmentResult sz_compaction_look(const SzCompactionFolder *folder, guint64 first_batch,
                                   SzPulses *pulses, GError **error)
{
    g_auto(Walk) walk = {0};
    g_autofree char *name = sz_journal_segment_name(first_batch);
    if (!walk_begin(&walk, folder, name, first_batch, error)) {
        return SZ_SEGMENT_FAILED;
    }
    /* What is behind damage is seen, too: the segments that follow are judged by it. */
    Step step = WALK_FRAME;
    sz_pulses_begin_segment(pulses);
    while ((step = walk_on(&walk, error)) == WALK_FRAME) {
        sz_pulses_look(pulses, walk.frame.lines, walk.frame.received);
    }
    return result_of(&walk, step);
}

/* --- writing ------------------------------------------------------------------------------- */

typedef struct {
    const SzCompactionFolder *folder; /* borrowed */
    int fd;                           /* -1: nothing is written */
    guint64 offset;
    GByteArray *frames;  /* owned; of the block in the making */
    guint64 first_batch; /* of it */
    GByteArray *block;   /* owned */
    GString *lines;      /* owned; of the frame in the making */
    guint64 n_lines;     /* of the segment, so far */
} Writer;

static void writer_clear(Writer *writer)
{
    sz_journal_close_fd(writer->fd);
    g_clear_pointer(&writer->frames, g_byte_array_unref);
    g_clear_pointer(&writer->block, g_byte_array_unref);
    if (writer->lines != NULL) {
        (void)g_string_free(g_steal_pointer(&writer->lines), TRUE);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Writer, writer_clear)

static gboolean fail(const Writer *writer, int error_number, const char *call, GError **error)
{
    return sz_journal_set_error(error, error_number, call, writer->folder->path,
                                SZ_JOURNAL_COMPACTED_TEMP_NAME);
}

static gboolean writer_begin(Writer *writer, const SzCompactionFolder *folder, bool is_dry,
                             GError **error)
{
    *writer = (Writer){
        .folder = folder,
        .fd = -1,
        .offset = SZ_SEGMENT_HEADER_BYTES,
        .frames = g_byte_array_new(),
        .block = g_byte_array_new(),
        .lines = g_string_new(NULL),
    };
    if (is_dry) {
        return TRUE;
    }
    writer->fd = openat(folder->dir_fd, SZ_JOURNAL_COMPACTED_TEMP_NAME,
                        O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return writer->fd >= 0 || fail(writer, errno, "open", error);
}

static gboolean write_at(const Writer *writer, const void *data, gsize len, guint64 offset,
                         GError **error)
{
    int error_number = 0;
    return writer->fd < 0 || sz_journal_write_all(writer->fd, data, len, offset, &error_number) ||
           fail(writer, error_number, "write", error);
}

static gboolean flush_block(Writer *writer, GError **error)
{
    if (writer->frames->len == 0) {
        return TRUE;
    }
    g_byte_array_set_size(writer->block, 0);
    sz_block_append(writer->block, writer->frames, writer->first_batch);
    g_byte_array_set_size(writer->frames, 0);
    guint64 at = writer->offset;
    writer->offset += writer->block->len;
    return write_at(writer, writer->block->data, writer->block->len, at, error);
}

/* Of a line that goes only its end stays. */
static void copy_lines(Writer *writer, SzSlice lines, const SzPulses *pulses)
{
    g_string_truncate(writer->lines, 0);
    const char *end = lines.data + lines.len;
    for (const char *line = lines.data; line < end; writer->n_lines++) {
        const char *feed = memchr(line, '\n', (gsize)(end - line));
        const char *next = feed != NULL ? feed + 1 : end;
        if (!sz_pulses_goes(pulses, writer->n_lines)) {
            g_string_append_len(writer->lines, line, next - line);
        } else if (feed != NULL) {
            g_string_append_c(writer->lines, '\n');
        }
        line = next;
    }
}

/* Returns: DONE, ODD (too long) or FAILED. */
static SzSegmentResult add_frame(Writer *writer, const SzFrame *frame, const SzPulses *pulses,
                                 GError **error)
{
    copy_lines(writer, frame->lines, pulses);
    const SzFrameHeader header = {
        .payload_bytes = (guint32)(frame->source_name.len + writer->lines->len),
        .batch = frame->batch,
        .received = frame->received,
        .n_lines = frame->n_lines,
        .source = frame->source,
        .name_bytes = (guint8)frame->source_name.len,
    };
    guint64 n_bytes = sz_frame_bytes(header.payload_bytes);
    if (n_bytes > SZ_BLOCK_RAW_MAX_BYTES) {
        return SZ_SEGMENT_ODD;
    }
    bool is_full = writer->frames->len > 0 && writer->frames->len + n_bytes > SZ_BLOCK_RAW_BYTES;
    if (is_full && !flush_block(writer, error)) {
        return SZ_SEGMENT_FAILED;
    }
    if (writer->frames->len == 0) {
        writer->first_batch = frame->batch;
    }
    sz_frame_append(writer->frames, &header, frame->source_name,
                    (SzSlice){writer->lines->str, writer->lines->len});
    return SZ_SEGMENT_DONE;
}

static gboolean finish(Writer *writer, const SzSegmentHeader *before, GError **error)
{
    guint8 bytes[SZ_SEGMENT_HEADER_BYTES];
    if (!flush_block(writer, error)) {
        return FALSE;
    }
    SzSegmentHeader header = *before;
    header.version = SZ_SEGMENT_OF_BLOCKS;
    header.segment_bytes = writer->offset;
    sz_segment_header_encode(&header, bytes);
    if (!write_at(writer, bytes, sizeof bytes, 0, error)) {
        return FALSE;
    }
    return writer->fd < 0 || fsync(writer->fd) == 0 || fail(writer, errno, "fsync", error);
}

static bool is_same_frame(const SzFrame *a, const SzFrame *b)
{
    return a->batch == b->batch && a->received.ns == b->received.ns && a->source == b->source &&
           a->n_lines == b->n_lines && sz_slice_equal(a->source_name, b->source_name);
}

/* Whether two walks go over the same frames. */
static SzSegmentResult compare(Walk *before, Walk *after, GError **error)
{
    Step step = WALK_FRAME;
    while (step == WALK_FRAME) {
        step = walk_on(before, error);
        Step after_step = step == WALK_FRAME || step == WALK_END ? walk_on(after, error) : step;
        if (after_step == WALK_FAILED || after_step == WALK_GIVEN_UP) {
            return result_of(after, after_step);
        }
        if (step != after_step ||
            (step == WALK_FRAME && !is_same_frame(&before->frame, &after->frame))) {
            return SZ_SEGMENT_ODD;
        }
    }
    return before->is_odd ? SZ_SEGMENT_ODD : result_of(after, step);
}

/* Whether what was written reads as the same frames: a segment that is replaced is gone for good. */
static SzSegmentResult read_back(const SzCompactionFolder *folder, guint64 first_batch,
                                 GError **error)
{
    g_auto(Walk) before = {0};
    g_auto(Walk) after = {0};
    g_autofree char *name = sz_journal_segment_name(first_batch);
    if (!walk_begin(&before, folder, name, first_batch, error) ||
        !walk_begin(&after, folder, SZ_JOURNAL_COMPACTED_TEMP_NAME, first_batch, error)) {
        return SZ_SEGMENT_FAILED;
    }
    return compare(&before, &after, error);
}

static gboolean take_place(const Writer *writer, const char *name, GError **error)
{
    const SzCompactionFolder *folder = writer->folder;
    if (renameat(folder->dir_fd, SZ_JOURNAL_COMPACTED_TEMP_NAME, folder->dir_fd, name) != 0) {
        return fail(writer, errno, "rename", error);
    }
    return fsync(folder->dir_fd) == 0 ||
           sz_journal_set_error(error, errno, "fsync", folder->path, NULL);
}

static SzSegmentResult write_frames(Writer *writer, Walk *walk, const SzPulses *pulses,
                                    GError **error)
{
    Step step = WALK_FRAME;
    while ((step = walk_on(walk, error)) == WALK_FRAME) {
        SzSegmentResult added = add_frame(writer, &walk->frame, pulses, error);
        if (added != SZ_SEGMENT_DONE) {
            return added;
        }
    }
    return result_of(walk, step);
}

static SzSegmentResult replace(Writer *writer, Walk *walk, const SzPulses *pulses, GError **error)
{
    SzSegmentResult result = write_frames(writer, walk, pulses, error);
    if (result != SZ_SEGMENT_DONE) {
        return result;
    }
    if (!finish(writer, sz_segment_scan_header(walk->scan), error)) {
        return SZ_SEGMENT_FAILED;
    }
    if (writer->fd < 0) {
        return SZ_SEGMENT_DONE;
    }
    result = read_back(writer->folder, sz_segment_scan_header(walk->scan)->first_batch, error);
    bool is_right = result == SZ_SEGMENT_DONE;
    return is_right && !take_place(writer, sz_segment_scan_name(walk->scan), error)
               ? SZ_SEGMENT_FAILED
               : result;
}

SzSegmentResult sz_compaction_write(const SzCompactionFolder *folder, guint64 first_batch,
                                    const SzPulses *pulses, bool is_dry, SzSegmentFigures *out,
                                    GError **error)
{
    g_auto(Walk) walk = {0};
    g_auto(Writer) writer = {.fd = -1};
    g_autofree char *name = sz_journal_segment_name(first_batch);
    if (!walk_begin(&walk, folder, name, first_batch, error)) {
        return SZ_SEGMENT_FAILED;
    }
    if (sz_segment_scan_header(walk.scan) == NULL) {
        return SZ_SEGMENT_ODD;
    }
    if (!writer_begin(&writer, folder, is_dry, error)) {
        return SZ_SEGMENT_FAILED;
    }
    SzSegmentResult result = replace(&writer, &walk, pulses, error);
    if (result != SZ_SEGMENT_DONE) {
        if (!is_dry) {
            (void)unlinkat(folder->dir_fd, SZ_JOURNAL_COMPACTED_TEMP_NAME, 0);
        }
        return result;
    }
    *out = (SzSegmentFigures){
        .n_lines = writer.n_lines,
        .bytes_before = sz_segment_scan_file_bytes(walk.scan),
        .bytes_after = writer.offset,
    };
    return SZ_SEGMENT_DONE;
}
