#pragma once

/* GET /api/v1/cases and /api/v1/case.  Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

SzResponse sz_api_cases(const SzView *view, const SzParams *params);
SzResponse sz_api_case(const SzView *view, const SzParams *params);
