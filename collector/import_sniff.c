#include "collector/import_sniff.h"

static bool begins_with(SzSlice bytes, SzSlice magic)
{
    return bytes.len >= magic.len && memcmp(bytes.data, magic.data, magic.len) == 0;
}

/* The first row of a table has a delimiter, and nothing that is no text. */
static bool is_table(SzSlice start)
{
    bool has_delimiter = false;
    gsize i = 0;
    for (; i < start.len && start.data[i] != '\n' && start.data[i] != '\r'; i++) {
        char c = start.data[i];
        if (c == '\0' || (g_ascii_iscntrl(c) && c != '\t')) {
            return false;
        }
        has_delimiter |= strchr(",;\t|", c) != NULL;
    }
    return has_delimiter;
}

SzSniffed sz_import_sniff(SzSlice start)
{
    if (begins_with(start, SZ_SLICE("PK\x03\x04")) ||
        begins_with(start, SZ_SLICE("\xd0\xcf\x11\xe0"))) {
        return SZ_SNIFF_WORKBOOK;
    }
    if (begins_with(start, SZ_SLICE("\xff\xfe")) || begins_with(start, SZ_SLICE("\xfe\xff"))) {
        return SZ_SNIFF_UTF16;
    }
    if (begins_with(start, SZ_SLICE("\xef\xbb\xbf"))) {
        start.data += 3;
        start.len -= 3;
    }
    while (start.len > 0 && g_ascii_isspace(start.data[0])) {
        start.data++;
        start.len--;
    }
    if (begins_with(start, SZ_SLICE("<"))) {
        return SZ_SNIFF_XML;
    }
    return is_table(start) ? SZ_SNIFF_TABLE : SZ_SNIFF_UNKNOWN;
}
