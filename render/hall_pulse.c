#include "render/hall_pulse.h"

bool sz_panel_place_has(const SzPanelPlace *place, const SzRegistry *registry,
                        const SzPlace *entity)
{
    if (entity->hall == place->hall) {
        return true;
    }
    return place->is_area && entity->hall != NULL &&
           sz_registry_is_within(registry, entity->hall, place->hall);
}

/* --- the pulse ----------------------------------------------------------------------------- */

static void note_heard(SzHallPulse *pulse, SzMaybeTime at)
{
    if (at.known && at.at.ns <= pulse->now.ns && sz_day_of(at.at) == sz_day_of(pulse->now) &&
        (!pulse->heard.known || at.at.ns > pulse->heard.at.ns)) {
        pulse->heard = at;
    }
}

static void listen(const SzView *view, const SzPanelPlace *place, SzHallPulse *pulse)
{
    const SzRegistry *registry = view->rules->registry;
    const SzTicketsVersion *tickets = view->state->tickets;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        if (sz_panel_place_has(place, registry, &ticket->place)) {
            note_heard(pulse, sz_maybe_time(ticket->since));
            note_heard(pulse, sz_maybe_time(ticket->last_call));
        }
    }
    const SzWindowsVersion *windows = view->state->windows;
    for (gsize i = 0; i < sz_windows_version_n(windows); i++) {
        const SzWindow *window = sz_windows_version_at(windows, i);
        if (sz_panel_place_has(place, registry, &window->place)) {
            SzMaybeTime at = {true, window->last_event};
            note_heard(pulse, at);
        }
    }
}

static void read_hours(const SzView *view, const SzPanelPlace *place, SzHallPulse *pulse)
{
    gint64 second = sz_ns_of_day(pulse->now) / SZ_NS_PER_S;
    pulse->slots = sz_opening_hours_on(sz_registry_hours(view->rules->registry, place->hall),
                                       view->rules->calendar, sz_day_of(pulse->now));
    pulse->opens_s = -1;
    for (guint i = 0; i < pulse->slots.n; i++) {
        const SzSlot *slot = &pulse->slots.slots[i];
        pulse->is_open = pulse->is_open || (second >= slot->open_s && second < slot->close_s);
        if (pulse->opens_s < 0 && slot->open_s > second) {
            pulse->opens_s = slot->open_s;
        }
    }
}

void sz_hall_pulse(const SzView *view, const SzPanelPlace *place, SzHallPulse *out)
{
    *out = (SzHallPulse){.now = sz_view_now(view)};
    if (!view->now.known) {
        out->opens_s = -1;
        return;
    }
    read_hours(view, place, out);
    listen(view, place, out);
    if (out->is_open && out->heard.known) {
        gint64 silent_s = (out->now.ns - out->heard.at.ns) / SZ_NS_PER_S;
        out->silent_min = silent_s > SZ_HALL_SILENCE_S ? silent_s / 60 : 0;
    }
}

SzPanelState sz_hall_pulse_state(const SzHallPulse *pulse)
{
    if (pulse->silent_min > 0) {
        return SZ_PANEL_STALE;
    }
    if (pulse->is_open) {
        return pulse->heard.known ? SZ_PANEL_LIVE : SZ_PANEL_NOT_BEGUN;
    }
    /* At lunch people go on waiting. */
    bool is_between = pulse->opens_s >= 0 && pulse->slots.slots[0].open_s < pulse->opens_s;
    return is_between && pulse->heard.known ? SZ_PANEL_LIVE : SZ_PANEL_CLOSED;
}

void sz_hall_pulse_head(const SzHallPulse *pulse, SzLanguage language, SzPanelHead *out)
{
    bool is_zh = language == SZ_LANGUAGE_ZH;
    g_autofree char *opens = sz_format_time_of_day(MAX(0, pulse->opens_s));
    out->state = sz_hall_pulse_state(pulse);
    switch (out->state) {
    case SZ_PANEL_LIVE:
        out->as_of = sz_format_clock(pulse->heard.at);
        break;
    case SZ_PANEL_STALE: {
        g_autofree char *silent = sz_format_duration(pulse->silent_min * 60, language);
        out->as_of = g_strdup_printf("%s %s", sz_sign_word(SZ_SIGN_STALE, language), silent);
        break;
    }
    case SZ_PANEL_NOT_BEGUN:
        out->what = g_strdup(is_zh ? "今日尚无数据" : "nothing heard today");
        out->why = g_strdup(is_zh ? "开放时间内还没有取号和窗口状态"
                                  : "open, but no ticket and no window yet");
        break;
    case SZ_PANEL_CLOSED:
        out->what = g_strdup(is_zh ? "大厅未开放" : "The hall is closed");
        if (pulse->opens_s >= 0) {
            out->why = g_strdup_printf(is_zh ? "%s 开放" : "opens at %s", opens);
        }
        break;
    case SZ_PANEL_INSUFFICIENT:
    case SZ_PANEL_EMPTY:
    case SZ_PANEL_N_STATES:
        break;
    }
}

bool sz_hall_pulse_has_stopped(const SzHallPulse *pulse)
{
    return pulse->silent_min >= SZ_HALL_STOPPED_MIN;
}

char *sz_hall_pulse_stopped_text(const SzHallPulse *pulse, SzLanguage language)
{
    g_autofree char *silent = sz_format_duration(pulse->silent_min * 60, language);
    return g_strdup_printf(language == SZ_LANGUAGE_ZH ? "数据已停 %s" : "no data for %s", silent);
}

SzSign sz_wait_sign(gint64 minutes)
{
    if (minutes >= SZ_WAIT_LATE_MIN) {
        return SZ_SIGN_LATE;
    }
    if (minutes >= SZ_WAIT_WARN_MIN) {
        return SZ_SIGN_WARN;
    }
    return minutes >= SZ_WAIT_WATCH_MIN ? SZ_SIGN_WATCH : SZ_SIGN_OK;
}

/* --- codes --------------------------------------------------------------------------------- */

/* The number behind the letters of a code, without zeros in front; NULL when it is not like that. */
static const char *number_of(const char *code)
{
    const char *at = code;
    while (g_ascii_isalpha(*at)) {
        at++;
    }
    gsize n = strspn(at, "0123456789");
    if (n == 0 || n > 6 || at[n] != '\0') {
        return NULL;
    }
    while (*at == '0' && at[1] != '\0') {
        at++;
    }
    return at;
}

char *sz_spoken_code(const char *code)
{
    const char *number = number_of(code);
    return g_strdup(number != NULL ? number : code);
}

int sz_code_compare(const char *a, const char *b)
{
    const char *left = number_of(a);
    const char *right = number_of(b);
    if ((left != NULL) != (right != NULL)) {
        return left != NULL ? -1 : 1;
    }
    if (left != NULL && strlen(left) != strlen(right)) {
        return strlen(left) < strlen(right) ? -1 : 1;
    }
    int order = left != NULL ? strcmp(left, right) : 0;
    return order != 0 ? order : strcmp(a, b);
}
