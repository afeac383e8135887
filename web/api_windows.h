#pragma once

/* GET /api/v1/windows.  Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

/* {"time","windows":[{"window","state","since","reason","staff","ticket","last_event"}]}, by code; each
 * with "hall" unless one hall was asked for.  `ticket` is the one being served there now; of several the
 * one that came last. */
SzResponse sz_api_windows(const SzView *view, const SzParams *params);
