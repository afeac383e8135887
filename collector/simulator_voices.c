/* Ratings and issues. */

#include "collector/simulator_voices.h"

#include "collector/simulator_desk.h"
#include "collector/simulator_line.h"

/* Bad ones in a million active ratings, which are four in ten of all: 2 to 3 in ten thousand. */
#define BAD_PER_MILLION 420
#define BAD_AFTER_LONG_WAIT_PER_MILLION 1800
#define LONG_WAIT_S 2400

enum { NEW, CLAIM, CALLBACK, APPEAL, APPEAL_RESULT, RECTIFY, FOLLOWUP, CLOSE };
static const char *const rating_events[] = {
    "new", "claim", "callback", "appeal", "appeal_result", "rectify", "followup", "close",
};
enum { DEVICE, SMS, APP, WEB, CODE, KIOSK };
static const char *const rating_channels[] = {"device", "sms", "app", "web", "qrcode", "kiosk"};

enum { OPENED, ASSIGN, REPLY, DONE };
static const char *const issue_events[] = {"new", "assign", "reply", "close"};
static const char *const issue_kinds[] = {"stuck", "consult", "hotline", "complaint"};

static SzSimRandom *dice_of(SzSimHall *hall)
{
    return &hall->dice[SZ_SIM_DICE_RATING];
}

/* R330106-260302-00012. */
static void write_id(const SzSimHall *hall, char letter, SzDay day, guint32 serial, char text[64])
{
    SzCivil civil = sz_day_to_civil(day);
    (void)g_snprintf(text, 64, "%c%s-%02d%02d%02d-%05u", letter, hall->hall->code, civil.year % 100,
                     civil.month, civil.day, serial);
}

static void say_rating(SzSimHall *hall, SzSimRating *rating)
{
    SzSimLine line;
    char id[64];
    char eid[72];
    char case_id[SZ_SIM_CASE_ID];
    char ticket_id[16];
    write_id(hall, 'R', rating->day, rating->serial, id);
    (void)g_snprintf(eid, sizeof eid, "%s-%u", id, ++rating->n_events);
    sz_sim_line_begin(&line, hall, SZ_SLICE("rating"), SZ_SIM_FEED_RATING, rating->born_ms);
    sz_sim_line_tag(&line, SZ_SLICE("event"), sz_slice(rating_events[rating->next]));
    sz_sim_line_tag(&line, SZ_SLICE("channel"), sz_slice(rating_channels[rating->channel]));
    sz_sim_line_tag(&line, SZ_SLICE("window"), sz_slice(rating->window));
    sz_sim_line_text(&line, SZ_SLICE("id"), sz_slice(id));
    sz_sim_line_text(&line, SZ_SLICE("eid"), sz_slice(eid));
    if (rating->next == NEW || rating->next == FOLLOWUP) {
        sz_sim_line_int(&line, SZ_SLICE("level"), rating->level);
        sz_sim_line_bool(&line, SZ_SLICE("active"), rating->is_active);
    }
    if (rating->next == NEW && rating->case_serial > 0) {
        (void)sz_sim_case_id(hall, rating->rated_on, rating->case_serial, case_id);
        sz_sim_line_text(&line, SZ_SLICE("case"), sz_slice(case_id));
    }
    if (rating->next == NEW && rating->ticket_number > 0) {
        const SzSimTicket ticket = {.letter = rating->ticket_letter,
                                    .number = rating->ticket_number};
        sz_sim_line_text(&line, SZ_SLICE("ticket"), sz_slice(sz_sim_ticket_id(&ticket, ticket_id)));
    }
    if (rating->next == APPEAL_RESULT) {
        sz_sim_line_text(&line, SZ_SLICE("result"),
                         rating->is_upheld ? SZ_SLICE("upheld") : SZ_SLICE("rejected"));
    }
    sz_sim_line_end(&line);
}

/* --- a rating is given --- */

static guint8 pick_level(SzSimHall *hall, guint32 bad_per_million)
{
    SzSimRandom *dice = dice_of(hall);
    guint64 displeasure = hall->traits.displeasure;
    if (sz_sim_random_chance(dice, (guint32)(bad_per_million * displeasure / 1000))) {
        return sz_sim_random_chance(dice, 400000) ? 1 : 2;
    }
    guint64 u = sz_sim_random_below(dice, 1000000);
    return u < 5 * displeasure ? 3 : u < 80 * displeasure ? 4 : 5;
}

/* Ratings are given the same day: late at night people sleep. */
static void give(SzSimHall *hall, SzSimRating rating, guint32 bad_per_million, gint32 delay_max_s)
{
    SzSimRandom *dice = dice_of(hall);
    gint64 midnight = sz_sim_ms_at(hall->day + 1, 0);
    gint64 at_ms =
        hall->now_ms + sz_sim_random_between(dice, 3000, (gint32)(delay_max_s * SZ_SIM_MS));
    rating.level = rating.is_active ? pick_level(hall, bad_per_million) : 5;
    rating.rated_on = rating.rated_on != 0 ? rating.rated_on : hall->day;
    if (at_ms < midnight) {
        guint32 i = sz_sim_pool_take(&hall->voices.ratings);
        *SZ_SIM_AT(&hall->voices.ratings, SzSimRating, i) = rating;
        sz_sim_plan(hall, at_ms, SZ_SIM_RATING, i);
    }
}

void sz_sim_rate_ticket(SzSimHall *hall, const SzSimTicket *ticket, const SzSimWindow *window)
{
    SzSimRandom *dice = dice_of(hall);
    SzSimRating rating = {.born_ms = ticket->born_ms,
                          .case_serial = ticket->first_case,
                          .ticket_number = ticket->number,
                          .ticket_letter = ticket->letter,
                          .channel = DEVICE};
    (void)g_strlcpy(rating.window, window->code, sizeof rating.window);
    rating.is_active = sz_sim_random_chance(dice, 420 * hall->traits.voices);
    /* What comes without a word is taken as content only where there was a case. */
    if (!rating.is_active && (ticket->first_case == 0 || sz_sim_random_chance(dice, 60000))) {
        return;
    }
    if (rating.is_active && sz_sim_random_chance(dice, 250000)) {
        rating.channel = sz_sim_random_chance(dice, 500000) ? CODE : SMS;
    }
    bool is_long = ticket->waited_s > LONG_WAIT_S;
    give(hall, rating, is_long ? BAD_AFTER_LONG_WAIT_PER_MILLION : BAD_PER_MILLION,
         rating.channel == DEVICE ? 90 : 5400);
}

void sz_sim_rate_case(SzSimHall *hall, const SzSimCase *c)
{
    SzSimRandom *dice = dice_of(hall);
    if (c->channel == SZ_CHANNEL_WINDOW || sz_sim_random_chance(dice, 60000)) {
        return;
    }
    SzSimRating rating = {.born_ms = c->born_ms,
                          .rated_on = c->day,
                          .case_serial = c->serial,
                          .channel = c->channel == SZ_CHANNEL_ONLINE  ? WEB
                                     : c->channel == SZ_CHANNEL_KIOSK ? KIOSK
                                                                      : APP};
    rating.is_active = sz_sim_random_chance(dice, 300 * hall->traits.voices);
    give(hall, rating, c->is_late ? 20 * BAD_PER_MILLION : BAD_PER_MILLION,
         rating.is_active ? 7200 : 900);
}

/* --- the loop of a bad one --- */

static gint64 in_office(SzSimHall *hall, gint32 from_s, gint32 to_s)
{
    return sz_sim_office_after(hall, hall->now_ms,
                               sz_sim_random_between(dice_of(hall), from_s, to_s));
}

static gint64 in_workdays(SzSimHall *hall, gint32 from, gint32 to)
{
    return sz_sim_workday_after(hall, SZ_SIM_DICE_RATING, hall->now_ms,
                                sz_sim_random_between(dice_of(hall), from, to));
}

/* What follows @rating->next, and when. */
static gint64 plan_loop(SzSimHall *hall, SzSimRating *rating)
{
    SzSimRandom *dice = dice_of(hall);
    switch (rating->next) {
    case NEW:
        rating->next = CLAIM;
        return in_office(hall, 600, 9000);
    case CLAIM:
        rating->next = CALLBACK;
        return sz_sim_random_chance(dice, 60 * hall->traits.lateness)
                   ? in_workdays(hall, 2, 3)
                   : in_office(hall, 1200, 14000);
    case CALLBACK:
        rating->next = sz_sim_random_chance(dice, 200000) ? APPEAL : RECTIFY;
        return rating->next == APPEAL ? in_office(hall, 3600, 20000) : in_workdays(hall, 1, 11);
    case APPEAL:
        rating->next = APPEAL_RESULT;
        rating->is_upheld = sz_sim_random_chance(dice, 850000);
        return in_workdays(hall, 1, 4);
    case APPEAL_RESULT:
        rating->next = rating->is_upheld ? CLOSE : RECTIFY;
        return rating->is_upheld ? in_office(hall, 600, 7200) : in_workdays(hall, 2, 9);
    case RECTIFY:
        rating->next = sz_sim_random_chance(dice, 800000) ? FOLLOWUP : CLOSE;
        rating->level = sz_sim_random_chance(dice, 880000) ? 5 : 2;
        return in_workdays(hall, 1, 3);
    case FOLLOWUP:
        rating->next = CLOSE;
        return in_office(hall, 600, 14000);
    default:
        return SZ_SIM_NEVER;
    }
}

void sz_sim_rating_event(SzSimHall *hall, guint32 i)
{
    SzSimRating *rating = SZ_SIM_AT(&hall->voices.ratings, SzSimRating, i);
    bool is_new = rating->next == NEW;
    if (is_new) {
        rating->day = hall->day;
        rating->serial = ++hall->voices.n_ratings;
    }
    say_rating(hall, rating);
    bool is_over = is_new && rating->level > 2;
    gint64 next_ms = is_over ? SZ_SIM_NEVER : plan_loop(hall, rating);
    if (next_ms == SZ_SIM_NEVER) {
        sz_sim_pool_give_back(&hall->voices.ratings, i);
    } else {
        sz_sim_plan(hall, next_ms, SZ_SIM_RATING, i);
    }
}

/* --- issues --- */

static void say_issue(SzSimHall *hall, SzSimIssue *issue)
{
    SzSimLine line;
    char id[64];
    char eid[72];
    write_id(hall, 'I', issue->day, issue->serial, id);
    (void)g_snprintf(eid, sizeof eid, "%s-%u", id, ++issue->n_events);
    sz_sim_line_begin(&line, hall, SZ_SLICE("issue"), SZ_SIM_FEED_RATING, issue->born_ms);
    sz_sim_line_tag(&line, SZ_SLICE("event"), sz_slice(issue_events[issue->next]));
    sz_sim_line_tag(&line, SZ_SLICE("kind"), sz_slice(issue_kinds[issue->kind]));
    sz_sim_line_text(&line, SZ_SLICE("id"), sz_slice(id));
    sz_sim_line_text(&line, SZ_SLICE("eid"), sz_slice(eid));
    if (issue->next == OPENED) {
        sz_sim_line_int(&line, SZ_SLICE("limit"), issue->limit);
        sz_sim_line_text(&line, SZ_SLICE("unit"), SZ_SLICE("workday"));
    }
    if (issue->next == DONE) {
        sz_sim_line_bool(&line, SZ_SLICE("liable"), issue->is_liable);
    }
    sz_sim_line_end(&line);
}

void sz_sim_issue_event(SzSimHall *hall, guint32 i)
{
    SzSimIssue *issue = SZ_SIM_AT(&hall->voices.issues, SzSimIssue, i);
    SzSimRandom *dice = dice_of(hall);
    if (issue->serial == 0) {
        issue->serial = ++hall->voices.n_issues;
    }
    say_issue(hall, issue);
    gint64 at_ms = SZ_SIM_NEVER;
    if (issue->next == OPENED) {
        at_ms = in_office(hall, 600, 10000);
    } else if (issue->next == ASSIGN) {
        gint32 days = MAX(1, issue->limit - 1);
        at_ms = sz_sim_random_chance(dice, 50 * hall->traits.lateness)
                    ? in_workdays(hall, issue->limit + 1, days + 4)
                    : in_workdays(hall, 1, days);
    } else if (issue->next == REPLY) {
        at_ms = in_office(hall, 300, 3600);
    }
    issue->next++;
    if (at_ms == SZ_SIM_NEVER) {
        sz_sim_pool_give_back(&hall->voices.issues, i);
    } else {
        sz_sim_plan(hall, at_ms, SZ_SIM_ISSUE, i);
    }
}

/* So many a month of 21 working days, each at some moment of the day. */
static void plan_issues(SzSimHall *hall)
{
    SzSimRandom *dice = dice_of(hall);
    for (guint n = 0; n < hall->tier->issues_per_month; n++) {
        if (!sz_sim_random_chance(dice, 1000000 / 21)) {
            continue;
        }
        static const gint8 limits[] = {3, 1, 5, 10};
        guint8 kind = (guint8)sz_sim_random_below(dice, G_N_ELEMENTS(issue_kinds));
        gint64 at_ms = sz_sim_office_after(hall, hall->now_ms, sz_sim_random_below(dice, 25000));
        guint32 i = sz_sim_pool_take(&hall->voices.issues);
        *SZ_SIM_AT(&hall->voices.issues, SzSimIssue, i) =
            (SzSimIssue){.born_ms = at_ms,
                         .day = hall->day,
                         .kind = kind,
                         .limit = limits[kind],
                         .is_liable = kind == 3 && sz_sim_random_chance(dice, 150000)};
        sz_sim_plan(hall, at_ms, SZ_SIM_ISSUE, i);
    }
}

void sz_sim_voices_init(SzSimHall *hall)
{
    sz_sim_pool_init(&hall->voices.ratings, sizeof(SzSimRating));
    sz_sim_pool_init(&hall->voices.issues, sizeof(SzSimIssue));
}

void sz_sim_voices_clear(SzSimHall *hall)
{
    sz_sim_pool_clear(&hall->voices.ratings);
    sz_sim_pool_clear(&hall->voices.issues);
}

void sz_sim_voices_begin_day(SzSimHall *hall)
{
    hall->voices.n_ratings = 0;
    hall->voices.n_issues = 0;
    bool is_working = sz_work_calendar_is_working(hall->city->plan.calendar, hall->day);
    if (is_working && hall->slots.n > 0) {
        plan_issues(hall);
    }
}
