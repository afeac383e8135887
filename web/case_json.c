#include "web/case_json.h"

#include "web/case_clocks_json.h"
#include "web/case_strip_json.h"

static json_t *time_or_null(SzMaybeTime at)
{
    return at.known ? sz_json_time(at.at) : json_null();
}

static json_t *text_or_null(const char *text)
{
    return sz_json_text(sz_slice(text));
}

static bool is_open(const SzCaseRecord *record)
{
    return record->status.state == SZ_STATE_OPEN || record->status.state == SZ_STATE_SUSPENDED;
}

static json_t *remaining_s(const SzCaseRecord *record, const SzView *view, SzMaybeTime due)
{
    if (!is_open(record) || !due.known || !view->now.known) {
        return json_null();
    }
    gint64 left_ns = due.at.ns - view->now.at.ns;
    return json_integer(left_ns / SZ_NS_PER_S - (left_ns % SZ_NS_PER_S < 0));
}

/* What is due on a later day has the working days after today, that day included; what was due on an earlier one the
 * negative number of those after that day, today included. */
static json_t *remaining_workdays(const SzCaseRecord *record, const SzView *view, SzMaybeTime due)
{
    if (!is_open(record) || !due.known || !view->now.known) {
        return json_null();
    }
    const SzWorkCalendar *calendar = view->rules->calendar;
    SzDay today = sz_day_of(view->now.at);
    SzDay due_day = sz_day_ending_at(due.at);
    return json_integer(due_day >= today ? sz_work_calendar_count(calendar, today + 1, due_day)
                                         : -sz_work_calendar_count(calendar, due_day + 1, today));
}

json_t *sz_case_json(const SzCaseRecord *record, const SzView *view)
{
    const SzCaseStatus *status = &record->status;
    SzWallTime now = sz_view_now(view);
    const SzCaseClock *clock = sz_case_status_clock(status, now);
    bool is_closed = status->state == SZ_STATE_CLOSED;
    json_t *object = json_object();
    json_object_set_new(object, "id", json_string(record->id));
    json_object_set_new(object, "hall",
                        json_string(record->hall != NULL ? record->hall->code : record->hall_code));
    json_object_set_new(object, "item", text_or_null(record->item));
    json_object_set_new(object, "channel", text_or_null(sz_channel_name(record->facts.channel)));
    json_object_set_new(object, "org", text_or_null(record->org));
    json_object_set_new(object, "state", json_string(sz_state_name(status->state)));
    json_object_set_new(object, "light",
                        text_or_null(sz_light_name(sz_case_status_light(status, now))));
    json_object_set_new(object, "late", json_boolean(status->is_late));
    json_object_set_new(object, "applied", time_or_null(record->facts.applied));
    json_object_set_new(object, "accepted", time_or_null(record->facts.accepted));
    json_object_set_new(object, "due", time_or_null(clock->due));
    json_object_set_new(object, "due_by", text_or_null(sz_due_basis_name(clock->basis)));
    json_object_set_new(object, "provisional", json_boolean(clock->provisional));
    json_object_set_new(object, "closed",
                        is_closed ? time_or_null(record->facts.ended) : json_null());
    json_object_set_new(object, "remaining_s", remaining_s(record, view, clock->due));
    json_object_set_new(object, "remaining_workdays", remaining_workdays(record, view, clock->due));
    sz_json_set_limit(object, clock->limit);
    json_object_set_new(object, "suspended_days", json_integer(clock->suspended_days));
    return object;
}

/* --- one case, whole ----------------------------------------------------------------------- */

static void set_text(json_t *object, const char *key, SzSlice text)
{
    if (text.len != 0) {
        json_object_set_new(object, key, sz_json_text(text));
    }
}

static void set_given_limit(json_t *object, const char *key, const char *unit_key, SzLimit limit)
{
    if (limit.unit != SZ_UNIT_NONE) {
        json_object_set_new(object, key, json_integer(limit.n));
        json_object_set_new(object, unit_key, json_string(sz_unit_name(limit.unit)));
    }
}

static void set_number(json_t *object, const char *key, gint64 value)
{
    if (value >= 0) {
        json_object_set_new(object, key, json_integer(value));
    }
}

static json_t *event_json(const SzCaseEvent *event)
{
    json_t *object = json_object();
    json_object_set_new(object, "event", json_string(sz_case_event_name(event->kind)));
    json_object_set_new(object, "time", sz_json_time(event->occurred));
    set_text(object, "step", event->step);
    set_text(object, "org", event->org);
    set_text(object, "result", event->result);
    set_given_limit(object, "promise", "promise_unit", event->promise);
    set_given_limit(object, "statute", "statute_unit", event->statute);
    if (event->has_due) {
        json_object_set_new(object, "due", sz_json_time(event->due));
    }
    set_text(object, "kind", sz_slice(sz_suspend_kind_name(event->suspend_kind)));
    set_number(object, "days", event->days);
    set_number(object, "visits", event->visits);
    set_text(object, "approver", event->approver);
    if (event->notified >= 0) {
        json_object_set_new(object, "notified", json_boolean(event->notified));
    }
    set_text(object, "eid", event->eid);
    return object;
}

static json_t *events_json(const SzCaseRecord *record)
{
    json_t *array = json_array();
    SzCaseWalk walk = sz_case_walk(record->row->body, record->texts);
    while (sz_case_walk_next(&walk)) {
        json_array_append_new(array, event_json(&walk.event));
    }
    return array;
}

json_t *sz_case_json_whole(const SzCaseRecord *record, const SzView *view)
{
    json_t *object = sz_case_json(record, view);
    guint32 findings = sz_case_findings_at(&record->status, sz_view_now(view));
    json_object_set_new(object, "ended", time_or_null(record->facts.ended));
    sz_case_set_due_origin(object, record, view);
    json_object_set_new(object, "findings", sz_case_findings_json(findings));
    json_object_set_new(object, "findings_text", sz_case_findings_text_json(findings));
    json_object_set_new(object, "clocks", sz_case_clocks_json(record, view));
    json_object_set_new(object, "events", events_json(record));
    sz_case_strip_set_json(record, view, object);
    return object;
}
