#include "render/words.h"

typedef struct {
    const char *text[2]; /* by SzLanguage */
} Words;

static const Words suspend_kinds[SZ_SUSPEND_N_KINDS] = {
    [SZ_SUSPEND_UNSPECIFIED] = {{"", ""}},
    [SZ_SUSPEND_HEARING] = {{"听证", "hearing"}},
    [SZ_SUSPEND_TENDER] = {{"招标", "tender"}},
    [SZ_SUSPEND_AUCTION] = {{"拍卖", "auction"}},
    [SZ_SUSPEND_INSPECTION] = {{"检验", "inspection"}},
    [SZ_SUSPEND_TESTING] = {{"检测", "testing"}},
    [SZ_SUSPEND_QUARANTINE] = {{"检疫", "quarantine"}},
    [SZ_SUSPEND_APPRAISAL] = {{"鉴定", "appraisal"}},
    [SZ_SUSPEND_EXPERT] = {{"专家评审", "expert review"}},
    [SZ_SUSPEND_SUPPLEMENT] = {{"补正", "supplement of materials"}},
    [SZ_SUSPEND_PUBLICITY] = {{"公示", "public notice"}},
    [SZ_SUSPEND_CONSULT] = {{"部门征求意见", "consultation of departments"}},
    [SZ_SUSPEND_OTHER] = {{"其他", "other"}},
};

static const Words strip_reasons[] = {
    [SZ_STRIP_START] = {{"受理当日不计", "day of acceptance, not counted"}},
    [SZ_STRIP_WORKING] = {{"工作日", "working day"}},
    [SZ_STRIP_MAKEUP] = {{"调休上班", "make-up working day"}},
    [SZ_STRIP_CALENDAR] = {{"自然日", "calendar day"}},
    [SZ_STRIP_SERVICE] = {{"计时", "clock running"}},
    [SZ_STRIP_SAME_DAY] = {{"当日办结", "due the same day"}},
    [SZ_STRIP_WEEKEND] = {{"周末", "weekend"}},
    [SZ_STRIP_HOLIDAY] = {{"节假日", "public holiday"}},
    [SZ_STRIP_SUSPENDED] = {{"特别程序", "special procedure"}},
    [SZ_STRIP_ROLLED] = {{"期满遇休息日顺延", "rolled forward from a rest day"}},
    [SZ_STRIP_CLOSED] = {{"大厅未开放", "hall closed"}},
    [SZ_STRIP_AFTER_HOURS] = {{"下班后收件", "received after hours"}},
    [SZ_STRIP_RECEIVED] = {{"视为受理日，当日不计", "deemed day of acceptance, not counted"}},
};

/* By sz_day_weekday(). */
static const Words weekdays[7] = {
    {{"周一", "Mon"}}, {{"周二", "Tue"}}, {{"周三", "Wed"}}, {{"周四", "Thu"}},
    {{"周五", "Fri"}}, {{"周六", "Sat"}}, {{"周日", "Sun"}},
};

const char *sz_words_suspend_kind(SzSuspendKind kind, SzLanguage language)
{
    return suspend_kinds[kind].text[language];
}

const char *sz_words_weekday(SzDay day, SzLanguage language)
{
    return weekdays[sz_day_weekday(day)].text[language];
}

/* Art. 45 of the 行政许可法 calls its kinds special procedures; the others merely stop the clock. */
static const Words clock_stopped = {{"暂停计时", "clock stopped"}};

/* Where no acceptance is known the clock runs from receipt. */
static const Words day_of_receipt = {{"收件当日不计", "day of receipt, not counted"}};

/* @detail stands after the colon; NULL or "" for nothing. */
static char *with_detail(const char *reason, const char *detail, SzLanguage language)
{
    if (detail == NULL || *detail == '\0') {
        return g_strdup(reason);
    }
    return g_strdup_printf(language == SZ_LANGUAGE_ZH ? "%s:%s" : "%s: %s", reason, detail);
}

static char *suspension(SzSuspendKind kind, SzLanguage language)
{
    const Words *words =
        kind >= SZ_SUSPEND_SUPPLEMENT ? &clock_stopped : &strip_reasons[SZ_STRIP_SUSPENDED];
    return with_detail(words->text[language], sz_words_suspend_kind(kind, language), language);
}

char *sz_words_strip_day(const SzStripDay *day, SzLanguage language)
{
    bool is_zh = language == SZ_LANGUAGE_ZH;
    const char *reason = strip_reasons[day->reason].text[language];
    if (day->reason == SZ_STRIP_START && day->is_receipt) {
        reason = day_of_receipt.text[language];
    }
    if (day->reason == SZ_STRIP_SUSPENDED) {
        return suspension(day->suspend_kind, language);
    }
    if (day->stopped_ns > 0) {
        g_autofree char *stopped = suspension(day->suspend_kind, language);
        return g_strdup_printf(is_zh ? "%s（其间%s）" : "%s (meanwhile %s)", reason, stopped);
    }
    return with_detail(reason, is_zh ? day->name_zh : day->name_en, language);
}

static const Words case_strips[] = {
    [SZ_CASE_STRIP_SHOWN] = {{"", ""}},
    [SZ_CASE_STRIP_BY_SOURCE] = {{"到期时间由来源系统给出，不逐日计算",
                                  "the source named the deadline; no days are counted"}},
    [SZ_CASE_STRIP_NO_LIMIT] = {{"办件和事项目录都没有时限",
                                 "neither the case nor the catalogue has a limit"}},
    [SZ_CASE_STRIP_NO_START] = {{"没有收件或受理时间，时限未起算",
                                 "nobody said when it was received or accepted: no day to count "
                                 "from"}},
    [SZ_CASE_STRIP_SUPPLEMENT] = {{"补正中：材料补齐之日起重新计算受理时限",
                                   "materials are being supplemented: the acceptance clock starts "
                                   "afresh when they are complete"}},
    [SZ_CASE_STRIP_TOO_LONG] = {{"超出日历范围，无法逐日列出", "beyond the calendar"}},
};

static const Words standing_still = {
    {"计时暂停，恢复后才能确定到期时间",
     "the clock stands still; the deadline is known when it runs again"}};

const char *sz_words_case_strip(const SzCaseStrip *strip, SzLanguage language)
{
    return strip->kind == SZ_CASE_STRIP_SHOWN && strip->is_suspended
               ? standing_still.text[language]
               : case_strips[strip->kind].text[language];
}
