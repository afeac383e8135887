#pragma once

/* GET /api/v1/halls.  Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

SzResponse sz_api_halls(const SzView *view, const SzParams *params);
