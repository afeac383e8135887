#include "web/api_index.h"

#include "web/index_json.h"
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

/* There is an index, and it is the one that is asked for. */
static bool check_index(const SzView *view, const SzParams *params, SzResponse *out_problem)
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

SzResponse sz_api_index(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzPlaceFilter filter;
    if (!check_index(view, params, &problem) ||
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

typedef struct {
    SzTier tier;
    bool has_tier;
    bool is_area; /* figures of the areas, not of the halls alone */
    const SzHall *area;
} Scope;

static bool read_scope(const SzView *view, const SzParams *params, Scope *out,
                       SzResponse *out_problem)
{
    const char *tier = sz_params_get(params, "tier");
    const char *scope = sz_params_get(params, "scope");
    SzPlaceFilter filter;
    if (!sz_place_filter_read(view, params, &filter, out_problem)) {
        return false;
    }
    *out = (Scope){.area = filter.area, .has_tier = tier != NULL};
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

/* (transfer full) of const SzIndexRow *, in the order of the tree. */
static GArray *rows_of(const SzView *view, const Scope *scope)
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

/* Shown with one decimal: what reads the same is a tie. */
static gint64 shown_tenths(const SzIndexRow *row)
{
    return (gint64)(row->score * 10 + 0.5);
}

static gint compare_rows(gconstpointer a, gconstpointer b)
{
    const SzIndexRow *left = *(const SzIndexRow *const *)a;
    const SzIndexRow *right = *(const SzIndexRow *const *)b;
    if (left->published != right->published) {
        return left->published ? -1 : 1;
    }
    if (left->published && shown_tenths(left) != shown_tenths(right)) {
        return shown_tenths(left) > shown_tenths(right) ? -1 : 1;
    }
    return strcmp(left->hall->code, right->hall->code);
}

static json_t *ranked_json(const SzIndexRow *row, guint rank)
{
    json_t *object = json_object();
    json_object_set_new(object, "hall", json_string(row->hall->code));
    json_object_set_new(object, "name", json_string(row->hall->name));
    json_object_set_new(object, "score", sz_index_score_json(row));
    json_object_set_new(object, "coverage", json_real(row->coverage));
    json_object_set_new(object, "grade",
                        row->published ? json_string(sz_grade_name(row->grade)) : json_null());
    json_object_set_new(object, "interval", json_null());
    json_object_set_new(object, "rank", row->published ? json_integer(rank) : json_null());
    json_object_set_new(object, "reason",
                        row->published ? json_null() : json_string("insufficient"));
    return object;
}

SzResponse sz_api_ranking(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    Scope scope;
    if (!check_index(view, params, &problem) || !read_scope(view, params, &scope, &problem)) {
        return problem;
    }
    g_autoptr(GArray) rows = rows_of(view, &scope);
    g_array_sort(rows, compare_rows);
    json_t *list = json_array();
    guint rank = 0;
    for (guint i = 0; i < rows->len; i++) {
        const SzIndexRow *row = g_array_index(rows, const SzIndexRow *, i);
        const SzIndexRow *before = i > 0 ? g_array_index(rows, const SzIndexRow *, i - 1) : NULL;
        bool is_tie = before != NULL && before->published && row->published &&
                      shown_tenths(before) == shown_tenths(row);
        rank = is_tie ? rank : i + 1;
        json_array_append_new(list, ranked_json(row, rank));
    }
    SzMaybeTime at = sz_index_table_time(view->index);
    json_t *body = json_object();
    json_object_set_new(body, "time", sz_json_maybe_time(at));
    json_object_set_new(body, "index", json_string(sz_index_table_definition(view->index)->id));
    json_object_set_new(body, "scope", json_string(scope.is_area ? "area" : "hall"));
    json_object_set_new(body, "halls", list);
    return sz_response_json(body);
}

SzResponse sz_api_indicators(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    Scope scope;
    const char *wanted = sz_params_get(params, "indicator");
    if (!check_index(view, params, &problem) || !read_scope(view, params, &scope, &problem)) {
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
    g_autoptr(GArray) rows = rows_of(view, &scope);
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
