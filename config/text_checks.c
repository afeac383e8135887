#include "config/text_checks.h"

#include "metrics/error.h"
#include "metrics/opening_hours.h"
#include "metrics/work_calendar.h"

#include <gio/gio.h>
#include <string.h>

#define CODE_BYTES_MAX 64
/* MQTT 3.1.1, 1.5.3: a string has at most so many bytes. */
#define TOPIC_BYTES_MAX 65535

static gboolean refuse(GError **error, const char *what, SzSlice text, const char *expected)
{
    g_autofree char *shown = g_strndup(text.data, text.len);
    g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_SYNTAX, "%s: '%s', expected %s", what,
                shown, expected);
    return FALSE;
}

gboolean sz_check_code(SzSlice text, GError **error)
{
    bool good = text.len >= 1 && text.len <= CODE_BYTES_MAX;
    for (gsize i = 0; good && i < text.len; i++) {
        good = g_ascii_isalnum(text.data[i]) || strchr("._-", text.data[i]) != NULL;
    }
    return good || refuse(error, "not a code", text, "1..64 letters, digits, '.', '_' or '-'");
}

gboolean sz_check_day(SzSlice text, GError **error)
{
    SzDay day = 0;
    if (!sz_day_parse(text, &day, error)) {
        return FALSE;
    }
    return (day >= sz_work_calendar_first() && day <= sz_work_calendar_last()) ||
           refuse(error, "day out of range", text, "1990-01-01..2199-12-31");
}

gboolean sz_check_end_day(SzSlice text, GError **error)
{
    return sz_slice_equal(text, SZ_SLICE("2200-01-01")) || sz_check_day(text, error);
}

bool sz_time_of_day_parse(SzSlice text, gint32 *out_s)
{
    static const char form[] = "dd:dd";
    bool good = text.len == sizeof form - 1;
    for (gsize i = 0; good && i < text.len; i++) {
        good = form[i] == 'd' ? g_ascii_isdigit(text.data[i]) : text.data[i] == form[i];
    }
    if (!good) {
        return false;
    }
    gint32 hour = (text.data[0] - '0') * 10 + text.data[1] - '0';
    gint32 minute = (text.data[3] - '0') * 10 + text.data[4] - '0';
    if (hour > 23 || minute > 59) {
        return false;
    }
    *out_s = hour * 3600 + minute * 60;
    return true;
}

gboolean sz_check_time_of_day(SzSlice text, GError **error)
{
    gint32 second = 0;
    return sz_time_of_day_parse(text, &second) ||
           refuse(error, "not a time of day", text, "HH:MM, 00:00 to 23:59");
}

gboolean sz_check_slot(SzSlice text, GError **error)
{
    SzSlot slot;
    return sz_slot_parse(text, &slot, error);
}

/* A name or an address as it may stand before ":PORT". */
static bool is_host(const char *host)
{
    gsize n = strlen(host);
    if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
        g_autofree char *inside = g_strndup(host + 1, n - 2);
        return g_hostname_is_ip_address(inside);
    }
    bool good = n > 0;
    for (const char *c = host; good && *c != '\0'; c++) {
        good = g_ascii_isalnum(*c) || *c == '.' || *c == '-';
    }
    return good;
}

gboolean sz_check_listen(SzSlice text, GError **error)
{
    g_autofree char *address = g_strndup(text.data, text.len);
    char *colon = strrchr(address, ':');
    bool good = colon != NULL;
    if (good) {
        *colon = '\0';
        good = is_host(address) &&
               g_ascii_string_to_unsigned(colon + 1, 10, 0, G_MAXUINT16, NULL, NULL);
    }
    return good || refuse(error, "not an address to listen on", text,
                          "ADDR:PORT, for instance 127.0.0.1:8080 or [::1]:8080");
}

/* Is @text a URL with a host and one of two schemes? */
static bool is_url(SzSlice text, const char *scheme, const char *secure_scheme)
{
    g_autofree char *copy = g_strndup(text.data, text.len);
    g_autoptr(GUri) uri = g_uri_parse(copy, G_URI_FLAGS_NONE, NULL);
    if (uri == NULL || g_uri_get_userinfo(uri) != NULL) {
        return false;
    }
    const char *host = g_uri_get_host(uri);
    return host != NULL && (is_host(host) || g_hostname_is_ip_address(host)) &&
           (g_str_equal(g_uri_get_scheme(uri), scheme) ||
            g_str_equal(g_uri_get_scheme(uri), secure_scheme));
}

gboolean sz_check_http_url(SzSlice text, GError **error)
{
    return is_url(text, "http", "https") ||
           refuse(error, "not a URL", text,
                  "http://HOST or https://HOST, without user and password");
}

gboolean sz_check_mqtt_url(SzSlice text, GError **error)
{
    return is_url(text, "mqtt", "mqtts") ||
           refuse(error, "not a URL", text,
                  "mqtt://HOST or mqtts://HOST, without user and password");
}

/* '#' only as the last level, '+' only as a whole one. */
static bool is_topic_filter(const char *text)
{
    g_auto(GStrv) levels = g_strsplit(text, "/", -1);
    for (guint i = 0; levels[i] != NULL; i++) {
        bool alone = levels[i][0] != '\0' && levels[i][1] == '\0';
        bool has_hash = strchr(levels[i], '#') != NULL;
        bool has_plus = strchr(levels[i], '+') != NULL;
        if ((has_hash && (!alone || levels[i + 1] != NULL)) || (has_plus && !alone)) {
            return false;
        }
    }
    return *text != '\0';
}

gboolean sz_check_topic_filter(SzSlice text, GError **error)
{
    g_autofree char *copy = g_strndup(text.data, text.len);
    return (text.len <= TOPIC_BYTES_MAX && is_topic_filter(copy)) ||
           refuse(error, "not a topic filter", text,
                  "levels between '/', '+' for a whole level, '#' for the last");
}
