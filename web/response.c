#include "web/response.h"

#define DIGITS_SHOWN_MAX 10 /* longer runs may be a phone or an identity number */

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

static char *mask_digits(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *at = text; *at != '\0';) {
        gsize n = strspn(at, "0123456789");
        if (n > DIGITS_SHOWN_MAX) {
            g_string_append_c(out, '#');
            at += n;
        } else {
            gsize taken = MAX(n, 1);
            g_string_append_len(out, at, (gssize)taken);
            at += taken;
        }
    }
    return g_string_free(out, FALSE);
}

SzResponse sz_response_error(int status, const char *code, const char *hint, const char *format,
                             ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *valid = g_utf8_make_valid(message, -1);
    g_autofree char *masked = mask_digits(valid);
    json_t *error = json_pack("{s:s, s:s, s:s?}", "code", code, "message", masked, "hint", hint);
    SzResponse response = sz_response_json(json_pack("{s:o}", "error", error));
    response.status = status;
    return response;
}
