#include "web/index_scope.h"

#include "web/place_filter.h"

bool sz_index_check(const SzView *view, const SzParams *params, SzResponse *out_problem)
{
    const char *wanted = sz_params_get(params, "index");
    if (view->index == NULL) {
        *out_problem = sz_response_error(503, "no_index", "it is computed every 10 seconds",
                                         "there is no index yet");
        return false;
    }
    const SzIndexParts *parts = sz_index_table_definition(view->index);
    if (wanted != NULL && !g_str_equal(wanted, parts->id)) {
        *out_problem =
            sz_response_error(404, "unknown_index", parts->id, "no such index: '%s'", wanted);
        return false;
    }
    return true;
}

bool sz_index_scope_read(const SzView *view, const SzParams *params, SzIndexScope *out,
                         SzResponse *out_problem)
{
    const char *tier = sz_params_get(params, "tier");
    const char *scope = sz_params_get(params, "scope");
    SzPlaceFilter filter;
    if (!sz_place_filter_read(view, params, &filter, out_problem)) {
        return false;
    }
    *out = (SzIndexScope){.area = filter.area, .has_tier = tier != NULL};
    if (tier != NULL && !sz_tier_parse(sz_slice(tier), &out->tier)) {
        *out_problem = sz_response_error(400, "bad_query", "municipal county town village kiosk",
                                         "tier: '%s' is none of the tiers", tier);
        return false;
    }
    out->is_area = scope != NULL && g_str_equal(scope, "area");
    if (scope != NULL && !out->is_area && !g_str_equal(scope, "hall")) {
        *out_problem = sz_response_error(400, "bad_query", "hall or area",
                                         "scope: '%s' is neither hall nor area", scope);
        return false;
    }
    return true;
}

GArray *sz_index_scope_rows(const SzView *view, const SzIndexScope *scope)
{
    const SzRegistry *registry = view->rules->registry;
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(const SzIndexRow *));
    for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
        const SzHall *hall = sz_registry_hall(registry, i);
        bool is_in = scope->area == NULL || sz_registry_is_within(registry, hall, scope->area);
        if (is_in && (!scope->has_tier || hall->tier == scope->tier)) {
            const SzIndexRow *row = sz_index_table_find(view->index, hall, scope->is_area);
            g_array_append_val(rows, row);
        }
    }
    return rows;
}
