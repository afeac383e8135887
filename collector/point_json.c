#include "collector/point_json.h"

/* Characters outside ASCII that some readers take for line ends: U+0085, U+2028, U+2029. */
static const struct {
    SzSlice utf8;
    const char *escape;
} line_ends[] = {
    {{"\xc2\x85", 2}, "\\u0085"},
    {{"\xe2\x80\xa8", 3}, "\\u2028"},
    {{"\xe2\x80\xa9", 3}, "\\u2029"},
};

/* Appends the escape of the line end that @text starts with.  Returns its length, 0 for none. */
static gsize append_line_end(GString *out, SzSlice text)
{
    for (gsize i = 0; i < G_N_ELEMENTS(line_ends); i++) {
        SzSlice utf8 = line_ends[i].utf8;
        if (text.len >= utf8.len && memcmp(text.data, utf8.data, utf8.len) == 0) {
            g_string_append(out, line_ends[i].escape);
            return utf8.len;
        }
    }
    return 0;
}

/* Appends the first character, or byte, of @text.  Returns its length. */
static gsize append_first(GString *out, SzSlice text)
{
    guchar byte = (guchar)text.data[0];
    gsize n = byte >= 0x80 ? append_line_end(out, text) : 0;
    if (n > 0) {
        return n;
    }
    if (byte < ' ') {
        g_string_append_printf(out, "\\u%04x", (guint)byte);
        return 1;
    }
    if (byte == '"' || byte == '\\') {
        g_string_append_c(out, '\\');
    }
    g_string_append_c(out, text.data[0]);
    return 1;
}

static void append_text(GString *out, SzSlice text)
{
    g_string_append_c(out, '"');
    for (gsize i = 0; i < text.len;) {
        i += append_first(out, (SzSlice){text.data + i, text.len - i});
    }
    g_string_append_c(out, '"');
}

static void append_value(GString *text, const SzLpValue *value)
{
    static const char *const types[] = {
        [SZ_LP_FLOAT] = "float", [SZ_LP_INT] = "int",       [SZ_LP_UINT] = "uint",
        [SZ_LP_BOOL] = "bool",   [SZ_LP_STRING] = "string",
    };
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(text, "{\"type\":\"%s\",\"value\":", types[value->type]);
    switch (value->type) {
    case SZ_LP_FLOAT:
        g_string_append(text, g_ascii_formatd(number, sizeof number, "%.17g", value->as.f));
        break;
    case SZ_LP_INT:
        g_string_append_printf(text, "\"%" G_GINT64_FORMAT "\"", value->as.i);
        break;
    case SZ_LP_UINT:
        g_string_append_printf(text, "\"%" G_GUINT64_FORMAT "\"", value->as.u);
        break;
    case SZ_LP_BOOL:
        g_string_append(text, value->as.b ? "true" : "false");
        break;
    case SZ_LP_STRING:
        append_text(text, value->as.s);
        break;
    }
    g_string_append_c(text, '}');
}

void sz_point_json_append(GString *text, const SzLpPoint *point)
{
    g_string_append_printf(text, "{\"line\":%" G_GUINT64_FORMAT ",\"measurement\":", point->line);
    append_text(text, point->measurement);
    g_string_append(text, ",\"tags\":{");
    for (gsize i = 0; i < point->n_tags; i++) {
        g_string_append(text, i == 0 ? "" : ",");
        append_text(text, point->tags[i].key);
        g_string_append_c(text, ':');
        append_text(text, point->tags[i].value);
    }
    g_string_append(text, "},\"fields\":{");
    for (gsize i = 0; i < point->n_fields; i++) {
        g_string_append(text, i == 0 ? "" : ",");
        append_text(text, point->fields[i].key);
        g_string_append_c(text, ':');
        append_value(text, &point->fields[i].value);
    }
    g_string_append(text, "},\"time_ns\":");
    if (point->has_time) {
        g_string_append_printf(text, "\"%" G_GINT64_FORMAT "\"}\n", point->time_ns);
    } else {
        g_string_append(text, "null}\n");
    }
}

void sz_fault_json_append(GString *text, guint64 line, const char *kind, gsize column,
                          const char *message)
{
    g_string_append_printf(text,
                           "{\"line\":%" G_GUINT64_FORMAT
                           ",\"error\":\"%s\",\"column\":%" G_GSIZE_FORMAT ",\"message\":",
                           line, kind, column);
    append_text(text, sz_slice(message));
    g_string_append(text, "}\n");
}
