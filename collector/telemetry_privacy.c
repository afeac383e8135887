/* What looks like a person.
 *
 * Works on maximal runs of digits: a number inside a longer number is none.
 *
 * An ID is six digits of region, a birth date, three digits and a check character (GB 11643-1999).
 * Case numbers of the same shape are common: region, day of receipt, serial number.  So a date that may
 * be a day of receipt (electronic case numbers are younger than 2005) counts as a birth only when the
 * check character is right, which one case number in eleven hits; an earlier date counts always, because
 * an ID typed wrongly is personal data all the same. */

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

#define REGION_LEN 6
#define CHECK_AT 17 /* index of the check character */
#define FIRST_YEAR_OF_CASE_NUMBERS 2005

/* ISO 7064 MOD 11-2 as in GB 11643-1999: weights 2^(17-i) mod 11. */
static bool has_right_check(const char *id)
{
    static const int weights[CHECK_AT] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char checks[] = "10X98765432";
    int sum = 0;
    for (gsize i = 0; i < CHECK_AT; i++) {
        sum += weights[i] * digit_at(id, i);
    }
    return g_ascii_toupper(id[CHECK_AT]) == checks[sum % 11];
}

/* @id: 17 digits, and a digit or an X. */
static bool is_resident_id(const char *id)
{
    const char *birth = id + REGION_LEN;
    int year = 1000 * digit_at(birth, 0) + 100 * digit_at(birth, 1) + 10 * digit_at(birth, 2) +
               digit_at(birth, 3);
    return id[0] != '0' && is_birth_date(birth) &&
           (year < FIRST_YEAR_OF_CASE_NUMBERS || has_right_check(id));
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

/* Is there a separator at @at and behind it a run of exactly @n digits? */
static bool has_group(SzSlice text, gsize at, gsize n)
{
    return at < text.len && (text.data[at] == '-' || text.data[at] == ' ') &&
           digits_len(text, at + 1) == n;
}

/* A run of @n digits at @at, and what follows it. */
static bool is_mobile(SzSlice text, gsize at, gsize n)
{
    const char *digits = text.data + at;
    int prefix = country_len(digits, n, 11);
    if (prefix >= 0) {
        return starts_mobile(digits + prefix);
    }
    prefix = country_len(digits, n, 3); /* 3-4-4 or 3-8 */
    return prefix >= 0 && starts_mobile(digits + prefix) &&
           (has_group(text, at + n, 8) ||
            (has_group(text, at + n, 4) && has_group(text, at + n + 5, 4)));
}

static bool is_id(SzSlice text, gsize at, gsize n)
{
    bool has_x = at + n < text.len && (text.data[at + n] == 'X' || text.data[at + n] == 'x');
    return (n == 18 || (n == 17 && has_x)) && is_resident_id(text.data + at);
}

/* Nothing shorter, and nothing with fewer digits, is a number of a person: most texts need no closer look. */
#define PERSONAL_DIGITS_MIN 11

static bool may_be_personal(SzSlice text)
{
    gsize n_digits = 0;
    for (gsize i = 0; text.len >= PERSONAL_DIGITS_MIN && i < text.len; i++) {
        n_digits += text.data[i] >= '0' && text.data[i] <= '9' ? 1 : 0;
    }
    return n_digits >= PERSONAL_DIGITS_MIN;
}

bool sz_privacy_is_personal_text(SzSlice text)
{
    if (!may_be_personal(text)) {
        return false;
    }
    for (gsize at = 0; at < text.len; at++) {
        gsize n = digits_len(text, at);
        if (n >= 3 && (is_id(text, at, n) || is_mobile(text, at, n))) {
            return true;
        }
        at += n;
    }
    return false;
}

/* Below these nothing can match: most numbers need not be written out. */
#define ID_NUMBER_MIN G_GUINT64_CONSTANT(100000000000000000)
#define PHONE_NUMBER_MIN G_GUINT64_CONSTANT(13000000000)

typedef struct {
    char text[24];
    gsize len;
} Digits;

static Digits digits_of(guint64 number)
{
    Digits digits;
    int len = g_snprintf(digits.text, sizeof digits.text, "%" G_GUINT64_FORMAT, number);
    digits.len = (gsize)len;
    return digits;
}

bool sz_privacy_is_id_number(guint64 number)
{
    if (number < ID_NUMBER_MIN) {
        return false;
    }
    Digits digits = digits_of(number);
    return is_id((SzSlice){digits.text, digits.len}, 0, digits.len);
}

bool sz_privacy_is_phone_number(guint64 number)
{
    if (number < PHONE_NUMBER_MIN) {
        return false;
    }
    Digits digits = digits_of(number);
    return is_mobile((SzSlice){digits.text, digits.len}, 0, digits.len);
}

bool sz_privacy_is_phone_key(SzSlice key)
{
    static const char *const words[] = {"phone", "mobile", "手机", "电话"};
    g_autofree char *lower = g_ascii_strdown(key.data, (gssize)key.len);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strstr(lower, words[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* --- keys that name a person ----------------------------------------------------------------- */

SzSlice sz_privacy_personal_key(gsize i)
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
    return i < G_N_ELEMENTS(names) ? names[i] : (SzSlice){NULL, 0};
}

bool sz_privacy_is_personal_key(SzSlice key)
{
    SzSlice name;
    for (gsize i = 0; (name = sz_privacy_personal_key(i)).len > 0; i++) {
        if (name.len == key.len && g_ascii_strncasecmp(name.data, key.data, key.len) == 0) {
            return true;
        }
    }
    return false;
}
