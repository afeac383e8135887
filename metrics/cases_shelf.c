/* Cases that leave memory some time after their end, and come back when something is still said of them. */

#include "metrics/cases_internal.h"

/* A case whose light has still to be taken back, or whose illegal moves still count, is looked at again after this. */
#define BUSY_NS (3600 * SZ_NS_PER_S)

void sz_cases_use_shelf(SzCases *cases, const SzCaseShelf *shelf, gint64 stay_ns)
{
    cases->shelf = *shelf;
    cases->ledger = sz_case_ledger_new(&cases->rules);
    cases->retirements = sz_expiry_new();
    cases->stay_ns = stay_ns;
}

guint64 sz_cases_n_withheld(const SzCases *cases)
{
    return cases->n_withheld;
}

void sz_cases_plan_retirement(SzCases *cases, guint32 i)
{
    cases->marks[i].is_leaving = 0;
    if (cases->retirements != NULL) {
        SzWallTime end = sz_case_row_end(sz_cases_row(cases, i));
        bool stays =
            end.ns >= SZ_NEVER.ns - cases->stay_ns || sz_cases_row(cases, i)->is_ghost != 0;
        sz_expiry_set(cases->retirements, i,
                      stays ? SZ_NEVER : (SzWallTime){end.ns + cases->stay_ns});
    }
}

/* --- leaving ------------------------------------------------------------------------------- */

static void clear_retiring(gpointer data)
{
    SzRetiringCase *retiring = data;
    sz_case_body_unref(retiring->shelved.row.body);
}

static void list_case(SzCases *cases, guint32 i, GArray *out)
{
    SzRetiringCase retiring = {
        .i = i,
        .code = sz_texts_at(cases->texts, sz_cases_row(cases, i)->hall_code),
        .shelved = {++cases->n_places, *sz_cases_row(cases, i), sz_cases_told(cases, i)},
    };
    (void)sz_case_body_ref(retiring.shelved.row.body);
    g_array_append_val(out, retiring);
    cases->marks[i].is_leaving = 1;
}

static void list_or_postpone(SzCases *cases, guint32 i, SzWallTime now, GArray *out)
{
    bool is_busy =
        sz_expiry_at(cases->changes, i).ns != SZ_NEVER.ns || cases->marks[i].has_moves != 0;
    sz_expiry_set(cases->retirements, i, is_busy ? (SzWallTime){now.ns + BUSY_NS} : SZ_NEVER);
    if (!is_busy) {
        list_case(cases, i, out);
    }
}

/* Those of one page go together: every page that loses a row is copied, and one that has lost all is free. */
GArray *sz_cases_retire(SzCases *cases, SzWallTime now, guint max)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(SzRetiringCase));
    g_array_set_clear_func(out, clear_retiring);
    guint32 first = 0;
    SzWallTime at;
    sz_cases_refresh(cases);
    sz_cases_forget_moves(cases, sz_day_of(now) - SZ_CASE_MOVE_DAYS + 1);
    while (out->len < max && sz_expiry_first(cases->retirements, &first, &at) && at.ns <= now.ns) {
        guint32 begin = first - first % SZ_PAGE_ROWS;
        guint32 end = MIN(begin + SZ_PAGE_ROWS, cases->n);
        for (guint32 i = begin; i < end && out->len < max; i++) {
            if (sz_expiry_at(cases->retirements, i).ns <= now.ns) {
                list_or_postpone(cases, i, now, out);
            }
        }
    }
    return out;
}

static bool is_as_listed(const SzCases *cases, guint32 i)
{
    return cases->marks[i].is_leaving != 0 && cases->marks[i].is_dirty == 0;
}

static void drop_row(SzCases *cases, guint32 i)
{
    sz_cases_index_remove(cases, i);
    SzCaseRow *row = sz_cases_writable_row(cases, i);
    sz_case_body_unref(row->body);
    *row = (SzCaseRow){0};
    cases->marks[i] = (SzCaseMark){0};
    g_array_append_val(cases->holes, i);
    guint16 *n_standing = &g_array_index(cases->n_standing, guint16, i / SZ_PAGE_ROWS);
    (*n_standing)--;
    if (*n_standing == 0) {
        sz_cases_empty_page(cases, i / SZ_PAGE_ROWS);
    }
}

static SzCaseTexts texts_of(const SzCases *cases, const SzCaseRow *row)
{
    return (SzCaseTexts){
        .item = sz_texts_slice_at(cases->texts, row->item),
        .org = sz_texts_slice_at(cases->texts, row->org),
    };
}

void sz_cases_retired(SzCases *cases, const GArray *retiring)
{
    SzCaseLedger *ledger = sz_case_ledger_writable(&cases->ledger);
    for (guint k = 0; k < retiring->len; k++) {
        const SzRetiringCase *each = &g_array_index(retiring, SzRetiringCase, k);
        if (is_as_listed(cases, each->i)) {
            const SzCaseTexts texts = texts_of(cases, &each->shelved.row);
            sz_case_ledger_add(ledger, &each->shelved.row, &texts);
            drop_row(cases, each->i);
        } else {
            sz_case_ledger_strike(ledger, each->shelved.place);
        }
        sz_case_ledger_reach(ledger, each->shelved.place);
    }
}

void sz_cases_not_retired(SzCases *cases, const GArray *retiring, SzWallTime again)
{
    for (guint k = 0; k < retiring->len; k++) {
        const SzRetiringCase *each = &g_array_index(retiring, SzRetiringCase, k);
        if (is_as_listed(cases, each->i)) {
            cases->marks[each->i].is_leaving = 0;
            sz_expiry_set(cases->retirements, each->i, again);
        }
    }
    if (retiring->len > 0) {
        cases->n_places = g_array_index(retiring, SzRetiringCase, 0).shelved.place - 1;
    }
}

/* --- coming back --------------------------------------------------------------------------- */

typedef struct {
    const SzCaseLedger *ledger;
    guint32 hall_code;
    SzSlice id;
    bool is_found;
    SzShelvedCase found; /* its body is a reference of its own */
} Search;

static bool on_candidate(const SzShelvedCase *shelved, void *user)
{
    Search *search = user;
    if (!sz_case_ledger_counts(search->ledger, shelved->place) ||
        shelved->row.hall_code != search->hall_code ||
        !sz_slice_equal(sz_slice(sz_case_row_id(&shelved->row)), search->id)) {
        return true;
    }
    search->is_found = true;
    search->found = *shelved;
    (void)sz_case_body_ref(shelved->row.body);
    return false;
}

static bool on_last(const SzShelvedCase *shelved, void *user)
{
    Search *search = user;
    if (!sz_case_ledger_counts(search->ledger, shelved->place)) {
        return true;
    }
    search->is_found = true;
    search->found = *shelved;
    return false;
}

static bool look(const SzCases *cases, const SzShelfHint *hint, SzOnShelved on_case, Search *search)
{
    search->ledger = cases->ledger;
    return cases->shelf.each(cases->shelf.shelf, hint, sz_case_ledger_reached(cases->ledger),
                             on_case, search);
}

/* After a case of @hall that ended at @end has left the shelf. */
static void find_last_end(SzCases *cases, guint32 hall, SzWallTime end)
{
    SzMaybeTime last = sz_case_ledger_last_end(cases->ledger, hall, hall + 1);
    if (last.at.ns == end.ns) {
        Search search = {0};
        const SzShelfHint hint = {.hall_from = hall, .hall_to = hall + 1};
        (void)look(cases, &hint, on_last, &search);
        SzMaybeTime now = {search.is_found, {search.is_found ? search.found.row.ended.ns : 0}};
        sz_case_ledger_set_last_end(cases->ledger, hall, now);
    }
}

/* @shelved: its body is now owned by the store. */
static guint32 put_back(SzCases *cases, const SzShelvedCase *shelved)
{
    SzCaseLedger *ledger = sz_case_ledger_writable(&cases->ledger);
    sz_case_ledger_strike(ledger, shelved->place);
    const SzCaseTexts texts = texts_of(cases, &shelved->row);
    sz_case_ledger_remove(ledger, &shelved->row, &texts);
    find_last_end(cases, shelved->row.hall, shelved->row.ended);
    guint32 i = sz_cases_add_row(cases, &shelved->row);
    sz_cases_set_told(cases, i, &shelved->told);
    sz_cases_note_dirty(cases, i);
    return i;
}

static bool is_news(const SzCases *cases, const SzCaseBody *body, const SzTold *told)
{
    SzApplied applied;
    g_autoptr(SzCaseBody) changed =
        sz_case_body_put(body, cases->texts, told->event, told->is_void, &applied);
    return changed != NULL;
}

bool sz_cases_recall(SzCases *cases, guint32 hall_code, SzSlice id, const SzTold *told,
                     gint64 *out_i)
{
    if (cases->ledger == NULL || sz_case_ledger_reached(cases->ledger) == 0) {
        return true;
    }
    Search search = {.hall_code = hall_code, .id = id};
    g_autofree char *text = g_strndup(id.data, id.len);
    const SzShelfHint hint = {.code = sz_texts_at(cases->texts, hall_code), .id = text};
    if (!look(cases, &hint, on_candidate, &search)) {
        cases->n_withheld++;
        return false;
    }
    if (!search.is_found) {
        return true;
    }
    if (told != NULL && !is_news(cases, search.found.row.body, told)) {
        sz_case_body_unref(search.found.row.body);
        return false;
    }
    *out_i = put_back(cases, &search.found);
    return true;
}

/* --- other rules --------------------------------------------------------------------------- */

typedef struct {
    SzCases *cases;
    SzCaseLedger *ledger;
    GArray *changed; /* SzRetiringCase, for its body's sake */
} Redating;

/* A difference that is none would do no harm: the case would come back and leave again. */
static bool is_same(const SzCaseRow *a, const SzCaseRow *b)
{
    const gsize from = offsetof(SzCaseRow, applied);
    return memcmp((const char *)a + from, (const char *)b + from,
                  offsetof(SzCaseRow, visits) + 1 - from) == 0;
}

static bool on_redated(const SzShelvedCase *shelved, void *user)
{
    Redating *redating = user;
    if (!sz_case_ledger_counts(redating->ledger, shelved->place)) {
        return true;
    }
    SzCaseRow row = shelved->row;
    sz_cases_remake_row(redating->cases, &row);
    const SzCaseTexts texts = texts_of(redating->cases, &row);
    sz_case_ledger_add(redating->ledger, &shelved->row, &texts);
    if (!is_same(&row, &shelved->row)) {
        SzRetiringCase changed = {.shelved = *shelved};
        (void)sz_case_body_ref(shelved->row.body);
        g_array_append_val(redating->changed, changed);
    }
    return true;
}

void sz_cases_redate_shelf(SzCases *cases)
{
    if (cases->ledger == NULL) {
        return;
    }
    SzCaseLedger *ledger = sz_case_ledger_writable(&cases->ledger);
    sz_case_ledger_recount(ledger, &cases->rules);
    g_autoptr(GArray) changed = g_array_new(FALSE, FALSE, sizeof(SzRetiringCase));
    Redating redating = {cases, ledger, changed};
    const SzShelfHint all = {0};
    (void)cases->shelf.each(cases->shelf.shelf, &all, sz_case_ledger_reached(ledger), on_redated,
                            &redating);
    for (guint k = 0; k < changed->len; k++) {
        (void)put_back(cases, &g_array_index(changed, SzRetiringCase, k).shelved);
    }
}
