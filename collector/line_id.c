#include "collector/line_id.h"

static bool take_number(SzSlice *text, guint64 *out)
{
    guint64 number = 0;
    gsize n = 0;
    while (n < text->len && g_ascii_isdigit(text->data[n])) {
        guint64 digit = (guint64)(text->data[n] - '0');
        if (number > (G_MAXUINT64 - digit) / 10) {
            return false;
        }
        number = 10 * number + digit;
        n++;
    }
    if (n == 0 || text->data[0] == '0') {
        return false;
    }
    *out = number;
    *text = (SzSlice){text->data + n, text->len - n};
    return true;
}

bool sz_line_id_parse(SzSlice text, SzLineId *out)
{
    SzLineId id;
    if (!take_number(&text, &id.batch) || text.len == 0 || text.data[0] != '.') {
        return false;
    }
    text = (SzSlice){text.data + 1, text.len - 1};
    if (!take_number(&text, &id.line) || text.len > 0) {
        return false;
    }
    *out = id;
    return true;
}

const char *sz_line_id_format(SzLineId id, char text[SZ_LINE_ID_TEXT])
{
    g_snprintf(text, SZ_LINE_ID_TEXT, "%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT, id.batch,
               id.line);
    return text;
}
