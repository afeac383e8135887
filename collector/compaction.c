#include "collector/compaction.h"

#include "collector/compaction_segment.h"
#include "collector/error.h"
#include "collector/journal_folder.h"
#include "collector/journal_reader.h"
#include "collector/journal_scan.h"

/* Figures of feeds are of the newest day and the one before. */
#define DAYS_KEPT 2
/* Frames between two calls of the pace while the journal is read, and bytes. */
#define STEP_FRAMES 1024
#define STEP_BYTES (1U << 20)
/* Of a segment that is compacted: for its pulses, to write it, and once more to compare. */
#define READINGS 3

typedef struct {
    guint64 first_batch;
    guint64 bytes;
    bool is_plain; /* its header is good, and of version 1 */
    SzWallTime
        received_until; /* when the next one was begun; SZ_WALL_TIME_MAX: not known, or it is the last */
    bool is_old;        /* to be compacted; else it is only looked at */
} Segment;

typedef struct {
    const SzCompactionOptions *options; /* borrowed */
    SzCompactionFolder folder;
    GArray
        *segments; /* owned; Segment, ascending: from the first that is old to the last that is */
    SzPulses *pulses; /* owned */
    guint64
        n_bytes; /* to be read in all: the journal, then what is old several times; likewise the next */
    guint64 n_read;
    SzCompactionSummary summary;
} Run;

static void run_clear(Run *run)
{
    sz_journal_close_fd(run->folder.dir_fd);
    g_clear_pointer(&run->segments, g_array_unref);
    g_clear_pointer(&run->pulses, sz_pulses_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static void tell_progress(const Run *run)
{
    if (run->options->on_progress != NULL) {
        run->options->on_progress(MIN(run->n_read, run->n_bytes), run->n_bytes, run->options->user);
    }
}

/* --- which ------------------------------------------------------------------------------------- */

static gboolean read_segment(const Run *run, guint64 first_batch, Segment *out,
                             SzWallTime *out_begun, GError **error)
{
    g_autoptr(SzSegmentScan) scan =
        sz_segment_scan_new(run->folder.dir_fd, run->folder.path, first_batch, error);
    if (scan == NULL) {
        return FALSE;
    }
    const SzSegmentHeader *header = sz_segment_scan_header(scan);
    *out = (Segment){
        .first_batch = first_batch,
        .bytes = sz_segment_scan_file_bytes(scan),
        .is_plain = header != NULL && header->version == SZ_SEGMENT_OF_FRAMES,
        .received_until = SZ_WALL_TIME_MAX,
    };
    *out_begun = header != NULL ? header->created : SZ_WALL_TIME_MAX;
    return TRUE;
}

/* All of them.  What a segment holds was received before the next one was begun. */
static gboolean list_segments(Run *run, GError **error)
{
    g_autoptr(GArray) all = sz_journal_folder_list(run->folder.dir_fd, run->folder.path, error);
    if (all == NULL) {
        return FALSE;
    }
    for (guint i = 0; i < all->len; i++) {
        Segment segment;
        SzWallTime begun;
        if (!read_segment(run, g_array_index(all, guint64, i), &segment, &begun, error)) {
            return FALSE;
        }
        if (i > 0) {
            g_array_index(run->segments, Segment, i - 1).received_until = begun;
        }
        g_array_append_val(run->segments, segment);
        run->n_bytes += segment.bytes;
    }
    return TRUE;
}

/* Says which are old: received at @until or before.  Returns: how many there are up to the last of them. */
static guint judge_age(Run *run, SzWallTime until)
{
    guint n = 0;
    for (guint i = 0; i < run->segments->len; i++) {
        Segment *segment = &g_array_index(run->segments, Segment, i);
        segment->is_old = segment->is_plain && segment->received_until.ns <= until.ns;
        n = segment->is_old ? i + 1 : n;
    }
    return n;
}

static SzWallTime long_ago(const SzCompactionOptions *options, gint64 more_ns)
{
    guint64 ago_ns = (guint64)options->keep_ns + (guint64)more_ns;
    bool is_before_all = sz_ns_between(SZ_WALL_TIME_MIN, options->now) < ago_ns;
    return is_before_all ? SZ_WALL_TIME_MIN : (SzWallTime){options->now.ns - (gint64)ago_ns};
}

/* From the first that is old enough by the clock to the last; none when that is not worth it yet. */
static gboolean find_old(Run *run, GError **error)
{
    if (!list_segments(run, error)) {
        return FALSE;
    }
    bool is_due = judge_age(run, long_ago(run->options, run->options->slack_ns)) > 0;
    guint n = is_due ? judge_age(run, long_ago(run->options, 0)) : 0;
    g_array_set_size(run->segments, n);
    guint n_before = 0;
    while (n_before < n && !g_array_index(run->segments, Segment, n_before).is_old) {
        n_before++;
    }
    g_array_remove_range(run->segments, 0, n_before);
    for (guint i = 0; i < run->segments->len; i++) {
        run->n_bytes += READINGS * g_array_index(run->segments, Segment, i).bytes;
    }
    return TRUE;
}

/* Lines of the newest day and the one before count for the figures of feeds: they are not old. */
static void spare_newest(Run *run)
{
    SzDay newest = 0;
    guint n = 0;
    if (sz_pulses_newest_day(run->pulses, &newest)) {
        SzWallTime from = sz_wall_time_at(newest - DAYS_KEPT + 1, 0);
        n = judge_age(run, (SzWallTime){MIN(from.ns - 1, long_ago(run->options, 0).ns)});
    }
    g_array_set_size(run->segments, n);
}

/* --- the work ---------------------------------------------------------------------------------- */

typedef struct {
    guint n_frames;
    guint64 n_bytes;
} Since; /* the last call of the pace */

/* Returns: false when it is given up. */
static bool keep_pace(Run *run, Since *since, const SzFrame *frame)
{
    const SzCompactionOptions *options = run->options;
    since->n_frames++;
    since->n_bytes += frame->lines.len;
    if (since->n_frames < STEP_FRAMES && since->n_bytes < STEP_BYTES) {
        return true;
    }
    run->n_read += since->n_bytes;
    *since = (Since){0};
    tell_progress(run);
    run->summary.was_given_up = options->pace != NULL && !options->pace(options->user);
    return !run->summary.was_given_up;
}

/* The whole journal; damage in it is told by whoever verifies.  Returns: TRUE, also when it was given up. */
static gboolean scout(Run *run, GError **error)
{
    guint64 first = g_array_index(run->segments, Segment, 0).first_batch;
    bool is_marked = false;
    Since since = {0};
    SzFrame frame;
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(run->options->data_dir, error);
    SzReadResult result = reader != NULL ? SZ_READ_DAMAGE : SZ_READ_ERROR;
    while (result == SZ_READ_DAMAGE || result == SZ_READ_FRAME) {
        result = sz_journal_reader_next(reader, &frame, error);
        if (result != SZ_READ_FRAME) {
            continue;
        }
        if (!is_marked && frame.batch >= first) {
            sz_pulses_mark(run->pulses);
            is_marked = true;
        }
        sz_pulses_scout(run->pulses, frame.lines, frame.received);
        if (!keep_pace(run, &since, &frame)) {
            return TRUE;
        }
    }
    return result == SZ_READ_END;
}

static void leave(Run *run, const Segment *segment)
{
    run->summary.n_left++;
    if (run->options->on_left != NULL) {
        g_autofree char *name = sz_journal_segment_name(segment->first_batch);
        g_autofree char *message =
            g_strdup_printf("journal '%s/%s' is damaged or has a batch too long: it stays as it is",
                            run->folder.path, name);
        run->options->on_left(message, run->options->user);
    }
}

static void count(Run *run, const SzSegmentFigures *figures)
{
    run->summary.n_segments++;
    run->summary.n_lines += figures->n_lines;
    run->summary.n_dropped += sz_pulses_n_going(run->pulses);
    run->summary.bytes_before += figures->bytes_before;
    run->summary.bytes_after += figures->bytes_after;
}

/* Returns: FALSE with @error; else TRUE, also when it stays as it is or was given up. */
static gboolean compact_segment(Run *run, const Segment *segment, GError **error)
{
    SzSegmentFigures figures = {0};
    SzSegmentResult result =
        sz_compaction_look(&run->folder, segment->first_batch, run->pulses, error);
    if (result == SZ_SEGMENT_DONE && segment->is_old) {
        result = sz_compaction_write(&run->folder, segment->first_batch, run->pulses,
                                     run->options->is_dry, &figures, error);
    }
    if (result == SZ_SEGMENT_DONE && segment->is_old) {
        count(run, &figures);
    } else if (result == SZ_SEGMENT_ODD && segment->is_old) {
        leave(run, segment);
    }
    run->summary.was_given_up |= result == SZ_SEGMENT_GIVEN_UP;
    return result != SZ_SEGMENT_FAILED;
}

static gboolean compact_all(Run *run, GError **error)
{
    for (guint i = 0; i < run->segments->len && !run->summary.was_given_up; i++) {
        const Segment *segment = &g_array_index(run->segments, Segment, i);
        if (!compact_segment(run, segment, error)) {
            return FALSE;
        }
        run->n_read += READINGS * segment->bytes;
        tell_progress(run);
    }
    return TRUE;
}

static gboolean run_all(Run *run, GError **error)
{
    if (!find_old(run, error)) {
        return FALSE;
    }
    if (run->segments->len == 0) {
        return TRUE;
    }
    run->pulses = sz_pulses_new();
    if (!scout(run, error)) {
        return FALSE;
    }
    if (run->summary.was_given_up) {
        return TRUE;
    }
    run->summary.has_read = true;
    spare_newest(run);
    return compact_all(run, error);
}

gboolean sz_compaction_run(const SzCompactionOptions *options, SzCompactionSummary *out,
                           GError **error)
{
    g_auto(Run) run = {.options = options, .folder.dir_fd = -1};
    g_autofree char *path = sz_journal_folder_path(options->data_dir);
    *out = (SzCompactionSummary){0};
    run.segments = g_array_new(FALSE, FALSE, sizeof(Segment));
    run.folder = (SzCompactionFolder){
        .dir_fd = sz_journal_folder_open(options->data_dir, false, NULL, error),
        .path = path,
        .pace = options->pace,
        .user = options->user,
    };
    gboolean is_done = run.folder.dir_fd >= 0 && run_all(&run, error);
    *out = run.summary;
    return is_done;
}
