/* What a case does next. */

#include "collector/simulator_cases.h"

/* Stages between acceptance and decision, in this order; bits of to_come. */
enum { REVIEW = 1, SUSPENSION = 2, EXTENSION = 4, APPROVAL = 8, WITHDRAWAL = 16, VOIDING = 32 };

#define S_PER_MINUTE 60
#define S_PER_HOUR 3600
/* Of the late ones: so late that the statutory limit passes too. */
#define FORGOTTEN_PER_MILLION 40000

static SzSimRandom *dice_of(SzSimHall *hall)
{
    return &hall->dice[SZ_SIM_DICE_CASE];
}

static bool plan(SzSimCase *c, SzCaseEventKind next, gint64 at_ms)
{
    c->next = (guint8)next;
    c->at_ms = at_ms;
    return at_ms != SZ_SIM_NEVER;
}

static gint64 office(SzSimHall *hall, gint32 from_s, gint32 to_s)
{
    gint32 open_s = sz_sim_random_between(dice_of(hall), from_s, to_s);
    gint64 at_ms = sz_sim_office_after(hall, hall->now_ms, open_s);
    return at_ms == SZ_SIM_NEVER ? at_ms : at_ms + sz_sim_random_below(dice_of(hall), SZ_SIM_MS);
}

static gint64 workdays(SzSimHall *hall, gint32 from, gint32 to)
{
    gint32 n = sz_sim_random_between(dice_of(hall), from, to);
    return n > 0 ? sz_sim_workday_after(hall, SZ_SIM_DICE_CASE, hall->now_ms, n)
                 : office(hall, 900, 7200);
}

static gint64 seconds(SzSimHall *hall, gint32 from_s, gint32 to_s)
{
    return hall->now_ms + sz_sim_random_between(dice_of(hall), (gint32)(from_s * SZ_SIM_MS),
                                                (gint32)(to_s * SZ_SIM_MS));
}

/* --- up to acceptance --- */

static bool is_instant(const SzSimHall *hall, const SzSimCase *c)
{
    const SzSimTerms *terms = &hall->city->terms[c->item];
    return terms->promise.unit == SZ_UNIT_NONE || terms->promise.n == 0;
}

static bool is_in_minutes(const SzSimHall *hall, const SzSimCase *c)
{
    return hall->city->terms[c->item].promise.unit == SZ_UNIT_MINUTE;
}

/* Work in a unit of @one (seconds, or 1 for days): 15 % to 90 % of the promise, or more than it. */
static gint32 work_of(SzSimHall *hall, const SzSimCase *c, gint64 one)
{
    gint64 promise = hall->city->terms[c->item].promise.n * one;
    gint32 per_mille = sz_sim_random_between(dice_of(hall), 150, 900);
    if (c->is_late) {
        bool is_forgotten = sz_sim_random_chance(dice_of(hall), FORGOTTEN_PER_MILLION);
        per_mille = is_forgotten ? sz_sim_random_between(dice_of(hall), 3500, 6000)
                                 : sz_sim_random_between(dice_of(hall), 1040, 1700);
    }
    return (gint32)(promise * per_mille / 1000) + (c->is_late && one == 1);
}

static void plan_work(SzSimHall *hall, SzSimCase *c)
{
    const SzSimItem *item = &sz_sim_items[c->item];
    SzUnit unit = hall->city->terms[c->item].promise.unit;
    bool is_by_the_clock = unit == SZ_UNIT_MINUTE || unit == SZ_UNIT_HOUR;
    bool is_long = !is_instant(hall, c) && !is_by_the_clock;
    SzSimRandom *dice = dice_of(hall);
    c->is_late = sz_sim_random_chance(dice, (is_by_the_clock ? 30 : 10) * hall->traits.lateness);
    if (is_instant(hall, c)) {
        c->left = sz_sim_random_around(dice, 2400);
    } else if (is_by_the_clock) {
        c->left = work_of(hall, c, unit == SZ_UNIT_HOUR ? S_PER_HOUR : S_PER_MINUTE);
    } else {
        c->left = work_of(hall, c, 1);
    }
    c->to_come = is_long ? REVIEW | APPROVAL : 0;
    if (item->suspend_kinds != 0 && sz_sim_random_chance(dice, is_long ? 90000 : 15000)) {
        c->to_come |= SUSPENSION;
    }
    if (is_long && sz_sim_random_chance(dice, 12000)) {
        c->to_come |= EXTENSION;
    }
    if (!is_instant(hall, c) && sz_sim_random_chance(dice, 11000)) {
        c->to_come |= WITHDRAWAL;
    }
    if (sz_sim_random_chance(dice, 400)) {
        c->to_come |= VOIDING;
    }
}

/* Acceptance of what has come in: in the next hours of business, some days later, few too late. */
static bool plan_acceptance(SzSimHall *hall, SzSimCase *c)
{
    SzSimRandom *dice = dice_of(hall);
    if (sz_sim_random_chance(dice, 15000)) {
        return plan(c, SZ_CASE_REJECT, office(hall, 1800, 28000));
    }
    if (is_instant(hall, c)) {
        return plan(c, SZ_CASE_ACCEPT, office(hall, 60, 2700));
    }
    if (sz_sim_random_chance(dice, 6 * hall->traits.lateness)) {
        return plan(c, SZ_CASE_ACCEPT, workdays(hall, 6, 8));
    }
    bool is_slow = sz_sim_random_chance(dice, 100000);
    return plan(c, SZ_CASE_ACCEPT, is_slow ? workdays(hall, 1, 3) : office(hall, 300, 14000));
}

bool sz_sim_case_plan_first(SzSimHall *hall, SzSimCase *c, gint32 handle_s)
{
    SzSimRandom *dice = dice_of(hall);
    if (c->channel == SZ_CHANNEL_WINDOW) {
        /* Accepted while the applicant is there; handle_s is how long that takes. */
        return plan(c, SZ_CASE_ACCEPT, seconds(hall, 20, MAX(21, handle_s / 3)));
    }
    if (is_instant(hall, c) && (c->channel == SZ_CHANNEL_KIOSK ||
                                sz_sim_random_chance(dice, 450 * hall->traits.digital))) {
        c->is_auto = true;
        c->visits = 0;
        return plan(c, SZ_CASE_ACCEPT, seconds(hall, 1, 5));
    }
    c->visits = sz_sim_random_chance(dice, 80 * hall->traits.asking_again) ? 1 : 0;
    if (sz_sim_random_chance(dice, 55 * hall->traits.asking_again)) {
        return plan(c, SZ_CASE_SUPPLEMENT_START, office(hall, 600, 14000));
    }
    return plan_acceptance(hall, c);
}

/* --- from acceptance to decision --- */

static gint64 after_work(SzSimHall *hall, const SzSimCase *c, gint32 work)
{
    switch (hall->city->terms[c->item].promise.unit) {
    case SZ_UNIT_WORKDAY:
        if (is_instant(hall, c)) {
            break;
        }
        return workdays(hall, work, work);
    case SZ_UNIT_DAY:
        return sz_sim_calendar_day_after(hall, SZ_SIM_DICE_CASE, hall->now_ms, MAX(1, work));
    case SZ_UNIT_NONE:
    case SZ_UNIT_MINUTE:
    case SZ_UNIT_HOUR:
        break;
    }
    return office(hall, work, work);
}

/* What is due today is done before the office closes, unless it is late. */
static gint64 finish_today(SzSimHall *hall, const SzSimCase *c, gint64 at_ms)
{
    gint64 closing_ms = sz_sim_closing(hall, hall->now_ms);
    if (c->is_late) {
        return workdays(hall, 1, 1);
    }
    if (at_ms < closing_ms - 600 * SZ_SIM_MS || closing_ms < hall->now_ms) {
        return at_ms;
    }
    gint64 before_ms = closing_ms - sz_sim_random_between(dice_of(hall), 20, 1200) * SZ_SIM_MS;
    return MAX(before_ms, hall->now_ms + 5 * SZ_SIM_MS);
}

static void pick_suspension(SzSimHall *hall, SzSimCase *c)
{
    guint32 kinds = sz_sim_items[c->item].suspend_kinds;
    guint32 kind = sz_sim_random_below(dice_of(hall), SZ_SUSPEND_N_KINDS);
    while ((kinds >> kind & 1) == 0) {
        kind = (kind + 1) % SZ_SUSPEND_N_KINDS;
    }
    c->suspend_kind = (guint8)kind;
    c->planned_days = sz_sim_random_between(dice_of(hall), 2, 15);
}

/* The stage that comes next, and the event that begins it. */
static SzCaseEventKind next_stage(SzSimHall *hall, SzSimCase *c)
{
    static const SzCaseEventKind events[] = {SZ_CASE_STEP, SZ_CASE_SUSPEND,  SZ_CASE_EXTEND,
                                             SZ_CASE_STEP, SZ_CASE_WITHDRAW, SZ_CASE_VOID};
    guint stage = 0;
    while ((c->to_come >> stage & 1) == 0) {
        stage++;
    }
    c->to_come &= (guint8) ~(1U << stage);
    SzCaseEventKind event = events[stage];
    if (event == SZ_CASE_SUSPEND) {
        pick_suspension(hall, c);
        /* Some systems tell 补正 after acceptance as a suspension, some as what it is. */
        bool is_told_so = c->suspend_kind == SZ_SUSPEND_SUPPLEMENT && c->serial % 2 == 1;
        return is_told_so ? SZ_CASE_SUPPLEMENT_START : SZ_CASE_SUSPEND;
    }
    if (event == SZ_CASE_EXTEND) {
        c->planned_days = sz_sim_random_between(dice_of(hall), 3, 10);
    }
    return event;
}

/* The work is spread over what is still to come. */
static bool plan_stage(SzSimHall *hall, SzSimCase *c)
{
    bool is_short = is_instant(hall, c);
    if (c->is_auto) {
        return plan(c, SZ_CASE_CLOSE, seconds(hall, 2, 50));
    }
    gint32 n_stages = __builtin_popcount(c->to_come) + 1;
    gint32 part = c->left / n_stages;
    c->left -= part;
    if (c->to_come != 0) {
        gint64 at_ms = after_work(hall, c, part);
        return plan(c, next_stage(hall, c), at_ms);
    }
    gint64 at_ms = after_work(hall, c, part);
    return is_short ? plan(c, SZ_CASE_CLOSE, finish_today(hall, c, at_ms))
                    : plan(c, SZ_CASE_DECIDE, at_ms);
}

/* Suspensions end as planned; one in twelve lasts longer. */
static bool plan_resume(SzSimHall *hall, SzSimCase *c, SzCaseEventKind end)
{
    bool is_long = sz_sim_random_chance(dice_of(hall), 80000);
    gint32 days = is_long ? c->planned_days + 3 : MAX(1, c->planned_days - 1);
    return plan(c, end, workdays(hall, days, days));
}

/* What was decided and granted is delivered; of what was settled on the spot not all is told. */
static bool plan_delivery(SzSimHall *hall, SzSimCase *c)
{
    SzSimRandom *dice = dice_of(hall);
    bool is_told = sz_sim_random_chance(dice, 450000) || !(c->is_auto || is_instant(hall, c));
    if (c->is_denied || !is_told) {
        return false;
    }
    if (c->is_auto || c->channel == SZ_CHANNEL_WINDOW) {
        return plan(c, SZ_CASE_DELIVER, seconds(hall, 20, 240));
    }
    bool is_slow = sz_sim_random_chance(dice, 8000);
    return plan(c, SZ_CASE_DELIVER, is_slow ? workdays(hall, 11, 13) : workdays(hall, 0, 3));
}

bool sz_sim_case_plan_next(SzSimHall *hall, SzSimCase *c)
{
    switch ((SzCaseEventKind)c->next) {
    case SZ_CASE_APPLY:
        return plan_acceptance(hall, c);
    case SZ_CASE_SUPPLEMENT_START:
        return c->is_accepted ? plan_resume(hall, c, SZ_CASE_SUPPLEMENT_END)
                              : plan(c, SZ_CASE_SUPPLEMENT_END, workdays(hall, 0, 4));
    case SZ_CASE_SUPPLEMENT_END:
        return c->is_accepted ? plan_stage(hall, c) : plan_acceptance(hall, c);
    case SZ_CASE_ACCEPT:
        c->is_accepted = true;
        plan_work(hall, c);
        return plan_stage(hall, c);
    case SZ_CASE_STEP:
    case SZ_CASE_EXTEND:
    case SZ_CASE_RESUME:
        return plan_stage(hall, c);
    case SZ_CASE_SUSPEND:
        return plan_resume(hall, c, SZ_CASE_RESUME);
    case SZ_CASE_DECIDE:
        /* A promise of minutes is kept by telling at once. */
        return plan(c, SZ_CASE_CLOSE,
                    is_in_minutes(hall, c) ? seconds(hall, 2, 30) : seconds(hall, 30, 900));
    case SZ_CASE_CLOSE:
        return plan_delivery(hall, c);
    case SZ_CASE_REJECT:
    case SZ_CASE_DELIVER:
    case SZ_CASE_WITHDRAW:
    case SZ_CASE_VOID:
    case SZ_CASE_N_EVENTS:
        return false;
    }
    return false;
}
