#include "collector/write_target.h"

#include "collector/error.h"

#define DEFAULT_PATH "/api/v2/write"
#define DEFAULT_QUERY "org=shuzhi&bucket=shuzhi&precision=ns"
#define PAUSE_FIRST_MS G_GINT64_CONSTANT(200)
#define PAUSE_MAX_MS G_GINT64_CONSTANT(10000)
#define RETRY_AFTER_MAX_S G_GINT64_CONSTANT(30)

static bool is_http(GUri *uri)
{
    const char *scheme = g_uri_get_scheme(uri);
    const char *host = g_uri_get_host(uri);
    bool is_known = g_str_equal(scheme, "http") || g_str_equal(scheme, "https");
    return is_known && host != NULL && *host != '\0';
}

/* The simulator and the journal write nanoseconds. */
static gboolean check_precision(const char *query, GError **error)
{
    g_autoptr(GHashTable) params =
        g_uri_parse_params(query != NULL ? query : "", -1, "&", G_URI_PARAMS_NONE, error);
    if (params == NULL) {
        return FALSE;
    }
    const char *precision = g_hash_table_lookup(params, "precision");
    if (precision != NULL && !g_str_equal(precision, "ns") && !g_str_equal(precision, "n")) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "precision: '%s' is not what is sent, expected ns", precision);
        return FALSE;
    }
    return TRUE;
}

char *sz_write_target(const char *text, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
    if (uri == NULL || !is_http(uri)) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "'%s' is no address to write to, expected something like "
                    "http://127.0.0.1:8086 or http://127.0.0.1:8086/write?db=city",
                    text);
        return NULL;
    }
    if (!check_precision(g_uri_get_query(uri), error)) {
        return NULL;
    }
    const char *path = g_uri_get_path(uri);
    bool has_path = *path != '\0' && !g_str_equal(path, "/");
    const char *query = g_uri_get_query(uri);
    return g_uri_join(G_URI_FLAGS_ENCODED, g_uri_get_scheme(uri), g_uri_get_userinfo(uri),
                      g_uri_get_host(uri), g_uri_get_port(uri), has_path ? path : DEFAULT_PATH,
                      query != NULL || has_path ? query : DEFAULT_QUERY, NULL);
}

char *sz_write_target_shown(const char *target)
{
    g_autoptr(GUri) uri = g_uri_parse(target, G_URI_FLAGS_ENCODED, NULL);
    g_return_val_if_fail(uri != NULL, NULL);
    return g_uri_to_string_partial(uri,
                                   G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
}

SzWriteVerdict sz_write_verdict(long status)
{
    if (status >= 200 && status < 300) {
        return SZ_WRITE_TAKEN;
    }
    bool is_passing = status == 408 || status == 429 || (status >= 500 && status != 501);
    return is_passing ? SZ_WRITE_AGAIN : SZ_WRITE_REFUSED;
}

gint64 sz_write_pause_ms(guint n_failures, gint64 retry_after_s, double unit_random)
{
    if (retry_after_s > 0) {
        return MIN(retry_after_s, RETRY_AFTER_MAX_S) * 1000;
    }
    gint64 pause_ms = PAUSE_FIRST_MS;
    for (guint i = 1; i < n_failures && pause_ms < PAUSE_MAX_MS; i++) {
        pause_ms *= 2;
    }
    pause_ms = MIN(pause_ms, PAUSE_MAX_MS);
    gint64 half_ms = pause_ms / 2;
    return half_ms + (gint64)((double)half_ms * unit_random);
}
