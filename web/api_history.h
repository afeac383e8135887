#pragma once

/* GET /api/v1/history: what one figure was, instant by instant, out of DATA_DIR/history.db.
 *
 * Shell code: asks collector/history.h.  Any thread.
 *
 * `hall` or `area`; `metric`: the id of the index, of a dimension, of an indicator; [`from`, `to`): RFC 3339, or a date:
 * from its beginning, to its end; `step`: minute, 15m, hour, day, or seconds; `revision` of days.
 *
 * {"hall","scope","metric","unit","step_s","definitions":[{"version","hash"}],"times":[..],"values":[..]} with `coverage`
 * beside a score and `n` beside an indicator; of days also `revisions` and `cutoffs`.  null: nothing is known, or nothing
 * was published. */

#include "collector/history.h"
#include "web/response.h"

/* Is @target (path and query) such a question? */
bool sz_api_history_is(const char *target);
SzResponse sz_api_history(SzHistory *history, const char *target);
