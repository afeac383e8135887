#pragma once

/* How many more windows would bring a queue's longest wait down, and how soon: a simple estimate.
 *
 * Pure apart from memory.  What is added decides what is counted; the order of adding means nothing.
 *
 * The queue as a fluid that goes on as in the hour before (G. F. Newell, Applications of Queueing Theory, ch. 2), first
 * come first called.  A minute of that hour in which the hall was open has
 *   a = tickets taken / open minutes        c = tickets first called / open minutes
 * and s is the mean time from last call to end, in minutes, of the services that ended in it.  With k more windows
 * m = c + k / s are called a minute, so after t minutes the first floor(m t) of those who wait now; the
 * longest wait then is that of the next one, grown by t, or, when all have been called, t - j / a of the j-th still
 * to come.
 *
 * The answer is the smallest k, up to the windows that are there and not open, with which the longest wait is at most
 * 20 minutes within 30, and does not grow again (m >= a); t goes up to the next 5 minutes.  There is none when the queue
 * gets there without help, when nothing does, and when less than 30 open minutes or 5 services are known: then
 * there is nothing to go by.
 *
 * Example: 46 40 35 30 25 20 15 10 5 minutes waited, a = c = 0.2, s = 10.  One more window calls 0.3: after 30 minutes all
 * nine, and the next has waited 30 - 1 / 0.2 = 25.  Two call 0.4: after 23 minutes nine, and the next has waited 18:
 * two windows, 25 minutes. */

#include "metrics/tickets.h"

#define SZ_RELIEF_AIM_MIN 20
#define SZ_RELIEF_HORIZON_MIN 30
#define SZ_RELIEF_OPEN_MIN 30 /* least open minutes of the hour before */
#define SZ_RELIEF_SERVICES 5  /* least services */

typedef struct SzQueueRelief SzQueueRelief;

typedef struct {
    guint windows; /* more of them */
    gint64 minutes;
} SzRelief;

/* @slots: of the hall on the day of @now.  @queue: outlives it. */
SzQueueRelief *sz_queue_relief_new(SzWallTime now, const SzDaySlots *slots, const char *queue);
void sz_queue_relief_free(SzQueueRelief *relief);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzQueueRelief, sz_queue_relief_free)

/* A ticket of the hall; what is of another queue or day is passed over. */
void sz_queue_relief_add(SzQueueRelief *relief, const SzTicket *ticket);
/* @n_spare: windows that could be opened.  Returns: false when there is no such advice; @out untouched. */
bool sz_queue_relief_find(SzQueueRelief *relief, guint n_spare, SzRelief *out);
