#include "metrics/case_strip.h"

/* Room for the spans of a case and a 补正 before acceptance that was never ended. */
#define N_SPANS_MAX (SZ_CASE_SPANS_MAX + 1)

/* A day after @today whatever the convention, on which the clock could run again: so that all days up to today are
 * inside the suspension, and the deadline lies behind them. */
static bool find_resumption(const SzWorkCalendar *calendar, SzDay today, SzWallTime *out)
{
    SzDay day = 0;
    if (!sz_work_calendar_nth_after(calendar, today, 2, &day, NULL)) {
        return false;
    }
    *out = sz_wall_time_at(day, 0);
    return true;
}

/* Adds what still runs to the spans of @request, as if it ended at @resumption. */
static void add_running(const SzCaseFacts *facts, SzWallTime resumption, SzSpan *spans,
                        SzDeadlineRequest *request)
{
    for (guint32 i = 0; i < facts->n_spans; i++) {
        const SzSpan *span = &facts->spans[i];
        if (span->to.ns == SZ_WALL_TIME_MAX.ns && span->from.ns < resumption.ns) {
            spans[request->n_spans++] = (SzSpan){span->from, resumption, span->kind};
        }
    }
    if (facts->supplement_since.known && facts->supplement_since.at.ns < resumption.ns) {
        spans[request->n_spans++] =
            (SzSpan){facts->supplement_since.at, resumption, SZ_SUSPEND_SUPPLEMENT};
    }
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
    if (of->facts->supplement_since.known) {
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

/* The first day is the day of receipt, not of acceptance. */
static void name_receipt(GArray *days)
{
    SzStripDay *first = &g_array_index(days, SzStripDay, 0);
    if (first->reason == SZ_STRIP_START) {
        first->reason = SZ_STRIP_START_OF_RECEIPT;
    }
}

void sz_case_strip_make(const SzCaseStripOf *of, SzWallTime now, SzCaseStrip *out)
{
    const SzCaseClock *clock = sz_case_status_clock(of->status, now);
    SzDeadlinePolicy policy = sz_case_policy(of->rules, of->item);
    SzDeadlineRules rules = {&policy, of->rules->calendar, of->hours};
    SzSpan spans[N_SPANS_MAX];
    SzDeadlineRequest request = {0};
    SzWallTime resumption = now;
    SzCaseStrip strip = {
        .is_acceptance = clock == &of->status->acceptance,
        .is_suspended = of->status->state == SZ_STATE_SUSPENDED && !clock->due.known,
        .unit = clock->limit.unit,
    };
    strip.kind = make_request(of, clock, spans, &request);
    if (strip.kind == SZ_CASE_STRIP_SHOWN && strip.is_suspended &&
        find_resumption(of->rules->calendar, sz_day_of(now), &resumption)) {
        request.spans = spans;
        add_running(of->facts, resumption, spans, &request);
    }
    if (strip.kind == SZ_CASE_STRIP_SHOWN) {
        bool is_counted = sz_deadline_compute(&rules, &request, &strip.deadline, NULL);
        strip.days = is_counted ? sz_deadline_strip(&rules, &request, NULL) : NULL;
        strip.kind = strip.days != NULL ? SZ_CASE_STRIP_SHOWN : SZ_CASE_STRIP_TOO_LONG;
    }
    if (strip.days != NULL && strip.is_suspended) {
        cut_after(strip.days, sz_day_of(now));
    }
    if (strip.days != NULL && !of->facts->accepted.known && strip.days->len > 0) {
        name_receipt(strip.days);
    }
    *out = strip;
}

void sz_case_strip_clear(SzCaseStrip *strip)
{
    g_clear_pointer(&strip->days, g_array_unref);
}
