#include "render/window_grid.h"

#include "metrics/service_limits.h"

/* --- one window ---------------------------------------------------------------------------- */

static void free_cell(gpointer data)
{
    SzWindowCell *cell = data;
    g_free(cell->code);
    g_free(cell->number);
    g_free(cell->queue[0]);
    g_free(cell->queue[1]);
    g_free(cell->reason);
    g_free(cell);
}

bool sz_window_is_over(gint64 minutes, gint64 limit_min)
{
    return minutes > limit_min;
}

guint sz_window_eighths(gint64 minutes, gint64 limit_min)
{
    gint64 begun = MAX(0, minutes) * SZ_WINDOW_EIGHTHS / MAX(1, limit_min) + 1;
    return (guint)MIN(begun, SZ_WINDOW_EIGHTHS);
}

static SzWindowCellKind kind_of(SzWindowState state)
{
    switch (state) {
    case SZ_WINDOW_OPEN:
        return SZ_WINDOW_CELL_IDLE;
    case SZ_WINDOW_CALLING:
        return SZ_WINDOW_CELL_CALLING;
    case SZ_WINDOW_SERVING:
        return SZ_WINDOW_CELL_SERVING;
    case SZ_WINDOW_PAUSED:
        return SZ_WINDOW_CELL_PAUSED;
    case SZ_WINDOW_OFFLINE:
        return SZ_WINDOW_CELL_OFFLINE;
    case SZ_WINDOW_CLOSED:
    case SZ_WINDOW_N_STATES:
        break;
    }
    return SZ_WINDOW_CELL_CLOSED;
}

static SzMaybeTime later_of(SzMaybeTime a, SzMaybeTime b)
{
    return !a.known || (b.known && b.at.ns > a.at.ns) ? b : a;
}

/* --- what cells are made of ---------------------------------------------------------------- */

typedef struct {
    const SzView *view;
    const SzPanelPlace *place;
    SzWallTime now;          /* up to which minutes count */
    GHashTable *served;      /* owned; window (gchar *, owned) -> index of a ticket + 1 */
    SzServiceLimits *limits; /* owned */
} Sources;

static const SzTicket *ticket_at(const Sources *sources, const char *window)
{
    gpointer found = g_hash_table_lookup(sources->served, window);
    return found != NULL
               ? sz_tickets_version_at(sources->view->state->tickets, GPOINTER_TO_SIZE(found) - 1)
               : NULL;
}

static bool is_later(const SzTicket *a, const SzTicket *b)
{
    gint64 a_ns = sz_maybe_time(a->since).at.ns;
    gint64 b_ns = sz_maybe_time(b->since).at.ns;
    return a_ns != b_ns ? a_ns > b_ns : strcmp(a->id, b->id) > 0;
}

/* Of two tickets at a window the one that came last is there: the end of the other was lost. */
static void note_served(const Sources *sources, const SzTicket *ticket, gsize i)
{
    if (ticket->state != SZ_TICKET_SERVING || *ticket->window == '\0' ||
        !sz_ticket_is_open(ticket, sources->now)) {
        return;
    }
    const SzTicket *other = ticket_at(sources, ticket->window);
    if (other == NULL || is_later(ticket, other)) {
        g_hash_table_insert(sources->served, g_strdup(ticket->window), GSIZE_TO_POINTER(i + 1));
    }
}

static void read_tickets(Sources *sources)
{
    const SzTicketsVersion *tickets = sources->view->state->tickets;
    sources->served = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    sources->limits = sz_service_limits_new(sz_day_of(sources->now));
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        if (sz_panel_place_has(sources->place, sources->view->rules->registry, &ticket->place)) {
            note_served(sources, ticket, i);
            sz_service_limits_add(sources->limits, ticket);
        }
    }
}

static void close_sources(Sources *sources)
{
    g_clear_pointer(&sources->served, g_hash_table_unref);
    sz_service_limits_free(sources->limits);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sources, close_sources)

/* --- one window ---------------------------------------------------------------------------- */

static void name_queue(const Sources *sources, const SzTicket *ticket, SzWindowCell *cell)
{
    const char *queue = sz_service_queue(ticket);
    const SzQueueName *name =
        sz_registry_queue_name(sources->view->rules->registry, ticket->place.hall, queue);
    const char *zh = name != NULL ? name->name : queue;
    const char *en = name != NULL && name->name_en != NULL ? name->name_en : zh;
    if (*queue != '\0') {
        cell->queue[SZ_LANGUAGE_ZH] = g_strdup(zh);
        cell->queue[SZ_LANGUAGE_EN] = g_strdup(en);
    }
}

static void read_service(const Sources *sources, const SzWindow *window, SzWindowCell *cell)
{
    const SzTicket *ticket = ticket_at(sources, window->window);
    SzMaybeTime since = window->since;
    cell->limit_min = SZ_SERVICE_LIMIT_LEAST_MIN;
    if (ticket != NULL) {
        since = later_of(since, sz_maybe_time(ticket->since));
        cell->limit_min = sz_service_limits_of(sources->limits, sz_service_queue(ticket));
        name_queue(sources, ticket, cell);
    }
    gint64 minutes = sz_minutes_since(since, sources->now);
    if (minutes >= 0 && sz_window_is_over(minutes, cell->limit_min)) {
        cell->kind = SZ_WINDOW_CELL_OVER;
        cell->minutes = minutes;
    } else if (minutes >= 0) {
        cell->eighths = sz_window_eighths(minutes, cell->limit_min);
    }
}

static bool is_wanted(const Sources *sources, const SzWindow *window)
{
    return sz_panel_place_has(sources->place, sources->view->rules->registry, &window->place);
}

static bool is_of_today(const Sources *sources, const SzWindow *window)
{
    return sz_day_of(window->last_event) == sz_day_of(sources->now);
}

static SzWindowCell *new_cell(const Sources *sources, const SzWindow *window)
{
    SzWindowCell *cell = g_new0(SzWindowCell, 1);
    cell->code = g_strdup(window->window);
    cell->number = sz_spoken_code(window->window);
    cell->kind = is_of_today(sources, window) ? kind_of(window->state) : SZ_WINDOW_CELL_CLOSED;
    cell->minutes = -1;
    bool is_away = cell->kind == SZ_WINDOW_CELL_PAUSED || cell->kind == SZ_WINDOW_CELL_OFFLINE;
    cell->reason = g_strdup(is_away ? window->reason : "");
    if (is_away) {
        cell->minutes = sz_minutes_since(window->since, sources->now);
    } else if (cell->kind == SZ_WINDOW_CELL_SERVING) {
        read_service(sources, window, cell);
    }
    return cell;
}

/* --- the grid ------------------------------------------------------------------------------ */

static int compare_cells(gconstpointer a, gconstpointer b)
{
    const SzWindowCell *left = *(const SzWindowCell *const *)a;
    const SzWindowCell *right = *(const SzWindowCell *const *)b;
    return sz_code_compare(left->code, right->code);
}

/* How much a window wants somebody: within its rank the minutes count.  Below 0: nobody. */
static gint64 urgency_of(const SzWindowCell *cell)
{
    const gint64 rank = G_GINT64_CONSTANT(1) << 40;
    bool is_paused = cell->kind == SZ_WINDOW_CELL_PAUSED;
    bool is_offline = cell->kind == SZ_WINDOW_CELL_OFFLINE;
    if (cell->kind == SZ_WINDOW_CELL_OVER) {
        return 2 * rank + cell->minutes - cell->limit_min;
    }
    if (is_paused && cell->minutes >= SZ_WINDOW_PAUSE_LONG_MIN) {
        return rank + cell->minutes;
    }
    return is_offline && cell->minutes >= SZ_WINDOW_OUTAGE_LONG_MIN ? cell->minutes : -1;
}

static void count_cells(SzWindowGrid *grid)
{
    gint64 most = -1;
    for (guint i = 0; i < grid->cells->len; i++) {
        const SzWindowCell *cell = grid->cells->pdata[i];
        grid->n[cell->kind]++;
        if (urgency_of(cell) > most) {
            most = urgency_of(cell);
            grid->worst = cell;
        }
    }
}

/* The panel's own pulse is that of its windows. */
static void listen(SzWindowGrid *grid, const Sources *sources)
{
    const SzWindowsVersion *windows = sources->view->state->windows;
    SzHallPulse *pulse = &grid->pulse;
    bool is_hall_heard = sz_panel_is_shown(sz_hall_pulse_state(pulse));
    SzMaybeTime heard = {0};
    bool is_expected = false; /* closed and offline ones are silent */
    for (gsize i = 0; i < sz_windows_version_n(windows); i++) {
        const SzWindow *window = sz_windows_version_at(windows, i);
        if (is_wanted(sources, window) && is_of_today(sources, window)) {
            heard = later_of(heard, (SzMaybeTime){true, window->last_event});
            is_expected =
                is_expected || sz_window_is_open(window) || window->state == SZ_WINDOW_PAUSED;
        }
    }
    pulse->heard = heard.known ? heard : pulse->heard;
    if (pulse->is_open && is_expected) {
        gint64 silent_s = (pulse->now.ns - heard.at.ns) / SZ_NS_PER_S;
        pulse->silent_min = silent_s > SZ_HALL_SILENCE_S ? silent_s / 60 : 0;
    }
    grid->state =
        is_hall_heard && !heard.known ? SZ_PANEL_INSUFFICIENT : sz_hall_pulse_state(pulse);
}

static void add_cells(SzWindowGrid *grid, const Sources *sources)
{
    const SzWindowsVersion *windows = sources->view->state->windows;
    for (gsize i = 0; i < sz_windows_version_n(windows); i++) {
        const SzWindow *window = sz_windows_version_at(windows, i);
        if (is_wanted(sources, window)) {
            g_ptr_array_add(grid->cells, new_cell(sources, window));
        }
    }
    g_ptr_array_sort(grid->cells, compare_cells);
}

SzWindowGrid *sz_window_grid_new(const SzView *view, const SzPanelPlace *place)
{
    SzWindowGrid *grid = g_new0(SzWindowGrid, 1);
    grid->cells = g_ptr_array_new_with_free_func(free_cell);
    sz_hall_pulse(view, place, &grid->pulse);
    g_auto(Sources) sources = {.view = view, .place = place, .now = grid->pulse.now};
    listen(grid, &sources);
    if (grid->state == SZ_PANEL_STALE) {
        sources.now = grid->pulse.heard.at;
    }
    read_tickets(&sources);
    add_cells(grid, &sources);
    count_cells(grid);
    return grid;
}

void sz_window_grid_free(SzWindowGrid *grid)
{
    if (grid != NULL) {
        g_ptr_array_unref(grid->cells);
        g_free(grid);
    }
}
