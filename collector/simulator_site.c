#include "collector/simulator_site.h"

#include "collector/simulator_desk.h"
#include "collector/simulator_line.h"

#define CROWD_S 300
#define ROUNDS_PER_WEEK 5

/* Beside indicators, what a city reports once a day: items handled on the common platform, items that
 * have a desk in the hall. */
static const struct {
    const char *name;
    guint32 total;
    guint32 missing; /* up to so many of them */
} metrics[] = {
    {"items_claimed", 1965, 24},
    {"items_stationed", 615, 30},
};

static SzSimRandom *dice_of(SzSimHall *hall)
{
    return &hall->dice[SZ_SIM_DICE_SITE];
}

static void add_eid(SzSimLine *line, const SzSimHall *hall, char letter, char eid[40])
{
    (void)g_snprintf(eid, 40, "%c%s-%" G_GINT64_FORMAT, letter, hall->day_text,
                     hall->now_ms - sz_sim_ms_at(hall->day, 0));
    sz_sim_line_text(line, SZ_SLICE("eid"), sz_slice(eid));
}

static void plan_in_slots(SzSimHall *hall, SzSimEventKind kind)
{
    guint slot = sz_sim_random_below(dice_of(hall), hall->slots.n);
    const SzSlot *in = &hall->slots.slots[slot];
    gint64 after_ms =
        (gint64)sz_sim_random_below(dice_of(hall), (guint32)(in->close_s - in->open_s)) * SZ_SIM_MS;
    sz_sim_plan(hall, sz_sim_ms_at(hall->day, in->open_s) + after_ms, kind, 0);
}

/* A hall closed on a working day says so, and why. */
static void say_closed(SzSimHall *hall)
{
    SzSimLine line;
    char eid[40];
    const char *reason = sz_opening_hours_reason(hall->hours, hall->day);
    sz_sim_line_begin(&line, hall, SZ_SLICE("schedule"), SZ_SIM_FEED_SITE, hall->now_ms);
    add_eid(&line, hall, 'S', eid);
    sz_sim_line_bool(&line, SZ_SLICE("closed"), true);
    sz_sim_line_text(&line, SZ_SLICE("reason"), sz_slice(reason != NULL ? reason : ""));
    sz_sim_line_end(&line);
}

void sz_sim_site_begin_day(SzSimHall *hall)
{
    const SzWorkCalendar *calendar = hall->city->plan.calendar;
    bool has_desk = hall->desk.windows->len > 0;
    if (!has_desk || hall->slots.n == 0) {
        if (has_desk && sz_work_calendar_is_working(calendar, hall->day)) {
            say_closed(hall);
        }
        return;
    }
    gint64 opening_ms = sz_sim_ms_at(hall->day, hall->slots.slots[0].open_s);
    if (hall->tier->has_crowd_count) {
        sz_sim_plan(hall, opening_ms + CROWD_S * SZ_SIM_MS, SZ_SIM_CROWD, 0);
    }
    for (guint i = 0; i < hall->tier->patrols_per_week; i++) {
        if (sz_sim_random_chance(dice_of(hall), 1000000 / ROUNDS_PER_WEEK)) {
            plan_in_slots(hall, SZ_SIM_PATROL);
        }
    }
    for (guint32 i = 0; i < G_N_ELEMENTS(metrics); i++) {
        sz_sim_plan(hall, opening_ms + 60 * SZ_SIM_MS * (i + 1), SZ_SIM_METRIC, i);
    }
}

void sz_sim_site_crowd(SzSimHall *hall, guint32 unused)
{
    (void)unused;
    SzSimDesk *desk = &hall->desk;
    SzSimLine line;
    char eid[40];
    desk->n_inside = MAX(0, desk->n_inside + desk->n_in - desk->n_out);
    sz_sim_line_begin(&line, hall, SZ_SLICE("crowd"), SZ_SIM_FEED_SITE, hall->now_ms);
    add_eid(&line, hall, 'C', eid);
    sz_sim_line_int(&line, SZ_SLICE("in"), desk->n_in);
    sz_sim_line_int(&line, SZ_SLICE("out"), desk->n_out);
    sz_sim_line_int(&line, SZ_SLICE("inside"), desk->n_inside);
    sz_sim_line_end(&line);
    desk->n_in = 0;
    desk->n_out = 0;
    gint64 last_ms =
        sz_sim_ms_at(hall->day, hall->slots.slots[hall->slots.n - 1].close_s) + 3600 * SZ_SIM_MS;
    if (hall->now_ms < last_ms) {
        sz_sim_plan(hall, hall->now_ms + CROWD_S * SZ_SIM_MS, SZ_SIM_CROWD, 0);
    }
}

/* Either somebody walks round with a form, or a camera has seen something at a window. */
void sz_sim_site_patrol(SzSimHall *hall, guint32 unused)
{
    static const char *const findings[] = {"away", "phone", "dress", "empty"};
    (void)unused;
    SzSimRandom *dice = dice_of(hall);
    bool is_round = sz_sim_random_chance(dice, 700000);
    SzSimLine line;
    char eid[40];
    sz_sim_line_begin(&line, hall, SZ_SLICE("patrol"), SZ_SIM_FEED_SITE, hall->now_ms);
    add_eid(&line, hall, 'P', eid);
    sz_sim_line_text(&line, SZ_SLICE("source"), is_round ? SZ_SLICE("staff") : SZ_SLICE("video"));
    if (is_round) {
        sz_sim_line_tag(&line, SZ_SLICE("kind"), SZ_SLICE("round"));
        sz_sim_line_tenths(&line, SZ_SLICE("score"),
                           sz_sim_random_between(dice, 900, 998) -
                               15 * (gint64)hall->traits.absence / 1000);
    } else {
        guint32 w = sz_sim_random_below(dice, hall->desk.windows->len);
        sz_sim_line_tag(&line, SZ_SLICE("kind"),
                        sz_slice(findings[sz_sim_random_below(dice, G_N_ELEMENTS(findings))]));
        sz_sim_line_tag(&line, SZ_SLICE("window"), sz_slice(sz_sim_window(hall, w)->code));
        sz_sim_line_int(&line, SZ_SLICE("severity"), sz_sim_random_between(dice, 1, 3));
    }
    sz_sim_line_end(&line);
}

/* A hall begins with its own backlog and takes up a few items every week. */
void sz_sim_site_metric(SzSimHall *hall, guint32 i)
{
    SzSimLine line;
    char eid[40];
    guint32 missing =
        (guint32)(sz_sim_hash(sz_slice(hall->hall->code), 70 + i) % (metrics[i].missing + 1));
    guint32 done = MIN(missing, (guint32)hall->epoch / 14);
    sz_sim_line_begin(&line, hall, SZ_SLICE("metric"), SZ_SIM_FEED_SITE, hall->now_ms);
    add_eid(&line, hall, 'M', eid);
    sz_sim_line_tag(&line, SZ_SLICE("metric"), sz_slice(metrics[i].name));
    sz_sim_line_tenths(&line, SZ_SLICE("num"), 10 * (gint64)(metrics[i].total - missing + done));
    sz_sim_line_tenths(&line, SZ_SLICE("den"), 10 * (gint64)metrics[i].total);
    sz_sim_line_text(&line, SZ_SLICE("unit"), SZ_SLICE("items"));
    sz_sim_line_end(&line);
}
