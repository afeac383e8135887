/* One request: head, body, journal, answer. */

#include "collector/error.h"
#include "collector/feeds_internal.h"
#include "collector/feeds_query.h"

#define FORM_MAX_BYTES 65536

/* --- the head ------------------------------------------------------------------------------ */

typedef struct {
    const char *name;
    const char *value;
} Wanted;

static enum MHD_Result look_at_param(void *user, enum MHD_ValueKind kind, const char *name,
                                     const char *value)
{
    Wanted *wanted = user;
    (void)kind;
    if (!g_str_equal(name, wanted->name)) {
        return MHD_YES;
    }
    wanted->value = value;
    return MHD_NO;
}

/* The first of that name.  libmicrohttpd's own look-up would take DB for db. */
static const char *look_up_param(const char *name, void *user)
{
    Wanted wanted = {.name = name};
    (void)MHD_get_connection_values(user, MHD_GET_ARGUMENT_KIND, look_at_param, &wanted);
    return wanted.value;
}

static const char *look_up_header(const char *name, void *user)
{
    return MHD_lookup_connection_value(user, MHD_HEADER_KIND, name);
}

/* Whether to send its body. */
static bool is_asking_first(struct MHD_Connection *connection)
{
    return look_up_header("Expect", connection) != NULL;
}

static bool is_too_large_to_send(struct MHD_Connection *connection, gsize max_bytes)
{
    const char *length = look_up_header("Content-Length", connection);
    guint64 bytes = 0;
    return is_asking_first(connection) && length != NULL &&
           g_ascii_string_to_unsigned(length, 10, 0, G_MAXUINT64, &bytes, NULL) &&
           bytes > max_bytes;
}

static void set_error(Exchange *exchange, guint status, const char *message)
{
    sz_feeds_answer_clear(&exchange->plan.answer);
    exchange->plan.answer = sz_feeds_answer_error(exchange->plan.shape, status, message);
}

static void set_too_large(Exchange *exchange)
{
    set_error(exchange, 413,
              exchange->plan.shape == SZ_FEEDS_V1 ? "Request Entity Too Large"
                                                  : "request too large");
}

static Exchange *begin(Worker *worker, struct MHD_Connection *connection, const char *url,
                       const char *method)
{
    const SzFeedsOptions *options = &worker->feeds->options;
    SzFeedsAbout about = sz_feeds_about(worker->feeds);
    SzFeedsHead head = {method, url, look_up_param, look_up_header, connection};
    Exchange *exchange = g_new0(Exchange, 1);
    exchange->worker = worker;
    exchange->connection = connection;
    exchange->path = g_strdup(url);
    exchange->plan = sz_feeds_plan(&head, &about);
    SzFeedsSender sender = {0};
    const char *problem = sz_feeds_check_head(connection, method, &sender);
    exchange->must_close = sender.must_close;
    if (problem != NULL) {
        SzFeedsShape shape = g_str_has_prefix(url, "/api/v2/") ? SZ_FEEDS_V2 : SZ_FEEDS_V1;
        sz_feeds_answer_clear(&exchange->plan.answer);
        exchange->plan =
            (SzFeedsPlan){.answer = sz_feeds_answer_error(shape, sender.status, problem)};
    } else {
        sz_feeds_admit(exchange, &head, &sender);
    }
    if (exchange->plan.task == SZ_FEEDS_WRITE &&
        is_too_large_to_send(connection, options->body_max_bytes)) {
        set_too_large(exchange);
        exchange->plan.task = SZ_FEEDS_NOTHING;
    }
    if (exchange->plan.task == SZ_FEEDS_NOTHING && is_asking_first(connection)) {
        exchange->must_close = true; /* the body need not come */
    }
    if (exchange->plan.task == SZ_FEEDS_WRITE) {
        exchange->received = about.now;
        SzWriteBodyOptions body = {
            .ns_per_unit = exchange->plan.ns_per_unit,
            .received = about.now,
            .now = about.now,
            .is_gzip = exchange->plan.is_gzip,
            .body_max_bytes = options->body_max_bytes,
            .unpacked_max_bytes = options->body_max_bytes,
            .on_refused = sz_feeds_on_refused,
            .user = exchange,
            .scope = exchange->author != NULL ? &exchange->scope : NULL,
            .author = exchange->author != NULL ? exchange->author->name : NULL,
            .wants_events = true,
            .spare = exchange->worker->feeds->spare,
        };
        exchange->body = sz_write_body_new(&body);
    } else if (exchange->plan.task == SZ_FEEDS_QUERY || exchange->plan.task == SZ_FEEDS_CORRECT) {
        exchange->form = g_string_new(NULL);
    }
    return exchange;
}

void sz_feeds_on_completed(void *user, struct MHD_Connection *connection, void **slot,
                           enum MHD_RequestTerminationCode reason)
{
    Exchange *exchange = *slot;
    (void)user;
    (void)reason;
    if (exchange == NULL) {
        return;
    }
    sz_feeds_link_enter(connection, LINK_HEAD);
    sz_feeds_turn_end(exchange);
    sz_feeds_budget_release(exchange);
    sz_feeds_answer_clear(&exchange->plan.answer);
    sz_write_body_free(exchange->body);
    sz_tokens_unref(exchange->tokens);
    if (exchange->form != NULL) {
        g_string_free(exchange->form, TRUE);
    }
    g_free(exchange->reasons);
    g_clear_error(&exchange->outcome);
    g_free(exchange->path);
    g_free(exchange->reply.body);
    g_free(exchange->reply.etag);
    g_strfreev(exchange->reply.headers);
    g_free(exchange);
    *slot = NULL;
}

/* --- the body ------------------------------------------------------------------------------ */

/* What the body held goes at once; the rest of it is read and forgotten. */
static void give_up_body(Exchange *exchange)
{
    exchange->is_throttled = true;
    g_clear_pointer(&exchange->body, sz_write_body_free);
    sz_feeds_budget_release(exchange);
}

/* A body nobody wants is read and forgotten, so that the answer reaches the client. */
static void take_piece(Exchange *exchange, const char *data, gsize len)
{
    if (exchange->body != NULL &&
        sz_write_body_feed(exchange->body, data, len) == SZ_WRITE_BODY_OK &&
        !sz_feeds_budget_take(exchange)) {
        give_up_body(exchange);
    }
    if (exchange->form != NULL && !exchange->is_form_too_long) {
        exchange->is_form_too_long = len > FORM_MAX_BYTES - exchange->form->len;
        g_string_append_len(exchange->form, data, exchange->is_form_too_long ? 0 : (gssize)len);
    }
}

/* q of a form body; NULL when there is none. (transfer full) */
static char *form_q(const GString *form)
{
    g_auto(GStrv) parts = g_strsplit(form->str, "&", -1);
    for (char **part = parts; *part != NULL; part++) {
        if (g_str_has_prefix(*part, "q=")) {
            g_strdelimit(*part, "+", ' ');
            return g_uri_unescape_string(*part + 2, NULL);
        }
    }
    return NULL;
}

/* As InfluxDB: what the form says comes first. */
static void answer_form(Exchange *exchange)
{
    SzFeedsAbout about = sz_feeds_about(exchange->worker->feeds);
    g_autofree char *in_form = form_q(exchange->form);
    SzFeedsStatement statement = {.q = in_form != NULL ? in_form
                                                       : look_up_param("q", exchange->connection)};
    if (exchange->is_form_too_long) {
        set_too_large(exchange);
    } else {
        exchange->plan.answer = sz_feeds_query(&statement, &about);
    }
}

/* --- the journal --------------------------------------------------------------------------- */

static void on_journalled(const SzReceipt *receipt, const GError *error, void *user)
{
    Exchange *exchange = user;
    (void)receipt;
    exchange->outcome = error != NULL ? g_error_copy(error) : NULL;
    sz_feeds_worker_hand_back(exchange->worker, exchange);
}

/* Sends the accepted lines off.  Returns: false with `outcome` set when the journal refused at once. */
static bool submit(Exchange *exchange, const SzWriteBodyResult *result, SzWallTime received)
{
    g_autoptr(GBytes) lines = NULL;
    g_autoptr(GBytes) events = NULL;
    const SzToken *author = exchange->author;
    SzBatch batch = {
        .source = author != NULL ? SZ_SOURCE_TOKEN : SZ_SOURCE_OPEN,
        .source_name = sz_slice(author != NULL ? author->name : NULL),
        .received = received,
        .n_lines = result->n_lines,
    };
    lines = sz_write_body_steal_lines(exchange->body);
    events = sz_write_body_steal_events(exchange->body);
    sz_feeds_budget_release(exchange);
    batch.events = events;
    batch.lines.data = g_bytes_get_data(lines, &batch.lines.len);
    return sz_journal_submit(exchange->worker->feeds->journal, &batch, lines, on_journalled,
                             exchange, &exchange->outcome);
}

/* Its lines are on the disk. */
static void note_author(const Exchange *exchange)
{
    if (exchange->author != NULL) {
        sz_token_uses_keeper_note(exchange->worker->feeds->options.uses, exchange->author->id,
                                  exchange->received);
    }
}

static void answer_outcome(Exchange *exchange)
{
    if (exchange->outcome == NULL) {
        note_author(exchange);
    }
    const char *reasons = exchange->reasons != NULL ? exchange->reasons : "";
    if (exchange->outcome != NULL) {
        bool is_too_long =
            g_error_matches(exchange->outcome, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG);
        if (is_too_long) {
            set_too_large(exchange);
        } else {
            set_error(exchange, 503, exchange->outcome->message);
        }
    } else if (exchange->n_refused > 0) {
        g_autofree char *partial = g_strdup_printf("partial write: %s dropped=0", reasons);
        set_error(exchange, 400, partial);
    } else {
        exchange->plan.answer = sz_feeds_answer_done(exchange->plan.shape);
    }
}

/* The body is complete.  Returns: true when the exchange now waits for the journal. */
static bool finish_write(Exchange *exchange)
{
    SzWriteBodyResult result = {0};
    if (exchange->is_throttled) {
        set_error(exchange, 503, "request throttled, too much is being received");
        return false;
    }
    SzWallTime received = sz_feeds_now(exchange->worker->feeds);
    switch (sz_write_body_finish(exchange->body, &result)) {
    case SZ_WRITE_BODY_TOO_LARGE:
        set_too_large(exchange);
        return false;
    case SZ_WRITE_BODY_BAD_GZIP:
        set_error(exchange, 400, sz_write_body_gzip_problem(exchange->body));
        return false;
    case SZ_WRITE_BODY_OK:
        break;
    }
    if (g_atomic_int_get(&exchange->worker->is_stopping) != 0) {
        set_error(exchange, 503, "shutting down, try again soon");
        return false;
    }
    if (!sz_feeds_admit_again(exchange)) {
        return false;
    }
    exchange->n_refused = result.n_refused;
    exchange->reasons = g_strdup(result.reasons);
    if (result.n_lines == 0) {
        if (result.n_refused > 0) {
            set_error(exchange, result.n_forbidden == result.n_refused ? 403 : 400,
                      exchange->reasons);
        } else {
            exchange->plan.answer = sz_feeds_answer_done(exchange->plan.shape);
        }
        return false;
    }
    if (!submit(exchange, &result, received)) {
        answer_outcome(exchange);
        return false;
    }
    return true;
}

/* --- the read API -------------------------------------------------------------------------- */

static enum MHD_Result add_param(void *user, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    GString *target = user;
    (void)kind;
    g_string_append_c(target, strchr(target->str, '?') == NULL ? '?' : '&');
    g_string_append_uri_escaped(target, name, NULL, FALSE);
    if (value != NULL) {
        g_string_append_c(target, '=');
        g_string_append_uri_escaped(target, value, NULL, FALSE);
    }
    return MHD_YES;
}

void sz_feeds_reply(SzFeedsQuestion *question, SzFeedsReply *reply)
{
    question->reply = *reply;
    *reply = (SzFeedsReply){0};
    sz_feeds_worker_hand_back(question->worker, question);
}

void sz_feeds_suspend(Exchange *exchange)
{
    exchange->state = EXCHANGE_ASKING;
    exchange->worker->n_waiting++;
    MHD_suspend_connection(exchange->connection); /* first: the answer may be there at once */
}

/* Returns: whether the exchange now waits for an answer. */
static bool ask(Exchange *exchange)
{
    const SzFeedsOptions *options = &exchange->worker->feeds->options;
    g_autoptr(GString) target = g_string_new(exchange->path);
    (void)MHD_get_connection_values(exchange->connection, MHD_GET_ARGUMENT_KIND, add_param, target);
    if (g_atomic_int_get(&exchange->worker->is_stopping) != 0) {
        set_error(exchange, 503, "shutting down, try again soon");
        return false;
    }
    sz_feeds_suspend(exchange);
    if (options->answerer(target->str, look_up_header("If-None-Match", exchange->connection),
                          exchange, options->user)) {
        return true;
    }
    exchange->reply = (SzFeedsReply){
        .status = 503,
        .content_type = "application/json; charset=utf-8",
        .retry_after_s = 1,
        .body = g_strdup("{\"error\":{\"code\":\"busy\",\"message\":\"too many questions "
                         "wait\",\"hint\":\"try again soon\"}}")};
    exchange->reply.body_len = strlen(exchange->reply.body);
    sz_feeds_worker_hand_back(exchange->worker, exchange);
    return true;
}

/* --- corrections --------------------------------------------------------------------------- */

static enum MHD_Result finish_correction(Exchange *exchange)
{
    if (exchange->is_form_too_long) {
        set_too_large(exchange);
    } else if (g_atomic_int_get(&exchange->worker->is_stopping) != 0) {
        set_error(exchange, 503, "shutting down, try again soon");
    } else if (sz_feeds_admit_again(exchange)) {
        return sz_feeds_correct(exchange) ? MHD_YES : sz_feeds_send_reply(exchange);
    }
    return sz_feeds_send_answer(exchange);
}

/* --- the whole ---------------------------------------------------------------------------- */

static enum MHD_Result finish(Exchange *exchange)
{
    if (exchange->state == EXCHANGE_ASKING) {
        return sz_feeds_send_reply(exchange);
    }
    if (exchange->plan.task == SZ_FEEDS_READ) {
        return ask(exchange) ? MHD_YES : sz_feeds_send_answer(exchange);
    }
    if (exchange->plan.task == SZ_FEEDS_CORRECT) {
        return finish_correction(exchange);
    }
    if (exchange->state == EXCHANGE_WAITING) { /* the journal has answered */
        answer_outcome(exchange);
        return sz_feeds_send_answer(exchange);
    }
    if (exchange->plan.task == SZ_FEEDS_WRITE && finish_write(exchange)) {
        exchange->state = EXCHANGE_WAITING;
        exchange->worker->n_waiting++;
        MHD_suspend_connection(exchange->connection);
        return MHD_YES;
    }
    if (exchange->plan.task == SZ_FEEDS_QUERY) {
        answer_form(exchange);
    }
    return sz_feeds_send_answer(exchange);
}

/* The eight parameters are libmicrohttpd's. NOLINTNEXTLINE(readability-function-size) */
enum MHD_Result sz_feeds_on_request(void *user, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *data,
                                    size_t *data_len, void **slot)
{
    (void)version;
    if (*slot == NULL) {
        Exchange *fresh = begin(user, connection, url, method);
        *slot = fresh;
        sz_feeds_link_enter(connection, fresh->must_close ? LINK_ANSWER : LINK_BODY);
        return fresh->must_close ? sz_feeds_send_answer(fresh) : MHD_YES;
    }
    Exchange *exchange = *slot;
    if (*data_len > 0) {
        gsize len = *data_len;
        *data_len = 0;
        take_piece(exchange, data, len);
        sz_feeds_link_heard(connection); /* only now: the work on it is our own time */
        sz_feeds_turn_take(exchange, len);
        return MHD_YES;
    }
    sz_feeds_turn_end(exchange);
    sz_feeds_link_enter(connection, LINK_ANSWER);
    return exchange->state == EXCHANGE_ANSWERED ? MHD_YES : finish(exchange);
}
