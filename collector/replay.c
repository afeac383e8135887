#include "collector/replay.h"

typedef struct {
    const SzReplayScope *scope;
    SzEventLines *lines; /* owned */
    SzReplaySummary summary;
} Replay;

static void replay_frame(Replay *replay, const SzFrame *frame)
{
    const SzReplayScope *scope = replay->scope;
    if (frame->received.ns > scope->known_at.ns || frame->batch > scope->batch) {
        return;
    }
    SzEventLinesScope lines = {.received = frame->received, .until = scope->at};
    replay->summary.n_batches++;
    replay->summary.last_batch = frame->batch;
    replay->summary.last_received = frame->received;
    sz_event_lines_read(replay->lines, frame->lines, &lines);
}

gboolean sz_replay(const char *data_dir, const SzReplayScope *scope, const SzReplaySink *sink,
                   SzReplaySummary *out, GError **error)
{
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(data_dir, error);
    return reader != NULL && sz_replay_on(reader, scope, sink, out, error);
}

gboolean sz_replay_on(SzJournalReader *reader, const SzReplayScope *scope, const SzReplaySink *sink,
                      SzReplaySummary *out, GError **error)
{
    g_autoptr(SzEventLines) lines = sz_event_lines_new(&sink->lines);
    Replay replay = {.scope = scope, .lines = lines};
    for (;;) {
        SzFrame frame;
        switch (sz_journal_reader_next(reader, &frame, error)) {
        case SZ_READ_FRAME:
            replay_frame(&replay, &frame);
            break;
        case SZ_READ_DAMAGE:
            sink->on_damage(sz_journal_reader_damage(reader), sink->lines.user);
            break;
        case SZ_READ_END:
            replay.summary.lines = sz_event_lines_tally(lines);
            *out = replay.summary;
            return TRUE;
        case SZ_READ_ERROR:
            return FALSE;
        }
    }
}
