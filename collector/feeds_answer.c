#include "collector/feeds_answer.h"

#include <stdlib.h>

#define HEADER_MAX_BYTES 1024 /* as InfluxDB cuts it */

static const struct {
    guint status;
    const char *code; /* of 2.x */
} codes[] = {
    {400, "invalid"},         {401, "unauthorized"},       {403, "forbidden"},
    {404, "not found"},       {405, "method not allowed"}, {408, "request timeout"},
    {411, "length required"}, {413, "request too large"},  {415, "unsupported media type"},
    {500, "internal error"},  {503, "unavailable"},
};

void sz_feeds_answer_clear(SzFeedsAnswer *answer)
{
    g_clear_pointer(&answer->error_text, g_free);
    if (answer->body != NULL) {
        g_string_free(g_steal_pointer(&answer->body), TRUE);
    }
}

SzFeedsAnswer sz_feeds_answer_empty(guint status)
{
    return (SzFeedsAnswer){.status = status};
}

SzFeedsAnswer sz_feeds_answer_done(SzFeedsShape shape)
{
    /* 1.x says the type of the body that is not there. */
    return (SzFeedsAnswer){.status = 204,
                           .content_type = shape == SZ_FEEDS_V1 ? "application/json" : NULL};
}

SzFeedsAnswer sz_feeds_answer_text(guint status, const char *text)
{
    return (SzFeedsAnswer){
        .status = status, .content_type = "text/plain; charset=utf-8", .body = g_string_new(text)};
}

static const char *code_of(guint status)
{
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (codes[i].status == status) {
            return codes[i].code;
        }
    }
    return "internal error";
}

/* A header holds one line of printable ASCII: a refused byte must not become a header of its own. */
static char *header_text(const char *message)
{
    char *text = g_strndup(message, HEADER_MAX_BYTES);
    for (char *at = text; *at != '\0'; at++) {
        if (!g_ascii_isprint(*at)) {
            *at = *at == '\n' ? ' ' : '?';
        }
    }
    return text;
}

static GString *dump(json_t *object_take, const char *tail)
{
    char *text = json_dumps(object_take, JSON_COMPACT);
    GString *body = g_string_new(text);
    free(text);
    json_decref(object_take);
    return g_string_append(body, tail);
}

/* The code as one word; what helps is said where it is known. */
static json_t *api_error_json(guint status, const char *message)
{
    g_autofree char *code = g_strdelimit(g_strdup(code_of(status)), " ", '_');
    return json_pack("{s:{s:s, s:s, s:n}}", "error", "code", code, "message", message, "hint");
}

SzFeedsAnswer sz_feeds_answer_json(guint status, json_t *object_take)
{
    return (SzFeedsAnswer){
        .status = status, .content_type = "application/json", .body = dump(object_take, "\n")};
}

SzFeedsAnswer sz_feeds_answer_error(SzFeedsShape shape, guint status, const char *message)
{
    g_autofree char *valid = g_utf8_make_valid(message, -1);
    SzFeedsAnswer answer = {.status = status};
    if (shape == SZ_FEEDS_V1) {
        answer.content_type = "application/json";
        answer.error_header = "X-Influxdb-Error";
        answer.error_text = header_text(valid);
        answer.body = dump(json_pack("{s:s}", "error", valid), "\n");
    } else if (shape == SZ_FEEDS_API) {
        answer.content_type = "application/json; charset=utf-8";
        answer.body = dump(api_error_json(status, valid), "");
    } else {
        const char *code = code_of(status);
        answer.content_type = "application/json; charset=utf-8";
        answer.error_header = "X-Platform-Error-Code";
        answer.error_text = g_strdup(code);
        answer.body = dump(json_pack("{s:s, s:s}", "code", code, "message", valid), "");
    }
    if (status == 503) {
        answer.retry_after_s = "1";
    }
    answer.must_close = status == 413;
    if (status == 401 && shape != SZ_FEEDS_V2) {
        answer.authenticate = "Basic realm=\"InfluxDB\"";
    }
    return answer;
}
