/* The words and the panel of render/kiosk_grid.h. */
#include "render/kiosk_grid.h"
#include "render/kiosk_words.h"

/* --- words --------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *word[2]; /* by SzLanguage */
    SzSign sign;         /* N: none */
} kinds[SZ_KIOSK_CELL_N] = {
    [SZ_KIOSK_CELL_FAULT] = {"fault", {"故障", "fault"}, SZ_SIGN_LATE},
    [SZ_KIOSK_CELL_WARNING] = {"warning", {"预警", "warning"}, SZ_SIGN_WARN},
    [SZ_KIOSK_CELL_OFFLINE] = {"offline", {"离线", "offline"}, SZ_SIGN_OFFLINE},
    [SZ_KIOSK_CELL_MAINT] = {"maint", {"维护", "maintenance"}, SZ_SIGN_SUSPENDED},
    [SZ_KIOSK_CELL_OFF] = {"off", {"关机", "off"}, SZ_SIGN_CLOSED},
    [SZ_KIOSK_CELL_OK] = {"ok", {"正常", "normal"}, SZ_SIGN_N},
};

SzSign sz_kiosk_cell_sign(SzKioskCellKind kind)
{
    return kinds[kind].sign;
}

const char *sz_kiosk_cell_word(const SzKioskCell *cell, SzLanguage language)
{
    return cell->fault >= 0 ? sz_kiosk_fault_word(cell->fault, language)
                            : kinds[cell->kind].word[language];
}

char *sz_kiosk_cell_took(const SzKioskCell *cell, SzLanguage language)
{
    return cell->minutes > 0 ? sz_format_duration(cell->minutes * 60, language) : g_strdup("");
}

char *sz_kiosk_cell_name(const SzKioskCell *cell, SzLanguage language)
{
    if (language == SZ_LANGUAGE_EN) {
        return g_strdup_printf("Kiosk %s", cell->number);
    }
    return g_strdup_printf(g_ascii_isdigit(*cell->number) ? "%s 号自助终端" : "自助终端 %s",
                           cell->number);
}

/* --- the panel ----------------------------------------------------------------------------- */

#define TROUBLES_MAX 3 /* in the title line; more than one further are a number */

/* A kind of trouble and how many kiosks have it. */
typedef struct {
    const char *word;
    guint n;
} Trouble;

/* Faults that stop business, then those that do not. (transfer full) Trouble */
static GArray *list_troubles(const SzKioskGrid *grid, SzLanguage language)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(Trouble));
    guint32 left = 0;
    for (guint i = 0; i < SZ_KIOSK_N_FAULTS; i++) {
        left |= grid->n_faults[i] > 0 ? 1U << i : 0;
    }
    while (left != 0) {
        int fault = sz_kiosk_worst_fault(left);
        Trouble trouble = {sz_kiosk_fault_word(fault, language), grid->n_faults[fault]};
        g_array_append_val(list, trouble);
        left &= ~(1U << fault);
    }
    static const SzKioskCellKind others[] = {SZ_KIOSK_CELL_OFFLINE, SZ_KIOSK_CELL_MAINT};
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        Trouble trouble = {kinds[others[i]].word[language], grid->n[others[i]]};
        if (trouble.n > 0) {
            g_array_append_val(list, trouble);
        }
    }
    return list;
}

/* 共 18 台  缺纸 1  纸将尽 1  离线 1 */
static char *say_sample(const SzKioskGrid *grid, SzLanguage language, guint n_max, const char *gap)
{
    bool is_zh = language == SZ_LANGUAGE_ZH;
    g_autoptr(GArray) troubles = list_troubles(grid, language);
    g_autoptr(GString) said = g_string_new(NULL);
    g_string_append_printf(said, is_zh ? "共 %u 台" : "%u kiosks", grid->cells->len);
    if (troubles->len == 0 && grid->n[SZ_KIOSK_CELL_OFF] == 0) {
        g_string_append_printf(said, "%s%s", gap, is_zh ? "都正常" : "all normal");
    }
    guint n_rest = 0;
    for (guint i = 0; i < troubles->len; i++) {
        const Trouble *trouble = &g_array_index(troubles, Trouble, i);
        if (i < n_max || troubles->len == n_max + 1) {
            g_string_append_printf(said, "%s%s %u", gap, trouble->word, trouble->n);
        } else {
            n_rest += trouble->n;
        }
    }
    if (n_rest > 0) {
        g_string_append_printf(said, "%s%s %u", gap, is_zh ? "其他" : "other", n_rest);
    }
    return g_string_free(g_steal_pointer(&said), FALSE);
}

static gpointer make(const SzPanelRequest *request, const SzView *view)
{
    return sz_kiosk_grid_new(view, &request->place);
}

static void clear(gpointer body)
{
    sz_kiosk_grid_free(body);
}

static void head_shown(const SzKioskGrid *grid, SzLanguage language, SzPanelHead *out)
{
    const SzHallPulse *pulse = &grid->pulse;
    out->sample = say_sample(grid, language, TROUBLES_MAX, "  ");
    if (grid->state == SZ_PANEL_STALE) {
        g_autofree char *silent = sz_format_duration(pulse->silent_min * 60, language);
        out->as_of = g_strdup_printf("%s %s", sz_sign_word(SZ_SIGN_STALE, language), silent);
    } else if (pulse->heard.known && sz_day_of(pulse->heard.at) == sz_day_of(pulse->now)) {
        out->as_of = sz_format_clock(pulse->heard.at);
    }
}

static void head(gconstpointer body, SzLanguage language, SzPanelHead *out)
{
    const SzKioskGrid *grid = body;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    if (grid->state == SZ_PANEL_CLOSED) {
        sz_hall_pulse_head(&grid->pulse, language, out);
    } else if (grid->state == SZ_PANEL_NOT_BEGUN) {
        out->what = g_strdup(is_zh ? "没有自助终端" : "No kiosks");
        out->why = g_strdup(is_zh ? "本厅还没有终端报告过" : "none of this hall has reported");
    } else if (grid->state == SZ_PANEL_INSUFFICIENT) {
        out->what = g_strdup(sz_sign_word(SZ_SIGN_INSUFFICIENT, language));
        out->why = g_strdup_printf(is_zh ? "%u 台中 %u 台无心跳，疑似断线"
                                         : "of %u, %u sent no heartbeat: the link may be down",
                                   grid->n_expected, grid->n_silent);
    } else {
        head_shown(grid, language, out);
    }
    out->state = grid->state;
}

static void digest(gconstpointer body, GString *out)
{
    const SzKioskGrid *grid = body;
    g_string_append_printf(out, "%u\n", grid->cells->len);
    for (guint i = 0; i < grid->cells->len && sz_panel_is_shown(grid->state); i++) {
        const SzKioskCell *cell = grid->cells->pdata[i];
        g_string_append_printf(out, "%s|%s|%d|%" G_GINT64_FORMAT "\n", cell->code,
                               kinds[cell->kind].name, cell->fault, cell->minutes);
    }
}

static SzRect draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    return sz_kiosk_grid_draw(body, state, canvas, box);
}

/* 共 18 台，缺纸 1，离线 1。 */
static char *describe(gconstpointer body, SzLanguage language)
{
    bool is_zh = language == SZ_LANGUAGE_ZH;
    g_autofree char *said = say_sample(body, language, SZ_KIOSK_N_FAULTS + 2, is_zh ? "，" : ", ");
    return g_strconcat(said, is_zh ? "。" : ".", NULL);
}

static const SzPanelOps ops = {make, clear, head, digest, draw, describe};

const SzPanel SZ_PANEL_KIOSKS = {
    .name = "kiosks",
    .title = {"自助终端", "Kiosks"},
    .has_hall = true,
    .ops = &ops,
};
