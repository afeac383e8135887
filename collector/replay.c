#include "collector/replay.h"

#include "collector/error.h"
#include "collector/journal_reader.h"

#define N_TIME_DIGITS                                                                              \
    19 /* of the latest time there is, and no number of so many is above G_MAXUINT64 */

typedef struct {
    const SzReplayScope *scope;
    const SzReplaySink *sink;
    SzEventLines *lines; /* owned */
    guint64
        last_read; /* the batch, or that after which the scope begins; 0: none yet; never one behind it */
    SzReplaySummary summary;
} Replay;

/* Does @line, or a part of one that a string with an LF in it cut off, end with a time after @at?  Whatever else it ends
 * with, it does not. */
static bool ends_after(SzSlice line, SzWallTime at)
{
    const char *space = memrchr(line.data, ' ', line.len);
    gsize n = space != NULL ? (gsize)(line.data + line.len - space - 1) : 0;
    guint64 ns = 0;
    if (n == 0 || n > N_TIME_DIGITS) {
        return false;
    }
    for (const char *digit = space + 1; n > 0; digit++, n--) {
        if (!g_ascii_isdigit(*digit)) {
            return false;
        }
        ns = ns * 10 + (guint64)(*digit - '0');
    }
    return ns <= G_MAXINT64 && (gint64)ns > at.ns;
}

/* So they can be passed over, which is much sooner done than reading them. */
static bool are_all_after(SzSlice lines, SzWallTime at)
{
    while (lines.len > 0) {
        const char *end = memchr(lines.data, '\n', lines.len);
        gsize len = end != NULL ? (gsize)(end - lines.data) : lines.len;
        if (!ends_after((SzSlice){lines.data, len}, at)) {
            return false;
        }
        len = MIN(len + 1, lines.len);
        lines.data += len;
        lines.len -= len;
    }
    return true;
}

static bool is_wanted(const Replay *replay, const SzFrame *frame)
{
    /* What was decided is told whenever it is about. */
    return replay->sink->lines.on_later != NULL || frame->source == SZ_SOURCE_DAEMON ||
           !are_all_after(frame->lines, replay->scope->at);
}

static void replay_frame(Replay *replay, const SzFrame *frame)
{
    const SzReplayScope *scope = replay->scope;
    if (frame->batch <= replay->last_read || frame->batch > scope->batch) {
        return;
    }
    replay->last_read = frame->batch;
    if (frame->received.ns > scope->known_at.ns) {
        return;
    }
    SzEventLinesScope lines = {.received = frame->received, .until = scope->at};
    replay->summary.n_batches++;
    replay->summary.last_batch = frame->batch;
    replay->summary.last_received = frame->received;
    if (is_wanted(replay, frame)) {
        sz_event_lines_read(replay->lines, frame->lines, &lines);
    }
}

static gboolean check_goes_on(const Replay *replay, GError **error)
{
    const SzReplaySink *sink = replay->sink;
    if (sink->goes_on != NULL && !sink->goes_on(sink->lines.user)) {
        g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_STOPPED,
                            "the journal was not read to its end");
        return FALSE;
    }
    return TRUE;
}

/* To the end of the journal or of the scope; what was read before is passed over. */
static gboolean read_all(Replay *replay, const char *data_dir, GError **error)
{
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(data_dir, error);
    if (reader == NULL || !sz_journal_reader_begin_at(reader, replay->last_read, error)) {
        return FALSE;
    }
    SzFrame frame = {0};
    while (MAX(frame.batch, replay->last_read) < replay->scope->batch) {
        if (!check_goes_on(replay, error)) {
            return FALSE;
        }
        switch (sz_journal_reader_next(reader, &frame, error)) {
        case SZ_READ_FRAME:
            replay_frame(replay, &frame);
            break;
        case SZ_READ_DAMAGE:
            replay->summary.has_damaged_end |= sz_journal_reader_is_at_end(reader);
            replay->sink->on_damage(sz_journal_reader_damage(reader), replay->sink->lines.user);
            break;
        case SZ_READ_END:
            return TRUE;
        case SZ_READ_ERROR:
            return FALSE;
        }
    }
    return TRUE;
}

gboolean sz_replay(const char *data_dir, const SzReplayScope *scope, const SzReplaySink *sink,
                   SzReplaySummary *out, GError **error)
{
    g_autoptr(SzEventLines) lines = sz_event_lines_new(&sink->lines);
    g_autoptr(GError) problem = NULL;
    Replay replay = {.scope = scope, .sink = sink, .lines = lines, .last_read = scope->after};
    while (!read_all(&replay, data_dir, &problem)) {
        if (sink->on_unreadable == NULL || !sink->on_unreadable(problem, sink->lines.user)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        g_clear_error(&problem);
    }
    replay.summary.lines = sz_event_lines_tally(lines);
    *out = replay.summary;
    return TRUE;
}
