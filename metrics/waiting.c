#include "metrics/waiting.h"

struct SzWaiting {
    SzWallTime from;
    gint64 step_ns;
    guint n;
    GArray *changes; /* owned; gint32, n + 1: more or fewer than at the instant before */
};

SzWaiting *sz_waiting_new(SzWallTime from, gint64 step_ns, guint n)
{
    SzWaiting *waiting = g_new0(SzWaiting, 1);
    waiting->from = from;
    waiting->step_ns = step_ns;
    waiting->n = n;
    waiting->changes = g_array_new(FALSE, TRUE, sizeof(gint32));
    g_array_set_size(waiting->changes, n + 1);
    return waiting;
}

void sz_waiting_free(SzWaiting *waiting)
{
    if (waiting != NULL) {
        g_array_unref(waiting->changes);
        g_free(waiting);
    }
}

/* Index of the first instant that is not before @at; n when there is none. */
static guint first_from(const SzWaiting *waiting, SzWallTime at)
{
    if (at.ns <= waiting->from.ns) {
        return 0;
    }
    guint64 step_ns = (guint64)waiting->step_ns;
    guint64 i = (sz_ns_between(waiting->from, at) - 1) / step_ns + 1;
    return (guint)MIN(i, waiting->n);
}

void sz_waiting_add(SzWaiting *waiting, const SzTicket *ticket)
{
    for (guint i = 0; i < ticket->n_waits; i++) {
        SzTicketWait wait = sz_ticket_wait(ticket, i);
        SzWallTime from = wait.from;
        SzWallTime to = {MIN(wait.to.ns, ticket->closing.ns)};
        if (from.ns < to.ns) {
            g_array_index(waiting->changes, gint32, first_from(waiting, from))++;
            g_array_index(waiting->changes, gint32, first_from(waiting, to))--;
        }
    }
}

GArray *sz_waiting_finish(SzWaiting *waiting)
{
    GArray *counts = g_array_sized_new(FALSE, FALSE, sizeof(guint), waiting->n);
    gint32 sum = 0;
    for (guint i = 0; i < waiting->n; i++) {
        sum += g_array_index(waiting->changes, gint32, i);
        guint count = (guint)sum;
        g_array_append_val(counts, count);
    }
    return counts;
}
