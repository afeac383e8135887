#include "render/situation_hall_internal.h"

#include <math.h>

/* --- before everything --------------------------------------------------------------------- */

#define DAYS_AHEAD 31 /* further a calendar's next opening is not looked for */

/* 13:30, 明天 9:00, 10月9日 周五 9:00; NULL: not in sight. */
static char *opening_text(const SzSituationHall *hall, SzLanguage language)
{
    const SzHallPulse *pulse = &hall->pulse;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    if (pulse->opens_s >= 0) {
        return sz_format_time_of_day(pulse->opens_s);
    }
    const SzCaseRules *rules = hall->view->rules;
    const SzOpeningHours *hours = sz_registry_hours(rules->registry, hall->place.hall);
    SzDay today = sz_day_of(pulse->now);
    for (SzDay day = today + 1; day <= today + DAYS_AHEAD; day++) {
        SzDaySlots slots = sz_opening_hours_on(hours, rules->calendar, day);
        if (slots.n == 0) {
            continue;
        }
        g_autofree char *clock = sz_format_time_of_day(slots.slots[0].open_s);
        if (day == today + 1) {
            return g_strdup_printf(is_zh ? "明天 %s" : "tomorrow %s", clock);
        }
        g_autofree char *date = sz_format_date(day, language);
        const char *weekday = sz_words_weekday(day, language);
        return is_zh ? g_strdup_printf("%s %s %s", date, weekday, clock)
                     : g_strdup_printf("%s %s %s", weekday, date, clock);
    }
    return NULL;
}

static guint count_waiting(const SzSituationHall *hall)
{
    const SzTicketsVersion *tickets = hall->view->state->tickets;
    guint n = 0;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        n += ticket->state == SZ_TICKET_WAITING && ticket->day == sz_day_of(hall->pulse.now) &&
                     sz_ticket_is_open(ticket, hall->pulse.now) &&
                     sz_situation_is_here(hall, &ticket->place)
                 ? 1
                 : 0;
    }
    return n;
}

static void add_closed(SzSituationHall *hall)
{
    g_autofree char *zh = opening_text(hall, SZ_LANGUAGE_ZH);
    g_autofree char *en = opening_text(hall, SZ_LANGUAGE_EN);
    guint n_waiting = count_waiting(hall); /* over lunch, or before it opens */
    SzSituationPart part = {.subject = {g_strdup("未开放"), g_strdup("Closed")}};
    if (zh == NULL) {
        part.text[0] = g_strdup("近期没有开放安排。");
        part.text[1] = g_strdup("no opening in sight.");
    } else if (n_waiting > 0) {
        part.text[0] = g_strdup_printf("%s 开放，在等 %u 人。", zh, n_waiting);
        part.text[1] = g_strdup_printf("opens %s, %u waiting.", en, n_waiting);
    } else {
        part.text[0] = g_strdup_printf("%s 开放。", zh);
        part.text[1] = g_strdup_printf("opens %s.", en);
    }
    sz_situation_add_take(hall->lines, SZ_SIGN_CLOSED, part);
}

static void add_late_data(SzSituationHall *hall)
{
    gint64 silent_s = hall->pulse.silent_min * 60;
    g_autofree char *zh = sz_format_duration(silent_s, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_format_duration(silent_s, SZ_LANGUAGE_EN);
    g_autofree char *heard = sz_format_clock(hall->pulse.heard.at);
    SzSituationPart part = {
        .subject = {g_strdup_printf("数据延迟 %s", zh), g_strdup_printf("Data late by %s", en)},
        .text = {g_strdup_printf("%s 起没有取号和窗口状态，排队暂不能判断。", heard),
                 g_strdup_printf("no ticket or window since %s, queues cannot be judged.", heard)}};
    sz_situation_add_take(hall->lines, SZ_SIGN_STALE, part);
}

static void add_no_data(SzSituationHall *hall)
{
    g_autofree char *opened = sz_format_time_of_day(hall->pulse.slots.slots[0].open_s);
    SzSituationPart part = {
        .subject = {g_strdup("今日尚无数据"), g_strdup("No data today")},
        .text = {g_strdup_printf("%s 开放，至今没有取号和窗口状态，暂不能判断。", opened),
                 g_strdup_printf("open from %s, no ticket or window yet, cannot tell.", opened)}};
    sz_situation_add_take(hall->lines, SZ_SIGN_INSUFFICIENT, part);
}

static void add_nothing_ever(SzSituationHall *hall)
{
    SzSituationPart part = {
        .subject = {g_strdup("暂不能判断"), g_strdup("Cannot tell")},
        .text = {g_strdup("还没有任何数据。"), g_strdup("there are no data yet.")}};
    sz_situation_add_take(hall->lines, SZ_SIGN_INSUFFICIENT, part);
}

/* --- nothing to say ------------------------------------------------------------------------ */

static bool has_ticket_today(const SzSituationHall *hall)
{
    const SzTicketsVersion *tickets = hall->view->state->tickets;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        if (ticket->day == sz_day_of(hall->pulse.now) &&
            sz_situation_is_here(hall, &ticket->place)) {
            return true;
        }
    }
    return false;
}

static void add_no_tickets(SzSituationHall *hall)
{
    SzSituationPart part = {
        .subject = {g_strdup("今天还没有取号"), g_strdup("No ticket today")},
        .text = {g_strdup("只有窗口状态，排队暂不能判断。"),
                 g_strdup("only windows are heard of, queues cannot be judged.")}};
    sz_situation_add_take(hall->lines, SZ_SIGN_INSUFFICIENT, part);
}

static void add_all_well(SzSituationHall *hall, bool knows_cases)
{
    double p90_s = 0;
    guint n = sz_situation_wait_p90(hall, &p90_s);
    SzSituationPart part = {
        .subject = {g_strdup("大厅运行正常。"), g_strdup("The hall is running well.")}};
    g_autofree char *zh = NULL;
    g_autofree char *en = NULL;
    if (n < SZ_SITUATION_WAITS_MIN) { /* too few for a quantile */
        guint n_waiting = count_waiting(hall);
        zh = g_strdup_printf("在等 %u 人", n_waiting);
        en = g_strdup_printf("%u waiting", n_waiting);
    } else {
        int minutes = (int)ceil(p90_s / 60);
        zh = g_strdup_printf("等候 P90 %d 分（近 1 小时 %u 人）", minutes, n);
        en = g_strdup_printf("Wait P90 %d min (%u people in the last hour)", minutes, n);
    }
    part.text[0] = g_strdup_printf("%s%s。", zh, knows_cases ? "，没有超期件" : "");
    part.text[1] = g_strdup_printf("%s%s.", en, knows_cases ? ", no case overdue" : "");
    sz_situation_add_take(hall->lines, SZ_SIGN_OK, part);
}

/* --- the lines ----------------------------------------------------------------------------- */

/* Returns: can the hall be judged as it runs? */
static bool add_pulse(SzSituationHall *hall)
{
    const SzHallPulse *pulse = &hall->pulse;
    if (!pulse->is_open) {
        add_closed(hall);
    } else if (!pulse->heard.known) {
        add_no_data(hall);
    } else if (pulse->silent_min > 0) {
        add_late_data(hall);
    } else {
        return true;
    }
    return false;
}

GArray *sz_situation_hall(const SzView *view, const SzHall *hall)
{
    SzSituationHall made = {.view = view, .place = {.hall = hall}, .lines = sz_situation_new()};
    if (!view->now.known) {
        add_nothing_ever(&made);
        return made.lines;
    }
    sz_hall_pulse(view, &made.place, &made.pulse);
    bool is_live = add_pulse(&made);
    guint i_first = made.lines->len;
    if (is_live) {
        sz_situation_add_queues(&made);
    }
    if (made.pulse.is_open) {
        sz_situation_add_kiosks(&made);
    }
    if (is_live) {
        sz_situation_add_windows(&made);
    }
    bool knows_cases = sz_situation_add_cases(&made);
    sz_situation_add_ratings(&made);
    sz_situation_sort(made.lines, i_first);
    if (is_live && !has_ticket_today(&made)) {
        add_no_tickets(&made);
    } else if (is_live && made.lines->len == 0) {
        add_all_well(&made, knows_cases);
    }
    return made.lines;
}
