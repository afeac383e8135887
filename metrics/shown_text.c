#include "metrics/shown_text.h"

/* As long as a mobile number. */
#define HIDDEN_DIGITS 11

static bool add(SzShownText *shown, const char *text, gsize len)
{
    if (len >= shown->size - shown->len) {
        return false;
    }
    memcpy(shown->text + shown->len, text, len);
    shown->len += len;
    shown->text[shown->len] = '\0';
    return true;
}

void sz_shown_add(SzShownText *shown, const char *literal)
{
    gsize room = shown->size - shown->len - 1;
    gsize len = strlen(literal);
    (void)add(shown, literal, MIN(len, room));
}

static gsize count_digits(SzSlice text)
{
    gsize n = 0;
    while (n < text.len && g_ascii_isdigit(text.data[n])) {
        n++;
    }
    return n;
}

/* Breaks a line, or turns the direction of what stands beside it. */
static bool is_layout(gunichar c)
{
    return c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* Bytes of the first character of @text; 0 when it is not to be shown. */
static gsize char_length(SzSlice text)
{
    guchar first = (guchar)text.data[0];
    if (first < 0x80) {
        return g_ascii_iscntrl(text.data[0]) ? 0 : 1;
    }
    gunichar c = g_utf8_get_char_validated(text.data, (gssize)text.len);
    bool is_char = c != (gunichar)-1 && c != (gunichar)-2;
    bool is_good = is_char && !g_unichar_iscntrl(c) && !is_layout(c);
    return is_good ? (gsize)g_utf8_skip[first] : 0;
}

/* Adds the first character, or run of digits, of @text.  Returns its length; 0 when it does not
 * fit. */
static gsize add_first(SzShownText *shown, SzSlice text)
{
    gsize n_digits = count_digits(text);
    if (n_digits > 0) {
        bool is_added =
            n_digits >= HIDDEN_DIGITS ? add(shown, "#", 1) : add(shown, text.data, n_digits);
        return is_added ? n_digits : 0;
    }
    gsize n = char_length(text);
    if (n == 0) {
        return add(shown, "?", 1) ? 1 : 0;
    }
    return add(shown, text.data, n) ? n : 0;
}

void sz_shown_add_outside(SzShownText *shown, SzSlice outside, gsize max_bytes)
{
    gsize at = 0;
    while (at < outside.len && at < max_bytes) {
        gsize n = add_first(shown, (SzSlice){outside.data + at, outside.len - at});
        if (n == 0) {
            return;
        }
        at += n;
    }
    if (at < outside.len) {
        sz_shown_add(shown, "...");
    }
}

char *sz_shown_line(const char *outside)
{
    /* Nothing is shown in more bytes than it has. */
    gsize size = strlen(outside) + 1;
    char *text = g_malloc(size);
    SzShownText shown = sz_shown_text(text, size);
    sz_shown_add_outside(&shown, sz_slice(outside), size);
    return text;
}
