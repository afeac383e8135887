#pragma once

/* GET /api/v1/panels and /api/v1/panels/NAME.(png|svg|json): charts.
 *
 * Pure apart from memory and the fonts that are installed.  The answer's key is what the picture shows, so its
 * entity tag changes exactly when the picture does. */

#include "metrics/view.h"
#include "web/response.h"

/* Is @path one of them? */
bool sz_api_panels_has(SzSlice path);
SzResponse sz_api_panels(const SzView *view, SzSlice path, SzSlice query);
