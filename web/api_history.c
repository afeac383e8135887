#include "web/api_history.h"

#include "collector/history_file.h"
#include "web/params.h"

static const char path[] = "/api/v1/history";
static const char *const known_params[] = {"hall", "area", "metric",   "from",
                                           "to",   "step", "revision", NULL};

/* Shorter ranges are answered by minutes, then by quarters, then by days, where no step is given. */
#define MINUTES_UP_TO_S (2 * SZ_S_PER_DAY)
#define QUARTERS_UP_TO_S (31 * SZ_S_PER_DAY)

static const struct {
    const char *name;
    gint64 step_s;
    gint64 range_s; /* when no beginning is given */
} steps[] = {
    {"minute", SZ_HISTORY_MINUTE_S, SZ_S_PER_DAY},
    {"15m", SZ_HISTORY_QUARTER_S, 7 * SZ_S_PER_DAY},
    {"hour", SZ_HISTORY_HOUR_S, 7 * SZ_S_PER_DAY},
    {"day", SZ_S_PER_DAY, 30 * SZ_S_PER_DAY},
};

bool sz_api_history_is(const char *target)
{
    gsize n = strcspn(target, "?");
    return n == strlen(path) && strncmp(target, path, n) == 0;
}

/* --- the question -------------------------------------------------------------------------- */

static bool read_place(const SzParams *params, SzHistoryQuestion *out, SzResponse *out_problem)
{
    const char *hall = sz_params_get(params, "hall");
    const char *area = sz_params_get(params, "area");
    out->code = area != NULL ? area : hall;
    out->is_area = area != NULL;
    out->figure = sz_params_get(params, "metric");
    if (out->code == NULL || out->figure == NULL) {
        *out_problem =
            sz_response_error(400, "bad_query",
                              "hall=CODE, or area=CODE with all below it; metric=ID of "
                              "the index, a dimension or an indicator",
                              "missing parameter: '%s'", out->code == NULL ? "hall" : "metric");
        return false;
    }
    if (hall != NULL && area != NULL) {
        *out_problem =
            sz_response_error(400, "bad_query", "one of them", "hall and area are both given");
        return false;
    }
    return true;
}

/* The first whole second that is not before it. */
static gint64 second_from(SzWallTime at)
{
    gint64 s = at.ns / SZ_NS_PER_S;
    return s * SZ_NS_PER_S < at.ns ? s + 1 : s;
}

/* *out stays when it is not given. */
static bool read_instant(const SzParams *params, const char *name, gint64 *out,
                         SzResponse *out_problem)
{
    const char *text = sz_params_get(params, name);
    g_autoptr(GError) error = NULL;
    SzWallTime at = {0};
    SzDay day = 0;
    if (text == NULL) {
        return true;
    }
    if (g_str_equal(name, "from") && sz_day_parse(sz_slice(text), &day, NULL)) {
        *out = sz_history_day_start_s(day);
        return true;
    }
    if (!sz_wall_time_parse_or_day(sz_slice(text), &at, &error)) {
        *out_problem = sz_response_error(400, "bad_time", NULL, "%s: %s", name, error->message);
        return false;
    }
    *out = second_from(at);
    return true;
}

static bool is_step(gint64 step_s)
{
    return step_s >= SZ_HISTORY_MINUTE_S && step_s % SZ_HISTORY_MINUTE_S == 0 &&
           SZ_S_PER_DAY % step_s == 0;
}

static bool read_step(const SzParams *params, SzHistoryQuestion *out, SzResponse *out_problem)
{
    const char *text = sz_params_get(params, "step");
    guint64 step_s = 0;
    if (text == NULL) {
        return true;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (g_str_equal(text, steps[i].name)) {
            out->step_s = steps[i].step_s;
            return true;
        }
    }
    if (!g_ascii_string_to_unsigned(text, 10, 0, (guint64)SZ_S_PER_DAY, &step_s, NULL) ||
        !is_step((gint64)step_s)) {
        *out_problem = sz_response_error(400, "bad_query",
                                         "minute, 15m, hour, day, or seconds: whole minutes that "
                                         "part a day evenly",
                                         "step: '%s' is no such step", text);
        return false;
    }
    out->step_s = (gint64)step_s;
    return true;
}

static bool read_revision(const SzParams *params, SzHistoryQuestion *out, SzResponse *out_problem)
{
    const SzIntParam wanted = {"revision", 0, G_MAXINT32, G_MAXINT64};
    if (!sz_params_int(params, &wanted, &out->revision, out_problem)) {
        return false;
    }
    if (sz_params_get(params, "revision") != NULL && out->step_s != SZ_S_PER_DAY) {
        *out_problem =
            sz_response_error(400, "bad_query", "step=day", "revision: only days have revisions");
        return false;
    }
    return true;
}

static gint64 range_of(gint64 step_s)
{
    gint64 range_s = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(steps) && steps[i].step_s <= step_s; i++) {
        range_s = steps[i].range_s;
    }
    return range_s;
}

static gint64 step_for(gint64 range_s)
{
    if (range_s <= MINUTES_UP_TO_S) {
        return SZ_HISTORY_MINUTE_S;
    }
    return range_s <= QUARTERS_UP_TO_S ? SZ_HISTORY_QUARTER_S : SZ_S_PER_DAY;
}

/* What was not said. */
static void fill_in(SzHistoryQuestion *question, gint64 end_s)
{
    bool has_from = question->from_s != G_MININT64;
    if (question->to_s == G_MAXINT64) {
        question->to_s = end_s;
    }
    if (question->step_s == 0) {
        question->step_s =
            has_from ? step_for(question->to_s - question->from_s) : SZ_HISTORY_MINUTE_S;
    }
    if (!has_from) {
        question->from_s = question->to_s - range_of(question->step_s);
    }
}

static SzResponse cannot_read(const GError *error)
{
    g_info("history: %s", error->message);
    return sz_response_error(503, "no_history", "shuzhid rebuild history --data DIR makes it again",
                             "the history cannot be read");
}

static bool read_question(SzHistory *history, const SzParams *params, SzHistoryQuestion *out,
                          SzResponse *out_problem)
{
    g_autoptr(GError) error = NULL;
    gint64 end_s = 0;
    *out = (SzHistoryQuestion){.from_s = G_MININT64, .to_s = G_MAXINT64};
    if (!read_place(params, out, out_problem) ||
        !read_instant(params, "from", &out->from_s, out_problem) ||
        !read_instant(params, "to", &out->to_s, out_problem) ||
        !read_step(params, out, out_problem)) {
        return false;
    }
    if (out->to_s == G_MAXINT64 && !sz_history_end(history, &end_s, &error)) {
        *out_problem = cannot_read(error);
        return false;
    }
    fill_in(out, end_s);
    if (!read_revision(params, out, out_problem)) {
        return false;
    }
    if (sz_history_question_n(out) > SZ_HISTORY_POINTS_MAX) {
        *out_problem = sz_response_error(400, "too_many_points", "a shorter range or a longer step",
                                         "more than %d instants", SZ_HISTORY_POINTS_MAX);
        return false;
    }
    return true;
}

/* --- the answer ---------------------------------------------------------------------------- */

static json_t *real_or_null(const SzMaybeReal *value)
{
    return value->known ? json_real(value->value) : json_null();
}

static json_t *count_or_null(const SzMaybeReal *value)
{
    return value->known ? json_integer((json_int_t)value->value) : json_null();
}

/* What there is of each point, as lists beside each other. */
static void put_points(json_t *body, const SzHistorySeries *series)
{
    json_t *times = json_array();
    json_t *values = json_array();
    json_t *beside = json_array();
    for (guint i = 0; i < series->points->len; i++) {
        const SzHistoryPoint *point = &g_array_index(series->points, SzHistoryPoint, i);
        const SzWallTime at = {point->at_s * SZ_NS_PER_S};
        json_array_append_new(times, sz_json_time(at));
        json_array_append_new(values, real_or_null(&point->value));
        json_array_append_new(beside, series->is_score ? real_or_null(&point->beside)
                                                       : count_or_null(&point->beside));
    }
    json_object_set_new(body, "times", times);
    json_object_set_new(body, "values", values);
    json_object_set_new(body, series->is_score ? "coverage" : "n", beside);
}

static void put_revisions(json_t *body, const SzHistorySeries *series)
{
    json_t *revisions = json_array();
    json_t *cutoffs = json_array();
    for (guint i = 0; i < series->points->len; i++) {
        const SzHistoryPoint *point = &g_array_index(series->points, SzHistoryPoint, i);
        bool has = point->has_revision;
        json_array_append_new(revisions, has ? json_integer(point->revision) : json_null());
        json_array_append_new(cutoffs, has ? sz_json_time(point->cutoff) : json_null());
    }
    json_object_set_new(body, "revisions", revisions);
    json_object_set_new(body, "cutoffs", cutoffs);
}

static json_t *makers_json(const SzHistorySeries *series)
{
    json_t *list = json_array();
    for (guint i = 0; i < series->makers->len; i++) {
        const SzHistoryMaker *maker = &g_array_index(series->makers, SzHistoryMaker, i);
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "version", maker->version, "hash", maker->hash));
    }
    return list;
}

static SzResponse answer(const SzHistoryQuestion *question, const SzHistorySeries *series)
{
    json_t *body = json_object();
    json_object_set_new(body, "hall", json_string(question->code));
    json_object_set_new(body, "scope", json_string(question->is_area ? "area" : "hall"));
    json_object_set_new(body, "metric", json_string(question->figure));
    json_object_set_new(body, "unit", json_string(series->unit));
    json_object_set_new(body, "step_s", json_integer(question->step_s));
    json_object_set_new(body, "definitions", makers_json(series));
    put_points(body, series);
    if (question->step_s == SZ_S_PER_DAY) {
        put_revisions(body, series);
    }
    return sz_response_json(body);
}

SzResponse sz_api_history(SzHistory *history, const char *target)
{
    SzResponse problem = {0};
    SzHistoryQuestion question;
    g_auto(SzParams) params = {0};
    g_auto(SzHistorySeries) series = {0};
    g_autoptr(GError) error = NULL;
    const char *query = target + strcspn(target, "?");
    query += *query == '?' ? 1 : 0;
    if (!sz_params_parse(sz_slice(query), known_params, &params, &problem) ||
        !read_question(history, &params, &question, &problem)) {
        return problem;
    }
    if (!sz_history_ask(history, &question, &series, &error)) {
        return cannot_read(error);
    }
    if (!series.has_place) {
        return sz_response_error(404, "unknown_hall", "GET /api/v1/halls lists the codes",
                                 "nothing was kept of '%s'", question.code);
    }
    if (!series.has_figure) {
        return sz_response_error(404, "unknown_metric",
                                 "the id of an index, a dimension or an indicator of index.yaml",
                                 "no such metric: '%s'", question.figure);
    }
    return answer(&question, &series);
}
