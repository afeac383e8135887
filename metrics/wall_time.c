#include "metrics/wall_time.h"

#include "metrics/error.h"

#define DAYS_PER_ERA 146097 /* 400 Gregorian years */
#define EPOCH_OFFSET 719468 /* days from 0000-03-01 to 1970-01-01 */

SzDay sz_day_from_civil(SzCivil civil)
{
    int year = civil.month <= 2 ? civil.year - 1 : civil.year;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int month_from_march = civil.month > 2 ? civil.month - 3 : civil.month + 9;
    int day_of_year = (153 * month_from_march + 2) / 5 + civil.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - EPOCH_OFFSET;
}

SzCivil sz_day_to_civil(SzDay day)
{
    int shifted = day + EPOCH_OFFSET;
    int era = (shifted >= 0 ? shifted : shifted - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int day_of_era = shifted - era * DAYS_PER_ERA;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) /
        365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    SzCivil civil = {
        .year = year_of_era + era * 400 + (month_from_march >= 10),
        .month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
    return civil;
}

bool sz_civil_is_valid(SzCivil civil)
{
    if (civil.year < 1678 || civil.year > 2261 || civil.month < 1 || civil.month > 12 ||
        civil.day < 1 || civil.day > 31) {
        return false;
    }
    SzCivil back = sz_day_to_civil(sz_day_from_civil(civil));
    return back.month == civil.month && back.day == civil.day;
}

static gint64 floor_div(gint64 a, gint64 b)
{
    return a / b - (a % b < 0);
}

int sz_day_weekday(SzDay day)
{
    /* 1970-01-01 was a Thursday, which is 3 counted from Monday. */
    int shifted = (day % 7 + 3) % 7;
    return shifted < 0 ? shifted + 7 : shifted;
}

SzDay sz_day_of(SzWallTime at)
{
    return (SzDay)floor_div(floor_div(at.ns, SZ_NS_PER_S) + SZ_ZONE_OFFSET_S, SZ_S_PER_DAY);
}

gint64 sz_ns_of_day(SzWallTime at)
{
    gint64 second = floor_div(at.ns, SZ_NS_PER_S);
    gint64 local = second + SZ_ZONE_OFFSET_S;
    gint64 second_of_day = local - floor_div(local, SZ_S_PER_DAY) * SZ_S_PER_DAY;
    gint64 fraction_ns = at.ns % SZ_NS_PER_S;
    return second_of_day * SZ_NS_PER_S +
           (fraction_ns < 0 ? fraction_ns + SZ_NS_PER_S : fraction_ns);
}

SzWallTime sz_wall_time_at(SzDay day, gint64 second_of_day)
{
    gint64 seconds = (gint64)day * SZ_S_PER_DAY - SZ_ZONE_OFFSET_S + second_of_day;
    if (seconds > G_MAXINT64 / SZ_NS_PER_S - 1) {
        return SZ_WALL_TIME_MAX;
    }
    if (seconds < G_MININT64 / SZ_NS_PER_S + 1) {
        return SZ_WALL_TIME_MIN;
    }
    return (SzWallTime){seconds * SZ_NS_PER_S};
}

/* --- reading ------------------------------------------------------------------------------- */

typedef struct {
    const char *at;
    const char *end;
} Cursor;

typedef struct {
    SzCivil date;
    int hour;
    int minute;
    int second;
    gint64 fraction_ns;
    gint64 offset_s;
} Parts;

static bool take_digits(Cursor *cursor, int n, int *out)
{
    int value = 0;
    if (cursor->end - cursor->at < n) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        char c = cursor->at[i];
        if (c < '0' || c > '9') {
            return false;
        }
        value = value * 10 + (c - '0');
    }
    cursor->at += n;
    *out = value;
    return true;
}

static bool take_one_of(Cursor *cursor, const char *accepted)
{
    if (cursor->at < cursor->end && *cursor->at != '\0' && strchr(accepted, *cursor->at) != NULL) {
        cursor->at++;
        return true;
    }
    return false;
}

static bool take_date(Cursor *cursor, SzCivil *out)
{
    if (!take_digits(cursor, 4, &out->year)) {
        return false;
    }
    bool dashed = take_one_of(cursor, "-");
    if (!take_digits(cursor, 2, &out->month) || dashed != take_one_of(cursor, "-")) {
        return false;
    }
    return take_digits(cursor, 2, &out->day);
}

static bool take_fraction(Cursor *cursor, gint64 *out_ns)
{
    gint64 value_ns = 0;
    gint64 scale = SZ_NS_PER_S;
    const char *first = cursor->at;
    while (cursor->at < cursor->end && g_ascii_isdigit(*cursor->at)) {
        if (scale > 1) {
            scale /= 10;
            value_ns += (*cursor->at - '0') * scale;
        }
        cursor->at++;
    }
    *out_ns = value_ns;
    return cursor->at > first;
}

static bool take_clock(Cursor *cursor, Parts *out)
{
    if (!take_digits(cursor, 2, &out->hour)) {
        return false;
    }
    bool coloned = take_one_of(cursor, ":");
    if (!take_digits(cursor, 2, &out->minute)) {
        return false;
    }
    bool has_second = coloned ? take_one_of(cursor, ":")
                              : cursor->at < cursor->end && g_ascii_isdigit(*cursor->at);
    if (has_second && !take_digits(cursor, 2, &out->second)) {
        return false;
    }
    return !has_second || !take_one_of(cursor, ".,") || take_fraction(cursor, &out->fraction_ns);
}

static bool take_zone(Cursor *cursor, Parts *out)
{
    if (cursor->at == cursor->end) {
        out->offset_s = SZ_ZONE_OFFSET_S;
        return true;
    }
    if (take_one_of(cursor, "Zz")) {
        out->offset_s = 0;
        return true;
    }
    int sign = *cursor->at == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!take_one_of(cursor, "+-") || !take_digits(cursor, 2, &hours)) {
        return false;
    }
    (void)take_one_of(cursor, ":");
    if (!take_digits(cursor, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    out->offset_s = (gint64)sign * (hours * 60 + minutes) * 60;
    out->offset_s = sign * (hours * G_GINT64_CONSTANT(3600) + minutes * G_GINT64_CONSTANT(60));
    return true;
}

static bool take_instant(Cursor *cursor, Parts *out)
{
    if (!take_date(cursor, &out->date)) {
        return false;
    }
    (void)take_one_of(cursor, "Tt ");
    return take_clock(cursor, out) && take_zone(cursor, out) && cursor->at == cursor->end;
}

static bool is_in_range(const Parts *parts)
{
    bool is_midnight_end =
        parts->hour == 24 && parts->minute == 0 && parts->second == 0 && parts->fraction_ns == 0;
    return sz_civil_is_valid(parts->date) && (parts->hour < 24 || is_midnight_end) &&
           parts->minute < 60 && parts->second < 60;
}

static void set_syntax_error(SzSlice text, const char *expected, GError **error)
{
    g_autofree char *shown =
        g_utf8_make_valid(text.data != NULL ? text.data : "", (gssize)MIN(text.len, 64));
    g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_SYNTAX, "not a time: '%s', expected %s",
                shown, expected);
}

static SzWallTime instant_of(const Parts *parts)
{
    gint64 second_of_day = parts->hour * 3600 + parts->minute * 60 + parts->second;
    SzWallTime at = sz_wall_time_at(sz_day_from_civil(parts->date), second_of_day);
    at.ns += (SZ_ZONE_OFFSET_S - parts->offset_s) * SZ_NS_PER_S + parts->fraction_ns;
    return at;
}

gboolean sz_wall_time_parse(SzSlice text, SzWallTime *out, GError **error)
{
    Cursor cursor = {text.data, text.data + text.len};
    Parts parts = {0};
    SzWallTime at = {0};
    bool is_read = text.len > 0 && take_instant(&cursor, &parts) && is_in_range(&parts);
    if (is_read) {
        at = instant_of(&parts);
    }
    /* A zone or 24:00 may carry it out of what can be written. */
    if (!is_read || !sz_civil_is_valid(sz_day_to_civil(sz_day_of(at)))) {
        set_syntax_error(text, "RFC 3339, for instance 2026-03-02T09:00:00+08:00", error);
        return FALSE;
    }
    *out = at;
    return TRUE;
}

gboolean sz_day_parse(SzSlice text, SzDay *out, GError **error)
{
    Cursor cursor = {text.data, text.data + text.len};
    SzCivil civil = {0};
    if (text.len != 10 || !take_date(&cursor, &civil) || cursor.at != cursor.end ||
        !sz_civil_is_valid(civil)) {
        set_syntax_error(text, "a date, for instance 2026-03-02", error);
        return FALSE;
    }
    *out = sz_day_from_civil(civil);
    return TRUE;
}

gboolean sz_wall_time_parse_or_day(SzSlice text, SzWallTime *out, GError **error)
{
    SzDay day = 0;
    if (text.len == 10 && sz_day_parse(text, &day, NULL)) {
        out->ns = sz_wall_time_at(day + 1, 0).ns - 1;
        return TRUE;
    }
    return sz_wall_time_parse(text, out, error);
}

/* --- writing ------------------------------------------------------------------------------- */

const char *sz_day_format(SzDay day, char text[SZ_DAY_TEXT])
{
    SzCivil civil = sz_day_to_civil(day);
    g_snprintf(text, SZ_DAY_TEXT, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    return text;
}

const char *sz_wall_time_format(SzWallTime at, char text[SZ_WALL_TIME_TEXT])
{
    SzCivil civil = sz_day_to_civil(sz_day_of(at));
    gint64 ns_of_day = sz_ns_of_day(at);
    int second = (int)(ns_of_day / SZ_NS_PER_S);
    int fraction = (int)(ns_of_day % SZ_NS_PER_S);
    char tail[12] = "";
    if (fraction % 1000 != 0) {
        g_snprintf(tail, sizeof tail, ".%09d", fraction);
    } else if (fraction % 1000000 != 0) {
        g_snprintf(tail, sizeof tail, ".%06d", fraction / 1000);
    } else if (fraction != 0) {
        g_snprintf(tail, sizeof tail, ".%03d", fraction / 1000000);
    }
    g_snprintf(text, SZ_WALL_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%s+08:00", civil.year,
               civil.month, civil.day, second / 3600, second / 60 % 60, second % 60, tail);
    return text;
}
