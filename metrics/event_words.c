/* The words of live entities (tickets, windows, kiosks, ratings) in the data standard. */

#include "metrics/event.h"

static const char *const ticket_events[SZ_TICKET_N_EVENTS] = {
    [SZ_TICKET_TAKE] = "take",         [SZ_TICKET_CALL] = "call",
    [SZ_TICKET_NOSHOW] = "noshow",     [SZ_TICKET_REQUEUE] = "requeue",
    [SZ_TICKET_START] = "start",       [SZ_TICKET_SEGMENT] = "segment",
    [SZ_TICKET_HOLD] = "hold",         [SZ_TICKET_RESUME] = "resume",
    [SZ_TICKET_TRANSFER] = "transfer", [SZ_TICKET_END] = "end",
    [SZ_TICKET_CANCEL] = "cancel",
};

static const char *const ticket_results[SZ_TICKET_RESULT_N] = {
    [SZ_TICKET_RESULT_NONE] = "",
    [SZ_TICKET_RESULT_DONE] = "done",
    [SZ_TICKET_RESULT_RETURNED] = "returned",
    [SZ_TICKET_RESULT_INFO] = "info",
};

static const char *const window_states[SZ_WINDOW_N_STATES] = {
    [SZ_WINDOW_CLOSED] = "closed",   [SZ_WINDOW_OPEN] = "open",     [SZ_WINDOW_CALLING] = "calling",
    [SZ_WINDOW_SERVING] = "serving", [SZ_WINDOW_PAUSED] = "paused", [SZ_WINDOW_OFFLINE] = "offline",
};

static const char *const kiosk_events[SZ_KIOSK_N_EVENTS] = {
    [SZ_KIOSK_HEARTBEAT] = "heartbeat",
    [SZ_KIOSK_STATE] = "state",
    [SZ_KIOSK_TXN] = "txn",
    [SZ_KIOSK_REPAIR] = "repair",
};

static const char *const kiosk_states[SZ_KIOSK_N_STATES] = {
    [SZ_KIOSK_STATE_NONE] = "",
    [SZ_KIOSK_ONLINE] = "online",
    [SZ_KIOSK_OFFLINE] = "offline",
    [SZ_KIOSK_MAINT] = "maint",
};

static const char *const kiosk_faults[SZ_KIOSK_N_FAULTS] = {
    "printer", "paper_out", "paper_low", "idreader", "card", "camera",
    "touch",   "network",   "app",       "door",     "temp",
};

static const char *const txn_results[SZ_TXN_N_RESULTS] = {
    [SZ_TXN_NONE] = "",
    [SZ_TXN_OK] = "ok",
    [SZ_TXN_FAIL] = "fail",
    [SZ_TXN_ABANDONED] = "abandoned",
};

static const char *const rating_events[SZ_RATING_N_EVENTS] = {
    [SZ_RATING_NEW] = "new",
    [SZ_RATING_CLAIM] = "claim",
    [SZ_RATING_CALLBACK] = "callback",
    [SZ_RATING_APPEAL] = "appeal",
    [SZ_RATING_APPEAL_RESULT] = "appeal_result",
    [SZ_RATING_RECTIFY] = "rectify",
    [SZ_RATING_FOLLOWUP] = "followup",
    [SZ_RATING_CLOSE] = "close",
};

const char *sz_ticket_event_name(SzTicketEventKind kind)
{
    return ticket_events[kind];
}

bool sz_ticket_event_parse(SzSlice text, SzTicketEventKind *out)
{
    int i = sz_slice_find(ticket_events, 0, SZ_TICKET_N_EVENTS, text);
    if (i >= 0) {
        *out = (SzTicketEventKind)i;
    }
    return i >= 0;
}

bool sz_ticket_result_parse(SzSlice text, SzTicketResult *out)
{
    int i = sz_slice_find(ticket_results, SZ_TICKET_RESULT_DONE, SZ_TICKET_RESULT_N, text);
    if (i >= 0) {
        *out = (SzTicketResult)i;
    }
    return i >= 0;
}

const char *sz_window_state_name(SzWindowState state)
{
    return window_states[state];
}

bool sz_window_state_parse(SzSlice text, SzWindowState *out)
{
    int i = sz_slice_find(window_states, 0, SZ_WINDOW_N_STATES, text);
    if (i >= 0) {
        *out = (SzWindowState)i;
    }
    return i >= 0;
}

bool sz_kiosk_event_parse(SzSlice text, SzKioskEventKind *out)
{
    int i = sz_slice_find(kiosk_events, 0, SZ_KIOSK_N_EVENTS, text);
    if (i >= 0) {
        *out = (SzKioskEventKind)i;
    }
    return i >= 0;
}

const char *sz_kiosk_state_name(SzKioskState state)
{
    return kiosk_states[state];
}

bool sz_kiosk_state_parse(SzSlice text, SzKioskState *out)
{
    int i = sz_slice_find(kiosk_states, SZ_KIOSK_ONLINE, SZ_KIOSK_N_STATES, text);
    if (i >= 0) {
        *out = (SzKioskState)i;
    }
    return i >= 0;
}

const char *sz_kiosk_fault_name(int fault)
{
    return kiosk_faults[fault];
}

gint32 sz_kiosk_faults_parse(SzSlice list)
{
    gint32 faults = 0;
    while (list.len > 0) {
        const char *comma = memchr(list.data, ',', list.len);
        gsize len = comma != NULL ? (gsize)(comma - list.data) : list.len;
        int i = sz_slice_find(kiosk_faults, 0, SZ_KIOSK_N_FAULTS, (SzSlice){list.data, len});
        faults |= i >= 0 ? 1 << i : 0;
        gsize used = MIN(len + 1, list.len);
        list = (SzSlice){list.data + used, list.len - used};
    }
    return faults;
}

bool sz_txn_result_parse(SzSlice text, SzTxnResult *out)
{
    int i = sz_slice_find(txn_results, SZ_TXN_OK, SZ_TXN_N_RESULTS, text);
    if (i >= 0) {
        *out = (SzTxnResult)i;
    }
    return i >= 0;
}

bool sz_rating_event_parse(SzSlice text, SzRatingEventKind *out)
{
    int i = sz_slice_find(rating_events, 0, SZ_RATING_N_EVENTS, text);
    if (i >= 0) {
        *out = (SzRatingEventKind)i;
    }
    return i >= 0;
}
