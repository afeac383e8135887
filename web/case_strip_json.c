#include "web/case_strip_json.h"

#include "render/strip_text.h"
#include "web/strip_json.h"

static void make_strip(const SzCaseRecord *record, const SzView *view, SzCaseStrip *out)
{
    const SzCaseRules *rules = view->rules;
    const SzCaseStripOf of = {
        .rules = rules,
        .hours = record->hall != NULL ? sz_registry_hours(rules->registry, record->hall)
                                      : sz_registry_default_hours(rules->registry),
        .item = sz_items_find(rules->items, sz_slice(record->item)),
        .facts = &record->facts,
        .status = &record->status,
    };
    sz_case_strip_make(&of, sz_view_now(view), out);
}

static json_t *why_json(const SzCaseStrip *strip, SzLanguage language)
{
    return sz_json_text(sz_slice(sz_words_case_strip(strip, language)));
}

static json_t *text_json(const SzCaseStrip *strip, SzLanguage language)
{
    if (strip->days == NULL) {
        return json_null();
    }
    g_autofree char *text =
        sz_strip_text(strip->days, strip->is_suspended ? NULL : &strip->deadline, language);
    return json_string(text);
}

static json_t *calendar_json(const SzCaseStrip *strip, const SzWorkCalendar *calendar)
{
    if (strip->days == NULL || strip->days->len == 0) {
        return json_null();
    }
    SzDay first = g_array_index(strip->days, SzStripDay, 0).day;
    SzDay last = g_array_index(strip->days, SzStripDay, strip->days->len - 1).day;
    g_autofree char *version = sz_work_calendar_version(calendar, first, last);
    return sz_json_text(sz_slice(version));
}

void sz_case_strip_set_json(const SzCaseRecord *record, const SzView *view, json_t *object)
{
    g_auto(SzCaseStrip) strip = {0};
    make_strip(record, view, &strip);
    bool has_date = strip.days != NULL && !strip.is_suspended;
    json_object_set_new(object, "strip_clock",
                        json_string(strip.is_acceptance ? "acceptance" : "handling"));
    json_object_set_new(object, "strip",
                        strip.days != NULL ? sz_strip_json(strip.days, strip.unit) : json_null());
    json_object_set_new(object, "strip_why", why_json(&strip, SZ_LANGUAGE_ZH));
    json_object_set_new(object, "strip_why_en", why_json(&strip, SZ_LANGUAGE_EN));
    json_object_set_new(object, "due_date",
                        has_date ? sz_json_day(strip.deadline.due_day) : json_null());
    json_object_set_new(object, "calendar", calendar_json(&strip, view->rules->calendar));
    json_object_set_new(object, "strip_text", text_json(&strip, SZ_LANGUAGE_ZH));
    json_object_set_new(object, "strip_text_en", text_json(&strip, SZ_LANGUAGE_EN));
}
