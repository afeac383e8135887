#pragma once

/* Deadlines, lights and findings of one case: facts + rules -> the instants at which anything changes.
 *
 * Pure.  A status holds no "now": everything shown at T is a comparison with instants that depend only
 * on the events and the rules.
 *
 * Acceptance clock (受理; 行政许可法 art. 32): 5 working days from receipt.  A 补正 that begins before its
 * deadline stops it, and it starts again when the file is complete; every such 补正 does (DOMAIN 3.3 does not
 * limit them to one).  After the deadline the case is deemed accepted from the day of receipt, the day its file
 * was last complete in time: the handling clock starts there whatever is said later, a 补正 from then on is a
 * suspension as after acceptance, and ACCEPTED_LATE stays.  The light is red from the deadline until
 * something shows that the case is in hand (accept, step, suspend, extend, decide, a deadline of the source's own);
 * then it follows the handling clock.
 *
 * Handling clock (办理): from acceptance, or from receipt where nobody said so or it came late.  The limit is the
 * promise of the case; else the source's own deadline; else the promise of the item for the channel; else
 * the statutory limit.  While a stopping suspension runs that began before the deadline, or a 补正 before
 * acceptance, the deadline is not known.  The source's own deadline is kept beside what a promise gives:
 * SOURCE_DUE_DIFFERS when they fall on two days (of 00:00 either day is right: some write a date so, some
 * the end of the day before).
 *
 * Extension (延长审批) lengthens limits counted in days, in their own unit: a promise by all that was said, the
 * statutory limit by extend_max at most (art. 42).  One that is given when the limit has passed moves it no more
 * (EXTENSION_TOO_LATE); while the clock stands still it has not.
 *
 * Suspension: longer than its planned working days it is yellow, longer than suspended_max_workdays red (挂起异常);
 * days are counted as s < d <= r, and of suspensions that touch or overlap the whole counts for the second.  One that
 * begins on the day the case was due is SUSPENDED_ON_LAST_DAY, unless it was due on its first day.
 *
 * Delivery clock (送达; art. 44): 10 working days from the decision, unless it denies, until it is delivered.  A case
 * closed without a decision told has none: that most of those have nothing to deliver is all we know of them.
 * Step clocks (环节): those of the item, from the step's event; suspension stops them.  Neither changes the
 * light, but for the switch is_step_late_yellow. */

#include "metrics/case_facts.h"
#include "metrics/case_thresholds.h"
#include "metrics/deadline.h"
#include "metrics/items.h"
#include "metrics/registry.h"

typedef struct SzMeasureSet SzMeasureSet; /* metrics/measure_set.h */

/* What cases are judged by; all borrowed. */
typedef struct {
    const SzDeadlinePolicy *policy;
    const SzWorkCalendar *calendar;
    const SzRegistry *registry;
    const SzItems *items;
    const SzCaseThresholds *thresholds;
    const SzMeasureSet *measures; /* what is counted; NULL: nothing */
} SzCaseRules;

typedef enum {
    SZ_DUE_NONE,
    SZ_DUE_BY_PROMISE,
    SZ_DUE_BY_SOURCE,
    SZ_DUE_BY_ITEM,
    SZ_DUE_BY_STATUTE,
    SZ_DUE_BY_ACCEPTANCE,
    SZ_DUE_BY_DELIVERY,
    SZ_DUE_BY_STEP,
} SzDueBasis;

typedef enum {
    SZ_LIGHT_NONE, /* the case has ended: it leaves supervision */
    SZ_LIGHT_GREEN,
    SZ_LIGHT_YELLOW,
    SZ_LIGHT_RED,
    SZ_LIGHT_BLACK,
    SZ_LIGHT_SUSPENDED,
} SzLight;

/* When the light of a case turns; SZ_WALL_TIME_MAX: never, as is all of one that has ended.  A worse light wins. */
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
    SzDueBasis basis; /* NONE: the case has no such clock */
    SzLimit limit;    /* unit NONE where the source named an instant */
    gint32 extend_n;  /* by which that limit is extended */
    SzMaybeTime start;
    SzMaybeTime due;
    SzMaybeTime yellow_at; /* from this instant on the light is yellow */
    bool provisional;
    gint32 suspended_days;
} SzCaseClock;

/* The suspension that runs, and the first instants at which it is too long. */
typedef struct {
    SzMaybeTime since;
    SzMaybeTime planned_over_at;
    SzMaybeTime max_over_at;
} SzCaseSuspension;

typedef struct {
    SzCaseState state;
    guint32
        flags; /* SzCaseFlag: findings that no later instant changes; see sz_case_findings_at() */
    bool is_acceptance_pending; /* the acceptance clock is what counts until its due */
    bool is_delivery_pending;
    bool is_step_late_yellow;
    bool is_late; /* closed after its due */
    SzCaseClock acceptance;
    SzCaseClock handling;
    SzCaseClock delivery;
    SzCaseClock step;             /* of the step that runs */
    const SzItemStep *step_limit; /* what that is computed from; borrowed from the rules */
    SzMaybeTime statute_due;
    SzMaybeTime black_at;     /* black after this instant, once the handling clock counts */
    SzMaybeTime source_due;   /* the source's own deadline */
    SzMaybeTime computed_due; /* what a promise gives, where the source's own counts */
    SzCaseSuspension suspension;
} SzCaseStatus;

/* @hours: those of the hall.  @item: NULL when the catalogue does not know it.  Allocates nothing for a case
 * without spans. */
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
/* Those of @item (may be NULL), else those of every case. */
const SzCaseThresholds *sz_case_thresholds(const SzCaseRules *rules, const SzItem *item);

const char *sz_light_name(SzLight light); /* green yellow red black suspended; "" for NONE */
const char *sz_state_name(SzCaseState state);
/* promise source item statute acceptance delivery step; "" */
const char *sz_due_basis_name(SzDueBasis basis);
