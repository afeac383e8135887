#pragma once

/* GET /api/v1/items: the catalogue.  Pure apart from memory.
 *
 * [{"code","name","promise","promise_unit","statute","statute_unit"}], in the order of the catalogue; what is not given
 * is null. */

#include "metrics/view.h"
#include "web/params.h"

SzResponse sz_api_items(const SzView *view, const SzParams *params);
