#include "web/index_json.h"

static json_t *number_or_null(bool has, double value)
{
    return has ? json_real(value) : json_null();
}

json_t *sz_index_score_json(const SzIndexRow *row)
{
    return number_or_null(row->published, row->score);
}

/* Shares of the whole, as the definition has them for the tier. */
static double dimension_share(const SzIndexParts *parts, SzTier tier, guint d)
{
    double sum = 0;
    for (guint i = 0; i < parts->n_dimensions; i++) {
        sum += parts->dimensions[i].weights[tier];
    }
    return sum > 0 ? parts->dimensions[d].weights[tier] / sum : 0;
}

static double indicator_share(const SzIndexParts *parts, guint i)
{
    double sum = 0;
    for (guint k = 0; k < parts->n_indicators; k++) {
        sum += parts->indicators[k].dimension == parts->indicators[i].dimension
                   ? parts->indicators[k].weight
                   : 0;
    }
    return parts->indicators[i].weight / sum;
}

static json_t *fresh_json(const SzIndexTable *table, const SzIndexRow *row)
{
    SzMaybeTime at = sz_index_table_time(table);
    if (!row->last_event.known || !at.known) {
        return json_null();
    }
    gint64 age_ns = at.at.ns - row->last_event.at.ns;
    return json_integer(MAX(0, age_ns / SZ_NS_PER_S));
}

json_t *sz_indicator_json(const SzIndexTable *table, const SzIndexRow *row, guint i)
{
    const SzIndexParts *parts = sz_index_table_definition(table);
    const SzIndicator *indicator = &parts->indicators[i];
    const SzIndicatorScore *score = &row->indicators[i];
    bool is_ok = score->state == SZ_INDICATOR_OK;
    const char *window =
        sz_measure_window_name(sz_measure_set_info(parts->measures, indicator->measure)->window);
    json_t *object = json_object();
    json_object_set_new(object, "id", json_string(indicator->id));
    json_object_set_new(object, "name", json_string(indicator->name));
    json_object_set_new(object, "name_en", json_string(indicator->name_en));
    json_object_set_new(object, "unit", json_string(indicator->unit));
    json_object_set_new(object, "value", number_or_null(score->has_value, score->value));
    json_object_set_new(object, "n", score->is_withheld ? json_null() : json_integer(score->n));
    json_object_set_new(object, "score", number_or_null(is_ok, score->score));
    json_object_set_new(object, "weight", json_real(indicator_share(parts, i)));
    json_object_set_new(object, "contribution", number_or_null(is_ok, score->contribution));
    json_object_set_new(object, "window", json_string(window));
    json_object_set_new(object, "fresh_s", fresh_json(table, row));
    json_object_set_new(object, "state", json_string(sz_indicator_state_name(score->state)));
    return object;
}

static json_t *dimension_json(const SzIndexTable *table, const SzIndexRow *row, guint d)
{
    const SzIndexParts *parts = sz_index_table_definition(table);
    const SzIndexDimension *dimension = &parts->dimensions[d];
    const SzDimensionScore *score = &row->dimensions[d];
    json_t *indicators = json_array();
    json_t *object = json_object();
    for (guint i = 0; i < parts->n_indicators; i++) {
        if (parts->indicators[i].dimension == d) {
            json_array_append_new(indicators, sz_indicator_json(table, row, i));
        }
    }
    json_object_set_new(object, "id", json_string(dimension->id));
    json_object_set_new(object, "name", json_string(dimension->name));
    json_object_set_new(object, "name_en", json_string(dimension->name_en));
    json_object_set_new(object, "weight", json_real(dimension_share(parts, row->hall->tier, d)));
    json_object_set_new(object, "score", number_or_null(score->has_score, score->score));
    json_object_set_new(object, "coverage", number_or_null(score->applies, score->coverage));
    json_object_set_new(object, "contribution",
                        number_or_null(score->has_score, score->contribution));
    json_object_set_new(object, "indicators", indicators);
    return object;
}

static json_t *caps_json(const SzIndexParts *parts, const SzIndexRow *row)
{
    json_t *list = json_array();
    for (guint i = 0; i < parts->n_caps; i++) {
        const SzIndexCap *cap = &parts->caps[i];
        const SzIndicator *indicator = &parts->indicators[cap->indicator];
        if (row->caps[i].is_in_force) {
            json_array_append_new(list, json_pack("{s:s, s:s, s:f, s:f, s:s, s:s}", "indicator",
                                                  indicator->id, "dimension",
                                                  parts->dimensions[indicator->dimension].id, "max",
                                                  cap->max, "effect", row->caps[i].effect, "name",
                                                  cap->name, "name_en", cap->name_en));
        }
    }
    return list;
}

json_t *sz_index_json(const SzIndexTable *table, const SzIndexRow *row)
{
    const SzIndexParts *parts = sz_index_table_definition(table);
    SzMaybeTime at = sz_index_table_time(table);
    json_t *dimensions = json_array();
    json_t *object = json_object();
    for (guint d = 0; d < parts->n_dimensions; d++) {
        json_array_append_new(dimensions, dimension_json(table, row, d));
    }
    json_object_set_new(object, "hall", json_string(row->hall->code));
    json_object_set_new(object, "name", json_string(row->hall->name));
    json_object_set_new(object, "tier", json_string(sz_tier_name(row->hall->tier)));
    json_object_set_new(object, "scope", json_string(row->is_area ? "area" : "hall"));
    json_object_set_new(object, "index", json_string(parts->id));
    json_object_set_new(object, "time", at.known ? sz_json_time(at.at) : json_null());
    json_object_set_new(object, "definition",
                        json_pack("{s:s, s:s}", "version", parts->version, "hash", parts->hash));
    json_object_set_new(object, "revision", json_integer((json_int_t)row->revision));
    json_object_set_new(object, "score", sz_index_score_json(row));
    json_object_set_new(object, "score_before_caps",
                        number_or_null(row->published, row->score_before_caps));
    json_object_set_new(object, "coverage", json_real(row->coverage));
    json_object_set_new(object, "grade",
                        row->published ? json_string(sz_grade_name(row->grade)) : json_null());
    json_object_set_new(object, "published", json_boolean(row->published));
    json_object_set_new(object, "caps", caps_json(parts, row));
    json_object_set_new(object, "dimensions", dimensions);
    return object;
}
