#pragma once

/* GET /api/v1/quality and its table.  Pure apart from memory.
 *
 * metrics/feed_quality.h says what a feed is, what is counted and what the score means. */

#include "metrics/view.h"
#include "web/params.h"

/* {"time","feeds":[{"hall","name","registered","src","last_received","last_event","fresh_s",FIGURES,
 * "yesterday":{FIGURES}}]}, by hall and src.  FIGURES are of the local day of reception: today's beside the name,
 *
 *   score, lines, duplicates, illegal (moves of tickets that are not in the picture of metrics/ticket_facts.h;
 *   of a hall's feeds at the one's door that said most of tickets that day),
 *   refused {syntax, standard, personal_data, reserved_measurement, future, forbidden}, missing, seq_jumps, late (over
 *   120 s), ahead_max_s, behind_max_s (null without lines), first_received
 *
 * `hall` is null for what was refused before its hall could be read, `src` for lines without one.  `fresh_s` is how long
 * ago the last line came, at `time`.  A feed without a line today or yesterday is not listed. */
SzResponse sz_api_quality(const SzView *view, const SzParams *params);
/* A row for each feed and day; `lang` as in other tables. */
SzResponse sz_api_quality_csv(const SzView *view, const SzParams *params);
