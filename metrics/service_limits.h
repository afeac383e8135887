#pragma once

/* How long a service may take before somebody should look at it, by what today's took.
 *
 * Pure apart from memory.  Of one hall: queues are told apart by their codes alone.
 *
 * A service lasts from the last call of its ticket to its end, whatever the result: starts are not always sent, and
 * after a transfer only the last call belongs to the window that served.  The limit of a queue is the 0.95 quantile
 * (type 7) of the services that ended on the day, up to the next 5 minutes so that it seldom moves; but never
 * less than 30 minutes, the limit of the measure service_long, and just that while fewer than 20 have ended.  40
 * services of 1, 2, .. 40 minutes give 38.05, so 40. */

#include "metrics/tickets.h"

#define SZ_SERVICE_LIMIT_LEAST_MIN 30
#define SZ_SERVICE_LIMIT_STEP_MIN 5
#define SZ_SERVICE_LIMIT_SAMPLE 20

typedef struct SzServiceLimits SzServiceLimits;

SzServiceLimits *sz_service_limits_new(SzDay day);
void sz_service_limits_free(SzServiceLimits *limits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzServiceLimits, sz_service_limits_free)

/* Counts a service that has ended on the day; anything else is passed over. */
void sz_service_limits_add(SzServiceLimits *limits, const SzTicket *ticket);
/* Minutes.  @queue: see sz_service_queue() */
gint64 sz_service_limits_of(SzServiceLimits *limits, const char *queue);

/* Where a ticket stood when it was last called: the kind of service it gets. */
const char *sz_service_queue(const SzTicket *ticket);
