#pragma once

/* Inside of metrics/cases: what its files share. */

#include "metrics/case_ledger.h"
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
    guint32 hash;
    guint32 row; /* + 1; 0: free */
} SzCaseIndexSlot;
typedef struct {
    SzCaseIndexSlot *slots; /* owned */
    gsize n_slots;          /* a power of two, or 0 */
    gsize n_used;
} SzCaseIndex;

/* What is kept for a row and is no part of what is published. */
typedef struct {
    guint8 told : 3; /* SzLight */
    guint8 is_told : 1;
    guint8 is_dirty : 1; /* its events changed since its row was made */
    guint8 is_held : 1;  /* its next change waits for the end of the hold on its hall */
    guint8
        is_leaving : 1; /* it was listed for the shelf, and nothing has happened to its row since */
    guint8 has_moves : 1; /* (cases_moves.c) */
} SzCaseMark;

/* Illegal moves of cases of one hall, feed and day. */
typedef struct {
    guint32 hall_code; /* as in a row, as the next */
    guint32 hall;
    guint32 src; /* number of a text; SZ_CASE_MOVE_NO_SRC: not kept */
    SzDay day;
    guint64 n;
} SzCaseMoveSum;
#define SZ_CASE_MOVE_NO_SRC G_MAXUINT32
typedef struct SzCaseMoveBook SzCaseMoveBook;

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
    SzExpiry *changes; /* owned; the next change of each light */

    /* (cases_lights.c) */
    GHashTable *held;       /* owned; Hold * (owned) by number of the hall's code */
    GArray *passed;         /* SzCaseLightChange: recorded and not handed out yet */
    SzWallTime recorded_to; /* up to when all is recorded; MIN: nobody has looked yet */
    SzWallTime ruled_from;  /* since when the rules hold; MIN: always */

    SzCaseMoveBook *moves; /* owned; (cases_moves.c) */

    SzCasePage *hollow;    /* owned reference; what stands for pages without rows */
    GArray *n_standing;    /* guint16 by page: rows that are no holes */
    GArray *holes;         /* guint32; all of them */
    SzCaseShelf shelf;     /* none while ledger is NULL */
    SzCaseLedger *ledger;  /* owned reference; of what is on the shelf */
    SzExpiry *retirements; /* owned; when each case that has ended may leave; NULL without shelf */
    gint64 stay_ns;        /* after its end */
    gint64 n_places;       /* of the shelf that were given so far */
    guint64 n_to_load;     /* (cases_state.c) cases that are still to come */
    guint64 n_withheld;    /* events that were not taken, as the shelf could not be read */
};

/* (cases_moves.c) */
SzCaseMoveBook *sz_case_move_book_new(void);
void sz_case_move_book_free(SzCaseMoveBook *book);
/* After its row was made: its illegal moves of the days that are kept. */
void sz_cases_settle_moves(SzCases *cases, guint32 i);
/* Those before @day are forgotten. */
void sz_cases_forget_moves(SzCases *cases, SzDay day);
/* (transfer full) of SzCaseMoveSum, as they stand; the same as long as nothing changes. */
GArray *sz_cases_move_sums(const SzCases *cases);

/* What is said of an event: that it happened, or (is_void) that it did not. */
typedef struct {
    const SzCaseEvent *event; /* borrowed */
    bool is_void;
} SzTold;

static inline const SzCaseRow *sz_cases_row(const SzCases *cases, guint32 i)
{
    const SzCasePage *page = g_ptr_array_index(cases->pages, i / SZ_PAGE_ROWS);
    return &page->rows[i % SZ_PAGE_ROWS];
}

/* (cases.c) The row, to be written. */
SzCaseRow *sz_cases_writable_row(SzCases *cases, guint32 i);
/* Its body is now owned by the store.  Returns: its number. */
guint32 sz_cases_add_row(SzCases *cases, const SzCaseRow *row_take);
/* The page @i_page has no row left: it gives up its memory. */
void sz_cases_empty_page(SzCases *cases, guint32 i_page);
/* It will be made again from its events. */
void sz_cases_note_dirty(SzCases *cases, guint32 i);
void sz_cases_refresh(SzCases *cases);
/* @row: its body and hall_code make everything else. */
void sz_cases_remake_row(SzCases *cases, SzCaseRow *row);

/* (cases_lights.c) */
SzToldLight sz_cases_told(const SzCases *cases, guint32 i);
void sz_cases_set_told(SzCases *cases, guint32 i, const SzToldLight *told);
/* After its row was made from events that are new: records what was lit between them, and plans the next change. */
void sz_cases_settle_lights(SzCases *cases, guint32 i, bool is_new);
/* When its light turns next, and when it may leave, as its row and what was told of it say. */
void sz_cases_plan_change(SzCases *cases, guint32 i);
/* Around other rules, in use from @now on: what its row says up to then, and the light that they change at once. */
void sz_cases_pass_until(SzCases *cases, guint32 i, SzWallTime now);
void sz_cases_pass_at(SzCases *cases, guint32 i, SzWallTime now);

/* (cases_shelf.c) */
void sz_cases_plan_retirement(SzCases *cases, guint32 i);
/* Looks for a case that is not in memory, and brings it back unless @told (NULL: whatever happens) is nothing new to it.
 * *out_i: its row; untouched when there is none.
 * Returns: false when there is nothing to do: it is nothing new, or nobody knows, as the shelf cannot be read. */
bool sz_cases_recall(SzCases *cases, guint32 hall_code, SzSlice id, const SzTold *told,
                     gint64 *out_i);
/* By the rules that are new: what they change comes back. */
void sz_cases_redate_shelf(SzCases *cases);

/* (cases_index.c) The row, or -1. */
gint64 sz_cases_find(const SzCases *cases, guint32 hall_code, SzSlice id);
/* Adds a row that is not in it yet. */
void sz_cases_index_add(SzCases *cases, guint32 i);
/* Makes room for @n rows at once, before the first. */
void sz_cases_index_reserve(SzCases *cases, gsize n);
/* @i: is in it. */
void sz_cases_index_remove(SzCases *cases, guint32 i);

/* (cases_version.c) (transfer full) */
SzCasesVersion *sz_cases_version_new(const SzCases *cases);
/* As sz_cases_version_row(), but also those of which nothing is left. */
const SzCaseRow *sz_cases_version_any_row(const SzCasesVersion *version, gsize i);

/* (cases_fold.c) Everything of a case out of its events, but row and texts. */
void sz_case_record_fold(const SzCaseRules *rules, const SzTexts *texts, const SzCaseBody *body,
                         const char *hall_code, SzCaseRecord *out);
/* As it stood at @until.  Returns: false before its first event. */
bool sz_case_record_fold_until(const SzCaseRules *rules, const SzTexts *texts,
                               const SzCaseBody *body, const char *hall_code, SzWallTime until,
                               SzCaseRecord *out);
/* Its registry hall + 1; 0: unregistered. */
guint32 sz_case_hall_number(const SzCaseRules *rules, const SzHall *hall);
/* The instant of the last event. */
SzWallTime sz_case_last_event(const SzCaseBody *body, const SzTexts *texts);
