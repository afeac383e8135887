#include "web/api_cases.h"

#include "web/case_csv.h"
#include "web/case_json.h"
#include "web/case_page.h"

static const SzIntParam limit_param = {.name = "limit", .min = 0, .max = 1000, .fallback = 100};
static const SzIntParam rows_param = {.name = "limit", .min = 0, .max = 100000, .fallback = 10000};

static json_t *time_json(const SzView *view)
{
    return view->now.known ? sz_json_time(view->now.at) : json_null();
}

static void read_record(const SzView *view, const SzCasePage *page, guint i, SzCaseRecord *out)
{
    sz_cases_version_record(view->state->cases, g_array_index(page->cases, const SzCaseRow *, i),
                            out);
}

SzResponse sz_api_cases(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    gint64 limit = 0;
    g_auto(SzCasePage) page = {0};
    if (!sz_params_int(params, &limit_param, &limit, &problem) ||
        !sz_case_page_read(view, params, (gsize)limit, &page, &problem)) {
        return problem;
    }
    json_t *cases = json_array();
    for (guint i = 0; i < page.cases->len; i++) {
        SzCaseRecord record;
        read_record(view, &page, i, &record);
        json_array_append_new(cases, sz_case_json(&record, view));
    }
    json_t *body = json_object();
    json_object_set_new(body, "time", time_json(view));
    json_object_set_new(body, "total", json_integer((json_int_t)page.total));
    json_object_set_new(body, "cases", cases);
    json_object_set_new(body, "next", page.next != NULL ? json_string(page.next) : json_null());
    return sz_response_json(body);
}

SzResponse sz_api_cases_csv(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzLanguage language = SZ_LANGUAGE_ZH;
    gint64 limit = 0;
    g_auto(SzCasePage) page = {0};
    if (!sz_params_int(params, &rows_param, &limit, &problem) ||
        !sz_csv_read_language(params, &language, &problem) ||
        !sz_case_page_read(view, params, (gsize)limit, &page, &problem)) {
        return problem;
    }
    g_auto(SzCsv) csv = {0};
    sz_csv_begin(&csv);
    sz_case_csv_head(&csv, language);
    for (guint i = 0; i < page.cases->len; i++) {
        SzCaseRecord record;
        read_record(view, &page, i, &record);
        sz_case_csv_row(&csv, &record, view, language);
    }
    g_autofree char *total = g_strdup_printf("%" G_GUINT64_FORMAT, page.total);
    g_autofree char *rows = g_strdup_printf("%u", page.cases->len);
    SzResponse response = sz_csv_response(&csv, "cases.csv");
    sz_response_add_header(&response, SZ_HEADER_TOTAL, total);
    sz_response_add_header(&response, SZ_HEADER_ROWS, rows);
    return response;
}

/* --- one case ------------------------------------------------------------------------------ */

/* Two codes of one hall may bring the same number: the case of the code asked for comes first, then the
 * one whose code is least, whichever arrived first. */
static bool is_better(const char *found, const char *best, const char *asked)
{
    if (best == NULL || g_str_equal(found, asked)) {
        return true;
    }
    return !g_str_equal(best, asked) && strcmp(found, best) < 0;
}

typedef struct {
    const SzCasesVersion *cases;
    const char *asked; /* the code */
    SzCaseRow *best;   /* owned; NULL: none yet */
} Search;

static void consider(const SzCaseRow *row, void *user)
{
    Search *search = user;
    const SzCaseRow *best = search->best;
    if (is_better(sz_cases_version_text(search->cases, row->hall_code),
                  best != NULL ? sz_cases_version_text(search->cases, best->hall_code) : NULL,
                  search->asked)) {
        sz_case_row_free(search->best);
        search->best = sz_case_row_copy(row);
    }
}

/* (transfer full) *out: NULL when there is none.  Returns: false with @out_problem set. */
static bool find_case(SzCaseFilter *filter, const char *code, SzCaseRow **out,
                      SzResponse *out_problem)
{
    Search search = {.cases = filter->cases, .asked = code};
    for (gsize i = 0, n = sz_cases_version_n(filter->cases); i < n; i++) {
        const SzCaseRow *row = sz_cases_version_row(filter->cases, i);
        if (row != NULL && sz_case_filter_matches(filter, row)) {
            consider(row, &search);
        }
    }
    if (!sz_case_filter_each_shelved(filter, consider, &search, out_problem)) {
        sz_case_row_free(search.best);
        return false;
    }
    *out = search.best;
    return true;
}

SzResponse sz_api_case(const SzView *view, const SzParams *params)
{
    const char *hall = sz_params_get(params, "hall");
    const char *id = sz_params_get(params, "id");
    SzResponse problem = {0};
    g_auto(SzCaseFilter) filter = {0};
    if (hall == NULL || id == NULL) {
        return sz_response_error(400, "missing_parameter", "/api/v1/case?hall=CODE&id=ID",
                                 "missing parameter: '%s'", hall == NULL ? "hall" : "id");
    }
    if (!sz_case_filter_read(view, params, &filter, &problem)) {
        return problem;
    }
    filter.number = id;
    g_autoptr(SzCaseRow) row = NULL;
    if (!find_case(&filter, hall, &row, &problem)) {
        return problem;
    }
    if (row == NULL) {
        return sz_response_error(404, "unknown_case", "GET /api/v1/cases lists them",
                                 "hall '%s' has no case '%s'", hall, id);
    }
    json_t *body = json_object();
    json_object_set_new(body, "time", time_json(view));
    SzCaseRecord record;
    sz_cases_version_record(view->state->cases, row, &record);
    json_object_set_new(body, "case", sz_case_json_whole(&record, view));
    return sz_response_json(body);
}
