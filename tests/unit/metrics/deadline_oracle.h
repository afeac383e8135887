#pragma once

/* A second opinion on deadlines: written from the definition in metrics/deadline.h, slow and obvious,
 * with its own calendar.  It walks day by day, and for minutes from one edge (slot, midnight, span) to
 * the next.  It shares the engine's types and nothing else.  Header only: one test includes it. */

#include "metrics/deadline.h"

#include <string.h>

#define ORACLE_FIRST_YEAR 2022
#define ORACLE_LAST_YEAR 2040
#define ORACLE_N_DAYS 6940
#define ORACLE_FIRST_DAY 18993 /* 2022-01-01: 52 years of 365 days and 13 leap days */
#define ORACLE_DAY_NS (G_GINT64_CONSTANT(86400) * 1000000000)
#define ORACLE_ZONE_NS (G_GINT64_CONSTANT(8) * 3600 * 1000000000)

typedef struct {
    bool working;
    bool makeup; /* a Saturday or Sunday that is worked */
    bool holiday;
    bool weekend; /* Saturday or Sunday, whatever becomes of it */
    bool published;
    SzDaySlots slots; /* when the hall is open */
} OracleDay;

typedef struct {
    OracleDay days[ORACLE_N_DAYS];
} OracleWorld;

typedef struct {
    gint64 due_ns;
    int due_day;
    bool provisional;
    int lost_days;
    gint64 stopped_ns;
    int base_day;
    bool taken[ORACLE_N_DAYS]; /* days of suspension that counted, by index */
} OracleAnswer;

typedef struct {
    const OracleWorld *world;
    const SzDeadlinePolicy *policy;
    const SzDeadlineRequest *request;
    gint64 n;
    int start_day;
    SzSpan spans[8]; /* those that stop the clock */
    int n_spans;
    OracleAnswer *answer;
} Oracle;

static const OracleDay *oracle_day(const Oracle *oracle, int day)
{
    g_assert_cmpint(day, >=, ORACLE_FIRST_DAY);
    g_assert_cmpint(day, <, ORACLE_FIRST_DAY + ORACLE_N_DAYS);
    return &oracle->world->days[day - ORACLE_FIRST_DAY];
}

/* Looking a day up is what makes an answer provisional. */
static bool oracle_is_working(Oracle *oracle, int day)
{
    if (!oracle_day(oracle, day)->published) {
        oracle->answer->provisional = true;
    }
    return oracle_day(oracle, day)->working;
}

static int oracle_day_of(gint64 ns)
{
    return (int)((ns + ORACLE_ZONE_NS) / ORACLE_DAY_NS);
}

static gint64 oracle_ns(int day, gint64 second)
{
    return day * ORACLE_DAY_NS - ORACLE_ZONE_NS + second * 1000000000;
}

static gint64 oracle_end(const Oracle *oracle, int day)
{
    const SzDaySlots *slots = &oracle_day(oracle, day)->slots;
    if (oracle->policy->due_at == SZ_DUE_AT_CLOSE_OF_BUSINESS && slots->n > 0) {
        return oracle_ns(day, slots->slots[slots->n - 1].close_s);
    }
    return oracle_ns(day, 86400);
}

static bool oracle_serves(Oracle *oracle, int day)
{
    return oracle_is_working(oracle, day) &&
           (oracle->policy->due_at == SZ_DUE_AT_MIDNIGHT || oracle_day(oracle, day)->slots.n > 0);
}

/* --- spans --------------------------------------------------------------------------------- */

/* Joins the first two found that share or touch a moment; false when none do. */
static bool oracle_join_two(Oracle *oracle)
{
    for (int i = 0; i < oracle->n_spans; i++) {
        for (int j = 0; j < oracle->n_spans; j++) {
            SzSpan *a = &oracle->spans[i];
            SzSpan *b = &oracle->spans[j];
            if (i != j && a->from.ns <= b->from.ns && b->from.ns <= a->to.ns) {
                a->to.ns = b->to.ns > a->to.ns ? b->to.ns : a->to.ns;
                oracle->spans[j] = oracle->spans[--oracle->n_spans];
                return true;
            }
        }
    }
    return false;
}

static void oracle_merge(Oracle *oracle)
{
    while (oracle_join_two(oracle)) {
    }
}

/* The earliest span that begins after @after_ns; NULL when none is left. */
static const SzSpan *oracle_next_span(const Oracle *oracle, gint64 after_ns)
{
    const SzSpan *next = NULL;
    for (int i = 0; i < oracle->n_spans; i++) {
        const SzSpan *span = &oracle->spans[i];
        if (span->from.ns > after_ns && (next == NULL || span->from.ns < next->from.ns)) {
            next = span;
        }
    }
    return next;
}

static bool oracle_is_lost(const Oracle *oracle, const SzSpan *span, int day)
{
    int s = oracle_day_of(span->from.ns);
    int r = oracle_day_of(span->to.ns);
    switch (oracle->policy->suspend_count) {
    case SZ_CONVENTION_A:
        return s < day && day <= r;
    case SZ_CONVENTION_B:
        return s <= day && day <= r;
    case SZ_CONVENTION_C:
        return s < day && day < r;
    default:
        g_assert_not_reached();
    }
}

/* Days of the limit's unit that @span takes and no span took before. */
static int oracle_take(Oracle *oracle, const SzSpan *span)
{
    bool calendar_days = oracle->request->limit.unit == SZ_UNIT_DAY && oracle->n > 0;
    int last = oracle_day_of(span->to.ns);
    int lost = 0;
    for (int day = oracle->answer->base_day + 1; day <= last; day++) {
        bool *taken = &oracle->answer->taken[day - ORACLE_FIRST_DAY];
        if (oracle_is_lost(oracle, span, day) && !*taken &&
            (calendar_days || oracle_is_working(oracle, day))) {
            *taken = true;
            lost++;
        }
    }
    return lost;
}

/* --- days ---------------------------------------------------------------------------------- */

static int oracle_nth_working_day(Oracle *oracle, int day, gint64 n)
{
    while (n > 0) {
        day++;
        if (oracle_is_working(oracle, day)) {
            n--;
        }
    }
    return day;
}

static int oracle_due_day(Oracle *oracle, gint64 lost_before, gint64 lost_now)
{
    int day = oracle->answer->base_day;
    if (oracle->n == 0) {
        day = oracle_nth_working_day(oracle, oracle->answer->due_day, lost_now);
        while (!oracle_serves(oracle, day)) {
            day++;
        }
        return day;
    }
    if (oracle->request->limit.unit == SZ_UNIT_WORKDAY) {
        return oracle_nth_working_day(oracle, day, oracle->n + lost_before + lost_now);
    }
    for (gint64 i = 0; i < oracle->n + lost_before + lost_now; i++) {
        (void)oracle_is_working(oracle,
                                ++day); /* counted whatever it is; provisional all the same */
    }
    while (!oracle_is_working(oracle, day)) {
        day++;
    }
    return day;
}

static void oracle_find_base(Oracle *oracle)
{
    int day = oracle->start_day;
    bool workdays = oracle->request->limit.unit == SZ_UNIT_WORKDAY;
    if (oracle->n == 0) {
        while (!oracle_serves(oracle, day) ||
               oracle_end(oracle, day) <= oracle->request->start.ns) {
            day++;
        }
    } else if (workdays && oracle->policy->restday_start == SZ_RESTDAY_START_ROLL) {
        while (!oracle_is_working(oracle, day)) {
            day++;
        }
    }
    oracle->answer->base_day = day;
    oracle->answer->due_day = day;
}

static void oracle_days(Oracle *oracle)
{
    OracleAnswer *answer = oracle->answer;
    oracle_find_base(oracle);
    if (oracle->n > 0) {
        answer->due_day = oracle_due_day(oracle, 0, 0);
    }
    answer->due_ns = oracle_end(oracle, answer->due_day);
    oracle_merge(oracle);
    const SzSpan *span = oracle_next_span(oracle, G_MININT64);
    while (span != NULL && span->from.ns < answer->due_ns) {
        int lost = oracle_take(oracle, span);
        if (lost > 0) {
            answer->due_day = oracle_due_day(oracle, answer->lost_days, lost);
            answer->due_ns = oracle_end(oracle, answer->due_day);
            answer->lost_days += lost;
        }
        span = oracle_next_span(oracle, span->from.ns);
    }
}

/* --- minutes and hours ---------------------------------------------------------------------- */

static bool oracle_is_stopped(const Oracle *oracle, gint64 ns)
{
    for (int i = 0; i < oracle->n_spans; i++) {
        if (oracle->spans[i].from.ns <= ns && ns < oracle->spans[i].to.ns) {
            return true;
        }
    }
    return false;
}

static bool oracle_is_open(Oracle *oracle, gint64 ns)
{
    int day = oracle_day_of(ns);
    if (oracle->policy->clock == SZ_CLOCK_WALL) {
        return true;
    }
    if (!oracle_is_working(oracle, day)) {
        return false;
    }
    const SzDaySlots *slots = &oracle_day(oracle, day)->slots;
    for (guint i = 0; i < slots->n; i++) {
        if (oracle_ns(day, slots->slots[i].open_s) <= ns &&
            ns < oracle_ns(day, slots->slots[i].close_s)) {
            return true;
        }
    }
    return false;
}

static void oracle_closer_edge(gint64 *edge, gint64 ns, gint64 candidate)
{
    if (candidate > ns && candidate < *edge) {
        *edge = candidate;
    }
}

/* The next moment after @ns at which anything may change. */
static gint64 oracle_next_edge(const Oracle *oracle, gint64 ns)
{
    int day = oracle_day_of(ns);
    gint64 edge = oracle_ns(day, 86400);
    const SzDaySlots *slots = &oracle_day(oracle, day)->slots;
    for (guint i = 0; i < slots->n; i++) {
        oracle_closer_edge(&edge, ns, oracle_ns(day, slots->slots[i].open_s));
        oracle_closer_edge(&edge, ns, oracle_ns(day, slots->slots[i].close_s));
    }
    for (int i = 0; i < oracle->n_spans; i++) {
        oracle_closer_edge(&edge, ns, oracle->spans[i].from.ns);
        oracle_closer_edge(&edge, ns, oracle->spans[i].to.ns);
    }
    return edge;
}

static void oracle_clock(Oracle *oracle)
{
    OracleAnswer *answer = oracle->answer;
    gint64 minutes = oracle->request->limit.unit == SZ_UNIT_HOUR ? 60 : 1;
    gint64 left_ns = oracle->n * minutes * 60 * 1000000000;
    gint64 ns = oracle->request->start.ns;
    answer->base_day = oracle->start_day;
    while (left_ns > 0) {
        gint64 edge = oracle_next_edge(oracle, ns);
        answer->due_day = oracle_day_of(ns);
        if (!oracle_is_open(oracle, ns)) {
            ns = edge;
        } else if (oracle_is_stopped(oracle, ns)) {
            answer->stopped_ns += edge - ns;
            ns = edge;
        } else {
            gint64 used = edge - ns < left_ns ? edge - ns : left_ns;
            left_ns -= used;
            ns += used;
        }
    }
    answer->due_ns = ns;
}

/* --- all ----------------------------------------------------------------------------------- */

static void oracle_compute(const OracleWorld *world, const SzDeadlinePolicy *policy,
                           const SzDeadlineRequest *request, OracleAnswer *answer)
{
    Oracle oracle = {.world = world, .policy = policy, .request = request, .answer = answer};
    memset(answer, 0, sizeof *answer);
    oracle.n = request->limit.n + request->extend_n;
    oracle.start_day = oracle_day_of(request->start.ns);
    for (gsize i = 0; i < request->n_spans; i++) {
        if (policy->stopping_kinds >> request->spans[i].kind & 1) {
            oracle.spans[oracle.n_spans++] = request->spans[i];
        }
    }
    bool by_clock = request->limit.unit == SZ_UNIT_MINUTE || request->limit.unit == SZ_UNIT_HOUR;
    if (by_clock && oracle.n > 0) {
        oracle_clock(&oracle);
    } else {
        oracle_days(&oracle);
    }
}
