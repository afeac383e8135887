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

/* Index of @text among @words, from @first on; -1 when it is none of them. */
static int find_word(const char *const *words, int first, int n, SzSlice text)
{
    for (int i = first; i < n; i++) {
        if (sz_slice_equal(sz_slice(words[i]), text)) {
            return i;
        }
    }
    return -1;
}

const char *sz_ticket_event_name(SzTicketEventKind kind)
{
    return ticket_events[kind];
}

bool sz_ticket_event_parse(SzSlice text, SzTicketEventKind *out)
{
    int i = find_word(ticket_events, 0, SZ_TICKET_N_EVENTS, text);
    if (i >= 0) {
        *out = (SzTicketEventKind)i;
    }
    return i >= 0;
}

const char *sz_ticket_result_name(SzTicketResult result)
{
    return ticket_results[result];
}

bool sz_ticket_result_parse(SzSlice text, SzTicketResult *out)
{
    int i = find_word(ticket_results, SZ_TICKET_RESULT_DONE, SZ_TICKET_RESULT_N, text);
    if (i >= 0) {
        *out = (SzTicketResult)i;
    }
    return i >= 0;
}
