/* What bytes mean in line protocol, and UTF-8. */

#include "collector/line_protocol_internal.h"

#define C SZ_LP_CONTROL
#define H8                                                                                         \
    SZ_LP_HIGH, SZ_LP_HIGH, SZ_LP_HIGH, SZ_LP_HIGH, SZ_LP_HIGH, SZ_LP_HIGH, SZ_LP_HIGH, SZ_LP_HIGH
#define H32 H8, H8, H8, H8

const guint8 sz_lp_classes[256] = {
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C | SZ_LP_LF,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    C,
    [' '] = SZ_LP_SPACE,
    ['"'] = SZ_LP_QUOTE,
    [','] = SZ_LP_COMMA,
    ['='] = SZ_LP_EQUALS,
    ['\\'] = SZ_LP_BACKSLASH,
    [0x7f] = C,
    H32,
    H32,
    H32,
    H32,
};

/* A sequence is a lead byte, how many bytes follow it, and what the first of those may be: this keeps
 * out overlong forms, surrogates and everything above U+10FFFF (Unicode 15, table 3-7). */
typedef struct {
    int n_follow;
    guchar second_min;
    guchar second_max;
} Lead;

static Lead lead_of(guchar byte)
{
    if (byte < 0xc2 || byte > 0xf4) {
        return (Lead){0, 0, 0};
    }
    if (byte < 0xe0) {
        return (Lead){1, 0x80, 0xbf};
    }
    if (byte < 0xf0) {
        return (Lead){2, byte == 0xe0 ? 0xa0 : 0x80, byte == 0xed ? 0x9f : 0xbf};
    }
    return (Lead){3, byte == 0xf0 ? 0x90 : 0x80, byte == 0xf4 ? 0x8f : 0xbf};
}

int sz_lp_utf8_length(const char *text, gsize len)
{
    Lead lead = lead_of((guchar)text[0]);
    if (lead.n_follow == 0) {
        return 0;
    }
    for (int i = 1; i <= lead.n_follow; i++) {
        if ((gsize)i >= len) {
            return -1;
        }
        guchar byte = (guchar)text[i];
        if (byte < (i == 1 ? lead.second_min : 0x80) || byte > (i == 1 ? lead.second_max : 0xbf)) {
            return 0;
        }
    }
    return lead.n_follow + 1;
}

bool sz_lp_utf8_is_valid(SzSlice text)
{
    for (gsize i = 0; i < text.len;) {
        if ((sz_lp_class(text.data[i]) & SZ_LP_HIGH) == 0) {
            i++;
            continue;
        }
        int n = sz_lp_utf8_length(text.data + i, text.len - i);
        if (n <= 0) {
            return false;
        }
        i += (gsize)n;
    }
    return true;
}
