#include "web/router.h"

#include "web/api_cases.h"
#include "web/api_halls.h"
#include "web/api_index.h"
#include "web/api_items.h"
#include "web/api_kiosks.h"
#include "web/api_outlook.h"
#include "web/api_panels.h"
#include "web/api_quality.h"
#include "web/api_queues.h"
#include "web/api_ranking.h"
#include "web/api_ratings.h"
#include "web/api_situation.h"
#include "web/api_waits.h"
#include "web/api_windows.h"
#include "web/params.h"

typedef struct {
    const char *path;
    const char *const *params;
    SzResponse (*answer)(const SzView *view, const SzParams *params);
} Route;

static const char *const no_params[] = {NULL};
static const char *const place_params[] = {"hall", "area", NULL};
#define CASE_FILTERS                                                                               \
    "state", "light", "hall", "area", "item", "channel", "org", "due_from", "due_to",              \
        "age_min_days", "age_max_days", "q", "sort", "limit"
static const char *const cases_params[] = {CASE_FILTERS, "cursor", NULL};
static const char *const cases_csv_params[] = {CASE_FILTERS, "lang", NULL};
static const char *const place_csv_params[] = {"hall", "area", "lang", NULL};
static const char *const case_params[] = {"hall", "id", NULL};

static const char *const waits_params[] = {"window_min", "hall", "area", "tier", NULL};
static const char *const waits_csv_params[] = {"window_min", "hall", "area", "tier", "lang", NULL};
static const char *const index_params[] = {"hall", "area", "index", NULL};
static const char *const ranking_params[] = {"tier",     "area", "scope", "index",
                                             "interval", "seed", "draws", NULL};
static const char *const indicator_params[] = {"indicator", "tier", "area", "scope", "index", NULL};

static const Route routes[] = {
    {"/api/v1/halls", place_params, sz_api_halls},
    {"/api/v1/items", no_params, sz_api_items},
    {"/api/v1/cases", cases_params, sz_api_cases},
    {"/api/v1/cases.csv", cases_csv_params, sz_api_cases_csv},
    {"/api/v1/cases/outlook", place_params, sz_api_outlook},
    {"/api/v1/cases/outlook.csv", place_csv_params, sz_api_outlook_csv},
    {"/api/v1/case", case_params, sz_api_case},
    {"/api/v1/queues", place_params, sz_api_queues},
    {"/api/v1/waits", waits_params, sz_api_waits},
    {"/api/v1/waits.csv", waits_csv_params, sz_api_waits_csv},
    {"/api/v1/windows", place_params, sz_api_windows},
    {"/api/v1/kiosks", place_params, sz_api_kiosks},
    {"/api/v1/ratings", place_params, sz_api_ratings},
    {"/api/v1/quality", place_params, sz_api_quality},
    {"/api/v1/quality.csv", place_csv_params, sz_api_quality_csv},
    {"/api/v1/situation", place_params, sz_api_situation},
    {"/api/v1/index", index_params, sz_api_index},
    {"/api/v1/ranking", ranking_params, sz_api_ranking},
    {"/api/v1/indicators", indicator_params, sz_api_indicators},
};

static SzResponse unknown_path(SzSlice path)
{
    g_autofree char *shown = g_strndup(path.data, path.len);
    g_autoptr(GString) hint = g_string_new("known:");
    for (gsize i = 0; i < G_N_ELEMENTS(routes); i++) {
        g_string_append_printf(hint, "%s %s", i > 0 ? "," : "", routes[i].path);
    }
    return sz_response_error(404, "unknown_path", hint->str, "no such path: '%s'", shown);
}

SzResponse sz_router_get(const SzView *view, SzSlice target)
{
    const char *mark = memchr(target.data, '?', target.len);
    gsize path_len = mark != NULL ? (gsize)(mark - target.data) : target.len;
    SzSlice path = {target.data, path_len};
    SzSlice query = {NULL, 0};
    if (mark != NULL) {
        query = (SzSlice){mark + 1, target.len - path_len - 1};
    }
    if (sz_api_panels_has(path)) {
        return sz_api_panels(view, path, query);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(routes); i++) {
        if (!sz_slice_equal(path, sz_slice(routes[i].path))) {
            continue;
        }
        SzResponse problem = {0};
        g_auto(SzParams) params = {0};
        bool is_good = sz_params_parse(query, routes[i].params, &params, &problem);
        return is_good ? routes[i].answer(view, &params) : problem;
    }
    return unknown_path(path);
}

bool sz_router_wants_index(const char *target)
{
    SzSlice path = {target, strcspn(target, "?")};
    return sz_api_wants_index(target) || sz_api_panels_has(path) ||
           sz_slice_equal(path, SZ_SLICE("/api/v1/situation"));
}
