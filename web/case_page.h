#pragma once

/* One page of a list of cases: stable order, exact total, a cursor to the next page.
 *
 * Pure apart from memory.  From page to page every case that does not change meanwhile, and matches all the while, is
 * met exactly once, whatever happens to the others: what it is ordered by depends on nothing but its events, as every
 * page orders by the clock that counted when the list was begun.  Cost: one look at each row, in memory
 * and in the archive (there at those of the hall or number asked for; at none when only open ones are), and a
 * comparison with the last of the page for each that matches. */

#include "web/case_filter.h"

typedef struct {
    guint64 total; /* cases that match, on all pages */
    GArray *cases; /* owned; const SzCaseRow * borrowed from the version or `copies`, in order */
    GPtrArray *copies; /* owned; SzCaseRow (owned): those that are in the archive */
    char *next;        /* owned; NULL: this is the last page */
} SzCasePage;

/* @params: those of case_filter, and `sort` and `cursor`.  Returns: false with @out_problem set: a parameter that
 * means nothing, a cursor that was not given for this question, or an archive that cannot be read. */
bool sz_case_page_read(const SzView *view, const SzParams *params, gsize limit, SzCasePage *out,
                       SzResponse *out_problem);
void sz_case_page_clear(SzCasePage *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzCasePage, sz_case_page_clear)
