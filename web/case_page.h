#pragma once

/* One page of a list of cases: stable order, exact total, a cursor to the next page.
 *
 * Pure apart from memory.  The order is (hall, id, code of the feed) by bytes: none changes while a case lives, so going
 * from page to page meets every case that matches all the while exactly once, whatever happens in
 * between.  A cursor is the last of them shown, in base64url. */

#include "web/case_filter.h"

typedef struct {
    guint64 total;   /* cases that match, on all pages */
    GArray *records; /* owned; const SzCaseRow * borrowed from the view, in order */
    char *next;      /* owned; NULL: this is the last page */
} SzCasePage;

/* @cursor: NULL for the first page.  Returns: false with @out_problem set for a cursor we never gave. */
bool sz_case_page_read(const SzView *view, const SzCaseFilter *filter, const char *cursor,
                       gsize limit, SzCasePage *out, SzResponse *out_problem);
void sz_case_page_clear(SzCasePage *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzCasePage, sz_case_page_clear)
