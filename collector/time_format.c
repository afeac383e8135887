#include "collector/time_format.h"

#include "collector/error.h"
#include "collector/time_format_match.h"
#include "collector/xes_time.h"

#define DIRECTIVES "YymdebBaAHIMSfpzFTR%"
#define EPOCH_DIGITS_MAX 18 /* fits a gint64 */

static const char *const names[] = {"iso", "gbt39046", "epoch_s", "epoch_ms"};

/* --- which formats there are --------------------------------------------------------------- */

static bool is_name(const char *format)
{
    return sz_slice_find(names, 0, G_N_ELEMENTS(names), sz_slice(format)) >= 0;
}

/* Adds the letters of @format's directives to @letters.  Returns: whether all are known. */
static gboolean list_directives(const char *format, GString *letters, GError **error)
{
    for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at + 2, '%')) {
        if (at[1] == '\0' || strchr(DIRECTIVES, at[1]) == NULL) {
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                        "unknown directive: '%%%.1s' in '%s', expected one of %%Y %%y %%m %%d %%e "
                        "%%b %%B %%a %%A %%H %%I %%M %%S %%f %%p %%z %%F %%T %%R %%%%",
                        at + 1, format);
            return FALSE;
        }
        g_string_append_c(letters, at[1]);
    }
    return TRUE;
}

static bool has_any(const GString *letters, const char *accepted)
{
    return strpbrk(letters->str, accepted) != NULL;
}

gboolean sz_time_format_check(const char *format, GError **error)
{
    if (is_name(format)) {
        return TRUE;
    }
    g_autoptr(GString) letters = g_string_new(NULL);
    if (!list_directives(format, letters, error)) {
        return FALSE;
    }
    bool has_date = has_any(letters, "F") ||
                    (has_any(letters, "Yy") && has_any(letters, "mbB") && has_any(letters, "de"));
    const char *problem = NULL;
    if (letters->len == 0) {
        problem = "expected iso, gbt39046, epoch_s, epoch_ms or a pattern such as "
                  "\"%Y-%m-%d %H:%M:%S\"";
    } else if (!has_date) {
        problem = "it gives no date, expected year, month and day (%Y, %m and %d)";
    } else if (has_any(letters, "I") != has_any(letters, "p")) {
        problem = "a clock of twelve hours takes both %I and %p, one of 24 hours %H";
    } else if (has_any(letters, "MSf") && !has_any(letters, "HITR")) {
        problem = "it has minutes without an hour, expected %H or %I";
    }
    if (problem != NULL) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "unknown time format: '%s', %s", format, problem);
        return FALSE;
    }
    return TRUE;
}

/* --- reading by one of them ---------------------------------------------------------------- */

static SzSlice trim(SzSlice text)
{
    while (text.len > 0 && g_ascii_isspace(text.data[0])) {
        text.data++;
        text.len--;
    }
    while (text.len > 0 && g_ascii_isspace(text.data[text.len - 1])) {
        text.len--;
    }
    return text;
}

/* The digits from @at on.  Returns: where they end; @at when there is none, or more than a gint64 holds. */
static gsize take_digits(SzSlice text, gsize at, gint64 *out)
{
    gsize end = at;
    gint64 value = 0;
    for (; end < text.len && g_ascii_isdigit(text.data[end]); end++) {
        if (end - at == EPOCH_DIGITS_MAX) {
            return at;
        }
        value = value * 10 + (text.data[end] - '0');
    }
    *out = value;
    return end;
}

/* As above, in parts of @unit_ns. */
static gsize take_fraction(SzSlice text, gsize at, gint64 unit_ns, gint64 *out_ns)
{
    gsize end = at;
    for (; end < text.len && g_ascii_isdigit(text.data[end]); end++) {
        unit_ns /= 10; /* 0 in the end: the rest is cut */
        *out_ns += (text.data[end] - '0') * unit_ns;
    }
    return end;
}

/* @per_s: units in a second; further digits behind a point are a fraction of a unit. */
static bool match_epoch(SzSlice text, gint64 per_s, SzTimeParts *out)
{
    gint64 unit_ns = SZ_NS_PER_S / per_s;
    gint64 value = 0;
    gint64 fraction_ns = 0;
    bool is_before = text.len > 0 && text.data[0] == '-';
    gsize first = is_before ? 1 : 0;
    gsize at = take_digits(text, first, &value);
    if (at == first) {
        return false;
    }
    if (at + 1 < text.len && text.data[at] == '.') {
        at = take_fraction(text, at + 1, unit_ns, &fraction_ns);
    }
    if (at != text.len) {
        return false;
    }
    gint64 s = value / per_s;
    gint64 rest_ns = value % per_s * unit_ns + fraction_ns;
    if (is_before) {
        s = -s - (rest_ns > 0);
        rest_ns = rest_ns > 0 ? SZ_NS_PER_S - rest_ns : 0;
    }
    sz_time_parts_from_epoch(s, rest_ns, out);
    return true;
}

static bool match_gbt39046(SzSlice text, SzTimeParts *out)
{
    static const char *const patterns[] = {"%Y%m%dT%H%M%S", "%Y%m%d%H%M%S", "%Y%m%d%H:%M:%S"};
    static const gsize lengths[] = {15, 14, 16}; /* every number at its full width */
    for (gsize i = 0; i < G_N_ELEMENTS(patterns); i++) {
        if (text.len == lengths[i] && sz_time_pattern_match(patterns[i], text, out)) {
            return true;
        }
    }
    return false;
}

bool sz_time_format_match(const char *format, SzSlice text, SzTimeParts *out)
{
    text = trim(text);
    *out = (SzTimeParts){0};
    if (g_str_equal(format, "iso")) {
        return sz_xes_time_parts(text, out);
    }
    if (g_str_equal(format, "gbt39046")) {
        return match_gbt39046(text, out);
    }
    if (g_str_equal(format, "epoch_s")) {
        return match_epoch(text, 1, out);
    }
    if (g_str_equal(format, "epoch_ms")) {
        return match_epoch(text, 1000, out);
    }
    return sz_time_pattern_match(format, text, out);
}

SzTimeVerdict sz_time_formats_read(const char *const *formats, gsize n_formats,
                                   const SzTimePlace *place, SzSlice text, SzWallTime *out,
                                   SzZoneDoubt *out_doubt)
{
    SzTimeVerdict best = SZ_TIME_UNREADABLE;
    for (gsize i = 0; i < n_formats; i++) {
        SzTimeParts parts;
        if (!sz_time_format_match(formats[i], text, &parts)) {
            continue;
        }
        SzTimeVerdict verdict = sz_time_parts_instant(&parts, place, out, out_doubt);
        if (verdict == SZ_TIME_READ) {
            return SZ_TIME_READ;
        }
        best = best == SZ_TIME_UNREADABLE ? verdict : best;
    }
    return best;
}

const char *sz_time_format_guess(SzSlice text)
{
    static const char *const candidates[] = {
        "iso",
        "gbt39046",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d",
        "%Y/%m/%d %H:%M:%S",
        "%Y/%m/%d %H:%M",
        "%Y/%m/%d",
        "%Y.%m.%d %H:%M:%S",
        "%Y.%m.%d %H:%M",
        "%Y.%m.%d",
        "%Y年%m月%d日 %H:%M:%S",
        "%Y年%m月%d日 %H:%M",
        "%Y年%m月%d日 %H时%M分%S秒",
        "%Y年%m月%d日 %H时%M分",
        "%Y年%m月%d日",
        "%d.%m.%Y %H:%M:%S",
        "%d.%m.%Y %H:%M",
        "%d.%m.%Y",
        "%d.%m.%y %H:%M",
        "%d.%m.%y",
        "%m/%d/%Y %I:%M:%S %p",
        "%m/%d/%Y %I:%M %p",
        "%d/%m/%Y %I:%M:%S %p",
        "%d/%m/%Y %I:%M %p",
        "%m/%d/%Y %H:%M:%S",
        "%m/%d/%Y %H:%M",
        "%m/%d/%Y",
        "%d/%m/%Y %H:%M:%S",
        "%d/%m/%Y %H:%M",
        "%d/%m/%Y",
        "%d-%m-%Y %H:%M:%S",
        "%d-%m-%Y %H:%M",
        "%d-%m-%Y",
        "%d %b %Y %H:%M:%S",
        "%d %b %Y %H:%M",
        "%d %b %Y",
        "%d-%b-%Y %H:%M:%S",
        "%d-%b-%Y",
        "%b %d, %Y %I:%M:%S %p",
        "%b %d, %Y %H:%M:%S",
        "%b %d, %Y",
        "%a, %d %b %Y %H:%M:%S %z",
        "%Y%m%d",
        "epoch_ms",
        "epoch_s",
    };
    g_autoptr(SzTimeZone) zone = sz_time_zone_new("Z");
    SzTimePlace place = {.zone = zone};
    SzWallTime at;
    SzZoneDoubt doubt = SZ_ZONE_SURE;
    for (gsize i = 0; i < G_N_ELEMENTS(candidates); i++) {
        if (sz_time_formats_read(&candidates[i], 1, &place, text, &at, &doubt) == SZ_TIME_READ) {
            return candidates[i];
        }
    }
    return NULL;
}
