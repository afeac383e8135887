#pragma once

/* GET /api/v1/queues.  Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

/* {"time","queues":[{"queue","name","waiting","oldest_take","serving","windows_open","wait_p90_s",
 * "wait_mean_s","called"}]}; each with "hall" unless one hall was asked for.  metrics/queues.h says
 * what is counted. */
SzResponse sz_api_queues(const SzView *view, const SzParams *params);
