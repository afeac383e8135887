#pragma once

/* Where cases stand that have ended long ago: what the store needs of whoever keeps them.
 *
 * Pure: a table of functions; who keeps them (collector/case_archive) is not known here.  A case stands on
 * the shelf as it left the store, row and events, packed with the numbers of the store's texts: it goes back
 * as it is, and filters, orders and counts look at its row as at any other.
 *
 * Places on the shelf are numbers, ascending.  A case that came back, or that another has
 * replaced, may stay on the shelf: which places count is the store's to know (metrics/case_ledger.h). */

#include "metrics/case_body.h"
#include "metrics/case_row.h"
#include "metrics/light_record.h"

typedef struct {
    gint64 place;
    SzCaseRow row; /* its body belongs to whoever holds the case */
    SzToldLight told;
} SzShelvedCase;

/* Narrows what is looked at; zeroed: every case.  What is found may be more than is asked for, never less. */
typedef struct {
    const char *code;  /* as the feed says it; NULL: any */
    const char *id;    /* NULL: any */
    guint32 hall_from; /* SzCaseRow.hall lies in [from, to); to 0: any */
    guint32 hall_to; /* of one hall, and nothing else asked, the case that ended last comes first */
    SzWallTime ended_from; /* [from, to); to 0: any */
    SzWallTime ended_to;
} SzShelfHint;

/* Returns: false to look at no more.  @shelved is borrowed, its body too. */
typedef bool (*SzOnShelved)(const SzShelvedCase *shelved, void *user);

typedef struct {
    /* Cases at places up to @place_max; any thread.  Returns: false when the shelf cannot be read (any more). */
    bool (*each)(void *shelf, const SzShelfHint *hint, gint64 place_max, SzOnShelved on_case,
                 void *user);
    void *shelf; /* outlives the store and its versions */
} SzCaseShelf;
