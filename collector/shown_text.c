#include "collector/shown_text.h"

#include "collector/line_protocol_internal.h"

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
    guint8 class = sz_lp_class(text.data[0]);
    int n = (class & SZ_LP_HIGH) != 0 ? sz_lp_utf8_length(text.data, text.len) : 1;
    if (n <= 0 || (class & SZ_LP_CONTROL) != 0) {
        return add(shown, "?", 1) ? 1 : 0;
    }
    return add(shown, text.data, (gsize)n) ? (gsize)n : 0;
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
