#include "collector/journal_reader.h"

#include "collector/error.h"
#include "collector/journal_folder.h"
#include "collector/journal_scan.h"

/* How long bytes at the live end may look wrong while a writer is at work before they are called
 * damage, and how long all such waits of one reader may take together. */
enum { LOOK_AGAIN_US = 2000, LOOKS = 100, LOOKS_IN_ALL = 1000 };

struct SzJournalReader {
    char *path;          /* owned; of the folder */
    char *data_dir;      /* owned */
    int dir_fd;          /* -1: no journal yet */
    GArray *segments;    /* owned; first batches, ascending */
    guint i_segment;     /* of @scan */
    SzSegmentScan *scan; /* owned; NULL before the first segment */
    guint64 expected;    /* the next batch; 0 before the first segment */
    bool has_id;
    guint8 journal_id[SZ_JOURNAL_ID_BYTES];
    GQueue damage;  /* owned strings, found and not yet told */
    char *told;     /* owned; the last damage told */
    bool has_frame; /* @frame waits behind the damage */
    SzFrame frame;  /* borrowed from @scan */
    guint64 tail_bytes;
    guint n_looks; /* taken again so far */
};

typedef enum { MORE, AT_END, FAILED } Step;

static void note_damage(SzJournalReader *reader, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void note_damage(SzJournalReader *reader, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_queue_push_tail(&reader->damage,
                      g_strdup_printf("%s: %s", sz_segment_scan_name(reader->scan), what));
}

/* With the first batch that is there although an earlier one is expected. */
static void note_gap(SzJournalReader *reader, guint64 offset, guint64 found)
{
    note_damage(reader,
                "offset %" G_GUINT64_FORMAT ": gap: batches %" G_GUINT64_FORMAT
                "..%" G_GUINT64_FORMAT " are missing",
                offset, reader->expected, found - 1);
}

static void look_at_header(SzJournalReader *reader, guint64 first_batch)
{
    const SzSegmentHeader *header = sz_segment_scan_header(reader->scan);
    if (header == NULL) {
        note_damage(reader, "offset 0: batch %" G_GUINT64_FORMAT ": bad segment header",
                    first_batch);
    } else if (!reader->has_id) {
        reader->has_id = true;
        memcpy(reader->journal_id, header->journal_id, SZ_JOURNAL_ID_BYTES);
    } else if (memcmp(reader->journal_id, header->journal_id, SZ_JOURNAL_ID_BYTES) != 0) {
        note_damage(reader, "offset 0: batch %" G_GUINT64_FORMAT ": segment of another journal",
                    first_batch);
    }
    if (reader->expected == 0) {
        reader->expected = first_batch;
    } else if (first_batch > reader->expected) {
        note_gap(reader, 0, first_batch);
        reader->expected = first_batch;
    }
}

static gboolean open_segment(SzJournalReader *reader, guint i, GError **error)
{
    guint64 first_batch = g_array_index(reader->segments, guint64, i);
    SzSegmentScan *scan = sz_segment_scan_new(reader->dir_fd, reader->path, first_batch, error);
    if (scan == NULL) {
        return FALSE;
    }
    sz_segment_scan_free(reader->scan);
    reader->scan = scan;
    reader->i_segment = i;
    look_at_header(reader, first_batch);
    return TRUE;
}

static gboolean open_folder(SzJournalReader *reader, GError **error)
{
    bool is_missing = false;
    reader->dir_fd = sz_journal_folder_open(reader->data_dir, false, &is_missing, error);
    return reader->dir_fd >= 0 || is_missing;
}

/* Looks for segments begun since; those known keep their places. */
static gboolean list_segments(SzJournalReader *reader, GError **error)
{
    if (reader->dir_fd < 0 && !open_folder(reader, error)) {
        return FALSE;
    }
    if (reader->dir_fd < 0) {
        return TRUE;
    }
    g_autoptr(GArray) all = sz_journal_folder_list(reader->dir_fd, reader->path, error);
    if (all == NULL) {
        return FALSE;
    }
    guint64 last = reader->segments->len > 0
                       ? g_array_index(reader->segments, guint64, reader->segments->len - 1)
                       : 0;
    for (guint i = 0; i < all->len; i++) {
        guint64 first_batch = g_array_index(all, guint64, i);
        if (first_batch > last) {
            g_array_append_val(reader->segments, first_batch);
        }
    }
    return TRUE;
}

static bool is_last_segment(const SzJournalReader *reader)
{
    return reader->i_segment + 1 >= reader->segments->len;
}

/* Scans on; what looks like damage at the live end may be a frame of which a part was read before it was
 * written and a part after. */
static SzScanResult scan_patiently(SzJournalReader *reader, SzScanItem *item, GError **error)
{
    guint64 offset = sz_segment_scan_offset(reader->scan);
    SzScanResult result = sz_segment_scan_next(reader->scan, reader->expected, item, error);
    if (result != SZ_SCAN_DAMAGE || !is_last_segment(reader) ||
        !sz_journal_folder_is_locked(reader->dir_fd)) {
        return result;
    }
    for (guint i = 0; i < LOOKS && result == SZ_SCAN_DAMAGE && reader->n_looks < LOOKS_IN_ALL;
         i++) {
        reader->n_looks++;
        g_usleep(LOOK_AGAIN_US);
        sz_segment_scan_seek(reader->scan, offset);
        result = sz_segment_scan_next(reader->scan, reader->expected, item, error);
    }
    return result;
}

static void take_frame(SzJournalReader *reader, const SzScanItem *item)
{
    if (item->frame.batch > reader->expected) {
        note_gap(reader, item->offset, item->frame.batch);
    }
    reader->expected = item->frame.batch + 1;
    reader->frame = item->frame;
    reader->has_frame = true;
}

static void note_bad_bytes(SzJournalReader *reader, const SzScanItem *item, const char *problem)
{
    note_damage(reader,
                "offset %" G_GUINT64_FORMAT ": batch %" G_GUINT64_FORMAT ": %s (%" G_GUINT64_FORMAT
                " bytes passed over)",
                item->offset, reader->expected, problem, item->end - item->offset);
}

/* The segment has no more frames. */
static Step leave_segment(SzJournalReader *reader, const SzScanItem *item, bool has_tail,
                          GError **error)
{
    if (is_last_segment(reader)) {
        if (!list_segments(reader, error)) {
            return FAILED;
        }
        if (is_last_segment(reader)) {
            reader->tail_bytes = item->end - item->offset;
            return AT_END;
        }
        /* Frames may have come between the look at the end and the start of the next segment. */
        return MORE;
    }
    if (has_tail) {
        note_bad_bytes(reader, item, "unfinished frame before the end of the journal");
    }
    return open_segment(reader, reader->i_segment + 1, error) ? MORE : FAILED;
}

static Step step(SzJournalReader *reader, GError **error)
{
    if (reader->scan == NULL) {
        if (!list_segments(reader, error)) {
            return FAILED;
        }
        if (reader->segments->len == 0) {
            return AT_END;
        }
        return open_segment(reader, 0, error) ? MORE : FAILED;
    }
    SzScanItem item;
    SzScanResult result = scan_patiently(reader, &item, error);
    switch (result) {
    case SZ_SCAN_FRAME:
        take_frame(reader, &item);
        return MORE;
    case SZ_SCAN_DAMAGE:
        note_bad_bytes(reader, &item, item.problem);
        return MORE;
    case SZ_SCAN_END:
    case SZ_SCAN_TAIL:
        return leave_segment(reader, &item, result == SZ_SCAN_TAIL, error);
    case SZ_SCAN_ERROR:
        break;
    }
    return FAILED;
}

SzReadResult sz_journal_reader_next(SzJournalReader *reader, SzFrame *out_frame, GError **error)
{
    reader->tail_bytes = 0;
    for (;;) {
        if (!g_queue_is_empty(&reader->damage)) {
            g_free(reader->told);
            reader->told = g_queue_pop_head(&reader->damage);
            return SZ_READ_DAMAGE;
        }
        if (reader->has_frame) {
            reader->has_frame = false;
            *out_frame = reader->frame;
            return SZ_READ_FRAME;
        }
        Step next = step(reader, error);
        if (next == FAILED) {
            return SZ_READ_ERROR;
        }
        if (next == AT_END) {
            return SZ_READ_END;
        }
    }
}

/* The last segment that begins with @batch or before; -1: none does. */
static gint64 segment_of(const SzJournalReader *reader, guint64 batch)
{
    gint64 i = (gint64)reader->segments->len - 1;
    while (i >= 0 && g_array_index(reader->segments, guint64, i) > batch) {
        i--;
    }
    return i;
}

gboolean sz_journal_reader_begin_at(SzJournalReader *reader, guint64 batch, GError **error)
{
    gint64 i = segment_of(reader, batch);
    if (i <= 0) {
        return TRUE; /* as it stands */
    }
    reader->expected = 0;
    return open_segment(reader, (guint)i, error);
}

gboolean sz_journal_reader_seek(SzJournalReader *reader, const guint8 *journal_id, guint64 batch,
                                SzWallTime received, GError **error)
{
    if (!sz_journal_reader_begin_at(reader, batch, error) || !reader->has_id ||
        memcmp(reader->journal_id, journal_id, SZ_JOURNAL_ID_BYTES) != 0) {
        return FALSE;
    }
    SzFrame frame;
    SzReadResult result = SZ_READ_FRAME;
    do { /* damage on the way is of what is known already */
        result = sz_journal_reader_next(reader, &frame, error);
    } while (result == SZ_READ_DAMAGE || (result == SZ_READ_FRAME && frame.batch < batch));
    return result == SZ_READ_FRAME && frame.batch == batch && frame.received.ns == received.ns;
}

/* When the first frame that can be read from segment @i on was received; WALL_TIME_MAX: there is none. */
static gboolean read_first(SzJournalReader *reader, guint i, SzWallTime *out, GError **error)
{
    SzFrame frame;
    SzReadResult result = SZ_READ_DAMAGE;
    reader->expected = 0;
    reader->has_frame = false;
    if (!open_segment(reader, i, error)) {
        return FALSE;
    }
    while (result == SZ_READ_DAMAGE) {
        result = sz_journal_reader_next(reader, &frame, error);
    }
    *out = result == SZ_READ_FRAME ? frame.received : SZ_WALL_TIME_MAX;
    return result != SZ_READ_ERROR;
}

gboolean sz_journal_reader_look_back(SzJournalReader *reader, guint64 batch, SzWallTime since,
                                     bool *out_is_whole, GError **error)
{
    bool is_whole = true;
    SzWallTime begun = SZ_WALL_TIME_MAX;
    for (gint64 i = segment_of(reader, batch); i >= 0 && is_whole && begun.ns >= since.ns; i--) {
        if (!read_first(reader, (guint)i, &begun, error)) {
            return FALSE;
        }
        is_whole = !sz_segment_scan_has_blocks(reader->scan);
    }
    *out_is_whole = is_whole;
    return TRUE;
}

const char *sz_journal_reader_damage(const SzJournalReader *reader)
{
    return reader->told;
}

bool sz_journal_reader_is_at_end(const SzJournalReader *reader)
{
    return is_last_segment(reader);
}

guint64 sz_journal_reader_tail_bytes(const SzJournalReader *reader)
{
    return reader->tail_bytes;
}

SzJournalReader *sz_journal_reader_open(const char *data_dir, GError **error)
{
    g_autoptr(SzJournalReader) reader = g_new0(SzJournalReader, 1);
    reader->path = sz_journal_folder_path(data_dir);
    reader->data_dir = g_strdup(data_dir);
    reader->dir_fd = -1;
    reader->segments = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_queue_init(&reader->damage);
    if (!g_file_test(data_dir, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "no such data folder: '%s'",
                    data_dir);
        return NULL;
    }
    if (!list_segments(reader, error)) {
        return NULL;
    }
    if (reader->segments->len > 0 && !open_segment(reader, 0, error)) {
        return NULL;
    }
    return g_steal_pointer(&reader);
}

void sz_journal_reader_free(SzJournalReader *reader)
{
    if (reader == NULL) {
        return;
    }
    sz_segment_scan_free(reader->scan);
    sz_journal_close_fd(reader->dir_fd);
    g_array_unref(reader->segments);
    g_queue_clear_full(&reader->damage, g_free);
    g_free(reader->told);
    g_free(reader->path);
    g_free(reader->data_dir);
    g_free(reader);
}
