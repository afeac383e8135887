#include "render/deadline_flow.h"

#include "metrics/case_ledger.h"

/* --- the model ----------------------------------------------------------------------------- */

void sz_deadline_flow_free(SzDeadlineFlow *flow)
{
    g_free(flow);
}

static void read_days(SzDeadlineFlow *flow, const SzView *view)
{
    SzDay today = sz_day_of(flow->pulse.now);
    SzDay next = today;
    flow->end = G_MAXINT32;
    flow->days[0].day = today;
    flow->n_days = 1;
    for (guint i = 1; i <= SZ_FLOW_DAYS; i++) {
        if (!sz_work_calendar_nth_after(view->rules->calendar, today, i, &next, NULL)) {
            return;
        }
        if (i == SZ_FLOW_DAYS) {
            flow->end = next;
            return;
        }
        flow->days[flow->n_days++].day = next;
    }
}

/* What is due at 24:00 is due on the day that ends then. */
static void count_due(SzDeadlineFlow *flow, SzWallTime due)
{
    SzDay day = sz_day_ending_at(due);
    if (day >= flow->end) {
        flow->later++;
        return;
    }
    guint i = flow->n_days - 1;
    while (i > 0 && flow->days[i].day > day) {
        i--;
    }
    flow->days[i].n++;
}

static void count_case(SzDeadlineFlow *flow, const SzCaseRow *row)
{
    SzWallTime now = flow->pulse.now;
    SzLight light = sz_case_row_light(row, now);
    if (light == SZ_LIGHT_NONE) {
        return;
    }
    flow->open++;
    if (light == SZ_LIGHT_RED || light == SZ_LIGHT_BLACK) {
        flow->overdue++;
        flow->breached += light == SZ_LIGHT_BLACK ? 1 : 0;
        return;
    }
    SzWallTime due = sz_case_row_due(row, now);
    if (light == SZ_LIGHT_SUSPENDED) {
        flow->suspended++;
    } else if (due.ns != SZ_NEVER.ns) {
        count_due(flow, due);
    } else {
        flow->undated++;
    }
}

static void note_heard(SzDeadlineFlow *flow, SzWallTime at)
{
    if (at.ns <= flow->pulse.now.ns && (!flow->heard.known || at.ns > flow->heard.at.ns)) {
        flow->heard = (SzMaybeTime){true, at};
    }
}

/* Walking through the events of every case would take long: what the row holds is news enough. */
static SzWallTime latest_known(const SzCasesVersion *cases, const SzCaseRow *row)
{
    SzWallTime at = sz_case_row_is_open(row) ? row->applied : row->ended;
    return at.ns != SZ_NEVER.ns ? at : sz_cases_version_last_event(cases, row);
}

/* Of cases on the shelf, which have all ended, only these two are asked. */
static void note_shelved(SzDeadlineFlow *flow, const SzView *view, const SzPanelPlace *place)
{
    const SzCaseLedger *ledger = sz_cases_version_ledger(view->state->cases);
    if (ledger == NULL) {
        return;
    }
    const SzRegistry *registry = view->rules->registry;
    guint32 from = 0;
    guint32 to = 1; /* the unregistered ones */
    if (place->hall != NULL) {
        from = (guint32)sz_registry_index(registry, place->hall) + 1;
        to = place->is_area ? (guint32)sz_registry_end(registry, place->hall) + 1 : from + 1;
    }
    SzMaybeTime last = sz_case_ledger_last_end(ledger, from, to);
    flow->n_known += (guint)sz_case_ledger_n(ledger, from, to);
    if (last.known) {
        note_heard(flow, last.at);
    }
}

static void choose_square(SzDeadlineFlow *flow)
{
    static const guint steps[] = {5, 10, 20};
    guint n = 0;
    for (guint i = 0; i <= flow->n_days; i++) {
        n += sz_deadline_flow_count(flow, i);
    }
    flow->per_square = 1;
    for (guint power = 1; n / flow->per_square > SZ_FLOW_SQUARES_MAX; power *= 10) {
        for (gsize i = 0; i < G_N_ELEMENTS(steps) && n / flow->per_square > SZ_FLOW_SQUARES_MAX;
             i++) {
            flow->per_square = steps[i] * power;
        }
    }
}

SzDeadlineFlow *sz_deadline_flow_new(const SzView *view, const SzPanelPlace *place)
{
    SzDeadlineFlow *flow = g_new0(SzDeadlineFlow, 1);
    flow->per_square = 1;
    flow->place = *place;
    sz_hall_pulse(view, place, &flow->pulse);
    if (!view->now.known) {
        return flow;
    }
    read_days(flow, view);
    const SzCasesVersion *cases = view->state->cases;
    for (gsize i = 0; i < sz_cases_version_n(cases); i++) {
        const SzCaseRow *row = sz_cases_version_row(cases, i);
        if (row == NULL) {
            continue;
        }
        const SzPlace at = {.hall = sz_cases_version_row_hall(cases, row)};
        if (sz_panel_place_has(place, view->rules->registry, &at)) {
            flow->n_known++;
            note_heard(flow, latest_known(cases, row));
            count_case(flow, row);
        }
    }
    note_shelved(flow, view, place);
    choose_square(flow);
    return flow;
}

/* --- questions ----------------------------------------------------------------------------- */

guint sz_deadline_flow_count(const SzDeadlineFlow *flow, guint i_column)
{
    if (i_column == 0) {
        return flow->overdue;
    }
    return i_column <= flow->n_days ? flow->days[i_column - 1].n : 0;
}

guint sz_deadline_flow_squares(const SzDeadlineFlow *flow, guint n)
{
    return n / flow->per_square + (n % flow->per_square != 0 ? 1 : 0);
}

static bool is_silent(const SzDeadlineFlow *flow)
{
    bool has_news = flow->heard.known &&
                    flow->pulse.now.ns - flow->heard.at.ns <= SZ_HALL_SILENCE_S * SZ_NS_PER_S;
    return flow->pulse.silent_min > 0 && !has_news;
}

SzPanelState sz_deadline_flow_state(const SzDeadlineFlow *flow)
{
    if (flow->n_known == 0) {
        return SZ_PANEL_NOT_BEGUN;
    }
    if (flow->open == 0) {
        return SZ_PANEL_EMPTY;
    }
    guint64 running = flow->open - flow->suspended;
    if ((guint64)flow->undated * 10 > running * 3) {
        return SZ_PANEL_INSUFFICIENT;
    }
    return is_silent(flow) ? SZ_PANEL_STALE : SZ_PANEL_LIVE;
}

/* --- the panel ----------------------------------------------------------------------------- */

static gpointer make(const SzPanelRequest *request, const SzView *view)
{
    return sz_deadline_flow_new(view, &request->place);
}

static void clear(gpointer body)
{
    sz_deadline_flow_free(body);
}

/* 10:24, of another day 3月2日. (transfer full) NULL when nothing is known */
static char *as_of(const SzDeadlineFlow *flow, SzLanguage language)
{
    if (!flow->heard.known) {
        return NULL;
    }
    SzDay day = sz_day_of(flow->heard.at);
    return day == sz_day_of(flow->pulse.now) ? sz_format_clock(flow->heard.at)
                                             : sz_format_date(day, language);
}

/* What stands instead of marks. */
static void say_nothing(const SzDeadlineFlow *flow, SzLanguage language, SzPanelHead *out)
{
    static const char *const what[SZ_PANEL_N_STATES][2] = {
        [SZ_PANEL_NOT_BEGUN] = {"尚无办件数据", "no cases reported yet"},
        [SZ_PANEL_EMPTY] = {"没有在办件", "No open cases"},
    };
    bool is_zh = language == SZ_LANGUAGE_ZH;
    if (out->state == SZ_PANEL_INSUFFICIENT) {
        g_autofree char *undated = sz_format_count(flow->undated);
        out->what = g_strdup(sz_sign_word(SZ_SIGN_INSUFFICIENT, language));
        out->why =
            g_strdup_printf(is_zh ? "%s 件没有期限可算" : "%s cases without a deadline", undated);
        return;
    }
    out->what = g_strdup(what[out->state][language]);
    if (out->state == SZ_PANEL_EMPTY && out->as_of != NULL) {
        out->why = g_strdup_printf(is_zh ? "截至 %s" : "as of %s", out->as_of);
    }
}

static void head(gconstpointer body, SzLanguage language, SzPanelHead *out)
{
    const SzDeadlineFlow *flow = body;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    out->state = sz_deadline_flow_state(flow);
    if (out->state == SZ_PANEL_STALE) {
        sz_hall_pulse_head(&flow->pulse, language, out);
    } else {
        out->as_of = as_of(flow, language);
        say_nothing(flow, language, out);
    }
    if (flow->per_square > 1) {
        out->unit =
            g_strdup_printf(is_zh ? "一格 %u 件" : "a square is %u cases", flow->per_square);
    } else {
        out->unit = g_strdup(is_zh ? "一格一件" : "a square is a case");
    }
    g_autofree char *n = sz_format_count(flow->open);
    out->sample = g_strdup_printf(is_zh ? "在办 %s 件" : "%s open", n);
}

static void digest(gconstpointer body, GString *out)
{
    const SzDeadlineFlow *flow = body;
    g_string_append_printf(out, "%u %u/%u", flow->per_square, flow->overdue, flow->breached);
    for (guint i = 0; i < flow->n_days; i++) {
        g_string_append_printf(out, "|%d:%u", flow->days[i].day, flow->days[i].n);
    }
    g_string_append_printf(out, "|%u %u %u", flow->later, flow->suspended, flow->undated);
    if (is_silent(flow) && sz_hall_pulse_has_stopped(&flow->pulse)) {
        g_string_append_printf(out, "|%" G_GINT64_FORMAT, flow->pulse.silent_min);
    }
}

static SzRect draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    return sz_deadline_flow_draw(body, state, canvas, box);
}

/* What a sentence says around a count, by language: before and after it. */
typedef struct {
    const char *before[2];
    const char *after[2];
} Words;

static const Words open_words = {{"在办 ", ""}, {" 件", " open"}};
static const Words overdue_words = {{"，超期 ", ", "}, {" 件", " overdue"}};
static const Words breached_words = {{"（超法定 ", " ("}, {" 件）", " past the statute)"}};
static const Words today_words = {{"，今天到期 ", ", "}, {" 件", " due today"}};
static const Words suspended_words = {{"，暂停计时 ", ", "}, {" 件", " with the clock stopped"}};
static const Words undated_words = {{"，", ", "}, {" 件没有期限", " without a deadline"}};

static void say(GString *text, const Words *words, SzLanguage language, guint n)
{
    g_autofree char *count = sz_format_count(n);
    g_string_append_printf(text, "%s%s%s", words->before[language], count, words->after[language]);
}

static void say_some(GString *text, const Words *words, SzLanguage language, guint n)
{
    if (n > 0) {
        say(text, words, language, n);
    }
}

static char *describe(gconstpointer body, SzLanguage language)
{
    const SzDeadlineFlow *flow = body;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    GString *text = g_string_new(NULL);
    say(text, &open_words, language, flow->open);
    say_some(text, &overdue_words, language, flow->overdue);
    say_some(text, &breached_words, language, flow->breached);
    if (flow->overdue == 0) {
        g_string_append(text, is_zh ? "，没有超期件" : ", none overdue");
    }
    say(text, &today_words, language, flow->days[0].n);
    say_some(text, &suspended_words, language, flow->suspended);
    say_some(text, &undated_words, language, flow->undated);
    g_string_append(text, is_zh ? "。" : ".");
    return g_string_free(text, FALSE);
}

static const SzPanelOps ops = {make, clear, head, digest, draw, describe};

const SzPanel SZ_PANEL_DEADLINES = {
    .name = "deadlines",
    .title = {"在办件按剩余时限", "Open cases by deadline"},
    .has_hall = true,
    .has_area = true,
    .ops = &ops,
};
