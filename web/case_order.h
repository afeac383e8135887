#pragma once

/* Orders of lists of cases, and the first so many in one of them.
 *
 * Pure apart from memory.
 *
 *   (none)      hall, number
 *   remaining   the deadline of the clock that counts, earliest first: most overdue, then soonest due; cases
 *               without one behind them, those that have ended last.  -remaining: the latest deadline first, the
 *               others as before
 *   applied     the earliest application first; cases nobody said it of last.  -applied: the latest first
 *
 * Ties go by hall, number and code of the feed, by bytes, so that no two cases are equal; the code, because two
 * old codes of one hall may carry the same number.  At one instant the time that remains orders as the deadline
 * does; which clock counts is asked for one given instant, so that what a case is ordered by depends on nothing but
 * its events. */

#include "metrics/cases.h"

typedef enum {
    SZ_SORT_PLACE,
    SZ_SORT_REMAINING,
    SZ_SORT_REMAINING_DOWN,
    SZ_SORT_APPLIED,
    SZ_SORT_APPLIED_DOWN,
    SZ_SORT_N,
} SzCaseSort;

bool sz_case_sort_parse(const char *text, SzCaseSort *out);

typedef struct {
    SzCaseSort sort;
    const SzCasesVersion *cases;
    SzWallTime as_of; /* the clock that counts then */
    GArray *halls;    /* owned; guint64 by SzCaseRow.hall: the first bytes of its code; 0 of none */
} SzCaseOrder;

/* @registry: that of the cases. */
void sz_case_order_begin(SzCaseOrder *order, SzCaseSort sort, const SzCasesVersion *cases,
                         const SzRegistry *registry);
void sz_case_order_clear(SzCaseOrder *order);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzCaseOrder, sz_case_order_clear)

/* The texts of ties, in the order they are compared. */
enum { SZ_CASE_TIE_HALL, SZ_CASE_TIE_ID, SZ_CASE_TIE_CODE, SZ_CASE_N_TIES };

/* Where a case stands in an order. */
typedef struct {
    guint32 group; /* 0, 1, 2, one behind the other */
    gint64 value;
    guint64 hall;           /* the first bytes of its code */
    const SzCaseRow *row;   /* borrowed; NULL: the ties are these */
    SzCaseRow *owned;       /* the same, when it is a copy that the key owns; else NULL */
    const char *const *tie; /* borrowed; SZ_CASE_N_TIES texts */
} SzCaseKey;

SzCaseKey sz_case_order_key(const SzCaseOrder *order, const SzCaseRow *row);
/* Of a place that was written down. */
SzCaseKey sz_case_order_place(guint32 group, gint64 value, const char *const *tie);
const char *sz_case_order_tie(const SzCaseOrder *order, const SzCaseKey *key, int tie);
int sz_case_order_compare(const SzCaseOrder *order, const SzCaseKey *a, const SzCaseKey *b);

/* The first @n_wanted of what is offered.  Most of a long list is turned away by one comparison with the last that
 * may still be among them. */
typedef struct {
    const SzCaseOrder *order; /* borrowed */
    gsize n_wanted;
    GArray *keys; /* owned; SzCaseKey */
    bool is_full; /* the keys before n_wanted are sorted, the last of them is the bar */
} SzCaseBest;

void sz_case_best_begin(SzCaseBest *best, const SzCaseOrder *order, gsize n_wanted);
void sz_case_best_offer(SzCaseBest *best, const SzCaseKey *key);
/* The same for a row that will be gone: what is kept is a copy of it. */
void sz_case_best_offer_copy(SzCaseBest *best, const SzCaseKey *key);
/* Afterwards @best->keys are in order and no more than wanted. */
void sz_case_best_end(SzCaseBest *best);
void sz_case_best_clear(SzCaseBest *best);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzCaseBest, sz_case_best_clear)
