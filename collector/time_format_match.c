#include "collector/time_format_match.h"

#define NOON_H 12
#define YEARS_IN_DATE_MAX 9999

typedef struct {
    const char *at;
    const char *end;
    SzTimeParts *parts;
    bool has_half; /* %p was seen */
    bool is_afternoon;
} Match;

typedef struct {
    const char *text;
    int value;
} Word;

static const Word months[] = {
    {"january", 1},   {"february", 2},  {"march", 3},  {"april", 4},     {"may", 5},
    {"june", 6},      {"july", 7},      {"august", 8}, {"september", 9}, {"october", 10},
    {"november", 11}, {"december", 12}, {"sept", 9},   {"jan", 1},       {"feb", 2},
    {"mar", 3},       {"apr", 4},       {"jun", 6},    {"jul", 7},       {"aug", 8},
    {"sep", 9},       {"oct", 10},      {"nov", 11},   {"dec", 12},
};
static const Word days[] = {
    {"monday", 0},   {"tuesday", 0}, {"wednesday", 0}, {"thursday", 0}, {"friday", 0},
    {"saturday", 0}, {"sunday", 0},  {"mon", 0},       {"tue", 0},      {"wed", 0},
    {"thu", 0},      {"fri", 0},     {"sat", 0},       {"sun", 0},
};
static const Word halves[] = {
    {"am", 0}, {"a.m.", 0}, {"上午", 0}, {"pm", 1}, {"p.m.", 1}, {"下午", 1},
};

static bool take(Match *match, const char *accepted)
{
    if (match->at < match->end && *match->at != '\0' && strchr(accepted, *match->at) != NULL) {
        match->at++;
        return true;
    }
    return false;
}

static bool take_number(Match *match, int digits_min, int digits_max, int *out)
{
    int value = 0;
    int n = 0;
    while (n < digits_max && match->at < match->end && g_ascii_isdigit(*match->at)) {
        value = value * 10 + (*match->at++ - '0');
        n++;
    }
    *out = value;
    return n >= digits_min;
}

static bool take_word(Match *match, const Word *words, gsize n_words, int *out)
{
    for (gsize i = 0; i < n_words; i++) {
        gsize len = strlen(words[i].text);
        if (len <= (gsize)(match->end - match->at) &&
            g_ascii_strncasecmp(match->at, words[i].text, len) == 0) {
            match->at += len;
            *out = words[i].value;
            return true;
        }
    }
    return false;
}

static bool take_short_year(Match *match)
{
    int year = 0;
    if (!take_number(match, 2, 2, &year)) {
        return false;
    }
    match->parts->date.year = year + (year >= 69 ? 1900 : 2000); /* as POSIX has it */
    return true;
}

static bool take_fraction(Match *match)
{
    gint64 unit_ns = SZ_NS_PER_S / 10;
    const char *first = match->at;
    match->parts->fraction_ns = 0;
    while (match->at < match->end && g_ascii_isdigit(*match->at)) {
        match->parts->fraction_ns += (*match->at++ - '0') * unit_ns;
        unit_ns /= 10; /* 0 after the ninth digit: the rest is cut */
    }
    return match->at > first;
}

static bool take_offset(Match *match)
{
    static const Word zeros[] = {{"utc", 0}, {"gmt", 0}, {"z", 0}};
    int hours = 0;
    int minutes = 0;
    int zero = 0;
    match->parts->has_offset = true;
    if (take_word(match, zeros, G_N_ELEMENTS(zeros), &zero)) {
        match->parts->offset_s = 0;
        return true;
    }
    bool is_west = match->at < match->end && *match->at == '-';
    if (!take(match, "+-") || !take_number(match, 2, 2, &hours)) {
        return false;
    }
    bool has_colon = take(match, ":");
    bool has_minutes = has_colon || (match->at < match->end && g_ascii_isdigit(*match->at));
    if ((has_minutes && !take_number(match, 2, 2, &minutes)) || hours > 23 || minutes > 59) {
        return false;
    }
    int offset_s = hours * 3600 + minutes * 60;
    match->parts->offset_s = is_west ? -offset_s : offset_s;
    return true;
}

static bool take_half(Match *match)
{
    int half = 0;
    match->has_half = take_word(match, halves, G_N_ELEMENTS(halves), &half);
    match->is_afternoon = half == 1;
    return match->has_half;
}

static bool take_hour(Match *match)
{
    match->parts->has_clock = true;
    return take_number(match, 1, 2, &match->parts->hour);
}

static bool take_date_part(Match *match, char directive)
{
    SzCivil *date = &match->parts->date;
    int unused = 0;
    switch (directive) {
    case 'Y':
        return take_number(match, 4, 4, &date->year);
    case 'y':
        return take_short_year(match);
    case 'm':
        return take_number(match, 1, 2, &date->month);
    case 'd':
    case 'e':
        return take_number(match, 1, 2, &date->day);
    case 'b':
    case 'B':
        return take_word(match, months, G_N_ELEMENTS(months), &date->month);
    default: /* a, A */
        return take_word(match, days, G_N_ELEMENTS(days), &unused);
    }
}

static bool take_clock_part(Match *match, char directive)
{
    switch (directive) {
    case 'H':
    case 'I':
        return take_hour(match);
    case 'M':
        return take_number(match, 1, 2, &match->parts->minute);
    case 'S':
        return take_number(match, 1, 2, &match->parts->second);
    case 'f':
        return take_fraction(match);
    case 'p':
        return take_half(match);
    default: /* z */
        return take_offset(match);
    }
}

static bool take_all(Match *match, const char *pattern);

static bool take_directive(Match *match, char directive)
{
    switch (directive) {
    case '%':
        return take(match, "%");
    case 'F':
        return take_all(match, "%Y-%m-%d");
    case 'T':
        return take_all(match, "%H:%M:%S");
    case 'R':
        return take_all(match, "%H:%M");
    default:
        return strchr("YymdebBaA", directive) != NULL ? take_date_part(match, directive)
                                                      : take_clock_part(match, directive);
    }
}

static bool take_all(Match *match, const char *pattern)
{
    for (const char *at = pattern; *at != '\0'; at++) {
        if (g_ascii_isspace(*at)) {
            while (take(match, " \t\n\v\f\r")) {
            }
        } else if (*at == '%') {
            if (!take_directive(match, *++at)) {
                return false;
            }
        } else if (match->at == match->end || *match->at++ != *at) {
            return false;
        }
    }
    return true;
}

/* One o'clock in the afternoon is 13; the hour of twelve comes first in its half. */
static void finish_hour(Match *match)
{
    int hour = match->parts->hour;
    if (match->has_half) {
        bool is_twelve_hours = hour >= 1 && hour <= NOON_H;
        match->parts->hour =
            is_twelve_hours ? hour % NOON_H + (match->is_afternoon ? NOON_H : 0) : 99;
    }
}

bool sz_time_pattern_match(const char *pattern, SzSlice text, SzTimeParts *out)
{
    Match match = {.at = text.data, .end = text.data + text.len, .parts = out};
    if (text.len == 0 || !take_all(&match, pattern) || match.at != match.end) {
        return false;
    }
    finish_hour(&match);
    return true;
}

void sz_time_parts_from_epoch(gint64 s, gint64 fraction_ns, SzTimeParts *out)
{
    const gint64 limit_s = SZ_S_PER_DAY * 366 * YEARS_IN_DATE_MAX;
    gint64 bounded_s = CLAMP(s, -limit_s, limit_s);
    gint64 day = bounded_s / SZ_S_PER_DAY - (bounded_s % SZ_S_PER_DAY < 0);
    int of_day_s = (int)(bounded_s - day * SZ_S_PER_DAY);
    *out = (SzTimeParts){
        .date = sz_day_to_civil((SzDay)day),
        .hour = of_day_s / 3600,
        .minute = of_day_s / 60 % 60,
        .second = of_day_s % 60,
        .fraction_ns = fraction_ns,
        .has_clock = true,
        .has_offset = true,
    };
}
