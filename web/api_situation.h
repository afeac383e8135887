#pragma once

/* GET /api/v1/situation?hall=|area=: what needs somebody, in sentences, most urgent first.
 *
 * Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

SzResponse sz_api_situation(const SzView *view, const SzParams *params);
