#pragma once

/* How many people waited, instant by instant.
 *
 * Pure apart from memory.  What is added decides what is counted; the order of adding means nothing.
 *
 * A ticket waits at t when t lies in one of its stretches of waiting (metrics/ticket_facts.h) and before its hall's
 * closing for the day: at the instant of a question that is whom metrics/queues.h counts as waiting. */

#include "metrics/tickets.h"

typedef struct SzWaiting SzWaiting;

/* Counts at @from, @from + @step_ns, ..: @n instants.  @step_ns > 0 */
SzWaiting *sz_waiting_new(SzWallTime from, gint64 step_ns, guint n);
void sz_waiting_free(SzWaiting *waiting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzWaiting, sz_waiting_free)

void sz_waiting_add(SzWaiting *waiting, const SzTicket *ticket);
/* (transfer full) guint, one an instant.  Once. */
GArray *sz_waiting_finish(SzWaiting *waiting);
