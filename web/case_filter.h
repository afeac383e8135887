#pragma once

/* Which cases a question is about.
 *
 * Pure apart from memory.  A filter is read once, for one version at one instant, and then looks at rows:
 * everything that needs a text or a tree is resolved before the first row.
 *
 *   state     a set: all open overdue due_soon suspended closed closed_late rejected withdrawn void
 *   light     a list: green yellow red black suspended; cases that have ended have no light
 *   hall area place_filter
 *   channel   a list: window online mobile kiosk post other
 *   item org  lists of codes (text_set.h); an empty one asks for those without
 *   due_from due_to   the deadline of the clock that counts lies in [from, to); a date is its beginning,
 *             and a deadline at 24:00 belongs to the day that ends then.  Cases without one do not match.
 *   age_min_days age_max_days   civil days (+08:00) from the day of application to the day of the answer,
 *             or of the case's end, both bounds included.  Cases nobody said that of do not match.
 *   q         the number of a case: exactly, or, when no case that matches the rest has that number, as a
 *             part of it of at least SZ_CASE_PART_MIN characters, ASCII letters of either case alike
 *
 * All must hold; a list holds when one of its members does. */

#include "web/place_filter.h"
#include "web/text_set.h"

#define SZ_CASE_PART_MIN 3

typedef struct {
    /* What is asked .. */
    guint states; /* bits 1u << SzCaseState */
    guint lights; /* bits 1u << SzLight; all of them: any */
    guint channels;
    bool is_late_only;
    bool has_due;
    SzWallTime due_from;
    SzWallTime due_to;
    bool has_age;
    gint64 age_min_days;
    gint64 age_max_days;
    const char *number; /* borrowed from the parameters; NULL: any */
    bool is_part;       /* as a part of it */
    /* .. of what .. */
    const SzCasesVersion *cases;
    SzWallTime now;
    /* .. and where. */
    guint32 hall_from; /* SzCaseRow.hall lies in [from, to) */
    guint32 hall_to;
    SzTextSet codes; /* owned; of an unregistered hall */
    SzTextSet items;
    SzTextSet orgs;
} SzCaseFilter;

/* Reads the parameters above, those that are not there as any; those that are no parameter of a filter are left
 * alone.  Returns: false with @out_problem set (400, or 404 for a hall nobody knows). */
bool sz_case_filter_read(const SzView *view, const SzParams *params, SzCaseFilter *out,
                         SzResponse *out_problem);
void sz_case_filter_clear(SzCaseFilter *filter);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzCaseFilter, sz_case_filter_clear)

/* As state=open would. */
void sz_case_filter_only_open(SzCaseFilter *filter);

/* @row: of the view that was read for.  The filter remembers what it has looked up: one thread. */
bool sz_case_filter_matches(SzCaseFilter *filter, const SzCaseRow *row);

/* Cases on the shelf (metrics/case_shelf.h) that match; a row lives as long as the call.
 * Returns: false with @out_problem set when the archive cannot be read. */
bool sz_case_filter_each_shelved(SzCaseFilter *filter,
                                 void (*on_row)(const SzCaseRow *row, void *user), void *user,
                                 SzResponse *out_problem);
