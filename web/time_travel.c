#include "web/time_travel.h"

/* Is @part "NAME=..."?  Then *out_value points behind the '='. */
static bool is_param(const char *part, const char *name, const char **out_value)
{
    gsize n = strlen(name);
    if (strncmp(part, name, n) != 0 || part[n] != '=') {
        return false;
    }
    *out_value = part + n + 1;
    return true;
}

static bool read_instant(const char *name, const char *value, bool *has, SzWallTime *out,
                         SzResponse *out_problem)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_uri_unescape_string(value, NULL);
    if (text == NULL || *has) {
        *out_problem = sz_response_error(400, "bad_query", NULL,
                                         *has ? "parameter given twice: '%s'"
                                              : "query is not percent-encoded UTF-8: '%s'",
                                         *has ? name : value);
        return false;
    }
    if (!sz_wall_time_parse_or_day(sz_slice(text), out, &error)) {
        *out_problem = sz_response_error(400, "bad_time", NULL, "%s: %s", name, error->message);
        return false;
    }
    *has = true;
    return true;
}

char *sz_time_travel_take(const char *target, SzTimeTravel *out, SzResponse *out_problem)
{
    const char *mark = strchr(target, '?');
    if (mark == NULL) {
        return g_strdup(target);
    }
    g_autoptr(GString) rest = g_string_new_len(target, mark - target);
    g_auto(GStrv) parts = g_strsplit(mark + 1, "&", -1);
    char separator = '?';
    for (char **part = parts; *part != NULL; part++) {
        const char *value = NULL;
        bool is_good = true;
        if (is_param(*part, "at", &value)) {
            is_good = read_instant("at", value, &out->has_at, &out->at, out_problem);
        } else if (is_param(*part, "known_at", &value)) {
            is_good =
                read_instant("known_at", value, &out->has_known_at, &out->known_at, out_problem);
        } else {
            g_string_append_printf(rest, "%c%s", separator, *part);
            separator = '&';
        }
        if (!is_good) {
            return NULL;
        }
    }
    return g_string_free(g_steal_pointer(&rest), FALSE);
}
