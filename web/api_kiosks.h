#pragma once

/* GET /api/v1/kiosks.  Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

/* {"time","kiosks":[{"kiosk","state","since","faults":[{"fault","since"}],"txns":{"ok","fail",
 * "abandoned"},"last_repair","last_event"}]}, by code; each with "hall" unless one hall was asked for.
 * `faults` is null where nothing has ever been said of them; `txns` are those of the day of `time`.
 * metrics/kiosks.h says when a kiosk is what. */
SzResponse sz_api_kiosks(const SzView *view, const SzParams *params);
