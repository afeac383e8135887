#include "collector/replay.h"

#include "collector/journal_reader.h"
#include "collector/line_protocol.h"
#include "collector/telemetry.h"

typedef struct {
    const SzReplayScope *scope;
    const SzReplaySink *sink;
    SzWallTime received;
    SzReplaySummary summary;
} Replay;

static void note_occurrence(SzReplaySummary *summary, SzWallTime occurred)
{
    if (!summary->has_events || occurred.ns > summary->last_event.ns) {
        summary->has_events = true;
        summary->last_event = occurred;
    }
}

static void on_point(const SzLpPoint *point, void *user)
{
    Replay *replay = user;
    SzWallTime occurred = point->has_time ? (SzWallTime){point->time_ns} : replay->received;
    if (occurred.ns > replay->scope->at.ns) {
        return;
    }
    SzEntity entity = SZ_ENTITY_GENERIC;
    SzStandardError problem;
    if (!sz_telemetry_check(point, &entity, &problem)) {
        replay->summary.n_refused++;
        return;
    }
    replay->summary.n_lines++;
    note_occurrence(&replay->summary, occurred);
    SzEvent event;
    if (sz_telemetry_event(point, entity, replay->received, &event)) {
        replay->sink->on_event(&event, replay->sink->user);
    }
}

static void on_error(const SzLpError *error, void *user)
{
    Replay *replay = user;
    (void)error;
    replay->summary.n_refused++;
}

static void replay_frame(Replay *replay, SzLpParser *parser, const SzFrame *frame)
{
    replay->received = frame->received;
    if (frame->received.ns > replay->scope->known_at.ns) {
        return;
    }
    replay->summary.n_batches++;
    replay->summary.last_batch = frame->batch;
    sz_lp_parser_feed(parser, frame->lines.data, frame->lines.len);
    sz_lp_parser_finish(parser);
}

gboolean sz_replay(const char *data_dir, const SzReplayScope *scope, const SzReplaySink *sink,
                   SzReplaySummary *out, GError **error)
{
    Replay replay = {.scope = scope, .sink = sink};
    SzLpSink lines = {.on_point = on_point, .on_error = on_error, .user = &replay};
    g_autoptr(SzLpParser) parser = sz_lp_parser_new(NULL, 1, lines);
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(data_dir, error);
    if (reader == NULL) {
        return FALSE;
    }
    for (;;) {
        SzFrame frame;
        switch (sz_journal_reader_next(reader, &frame, error)) {
        case SZ_READ_FRAME:
            replay_frame(&replay, parser, &frame);
            break;
        case SZ_READ_DAMAGE:
            sink->on_damage(sz_journal_reader_damage(reader), sink->user);
            break;
        case SZ_READ_END:
            *out = replay.summary;
            return TRUE;
        case SZ_READ_ERROR:
            return FALSE;
        }
    }
}
