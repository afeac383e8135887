#include "collector/simulate_send.h"

#include "collector/error.h"
#include "collector/line_sender.h"

#include <curl/curl.h>
#include <stdio.h>
#include <unistd.h>

#define BATCH_MAX_LINES G_GUINT64_CONSTANT(5000)
#define BATCH_MAX_BYTES ((gsize)1 << 20)
#define BATCHES_PER_S 5 /* at a rate */
#define PROGRESS_EVERY_US (G_USEC_PER_SEC / 5)
#define TERMINAL_CLEAR_LINE "\r\033[K"

typedef struct {
    const SzSimulateSendOptions *options;
    SzSimulateSent *sent;
    SzLineSender *sender;
    GString *lines; /* owned by the caller; the batch */
    guint64 n_in_batch;
    gint64 begun_us; /* monotonic, as the next */
    gint64 shown_us;
    bool has_terminal;
} Sending;

static void show_progress(Sending *sending)
{
    gint64 now_us = g_get_monotonic_time();
    if (!sending->has_terminal || now_us - sending->shown_us < PROGRESS_EVERY_US) {
        return;
    }
    sending->shown_us = now_us;
    double elapsed_s = (double)(now_us - sending->begun_us) / G_USEC_PER_SEC;
    (void)fprintf(stderr, TERMINAL_CLEAR_LINE "%s: %" G_GUINT64_FORMAT " lines, %.0f lines/s",
                  sz_line_sender_where(sending->sender), sending->sent->n_lines,
                  (double)sending->sent->n_lines / MAX(elapsed_s, 0.001));
    (void)fflush(stderr);
}

/* Sleeps until the lines sent so far are due at the rate. */
static void keep_pace(const Sending *sending)
{
    guint64 rate_per_s = sending->options->rate_per_s;
    if (rate_per_s == 0) {
        return;
    }
    double due_us = (double)sending->sent->n_lines * G_USEC_PER_SEC / (double)rate_per_s;
    gint64 left_us = sending->begun_us + (gint64)due_us - g_get_monotonic_time();
    if (left_us > 0) {
        g_usleep((gulong)left_us);
    }
}

static gboolean send_batch(Sending *sending, GError **error)
{
    if (sending->n_in_batch == 0) {
        return TRUE;
    }
    SzSlice lines = {sending->lines->str, sending->lines->len};
    if (!sz_line_sender_send(sending->sender, lines, error)) {
        return FALSE;
    }
    sending->sent->n_lines += sending->n_in_batch;
    sending->sent->n_batches++;
    sending->n_in_batch = 0;
    g_string_truncate(sending->lines, 0);
    show_progress(sending);
    keep_pace(sending);
    return TRUE;
}

static gboolean send_all(Sending *sending, SzSimulator *simulator, GError **error)
{
    guint64 rate_per_s = sending->options->rate_per_s;
    guint64 batch_max =
        rate_per_s > 0 ? CLAMP(rate_per_s / BATCHES_PER_S, 1, BATCH_MAX_LINES) : BATCH_MAX_LINES;
    guint64 n_left = sending->options->n_lines_max;
    SzSlice line;
    for (; n_left > 0 && sz_simulator_next(simulator, &line); n_left--) {
        g_string_append_len(sending->lines, line.data, (gssize)line.len);
        sending->n_in_batch++;
        bool is_full = sending->n_in_batch >= batch_max || sending->lines->len >= BATCH_MAX_BYTES;
        if (is_full && !send_batch(sending, error)) {
            return FALSE;
        }
    }
    return send_batch(sending, error);
}

static gboolean run(SzSimulator *simulator, const SzSimulateSendOptions *options,
                    SzSimulateSent *sent, GError **error)
{
    const SzLineSenderOptions sender_options = {.url = options->url, .token = options->token};
    g_autoptr(SzLineSender) sender = sz_line_sender_new(&sender_options, error);
    if (sender == NULL) {
        return FALSE;
    }
    g_autoptr(GString) lines = g_string_sized_new(BATCH_MAX_BYTES + 4096);
    Sending sending = {.options = options,
                       .sent = sent,
                       .sender = sender,
                       .lines = lines,
                       .begun_us = g_get_monotonic_time(),
                       .has_terminal = isatty(STDERR_FILENO) == 1};
    gboolean is_done = send_all(&sending, simulator, error);
    if (sending.has_terminal) {
        (void)fputs(TERMINAL_CLEAR_LINE, stderr);
    }
    sent->n_repeats = sz_line_sender_n_repeats(sender);
    sent->where = g_strdup(sz_line_sender_where(sender));
    return is_done;
}

gboolean sz_simulate_send(SzSimulator *simulator, const SzSimulateSendOptions *options,
                          SzSimulateSent *out_sent, GError **error)
{
    *out_sent = (SzSimulateSent){0};
    /* Here and not in main: the command is one thread, and the others have no use for libcurl. */
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                            "libcurl did not start");
        return FALSE;
    }
    gboolean is_done = run(simulator, options, out_sent, error);
    curl_global_cleanup();
    return is_done;
}
