#pragma once

/* May a token write for this hall?
 *
 * Pure.  Lines of a batch mostly are of one hall: the last verdict is remembered. */

#include "metrics/registry.h"

typedef struct {
    const SzRegistry *registry; /* borrowed; NULL: no hall is below another */
    const char *const *halls;   /* codes, borrowed; these and what is below them */
    bool covers_all;            /* every hall, and lines without one */

    char code[64]; /* of the last verdict, with its length; a longer one is not remembered */
    gsize code_len;
    SzDay day;
    bool has_verdict;
    bool verdict;
} SzTokenScope;

/* @hall: as the line says it, empty: it says none.  @day: of its occurrence, for codes that have been others'. */
bool sz_token_scope_covers(SzTokenScope *scope, SzSlice hall, SzDay day);
