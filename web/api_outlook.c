#include "web/api_outlook.h"

#include "metrics/case_outlook.h"
#include "web/case_filter.h"
#include "web/csv.h"

static bool is_asked(const SzCaseRow *row, void *user)
{
    return sz_case_filter_matches(user, row);
}

static bool read_outlook(const SzView *view, const SzParams *params, SzCaseOutlook *out,
                         SzResponse *out_problem)
{
    g_auto(SzCaseFilter) filter = {0};
    if (!sz_case_filter_read(view, params, &filter, out_problem)) {
        return false;
    }
    const SzOutlookQuestion question = {
        .rules = view->rules,
        .cases = view->state->cases,
        .now = sz_view_now(view),
        .is_asked = is_asked,
        .user = &filter,
    };
    if (!sz_case_outlook_make(&question, out)) {
        *out_problem = sz_response_archive_unreadable();
        return false;
    }
    return true;
}

/* Are all that are due without a pace? */
static bool is_foreseen(const SzOutlookCount *count)
{
    return count->due == 0 || count->unpaced < count->due;
}

/* --- JSON ---------------------------------------------------------------------------------- */

static void set_count(json_t *object, const char *key, guint64 n)
{
    json_object_set_new(object, key, json_integer((json_int_t)n));
}

static json_t *count_json(const SzCaseOutlook *outlook, const SzOutlookOrg *org, guint horizon)
{
    const SzOutlookCount *count = &org->counts[horizon];
    json_t *object = json_object();
    if (horizon != SZ_OUTLOOK_HOLIDAY) {
        set_count(object, "workdays", SZ_OUTLOOK_WORKDAYS[horizon]);
    }
    json_object_set_new(object, "until",
                        outlook->has_horizons ? sz_json_time(outlook->until[horizon])
                                              : json_null());
    set_count(object, "due", count->due);
    json_object_set_new(object, "expected_overdue",
                        is_foreseen(count) ? json_integer((json_int_t)count->late) : json_null());
    set_count(object, "unpaced", count->unpaced);
    return object;
}

static json_t *risk_json(const SzView *view, const SzCaseRow *row)
{
    const SzCasesVersion *cases = view->state->cases;
    json_t *object = json_object();
    json_object_set_new(object, "id", json_string(sz_case_row_id(row)));
    json_object_set_new(object, "hall", json_string(sz_cases_version_row_code(cases, row)));
    json_object_set_new(object, "item",
                        sz_json_text(sz_slice(sz_cases_version_text(cases, row->item))));
    json_object_set_new(object, "org",
                        sz_json_text(sz_slice(sz_cases_version_text(cases, row->org))));
    json_object_set_new(object, "due", sz_json_time(row->due));
    return object;
}

static void set_pace(json_t *object, const SzCaseOutlook *outlook, const SzOutlookOrg *org)
{
    double pace = 0;
    bool is_known = sz_case_outlook_pace(outlook, org, &pace);
    const char *reason = outlook->n_pace_workdays == 0 ? "no_history" : "no_closes";
    json_object_set_new(object, "pace_per_workday", is_known ? json_real(pace) : json_null());
    json_object_set_new(object, "pace_reason", is_known ? json_null() : json_string(reason));
}

static json_t *org_json(const SzView *view, const SzCaseOutlook *outlook, const SzOutlookOrg *org,
                        json_t *object)
{
    set_count(object, "open", org->n_open);
    set_count(object, "overdue", org->n_overdue);
    set_count(object, "suspended", org->n_suspended);
    set_count(object, "accepting", org->n_accepting);
    set_count(object, "undated", org->n_undated);
    set_count(object, "running", org->n_running);
    set_count(object, "closed", org->n_closed);
    set_count(object, "closed_today", org->n_closed_today);
    set_pace(object, outlook, org);
    json_t *horizons = json_array();
    for (guint h = 0; h < SZ_OUTLOOK_HOLIDAY; h++) {
        json_array_append_new(horizons, count_json(outlook, org, h));
    }
    json_object_set_new(object, "horizons", horizons);
    json_object_set_new(object, "before_holiday",
                        outlook->holiday.known ? count_json(outlook, org, SZ_OUTLOOK_HOLIDAY)
                                               : json_null());
    json_t *risks = json_array();
    for (guint i = 0; i < org->n_risks; i++) {
        json_array_append_new(risks, risk_json(view, org->risks[i]));
    }
    json_object_set_new(object, "at_risk", risks);
    return object;
}

static json_t *holiday_json(const SzNextHoliday *holiday)
{
    if (!holiday->known) {
        return json_null();
    }
    json_t *object = json_object();
    json_object_set_new(object, "name", sz_json_text(sz_slice(holiday->name_zh)));
    json_object_set_new(object, "name_en", sz_json_text(sz_slice(holiday->name_en)));
    json_object_set_new(object, "first", sz_json_day(holiday->first));
    json_object_set_new(object, "last", sz_json_day(holiday->last));
    json_object_set_new(object, "last_workday", sz_json_day(holiday->last_workday));
    json_object_set_new(object, "published", json_boolean(holiday->published));
    return object;
}

SzResponse sz_api_outlook(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    g_auto(SzCaseOutlook) outlook = {0};
    if (!read_outlook(view, params, &outlook, &problem)) {
        return problem;
    }
    json_t *organs = json_array();
    for (guint i = 0; i < outlook.orgs->len; i++) {
        const SzOutlookOrg *org = &g_array_index(outlook.orgs, SzOutlookOrg, i);
        json_t *object = json_object();
        json_object_set_new(object, "org", sz_json_text(sz_slice(org->org)));
        json_array_append_new(organs, org_json(view, &outlook, org, object));
    }
    json_t *pace = json_object();
    set_count(pace, "workdays", outlook.n_pace_workdays);
    json_object_set_new(pace, "from", sz_json_day(outlook.pace_from));
    json_object_set_new(pace, "to", sz_json_day(outlook.pace_to));
    json_t *body = json_object();
    json_object_set_new(body, "time", view->now.known ? sz_json_time(view->now.at) : json_null());
    json_object_set_new(body, "pace", pace);
    json_object_set_new(body, "next_holiday", holiday_json(&outlook.holiday));
    json_object_set_new(body, "total", org_json(view, &outlook, &outlook.total, json_object()));
    json_object_set_new(body, "organs", organs);
    return sz_response_json(body);
}

/* --- the table ----------------------------------------------------------------------------- */

static const char *const heads[][2] = {
    {"办理机关", "org"},
    {"在办", "open"},
    {"已超期", "overdue"},
    {"挂起", "suspended"},
    {"待受理", "accepting"},
    {"无期限", "undated"},
    {"计时中", "running"},
    {"近期办结", "closed"},
    {"办结速度（件/工作日）", "pace_per_workday"},
    {"1个工作日内到期", "due_1"},
    {"1个工作日内预计超期", "expected_overdue_1"},
    {"3个工作日内到期", "due_3"},
    {"3个工作日内预计超期", "expected_overdue_3"},
    {"5个工作日内到期", "due_5"},
    {"5个工作日内预计超期", "expected_overdue_5"},
    {"节前到期", "due_before_holiday"},
    {"节前预计超期", "expected_overdue_before_holiday"},
};

static void put_counts(SzCsv *csv, const SzCaseOutlook *outlook, const SzOutlookOrg *org)
{
    for (guint h = 0; h < SZ_OUTLOOK_N; h++) {
        const SzOutlookCount *count = &org->counts[h];
        bool is_known = h != SZ_OUTLOOK_HOLIDAY || outlook->holiday.known;
        sz_csv_maybe_number(csv, is_known, (gint64)count->due);
        sz_csv_maybe_number(csv, is_known && is_foreseen(count), (gint64)count->late);
    }
}

static void put_row(SzCsv *csv, const SzCaseOutlook *outlook, const SzOutlookOrg *org,
                    const char *name)
{
    const guint64 figures[] = {org->n_open,    org->n_overdue, org->n_suspended, org->n_accepting,
                               org->n_undated, org->n_running, org->n_closed};
    double pace = 0;
    sz_csv_text(csv, name);
    for (gsize i = 0; i < G_N_ELEMENTS(figures); i++) {
        sz_csv_number(csv, (gint64)figures[i]);
    }
    bool has_pace = sz_case_outlook_pace(outlook, org, &pace);
    sz_csv_maybe_real(csv, has_pace, pace);
    put_counts(csv, outlook, org);
    sz_csv_end_row(csv);
}

SzResponse sz_api_outlook_csv(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzLanguage language = SZ_LANGUAGE_ZH;
    g_auto(SzCaseOutlook) outlook = {0};
    if (!sz_csv_read_language(params, &language, &problem) ||
        !read_outlook(view, params, &outlook, &problem)) {
        return problem;
    }
    g_auto(SzCsv) csv = {0};
    sz_csv_begin(&csv);
    sz_csv_heads(&csv, heads, G_N_ELEMENTS(heads), language);
    for (guint i = 0; i < outlook.orgs->len; i++) {
        const SzOutlookOrg *org = &g_array_index(outlook.orgs, SzOutlookOrg, i);
        put_row(&csv, &outlook, org, org->org);
    }
    put_row(&csv, &outlook, &outlook.total, language == SZ_LANGUAGE_ZH ? "合计" : "total");
    return sz_csv_response(&csv, "outlook.csv");
}
