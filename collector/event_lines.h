#pragma once

/* Normalised lines of the journal -> events: what replay and the running daemon share.
 *
 * Pure apart from memory. */

#include "collector/action_line.h"
#include "metrics/event.h"
#include "metrics/state_reader.h"

typedef struct {
    SzWallTime received; /* occurrence of a line without a time */
    SzWallTime until;    /* lines that occurred later go to on_later */
    bool
        have_waited; /* they have been to on_later: a decision among them was told and counted then */
} SzEventLinesScope;

typedef struct {
    void (*on_event)(const SzEvent *event, void *user);
    /* @raw: the line without LF, borrowed.  NULL: such lines are left out. */
    void (*on_later)(SzSlice raw, SzWallTime received, SzWallTime occurred, void *user);
    /* What the daemon decided, of whatever kind, in the order of the journal, also after `until`: history, not
     * state.  NULL: nobody. */
    void (*on_action)(const SzAction *action, void *user);
    /* What a correction says did not happen and did instead, each as far as it occurred up to `until`, and told once;
     * NULL: not, or nothing.  What occurred later goes to on_later.  Their envelopes tell the reception of the
     * correction.  NULL: nobody. */
    void (*on_correct)(const SzEvent *voided, const SzEvent *instead, void *user);
    void *user;
} SzEventLinesSink;

typedef struct {
    guint64 n_lines;   /* in scope */
    guint64 n_actions; /* not among n_lines */
    guint64 n_refused; /* lines this program cannot read */
    bool has_events;
    SzWallTime last_event; /* the latest occurrence in scope; set when has_events */
} SzEventLinesTally;

typedef struct SzEventLines SzEventLines;

SzEventLines *sz_event_lines_new(const SzEventLinesSink *sink);
void sz_event_lines_free(SzEventLines *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzEventLines, sz_event_lines_free)

/* @lines: whole lines, each ended by LF (the last need not be). */
void sz_event_lines_read(SzEventLines *reader, SzSlice lines, const SzEventLinesScope *scope);
/* A line in scope whose event came without it. */
void sz_event_lines_note(SzEventLines *reader, SzWallTime occurred);
/* Of everything read so far. */
SzEventLinesTally sz_event_lines_tally(const SzEventLines *reader);

/* @sum += @more */
void sz_event_lines_tally_add(SzEventLinesTally *sum, const SzEventLinesTally *more);
/* For a checkpoint. */
void sz_event_lines_tally_save(const SzEventLinesTally *tally, GByteArray *out);
SzEventLinesTally sz_event_lines_tally_load(SzStateReader *reader);
