/* Answers on their way out: InfluxDB's, and those of the read API. */

#include "collector/feeds_internal.h"

#define REQUEST_ID_MAX_BYTES 128

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && *value != '\0') {
        (void)MHD_add_response_header(response, name, value);
    }
}

/* The client's own name for the request, for its logs and ours; else a new one. (transfer full) */
static char *request_id(struct MHD_Connection *connection)
{
    const char *theirs = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Request-Id");
    theirs = theirs != NULL
                 ? theirs
                 : MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Request-Id");
    gsize n = theirs != NULL ? strlen(theirs) : 0;
    for (gsize i = 0; i < n; i++) {
        n = g_ascii_isgraph(theirs[i]) ? n : 0;
    }
    return n > 0 && n <= REQUEST_ID_MAX_BYTES ? g_strdup(theirs) : g_uuid_string_random();
}

enum MHD_Result sz_feeds_send_answer(Exchange *exchange)
{
    const SzFeedsAnswer *answer = &exchange->plan.answer;
    bool has_body = answer->body != NULL;
    g_autofree char *id = request_id(exchange->connection);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(has_body ? answer->body->len : 0,
                                        has_body ? answer->body->str : NULL, MHD_RESPMEM_MUST_COPY);
    add_header(response, "X-Influxdb-Version", SHUZHI_VERSION);
    add_header(response, "X-Influxdb-Build", "OSS");
    add_header(response, "Request-Id", id);
    add_header(response, "X-Request-Id", id);
    add_header(response, "Content-Type", answer->content_type);
    add_header(response, "Allow", answer->allow);
    add_header(response, "Retry-After", answer->retry_after_s);
    add_header(response, "WWW-Authenticate", answer->authenticate);
    if (answer->error_header != NULL) {
        add_header(response, answer->error_header, answer->error_text);
    }
    if (answer->content_type != NULL && g_str_has_prefix(answer->content_type, "text/")) {
        add_header(response, "X-Content-Type-Options", "nosniff");
    }
    if (exchange->must_close || answer->must_close) {
        add_header(response, "Connection", "close");
    }
    enum MHD_Result result = MHD_queue_response(exchange->connection, answer->status, response);
    MHD_destroy_response(response);
    exchange->state = EXCHANGE_ANSWERED;
    return result;
}

enum MHD_Result sz_feeds_send_reply(Exchange *exchange)
{
    SzFeedsReply *reply = &exchange->reply;
    g_autofree char *batch = g_strdup_printf("%" G_GUINT64_FORMAT, reply->batch);
    g_autofree char *index_batch = g_strdup_printf("%" G_GUINT64_FORMAT, reply->index_batch);
    g_autofree char *retry_after = g_strdup_printf("%u", reply->retry_after_s);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->body_len, reply->body != NULL ? reply->body : NULL, MHD_RESPMEM_MUST_COPY);
    add_header(response, "Content-Type", reply->content_type);
    add_header(response, "ETag", reply->etag);
    add_header(response, "Cache-Control", reply->etag != NULL ? "no-cache" : "no-store");
    add_header(response, "X-Content-Type-Options", "nosniff");
    for (char **at = reply->headers; at != NULL && *at != NULL; at += 2) {
        add_header(response, at[0], at[1]);
    }
    if (reply->batch > 0) {
        add_header(response, "X-Shuzhi-Batch", batch);
    }
    if (reply->has_index) {
        add_header(response, "X-Shuzhi-Index-Batch", index_batch);
    }
    if (reply->retry_after_s > 0) {
        add_header(response, "Retry-After", retry_after);
    }
    enum MHD_Result result = MHD_queue_response(exchange->connection, reply->status, response);
    MHD_destroy_response(response);
    exchange->state = EXCHANGE_ANSWERED;
    return result;
}
