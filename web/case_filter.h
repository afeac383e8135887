#pragma once

/* Which cases a question is about: state, hall or area, item, channel, organ.
 *
 * Pure apart from memory. */

#include "web/place_filter.h"

typedef enum {
    SZ_CASES_ALL,
    SZ_CASES_OPEN,      /* not ended: contains the next three */
    SZ_CASES_OVERDUE,   /* open, light red or black */
    SZ_CASES_DUE_SOON,  /* open, light yellow */
    SZ_CASES_SUSPENDED, /* open, the clock stands still */
    SZ_CASES_CLOSED,    /* contains closed_late */
    SZ_CASES_CLOSED_LATE,
    SZ_CASES_REJECTED,
    SZ_CASES_WITHDRAWN,
    SZ_CASES_VOID,
    SZ_CASES_N,
} SzCasesSet;

typedef struct {
    SzCasesSet set;
    SzPlaceFilter place;
    const char *item; /* NULL: any */
    const char *org;  /* NULL: any; "" asks for those without */
    bool has_channel;
    SzChannel channel;
} SzCaseFilter;

/* Texts of @out are borrowed from @params.  Returns: false with @out_problem set (400, or 404 for a
 * hall nobody knows). */
bool sz_case_filter_read(const SzView *view, const SzParams *params, SzCaseFilter *out,
                         SzResponse *out_problem);
bool sz_case_filter_matches(const SzCaseFilter *filter, const SzView *view, const SzCaseRow *row);
