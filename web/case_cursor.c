#include "web/case_cursor.h"

/* Its fields, one a line. */
enum { FIELD_QUESTION, FIELD_AS_OF, FIELD_IS_PART, FIELD_GROUP, FIELD_VALUE, FIELD_TIES };
#define N_FIELDS (FIELD_TIES + SZ_CASE_N_TIES)
#define GROUP_MAX 2

void sz_case_cursor_clear(SzCaseCursor *cursor)
{
    g_clear_pointer(&cursor->tie, g_strfreev);
}

char *sz_case_cursor_write(const char *question, const SzCaseOrder *order, const SzCaseKey *last,
                           bool is_part)
{
    g_autoptr(GString) text = g_string_new(question);
    g_string_append_printf(text, "\n%" G_GINT64_FORMAT "\n%d\n%u\n%" G_GINT64_FORMAT,
                           order->as_of.ns, is_part, last->group, last->value);
    for (int tie = 0; tie < SZ_CASE_N_TIES; tie++) {
        g_string_append_printf(text, "\n%s", sz_case_order_tie(order, last, tie));
    }
    char *cursor = g_base64_encode((const guchar *)text->str, text->len);
    g_strdelimit(cursor, "+", '-');
    g_strdelimit(cursor, "/", '_');
    cursor[strcspn(cursor, "=")] = '\0';
    return cursor;
}

/* (transfer full) its fields, or NULL. */
static char **decode(const char *cursor)
{
    g_autoptr(GString) padded = g_string_new(cursor);
    while (padded->len % 4 != 0) {
        g_string_append_c(padded, '=');
    }
    g_strdelimit(padded->str, "-", '+');
    g_strdelimit(padded->str, "_", '/');
    gsize len = 0;
    g_autofree guchar *bytes = g_base64_decode(padded->str, &len);
    g_autofree char *text = g_strndup((const char *)bytes, len);
    g_auto(GStrv) fields = g_strsplit(text, "\n", -1);
    bool is_ours = strlen(text) == len && g_strv_length(fields) == N_FIELDS;
    return is_ours ? g_steal_pointer(&fields) : NULL;
}

bool sz_case_cursor_read(const char *text, const char *question, SzCaseCursor *out)
{
    g_auto(GStrv) fields = decode(text);
    gint64 as_of_ns = 0;
    gint64 is_part = 0;
    gint64 group = 0;
    gint64 value = 0;
    if (fields == NULL || !g_str_equal(fields[FIELD_QUESTION], question) ||
        !g_ascii_string_to_signed(fields[FIELD_AS_OF], 10, G_MININT64, G_MAXINT64, &as_of_ns,
                                  NULL) ||
        !g_ascii_string_to_signed(fields[FIELD_IS_PART], 10, 0, 1, &is_part, NULL) ||
        !g_ascii_string_to_signed(fields[FIELD_GROUP], 10, 0, GROUP_MAX, &group, NULL) ||
        !g_ascii_string_to_signed(fields[FIELD_VALUE], 10, G_MININT64, G_MAXINT64, &value, NULL)) {
        return false;
    }
    *out = (SzCaseCursor){
        .as_of = {as_of_ns},
        .is_part = is_part != 0,
        .group = (guint32)group,
        .value = value,
        .tie = g_strdupv(fields + FIELD_TIES),
    };
    return true;
}
