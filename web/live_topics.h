#pragma once

/* What a topic of /live shows: the answer of the read API in a form that patches can be made of.
 *
 * Pure apart from memory.
 *
 * Lists of the answer become objects keyed by code (queues by queue, windows by window, kiosks by
 * kiosk, faults by fault, others by id or hall); where a member also names its hall, first by hall,
 * then by code.  What is not known is left out, never null.  Ages (remaining_s, fresh_s) and the
 * instant of the answer are left out: they change when nothing does.
 *
 * cases: {"counts":{"open","overdue","due_soon","suspended"},"cases":{HALL:{ID:{..}}}}: of the open
 * cases whose clock runs the SZ_LIVE_CASES_SHOWN with the earliest due. */

#include "metrics/view.h"
#include "web/live_protocol.h"
#include "web/response.h"

#define SZ_LIVE_CASES_SHOWN 30

/* @query: of SzLiveOp; of SZ_LIVE_WORDS with the panel: NAME.json?QUERY.
 * Returns: (transfer full) the state, or NULL with @out_problem set. */
json_t *sz_live_topic_state(const SzView *view, SzLiveTopicKind topic, const char *query,
                            SzResponse *out_problem);
/* (transfer full) an answer of the read API as a state. */
json_t *sz_live_topic_of_answer(json_t *answer);
