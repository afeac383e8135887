/* What looks like a person.
 *
 * Works on maximal runs of digits: a number inside a longer number is none.  Patterns, not proof: the
 * check character of an ID is not computed, because one typed wrongly is personal data all the
 * same. */

#include "collector/telemetry_internal.h"

static int digit_at(const char *text, gsize i)
{
    return text[i] - '0';
}

/* YYYYMMDD of a birth: 18, 19 or 20 as century, a month and a day that some month has. */
static bool is_birth_date(const char *digits)
{
    int century = 10 * digit_at(digits, 0) + digit_at(digits, 1);
    int month = 10 * digit_at(digits, 4) + digit_at(digits, 5);
    int day = 10 * digit_at(digits, 6) + digit_at(digits, 7);
    return century >= 18 && century <= 20 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* @digits: 17 of them, or 18; the 18th may be an X behind the run. */
static bool is_resident_id(const char *digits)
{
    const gsize region_len = 6;
    return digits[0] != '0' && is_birth_date(digits + region_len);
}

static bool starts_mobile(const char *digits)
{
    return digits[0] == '1' && digits[1] >= '3' && digits[1] <= '9';
}

static gsize digits_len(SzSlice text, gsize at)
{
    gsize n = 0;
    while (at + n < text.len && g_ascii_isdigit(text.data[at + n])) {
        n++;
    }
    return n;
}

/* Bytes of a country code (86, 0086) in front of @n_wanted digits that make up a run of @n; -1 when
 * the run is not of this shape. */
static int country_len(const char *digits, gsize n, gsize n_wanted)
{
    if (n == n_wanted) {
        return 0;
    }
    if (n == n_wanted + 2 && memcmp(digits, "86", 2) == 0) {
        return 2;
    }
    return n == n_wanted + 4 && memcmp(digits, "0086", 4) == 0 ? 4 : -1;
}

/* Is there a separator at @at and behind it a run of exactly four digits? */
static bool has_group_of_four(SzSlice text, gsize at)
{
    return at < text.len && (text.data[at] == '-' || text.data[at] == ' ') &&
           digits_len(text, at + 1) == 4;
}

/* A run of @n digits at @at, and what follows it. */
static bool is_mobile(SzSlice text, gsize at, gsize n)
{
    const char *digits = text.data + at;
    int prefix = country_len(digits, n, 11);
    if (prefix >= 0) {
        return starts_mobile(digits + prefix);
    }
    prefix = country_len(digits, n, 3); /* 3-4-4 */
    return prefix >= 0 && starts_mobile(digits + prefix) && has_group_of_four(text, at + n) &&
           has_group_of_four(text, at + n + 5);
}

static bool is_id(SzSlice text, gsize at, gsize n)
{
    bool has_x = at + n < text.len && (text.data[at + n] == 'X' || text.data[at + n] == 'x');
    return (n == 18 || (n == 17 && has_x)) && is_resident_id(text.data + at);
}

bool sz_privacy_is_personal_text(SzSlice text)
{
    for (gsize at = 0; at < text.len; at++) {
        gsize n = digits_len(text, at);
        if (n >= 3 && (is_id(text, at, n) || is_mobile(text, at, n))) {
            return true;
        }
        at += n;
    }
    return false;
}

bool sz_privacy_is_personal_number(guint64 number)
{
    char text[24];
    int len = g_snprintf(text, sizeof text, "%" G_GUINT64_FORMAT, number);
    return sz_privacy_is_personal_text((SzSlice){text, (gsize)len});
}

bool sz_privacy_is_personal_key(SzSlice key)
{
#define NAME(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
    static const SzSlice names[] = {
        NAME("name"),   NAME("phone"),  NAME("mobile"), NAME("id_card"),
        NAME("idcard"), NAME("id_no"),  NAME("姓名"),   NAME("电话"),
        NAME("手机"),   NAME("手机号"), NAME("身份证"), NAME("身份证号"),
    };
#undef NAME
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (names[i].len == key.len && g_ascii_strncasecmp(names[i].data, key.data, key.len) == 0) {
            return true;
        }
    }
    return false;
}
