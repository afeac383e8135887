#include "collector/import_value_read.h"

#include "collector/time_format.h"
#include "collector/xes_value.h"

static bool is_blank(gunichar c)
{
    return g_unichar_isspace(c) || c == 0xfeff;
}

SzSlice sz_import_trim(SzSlice text)
{
    const char *from = text.data;
    const char *to = text.data + text.len;
    while (from < to && is_blank(g_utf8_get_char(from))) {
        from += g_utf8_skip[(guchar)*from];
    }
    while (to > from) {
        const char *last = g_utf8_prev_char(to);
        if (!is_blank(g_utf8_get_char(last))) {
            break;
        }
        to = last;
    }
    return (SzSlice){from, (gsize)(to - from)};
}

static bool is_control_at(SzSlice text, gsize i)
{
    return i < text.len && g_ascii_iscntrl(text.data[i]);
}

/* Returns: where the run of blanks and control characters at @i ends; @i when it has no control character. */
static gsize end_of_break(SzSlice text, gsize i)
{
    bool has_control = false;
    gsize end = i;
    while (is_control_at(text, end) || (end < text.len && text.data[end] == ' ')) {
        has_control |= text.data[end] != ' ';
        end++;
    }
    return has_control ? end : i;
}

SzSlice sz_import_one_line(SzSlice text, SzArena *arena)
{
    gsize i = 0;
    while (i < text.len && !is_control_at(text, i)) {
        i++;
    }
    if (i == text.len) {
        return text;
    }
    char *line = sz_arena_alloc(arena, text.len);
    gsize n = 0;
    for (i = 0; i < text.len;) {
        gsize end = end_of_break(text, i);
        line[n] = ' ';
        if (end == i) {
            line[n] = text.data[i];
            end++;
        }
        n++;
        i = end;
    }
    return (SzSlice){line, n};
}

static SzImportFound read_time(SzSlice text, const char *const *formats, gsize n_formats,
                               const SzTimePlace *place, SzLpValue *out, SzZoneDoubt *out_doubt)
{
    static const SzImportFound found[] = {
        [SZ_TIME_READ] = SZ_IMPORT_FOUND,
        [SZ_TIME_UNREADABLE] = SZ_IMPORT_UNREADABLE,
        [SZ_TIME_IMPOSSIBLE] = SZ_IMPORT_IMPOSSIBLE,
        [SZ_TIME_OUT_OF_YEARS] = SZ_IMPORT_OUT_OF_YEARS,
    };
    SzWallTime at = {0};
    SzTimeVerdict verdict = sz_time_formats_read(formats, n_formats, place, text, &at, out_doubt);
    if (verdict == SZ_TIME_READ) {
        *out = (SzLpValue){.type = SZ_LP_INT, .as.i = at.ns};
    }
    return found[verdict];
}

/* Spreadsheets write 20 as 20.0 where a column has gaps. */
static gsize whole_length(const char *text)
{
    const char *point = strchr(text, '.');
    bool is_whole = point != NULL && point > text && point[1] != '\0' &&
                    point[1 + strspn(point + 1, "0")] == '\0';
    return is_whole ? (gsize)(point - text) : strlen(text);
}

static SzImportFound read_int(const char *text, SzLpValue *out)
{
    SzXesAttribute read = {.key = "", .type = SZ_XES_INT};
    g_autofree char *own = g_strstrip(g_strdup(text));
    own[whole_length(own)] = '\0';
    if (sz_xes_value_read(&read, own, NULL, NULL) != SZ_XES_VALUE_OK) {
        return SZ_IMPORT_UNREADABLE;
    }
    *out = (SzLpValue){.type = SZ_LP_INT, .as.i = read.as.i};
    return SZ_IMPORT_FOUND;
}

static SzImportFound read_bool(const char *text, SzLpValue *out)
{
    SzXesAttribute read = {.key = "", .type = SZ_XES_BOOLEAN};
    if (sz_xes_value_read(&read, text, NULL, NULL) != SZ_XES_VALUE_OK) {
        return SZ_IMPORT_UNREADABLE;
    }
    *out = (SzLpValue){.type = SZ_LP_BOOL, .as.b = read.as.b};
    return SZ_IMPORT_FOUND;
}

SzImportFound sz_import_read_text(const char *text, const SzImportValue *value, SzLpValue *out,
                                  SzZoneDoubt *out_doubt)
{
    const SzImportReading *reading = &value->reading;
    SzTimePlace place = {.zone = reading->zone, .day_ends = value->day_ends};
    *out_doubt = SZ_ZONE_SURE;
    switch (value->type) {
    case SZ_IMPORT_TEXT:
        *out = (SzLpValue){.type = SZ_LP_STRING, .as.s = sz_slice(text)};
        return SZ_IMPORT_FOUND;
    case SZ_IMPORT_TIME:
        return read_time(sz_slice(text), (const char *const *)reading->formats->pdata,
                         reading->formats->len, &place, out, out_doubt);
    case SZ_IMPORT_INT:
        return read_int(text, out);
    case SZ_IMPORT_BOOL:
        break;
    }
    return read_bool(text, out);
}

SzImportFound sz_import_read_constant(const char *text, const SzImportValue *value, SzLpValue *out)
{
    static const char *const formats[] = {"iso", "gbt39046"};
    SzTimePlace place = {.zone = value->reading.zone, .day_ends = value->day_ends};
    SzZoneDoubt doubt = SZ_ZONE_SURE;
    if (value->type == SZ_IMPORT_TIME) {
        return read_time(sz_slice(text), formats, G_N_ELEMENTS(formats), &place, out, &doubt);
    }
    return sz_import_read_text(text, value, out, &doubt);
}

bool sz_import_text_fits(const char *text, SzImportType type)
{
    SzLpValue unused;
    SzImportValue value = {.type = type};
    g_autoptr(SzTimeZone) zone = sz_time_zone_new("Z");
    value.reading.zone = zone;
    return sz_import_read_constant(text, &value, &unused) == SZ_IMPORT_FOUND;
}

bool sz_import_text_is_missing(const char *text, const SzImportReading *reading)
{
    if (text[0] == '\0') {
        return true;
    }
    if (reading->empty == NULL) {
        return false;
    }
    if (!reading->ignore_case) {
        return g_hash_table_contains(reading->empty, text);
    }
    g_autofree char *folded = sz_import_fold(reading, text);
    return g_hash_table_contains(reading->empty, folded);
}
