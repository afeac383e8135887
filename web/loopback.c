#include "web/loopback.h"

#include "collector/error.h"

#include <gio/gio.h>

static gboolean fail(const char *address, GError **error)
{
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                "not an address to listen on: '%s', expected ADDR:PORT, for instance "
                "127.0.0.1:8080",
                address);
    return FALSE;
}

gboolean sz_loopback_parse(const char *address, bool *out_is_loopback, GError **error)
{
    g_autofree char *host = NULL;
    const char *colon = strrchr(address, ':');
    if (colon == NULL || !g_ascii_string_to_unsigned(colon + 1, 10, 0, G_MAXUINT16, NULL, NULL)) {
        return fail(address, error);
    }
    bool is_bracketed = colon > address && address[0] == '[' && colon[-1] == ']';
    host = is_bracketed ? g_strndup(address + 1, (gsize)(colon - address) - 2)
                        : g_strndup(address, (gsize)(colon - address));
    g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string(host);
    bool is_six = parsed != NULL && g_inet_address_get_family(parsed) == G_SOCKET_FAMILY_IPV6;
    if (parsed == NULL || is_six != is_bracketed) {
        return fail(address, error);
    }
    *out_is_loopback = g_inet_address_get_is_loopback(parsed);
    return TRUE;
}
