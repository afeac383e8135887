#pragma once

/* GET /api/v1/waits: how long people waited who were called of late.
 *
 * Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

/* Of the last `window_min` minutes (1..1440, 60 when it is not given): every registered hall (`hall`, `area`: as
 * everywhere; `tier`: of that tier) with how many were called and the mean, median, 90 % quantile and longest of their
 * waits.  Exact: from the tickets, no sketch (metrics/quantile.h). */
SzResponse sz_api_waits(const SzView *view, const SzParams *params);
SzResponse sz_api_waits_csv(const SzView *view, const SzParams *params);
