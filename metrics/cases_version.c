/* Pages, and what readers see. */

#include "metrics/cases_internal.h"

#define LARGE_PART 8

struct SzCasesVersion {
    SzCaseRules rules;
    SzTexts *texts; /* owned reference */
    SzCaseShelf shelf;
    SzCaseLedger *ledger; /* owned reference; NULL: no shelf */
    GArray *moves;        /* owned reference; SzCaseMoveSum */
    gsize n;              /* rows */
    gsize n_pages;
    SzCasePage *pages[]; /* owned references */
};

/* --- pages --------------------------------------------------------------------------------- */

SzCasePage *sz_case_page_new(void)
{
    SzCasePage *page = g_new0(SzCasePage, 1);
    page->n_refs = 1;
    return page;
}

SzCasePage *sz_case_page_ref(SzCasePage *page)
{
    g_atomic_int_inc(&page->n_refs);
    return page;
}

void sz_case_page_unref(SzCasePage *page)
{
    if (!g_atomic_int_dec_and_test(&page->n_refs)) {
        return;
    }
    for (gsize i = 0; i < SZ_PAGE_ROWS; i++) {
        sz_case_body_unref(page->rows[i].body);
    }
    g_free(page);
}

SzCasePage *sz_case_page_writable(SzCasePage **page)
{
    /* Only the store hands out references: nobody can take another while it holds the only one. */
    if (g_atomic_int_get(&(*page)->n_refs) == 1) {
        return *page;
    }
    SzCasePage *copy = g_new(SzCasePage, 1);
    memcpy(copy->rows, (*page)->rows, sizeof copy->rows);
    copy->n_refs = 1;
    for (gsize i = 0; i < SZ_PAGE_ROWS; i++) {
        if (copy->rows[i].body != NULL) {
            (void)sz_case_body_ref(copy->rows[i].body);
        }
    }
    sz_case_page_unref(*page);
    *page = copy;
    return copy;
}

/* --- versions ------------------------------------------------------------------------------ */

SzCasesVersion *sz_cases_version_new(const SzCases *cases)
{
    gsize n_pages = cases->pages->len;
    SzCasesVersion *version = g_atomic_rc_box_alloc(sizeof *version + n_pages * sizeof(gpointer));
    version->rules = cases->rules;
    version->texts = sz_texts_ref(cases->texts);
    version->shelf = cases->shelf;
    version->ledger = cases->ledger != NULL ? sz_case_ledger_ref(cases->ledger) : NULL;
    version->moves = sz_cases_move_sums(cases);
    version->n = cases->n;
    version->n_pages = n_pages;
    for (gsize i = 0; i < n_pages; i++) {
        version->pages[i] = sz_case_page_ref(g_ptr_array_index(cases->pages, i));
    }
    return version;
}

static void clear_version(gpointer data)
{
    SzCasesVersion *version = data;
    for (gsize i = 0; i < version->n_pages; i++) {
        sz_case_page_unref(version->pages[i]);
    }
    sz_texts_unref(version->texts);
    sz_case_ledger_unref(version->ledger);
    g_array_unref(version->moves);
}

SzCasesVersion *sz_cases_version_ref(SzCasesVersion *version)
{
    return g_atomic_rc_box_acquire(version);
}

void sz_cases_version_unref(SzCasesVersion *version)
{
    if (version != NULL) {
        g_atomic_rc_box_release_full(version, clear_version);
    }
}

gsize sz_cases_version_n(const SzCasesVersion *version)
{
    return version->n;
}

const SzCaseRow *sz_cases_version_any_row(const SzCasesVersion *version, gsize i)
{
    const SzCaseRow *row = &version->pages[i / SZ_PAGE_ROWS]->rows[i % SZ_PAGE_ROWS];
    return row->body != NULL ? row : NULL;
}

const SzCaseRow *sz_cases_version_row(const SzCasesVersion *version, gsize i)
{
    const SzCaseRow *row = &version->pages[i / SZ_PAGE_ROWS]->rows[i % SZ_PAGE_ROWS];
    return row->body != NULL && row->is_ghost == 0 ? row : NULL;
}

SzCaseRow *sz_case_row_copy(const SzCaseRow *row)
{
    SzCaseRow *copy = g_new(SzCaseRow, 1);
    *copy = *row;
    (void)sz_case_body_ref(row->body);
    return copy;
}

void sz_case_row_free(SzCaseRow *row)
{
    if (row != NULL) {
        sz_case_body_unref(row->body);
        g_free(row);
    }
}

const char *sz_case_row_id(const SzCaseRow *row)
{
    return sz_case_body_id(row->body);
}

SzWallTime sz_cases_version_last_event(const SzCasesVersion *version, const SzCaseRow *row)
{
    return sz_case_last_event(row->body, version->texts);
}

const char *sz_cases_version_text(const SzCasesVersion *version, guint32 number)
{
    return sz_texts_at(version->texts, number);
}

static const SzHall *hall_at(const SzCasesVersion *version, guint32 number)
{
    return number > 0 ? sz_registry_hall(version->rules.registry, number - 1) : NULL;
}

const SzHall *sz_cases_version_row_hall(const SzCasesVersion *version, const SzCaseRow *row)
{
    return hall_at(version, row->hall);
}

const char *sz_cases_version_row_code(const SzCasesVersion *version, const SzCaseRow *row)
{
    const SzHall *hall = sz_cases_version_row_hall(version, row);
    return hall != NULL ? hall->code : sz_texts_at(version->texts, row->hall_code);
}

void sz_cases_version_record(const SzCasesVersion *version, const SzCaseRow *row, SzCaseRecord *out)
{
    sz_case_record_fold(&version->rules, version->texts, row->body,
                        sz_texts_at(version->texts, row->hall_code), out);
    out->row = row;
    out->item = sz_texts_at(version->texts, row->item);
    out->org = sz_texts_at(version->texts, row->org);
}

gsize sz_cases_version_n_moves(const SzCasesVersion *version)
{
    return version->moves->len;
}

SzCaseMoves sz_cases_version_moves(const SzCasesVersion *version, gsize i)
{
    const SzCaseMoveSum *sum = &g_array_index(version->moves, SzCaseMoveSum, i);
    return (SzCaseMoves){
        .place = {sz_texts_at(version->texts, sum->hall_code), hall_at(version, sum->hall)},
        .src = sum->src != SZ_CASE_MOVE_NO_SRC ? sz_texts_at(version->texts, sum->src) : NULL,
        .day = sum->day,
        .n = sum->n,
    };
}

/* --- the shelf ----------------------------------------------------------------------------- */

typedef struct {
    const SzCaseLedger *ledger;
    SzOnShelved on_case;
    void *user;
} Sieve;

static bool sift(const SzShelvedCase *shelved, void *user)
{
    const Sieve *sieve = user;
    return !sz_case_ledger_counts(sieve->ledger, shelved->place) ||
           sieve->on_case(shelved, sieve->user);
}

/* Of halls that have a large part of all cases, looking at all is quicker than looking each one up. */
static SzShelfHint without_large_halls(const SzCaseLedger *ledger, const SzShelfHint *hint,
                                       guint64 n)
{
    SzShelfHint narrowed = *hint;
    if (n > sz_case_ledger_n(ledger, 0, G_MAXUINT32) / LARGE_PART) {
        narrowed.hall_from = 0;
        narrowed.hall_to = 0;
    }
    return narrowed;
}

bool sz_cases_version_each_shelved(const SzCasesVersion *version, const SzShelfHint *hint,
                                   SzOnShelved on_case, void *user)
{
    const SzCaseLedger *ledger = version->ledger;
    if (ledger == NULL) {
        return true;
    }
    guint32 to = hint->hall_to > 0 ? hint->hall_to : G_MAXUINT32;
    guint64 n = sz_case_ledger_n(ledger, hint->hall_from, to);
    if (n == 0) {
        return true;
    }
    const SzShelfHint narrowed = without_large_halls(ledger, hint, n);
    Sieve sieve = {ledger, on_case, user};
    return version->shelf.each(version->shelf.shelf, &narrowed, sz_case_ledger_reached(ledger),
                               sift, &sieve);
}

const SzCaseLedger *sz_cases_version_ledger(const SzCasesVersion *version)
{
    return version->ledger;
}
