#pragma once

/* Inside of metrics/index_table: what its files share. */

#include "metrics/index_table.h"

struct SzIndexTable {
    SzIndexDefinition *definition; /* owned reference */
    const SzRegistry *registry;    /* borrowed */
    SzMaybeTime time;
    guint64 batch;
    SzIndexRow *rows;             /* owned; of hall i at 2 i, of its area at 2 i + 1 */
    SzDimensionScore *dimensions; /* owned, as the next; of all rows */
    SzIndicatorScore *indicators;
    SzCapEffect *caps;
};

/* (transfer full) of no instant, with nothing scored yet. */
SzIndexTable *sz_index_table_new(SzIndexDefinition *definition, const SzRegistry *registry);
