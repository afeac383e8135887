/* Queues in sentences. */

#include "render/situation_hall_internal.h"

#include "metrics/quantile.h"
#include "metrics/queue_relief.h"
#include "render/queue_board.h"

#include <math.h>

/* Windows of today that stand still and could be opened. */
static guint count_spare_windows(const SzSituationHall *hall)
{
    const SzWindowsVersion *windows = hall->view->state->windows;
    guint n = 0;
    for (gsize i = 0; i < sz_windows_version_n(windows); i++) {
        const SzWindow *window = sz_windows_version_at(windows, i);
        bool is_spare = window->state == SZ_WINDOW_CLOSED || window->state == SZ_WINDOW_PAUSED;
        n += is_spare && sz_day_of(window->last_event) == sz_day_of(hall->pulse.now) &&
                     sz_situation_is_here(hall, &window->place)
                 ? 1
                 : 0;
    }
    return n;
}

/* As of the minute that runs, so that the advice does not change within it. */
static bool find_relief(const SzSituationHall *hall, const char *queue, SzRelief *out)
{
    gint64 minute_ns = 60 * SZ_NS_PER_S;
    SzWallTime now = hall->pulse.now;
    now.ns -= sz_ns_of_day(now) % minute_ns;
    g_autoptr(SzQueueRelief) relief = sz_queue_relief_new(now, &hall->pulse.slots, queue);
    const SzTicketsVersion *tickets = hall->view->state->tickets;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        if (sz_situation_is_here(hall, &ticket->place)) {
            sz_queue_relief_add(relief, ticket);
        }
    }
    return sz_queue_relief_find(relief, count_spare_windows(hall), out);
}

static void add_long(SzSituationHall *hall, const SzQueueRow *row)
{
    g_autofree char *zh = sz_format_duration(row->longest_min * 60, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_format_duration(row->longest_min * 60, SZ_LANGUAGE_EN);
    SzSituationPart part = {.subject = {g_strdup(row->name[0]), g_strdup(row->name[1])}};
    SzRelief relief;
    if (find_relief(hall, row->code, &relief)) {
        int minutes = (int)relief.minutes;
        part.text[0] = g_strdup_printf("最久等 %s。加开 %u 个窗口，约 %d 分钟降到 %d 分以内。", zh,
                                       relief.windows, minutes, SZ_RELIEF_AIM_MIN);
        part.text[1] = g_strdup_printf(
            "longest wait %s. Open %u more %s: under %d min in about %d min.", en, relief.windows,
            relief.windows == 1 ? "window" : "windows", SZ_RELIEF_AIM_MIN, minutes);
    } else {
        part.text[0] = g_strdup_printf("最久等 %s，在等 %u 人。", zh, row->waiting);
        part.text[1] = g_strdup_printf("longest wait %s, %u waiting.", en, row->waiting);
    }
    sz_situation_add_take(hall->lines, row->sign, part);
}

/* Those past the target: the longest stands for all. */
static void add_watched(SzSituationHall *hall, const SzQueueRow *first, guint n)
{
    g_autofree char *zh = sz_format_duration(first->longest_min * 60, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_format_duration(first->longest_min * 60, SZ_LANGUAGE_EN);
    SzSituationPart part = {.subject = {g_strdup(first->name[0]), g_strdup(first->name[1])}};
    if (n == 1) {
        part.text[0] = g_strdup_printf("最久等 %s，在等 %u 人。", zh, first->waiting);
        part.text[1] = g_strdup_printf("longest wait %s, %u waiting.", en, first->waiting);
    } else {
        part.text[0] =
            g_strdup_printf("最久等 %s，另 %u 个队列也超过 %d 分。", zh, n - 1, SZ_WAIT_WATCH_MIN);
        part.text[1] = g_strdup_printf("longest wait %s, %u more %s over %d min.", en, n - 1,
                                       n == 2 ? "queue" : "queues", SZ_WAIT_WATCH_MIN);
    }
    sz_situation_add_take(hall->lines, SZ_SIGN_WATCH, part);
}

guint sz_situation_wait_p90(const SzSituationHall *hall, double *out_s)
{
    g_autoptr(GArray) waits_ns = g_array_new(FALSE, FALSE, sizeof(gint64));
    const SzTicketsVersion *tickets = hall->view->state->tickets;
    SzWallTime now = hall->pulse.now;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        if (ticket->has_wait && sz_maybe_time(ticket->called).at.ns <= now.ns &&
            sz_maybe_time(ticket->called).at.ns > now.ns - 3600 * SZ_NS_PER_S &&
            sz_situation_is_here(hall, &ticket->place)) {
            g_array_append_val(waits_ns, ticket->wait_ns);
        }
    }
    double p90_ns = 0;
    sz_sort_int64(waits_ns);
    if (sz_quantile_of_sorted((const gint64 *)(gconstpointer)waits_ns->data, waits_ns->len, 0.9,
                              &p90_ns)) {
        *out_s = p90_ns / (double)SZ_NS_PER_S;
    }
    return waits_ns->len;
}

/* Nobody waits too long now, but many did. */
static void add_slow_hour(SzSituationHall *hall)
{
    double p90_s = 0;
    guint n = sz_situation_wait_p90(hall, &p90_s);
    if (n < SZ_SITUATION_WAITS_MIN || p90_s <= SZ_WAIT_WATCH_MIN * 60) {
        return;
    }
    int minutes = (int)ceil(p90_s / 60);
    SzSituationPart part = {
        .subject = {g_strdup_printf("等候 P90 %d 分", minutes),
                    g_strdup_printf("Wait P90 %d min", minutes)},
        .text = {
            g_strdup_printf("近 1 小时叫号 %u 人，现在无人等候超过 %d 分。", n, SZ_WAIT_WATCH_MIN),
            g_strdup_printf("of %u called in the last hour; nobody waits over %d min now.", n,
                            SZ_WAIT_WATCH_MIN)}};
    sz_situation_add_take(hall->lines, SZ_SIGN_WATCH, part);
}

void sz_situation_add_queues(SzSituationHall *hall)
{
    g_autoptr(SzQueueBoard) board = sz_queue_board_new(hall->view, &hall->place);
    const SzQueueRow *watched = NULL;
    guint n_watched = 0;
    guint n_long = 0;
    for (guint i = 0; i < board->rows->len; i++) {
        const SzQueueRow *row = board->rows->pdata[i];
        if (row->sign == SZ_SIGN_LATE || row->sign == SZ_SIGN_WARN) {
            add_long(hall, row);
            n_long++;
        } else if (row->sign == SZ_SIGN_WATCH) {
            watched = watched != NULL ? watched : row;
            n_watched++;
        }
    }
    if (watched != NULL) {
        add_watched(hall, watched, n_watched);
    } else if (n_long == 0) {
        add_slow_hour(hall);
    }
}
