#include "collector/event_lines.h"

#include "collector/correct_action.h"
#include "collector/line_protocol.h"
#include "collector/telemetry.h"

struct SzEventLines {
    SzEventLinesSink sink;
    SzLpParser *parser; /* owned */
    SzEventLinesScope scope;
    SzEventLinesTally tally;
};

static void note_time(SzEventLinesTally *tally, SzWallTime occurred)
{
    if (!tally->has_events || occurred.ns > tally->last_event.ns) {
        tally->has_events = true;
        tally->last_event = occurred;
    }
}

static void note_line(SzEventLinesTally *tally, SzWallTime occurred)
{
    tally->n_lines++;
    note_time(tally, occurred);
}

typedef struct {
    SzEventLines *reader;
    SzSlice raw; /* of the action */
} Correcting;

/* What is earlier than the instant that a correction has waited for was told when it was read first. */
static bool was_told(const SzEventLinesScope *scope, SzWallTime occurred)
{
    return scope->have_waited && occurred.ns < scope->until.ns;
}

static void on_corrected(const SzEvent *voided, const SzEvent *instead, void *user)
{
    const Correcting *correcting = user;
    SzEventLines *reader = correcting->reader;
    SzWallTime later = SZ_WALL_TIME_MAX;
    const SzEvent *events[] = {voided, instead};
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++) {
        SzWallTime occurred = events[i] != NULL ? events[i]->envelope.occurred : SZ_WALL_TIME_MIN;
        if (occurred.ns > reader->scope.until.ns) {
            later.ns = MIN(later.ns, occurred.ns);
            events[i] = NULL;
        } else if (was_told(&reader->scope, occurred)) {
            events[i] = NULL;
        }
    }
    if (events[1] != NULL) {
        note_time(&reader->tally, events[1]->envelope.occurred);
    }
    if (events[0] != NULL || events[1] != NULL) {
        reader->sink.on_correct(events[0], events[1], reader->sink.user);
    }
    if (later.ns < SZ_WALL_TIME_MAX.ns && reader->sink.on_later != NULL) {
        reader->sink.on_later(correcting->raw, reader->scope.received, later, reader->sink.user);
    }
}

static void take_correction(SzEventLines *reader, const SzAction *action)
{
    SzCorrection correction;
    Correcting correcting = {reader, action->point->raw};
    if (reader->sink.on_correct != NULL && sz_correct_action_read(action, &correction)) {
        (void)sz_correction_events(&correction, reader->scope.received, on_corrected, &correcting);
    }
}

static void take_action(SzEventLines *reader, const SzLpPoint *point)
{
    SzAction action;
    if (!sz_action_read(point, &action)) {
        reader->tally.n_refused++;
        return;
    }
    if (!reader->scope.have_waited) {
        reader->tally.n_actions++;
        if (reader->sink.on_action != NULL) {
            reader->sink.on_action(&action, reader->sink.user);
        }
    }
    take_correction(reader, &action);
}

static void on_point(const SzLpPoint *point, void *user)
{
    SzEventLines *reader = user;
    SzWallTime received = reader->scope.received;
    SzWallTime occurred = point->has_time ? (SzWallTime){point->time_ns} : received;
    if (sz_action_is(point)) {
        take_action(reader, point);
        return;
    }
    if (occurred.ns > reader->scope.until.ns) {
        if (reader->sink.on_later != NULL) {
            reader->sink.on_later(point->raw, received, occurred, reader->sink.user);
        }
        return;
    }
    SzReading reading;
    if (!sz_telemetry_read(point, &reading, NULL)) {
        reader->tally.n_refused++;
        return;
    }
    note_line(&reader->tally, occurred);
    SzEvent event;
    sz_telemetry_event(&reading, received, &event);
    reader->sink.on_event(&event, reader->sink.user);
}

static void on_error(const SzLpError *error, void *user)
{
    SzEventLines *reader = user;
    (void)error;
    reader->tally.n_refused++;
}

SzEventLines *sz_event_lines_new(const SzEventLinesSink *sink)
{
    SzEventLines *reader = g_new0(SzEventLines, 1);
    SzLpSink lines = {.on_point = on_point, .on_error = on_error, .user = reader};
    reader->sink = *sink;
    reader->parser = sz_lp_parser_new(NULL, 1, lines);
    return reader;
}

void sz_event_lines_free(SzEventLines *reader)
{
    if (reader == NULL) {
        return;
    }
    sz_lp_parser_free(reader->parser);
    g_free(reader);
}

void sz_event_lines_read(SzEventLines *reader, SzSlice lines, const SzEventLinesScope *scope)
{
    reader->scope = *scope;
    sz_lp_parser_feed(reader->parser, lines.data, lines.len);
    sz_lp_parser_finish(reader->parser);
}

void sz_event_lines_note(SzEventLines *reader, SzWallTime occurred)
{
    note_line(&reader->tally, occurred);
}

SzEventLinesTally sz_event_lines_tally(const SzEventLines *reader)
{
    return reader->tally;
}
