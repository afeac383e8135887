#pragma once

/* Inside of metrics/cases: what its files share. */

#include "metrics/cases.h"
#include "metrics/expiry.h"

#define SZ_PAGE_ROWS 256

/* A page is shared between versions; the store writes only into one it holds alone.  A row without body is a
 * hole. */
typedef struct {
    gint n_refs;
    SzCaseRow rows[SZ_PAGE_ROWS];
} SzCasePage;

SzCasePage *sz_case_page_new(void);
SzCasePage *sz_case_page_ref(SzCasePage *page);
void sz_case_page_unref(SzCasePage *page);
/* *@page, or a copy in its place when somebody else holds it, too. */
SzCasePage *sz_case_page_writable(SzCasePage **page);

/* Rows by (code of the hall, number of the case): open addressing. */
typedef struct {
    guint32 *slots; /* owned; row + 1; 0: free */
    gsize n_slots;  /* a power of two, or 0 */
    gsize n_used;
} SzCaseIndex;

/* What is kept for a row and is no part of what is published. */
typedef struct {
    guint8 told : 3; /* SzLight */
    guint8 is_told : 1;
    guint8 is_dirty : 1; /* its events changed since its row was made */
    guint8 is_held : 1;  /* its next change waits for the end of the hold on its hall */
} SzCaseMark;

struct SzCases {
    SzCaseRules rules;
    SzTexts *texts; /* owned reference */
    SzCaseIndex index;
    GPtrArray *pages; /* SzCasePage *, owned references */
    guint32 n;        /* rows, holes among them */
    SzCaseMark *marks;
    SzWallTime *told_at;
    gsize n_room;      /* of the last two */
    GArray *dirty;     /* guint32 rows */
    GHashTable *held;  /* owned; gint64 * (owned): until when, by number of the hall's code */
    SzExpiry *changes; /* owned; the next change of each light */
};

static inline const SzCaseRow *sz_cases_row(const SzCases *cases, guint32 i)
{
    const SzCasePage *page = g_ptr_array_index(cases->pages, i / SZ_PAGE_ROWS);
    return &page->rows[i % SZ_PAGE_ROWS];
}

/* (cases_index.c) The row, or -1. */
gint64 sz_cases_find(const SzCases *cases, guint32 hall_code, SzSlice id);
/* Adds a row that is not in it yet. */
void sz_cases_index_add(SzCases *cases, guint32 i);

/* (cases_version.c) (transfer full) */
SzCasesVersion *sz_cases_version_new(const SzCases *cases);

/* (cases_fold.c) Everything of a case out of its events, but row and texts. */
void sz_case_record_fold(const SzCaseRules *rules, const SzTexts *texts, const SzCaseBody *body,
                         const char *hall_code, SzCaseRecord *out);
/* Its registry hall + 1; 0: unregistered. */
guint32 sz_case_hall_number(const SzCaseRules *rules, const SzHall *hall);
/* The instant of the last event. */
SzWallTime sz_case_last_event(const SzCaseBody *body, const SzTexts *texts);
