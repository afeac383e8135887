#include "web/case_page.h"

/* The keys of a record, in the order they are compared: hall, id, and the code the feed used (two old
 * codes of one hall may carry the same id). */
enum { KEY_HALL, KEY_ID, KEY_CODE, N_KEYS };

static const char *key_of(const SzCasesVersion *cases, const SzCaseRow *row, int key)
{
    const char *keys[N_KEYS] = {sz_cases_version_row_code(cases, row), sz_case_row_id(row),
                                sz_cases_version_text(cases, row->hall_code)};
    return keys[key];
}

static char *write_cursor(const SzCasesVersion *cases, const SzCaseRow *row)
{
    g_autofree char *text =
        g_strdup_printf("%s\n%s\n%s", key_of(cases, row, KEY_HALL), key_of(cases, row, KEY_ID),
                        key_of(cases, row, KEY_CODE));
    char *cursor = g_base64_encode((const guchar *)text, strlen(text));
    g_strdelimit(cursor, "+", '-');
    g_strdelimit(cursor, "/", '_');
    cursor[strcspn(cursor, "=")] = '\0';
    return cursor;
}

/* (transfer full) the three keys, or NULL. */
static char **read_cursor(const char *cursor)
{
    g_autoptr(GString) padded = g_string_new(cursor);
    while (padded->len % 4 != 0) {
        g_string_append_c(padded, '=');
    }
    g_strdelimit(padded->str, "-", '+');
    g_strdelimit(padded->str, "_", '/');
    gsize len = 0;
    g_autofree guchar *bytes = g_base64_decode(padded->str, &len);
    g_autofree char *text = g_strndup((const char *)bytes, len);
    g_auto(GStrv) keys = g_strsplit(text, "\n", -1);
    bool is_ours = strlen(text) == len && g_strv_length(keys) == N_KEYS;
    return is_ours ? g_steal_pointer(&keys) : NULL;
}

static int compare_rows(gconstpointer a, gconstpointer b, gpointer user)
{
    const SzCasesVersion *cases = user;
    const SzCaseRow *left = *(const SzCaseRow *const *)a;
    const SzCaseRow *right = *(const SzCaseRow *const *)b;
    int order = 0;
    for (int key = 0; order == 0 && key < N_KEYS; key++) {
        order = strcmp(key_of(cases, left, key), key_of(cases, right, key));
    }
    return order;
}

static bool is_behind(const SzCasesVersion *cases, const SzCaseRow *row, char *const *place)
{
    int order = 0;
    for (int key = 0; order == 0 && key < N_KEYS; key++) {
        order = strcmp(key_of(cases, row, key), place[key]);
    }
    return order > 0;
}

static void keep_first(SzCasesVersion *cases, GArray *records, gsize n)
{
    g_array_sort_with_data(records, compare_rows, cases);
    if (records->len > n) {
        g_array_set_size(records, (guint)n);
    }
}

/* Collects the first @limit + 1 records behind @place; sorting only when the array has doubled keeps the
 * cost near that of the scan. */
static void collect(const SzView *view, const SzCaseFilter *filter, char *const *place, gsize limit,
                    SzCasePage *page)
{
    gsize wanted = limit + 1;
    for (gsize i = 0; i < sz_cases_version_n(view->state->cases); i++) {
        const SzCaseRow *row = sz_cases_version_row(view->state->cases, i);
        if (row == NULL || !sz_case_filter_matches(filter, view, row)) {
            continue;
        }
        page->total++;
        if (place == NULL || is_behind(view->state->cases, row, place)) {
            g_array_append_val(page->records, row);
            if (page->records->len >= 2 * wanted) {
                keep_first(view->state->cases, page->records, wanted);
            }
        }
    }
    keep_first(view->state->cases, page->records, wanted);
}

bool sz_case_page_read(const SzView *view, const SzCaseFilter *filter, const char *cursor,
                       gsize limit, SzCasePage *out, SzResponse *out_problem)
{
    g_auto(GStrv) place = cursor != NULL ? read_cursor(cursor) : NULL;
    if (cursor != NULL && place == NULL) {
        *out_problem = sz_response_error(400, "bad_cursor", "take it from \"next\" of a page",
                                         "cursor: '%s' is not one we gave", cursor);
        return false;
    }
    SzCasePage page = {.records = g_array_new(FALSE, FALSE, sizeof(const SzCaseRow *))};
    collect(view, filter, place, limit, &page);
    if (page.records->len > limit) {
        g_array_set_size(page.records, (guint)limit);
        if (limit > 0) {
            page.next = write_cursor(view->state->cases,
                                     g_array_index(page.records, const SzCaseRow *, limit - 1));
        }
    }
    *out = page;
    return true;
}

void sz_case_page_clear(SzCasePage *page)
{
    g_clear_pointer(&page->records, g_array_unref);
    g_clear_pointer(&page->next, g_free);
}
