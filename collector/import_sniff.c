#include "collector/import_sniff.h"

#define UTF8_MARK SZ_SLICE("\xef\xbb\xbf")

static bool begins_with(SzSlice bytes, SzSlice magic)
{
    return bytes.len >= magic.len && memcmp(bytes.data, magic.data, magic.len) == 0;
}

/* Of these many no text in another encoding is UTF-8 by chance: in Chinese, one pair of bytes in seven is. */
#define CHARACTERS_MIN 16

static bool is_archive(SzSlice start)
{
    return begins_with(start, SZ_SLICE("PK\x05\x06")) || begins_with(start, SZ_SLICE("BZh")) ||
           begins_with(start, SZ_SLICE("\xfd"
                                       "7zXZ")) ||
           begins_with(start, SZ_SLICE("7z\xbc\xaf")) || begins_with(start, SZ_SLICE("Rar!")) ||
           begins_with(start, SZ_SLICE("\x28\xb5\x2f\xfd"));
}

static bool is_html(SzSlice start)
{
    static const char *const words[] = {"<!doctype html", "<html"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        gsize n = strlen(words[i]);
        if (start.len >= n && g_ascii_strncasecmp(start.data, words[i], n) == 0) {
            return true;
        }
    }
    return false;
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
    if (is_archive(start)) {
        return SZ_SNIFF_ARCHIVE;
    }
    if (begins_with(start, SZ_SLICE("\xff\xfe")) || begins_with(start, SZ_SLICE("\xfe\xff"))) {
        return SZ_SNIFF_UTF16;
    }
    if (begins_with(start, UTF8_MARK)) {
        start.data += 3;
        start.len -= 3;
    }
    while (start.len > 0 && g_ascii_isspace(start.data[0])) {
        start.data++;
        start.len--;
    }
    if (begins_with(start, SZ_SLICE("<"))) {
        return is_html(start) ? SZ_SNIFF_HTML : SZ_SNIFF_XML;
    }
    return is_table(start) ? SZ_SNIFF_TABLE : SZ_SNIFF_UNKNOWN;
}

bool sz_import_sniff_is_utf8(SzSlice start)
{
    const char *end = NULL;
    if (begins_with(start, UTF8_MARK)) {
        return true;
    }
    bool is_whole = g_utf8_validate_len(start.data, start.len, &end);
    gsize n_left = start.len - (gsize)(end - start.data);
    gsize n = 0;
    for (const char *at = start.data; at < end; at++) {
        n += ((guchar)*at & 0xC0) == 0xC0; /* the first byte of a character that is no ASCII */
    }
    /* A character may be cut by the end. */
    return n >= CHARACTERS_MIN && (is_whole || n_left < 4);
}
