#pragma once

/* Number and events of one case, packed: some 80 bytes for five events, for a city has millions.
 *
 * Pure; a body is an immutable, reference-counted value; adding makes a new one.  Texts that come often (item, organ,
 * step, ..) are numbers in the store's texts; a reader may walk a body in any thread while another adds to the texts.
 *
 * The events are an ordered set by the rules of metrics/event_set.h: order by (occurrence, rank of the kind, canonical
 * bytes); an identical event changes nothing; an event may be void; of one `src` and `eid` the first in that order that
 * is not void counts, the others are kept for when it is voided; bounded by SZ_CASE_EVENTS_MAX.  Same events, same body,
 * whatever the order of arrival. */

#include "metrics/case_events.h"
#include "metrics/texts.h"

typedef struct SzCaseBody SzCaseBody;

/* (transfer full) without events. */
SzCaseBody *sz_case_body_new(SzSlice id);
SzCaseBody *sz_case_body_ref(const SzCaseBody *body);
void sz_case_body_unref(const SzCaseBody *body);
static inline void sz_case_body_clear(SzCaseBody *body)
{
    sz_case_body_unref(body);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCaseBody, sz_case_body_clear)

/* NUL-terminated; borrowed. */
const char *sz_case_body_id(const SzCaseBody *body);
/* Also those that do not count. */
guint sz_case_body_n_events(const SzCaseBody *body);
/* Does no event of it count? */
bool sz_case_body_is_empty(const SzCaseBody *body);
/* (transfer full) all of it as bytes, and a body from them.  They mean something only to this program, beside the texts
 * they were made with; whoever keeps them answers for every bit. */
GByteArray *sz_case_body_save(const SzCaseBody *body);
SzCaseBody *sz_case_body_load(SzSlice bytes);
/* (transfer full) as above of bytes that may be anything; NULL: they are no case with events.  (case_body_check.c) */
SzCaseBody *sz_case_body_load_checked(SzSlice bytes, const SzTexts *texts);
/* (transfer full) with @event; @is_void: as one that did not happen.  NULL when it changes nothing; *out_applied: whether
 * it was said, or voided, before. */
SzCaseBody *sz_case_body_put(const SzCaseBody *body, SzTexts *texts, const SzCaseEvent *event,
                             bool is_void, SzApplied *out_applied);

/* A walk through the events in their order. */
typedef struct {
    const SzCaseBody *body; /* borrowed, as the texts */
    const SzTexts *texts;
    gsize at;
    guint i_event;    /* of the next one, counting all */
    SzEventMark mark; /* of the event */
    SzCaseEvent
        event; /* hall and id are empty: they are the case's; slices are borrowed from body and texts */
} SzCaseWalk;

/* @texts: NULL: texts that are numbers come out empty. */
SzCaseWalk sz_case_walk(const SzCaseBody *body, const SzTexts *texts);
/* The next event that counts, in walk->event; false after the last, and then the event means nothing. */
bool sz_case_walk_next(SzCaseWalk *walk);
/* The next one, whether it counts or not. */
bool sz_case_walk_next_of_all(SzCaseWalk *walk);
