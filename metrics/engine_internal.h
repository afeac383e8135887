#pragma once

/* Inside of metrics/engine: what its files share. */

#include "metrics/engine.h"

struct SzEngine {
    SzCases *cases; /* owned, as the others */
    SzTickets *tickets;
    SzWindows *windows;
    SzKiosks *kiosks;
    SzRatings *ratings;
    SzLifeSigns *signs;
    SzFeedQuality *quality;
    SzRevisions *revisions;
    GString *packed; /* of an event that came alone */
};
