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
        json_array_append_new(
            cases, sz_case_json(g_array_index(page.records, const SzCaseRecord *, i), view));
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
static bool is_better(const SzCaseRecord *record, const SzCaseRecord *best, const char *code)
{
    if (best == NULL || g_str_equal(record->hall_code, code)) {
        return true;
    }
    return !g_str_equal(best->hall_code, code) && strcmp(record->hall_code, best->hall_code) < 0;
}

static const SzCaseRecord *find_case(const SzView *view, const SzCaseFilter *filter,
                                     const char *code, const char *id)
{
    const SzCaseRecord *best = NULL;
    for (gsize i = 0; i < sz_cases_version_n(view->state->cases); i++) {
        const SzCaseRecord *record = sz_cases_version_at(view->state->cases, i);
        if (g_str_equal(record->id, id) && sz_case_filter_matches(filter, view, record) &&
            is_better(record, best, code)) {
            best = record;
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
    const SzCaseRecord *record = find_case(view, &filter, hall, id);
    if (record == NULL) {
        return sz_response_error(404, "unknown_case", "GET /api/v1/cases lists them",
                                 "hall '%s' has no case '%s'", hall, id);
    }
    json_t *body = json_object();
    json_object_set_new(body, "time", time_json(view));
    json_object_set_new(body, "case", sz_case_json_whole(record, view));
    return sz_response_json(body);
}
