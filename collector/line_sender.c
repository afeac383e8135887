#include "collector/line_sender.h"

#include "collector/error.h"
#include "collector/write_target.h"
#include "metrics/shown_text.h"

#include <curl/curl.h>

#define CONNECT_TIMEOUT_MS 5000L
#define TIMEOUT_MS 60000L
#define PATIENCE_MS G_GINT64_CONSTANT(60000)
/* Of an answer: what is kept of it, and what is too much to be one. */
#define ANSWER_KEPT_BYTES 2048
#define ANSWER_MAX_BYTES (1U << 20)

struct SzLineSender {
    CURL *curl; /* owned; one request after another, so that the connection is kept */
    struct curl_slist *headers; /* owned */
    char *target;               /* owned */
    char *shown;                /* owned */
    gint64 patience_ms;
    gint64 taken_us; /* monotonic; of the last batch taken, at first of the beginning */
    guint64 n_repeats;
    char problem[CURL_ERROR_SIZE];
    GString *answer; /* owned; the beginning of the body */
    gsize answer_bytes;
    long status; /* of it; 0: none came */
};

/* What became of one request. */
typedef struct {
    SzWriteVerdict verdict;
    gint64 retry_after_s;
    char *why; /* owned; NULL when it was taken */
} Outcome;

static size_t on_answer(char *data, size_t one, size_t len, void *user)
{
    SzLineSender *sender = user;
    (void)one; /* always 1 */
    sender->answer_bytes += len;
    if (sender->answer_bytes > ANSWER_MAX_BYTES) {
        return 0;
    }
    gsize room = ANSWER_KEPT_BYTES - MIN(sender->answer->len, ANSWER_KEPT_BYTES);
    g_string_append_len(sender->answer, data, (gssize)MIN(len, room));
    return len;
}

static bool set_options(SzLineSender *sender)
{
    CURL *curl = sender->curl;
    return curl_easy_setopt(curl, CURLOPT_URL, sender->target) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, sender->problem) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_USERAGENT, "shuzhid/" SHUZHI_VERSION) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, sender->headers) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, sender) == CURLE_OK;
}

/* Returns: false when memory is short. */
static bool add_header(SzLineSender *sender, const char *text)
{
    struct curl_slist *longer = curl_slist_append(sender->headers, text);
    if (longer != NULL) {
        sender->headers = longer;
    }
    return longer != NULL;
}

static bool add_headers(SzLineSender *sender, const char *token)
{
    g_autofree char *authorization = g_strdup_printf("Authorization: Token %s", token);
    return add_header(sender, "Content-Type: text/plain; charset=utf-8") &&
           /* A body over 1 MiB would wait a second for leave to be sent. */
           add_header(sender, "Expect:") && (token == NULL || add_header(sender, authorization));
}

/* A token is sent in a header: one line of visible ASCII. */
static bool is_header_word(const char *token)
{
    for (const char *at = token; *at != '\0'; at++) {
        if (!g_ascii_isgraph(*at)) {
            return false;
        }
    }
    return *token != '\0';
}

void sz_line_sender_free(SzLineSender *sender)
{
    if (sender == NULL) {
        return;
    }
    if (sender->curl != NULL) {
        curl_easy_cleanup(sender->curl);
    }
    curl_slist_free_all(sender->headers);
    g_string_free(sender->answer, TRUE);
    g_free(sender->target);
    g_free(sender->shown);
    g_free(sender);
}

SzLineSender *sz_line_sender_new(const SzLineSenderOptions *options, GError **error)
{
    g_autofree char *target = sz_write_target(options->url, error);
    if (target == NULL) {
        return NULL;
    }
    if (options->token != NULL && !is_header_word(options->token)) {
        g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                            "a token is one word of visible ASCII");
        return NULL;
    }
    SzLineSender *sender = g_new0(SzLineSender, 1);
    sender->answer = g_string_new(NULL);
    sender->patience_ms = options->patience_ms != 0 ? options->patience_ms : PATIENCE_MS;
    sender->taken_us = g_get_monotonic_time();
    sender->shown = sz_write_target_shown(target);
    sender->target = g_steal_pointer(&target);
    sender->curl = curl_easy_init();
    if (sender->curl == NULL || !add_headers(sender, options->token) || !set_options(sender)) {
        sz_line_sender_free(sender);
        g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                            "libcurl did not start");
        return NULL;
    }
    return sender;
}

/* --- one request --- */

static char *why_refused(SzLineSender *sender, long status)
{
    char text[512];
    SzShownText shown = sz_shown_text(text, sizeof text);
    g_strchomp(sender->answer->str);
    sz_shown_add_outside(&shown, sz_slice(sender->answer->str), sizeof text - 8);
    return *text != '\0' ? g_strdup_printf("answered %ld: %s", status, text)
                         : g_strdup_printf("answered %ld", status);
}

static char *why_failed(const SzLineSender *sender, CURLcode code)
{
    if (code == CURLE_WRITE_ERROR) {
        return g_strdup_printf("answered with more than %u bytes", ANSWER_MAX_BYTES);
    }
    const char *problem = *sender->problem != '\0' ? sender->problem : curl_easy_strerror(code);
    return sz_shown_line(problem);
}

static Outcome request(SzLineSender *sender, SzSlice lines)
{
    long status = 0;
    curl_off_t retry_after_s = 0;
    sender->problem[0] = '\0';
    sender->answer_bytes = 0;
    sender->status = 0;
    g_string_truncate(sender->answer, 0);
    CURLcode code =
        curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)lines.len);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDS, lines.data);
    }
    if (code == CURLE_OK) {
        code = curl_easy_perform(sender->curl);
    }
    if (code != CURLE_OK) {
        bool is_final = code == CURLE_WRITE_ERROR || code == CURLE_PEER_FAILED_VERIFICATION;
        return (Outcome){.verdict = is_final ? SZ_WRITE_REFUSED : SZ_WRITE_AGAIN,
                         .why = why_failed(sender, code)};
    }
    (void)curl_easy_getinfo(sender->curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(sender->curl, CURLINFO_RETRY_AFTER, &retry_after_s);
    sender->status = status;
    Outcome outcome = {.verdict = sz_write_verdict(status), .retry_after_s = retry_after_s};
    if (outcome.verdict != SZ_WRITE_TAKEN) {
        outcome.why = why_refused(sender, status);
    }
    return outcome;
}

/* --- until it is taken --- */

gboolean sz_line_sender_send(SzLineSender *sender, SzSlice lines, GError **error)
{
    for (guint n_failures = 1;; n_failures++) {
        Outcome outcome = request(sender, lines);
        g_autofree char *why = outcome.why;
        gint64 now_us = g_get_monotonic_time();
        if (outcome.verdict == SZ_WRITE_TAKEN) {
            sender->taken_us = now_us;
            return TRUE;
        }
        gint64 pause_ms = sz_write_pause_ms(n_failures, outcome.retry_after_s, g_random_double());
        gint64 waited_ms = (now_us - sender->taken_us) / 1000;
        if (outcome.verdict == SZ_WRITE_REFUSED) {
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "%s: %s", sender->shown,
                        why);
            return FALSE;
        }
        if (waited_ms + pause_ms > sender->patience_ms) {
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                        "%s: %s; given up after %u attempts in %" G_GINT64_FORMAT " s",
                        sender->shown, why, n_failures, waited_ms / 1000);
            return FALSE;
        }
        sender->n_repeats++;
        g_usleep((gulong)pause_ms * 1000);
    }
}

long sz_line_sender_status(const SzLineSender *sender)
{
    return sender->status;
}

const char *sz_line_sender_where(const SzLineSender *sender)
{
    return sender->shown;
}

guint64 sz_line_sender_n_repeats(const SzLineSender *sender)
{
    return sender->n_repeats;
}
