/* Kiosks and windows in sentences: what their grids show. */

#include "render/situation_hall_internal.h"

#include "render/kiosk_grid.h"
#include "render/window_grid.h"

/* "，另 2 台故障", or nothing (transfer full) */
static char *and_more(guint n, const char *words_zh, const char *words_en, SzLanguage language)
{
    if (n == 0) {
        return g_strdup("");
    }
    g_autofree char *count = sz_format_count(n);
    return language == SZ_LANGUAGE_ZH ? g_strconcat("，另 ", count, " ", words_zh, NULL)
                                      : g_strconcat(", ", count, " more ", words_en, NULL);
}

/* --- kiosks -------------------------------------------------------------------------------- */

/* Longest in that trouble; by code when as long.  NULL: there is none. */
static const SzKioskCell *longest(const SzKioskGrid *grid, SzKioskCellKind kind)
{
    const SzKioskCell *found = NULL;
    for (guint i = 0; i < grid->cells->len; i++) {
        const SzKioskCell *cell = grid->cells->pdata[i];
        if (cell->kind == kind && (found == NULL || cell->minutes > found->minutes)) {
            found = cell;
        }
    }
    return found;
}

static void add_trouble(SzSituationHall *hall, const SzKioskGrid *grid, SzKioskCellKind kind)
{
    const SzKioskCell *cell = longest(grid, kind);
    if (cell == NULL) {
        return;
    }
    bool is_fault = kind == SZ_KIOSK_CELL_FAULT;
    SzSituationPart part = {0};
    for (guint i = 0; i < 2; i++) {
        SzLanguage language = (SzLanguage)i;
        bool is_zh = language == SZ_LANGUAGE_ZH;
        g_autofree char *took = sz_kiosk_cell_took(cell, language);
        g_autofree char *more = and_more(grid->n[kind] - 1, is_fault ? "台故障" : "台离线",
                                         is_fault ? "faulty" : "offline", language);
        part.subject[i] = sz_kiosk_cell_name(cell, language);
        part.text[i] = g_strconcat(sz_kiosk_cell_word(cell, language),
                                   *took == '\0' ? ""
                                   : is_zh       ? " "
                                                 : " for ",
                                   took, more, is_zh ? "。" : ".", NULL);
    }
    sz_situation_add_take(hall->lines, sz_kiosk_cell_sign(kind), part);
}

/* Something that they share. */
static void add_silent_feed(SzSituationHall *hall, const SzKioskGrid *grid)
{
    SzSituationPart part = {.subject = {g_strdup("自助终端"), g_strdup("Kiosks")}};
    if (grid->state == SZ_PANEL_STALE) {
        gint64 silent_s = grid->pulse.silent_min * 60;
        g_autofree char *zh = sz_format_duration(silent_s, SZ_LANGUAGE_ZH);
        g_autofree char *en = sz_format_duration(silent_s, SZ_LANGUAGE_EN);
        part.text[0] = g_strdup_printf("全部无信号 %s，先查网络。", zh);
        part.text[1] = g_strdup_printf("all silent for %s, look at the network first.", en);
    } else {
        part.text[0] =
            g_strdup_printf("%u 台中 %u 台无信号，先查网络。", grid->n_expected, grid->n_silent);
        part.text[1] = g_strdup_printf("%u of %u silent, look at the network first.",
                                       grid->n_silent, grid->n_expected);
    }
    sz_situation_add_take(hall->lines, SZ_SIGN_STALE, part);
}

void sz_situation_add_kiosks(SzSituationHall *hall)
{
    g_autoptr(SzKioskGrid) grid = sz_kiosk_grid_new(hall->view, &hall->place);
    if (grid->state == SZ_PANEL_LIVE) {
        add_trouble(hall, grid, SZ_KIOSK_CELL_FAULT);
        add_trouble(hall, grid, SZ_KIOSK_CELL_OFFLINE);
    } else if (grid->state == SZ_PANEL_STALE || grid->state == SZ_PANEL_INSUFFICIENT) {
        add_silent_feed(hall, grid);
    }
}

/* --- windows ------------------------------------------------------------------------------- */

static void add_over(SzSituationHall *hall, const SzWindowGrid *grid)
{
    SzSituationPart part = {0};
    for (guint i = 0; i < 2; i++) {
        SzLanguage language = (SzLanguage)i;
        g_autofree char *says = sz_window_cell_says(grid->worst, language);
        g_autofree char *more =
            and_more(grid->n[SZ_WINDOW_CELL_OVER] - 1, "个窗口也超时", "over limit", language);
        part.subject[i] = sz_window_cell_name(grid->worst, language);
        part.text[i] = g_strconcat(says, more, language == SZ_LANGUAGE_ZH ? "。" : ".", NULL);
    }
    sz_situation_add_take(hall->lines, sz_window_cell_sign(SZ_WINDOW_CELL_OVER), part);
}

static void add_late_windows(SzSituationHall *hall, const SzWindowGrid *grid)
{
    gint64 silent_s = grid->pulse.silent_min * 60;
    g_autofree char *zh = sz_format_duration(silent_s, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_format_duration(silent_s, SZ_LANGUAGE_EN);
    SzSituationPart part = {.subject = {g_strdup("窗口"), g_strdup("Windows")},
                            .text = {g_strdup_printf("状态延迟 %s，暂不能判断。", zh),
                                     g_strdup_printf("late by %s, cannot be judged.", en)}};
    sz_situation_add_take(hall->lines, SZ_SIGN_STALE, part);
}

static void add_no_windows(SzSituationHall *hall)
{
    SzSituationPart part = {.subject = {g_strdup("窗口"), g_strdup("Windows")},
                            .text = {g_strdup("今天没有状态，暂不能判断。"),
                                     g_strdup("no states today, cannot be judged.")}};
    sz_situation_add_take(hall->lines, SZ_SIGN_INSUFFICIENT, part);
}

void sz_situation_add_windows(SzSituationHall *hall)
{
    g_autoptr(SzWindowGrid) grid = sz_window_grid_new(hall->view, &hall->place);
    if (grid->state == SZ_PANEL_STALE) {
        add_late_windows(hall, grid);
    } else if (grid->state == SZ_PANEL_INSUFFICIENT) {
        add_no_windows(hall);
    } else if (grid->n[SZ_WINDOW_CELL_OVER] > 0) {
        add_over(hall, grid); /* the worst is over, when one is */
    }
}
