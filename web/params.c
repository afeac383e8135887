#include "web/params.h"

static char *decode_part(const char *text, gsize len)
{
    g_autofree char *raw = g_strndup(text, len);
    for (char *at = raw; *at != '\0'; at++) {
        if (*at == '+') {
            *at = ' ';
        }
    }
    g_autofree char *decoded = g_uri_unescape_string(raw, NULL);
    if (decoded == NULL || !g_utf8_validate(decoded, -1, NULL)) {
        return NULL;
    }
    for (const char *at = decoded; *at != '\0'; at++) {
        if (g_ascii_iscntrl(*at)) {
            return NULL;
        }
    }
    return g_steal_pointer(&decoded);
}

static SzResponse unknown_name(const char *name, const char *const *known)
{
    g_autoptr(GString) hint = g_string_new("known here: at, known_at");
    for (; *known != NULL; known++) {
        g_string_append_printf(hint, ", %s", *known);
    }
    return sz_response_error(400, "unknown_parameter", hint->str, "unknown parameter: '%s'", name);
}

static bool take_part(GHashTable *values, const char *part, const char *const *known,
                      SzResponse *out_problem)
{
    const char *equals = strchr(part, '=');
    gsize name_len = equals != NULL ? (gsize)(equals - part) : strlen(part);
    g_autofree char *name = decode_part(part, name_len);
    g_autofree char *value =
        decode_part(equals != NULL ? equals + 1 : "", equals != NULL ? strlen(equals + 1) : 0);
    if (name == NULL || value == NULL) {
        *out_problem = sz_response_error(400, "bad_query", NULL,
                                         "query is not percent-encoded UTF-8: '%s'", part);
        return false;
    }
    if (!g_strv_contains(known, name)) {
        *out_problem = unknown_name(name, known);
        return false;
    }
    if (g_hash_table_contains(values, name)) {
        *out_problem =
            sz_response_error(400, "bad_query", NULL, "parameter given twice: '%s'", name);
        return false;
    }
    g_hash_table_insert(values, g_steal_pointer(&name), g_steal_pointer(&value));
    return true;
}

bool sz_params_parse(SzSlice query, const char *const *known, SzParams *out,
                     SzResponse *out_problem)
{
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *text = g_strndup(query.len > 0 ? query.data : "", query.len);
    g_auto(GStrv) parts = g_strsplit(text, "&", -1);
    for (char **part = parts; *part != NULL; part++) {
        if (**part != '\0' && !take_part(values, *part, known, out_problem)) {
            return false;
        }
    }
    out->values = g_steal_pointer(&values);
    return true;
}

void sz_params_clear(SzParams *params)
{
    g_clear_pointer(&params->values, g_hash_table_unref);
}

const char *sz_params_get(const SzParams *params, const char *name)
{
    return g_hash_table_lookup(params->values, name);
}

bool sz_params_int(const SzParams *params, const SzIntParam *wanted, gint64 *out,
                   SzResponse *out_problem)
{
    const char *text = sz_params_get(params, wanted->name);
    if (text == NULL) {
        *out = wanted->fallback;
        return true;
    }
    if (!g_ascii_string_to_signed(text, 10, wanted->min, wanted->max, out, NULL)) {
        *out_problem = sz_response_error(400, "bad_parameter", NULL,
                                         "%s: '%s' is not a whole number of %" G_GINT64_FORMAT
                                         "..%" G_GINT64_FORMAT,
                                         wanted->name, text, wanted->min, wanted->max);
        return false;
    }
    return true;
}
