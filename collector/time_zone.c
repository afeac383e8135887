#include "collector/time_zone.h"

#define OFFSET_MAX_S ((gint64)18 * 3600) /* as far as any clock on Earth, and some room */

struct SzTimeZone {
    char *name;       /* owned */
    GTimeZone *named; /* owned; NULL: a fixed offset */
    gint64 offset_s;
};

static bool read_two(const char **at, int *out)
{
    if (!g_ascii_isdigit((*at)[0]) || !g_ascii_isdigit((*at)[1])) {
        return false;
    }
    *out = ((*at)[0] - '0') * 10 + ((*at)[1] - '0');
    *at += 2;
    return true;
}

static bool read_offset(const char *text, gint64 *out_s)
{
    int hours = 0;
    int minutes = 0;
    if (g_str_equal(text, "Z") || g_str_equal(text, "UTC")) {
        *out_s = 0;
        return true;
    }
    if (text[0] != '+' && text[0] != '-') {
        return false;
    }
    const char *at = text + 1;
    if (!read_two(&at, &hours)) {
        return false;
    }
    at += *at == ':';
    if (*at != '\0' && !read_two(&at, &minutes)) {
        return false;
    }
    gint64 offset_s = (gint64)hours * 3600 + (gint64)minutes * 60;
    if (*at != '\0' || at[-1] == ':' || minutes > 59 || offset_s > OFFSET_MAX_S) {
        return false;
    }
    *out_s = text[0] == '-' ? -offset_s : offset_s;
    return true;
}

/* A name of the tz database, all of which begin with a capital: GLib would also take a rule or a path out of
 * the database, and chokes on files beside the zones (leapseconds). */
static bool is_name(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (!g_ascii_isalnum(*at) && strchr("_+-/", *at) == NULL) {
            return false;
        }
    }
    return g_ascii_isupper(text[0]);
}

SzTimeZone *sz_time_zone_new(const char *name)
{
    gint64 offset_s = 0;
    g_autoptr(GTimeZone) named = NULL;
    if (!read_offset(name, &offset_s)) {
        named = is_name(name) ? g_time_zone_new_identifier(name) : NULL;
        if (named == NULL) {
            return NULL;
        }
    }
    SzTimeZone *zone = g_atomic_rc_box_new0(SzTimeZone);
    zone->name = g_strdup(name);
    zone->named = g_steal_pointer(&named);
    zone->offset_s = offset_s;
    return zone;
}

SzTimeZone *sz_time_zone_ref(SzTimeZone *zone)
{
    return g_atomic_rc_box_acquire(zone);
}

static void clear(void *data)
{
    SzTimeZone *zone = data;
    g_clear_pointer(&zone->named, g_time_zone_unref);
    g_free(zone->name);
}

void sz_time_zone_unref(SzTimeZone *zone)
{
    if (zone != NULL) {
        g_atomic_rc_box_release_full(zone, clear);
    }
}

const char *sz_time_zone_name(const SzTimeZone *zone)
{
    return zone->name;
}

gint64 sz_time_zone_offset_s(const SzTimeZone *zone, gint64 reading_s, SzZoneDoubt *out_doubt)
{
    *out_doubt = SZ_ZONE_SURE;
    if (zone->named == NULL) {
        return zone->offset_s;
    }
    gint winter = g_time_zone_find_interval(zone->named, G_TIME_TYPE_STANDARD, reading_s);
    gint summer = g_time_zone_find_interval(zone->named, G_TIME_TYPE_DAYLIGHT, reading_s);
    if (winter < 0 || summer < 0) {
        *out_doubt = SZ_ZONE_SKIPPED;
        winter = summer =
            g_time_zone_find_interval(zone->named, G_TIME_TYPE_STANDARD, reading_s - SZ_S_PER_DAY);
    }
    gint64 winter_s = g_time_zone_get_offset(zone->named, MAX(winter, 0));
    gint64 summer_s = g_time_zone_get_offset(zone->named, MAX(summer, 0));
    if (winter_s != summer_s) {
        *out_doubt = SZ_ZONE_TWICE;
    }
    return MAX(winter_s, summer_s); /* further east: the earlier instant */
}
