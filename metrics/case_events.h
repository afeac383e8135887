#pragma once

/* The events of one case: an ordered set (metrics/event_set.h).
 *
 * Pure; a set is an immutable value, adding makes a new one. */

#include "metrics/event.h"
#include "metrics/event_set.h"

/* Bounds of the set. */
#define SZ_CASE_EVENTS_MAX SZ_EVENT_SET_EVENTS_MAX
#define SZ_CASE_TEXT_MAX_BYTES SZ_EVENT_TEXT_MAX_BYTES

/* Fields 1..SZ_CASE_N_REPEATED are what every line of a case repeats. */
const SzEventLayout *sz_case_event_layout(void);
#define SZ_CASE_N_REPEATED 4 /* item, org, channel, kind of the case */

typedef SzEventSet SzCaseEvents;

/* (transfer full) the empty set. */
SzCaseEvents *sz_case_events_new(void);
SzCaseEvents *sz_case_events_ref(SzCaseEvents *events);
void sz_case_events_unref(SzCaseEvents *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCaseEvents, sz_case_events_unref)

/* Returns: (transfer full) the set with @event, or @events itself with one more reference when it
 * changes nothing. */
SzCaseEvents *sz_case_events_add(SzCaseEvents *events, const SzCaseEvent *event);

/* Walks a set: `gsize at = 0; while (sz_case_events_next(events, &at, &event)) ...`.  The slices of
 * @out are borrowed from @events; its hall and id are empty (they are the case's). */
bool sz_case_events_next(const SzCaseEvents *events, gsize *at, SzCaseEvent *out);
