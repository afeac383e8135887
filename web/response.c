#include "web/response.h"

#include "metrics/shown_text.h"
#include "web/fonts.h"

void sz_response_clear(SzResponse *response)
{
    g_clear_pointer(&response->body, g_free);
    g_clear_pointer(&response->picture, sz_panel_model_free);
    json_decref(g_steal_pointer(&response->value));
    g_clear_pointer(&response->headers, g_strfreev);
}

void sz_response_add_header(SzResponse *response, const char *name, const char *value)
{
    guint n = response->headers != NULL ? g_strv_length(response->headers) : 0;
    response->headers = g_renew(char *, response->headers, n + 3);
    response->headers[n] = g_strdup(name);
    response->headers[n + 1] = g_strdup(value);
    response->headers[n + 2] = NULL;
}

const char *sz_response_header(const SzResponse *response, const char *name)
{
    for (char **at = response->headers; at != NULL && *at != NULL; at += 2) {
        if (g_str_equal(*at, name)) {
            return at[1];
        }
    }
    return NULL;
}

SzResponse sz_response_json(json_t *value_take)
{
    SzResponse response = {
        .status = 200,
        .content_type = "application/json; charset=utf-8",
        .body = sz_json_dump(value_take),
        .value = value_take,
    };
    response.body_len = strlen(response.body);
    return response;
}

SzResponse sz_response_text(const char *content_type, GString *body_take)
{
    gsize len = body_take->len;
    return (SzResponse){.status = 200,
                        .content_type = content_type,
                        .body = g_string_free(body_take, FALSE),
                        .body_len = len};
}

SzResponse sz_response_picture(const char *content_type, SzPanelModel *model_take)
{
    return (SzResponse){.status = 200, .content_type = content_type, .picture = model_take};
}

void sz_response_draw(SzResponse *response)
{
    if (response->picture == NULL) {
        return;
    }
    g_autoptr(GError) error = NULL;
    sz_fonts_use();
    g_autoptr(GBytes) bytes = sz_panel_draw(response->picture, &error);
    sz_response_give_picture(response, bytes, error);
}

void sz_response_give_picture(SzResponse *response, GBytes *bytes, const GError *error)
{
    const char *content_type = response->content_type;
    sz_response_clear(response);
    if (bytes == NULL) {
        *response = sz_response_error(500, "not_drawn", NULL, "%s", error->message);
        return;
    }
    gsize len = 0;
    const char *data = g_bytes_get_data(bytes, &len);
    *response = sz_response_text(content_type, g_string_new_len(data, (gssize)len));
}

static bool is_age(const char *key)
{
    return g_str_has_suffix(key, "_s") || g_str_equal(key, "time");
}

/* A cursor holds the instant at which its list was begun; an older one is as good. */
static bool is_cursor(const char *key, const json_t *value)
{
    return g_str_equal(key, "next") && json_is_string(value);
}

static void digest(GChecksum *sum, json_t *value)
{
    if (json_is_object(value)) {
        const char *key = NULL;
        json_t *child = NULL;
        g_checksum_update(sum, (const guchar *)"{", 1);
        json_object_foreach(value, key, child)
        {
            if (!is_age(key)) {
                g_checksum_update(sum, (const guchar *)key, (gssize)strlen(key) + 1);
                digest(sum, is_cursor(key, child) ? json_true() : child);
            }
        }
        g_checksum_update(sum, (const guchar *)"}", 1);
    } else if (json_is_array(value)) {
        gsize i = 0;
        json_t *child = NULL;
        g_checksum_update(sum, (const guchar *)"[", 1);
        json_array_foreach(value, i, child)
        {
            digest(sum, child);
        }
        g_checksum_update(sum, (const guchar *)"]", 1);
    } else {
        g_autofree char *text = sz_json_dump(value);
        g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text) + 1);
    }
}

char *sz_response_etag(const SzResponse *response)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    if (response->value != NULL) {
        digest(sum, response->value);
    } else if (response->picture != NULL) {
        g_checksum_update(sum, (const guchar *)sz_panel_model_key(response->picture), -1);
    } else {
        g_checksum_update(sum, (const guchar *)response->body, (gssize)response->body_len);
    }
    for (char **at = response->headers; at != NULL && *at != NULL; at++) {
        g_checksum_update(sum, (const guchar *)*at, (gssize)strlen(*at) + 1);
    }
    return g_strdup_printf("%s\"%.32s\"", response->value != NULL ? "W/" : "",
                           g_checksum_get_string(sum));
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

SzResponse sz_response_archive_unreadable(void)
{
    return sz_response_error(503, "archive_unreadable",
                             "start the daemon again: it makes the archive anew from the journal",
                             "cases that ended long ago cannot be read");
}
