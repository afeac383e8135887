#pragma once

/* Deadlines and lights of one case: facts + rules -> the instants at which anything changes.
 *
 * Pure.  A status holds no "now": everything shown at T is a comparison with instants that depend only
 * on the events and the rules.
 *
 * Handling clock: from acceptance, or from receipt where nobody said so.  The limit is the promise of
 * the case; else the source's own deadline; else the promise of the item; else the statutory limit.
 * While a stopping suspension runs that began before the deadline, or a 补正 before acceptance, the
 * deadline is not known.
 * Acceptance clock: 5 working days from receipt (行政许可法 art. 32), while nothing shows that the case
 * is in hand; after that it is deemed accepted from the day of receipt, and the light stays red.
 * Extension lengthens limits counted in days, in their own unit. */

#include "metrics/case_facts.h"
#include "metrics/deadline.h"
#include "metrics/items.h"
#include "metrics/registry.h"

/* What cases are judged by; all borrowed. */
typedef struct {
    const SzDeadlinePolicy *policy;
    const SzWorkCalendar *calendar;
    const SzRegistry *registry;
    const SzItems *items;
} SzCaseRules;

typedef enum {
    SZ_DUE_NONE,
    SZ_DUE_BY_PROMISE,
    SZ_DUE_BY_SOURCE,
    SZ_DUE_BY_ITEM,
    SZ_DUE_BY_STATUTE,
    SZ_DUE_BY_ACCEPTANCE,
} SzDueBasis;

typedef enum {
    SZ_LIGHT_NONE, /* the case has ended: it leaves supervision */
    SZ_LIGHT_GREEN,
    SZ_LIGHT_YELLOW,
    SZ_LIGHT_RED,
    SZ_LIGHT_BLACK,
    SZ_LIGHT_SUSPENDED,
} SzLight;

/* When the light of a case turns; SZ_WALL_TIME_MAX: never.  A worse light wins. */
typedef struct {
    SzLight base; /* before the others: GREEN or SUSPENDED; NONE once the case has ended */
    SzWallTime yellow_from;
    SzWallTime red_from;
    SzWallTime black_from;
} SzLightCurve;

typedef enum {
    SZ_STATE_OPEN,
    SZ_STATE_SUSPENDED,
    SZ_STATE_CLOSED,
    SZ_STATE_REJECTED,
    SZ_STATE_WITHDRAWN,
    SZ_STATE_VOID,
} SzCaseState;

/* One clock of a case: what it is computed from and when it turns. */
typedef struct {
    SzDueBasis basis;
    SzLimit limit; /* unit NONE where the source named an instant */
    SzMaybeTime start;
    SzMaybeTime due;
    SzMaybeTime yellow_at; /* from this instant on the light is yellow */
    bool provisional;
    gint32 suspended_days;
} SzCaseClock;

typedef struct {
    SzCaseState state;
    bool is_acceptance_pending; /* the acceptance clock is what counts until its due */
    SzCaseClock acceptance;
    SzCaseClock handling;
    SzMaybeTime statute_due;
    SzMaybeTime black_at; /* black after this instant, once the handling clock counts */
    bool is_late;         /* closed after its due */
} SzCaseStatus;

/* @hours: those of the hall.  @item: NULL when the catalogue does not know it. */
void sz_case_status_compute(const SzCaseRules *rules, const SzOpeningHours *hours,
                            const SzItem *item, const SzCaseFacts *facts, SzCaseStatus *out);

/* The clock that counts at @now. */
const SzCaseClock *sz_case_status_clock(const SzCaseStatus *status, SzWallTime now);
SzLightCurve sz_case_status_curve(const SzCaseStatus *status);
SzLight sz_light_curve_at(const SzLightCurve *curve, SzWallTime now);
SzLight sz_case_status_light(const SzCaseStatus *status, SzWallTime now);

/* What a deadline of the handling limit is computed from; for the strip.  @spans: room for
 * SZ_CASE_SPANS_MAX.  Returns: false when no limit is counted (the source named an instant, or none). */
bool sz_case_status_request(const SzCaseStatus *status, const SzCaseFacts *facts, SzSpan *spans,
                            SzDeadlineRequest *out);
/* The policy with the kinds that stop the clock for @item (may be NULL) added. */
SzDeadlinePolicy sz_case_policy(const SzCaseRules *rules, const SzItem *item);

const char *sz_light_name(SzLight light); /* green yellow red black suspended; "" for NONE */
const char *sz_state_name(SzCaseState state);
const char *sz_due_basis_name(SzDueBasis basis); /* promise source item statute acceptance; "" */
