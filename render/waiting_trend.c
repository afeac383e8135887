#include "render/waiting_trend.h"

#include "metrics/waiting.h"

#define NS_PER_MINUTE (60 * SZ_NS_PER_S)

/* --- the model ----------------------------------------------------------------------------- */

void sz_waiting_trend_free(SzWaitingTrend *trend)
{
    if (trend != NULL) {
        g_array_unref(trend->counts);
        g_array_unref(trend->gaps);
        g_free(trend);
    }
}

static gint32 minute_of(SzWallTime at)
{
    return (gint32)(sz_ns_of_day(at) / NS_PER_MINUTE);
}

static void read_axis(SzWaitingTrend *trend)
{
    const SzDaySlots *slots = &trend->pulse.slots;
    if (slots->n > 0) {
        trend->open_min = slots->slots[0].open_s / 60;
        trend->close_min = (slots->slots[slots->n - 1].close_s + 59) / 60;
    }
}

static void count_waiting(SzWaitingTrend *trend, const SzView *view, const SzPanelPlace *place,
                          SzWallTime last)
{
    SzDay today = sz_day_of(last);
    guint n = (guint)MAX(0, trend->last_min - trend->open_min);
    SzWallTime opening = sz_wall_time_at(today, (gint64)trend->open_min * 60);
    g_autoptr(SzWaiting) minutes = sz_waiting_new(opening, NS_PER_MINUTE, n);
    g_autoptr(SzWaiting) at_last = sz_waiting_new(last, NS_PER_MINUTE, 1);
    const SzTicketsVersion *tickets = view->state->tickets;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        if (ticket->day == today &&
            sz_panel_place_has(place, view->rules->registry, &ticket->place)) {
            sz_waiting_add(minutes, ticket);
            sz_waiting_add(at_last, ticket);
            trend->n_taken += sz_maybe_time(ticket->taken).known ? 1 : 0;
        }
    }
    g_array_unref(trend->counts);
    trend->counts = sz_waiting_finish(minutes);
    g_autoptr(GArray) last_count = sz_waiting_finish(at_last);
    trend->waiting = g_array_index(last_count, guint, 0);
}

/* Of today, of all halls of the place together. */
static void listen(const SzView *view, const SzPanelPlace *place, SzLifeDay *out)
{
    const SzLifeSignsVersion *signs = view->state->life_signs;
    *out = (SzLifeDay){.day = sz_day_of(sz_view_now(view))};
    for (gsize i = 0; i < sz_life_signs_version_n(signs); i++) {
        const SzLifeDay *life = sz_life_signs_version_at(signs, i);
        if (life->day == out->day &&
            sz_panel_place_has(place, view->rules->registry, &life->place)) {
            for (gsize k = 0; k < sizeof out->minutes; k++) {
                out->minutes[k] |= life->minutes[k];
            }
        }
    }
}

/* Silences of one slot that are over.  The running minute may still speak. */
static void find_gaps(SzWaitingTrend *trend, const SzLifeDay *life, const SzSlot *slot)
{
    gint32 end_min = MIN(slot->close_s / 60, trend->last_min);
    gint32 silent_from = slot->open_s / 60;
    for (gint32 minute = silent_from; minute <= end_min; minute++) {
        bool is_end = minute == slot->close_s / 60;
        if (!is_end && !sz_life_day_has(life, (guint)minute)) {
            continue;
        }
        if ((minute - silent_from) * 60 >= SZ_HALL_SILENCE_S) {
            SzTrendGap gap = {silent_from, minute};
            g_array_append_val(trend->gaps, gap);
        }
        silent_from = minute + 1;
    }
}

SzWaitingTrend *sz_waiting_trend_new(const SzView *view, const SzPanelPlace *place)
{
    SzWaitingTrend *trend = g_new0(SzWaitingTrend, 1);
    SzHallPulse *pulse = &trend->pulse;
    trend->counts = g_array_new(FALSE, FALSE, sizeof(guint));
    trend->gaps = g_array_new(FALSE, FALSE, sizeof(SzTrendGap));
    trend->last_min = -1;
    sz_hall_pulse(view, place, pulse);
    read_axis(trend);
    if (!sz_panel_is_shown(sz_hall_pulse_state(pulse))) {
        return trend;
    }
    SzWallTime last = pulse->silent_min > 0 ? pulse->heard.at : pulse->now;
    trend->last_min = CLAMP(minute_of(last), trend->open_min, trend->close_min);
    count_waiting(trend, view, place, last);
    SzLifeDay life;
    listen(view, place, &life);
    for (guint i = 0; i < pulse->slots.n; i++) {
        find_gaps(trend, &life, &pulse->slots.slots[i]);
    }
    return trend;
}

/* --- questions ----------------------------------------------------------------------------- */

/* The first instant of a gap is known, from what was heard before it, and its end only a minute later; the last point
 * is always known. */
bool sz_waiting_trend_has(const SzWaitingTrend *trend, gint32 minute)
{
    for (guint i = 0; i < trend->gaps->len && minute < trend->last_min; i++) {
        const SzTrendGap *gap = &g_array_index(trend->gaps, SzTrendGap, i);
        if (minute > gap->from_min && minute <= gap->to_min) {
            return false;
        }
    }
    return true;
}

guint sz_waiting_trend_at(const SzWaitingTrend *trend, gint32 minute)
{
    return minute == trend->last_min
               ? trend->waiting
               : g_array_index(trend->counts, guint, (guint)(minute - trend->open_min));
}

bool sz_waiting_trend_peak(const SzWaitingTrend *trend, gint32 from_min, gint32 to_min,
                           guint *out_waiting, gint32 *out_min)
{
    bool is_found = false;
    for (gint32 minute = MAX(from_min, trend->open_min); minute <= MIN(to_min, trend->last_min);
         minute++) {
        if (!sz_waiting_trend_has(trend, minute)) {
            continue;
        }
        guint waiting = sz_waiting_trend_at(trend, minute);
        if (!is_found || waiting > *out_waiting) {
            *out_waiting = waiting;
            *out_min = minute;
            is_found = true;
        }
    }
    return is_found;
}

/* --- the panel ----------------------------------------------------------------------------- */

static gpointer make(const SzPanelRequest *request, const SzView *view)
{
    return sz_waiting_trend_new(view, &request->place);
}

static void clear(gpointer body)
{
    sz_waiting_trend_free(body);
}

static void head(gconstpointer body, SzLanguage language, SzPanelHead *out)
{
    const SzWaitingTrend *trend = body;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    sz_hall_pulse_head(&trend->pulse, language, out);
    if (out->state == SZ_PANEL_LIVE && trend->n_taken == 0 && trend->waiting == 0) {
        out->state = SZ_PANEL_NOT_BEGUN;
        out->what = g_strdup(is_zh ? "今日尚无人取号" : "no tickets yet today");
        out->why = g_strdup_printf(is_zh ? "截至 %s" : "as of %s", out->as_of);
    }
    out->unit = g_strdup(is_zh ? "人" : "people");
    g_autofree char *n = sz_format_count(trend->n_taken);
    out->sample = g_strdup_printf(is_zh ? "今日取号 %s" : "%s tickets today", n);
}

static void digest(gconstpointer body, GString *out)
{
    const SzWaitingTrend *trend = body;
    g_string_append_printf(out, "%d-%d %d %u|", trend->open_min, trend->close_min, trend->last_min,
                           trend->waiting);
    for (guint i = 0; i < trend->counts->len; i++) {
        g_string_append_printf(out, "%u,", g_array_index(trend->counts, guint, i));
    }
    for (guint i = 0; i < trend->gaps->len; i++) {
        const SzTrendGap *gap = &g_array_index(trend->gaps, SzTrendGap, i);
        g_string_append_printf(out, "|%d-%d", gap->from_min, gap->to_min);
    }
    if (sz_hall_pulse_has_stopped(&trend->pulse)) {
        g_string_append_printf(out, "|%" G_GINT64_FORMAT, trend->pulse.silent_min);
    } else if (trend->pulse.silent_min > 0) { /* before opening it is no minute of the axis */
        g_autofree char *heard = sz_format_clock(trend->pulse.heard.at);
        g_string_append_printf(out, "|%s", heard);
    }
}

static SzRect draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    return sz_waiting_trend_draw(body, state, canvas, box);
}

static char *describe(gconstpointer body, SzLanguage language)
{
    const SzWaitingTrend *trend = body;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    GString *text = g_string_new(NULL);
    guint most = 0;
    gint32 minute = 0;
    g_string_append_printf(text, is_zh ? "%u 人在等" : "%u waiting", trend->waiting);
    if (sz_waiting_trend_peak(trend, trend->open_min, trend->last_min, &most, &minute)) {
        g_autofree char *at = sz_format_time_of_day((gint64)minute * 60);
        g_string_append_printf(text, is_zh ? "，今日最多 %u 人（%s）" : ", at most %u today (%s)",
                               most, at);
    }
    gint32 missing_min = 0;
    for (guint i = 0; i < trend->gaps->len; i++) {
        const SzTrendGap *gap = &g_array_index(trend->gaps, SzTrendGap, i);
        missing_min += gap->to_min - gap->from_min;
    }
    if (missing_min > 0) {
        g_autofree char *missing = sz_format_duration((gint64)missing_min * 60, language);
        g_string_append_printf(text, is_zh ? "，缺 %s的数据" : ", %s of data missing", missing);
    }
    g_string_append(text, is_zh ? "。" : ".");
    return g_string_free(text, FALSE);
}

static const SzPanelOps ops = {make, clear, head, digest, draw, describe};

const SzPanel SZ_PANEL_WAITING = {
    .name = "waiting",
    .title = {"在等人数", "Waiting"},
    .has_hall = true,
    .has_area = true,
    .ops = &ops,
};
