#pragma once

/* GET /api/v1/situation?hall=|area=: what needs somebody, in sentences, most urgent first.
 *
 * {"lines":[{"id","state","subject":{"zh","en"},"text":{"zh","en"},"also":{"subject","text"}}]}: state is a sign's
 * name; `also` is there when a second matter shares the line; a subject may be "".
 *
 * Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

SzResponse sz_api_situation(const SzView *view, const SzParams *params);
