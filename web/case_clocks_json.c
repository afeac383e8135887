#include "web/case_clocks_json.h"

static json_t *time_or_null(SzMaybeTime at)
{
    return at.known ? sz_json_time(at.at) : json_null();
}

void sz_json_set_limit(json_t *object, SzLimit limit)
{
    bool has_limit = limit.unit != SZ_UNIT_NONE;
    json_object_set_new(object, "limit", has_limit ? json_integer(limit.n) : json_null());
    json_object_set_new(object, "unit",
                        has_limit ? json_string(sz_unit_name(limit.unit)) : json_null());
}

/* --- the calendar -------------------------------------------------------------------------- */

/* Null where no day was counted: the source named the instant, or the deadline is not known. */
static json_t *calendar_json(const SzCaseClock *clock, const SzWorkCalendar *calendar)
{
    if (clock->limit.unit == SZ_UNIT_NONE || !clock->start.known || !clock->due.known) {
        return json_null();
    }
    g_autofree char *version = sz_work_calendar_version(calendar, sz_day_of(clock->start.at),
                                                        sz_day_ending_at(clock->due.at));
    return sz_json_text(sz_slice(version));
}

/* The years a deadline looked into whose notice is not loaded, with @separator between them. (transfer full) */
static char *unpublished_years(const SzCaseClock *clock, const SzWorkCalendar *calendar,
                               const char *separator)
{
    g_autoptr(GString) text = g_string_new(NULL);
    int first = sz_day_to_civil(sz_day_of(clock->start.at)).year;
    int last = sz_day_to_civil(sz_day_ending_at(clock->due.at)).year;
    for (int year = first; year <= last; year++) {
        SzDay day = sz_day_from_civil((SzCivil){year, 1, 1});
        if (!sz_work_calendar_is_published(calendar, day)) {
            g_string_append_printf(text, "%s%d", text->len > 0 ? separator : "", year);
        }
    }
    return g_strdup(text->str);
}

static json_t *provisional_json(const SzCaseClock *clock, const SzWorkCalendar *calendar)
{
    if (!clock->provisional || !clock->start.known || !clock->due.known) {
        return json_null();
    }
    g_autofree char *years_zh = unpublished_years(clock, calendar, "、");
    g_autofree char *years_en = unpublished_years(clock, calendar, ", ");
    g_autofree char *zh =
        g_strdup_printf("%s 年放假安排尚未公布，期限为暂定，公布后重算", years_zh);
    g_autofree char *en = g_strdup_printf(
        "the holidays of %s are not published yet; computed again when they are", years_en);
    return json_pack("{s:s,s:s}", "zh", zh, "en", en);
}

void sz_case_set_due_origin(json_t *object, const SzCaseRecord *record, const SzView *view)
{
    const SzCaseStatus *status = &record->status;
    const SzCaseClock *clock = sz_case_status_clock(status, sz_view_now(view));
    json_object_set_new(object, "source_due", time_or_null(status->source_due));
    json_object_set_new(object, "computed_due", time_or_null(status->computed_due));
    json_object_set_new(object, "provisional_reason",
                        provisional_json(clock, view->rules->calendar));
}

/* --- clocks -------------------------------------------------------------------------------- */

static json_t *add_clock(json_t *array, const char *name, const SzCaseClock *clock,
                         SzMaybeTime ended, const SzView *view)
{
    json_t *object = json_object();
    json_object_set_new(object, "clock", json_string(name));
    sz_json_set_limit(object, clock->limit);
    json_object_set_new(object, "due_by", sz_json_text(sz_slice(sz_due_basis_name(clock->basis))));
    json_object_set_new(object, "start", time_or_null(clock->start));
    json_object_set_new(object, "yellow", time_or_null(clock->yellow_at));
    json_object_set_new(object, "due", time_or_null(clock->due));
    json_object_set_new(object, "ended", time_or_null(ended));
    json_object_set_new(object, "provisional", json_boolean(clock->provisional));
    json_object_set_new(object, "calendar", calendar_json(clock, view->rules->calendar));
    json_array_append_new(array, object);
    return object;
}

static void add_statute(json_t *array, const SzCaseStatus *status)
{
    if (status->statute_due.known) {
        json_t *object = json_pack("{s:s}", "clock", "statute");
        json_object_set_new(object, "due", sz_json_time(status->statute_due.at));
        json_array_append_new(array, object);
    }
}

json_t *sz_case_clocks_json(const SzCaseRecord *record, const SzView *view)
{
    const SzCaseStatus *status = &record->status;
    const SzCaseFacts *facts = &record->facts;
    const SzMaybeTime running = {0};
    json_t *array = json_array();
    if (status->acceptance.start.known && (status->is_acceptance_pending || facts->accepted.known ||
                                           (status->flags & SZ_CASE_FLAG_ACCEPTED_LATE) != 0)) {
        (void)add_clock(array, "acceptance", &status->acceptance, facts->accepted, view);
    }
    if (status->handling.basis != SZ_DUE_NONE) {
        (void)add_clock(array, "handling", &status->handling, facts->ended, view);
    }
    add_statute(array, status);
    if (status->delivery.basis != SZ_DUE_NONE) {
        (void)add_clock(array, "delivery", &status->delivery, facts->delivered, view);
    }
    if (status->step.basis != SZ_DUE_NONE) {
        json_t *object = add_clock(array, "step", &status->step, running, view);
        json_object_set_new(object, "step", json_string(status->step_limit->name));
    }
    return array;
}

/* --- findings ------------------------------------------------------------------------------ */

json_t *sz_case_findings_json(guint32 findings)
{
    json_t *array = json_array();
    for (gsize i = 0; i < SZ_CASE_N_FINDINGS; i++) {
        const SzCaseFinding *finding = sz_case_finding(i);
        if ((findings & (guint32)finding->flag) != 0) {
            json_array_append_new(array, json_string(finding->code));
        }
    }
    return array;
}

json_t *sz_case_findings_text_json(guint32 findings)
{
    json_t *array = json_array();
    for (gsize i = 0; i < SZ_CASE_N_FINDINGS; i++) {
        const SzCaseFinding *finding = sz_case_finding(i);
        if ((findings & (guint32)finding->flag) != 0) {
            json_array_append_new(array, json_pack("{s:s,s:s,s:s}", "code", finding->code, "zh",
                                                   finding->zh, "en", finding->en));
        }
    }
    return array;
}
