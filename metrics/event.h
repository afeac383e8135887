#pragma once

/* The shared vocabulary: what happened, typed and checked, ready to be folded.
 *
 * Pure data.  Slices are borrowed from whoever made the event (a parser's buffer, a page) and live
 * only during the call that receives it; apply functions copy what they keep. */

#include "metrics/limit.h"
#include "metrics/slice.h"
#include "metrics/wall_time.h"

/* In causal order: of two events of a case at the same instant the lower comes first. */
typedef enum {
    SZ_CASE_APPLY,
    SZ_CASE_SUPPLEMENT_START,
    SZ_CASE_SUPPLEMENT_END,
    SZ_CASE_ACCEPT,
    SZ_CASE_REJECT,
    SZ_CASE_STEP,
    SZ_CASE_SUSPEND,
    SZ_CASE_RESUME,
    SZ_CASE_EXTEND,
    SZ_CASE_DECIDE,
    SZ_CASE_CLOSE,
    SZ_CASE_DELIVER,
    SZ_CASE_WITHDRAW,
    SZ_CASE_VOID,
    SZ_CASE_N_EVENTS,
} SzCaseEventKind;

typedef enum {
    SZ_CHANNEL_NONE,
    SZ_CHANNEL_WINDOW,
    SZ_CHANNEL_ONLINE,
    SZ_CHANNEL_MOBILE,
    SZ_CHANNEL_KIOSK,
    SZ_CHANNEL_POST,
    SZ_CHANNEL_OTHER,
    SZ_CHANNEL_N,
} SzChannel;

typedef enum { SZ_CASE_KIND_NONE, SZ_CASE_KIND_INSTANT, SZ_CASE_KIND_PROMISE } SzCaseKind;

typedef struct {
    SzWallTime occurred;
    SzCaseEventKind kind;
    SzSlice hall;
    SzSlice id;
    SzSlice item;
    SzSlice org;    /* empty: not given */
    SzSlice result; /* empty: not given */
    SzSlice step;   /* name of the step; empty: not given */
    SzSlice platform;
    SzSlice parent;
    SzSlice src; /* feed; with eid it identifies the event */
    SzSlice eid; /* empty: none */
    SzChannel channel;
    SzCaseKind case_kind;
    SzLimit promise;
    SzLimit statute;
    SzWallTime due; /* the source's own deadline; means something only with has_due */
    SzSuspendKind suspend_kind;
    gint32 days;   /* planned days of a suspension, days of an extension; -1 not given */
    gint32 visits; /* -1 not given */
    gint8 is_auto; /* 1 yes, 0 no, -1 not given */
    gint8 elic;
    bool has_due;
} SzCaseEvent;

const char *sz_case_event_name(SzCaseEventKind kind);
bool sz_case_event_parse(SzSlice text, SzCaseEventKind *out);
const char *sz_channel_name(SzChannel channel); /* "" for NONE */
bool sz_channel_parse(SzSlice text, SzChannel *out);
