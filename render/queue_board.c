#include "render/queue_board.h"

#include "metrics/queues.h"

#include <math.h>

/* --- the model ----------------------------------------------------------------------------- */

static void free_row(gpointer data)
{
    SzQueueRow *row = data;
    g_free(row->code);
    g_free(row->name[0]);
    g_free(row->name[1]);
    g_array_unref(row->waits_min);
    g_free(row);
}

void sz_queue_board_free(SzQueueBoard *board)
{
    if (board != NULL) {
        g_ptr_array_unref(board->rows);
        g_free(board);
    }
}

static SzQueueRow *new_row(const SzView *view, const SzQueue *queue)
{
    const SzQueueName *name =
        sz_registry_queue_name(view->rules->registry, queue->place.hall, queue->queue);
    const char *zh = name != NULL ? name->name : queue->queue;
    const char *en = name != NULL && name->name_en != NULL ? name->name_en : zh;
    SzQueueRow *row = g_new0(SzQueueRow, 1);
    row->code = g_strdup(queue->queue);
    row->name[SZ_LANGUAGE_ZH] = g_strdup(zh);
    row->name[SZ_LANGUAGE_EN] = g_strdup(en);
    row->waiting = queue->waiting;
    row->windows_open = queue->windows_open;
    row->longest_min = -1;
    row->waits_min = g_array_new(FALSE, FALSE, sizeof(gint64));
    return row;
}

static GArray *queues_of(const SzView *view, const SzPanelPlace *place)
{
    const SzRegistry *registry = view->rules->registry;
    g_autoptr(SzQueues) queues = sz_queues_new(sz_view_now(view));
    for (gsize i = 0; i < sz_tickets_version_n(view->state->tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(view->state->tickets, i);
        if (sz_panel_place_has(place, registry, &ticket->place)) {
            sz_queues_add_ticket(queues, ticket);
        }
    }
    for (gsize i = 0; i < sz_windows_version_n(view->state->windows); i++) {
        const SzWindow *window = sz_windows_version_at(view->state->windows, i);
        if (sz_window_is_open(window) && sz_panel_place_has(place, registry, &window->place)) {
            sz_queues_add_window(queues, &window->place, window->window);
        }
    }
    return sz_queues_finish(queues);
}

static SzQueueRow *find_row(const SzQueueBoard *board, const char *code)
{
    for (guint i = 0; i < board->rows->len; i++) {
        SzQueueRow *row = board->rows->pdata[i];
        if (g_str_equal(row->code, code)) {
            return row;
        }
    }
    return NULL;
}

static void add_waits(SzQueueBoard *board, const SzView *view, const SzPanelPlace *place)
{
    const SzTicketsVersion *tickets = view->state->tickets;
    SzWallTime now = board->pulse.now;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        bool counts = ticket->state == SZ_TICKET_WAITING && sz_maybe_time(ticket->taken).known &&
                      ticket->day == sz_day_of(now) && sz_ticket_is_open(ticket, now) &&
                      sz_panel_place_has(place, view->rules->registry, &ticket->place);
        SzQueueRow *row = counts ? find_row(board, ticket->queue) : NULL;
        if (row != NULL) {
            gint64 wait_min =
                sz_ticket_wait_ns(&board->pulse.slots, sz_maybe_time(ticket->taken).at, now) /
                (60 * SZ_NS_PER_S);
            g_array_append_val(row->waits_min, wait_min);
        }
    }
}

static int compare_minutes(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *)a;
    gint64 right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    const SzQueueRow *left = *(const SzQueueRow *const *)a;
    const SzQueueRow *right = *(const SzQueueRow *const *)b;
    if (left->longest_min != right->longest_min) {
        return left->longest_min > right->longest_min ? -1 : 1;
    }
    if (left->waiting != right->waiting) {
        return left->waiting > right->waiting ? -1 : 1;
    }
    return strcmp(left->code, right->code);
}

/* The most people of one quarter of an hour. */
static guint crowd_of(const SzQueueRow *row)
{
    guint most = 0;
    guint first = 0;
    for (guint i = 0; i < row->waits_min->len; i++) {
        gint64 at = g_array_index(row->waits_min, gint64, i);
        while (g_array_index(row->waits_min, gint64, first) <= at - 15) {
            first++;
        }
        most = MAX(most, i - first + 1);
    }
    return most;
}

static void finish_rows(SzQueueBoard *board)
{
    bool is_crowded = false;
    for (guint i = 0; i < board->rows->len; i++) {
        SzQueueRow *row = board->rows->pdata[i];
        g_array_sort(row->waits_min, compare_minutes);
        guint n = row->waits_min->len;
        row->longest_min = n > 0 ? g_array_index(row->waits_min, gint64, n - 1) : -1;
        row->sign = sz_wait_sign(row->longest_min);
        board->waiting += row->waiting;
        is_crowded = is_crowded || crowd_of(row) > SZ_QUEUE_QUARTER_MAX;
    }
    board->per_dot = is_crowded || board->waiting > SZ_QUEUE_DOTS_MAX ? 5 : 1;
    g_ptr_array_sort(board->rows, compare_rows);
}

SzQueueBoard *sz_queue_board_new(const SzView *view, const SzPanelPlace *place)
{
    SzQueueBoard *board = g_new0(SzQueueBoard, 1);
    board->rows = g_ptr_array_new_with_free_func(free_row);
    sz_hall_pulse(view, place, &board->pulse);
    g_autoptr(GArray) queues = queues_of(view, place);
    for (guint i = 0; i < queues->len; i++) {
        g_ptr_array_add(board->rows, new_row(view, &g_array_index(queues, SzQueue, i)));
    }
    add_waits(board, view, place);
    finish_rows(board);
    return board;
}

/* --- the panel ----------------------------------------------------------------------------- */

static gpointer make(const SzPanelRequest *request, const SzView *view)
{
    return sz_queue_board_new(view, &request->place);
}

static void clear(gpointer body)
{
    sz_queue_board_free(body);
}

static void head(gconstpointer body, SzLanguage language, SzPanelHead *out)
{
    const SzQueueBoard *board = body;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    sz_hall_pulse_head(&board->pulse, language, out);
    if (out->state == SZ_PANEL_LIVE && board->waiting == 0) {
        out->state = SZ_PANEL_EMPTY;
        out->what = g_strdup(is_zh ? "无人在等" : "Nobody is waiting");
        out->why = g_strdup_printf(is_zh ? "截至 %s" : "as of %s", out->as_of);
    }
    if (board->per_dot > 1) {
        out->unit = g_strdup_printf(is_zh ? "一点 %u 人，越右等得越久"
                                          : "a dot is %u people, further right is a longer wait",
                                    board->per_dot);
    } else {
        out->unit = g_strdup(is_zh ? "一点一人，越右等得越久"
                                   : "a dot is a person, further right is a longer wait");
    }
    g_autofree char *n = sz_format_count(board->waiting);
    out->sample = g_strdup_printf(is_zh ? "共 %s 人" : "%s waiting", n);
}

static void digest(gconstpointer body, GString *out)
{
    const SzQueueBoard *board = body;
    g_string_append_printf(out, "%u", board->per_dot);
    for (guint i = 0; i < board->rows->len; i++) {
        const SzQueueRow *row = board->rows->pdata[i];
        g_string_append_printf(out, "\n%s|%s|%s|%u|%u|", row->code, row->name[0], row->name[1],
                               row->waiting, row->windows_open);
        for (guint k = 0; k < row->waits_min->len; k++) {
            g_string_append_printf(out, "%" G_GINT64_FORMAT ",",
                                   g_array_index(row->waits_min, gint64, k));
        }
    }
}

static SzRect draw(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box)
{
    return sz_queue_board_draw(body, state, canvas, box);
}

static char *describe(gconstpointer body, SzLanguage language)
{
    const SzQueueBoard *board = body;
    const SzQueueRow *worst = board->rows->len > 0 ? board->rows->pdata[0] : NULL;
    if (worst == NULL || worst->longest_min < 0) {
        return g_strdup_printf(language == SZ_LANGUAGE_ZH ? "%u 人在等。" : "%u waiting.",
                               board->waiting);
    }
    g_autofree char *longest = sz_format_duration(worst->longest_min * 60, language);
    return g_strdup_printf(language == SZ_LANGUAGE_ZH ? "%u 人在等，%s最久等 %s。"
                                                      : "%u waiting; longest in %s, %s.",
                           board->waiting, worst->name[language], longest);
}

static const SzPanelOps ops = {make, clear, head, digest, draw, describe};

const SzPanel SZ_PANEL_QUEUES = {
    .name = "queues",
    .title = {"排队", "Queues"},
    .has_hall = true,
    .ops = &ops,
};
