/* The words and the panel of render/window_grid.h. */
#include "render/window_grid.h"

/* --- words --------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *word[2]; /* by SzLanguage */
    SzSign sign;         /* N: none */
} kinds[SZ_WINDOW_CELL_N] = {
    [SZ_WINDOW_CELL_OVER] = {"over", {"超时", "over limit"}, SZ_SIGN_WARN},
    [SZ_WINDOW_CELL_PAUSED] = {"paused", {"暂停", "paused"}, SZ_SIGN_SUSPENDED},
    [SZ_WINDOW_CELL_OFFLINE] = {"offline", {"离线", "offline"}, SZ_SIGN_OFFLINE},
    [SZ_WINDOW_CELL_SERVING] = {"serving", {"办理中", "serving"}, SZ_SIGN_N},
    [SZ_WINDOW_CELL_CALLING] = {"calling", {"叫号中", "calling"}, SZ_SIGN_N},
    [SZ_WINDOW_CELL_IDLE] = {"idle", {"空闲", "idle"}, SZ_SIGN_N},
    [SZ_WINDOW_CELL_CLOSED] = {"closed", {"未开", "not open"}, SZ_SIGN_CLOSED},
};

const char *sz_window_cell_word(SzWindowCellKind kind, SzLanguage language)
{
    return kinds[kind].word[language];
}

SzSign sz_window_cell_sign(SzWindowCellKind kind)
{
    return kinds[kind].sign;
}

/* Reasons that feeds commonly send; any other is said as it came. */
static const char *reason_word(const char *reason, SzLanguage language)
{
    static const struct {
        const char *name;
        const char *word[2];
    } reasons[] = {
        {"handover", {"交接", "handover"}},
        {"meal", {"就餐", "meal"}},
        {"lunch", {"午休", "lunch"}},
        {"copying", {"复印", "copying"}},
        {"consulting", {"联系部门", "consulting"}},
        {"away", {"离岗", "away"}},
        {"network", {"网络", "network"}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++) {
        if (g_str_equal(reasons[i].name, reason)) {
            return reasons[i].word[language];
        }
    }
    return reason;
}

static char *say_service(const SzWindowCell *cell, SzLanguage language)
{
    bool is_zh = language == SZ_LANGUAGE_ZH;
    g_autofree char *limit = sz_format_duration(cell->limit_min * 60, language);
    if (cell->kind == SZ_WINDOW_CELL_OVER) {
        g_autofree char *took = sz_format_duration(cell->minutes * 60, language);
        return g_strdup_printf(is_zh ? "办理 %s，限时 %s" : "serving for %s, limit %s", took,
                               limit);
    }
    const char *queue = cell->queue[language];
    return g_strdup_printf(is_zh ? "办理中%s%s，限时 %s" : "serving%s%s, limit %s",
                           queue != NULL ? " " : "", queue != NULL ? queue : "", limit);
}

char *sz_window_cell_says(const SzWindowCell *cell, SzLanguage language)
{
    if (cell->kind == SZ_WINDOW_CELL_OVER || cell->kind == SZ_WINDOW_CELL_SERVING) {
        return say_service(cell, language);
    }
    g_autofree char *minutes =
        cell->minutes > 0 ? sz_format_duration(cell->minutes * 60, language) : g_strdup("");
    const char *reason = reason_word(cell->reason, language);
    return g_strconcat(sz_window_cell_word(cell->kind, language), *minutes != '\0' ? " " : "",
                       minutes,
                       *reason == '\0'              ? ""
                       : language == SZ_LANGUAGE_ZH ? "，"
                                                    : ", ",
                       reason, NULL);
}

static bool is_number(const char *text)
{
    return g_ascii_isdigit(*text);
}

char *sz_window_cell_name(const SzWindowCell *cell, SzLanguage language)
{
    if (language == SZ_LANGUAGE_EN) {
        return g_strdup_printf("Window %s", cell->number);
    }
    return g_strdup_printf(is_number(cell->number) ? "%s 号窗口" : "窗口 %s", cell->number);
}

char *sz_window_grid_advice(const SzWindowGrid *grid, SzLanguage language)
{
    if (grid->worst == NULL) {
        return NULL;
    }
    g_autofree char *says = sz_window_cell_says(grid->worst, language);
    if (language == SZ_LANGUAGE_ZH && is_number(grid->worst->number)) {
        return g_strdup_printf("%s 号 %s", grid->worst->number, says);
    }
    g_autofree char *name = sz_window_cell_name(grid->worst, language);
    return g_strdup_printf("%s %s", name, says);
}

/* --- the panel ----------------------------------------------------------------------------- */

static gpointer make(const SzPanelRequest *request, const SzView *view)
{
    return sz_window_grid_new(view, &request->place);
}

static void clear(gpointer body)
{
    sz_window_grid_free(body);
}

static void head(gconstpointer body, SzLanguage language, SzPanelHead *out)
{
    const SzWindowGrid *grid = body;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    if (grid->state == SZ_PANEL_INSUFFICIENT) {
        out->state = SZ_PANEL_INSUFFICIENT;
        out->what = g_strdup(is_zh ? "没有窗口状态" : "No window states");
        out->why = g_strdup(is_zh ? "今日有取号，没有窗口数据" : "tickets today, but no windows");
        return;
    }
    sz_hall_pulse_head(&grid->pulse, language, out);
    out->unit = g_strdup(is_zh ? "下边越长，办得越久" : "a longer lower edge is a longer service");
    g_autofree char *n = sz_format_count(grid->cells->len);
    out->sample = g_strdup_printf(is_zh ? "共 %s 个" : "%s windows", n);
}

/* Of a cell its number, kind and edge are drawn; minutes, reasons and limits only in the one sentence. */
static void digest(gconstpointer body, GString *out)
{
    const SzWindowGrid *grid = body;
    g_string_append_printf(out, "%u\n", grid->cells->len);
    for (guint i = 0; i < grid->cells->len && sz_panel_is_shown(grid->state); i++) {
        const SzWindowCell *cell = grid->cells->pdata[i];
        g_string_append_printf(out, "%s|%s|%u\n", cell->number, kinds[cell->kind].name,
                               cell->eighths);
    }
    for (guint language = 0; language < 2 && sz_panel_is_shown(grid->state); language++) {
        g_autofree char *advice = sz_window_grid_advice(grid, (SzLanguage)language);
        g_string_append_printf(out, "%s\n", advice != NULL ? advice : "");
    }
}

static SzRect draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    return sz_window_grid_draw(body, state, canvas, box);
}

/* 64 个窗口，超时 1，办理中 48。41 号 办理 47 分，限时 30 分。 */
static char *describe(gconstpointer body, SzLanguage language)
{
    const SzWindowGrid *grid = body;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    g_autoptr(GString) said = g_string_new(NULL);
    g_string_append_printf(said, is_zh ? "%u 个窗口" : "%u windows", grid->cells->len);
    for (guint kind = 0; kind < SZ_WINDOW_CELL_N; kind++) {
        if (grid->n[kind] > 0) {
            g_string_append_printf(said, is_zh ? "，%s %u" : ", %s %u", kinds[kind].word[language],
                                   grid->n[kind]);
        }
    }
    g_string_append(said, is_zh ? "。" : ".");
    g_autofree char *advice = sz_window_grid_advice(grid, language);
    if (advice != NULL) {
        g_string_append_printf(said, is_zh ? "%s。" : " %s.", advice);
    }
    return g_string_free(g_steal_pointer(&said), FALSE);
}

static const SzPanelOps ops = {make, clear, head, digest, draw, describe};

const SzPanel SZ_PANEL_WINDOWS = {
    .name = "windows",
    .title = {"窗口", "Windows"},
    .has_hall = true,
    .ops = &ops,
};
