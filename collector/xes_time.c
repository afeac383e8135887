#include "collector/xes_time.h"

typedef struct {
    const char *at;
    const char *end;
} Cursor;

static bool take(Cursor *cursor, const char *accepted)
{
    if (cursor->at < cursor->end && *cursor->at != '\0' && strchr(accepted, *cursor->at) != NULL) {
        cursor->at++;
        return true;
    }
    return false;
}

static bool take_digits(Cursor *cursor, int n, int *out)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (cursor->at == cursor->end || !g_ascii_isdigit(*cursor->at)) {
            return false;
        }
        value = value * 10 + (*cursor->at++ - '0');
    }
    *out = value;
    return true;
}

static bool take_date(Cursor *cursor, SzCivil *out)
{
    return take_digits(cursor, 4, &out->year) && take(cursor, "-") &&
           take_digits(cursor, 2, &out->month) && take(cursor, "-") &&
           take_digits(cursor, 2, &out->day);
}

static bool take_fraction(Cursor *cursor, gint64 *out_ns)
{
    gint64 unit_ns = SZ_NS_PER_S / 10;
    const char *first = cursor->at;
    *out_ns = 0;
    while (cursor->at < cursor->end && g_ascii_isdigit(*cursor->at)) {
        *out_ns += (*cursor->at++ - '0') * unit_ns;
        unit_ns /= 10; /* 0 after the ninth digit: the rest is cut */
    }
    return cursor->at > first;
}

static bool take_clock(Cursor *cursor, SzTimeParts *parts)
{
    parts->has_clock = true;
    if (!take_digits(cursor, 2, &parts->hour) || !take(cursor, ":") ||
        !take_digits(cursor, 2, &parts->minute)) {
        return false;
    }
    if (!take(cursor, ":")) {
        return true;
    }
    return take_digits(cursor, 2, &parts->second) &&
           (!take(cursor, ".,") || take_fraction(cursor, &parts->fraction_ns));
}

static bool take_offset(Cursor *cursor, SzTimeParts *parts)
{
    if (cursor->at == cursor->end) {
        return true;
    }
    parts->has_offset = true;
    if (take(cursor, "Zz")) {
        return true;
    }
    int sign = *cursor->at == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!take(cursor, "+-") || !take_digits(cursor, 2, &hours)) {
        return false;
    }
    bool has_minutes = take(cursor, ":") || cursor->at < cursor->end;
    if ((has_minutes && !take_digits(cursor, 2, &minutes)) || hours > 23 || minutes > 59) {
        return false;
    }
    parts->offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

static bool take_time(Cursor *cursor, SzTimeParts *parts)
{
    if (!take_date(cursor, &parts->date)) {
        return false;
    }
    if (take(cursor, "Tt ") && !take_clock(cursor, parts)) {
        return false;
    }
    return take_offset(cursor, parts) && cursor->at == cursor->end;
}

static Cursor trim(SzSlice text)
{
    Cursor cursor = {text.data, text.data + text.len};
    while (cursor.at < cursor.end && g_ascii_isspace(*cursor.at)) {
        cursor.at++;
    }
    while (cursor.at < cursor.end && g_ascii_isspace(cursor.end[-1])) {
        cursor.end--;
    }
    return cursor;
}

bool sz_xes_time_parts(SzSlice text, SzTimeParts *out)
{
    SzTimeParts parts = {0};
    if (text.len == 0) {
        return false;
    }
    Cursor cursor = trim(text);
    if (!take_time(&cursor, &parts)) {
        return false;
    }
    *out = parts;
    return true;
}

bool sz_xes_time_parse(SzSlice text, const SzTimeZone *zone, SzWallTime *out, bool *out_has_offset)
{
    SzTimeParts parts;
    SzZoneDoubt doubt = SZ_ZONE_SURE;
    if (!sz_xes_time_parts(text, &parts)) {
        return false;
    }
    bool has_offset = parts.has_offset;
    parts.has_offset |= zone == NULL;
    SzTimePlace place = {.zone = zone};
    if (sz_time_parts_instant(&parts, &place, out, &doubt) != SZ_TIME_READ) {
        return false;
    }
    *out_has_offset = has_offset;
    return true;
}
