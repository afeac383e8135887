#include "web/screens_guard.h"

#include "collector/own_machine.h"

static const SzScreensVerdict let_in = {0};

static bool has_prefix(SzSlice text, const char *prefix)
{
    gsize len = strlen(prefix);
    return text.len >= len && g_ascii_strncasecmp(text.data, prefix, len) == 0;
}

SzScreensVerdict sz_screens_guard(const SzScreensHead *head)
{
    if (!head->is_get && !head->is_head) {
        return (SzScreensVerdict){405, "method_not_allowed",
                                  "this listener takes GET and HEAD only",
                                  "data is written to the feeds listener"};
    }
    if (head->has_content_length || head->has_transfer_encoding) {
        return (SzScreensVerdict){400, "body_not_allowed", "this listener takes no request bodies",
                                  "data is written to the feeds listener"};
    }
    if (!head->is_peer_loopback) {
        return (SzScreensVerdict){403, "not_open",
                                  "screens are for this machine only, as there are no accounts yet",
                                  "listen on 127.0.0.1 and use a tunnel"};
    }
    if (head->is_forwarded) {
        return (SzScreensVerdict){403, "forwarded",
                                  "open use refuses requests that a proxy has passed on",
                                  "take Forwarded, X-Forwarded-*, X-Real-IP and Via away"};
    }
    if (!sz_is_own_host(head->host)) {
        return (SzScreensVerdict){
            403, "bad_host", "Host is not 127.0.0.1, localhost or [::1] with or without a port",
            "use http://127.0.0.1:PORT/"};
    }
    return let_in;
}

/* A page's origin is its scheme and host; the WebSocket must go where the page came from. */
static bool is_same_origin(SzSlice origin, SzSlice host)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++) {
        gsize len = strlen(schemes[i]);
        if (has_prefix(origin, schemes[i]) && origin.len - len == host.len &&
            g_ascii_strncasecmp(origin.data + len, host.data, host.len) == 0) {
            return true;
        }
    }
    return false;
}

SzScreensVerdict sz_screens_guard_upgrade(const SzScreensHead *head,
                                          const SzScreensUpgrade *upgrade)
{
    SzScreensVerdict verdict = sz_screens_guard(head);
    if (verdict.status != 0) {
        return verdict;
    }
    if (!head->is_get || upgrade->upgrade.len != strlen("websocket") ||
        !has_prefix(upgrade->upgrade, "websocket")) {
        return (SzScreensVerdict){400, "bad_upgrade", "the only upgrade is a GET to websocket",
                                  NULL};
    }
    if (!sz_slice_equal(upgrade->path, sz_slice(SZ_LIVE_PATH))) {
        return (SzScreensVerdict){404, "unknown_path", "the only WebSocket is " SZ_LIVE_PATH, NULL};
    }
    if (!sz_slice_equal(upgrade->subprotocols, sz_slice(SZ_LIVE_SUBPROTOCOL))) {
        return (SzScreensVerdict){400, "bad_subprotocol",
                                  "Sec-WebSocket-Protocol must be " SZ_LIVE_SUBPROTOCOL, NULL};
    }
    if (upgrade->origin.len > 0 && !is_same_origin(upgrade->origin, head->host)) {
        return (SzScreensVerdict){403, "bad_origin", "Origin is another than Host", NULL};
    }
    return let_in;
}

bool sz_screens_is_loopback(const char *numeric_peer)
{
    return g_str_has_prefix(numeric_peer, "127.") || g_str_equal(numeric_peer, "::1") ||
           g_str_has_prefix(numeric_peer, "::ffff:127.");
}
