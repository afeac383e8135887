#pragma once

/* The words people read, in both languages.
 *
 * Pure tables.  Chinese first: SZ_LANGUAGE_ZH is the default everywhere. */

#include "metrics/case_strip.h"

typedef enum { SZ_LANGUAGE_ZH, SZ_LANGUAGE_EN } SzLanguage;

/* 听证 / hearing; "" for UNSPECIFIED. */
const char *sz_words_suspend_kind(SzSuspendKind kind, SzLanguage language);
/* 周一 / Mon. */
const char *sz_words_weekday(SzDay day, SzLanguage language);
/* Why a day of a strip is counted or not: 周末, 节假日:春节, 调休上班, 特别程序:检测, 受理当日不计, 工作日,
 * .. / weekend, public holiday: Spring Festival, .. (transfer full) */
char *sz_words_strip_day(const SzStripDay *day, SzLanguage language);
/* Why a case has no strip, or one that does not reach a deadline; "" when it has a whole one. */
const char *sz_words_case_strip(const SzCaseStrip *strip, SzLanguage language);
