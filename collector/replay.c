#include "collector/replay.h"

#include "collector/journal_reader.h"

typedef struct {
    const SzReplayScope *scope;
    const SzReplaySink *sink;
    SzEventLines *lines; /* owned */
    guint64
        last_read; /* the batch, or that after which the scope begins; 0: none yet; never one behind it */
    SzReplaySummary summary;
} Replay;

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
    sz_event_lines_read(replay->lines, frame->lines, &lines);
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
