#pragma once

/* GET /api/v1/situation?hall=|area=: what needs somebody, in sentences, most urgent first.
 *
 * {"late_since","lines":[{"id","state","subject":{"zh","en"},"text":{"zh","en"},"also":{"subject","text"}}]}: state is a sign's
 * name; `also` is there when a second matter shares the line; a subject may be "".  late_since: when the place was last heard of, once that is too long
 * ago (render/hall_pulse.h); else null.
 *
 * Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

SzResponse sz_api_situation(const SzView *view, const SzParams *params);
