#pragma once

/* GET /api/v1/panels and /api/v1/panels/NAME.(png|svg|json): charts.
 *
 * Pure apart from memory and the fonts that are installed.  A picture's answer is still to be drawn
 * (web/response.h): its entity tag is known before, and changes exactly when the picture does.
 *
 * Parameters: hall=CODE or area=CODE (one of them); tier=TIER with area, where a panel compares the halls of
 * a tier; w, h in CSS pixels, dpr device pixels each; note: size of the smallest text in CSS pixels;
 * theme=dark|light, lang=zh|en, bare=1 for the body without its title line.
 *
 * The list is {"panels":[{"name","title","scope"}]}, in the order of a wall; scope is what a panel is made
 * for: hall, area or city (an area that is one).
 *
 * NAME.json is what the picture of the same parameters says to those who do not see it:
 *   {"name","title","unit","sample","as_of","state","text":{"zh","en"},"hits":[{"x","y","w","h","label","value","link"}]}
 * unit, sample, as_of: what stands beside the title and at the right end of its line, "" for nothing; state: ok stale
 * insufficient empty not_begun closed; hits: its regions in reading order, in CSS pixels from the top left corner;
 * value "" when the label says it all; link null where it leads nowhere.  Texts but `text` are in the language
 * asked for. */

#include "metrics/view.h"
#include "web/response.h"

/* Is @path one of them? */
bool sz_api_panels_has(SzSlice path);
SzResponse sz_api_panels(const SzView *view, SzSlice path, SzSlice query);
