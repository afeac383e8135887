#pragma once

/* GET /api/v1/ranking: halls (or areas) by score, as the index stood at the last multiple of 10 s.
 *
 * {"time","index","scope","halls":[{"hall","name","score","coverage","grade","interval","rank","reason"}]}; `interval` is
 * null, and what has no published score has no rank and comes last.
 *
 * With `interval=1` (and `seed`, `draws`) it says how sure the places are (metrics/index_ranks.h).  Of each hall with a rank:
 *     interval   {"low","high"}: its rank in the 5th and the 95th of 100 draws
 *     mean_rank  over all draws
 *     place      the rank with what is noise as a tie: those that share it cannot be told from the first of them
 * and of all, `drawn`:
 *     draws, seed, definition, percentiles [5,95]
 *     ahead      a difference is none unless the better one is ahead in this share of the draws
 *     weights    {"distribution":"uniform","spread":0.25}: each times a number within 0.75 and 1.25
 *     rates      indicators drawn as k of n, by their n
 *     as_measured  the others
 * `draws` is SZ_INDEX_RANKS_DRAWS_MIN to _MAX, SZ_API_RANKING_DRAWS when it is not given, and no more than are done within about a
 * second for so many halls: unasked it is made less, asked for it is refused.  The seed, when it is not given, is
 * the first 13 hexadecimal digits of the SHA-256 of the definition's hash, a blank and the index's local day, so that the same
 * question has the same answer all day, live and from the journal.
 *
 * Pure apart from memory. */

#include "metrics/view.h"
#include "web/params.h"

#define SZ_API_RANKING_DRAWS 1000

SzResponse sz_api_ranking(const SzView *view, const SzParams *params);

/* May the answer to @target (path and query) take as long as a picture? */
bool sz_api_ranking_takes_long(const char *target);
