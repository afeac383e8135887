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
 * Spans are suspensions and 补正 alike; what a 补正 before acceptance does is for metrics/case_status.h to say.
 * Acceptance ends a 补正 that runs, and so does the end of the case.  Feeds with dates only say everything of
 * a day at one instant, where a start is sorted before an end: a start that comes while a span of its kind
 * runs waits for an end at the same instant, which closes the running span and lets the new one begin; without
 * one it was said in vain.  Likewise a 补正 that starts at the instant of acceptance and ends later began after
 * it.  Suspensions that name different procedures run side by side (检测 and 专家评审, say), each until a resume
 * names its own; a resume that names none, or one that does not run, ends the one that began first.
 *
 * Steps: each lasts until another one is named, the decision or the end; the same name again goes on with the
 * same step, and a line without a name says nothing about steps. */

#include "metrics/case_events.h"

typedef enum {
    SZ_CASE_OPEN, /* also suspended: that depends on which kinds stop the clock */
    SZ_CASE_CLOSED,
    SZ_CASE_REJECTED,
    SZ_CASE_WITHDRAWN,
    SZ_CASE_VOIDED,
} SzCaseEnd;

/* Findings; bits, at most 16 (SzCaseRow keeps them).  Those about the events alone are in the facts, those about limits
 * are added by metrics/case_status.h. */
typedef enum {
    SZ_CASE_FLAG_ENDS_BEFORE_START = 1 << 0,
    SZ_CASE_FLAG_AFTER_END = 1 << 1, /* events after the end */
    SZ_CASE_FLAG_NO_APPLY = 1 << 2,  /* nobody said when it was received */
    SZ_CASE_FLAG_TWICE = 1 << 3,     /* applied, accepted or decided a second time */
    SZ_CASE_FLAG_UNPAIRED = 1 << 4,  /* resume without suspend, suspend when suspended, .. */
    SZ_CASE_FLAG_FULL = 1 << 5,      /* SZ_CASE_EVENTS_MAX events: later ones are not kept */
    SZ_CASE_FLAG_EXTENSION_WITHOUT_NOTICE = 1 << 6, /* 延长未告知: no approver, or not notified */
    /* About limits. */
    SZ_CASE_FLAG_ACCEPTED_LATE = 1 << 7,
    SZ_CASE_FLAG_DELIVERY_LATE = 1 << 8,
    SZ_CASE_FLAG_STEP_LATE = 1 << 9,
    SZ_CASE_FLAG_EXTENSION_OVER_LIMIT = 1 << 10,
    SZ_CASE_FLAG_SUSPENDED_ON_LAST_DAY = 1 << 11,
    SZ_CASE_FLAG_SUSPENDED_TOO_LONG = 1 << 12,
    SZ_CASE_FLAG_SOURCE_DUE_DIFFERS = 1 << 13,
    SZ_CASE_FLAG_EXTENSION_TOO_LATE = 1
                                      << 14, /* given when the limit had passed: it moves nothing */
} SzCaseFlag;

/* Those of events that could not do what they say. */
#define SZ_CASE_FLAGS_ILLEGAL                                                                      \
    (SZ_CASE_FLAG_ENDS_BEFORE_START | SZ_CASE_FLAG_AFTER_END | SZ_CASE_FLAG_TWICE |                \
     SZ_CASE_FLAG_UNPAIRED)

#define SZ_CASE_SPANS_MAX 64     /* further suspensions are flagged UNPAIRED and not counted */
#define SZ_CASE_EXTENSIONS_MAX 8 /* further ones add to the last */
#define SZ_CASE_STEPS_MAX 32     /* of more the last takes the place of the one before */

/* Beside a span. */
typedef struct {
    gint32 planned_days; /* -1 not given */
    gint32 extend_days;  /* by which the limit was extended when the span began */
} SzSpanNote;

/* An extension (延长审批), in the unit of the limit it lengthens. */
typedef struct {
    SzWallTime at;
    gint32 days;
} SzCaseExtension;

/* A step (环节), [from, to); one still running ends at the maximum. */
typedef struct {
    SzSlice name;
    SzWallTime from;
    SzWallTime to;
} SzCaseStep;

typedef struct {
    SzCaseEnd end;
    guint32 flags;
    guint32 n_illegal; /* events that could not do what they say */
    SzMaybeTime applied;
    SzMaybeTime accepted;
    SzMaybeTime handled; /* the first sign that the organ works on it: step, suspend (but for 补正),
                            extend, decide */
    SzMaybeTime decided;
    SzMaybeTime ended; /* by whatever end holds */
    SzMaybeTime delivered;
    SzLimit promise;
    SzLimit statute;
    SzMaybeTime source_due;
    gint32 extend_days; /* of all extensions */
    guint32 n_extensions;
    SzCaseExtension extensions[SZ_CASE_EXTENSIONS_MAX];
    SzChannel channel;
    SzCaseKind case_kind;
    gint8 is_auto; /* -1 not given */
    gint8 elic;
    gint32 visits;  /* -1 not given */
    bool is_denied; /* what was decided: there is nothing to deliver */
    /* Borrowed from the set, as are the names of steps. */
    SzSlice item;
    SzSlice org;
    SzSlice result;
    SzSlice platform;
    SzSlice parent;
    guint32 n_spans; /* in order of their start; one still running ends at the maximum */
    guint32 n_steps;
    /* Only the first n_spans and n_steps are set. */
    SzSpan spans[SZ_CASE_SPANS_MAX];
    SzSpanNote notes[SZ_CASE_SPANS_MAX];
    SzCaseStep steps[SZ_CASE_STEPS_MAX];
} SzCaseFacts;

/* An event that could not do what it says. */
typedef struct {
    SzWallTime at;
    SzSlice src;  /* borrowed from the set; means something only with has_src */
    bool has_src; /* it has an `eid`; of others a set does not keep whose they are */
} SzCaseIllegal;

/* A start that was said while a span of its kind runs. */
typedef struct {
    bool known;
    SzSpan span;
    gint32 planned_days;
    SzCaseIllegal as_illegal; /* what it is if it was said in vain */
} SzSpanStart;

/* What stands still in one way. */
typedef struct {
    guint64 open; /* bits: of facts.spans */
    SzSpanStart next;
} SzStandstill;

/* A fold under way: the facts so far and the spans that are open. */
typedef struct {
    SzStandstill suspension;
    SzStandstill supplement; /* at most one at a time */
    int reopens; /* the 补正 that started at the instant of acceptance, which ended it; or -1 */
    SzCaseIllegal now; /* what the event under way is if it cannot do what it says */
    GArray *illegal;   /* borrowed; SzCaseIllegal: where such events go; NULL: nowhere */
    SzCaseFacts facts;
} SzCaseFold;

void sz_case_fold_begin(SzCaseFold *fold);
/* @event: the next in the order of the set. */
void sz_case_fold_event(SzCaseFold *fold, const SzCaseEvent *event);
/* Afterwards fold->facts hold.  @is_full: the set holds no more */
void sz_case_fold_end(SzCaseFold *fold, bool is_full);
/* Only what is set: most of the room for spans and steps is not. */
void sz_case_facts_copy(const SzCaseFacts *facts, SzCaseFacts *out);
/* All of it, of a set. */
void sz_case_facts_fold(const SzCaseEvents *events, SzCaseFacts *out);

static inline bool sz_span_is_running(const SzSpan *span)
{
    return span->to.ns == SZ_WALL_TIME_MAX.ns;
}
