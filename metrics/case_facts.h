#pragma once

/* What the events of one case say happened, before any deadline is computed.
 *
 * Pure.  A function of the set of events and nothing else.
 *
 * The case ends with the first of close, reject, withdraw; a void (作废) beats them all, whenever it
 * comes.  Nothing reopens a case: events after its end are kept and flagged, and change nothing, except
 * that delivery belongs there, and an apply or accept that comes late (a case that ends before it starts)
 * still fills in what nobody had said.  Of several statements of one thing the last before the end
 * holds.
 *
 * 补正 before acceptance moves the day of receipt (the acceptance clock starts again when the file is
 * complete); after acceptance it is a suspension. */

#include "metrics/case_events.h"

typedef enum {
    SZ_CASE_OPEN, /* also suspended: that depends on which kinds stop the clock */
    SZ_CASE_CLOSED,
    SZ_CASE_REJECTED,
    SZ_CASE_WITHDRAWN,
    SZ_CASE_VOIDED,
} SzCaseEnd;

/* Findings about the events; bits. */
typedef enum {
    SZ_CASE_FLAG_ENDS_BEFORE_START = 1 << 0,
    SZ_CASE_FLAG_AFTER_END = 1 << 1, /* events after the end */
    SZ_CASE_FLAG_NO_APPLY = 1 << 2,  /* nobody said when it was received */
    SZ_CASE_FLAG_TWICE = 1 << 3,     /* applied, accepted or decided a second time */
    SZ_CASE_FLAG_UNPAIRED = 1 << 4,  /* resume without suspend, suspend when suspended, .. */
    SZ_CASE_FLAG_FULL = 1 << 5,      /* SZ_CASE_EVENTS_MAX events: later ones are not kept */
} SzCaseFlag;

#define SZ_CASE_SPANS_MAX 64 /* further suspensions are flagged UNPAIRED and not counted */

typedef struct {
    SzCaseEnd end;
    guint32 flags;
    guint32 n_illegal; /* events that could not do what they say */
    SzMaybeTime applied;
    SzMaybeTime received; /* applied, or the end of the last 补正 before acceptance */
    SzMaybeTime accepted;
    SzMaybeTime
        handled; /* the first sign that the organ works on it: step, suspend, extend, decide */
    SzMaybeTime decided;
    SzMaybeTime ended; /* by whatever end holds */
    SzMaybeTime delivered;
    SzLimit promise;
    SzLimit statute;
    SzMaybeTime source_due;
    gint32 extend_days;
    guint32
        n_spans; /* suspensions, in order of their start; one still running ends at the maximum */
    SzSpan spans[SZ_CASE_SPANS_MAX];
    SzMaybeTime supplement_since; /* 补正 before acceptance still running */
    SzChannel channel;
    SzCaseKind case_kind;
    gint8 is_auto; /* -1 not given */
    gint8 elic;
    gint32 visits; /* -1 not given */
    /* Borrowed from the set. */
    SzSlice item;
    SzSlice org;
    SzSlice result;
    SzSlice platform;
    SzSlice parent;
} SzCaseFacts;

/* A fold under way: the facts so far and the spans that are open. */
typedef struct {
    SzCaseFacts facts;
    int open_suspension; /* index in facts.spans, or -1 */
    int open_supplement; /* likewise, for 补正 after acceptance */
    guint32 n_events;
} SzCaseFold;

void sz_case_fold_begin(SzCaseFold *fold);
/* @event: the next in the order of the set. */
void sz_case_fold_event(SzCaseFold *fold, const SzCaseEvent *event);
/* Afterwards fold->facts hold. */
void sz_case_fold_end(SzCaseFold *fold);
/* All three, of a set. */
void sz_case_facts_fold(const SzCaseEvents *events, SzCaseFacts *out);
