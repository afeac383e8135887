#pragma once

/* What the events of one rating say: how good, and how far its loop has come (DOMAIN 2.9).
 *
 * Pure.  A function of the set of events and nothing else.
 *
 * The first `new` says the level, the first follow-up its own.  Of each further step the first holds.  A step that comes twice, before
 * `new`, after `close`, or an appeal's result without an appeal, is illegal: counted; after `close` it
 * changes nothing, else its time is still noted.  An appeal whose result is "upheld" (申诉成功) ends the
 * loop as a close does; the rating stays a bad one, for that is what was said. */

#include "metrics/event.h"
#include "metrics/event_set.h"

typedef struct {
    gint32 level; /* 1..5, 5 best; 0: no `new` has come */
    gint8 is_active;
    gint32 followup_level; /* of 追评; 0: none was given */
    bool is_over;          /* closed, or the appeal was upheld */
    bool is_upheld;
    guint32 n_illegal;
    SzRatingEventKind stage; /* the last step taken */
    SzMaybeTime at[SZ_RATING_N_EVENTS];
    /* Borrowed from the set; empty: not known. */
    SzSlice window;
    SzSlice case_id;
    SzSlice ticket;
} SzRatingFacts;

extern const SzEventLayout SZ_RATING_LAYOUT; /* NOLINT(readability-identifier-naming): a constant */

void sz_rating_facts_fold(const SzEventSet *events, SzRatingFacts *out);
bool sz_rating_is_bad(const SzRatingFacts *facts);
/* new claimed called_back appealed appeal_decided rectified followed_up closed */
const char *sz_rating_stage_name(SzRatingEventKind stage);
