#include "collector/point_json.h"

static void append_text(GString *text, SzSlice slice)
{
    g_string_append_c(text, '"');
    for (gsize i = 0; i < slice.len; i++) {
        char byte = slice.data[i];
        if (byte == '"' || byte == '\\') {
            g_string_append_c(text, '\\');
        }
        if (byte >= '\0' && byte < ' ') {
            g_string_append_printf(text, "\\u%04x", (guint)byte);
        } else {
            g_string_append_c(text, byte);
        }
    }
    g_string_append_c(text, '"');
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
