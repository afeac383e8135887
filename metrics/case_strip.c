#include "metrics/case_strip.h"

/* Adds what still runs to the spans of @request, as if it ended on a working day behind @today whatever the
 * convention: all days up to today are then inside the suspension, and the deadline lies behind them.
 * Returns: false at the end of the calendar. */
static bool suspend_beyond(const SzCaseStripOf *of, SzDay today, SzSpan *spans,
                           SzDeadlineRequest *request)
{
    const SzCaseFacts *facts = of->facts;
    SzDay day = 0;
    if (!sz_work_calendar_nth_after(of->rules->calendar, today, 2, &day, NULL)) {
        return false;
    }
    SzWallTime end = sz_wall_time_at(day, 0);
    for (guint32 i = 0; i < facts->n_spans; i++) {
        const SzSpan *span = &facts->spans[i];
        if (sz_span_is_running(span) && span->from.ns < end.ns) {
            spans[request->n_spans++] = (SzSpan){span->from, end, span->kind};
        }
    }
    request->spans = spans;
    return true;
}

/* Why the clock counts no days; SHOWN when it does, with @out. */
static SzCaseStripKind make_request(const SzCaseStripOf *of, const SzCaseClock *clock,
                                    SzSpan *spans, SzDeadlineRequest *out)
{
    if (clock->basis == SZ_DUE_BY_SOURCE) {
        return SZ_CASE_STRIP_BY_SOURCE;
    }
    if (clock->limit.unit == SZ_UNIT_NONE) {
        return SZ_CASE_STRIP_NO_LIMIT;
    }
    if (!clock->start.known) {
        return SZ_CASE_STRIP_NO_START;
    }
    if (clock != &of->status->acceptance) {
        return sz_case_status_request(of->status, of->facts, spans, out) ? SZ_CASE_STRIP_SHOWN
                                                                         : SZ_CASE_STRIP_NO_LIMIT;
    }
    if (of->status->state == SZ_STATE_SUSPENDED && !clock->due.known) {
        return SZ_CASE_STRIP_SUPPLEMENT;
    }
    *out = (SzDeadlineRequest){.start = clock->start.at, .limit = clock->limit};
    return SZ_CASE_STRIP_SHOWN;
}

static void cut_after(GArray *days, SzDay last)
{
    guint n = 0;
    while (n < days->len && g_array_index(days, SzStripDay, n).day <= last) {
        n++;
    }
    g_array_set_size(days, n);
}

/* Counts the days; false when they lie beyond what can be counted or shown. */
static bool count_days(const SzCaseStripOf *of, const SzDeadlineRequest *request, SzCaseStrip *out)
{
    SzDeadlinePolicy policy = sz_case_policy(of->rules, of->item);
    SzDeadlineRules rules = {&policy, of->rules->calendar, of->hours};
    if (!sz_deadline_compute(&rules, request, &out->deadline, NULL)) {
        return false;
    }
    out->days = sz_deadline_strip(&rules, request, NULL);
    return out->days != NULL;
}

void sz_case_strip_make(const SzCaseStripOf *of, SzWallTime now, SzCaseStrip *out)
{
    const SzCaseClock *clock = sz_case_status_clock(of->status, now);
    SzDay today = sz_day_of(now);
    SzSpan spans[SZ_CASE_SPANS_MAX];
    SzDeadlineRequest request = {0};
    SzCaseStrip strip = {
        .is_acceptance = clock == &of->status->acceptance,
        .is_suspended = of->status->state == SZ_STATE_SUSPENDED && !clock->due.known,
        .unit = clock->limit.unit,
    };
    strip.kind = make_request(of, clock, spans, &request);
    if (strip.kind == SZ_CASE_STRIP_SHOWN) {
        bool is_whole = !strip.is_suspended || suspend_beyond(of, today, spans, &request);
        strip.kind = is_whole && count_days(of, &request, &strip) ? SZ_CASE_STRIP_SHOWN
                                                                  : SZ_CASE_STRIP_TOO_LONG;
    }
    if (strip.days != NULL) {
        if (strip.is_suspended) {
            cut_after(strip.days, today);
        }
        /* Also of a case accepted late: it is deemed accepted from the day of receipt. */
        const SzMaybeTime *accepted = &of->facts->accepted;
        bool is_receipt = !accepted->known || accepted->at.ns != request.start.ns;
        for (guint i = 0; i < strip.days->len; i++) {
            g_array_index(strip.days, SzStripDay, i).is_receipt = is_receipt;
        }
    }
    *out = strip;
}

void sz_case_strip_clear(SzCaseStrip *strip)
{
    g_clear_pointer(&strip->days, g_array_unref);
}
