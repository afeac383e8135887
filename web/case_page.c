#include "web/case_page.h"

#include "web/case_cursor.h"

#define DIGEST_CHARS 16

/* What is asked, apart from how much of it is shown: two that differ in one of these are two lists. */
static const char *const asking[] = {
    "state",    "light",  "hall",         "area",         "item", "channel", "org",
    "due_from", "due_to", "age_min_days", "age_max_days", "q",    "sort",
};

/* (transfer full) */
static char *digest_of(const SzParams *params)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (gsize i = 0; i < G_N_ELEMENTS(asking); i++) {
        const char *text = sz_params_get(params, asking[i]);
        g_checksum_update(sum, (const guchar *)(text != NULL ? "=" : "."), 1);
        g_checksum_update(sum, (const guchar *)(text != NULL ? text : ""),
                          text != NULL ? (gssize)strlen(text) + 1 : 0);
    }
    return g_strndup(g_checksum_get_string(sum), DIGEST_CHARS);
}

static bool read_sort(const SzParams *params, SzCaseSort *out, SzResponse *out_problem)
{
    const char *text = sz_params_get(params, "sort");
    if (text == NULL || sz_case_sort_parse(text, out)) {
        return true;
    }
    *out_problem = sz_response_error(400, "bad_parameter", NULL,
                                     "sort: '%s' is none of remaining, -remaining, applied, "
                                     "-applied",
                                     text);
    return false;
}

/* @out: untouched where none is given. */
static bool read_cursor(const SzParams *params, const char *question, SzCaseCursor *out,
                        SzResponse *out_problem)
{
    const char *text = sz_params_get(params, "cursor");
    if (text == NULL || sz_case_cursor_read(text, question, out)) {
        return true;
    }
    *out_problem =
        sz_response_error(400, "bad_cursor", "take it from \"next\" of a page of the same question",
                          "cursor: '%s' is not one we gave for this question", text);
    return false;
}

/* --- looking ------------------------------------------------------------------------------- */

typedef struct {
    SzCaseFilter *filter;
    const SzCaseKey *after; /* NULL: the first page */
    SzCaseBest *best;
    guint64 total; /* that match */
} Search;

/* Is it on this page or a later one?  Then *out_key says where. */
static bool count_row(Search *search, const SzCaseRow *row, SzCaseKey *out_key)
{
    const SzCaseOrder *order = search->best->order;
    search->total++;
    if (search->best->n_wanted == 0) {
        return false; /* just the number is asked for */
    }
    *out_key = sz_case_order_key(order, row);
    return search->after == NULL || sz_case_order_compare(order, out_key, search->after) > 0;
}

static void on_shelved(const SzCaseRow *row, void *user)
{
    Search *search = user;
    SzCaseKey key;
    if (count_row(search, row, &key)) {
        sz_case_best_offer_copy(search->best, &key);
    }
}

static bool collect(Search *search, SzResponse *out_problem)
{
    const SzCasesVersion *cases = search->filter->cases;
    search->total = 0;
    for (gsize i = 0, n = sz_cases_version_n(cases); i < n; i++) {
        const SzCaseRow *row = sz_cases_version_row(cases, i);
        SzCaseKey key;
        if (row != NULL && sz_case_filter_matches(search->filter, row) &&
            count_row(search, row, &key)) {
            sz_case_best_offer(search->best, &key);
        }
    }
    return sz_case_filter_each_shelved(search->filter, on_shelved, search, out_problem);
}

/* Exactly that number; where nobody has it, as a part, unless a cursor says which it was. */
static bool look(Search *search, const SzCaseCursor *cursor, SzResponse *out_problem)
{
    SzCaseFilter *filter = search->filter;
    if (cursor->tie != NULL) {
        const SzCaseKey after =
            sz_case_order_place(cursor->group, cursor->value, (const char *const *)cursor->tie);
        search->after = &after;
        filter->is_part = cursor->is_part;
        bool is_read = collect(search, out_problem);
        search->after = NULL;
        return is_read;
    }
    if (!collect(search, out_problem)) {
        return false;
    }
    if (search->total == 0 && filter->number != NULL &&
        g_utf8_strlen(filter->number, -1) >= SZ_CASE_PART_MIN) {
        filter->is_part = true;
        return collect(search, out_problem);
    }
    return true;
}

static void free_copy(gpointer row)
{
    sz_case_row_free(row);
}

/* The first @limit of what was found. */
static void take_rows(SzCaseBest *best, gsize limit, SzCasePage *page)
{
    page->cases = g_array_new(FALSE, FALSE, sizeof(const SzCaseRow *));
    page->copies = g_ptr_array_new_with_free_func(free_copy);
    for (gsize i = 0; i < MIN(best->keys->len, limit); i++) {
        SzCaseKey *key = &g_array_index(best->keys, SzCaseKey, i);
        g_array_append_val(page->cases, key->row);
        if (key->owned != NULL) {
            g_ptr_array_add(page->copies, g_steal_pointer(&key->owned));
        }
    }
}

bool sz_case_page_read(const SzView *view, const SzParams *params, gsize limit, SzCasePage *out,
                       SzResponse *out_problem)
{
    g_autofree char *question = digest_of(params);
    g_auto(SzCaseCursor) cursor = {.as_of = sz_view_now(view)};
    g_auto(SzCaseFilter) filter = {0};
    SzCaseSort sort = SZ_SORT_PLACE;
    if (!read_sort(params, &sort, out_problem) ||
        !read_cursor(params, question, &cursor, out_problem) ||
        !sz_case_filter_read(view, params, &filter, out_problem)) {
        return false;
    }
    g_auto(SzCaseOrder) order = {0};
    g_auto(SzCaseBest) best = {0};
    sz_case_order_begin(&order, sort, view->state->cases, view->rules->registry);
    order.as_of = cursor.as_of;
    sz_case_best_begin(&best, &order, limit > 0 ? limit + 1 : 0); /* is there a next page? */
    Search search = {.filter = &filter, .best = &best};
    if (!look(&search, &cursor, out_problem)) {
        return false;
    }
    sz_case_best_end(&best);
    SzCasePage page = {.total = search.total};
    take_rows(&best, limit, &page);
    if (best.keys->len > limit) {
        page.next = sz_case_cursor_write(
            question, &order, &g_array_index(best.keys, SzCaseKey, limit - 1), filter.is_part);
    }
    *out = page;
    return true;
}

void sz_case_page_clear(SzCasePage *page)
{
    g_clear_pointer(&page->cases, g_array_unref);
    g_clear_pointer(&page->copies, g_ptr_array_unref);
    g_clear_pointer(&page->next, g_free);
}
