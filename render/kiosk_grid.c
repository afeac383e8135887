#include "render/kiosk_grid.h"

#include "metrics/quantile.h"
#include "render/kiosk_words.h"

/* --- one kiosk ----------------------------------------------------------------------------- */

static void free_cell(gpointer data)
{
    SzKioskCell *cell = data;
    g_free(cell->code);
    g_free(cell->number);
    g_free(cell);
}

/* What cells are made of. */
typedef struct {
    const SzView *view;
    const SzPanelPlace *place;
    SzWallTime now; /* up to which minutes count */
    bool is_day;    /* between the first opening and the last closing */
} Sources;

static bool is_wanted(const Sources *sources, const SzKiosk *kiosk)
{
    return sz_panel_place_has(sources->place, sources->view->rules->registry, &kiosk->place);
}

static SzKioskCellKind kind_of(const SzKiosk *kiosk, SzKioskState state, bool is_day)
{
    if (state == SZ_KIOSK_OFFLINE) {
        return is_day ? SZ_KIOSK_CELL_OFFLINE : SZ_KIOSK_CELL_OFF;
    }
    if (sz_kiosk_faults_stop(kiosk->faults)) {
        return SZ_KIOSK_CELL_FAULT;
    }
    if (state == SZ_KIOSK_MAINT) {
        return SZ_KIOSK_CELL_MAINT;
    }
    return kiosk->faults != 0 ? SZ_KIOSK_CELL_WARNING : SZ_KIOSK_CELL_OK;
}

static SzKioskCell *new_cell(const Sources *sources, const SzKiosk *kiosk)
{
    SzKioskNow state = sz_kiosk_now(kiosk, sources->now);
    SzKioskCell *cell = g_new0(SzKioskCell, 1);
    cell->code = g_strdup(kiosk->kiosk);
    cell->number = sz_spoken_code(kiosk->kiosk);
    cell->kind = kind_of(kiosk, state.state, sources->is_day);
    cell->fault = -1;
    cell->minutes = -1;
    if (cell->kind == SZ_KIOSK_CELL_FAULT || cell->kind == SZ_KIOSK_CELL_WARNING) {
        cell->fault = sz_kiosk_worst_fault(kiosk->faults);
        cell->minutes = sz_minutes_since(kiosk->fault_since[cell->fault], sources->now);
    } else if (cell->kind == SZ_KIOSK_CELL_OFFLINE || cell->kind == SZ_KIOSK_CELL_MAINT) {
        cell->minutes = sz_minutes_since(state.since, sources->now);
    }
    return cell;
}

bool sz_kiosk_cell_is_trouble(const SzKioskCell *cell)
{
    return cell->kind != SZ_KIOSK_CELL_OK && cell->kind != SZ_KIOSK_CELL_OFF;
}

/* --- the feed ------------------------------------------------------------------------------ */

/* In repair it may be switched off, and who says that he goes may be silent. */
static bool is_expected(const SzKiosk *kiosk)
{
    bool has_gone =
        kiosk->said == SZ_KIOSK_OFFLINE && kiosk->last_alive.at.ns <= kiosk->said_last.at.ns;
    return kiosk->last_alive.known && kiosk->said != SZ_KIOSK_MAINT && !has_gone;
}

/* What is heard of all kiosks of the place. */
typedef struct {
    guint n_expected;
    guint n_alive;
    GArray *silent_ns; /* owned; gint64: last signs of life of those that are silent */
    SzMaybeTime heard;
} Voices;

static void note_voice(Voices *voices, const SzKiosk *kiosk, SzWallTime now)
{
    if (kiosk->last_alive.known &&
        (!voices->heard.known || kiosk->last_alive.at.ns > voices->heard.at.ns)) {
        voices->heard = kiosk->last_alive;
    }
    if (!is_expected(kiosk)) {
        return;
    }
    voices->n_expected++;
    if (sz_kiosk_now(kiosk, now).state == SZ_KIOSK_ONLINE) {
        voices->n_alive++;
    } else {
        g_array_append_val(voices->silent_ns, kiosk->last_alive.at.ns);
    }
}

/* How many of the silent fell silent with the last of them. */
static guint silent_together(GArray *silent_ns)
{
    sz_sort_int64(silent_ns);
    guint n = 0;
    for (guint i = silent_ns->len; i > 0; i--) {
        gint64 before_ns = g_array_index(silent_ns, gint64, silent_ns->len - 1) -
                           g_array_index(silent_ns, gint64, i - 1);
        n += before_ns < SZ_KIOSK_SILENCE_S * SZ_NS_PER_S ? 1 : 0;
    }
    return n;
}

static SzPanelState judge(SzKioskGrid *grid, const Sources *sources, const Voices *voices)
{
    SzHallPulse *pulse = &grid->pulse;
    pulse->heard = voices->heard;
    pulse->silent_min = 0;
    grid->n_expected = voices->n_expected;
    grid->n_silent = silent_together(voices->silent_ns);
    if (!sources->is_day) {
        return voices->n_alive > 0 ? SZ_PANEL_LIVE : SZ_PANEL_CLOSED;
    }
    if (grid->n_silent < SZ_KIOSK_FEED_SILENT || grid->n_silent * 2 <= grid->n_expected) {
        return SZ_PANEL_LIVE;
    }
    if (voices->n_alive > 0) {
        return SZ_PANEL_INSUFFICIENT;
    }
    pulse->silent_min = (pulse->now.ns - pulse->heard.at.ns) / (60 * SZ_NS_PER_S);
    return SZ_PANEL_STALE;
}

/* --- the grid ------------------------------------------------------------------------------ */

static int compare_cells(gconstpointer a, gconstpointer b)
{
    const SzKioskCell *left = *(const SzKioskCell *const *)a;
    const SzKioskCell *right = *(const SzKioskCell *const *)b;
    return sz_code_compare(left->code, right->code);
}

static void listen(SzKioskGrid *grid, const Sources *sources)
{
    const SzKiosksVersion *kiosks = sources->view->state->kiosks;
    g_autoptr(GArray) silent_ns = g_array_new(FALSE, FALSE, sizeof(gint64));
    Voices voices = {.silent_ns = silent_ns};
    guint n = 0;
    for (gsize i = 0; i < sz_kiosks_version_n(kiosks); i++) {
        const SzKiosk *kiosk = sz_kiosks_version_at(kiosks, i);
        if (is_wanted(sources, kiosk)) {
            n++;
            note_voice(&voices, kiosk, sources->now);
        }
    }
    /* None was ever heard of: the sign of what is closed, not of what is well. */
    grid->state = n > 0 ? judge(grid, sources, &voices) : SZ_PANEL_NOT_BEGUN;
}

static void add_cells(SzKioskGrid *grid, const Sources *sources)
{
    const SzKiosksVersion *kiosks = sources->view->state->kiosks;
    for (gsize i = 0; i < sz_kiosks_version_n(kiosks); i++) {
        const SzKiosk *kiosk = sz_kiosks_version_at(kiosks, i);
        if (is_wanted(sources, kiosk)) {
            SzKioskCell *cell = new_cell(sources, kiosk);
            g_ptr_array_add(grid->cells, cell);
            grid->n[cell->kind]++;
            if (cell->fault >= 0) {
                grid->n_faults[cell->fault]++;
            }
        }
    }
    g_ptr_array_sort(grid->cells, compare_cells);
}

static bool is_between(const SzHallPulse *pulse)
{
    gint64 second = sz_ns_of_day(pulse->now) / SZ_NS_PER_S;
    const SzDaySlots *slots = &pulse->slots;
    return slots->n > 0 && second >= slots->slots[0].open_s &&
           second < slots->slots[slots->n - 1].close_s;
}

SzKioskGrid *sz_kiosk_grid_new(const SzView *view, const SzPanelPlace *place)
{
    SzKioskGrid *grid = g_new0(SzKioskGrid, 1);
    grid->cells = g_ptr_array_new_with_free_func(free_cell);
    sz_hall_pulse(view, place, &grid->pulse);
    Sources sources = {view, place, grid->pulse.now, is_between(&grid->pulse)};
    listen(grid, &sources);
    if (grid->state == SZ_PANEL_STALE) {
        sources.now = grid->pulse.heard.at;
    }
    add_cells(grid, &sources);
    return grid;
}

void sz_kiosk_grid_free(SzKioskGrid *grid)
{
    if (grid != NULL) {
        g_ptr_array_unref(grid->cells);
        g_free(grid);
    }
}
