#pragma once

/* GET /api/v1/halls.  Pure apart from memory. */

#include "web/params.h"
#include "metrics/view.h"

SzResponse sz_api_halls(const SzView *view, const SzParams *params);
