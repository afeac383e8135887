/* Cases: who applies, and what is said of each event. */

#include "collector/simulator_cases.h"

#include "collector/simulator_desk.h"
#include "collector/simulator_line.h"
#include "collector/simulator_voices.h"

const char *sz_sim_case_id(const SzSimHall *hall, SzDay day, guint32 serial,
                           char text[SZ_SIM_CASE_ID])
{
    SzCivil civil = sz_day_to_civil(day);
    (void)g_snprintf(text, SZ_SIM_CASE_ID, "%s%02d%02d%02d%05u", hall->case_prefix,
                     civil.year % 100, civil.month, civil.day, serial);
    return text;
}

/* --- lines --- */

typedef struct {
    char id[SZ_SIM_CASE_ID];
    char eid[SZ_SIM_CASE_ID + 8];
    char parent[SZ_SIM_CASE_ID];
} Texts;

static void begin_line(SzSimLine *line, SzSimHall *hall, SzSimCase *c, SzSlice event, Texts *texts)
{
    const SzSimItem *item = &sz_sim_items[c->item];
    SzCaseKind kind = hall->city->terms[c->item].kind;
    (void)sz_sim_case_id(hall, c->day, c->serial, texts->id);
    (void)g_snprintf(texts->eid, sizeof texts->eid, "%s-%u", texts->id, ++c->n_events);
    sz_sim_line_begin(line, hall, SZ_SLICE("case"), SZ_SIM_FEED_CASE, c->born_ms);
    sz_sim_line_tag(line, SZ_SLICE("event"), event);
    sz_sim_line_tag(line, SZ_SLICE("item"), sz_slice(item->code));
    sz_sim_line_tag(line, SZ_SLICE("org"), sz_slice(item->org));
    sz_sim_line_tag(line, SZ_SLICE("channel"), sz_slice(sz_channel_name(c->channel)));
    sz_sim_line_tag(line, SZ_SLICE("kind"),
                    kind == SZ_CASE_KIND_INSTANT ? SZ_SLICE("instant") : SZ_SLICE("promise"));
    sz_sim_line_text(line, SZ_SLICE("id"), sz_slice(texts->id));
    sz_sim_line_text(line, SZ_SLICE("eid"), sz_slice(texts->eid));
}

static void add_limit(SzSimLine *line, SzSlice key, SzSlice unit_key, SzLimit limit)
{
    if (limit.unit != SZ_UNIT_NONE) {
        sz_sim_line_int(line, key, limit.n);
        sz_sim_line_text(line, unit_key, sz_slice(sz_unit_name(limit.unit)));
    }
}

static void say_apply(SzSimHall *hall, SzSimCase *c)
{
    const SzSimTerms *terms = &hall->city->terms[c->item];
    SzSimLine line;
    Texts texts;
    begin_line(&line, hall, c, SZ_SLICE("apply"), &texts);
    add_limit(&line, SZ_SLICE("promise"), SZ_SLICE("promise_unit"), terms->promise);
    add_limit(&line, SZ_SLICE("statute"), SZ_SLICE("statute_unit"), terms->statute);
    sz_sim_line_text(&line, SZ_SLICE("platform"), c->is_own ? SZ_SLICE("own") : SZ_SLICE("2.0"));
    if (c->parent > 0) {
        sz_sim_line_text(&line, SZ_SLICE("parent"),
                         sz_slice(sz_sim_case_id(hall, c->day, c->parent, texts.parent)));
    }
    sz_sim_line_end(&line);
}

static void add_close(SzSimLine *line, const SzSimCase *c)
{
    sz_sim_line_bool(line, SZ_SLICE("auto"), c->is_auto);
    sz_sim_line_bool(line, SZ_SLICE("elic"), c->has_elic);
    sz_sim_line_int(line, SZ_SLICE("visits"), c->visits);
}

/* One in eleven forgets to tell the applicant. */
static void add_extension(SzSimLine *line, const SzSimCase *c)
{
    sz_sim_line_text(line, SZ_SLICE("approver"), SZ_SLICE("L01"));
    sz_sim_line_bool(line, SZ_SLICE("notified"), c->serial % 11 != 0);
}

static void say_event(SzSimHall *hall, SzSimCase *c)
{
    static const char *const steps[] = {"review", "approve"};
    static const char *const deliveries[] = {"electronic", "mail", "window"};
    SzCaseEventKind kind = c->next;
    SzSlice result = c->is_denied ? SZ_SLICE("denied") : SZ_SLICE("granted");
    SzSimLine line;
    Texts texts;
    begin_line(&line, hall, c, sz_slice(sz_case_event_name(kind)), &texts);
    if (kind == SZ_CASE_STEP) {
        sz_sim_line_text(&line, SZ_SLICE("step"),
                         sz_slice(steps[MIN(c->n_steps, G_N_ELEMENTS(steps)) - 1]));
    }
    if (kind == SZ_CASE_SUSPEND) {
        sz_sim_line_text(&line, SZ_SLICE("kind"), sz_slice(sz_suspend_kind_name(c->suspend_kind)));
    }
    if (kind == SZ_CASE_SUSPEND || kind == SZ_CASE_EXTEND) {
        sz_sim_line_int(&line, SZ_SLICE("days"), c->planned_days);
    }
    if (kind == SZ_CASE_EXTEND) {
        add_extension(&line, c);
    }
    if (kind == SZ_CASE_DECIDE || kind == SZ_CASE_CLOSE) {
        sz_sim_line_text(&line, SZ_SLICE("result"), result);
    }
    if (kind == SZ_CASE_REJECT) {
        sz_sim_line_text(&line, SZ_SLICE("result"), SZ_SLICE("incomplete"));
    }
    if (kind == SZ_CASE_CLOSE) {
        add_close(&line, c);
    }
    if (kind == SZ_CASE_DELIVER) {
        sz_sim_line_text(&line, SZ_SLICE("result"),
                         sz_slice(deliveries[c->serial % G_N_ELEMENTS(deliveries)]));
    }
    sz_sim_line_end(&line);
}

/* --- lives --- */

guint32 sz_sim_case_apply(SzSimHall *hall, const SzSimApplication *application)
{
    SzSimRandom *dice = &hall->dice[SZ_SIM_DICE_CASE];
    bool is_window = application->channel == SZ_CHANNEL_WINDOW;
    guint32 again = hall->traits.asking_again;
    SzSimCase c = {.born_ms = application->born_ms,
                   .serial = ++hall->cases.n_applied,
                   .parent = application->parent,
                   .day = hall->day,
                   .item = application->item,
                   .channel = (guint8)application->channel,
                   .visits = is_window ? 1 + sz_sim_random_chance(dice, 15 * again) : 0,
                   .is_own = sz_sim_random_chance(dice, is_window ? 30000 : 40000),
                   .has_elic = sz_sim_random_chance(dice, 700 * hall->traits.digital),
                   .is_denied = sz_sim_random_chance(dice, 12000)};
    say_apply(hall, &c);
    if (sz_sim_case_plan_first(hall, &c, application->handle_s)) {
        guint32 i = sz_sim_pool_take(&hall->cases.cases);
        *SZ_SIM_AT(&hall->cases.cases, SzSimCase, i) = c;
        sz_sim_plan(hall, c.at_ms, SZ_SIM_CASE, i);
    }
    return c.serial;
}

void sz_sim_case_event(SzSimHall *hall, guint32 i)
{
    SzSimCase c = *SZ_SIM_AT(&hall->cases.cases, SzSimCase, i);
    if (c.next == SZ_CASE_STEP) {
        c.n_steps++;
    }
    say_event(hall, &c);
    if (c.next == SZ_CASE_CLOSE) {
        sz_sim_rate_case(hall, &c);
    }
    if (sz_sim_case_plan_next(hall, &c)) {
        *SZ_SIM_AT(&hall->cases.cases, SzSimCase, i) = c;
        sz_sim_plan(hall, c.at_ms, SZ_SIM_CASE, i);
    } else {
        sz_sim_pool_give_back(&hall->cases.cases, i);
    }
}

void sz_sim_cases_init(SzSimHall *hall)
{
    sz_sim_pool_init(&hall->cases.cases, sizeof(SzSimCase));
}

void sz_sim_cases_clear(SzSimHall *hall)
{
    sz_sim_pool_clear(&hall->cases.cases);
}

void sz_sim_cases_begin_day(SzSimHall *hall)
{
    const SzWorkCalendar *calendar = hall->city->plan.calendar;
    hall->cases.n_applied = 0;
    guint64 per_day =
        (guint64)hall->desk.tickets_per_day * hall->tier->remote_pct * hall->traits.online / 100000;
    sz_sim_flow_fill(hall, hall->cases.flow, sz_sim_remote_weight, per_day,
                     sz_sim_day_factor(hall, hall->day));
    /* On statutory holidays the halls' systems rest too. */
    if (per_day > 0 && sz_work_calendar_kind(calendar, hall->day) != SZ_DAY_HOLIDAY) {
        sz_sim_plan(hall, sz_sim_flow_next(hall, hall->cases.flow, SZ_SIM_DICE_CASE),
                    SZ_SIM_REMOTE_CASE, 0);
    }
}

/* An item that this tier deals with, by how often it is sent from home. */
static guint8 pick_item(SzSimHall *hall)
{
    SzTier tier = hall->hall->tier;
    guint32 sum = 0;
    for (gsize i = 0; i < sz_sim_n_items(); i++) {
        sum += sz_sim_items[i].weight[tier] > 0 ? sz_sim_items[i].remote_weight : 0;
    }
    guint32 u = sz_sim_random_below(&hall->dice[SZ_SIM_DICE_CASE], sum);
    guint8 i = 0;
    for (; i + 1U < sz_sim_n_items(); i++) {
        guint32 weight = sz_sim_items[i].weight[tier] > 0 ? sz_sim_items[i].remote_weight : 0;
        if (u < weight) {
            break;
        }
        u -= weight;
    }
    return i;
}

void sz_sim_case_remote(SzSimHall *hall, guint32 unused)
{
    static const SzChannel channels[] = {
        SZ_CHANNEL_ONLINE, SZ_CHANNEL_ONLINE, SZ_CHANNEL_ONLINE, SZ_CHANNEL_ONLINE,
        SZ_CHANNEL_MOBILE, SZ_CHANNEL_MOBILE, SZ_CHANNEL_MOBILE, SZ_CHANNEL_MOBILE,
        SZ_CHANNEL_MOBILE, SZ_CHANNEL_MOBILE, SZ_CHANNEL_ONLINE, SZ_CHANNEL_ONLINE,
    };
    (void)unused;
    SzSimRandom *dice = &hall->dice[SZ_SIM_DICE_CASE];
    SzSimApplication application = {.born_ms = hall->now_ms,
                                    .channel =
                                        channels[sz_sim_random_below(dice, G_N_ELEMENTS(channels))],
                                    .item = pick_item(hall)};
    if (sz_sim_random_chance(dice, 22000)) {
        application.channel =
            sz_sim_random_chance(dice, 700000) ? SZ_CHANNEL_POST : SZ_CHANNEL_OTHER;
    }
    (void)sz_sim_case_apply(hall, &application);
    sz_sim_plan(hall, sz_sim_flow_next(hall, hall->cases.flow, SZ_SIM_DICE_CASE),
                SZ_SIM_REMOTE_CASE, 0);
}
