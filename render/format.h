#pragma once

/* Numbers as people read them, in both languages.
 *
 * Pure apart from memory; every text is (transfer full).  Gaps are in the strings: a space is a quarter of an
 * em in the font. */

#include "render/words.h"

/* 1,027 */
char *sz_format_count(gint64 n);
/* For walls: 1,027; from 10,000 up three digits: 1.23 万, 16.8 万 / 12.3 k, 168 k, 1.68 M. */
char *sz_format_count_short(gint64 n, SzLanguage language);
/* 42 秒, 46 分, 7 小时 36 分 / 42 s, 46 min, 7 h 36 min; what is smaller is left out.  Less than nothing is
 * nothing. */
char *sz_format_duration(gint64 seconds, SzLanguage language);
/* @decimals 0..2; with a real minus sign: −1.5 */
char *sz_format_decimal(double value, int decimals);
/* 97.2% of 0.972. */
char *sz_format_percent(double ratio, int decimals);
/* 10:24 */
char *sz_format_clock(SzWallTime at);
/* 10月12日 / 12 Oct */
char *sz_format_date(SzDay day, SzLanguage language);
/* A second of a day as 9:00; 24:00 is the end. */
char *sz_format_time_of_day(gint64 second_of_day);
