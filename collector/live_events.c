/* From a durable batch to the engine.  Who received its lines has read them; then their events come along, and nothing
 * is read twice.  Otherwise, as when the journal is replayed, the lines are read. */

#include "collector/live_internal.h"

typedef struct {
    SzLive *live;
    SzWallTime received;
    SzWallTime until;
    SzSlice rest; /* lines from that of the next event on */
} Reading;

/* Its line, without LF. */
static SzSlice take_line(Reading *reading, gsize n_bytes)
{
    SzSlice line = {reading->rest.data, n_bytes};
    reading->rest.data += n_bytes + 1;
    reading->rest.len -= n_bytes + 1;
    return line;
}

static bool takes(const SzPackedEvent *event, void *user)
{
    Reading *reading = user;
    SzLive *live = reading->live;
    SzWallTime occurred = event->envelope.occurred;
    SzSlice line = take_line(reading, event->n_line_bytes);
    if (occurred.ns > reading->until.ns) {
        sz_live_on_later(line, reading->received, occurred, live);
        return false;
    }
    if (event->entity == SZ_EVENT_CASE) {
        sz_live_hold_late_case(live, event->envelope.hall, occurred);
    }
    sz_event_lines_note(live->lines, occurred);
    return true;
}

static SzSlice slice_of(GBytes *bytes)
{
    SzSlice slice;
    slice.data = g_bytes_get_data(bytes, &slice.len);
    return slice;
}

void sz_live_read(SzLive *live, const SzQueuedBatch *batch, const SzEventLinesScope *scope)
{
    SzSlice lines = slice_of(batch->lines);
    if (batch->events == NULL) {
        sz_event_lines_read(live->lines, lines, scope);
        return;
    }
    Reading reading = {live, scope->received, scope->until, lines};
    sz_engine_apply_packed(live->engine, slice_of(batch->events), scope->received, takes, &reading);
}
