#pragma once

/* What needs somebody in an area: the places that stand out with the reason, what the data lack, else that all is well.
 *
 * Pure apart from memory.
 *
 * A place stands out when its sign is warn or worse: a line each.  Below a score of 80 (watch; below 70 warn) the
 * lowest has a line and the others share one, and so do those over the target of waits alone.  Of a place that is
 * closed now waits and scores say nothing, of one whose data are late neither; cases past the statute's limit do.
 * Sentences have about 24 characters: they stand beside the figure of a page. */

#include "render/city_facts.h"
#include "render/situation.h"

/* At least one line. (transfer full) SzSituationLine, freed with the array */
GArray *sz_situation_city(const SzCityFacts *facts);
