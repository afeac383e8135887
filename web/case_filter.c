#include "web/case_filter.h"

static const char *const set_names[SZ_CASES_N] = {
    [SZ_CASES_ALL] = "all",
    [SZ_CASES_OPEN] = "open",
    [SZ_CASES_OVERDUE] = "overdue",
    [SZ_CASES_DUE_SOON] = "due_soon",
    [SZ_CASES_SUSPENDED] = "suspended",
    [SZ_CASES_CLOSED] = "closed",
    [SZ_CASES_CLOSED_LATE] = "closed_late",
    [SZ_CASES_REJECTED] = "rejected",
    [SZ_CASES_WITHDRAWN] = "withdrawn",
    [SZ_CASES_VOID] = "void",
};

static SzResponse unknown_value(const char *name, const char *value, const char *choices)
{
    return sz_response_error(400, "bad_parameter", NULL, "%s: '%s' is none of %s", name, value,
                             choices);
}

static bool read_set(const SzParams *params, SzCasesSet *out, SzResponse *out_problem)
{
    const char *text = sz_params_get(params, "state");
    *out = SZ_CASES_ALL;
    if (text == NULL) {
        return true;
    }
    for (int i = 0; i < SZ_CASES_N; i++) {
        if (g_str_equal(set_names[i], text)) {
            *out = (SzCasesSet)i;
            return true;
        }
    }
    *out_problem = unknown_value("state", text,
                                 "open, overdue, due_soon, suspended, closed, closed_late, "
                                 "rejected, withdrawn, void, all");
    return false;
}

static bool read_channel(const SzParams *params, SzCaseFilter *out, SzResponse *out_problem)
{
    const char *text = sz_params_get(params, "channel");
    if (text == NULL) {
        return true;
    }
    out->has_channel = true;
    if (!sz_channel_parse(sz_slice(text), &out->channel)) {
        *out_problem = unknown_value("channel", text, "window, online, mobile, kiosk, post, other");
        return false;
    }
    return true;
}

bool sz_case_filter_read(const SzView *view, const SzParams *params, SzCaseFilter *out,
                         SzResponse *out_problem)
{
    SzCaseFilter filter = {
        .item = sz_params_get(params, "item"),
        .org = sz_params_get(params, "org"),
    };
    if (!read_set(params, &filter.set, out_problem) ||
        !read_channel(params, &filter, out_problem) ||
        !sz_place_filter_read(view, params, &filter.place, out_problem)) {
        return false;
    }
    *out = filter;
    return true;
}

static bool is_in_set(SzCasesSet set, const SzCaseRow *row, SzWallTime now)
{
    SzLight light = sz_case_row_light(row, now); /* NONE once the case has ended */
    switch (set) {
    case SZ_CASES_ALL:
        return true;
    case SZ_CASES_OPEN:
        return row->state == SZ_STATE_OPEN || row->state == SZ_STATE_SUSPENDED;
    case SZ_CASES_OVERDUE:
        return light == SZ_LIGHT_RED || light == SZ_LIGHT_BLACK;
    case SZ_CASES_DUE_SOON:
        return light == SZ_LIGHT_YELLOW;
    case SZ_CASES_SUSPENDED:
        return row->state == SZ_STATE_SUSPENDED;
    case SZ_CASES_CLOSED:
        return row->state == SZ_STATE_CLOSED;
    case SZ_CASES_CLOSED_LATE:
        return row->is_late;
    case SZ_CASES_REJECTED:
        return row->state == SZ_STATE_REJECTED;
    case SZ_CASES_WITHDRAWN:
        return row->state == SZ_STATE_WITHDRAWN;
    case SZ_CASES_VOID:
        return row->state == SZ_STATE_VOID;
    case SZ_CASES_N:
        break;
    }
    return false;
}

bool sz_case_filter_matches(const SzCaseFilter *filter, const SzView *view, const SzCaseRow *row)
{
    const SzCasesVersion *cases = view->state->cases;
    const SzPlace place = {sz_cases_version_text(cases, row->hall_code),
                           sz_cases_version_row_hall(cases, row)};
    return sz_place_filter_matches(&filter->place, view, &place) &&
           (!filter->has_channel || row->channel == filter->channel) &&
           (filter->item == NULL ||
            g_str_equal(filter->item, sz_cases_version_text(cases, row->item))) &&
           (filter->org == NULL ||
            g_str_equal(filter->org, sz_cases_version_text(cases, row->org))) &&
           is_in_set(filter->set, row, sz_view_now(view));
}
