#include "web/api_index.h"

#include "web/index_json.h"
#include "web/index_scope.h"
#include "web/live_json.h"
#include "web/place_filter.h"

bool sz_api_wants_index(const char *target)
{
    static const char *const paths[] = {"/api/v1/index", "/api/v1/ranking", "/api/v1/indicators"};
    gsize n = strcspn(target, "?");
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        if (strlen(paths[i]) == n && strncmp(target, paths[i], n) == 0) {
            return true;
        }
    }
    return false;
}

SzResponse sz_api_index(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzPlaceFilter filter;
    if (!sz_index_check(view, params, &problem) ||
        !sz_place_filter_read(view, params, &filter, &problem)) {
        return problem;
    }
    const SzHall *hall = filter.area != NULL ? filter.area : filter.hall;
    if (filter.hall_code != NULL) {
        return sz_response_error(404, "unregistered_hall", "a hall of halls.yaml",
                                 "an unregistered hall is in no index: '%s'", filter.hall_code);
    }
    if (hall == NULL) {
        return sz_response_error(400, "bad_query", "hall=CODE, or area=CODE with all below it",
                                 "missing parameter: 'hall'");
    }
    return sz_response_json(
        sz_index_json(view->index, sz_index_table_find(view->index, hall, filter.area != NULL)));
}

/* --- many halls ---------------------------------------------------------------------------- */

SzResponse sz_api_indicators(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzIndexScope scope;
    const char *wanted = sz_params_get(params, "indicator");
    if (!sz_index_check(view, params, &problem) ||
        !sz_index_scope_read(view, params, &scope, &problem)) {
        return problem;
    }
    const SzIndexParts *parts = sz_index_table_definition(view->index);
    guint i = 0;
    while (i < parts->n_indicators &&
           (wanted == NULL || !g_str_equal(parts->indicators[i].id, wanted))) {
        i++;
    }
    if (i == parts->n_indicators) {
        return sz_response_error(wanted == NULL ? 400 : 404, "unknown_indicator",
                                 "indicator=ID, an id of index.yaml", "no such indicator: '%s'",
                                 wanted != NULL ? wanted : "");
    }
    g_autoptr(GArray) rows = sz_index_scope_rows(view, &scope);
    json_t *list = json_array();
    for (guint k = 0; k < rows->len; k++) {
        const SzIndexRow *row = g_array_index(rows, const SzIndexRow *, k);
        json_t *object = sz_indicator_json(view->index, row, i);
        json_object_set_new(object, "hall", json_string(row->hall->code));
        json_array_append_new(list, object);
    }
    json_t *body = json_object();
    json_object_set_new(body, "time", sz_json_maybe_time(sz_index_table_time(view->index)));
    json_object_set_new(body, "scope", json_string(scope.is_area ? "area" : "hall"));
    json_object_set_new(body, "halls", list);
    return sz_response_json(body);
}
