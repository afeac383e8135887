#include "web/live_topics.h"

#include "web/case_filter.h"
#include "web/case_json.h"
#include "web/case_order.h"
#include "web/merge_patch.h"
#include "web/router.h"

static const char *const cases_params[] = {"hall", "area", NULL};
/* What a member of a list is known by, the first that it has. */
static const char *const code_names[] = {"queue", "window", "kiosk", "fault", "id", "code", "hall"};
static const char *const left_out[] = {"time", "remaining_s", "fresh_s"};

/* --- answers --------------------------------------------------------------------------------- */

static json_t *convert(json_t *value);

static bool is_left_out(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(left_out); i++) {
        if (g_str_equal(name, left_out[i])) {
            return true;
        }
    }
    return false;
}

static const char *code_name_of(const json_t *member)
{
    for (gsize i = 0; i < G_N_ELEMENTS(code_names); i++) {
        if (json_is_string(json_object_get(member, code_names[i]))) {
            return code_names[i];
        }
    }
    return NULL;
}

static json_t *inner_object(json_t *object, const char *key)
{
    json_t *inner = json_object_get(object, key);
    if (inner == NULL) {
        inner = json_object();
        json_object_set_new(object, key, inner);
    }
    return inner;
}

static void add_member(json_t *keyed, gsize i, json_t *member)
{
    const char *name = code_name_of(member);
    if (name == NULL) { /* a list of texts, or of things without a code */
        g_autofree char *key = json_is_string(member) ? g_strdup(json_string_value(member))
                                                      : g_strdup_printf("%" G_GSIZE_FORMAT, i);
        json_object_set_new(keyed, key, json_is_string(member) ? json_true() : convert(member));
        return;
    }
    const char *hall = json_string_value(json_object_get(member, "hall"));
    bool is_below_hall = hall != NULL && !g_str_equal(name, "hall");
    json_t *object = convert(member);
    json_t *where = is_below_hall ? inner_object(keyed, hall) : keyed;
    json_object_del(object, name);
    if (is_below_hall) {
        json_object_del(object, "hall");
    }
    json_object_set_new(where, json_string_value(json_object_get(member, name)), object);
}

static json_t *convert_list(const json_t *list) // NOLINT(misc-no-recursion)
{
    json_t *keyed = json_object();
    for (gsize i = 0; i < json_array_size(list); i++) {
        add_member(keyed, i, json_array_get(list, i));
    }
    return keyed;
}

/* As deep as our own answers are. */
static json_t *convert(json_t *value) // NOLINT(misc-no-recursion)
{
    if (json_is_array(value)) {
        return convert_list(value);
    }
    if (!json_is_object(value)) {
        return json_deep_copy(value);
    }
    json_t *object = json_object();
    const char *name = NULL;
    json_t *member = NULL;
    json_object_foreach(value, name, member)
    {
        if (!json_is_null(member) && !is_left_out(name)) {
            json_object_set_new(object, name, convert(member));
        }
    }
    return object;
}

json_t *sz_live_topic_of_answer(json_t *answer)
{
    return convert(answer);
}

static json_t *answer_of(const SzView *view, const char *target, SzResponse *out_problem)
{
    SzResponse response = sz_router_get(view, sz_slice(target));
    if (response.status != 200 || response.value == NULL) {
        *out_problem = response;
        return NULL;
    }
    json_t *state = sz_live_topic_of_answer(response.value);
    sz_response_clear(&response);
    return state;
}

/* --- cases ----------------------------------------------------------------------------------- */

/* Every case of @filter: into @counts, and those whose clock runs to @soonest. */
static void look_at_cases(SzCaseFilter *filter, json_t *counts, SzCaseBest *soonest)
{
    guint64 n_open = 0;
    guint64 n_suspended = 0;
    guint64 n_by_light[SZ_LIGHT_SUSPENDED + 1] = {0};
    for (gsize i = 0, n = sz_cases_version_n(filter->cases); i < n; i++) {
        const SzCaseRow *row = sz_cases_version_row(filter->cases, i);
        if (row == NULL || !sz_case_filter_matches(filter, row)) {
            continue;
        }
        n_open++;
        n_suspended += row->state == SZ_STATE_SUSPENDED ? 1 : 0;
        n_by_light[sz_case_row_light(row, filter->now)]++;
        const SzCaseKey key = sz_case_order_key(soonest->order, row);
        if (row->state == SZ_STATE_OPEN && key.group == 0) {
            sz_case_best_offer(soonest, &key);
        }
    }
    guint64 n_overdue = n_by_light[SZ_LIGHT_RED] + n_by_light[SZ_LIGHT_BLACK];
    json_object_set_new(counts, "open", json_integer((json_int_t)n_open));
    json_object_set_new(counts, "overdue", json_integer((json_int_t)n_overdue));
    json_object_set_new(counts, "due_soon", json_integer((json_int_t)n_by_light[SZ_LIGHT_YELLOW]));
    json_object_set_new(counts, "suspended", json_integer((json_int_t)n_suspended));
}

static json_t *cases_json(const SzView *view, SzCaseFilter *filter)
{
    g_auto(SzCaseOrder) order = {0};
    g_auto(SzCaseBest) soonest = {0};
    json_t *counts = json_object();
    sz_case_order_begin(&order, SZ_SORT_REMAINING, filter->cases, view->rules->registry);
    order.as_of = filter->now;
    sz_case_best_begin(&soonest, &order, SZ_LIVE_CASES_SHOWN);
    look_at_cases(filter, counts, &soonest);
    sz_case_best_end(&soonest);
    g_autoptr(json_t) list = json_array();
    for (guint i = 0; i < soonest.keys->len; i++) {
        SzCaseRecord record;
        sz_cases_version_record(filter->cases, g_array_index(soonest.keys, SzCaseKey, i).row,
                                &record);
        json_array_append_new(list, sz_case_json(&record, view));
    }
    return json_pack("{s:o, s:o}", "counts", counts, "cases", convert(list));
}

static json_t *cases_of(const SzView *view, const char *query, SzResponse *out_problem)
{
    g_auto(SzParams) params = {0};
    g_auto(SzCaseFilter) filter = {0};
    if (!sz_params_parse(sz_slice(query), cases_params, &params, out_problem) ||
        !sz_case_filter_read(view, &params, &filter, out_problem)) {
        return NULL;
    }
    sz_case_filter_only_open(&filter);
    return cases_json(view, &filter);
}

json_t *sz_live_topic_state(const SzView *view, SzLiveTopicKind topic, const char *query,
                            SzResponse *out_problem)
{
    if (topic == SZ_LIVE_CASES) {
        return cases_of(view, query, out_problem);
    }
    g_autofree char *target =
        topic == SZ_LIVE_WORDS ? g_strdup_printf("/api/v1/panels/%s", query)
                               : g_strdup_printf("/api/v1/%s?%s", sz_live_topic_name(topic), query);
    return answer_of(view, target, out_problem);
}
