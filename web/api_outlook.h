#pragma once

/* GET /api/v1/cases/outlook and .csv: what will be overdue soon if work goes on as it did, by organ.  Words and
 * arithmetic are those of metrics/case_outlook.h.  Pure apart from memory.
 *
 * Parameters: `hall` or `area`; the table also `lang`.
 *
 * {"time","pace":{"workdays","from","to"},
 *  "next_holiday":{"name","name_en","first","last","last_workday","published"} or null,
 *  "total":{..},"organs":[{"org",..}]}
 * `pace` is what it is made of: working days and dates [from, to).  `total` and each organ have
 *   open = overdue + suspended + accepting + undated + running
 *   closed, closed_today     in the days of the pace; today
 *   pace_per_workday         closed / workdays; null: see pace_reason
 *   pace_reason              null, no_history (no day has been recorded), no_closes (nothing was closed)
 *   horizons                 [{"workdays":1|3|5,"until","due","expected_overdue","unpaced"}]
 *   before_holiday           the same without workdays, or null when next_holiday is
 *   at_risk                  [{"id","hall","item","org","due"}]: the first 10 of those expected overdue
 * expected_overdue is null when every case that is due is unpaced, and something is due. */

#include "metrics/view.h"
#include "web/params.h"

SzResponse sz_api_outlook(const SzView *view, const SzParams *params);
SzResponse sz_api_outlook_csv(const SzView *view, const SzParams *params);
