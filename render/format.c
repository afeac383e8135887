#include "render/format.h"

#include <math.h>

#define MINUS "\xe2\x88\x92" /* U+2212, as wide as a digit */

char *sz_format_count(gint64 n)
{
    guint64 left = n < 0 ? (guint64)0 - (guint64)n : (guint64)n;
    GString *text = g_string_new(NULL);
    while (left >= 1000) {
        g_autofree char *group = g_strdup_printf(",%03u", (guint)(left % 1000));
        g_string_prepend(text, group);
        left /= 1000;
    }
    g_autofree char *first = g_strdup_printf("%s%u", n < 0 ? MINUS : "", (guint)left);
    g_string_prepend(text, first);
    return g_string_free(text, FALSE);
}

/* Three digits, cut rather than rounded, so that 9,999 万 never reads as more than there is. */
static char *three_digits(double value, const char *unit)
{
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    double power = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
    return g_strdup_printf("%.*f %s", decimals, floor(value * power + 1e-6) / power, unit);
}

char *sz_format_count_short(gint64 n, SzLanguage language)
{
    if (n < 10000) {
        return sz_format_count(n);
    }
    double value = (double)n;
    if (language == SZ_LANGUAGE_ZH) {
        return value < 1e8 ? three_digits(value / 1e4, "万") : three_digits(value / 1e8, "亿");
    }
    return value < 1e6 ? three_digits(value / 1e3, "k") : three_digits(value / 1e6, "M");
}

char *sz_format_duration(gint64 seconds, SzLanguage language)
{
    static const char *const words[2][3] = {{"小时", "分", "秒"}, {"h", "min", "s"}};
    const char *const *word = words[language];
    gint64 left = MAX(seconds, 0);
    if (left < 60) {
        return g_strdup_printf("%" G_GINT64_FORMAT " %s", left, word[2]);
    }
    gint64 minutes = left / 60;
    if (minutes < 60) {
        return g_strdup_printf("%" G_GINT64_FORMAT " %s", minutes, word[1]);
    }
    if (minutes % 60 == 0) {
        return g_strdup_printf("%" G_GINT64_FORMAT " %s", minutes / 60, word[0]);
    }
    return g_strdup_printf("%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %s", minutes / 60, word[0],
                           minutes % 60, word[1]);
}

char *sz_format_decimal(double value, int decimals)
{
    g_autofree char *digits = g_strdup_printf("%.*f", decimals, fabs(value));
    bool is_zero = strspn(digits, "0.") == strlen(digits);
    return g_strconcat(value < 0 && !is_zero ? MINUS : "", digits, NULL);
}

char *sz_format_percent(double ratio, int decimals)
{
    g_autofree char *digits = sz_format_decimal(ratio * 100, decimals);
    return g_strconcat(digits, "%", NULL);
}

char *sz_format_time_of_day(gint64 second_of_day)
{
    return g_strdup_printf("%d:%02d", (int)(second_of_day / 3600), (int)(second_of_day / 60 % 60));
}

char *sz_format_clock(SzWallTime at)
{
    return sz_format_time_of_day(sz_ns_of_day(at) / SZ_NS_PER_S);
}

char *sz_format_date(SzDay day, SzLanguage language)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    SzCivil civil = sz_day_to_civil(day);
    if (language == SZ_LANGUAGE_ZH) {
        return g_strdup_printf("%d月%d日", civil.month, civil.day);
    }
    return g_strdup_printf("%d %s", civil.day, months[civil.month - 1]);
}
