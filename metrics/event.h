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
    SzSlice src;      /* feed; with eid it identifies the event */
    SzSlice eid;      /* empty: none */
    SzSlice approver; /* of an extension: a code, nobody's name; empty: not given */
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
    gint8 notified; /* the applicant was told of the extension; as is_auto */
    bool has_due;
} SzCaseEvent;

/* In causal order, as above. */
typedef enum {
    SZ_TICKET_TAKE,
    SZ_TICKET_CALL,
    SZ_TICKET_NOSHOW,
    SZ_TICKET_REQUEUE,
    SZ_TICKET_START,
    SZ_TICKET_SEGMENT,
    SZ_TICKET_HOLD,
    SZ_TICKET_RESUME,
    SZ_TICKET_TRANSFER,
    SZ_TICKET_END,
    SZ_TICKET_CANCEL,
    SZ_TICKET_N_EVENTS,
} SzTicketEventKind;

typedef enum {
    SZ_TICKET_RESULT_NONE,
    SZ_TICKET_RESULT_DONE,
    SZ_TICKET_RESULT_RETURNED,
    SZ_TICKET_RESULT_INFO,
    SZ_TICKET_RESULT_N,
} SzTicketResult;

/* Empty texts: not given. */
typedef struct {
    SzWallTime occurred;
    SzTicketEventKind kind;
    SzSlice hall;
    SzSlice id; /* unique in the hall and local day */
    SzSlice queue;
    SzSlice window;
    SzSlice channel;
    SzSlice priority;
    SzSlice purpose;
    SzSlice to_queue;
    SzSlice to_window;
    SzSlice item;
    SzSlice case_id;
    SzSlice staff;
    SzSlice appt;
    SzSlice src;
    SzSlice eid;
    SzTicketResult result;
    gint32 recall; /* -1 not given */
} SzTicketEvent;

typedef enum {
    SZ_WINDOW_CLOSED,
    SZ_WINDOW_OPEN,
    SZ_WINDOW_CALLING,
    SZ_WINDOW_SERVING,
    SZ_WINDOW_PAUSED,
    SZ_WINDOW_OFFLINE,
    SZ_WINDOW_N_STATES,
} SzWindowState;

/* What a window says it is; most lines only repeat it.  An `eid` is not asked for: saying the same twice
 * changes nothing. */
typedef struct {
    SzWallTime occurred;
    SzWindowState state; /* also the order of two lines at one instant */
    SzSlice hall;
    SzSlice window;
    SzSlice reason;
    SzSlice staff;
    gint8 cert; /* -1 not given */
} SzWindowEvent;

/* In causal order. */
typedef enum {
    SZ_KIOSK_HEARTBEAT,
    SZ_KIOSK_STATE,
    SZ_KIOSK_TXN,
    SZ_KIOSK_REPAIR,
    SZ_KIOSK_N_EVENTS,
} SzKioskEventKind;

typedef enum {
    SZ_KIOSK_STATE_NONE,
    SZ_KIOSK_ONLINE,
    SZ_KIOSK_OFFLINE,
    SZ_KIOSK_MAINT,
    SZ_KIOSK_N_STATES,
} SzKioskState;

typedef enum {
    SZ_TXN_NONE,
    SZ_TXN_OK,
    SZ_TXN_FAIL,
    SZ_TXN_ABANDONED,
    SZ_TXN_N_RESULTS,
} SzTxnResult;

#define SZ_KIOSK_N_FAULTS 11

typedef struct {
    SzWallTime occurred;
    SzKioskEventKind kind;
    SzSlice hall;
    SzSlice kiosk;
    SzSlice item;
    SzSlice src;
    SzSlice eid;
    SzKioskState state;
    gint32
        faults; /* bits 1 << sz_kiosk_fault_name()'s number; 0 says there is none; -1 not given */
    SzTxnResult result;
    gint32 dur_ms; /* -1 not given */
    gint32 pages;  /* -1 not given */
} SzKioskEvent;

/* In causal order. */
typedef enum {
    SZ_RATING_NEW,
    SZ_RATING_CLAIM,
    SZ_RATING_CALLBACK,
    SZ_RATING_APPEAL,
    SZ_RATING_APPEAL_RESULT,
    SZ_RATING_RECTIFY,
    SZ_RATING_FOLLOWUP,
    SZ_RATING_CLOSE,
    SZ_RATING_N_EVENTS,
} SzRatingEventKind;

#define SZ_RATING_LEVEL_MAX 5 /* 5 is best, 1 is worst */
#define SZ_RATING_LEVEL_BAD 2 /* this and below is 差评 */

/* Empty texts: not given. */
typedef struct {
    SzWallTime occurred;
    SzRatingEventKind kind;
    SzSlice hall;
    SzSlice id;
    SzSlice window;
    SzSlice channel;
    SzSlice case_id;
    SzSlice ticket;
    SzSlice result;
    SzSlice src;
    SzSlice eid;
    gint32 level;    /* 1..5; -1 not given */
    gint8 is_active; /* somebody chose to rate; -1 not given */
} SzRatingEvent;

/* What every line says, of whatever it is (DOMAIN 2.4). */
typedef struct {
    SzSlice hall; /* empty: not given, as the next */
    SzSlice src;
    SzWallTime occurred;
    SzWallTime received;
    gint64 seq; /* means something only with has_seq */
    bool has_seq;
    bool is_ticket;
    bool is_case;
} SzEnvelope;

/* Any of them. */
typedef enum {
    SZ_EVENT_CASE,
    SZ_EVENT_TICKET,
    SZ_EVENT_WINDOW,
    SZ_EVENT_KIOSK,
    SZ_EVENT_RATING,
    SZ_EVENT_OTHER, /* a line that no state but that of its feed is folded from */
} SzEventEntity;

typedef struct {
    SzEventEntity entity;
    SzEnvelope envelope;
    union {
        SzCaseEvent case_event;
        SzTicketEvent ticket;
        SzWindowEvent window;
        SzKioskEvent kiosk;
        SzRatingEvent rating;
    } as;
} SzEvent;

/* May a correction (metrics/engine.h) void or replace it?  Of devices only transactions: of states and pulses what
 * the device says next holds. */
bool sz_event_is_correctable(const SzEvent *event);

const char *sz_case_event_name(SzCaseEventKind kind);
bool sz_case_event_parse(SzSlice text, SzCaseEventKind *out);
const char *sz_channel_name(SzChannel channel); /* "" for NONE */
bool sz_channel_parse(SzSlice text, SzChannel *out);
const char *sz_ticket_event_name(SzTicketEventKind kind);
bool sz_ticket_event_parse(SzSlice text, SzTicketEventKind *out);
bool sz_ticket_result_parse(SzSlice text, SzTicketResult *out);
const char *sz_window_state_name(SzWindowState state);
bool sz_window_state_parse(SzSlice text, SzWindowState *out);
bool sz_kiosk_event_parse(SzSlice text, SzKioskEventKind *out);
const char *sz_kiosk_state_name(SzKioskState state); /* "" for NONE */
bool sz_kiosk_state_parse(SzSlice text, SzKioskState *out);
const char *sz_kiosk_fault_name(int fault); /* 0..SZ_KIOSK_N_FAULTS - 1 */
/* "paper_out,door"; "" is no fault.  Words it does not know are left out. */
gint32 sz_kiosk_faults_parse(SzSlice list);
bool sz_txn_result_parse(SzSlice text, SzTxnResult *out);
bool sz_rating_event_parse(SzSlice text, SzRatingEventKind *out);
