#include "web/response.h"

#include "metrics/shown_text.h"

void sz_response_clear(SzResponse *response)
{
    g_clear_pointer(&response->body, g_free);
}

SzResponse sz_response_json(json_t *value_take)
{
    SzResponse response = {.status = 200, .body = sz_json_dump(value_take)};
    json_decref(value_take);
    return response;
}

SzResponse sz_response_error(int status, const char *code, const char *hint, const char *format,
                             ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *masked = sz_shown_line(message);
    json_t *error = json_pack("{s:s, s:s, s:s?}", "code", code, "message", masked, "hint", hint);
    SzResponse response = sz_response_json(json_pack("{s:o}", "error", error));
    response.status = status;
    return response;
}
