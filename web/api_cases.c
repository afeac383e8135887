#include "web/api_cases.h"

#include "web/case_filter.h"
#include "web/case_json.h"
#include "web/case_page.h"

static const SzIntParam limit_param = {.name = "limit", .min = 0, .max = 1000, .fallback = 100};

static json_t *time_json(const SzView *view)
{
    return view->now.known ? sz_json_time(view->now.at) : json_null();
}

SzResponse sz_api_cases(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzCaseFilter filter;
    gint64 limit = 0;
    g_auto(SzCasePage) page = {0};
    if (!sz_params_int(params, &limit_param, &limit, &problem) ||
        !sz_case_filter_read(view, params, &filter, &problem) ||
        !sz_case_page_read(view, &filter, sz_params_get(params, "cursor"), (gsize)limit, &page,
                           &problem)) {
        return problem;
    }
    json_t *cases = json_array();
    for (guint i = 0; i < page.records->len; i++) {
        SzCaseRecord record;
        sz_cases_version_record(view->state->cases,
                                g_array_index(page.records, const SzCaseRow *, i), &record);
        json_array_append_new(cases, sz_case_json(&record, view));
    }
    json_t *body = json_object();
    json_object_set_new(body, "time", time_json(view));
    json_object_set_new(body, "total", json_integer((json_int_t)page.total));
    json_object_set_new(body, "cases", cases);
    json_object_set_new(body, "next", page.next != NULL ? json_string(page.next) : json_null());
    return sz_response_json(body);
}

/* Two codes of one hall may bring the same number: the case of the code asked for comes first, then the
 * one whose code is least, whichever arrived first. */
static bool is_better(const SzCasesVersion *cases, const SzCaseRow *row, const SzCaseRow *best,
                      const char *code)
{
    const char *hall = sz_cases_version_text(cases, row->hall_code);
    if (best == NULL || g_str_equal(hall, code)) {
        return true;
    }
    const char *best_hall = sz_cases_version_text(cases, best->hall_code);
    return !g_str_equal(best_hall, code) && strcmp(hall, best_hall) < 0;
}

static const SzCaseRow *find_case(const SzView *view, const SzCaseFilter *filter, const char *code,
                                  const char *id)
{
    const SzCasesVersion *cases = view->state->cases;
    const SzCaseRow *best = NULL;
    for (gsize i = 0; i < sz_cases_version_n(cases); i++) {
        const SzCaseRow *row = sz_cases_version_row(cases, i);
        if (row != NULL && g_str_equal(sz_case_row_id(row), id) &&
            sz_case_filter_matches(filter, view, row) && is_better(cases, row, best, code)) {
            best = row;
        }
    }
    return best;
}

SzResponse sz_api_case(const SzView *view, const SzParams *params)
{
    const char *hall = sz_params_get(params, "hall");
    const char *id = sz_params_get(params, "id");
    SzResponse problem = {0};
    SzCaseFilter filter;
    if (hall == NULL || id == NULL) {
        return sz_response_error(400, "missing_parameter", "/api/v1/case?hall=CODE&id=ID",
                                 "missing parameter: '%s'", hall == NULL ? "hall" : "id");
    }
    if (!sz_case_filter_read(view, params, &filter, &problem)) {
        return problem;
    }
    const SzCaseRow *row = find_case(view, &filter, hall, id);
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
