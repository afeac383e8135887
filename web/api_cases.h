#pragma once

/* GET /api/v1/cases, /api/v1/cases.csv and /api/v1/case.  Pure apart from memory.
 *
 * cases      {"time","total","cases":[..],"next"}: parameters of case_filter.h, `sort` of case_order.h, `limit`
 *            0..1000 (100), `cursor`
 * cases.csv  the same question as a table, `limit` 0..100000 (10000), `lang`; how many match is said in the head,
 *            as is the number of rows
 * case       `hall` and `id`: {"time","case"} */

#include "metrics/view.h"
#include "web/params.h"

SzResponse sz_api_cases(const SzView *view, const SzParams *params);
SzResponse sz_api_cases_csv(const SzView *view, const SzParams *params);
SzResponse sz_api_case(const SzView *view, const SzParams *params);
