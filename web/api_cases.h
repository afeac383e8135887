#pragma once

/* GET /api/v1/cases and /api/v1/case.  Pure apart from memory. */

#include "web/params.h"
#include "metrics/view.h"

SzResponse sz_api_cases(const SzView *view, const SzParams *params);
SzResponse sz_api_case(const SzView *view, const SzParams *params);
