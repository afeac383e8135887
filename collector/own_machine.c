#include "collector/own_machine.h"

#define PORT_MAX_CHARS 5

static bool has_prefix(SzSlice text, const char *prefix)
{
    gsize len = strlen(prefix);
    return text.len >= len && g_ascii_strncasecmp(text.data, prefix, len) == 0;
}

/* What follows the name: nothing, or a port. */
static bool is_port(SzSlice rest)
{
    if (rest.len == 0) {
        return true;
    }
    if (rest.data[0] != ':' || rest.len < 2 || rest.len > 1 + PORT_MAX_CHARS) {
        return false;
    }
    for (gsize i = 1; i < rest.len; i++) {
        if (!g_ascii_isdigit(rest.data[i])) {
            return false;
        }
    }
    return true;
}

bool sz_is_own_host(SzSlice host)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        gsize len = strlen(names[i]);
        if (has_prefix(host, names[i]) && is_port((SzSlice){host.data + len, host.len - len})) {
            return true;
        }
    }
    return false;
}

bool sz_is_forwarding_header(const char *name)
{
    return g_ascii_strcasecmp(name, "Forwarded") == 0 || g_ascii_strcasecmp(name, "Via") == 0 ||
           g_ascii_strcasecmp(name, "X-Real-IP") == 0 || has_prefix(sz_slice(name), "X-Forwarded-");
}
