#pragma once

/* Which halls a question about the index of many is of: `tier`, `area` with all below it, `scope=area` for figures of
 * areas in place of halls alone.
 *
 * Pure apart from memory. */

#include "metrics/index_table.h"
#include "web/params.h"

typedef struct {
    SzTier tier;
    bool has_tier;
    bool is_area; /* figures of the areas, not of the halls alone */
    const SzHall *area;
} SzIndexScope;

/* Is there an index, and is it the one that is asked for (`index`)?  Returns: false with @out_problem set. */
bool sz_index_check(const SzView *view, const SzParams *params, SzResponse *out_problem);
/* Returns: false with @out_problem set. */
bool sz_index_scope_read(const SzView *view, const SzParams *params, SzIndexScope *out,
                         SzResponse *out_problem);
/* (transfer full) of const SzIndexRow *, in the order of the tree. */
GArray *sz_index_scope_rows(const SzView *view, const SzIndexScope *scope);
