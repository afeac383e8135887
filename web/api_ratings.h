#pragma once

/* GET /api/v1/ratings.  Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

/* {"time", FIGURES, "halls":[{"hall", FIGURES}], "open":[..]}, where FIGURES are "today", "month" (from
 * the first to the day of `time`) and "last_30_days" (that day and the 29 before), each
 * {"n","levels":{"1"..."5"},"bad","active_ratio","score","score_active"}; those at the top pool all
 * halls asked for.  "halls" is absent when one hall was asked for.
 * "open": bad ratings whose loop is not over, oldest first: {"hall","id","level","stage","created",
 * "claimed","callback_due","callback","appealed","appeal_decided","rectify_due","rectified",
 * "followed_up","window","case","ticket"}. */
SzResponse sz_api_ratings(const SzView *view, const SzParams *params);
