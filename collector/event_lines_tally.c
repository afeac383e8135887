/* Figures of lines, added up and kept. */

#include "collector/event_lines.h"
#include "metrics/state_writer.h"

void sz_event_lines_tally_add(SzEventLinesTally *sum, const SzEventLinesTally *more)
{
    sum->n_lines += more->n_lines;
    sum->n_actions += more->n_actions;
    sum->n_refused += more->n_refused;
    if (more->has_events && (!sum->has_events || more->last_event.ns > sum->last_event.ns)) {
        sum->has_events = true;
        sum->last_event = more->last_event;
    }
}

void sz_event_lines_tally_save(const SzEventLinesTally *tally, GByteArray *out)
{
    sz_state_put_number(out, tally->n_lines);
    sz_state_put_number(out, tally->n_actions);
    sz_state_put_number(out, tally->n_refused);
    sz_state_put_maybe_time(out, (SzMaybeTime){tally->has_events, tally->last_event});
}

SzEventLinesTally sz_event_lines_tally_load(SzStateReader *reader)
{
    SzEventLinesTally tally = {0};
    tally.n_lines = sz_state_take_number(reader, G_MAXINT64);
    tally.n_actions = sz_state_take_number(reader, G_MAXINT64);
    tally.n_refused = sz_state_take_number(reader, G_MAXINT64);
    SzMaybeTime last = sz_state_take_maybe_time(reader);
    tally.has_events = last.known;
    tally.last_event = last.at;
    return tally;
}
