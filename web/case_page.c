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

/* @after: NULL for the first page.  Returns: how many match. */
static guint64 collect(SzCaseFilter *filter, const SzCaseKey *after, SzCaseBest *best)
{
    const SzCasesVersion *cases = filter->cases;
    guint64 total = 0;
    for (gsize i = 0, n = sz_cases_version_n(cases); i < n; i++) {
        const SzCaseRow *row = sz_cases_version_row(cases, i);
        if (row == NULL || !sz_case_filter_matches(filter, row)) {
            continue;
        }
        total++;
        if (best->n_wanted == 0) {
            continue; /* just the number is asked for */
        }
        const SzCaseKey key = sz_case_order_key(best->order, row);
        if (after == NULL || sz_case_order_compare(best->order, &key, after) > 0) {
            sz_case_best_offer(best, &key);
        }
    }
    return total;
}

/* Exactly that number; where nobody has it, as a part, unless a cursor says which it was. */
static guint64 look(SzCaseFilter *filter, const SzCaseCursor *cursor, SzCaseBest *best)
{
    if (cursor->tie != NULL) {
        const SzCaseKey after =
            sz_case_order_place(cursor->group, cursor->value, (const char *const *)cursor->tie);
        filter->is_part = cursor->is_part;
        return collect(filter, &after, best);
    }
    guint64 total = collect(filter, NULL, best);
    if (total == 0 && filter->number != NULL &&
        g_utf8_strlen(filter->number, -1) >= SZ_CASE_PART_MIN) {
        filter->is_part = true;
        total = collect(filter, NULL, best);
    }
    return total;
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
    SzCasePage page = {.cases = g_array_new(FALSE, FALSE, sizeof(const SzCaseRow *))};
    page.total = look(&filter, &cursor, &best);
    sz_case_best_end(&best);
    for (gsize i = 0; i < MIN(best.keys->len, limit); i++) {
        g_array_append_val(page.cases, g_array_index(best.keys, SzCaseKey, i).row);
    }
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
    g_clear_pointer(&page->next, g_free);
}
