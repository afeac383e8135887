#include "render/words.h"

static void assert_words(const SzStripDay *day, const char *zh, const char *en)
{
    g_autofree char *found_zh = sz_words_strip_day(day, SZ_LANGUAGE_ZH);
    g_autofree char *found_en = sz_words_strip_day(day, SZ_LANGUAGE_EN);
    g_assert_cmpstr(found_zh, ==, zh);
    g_assert_cmpstr(found_en, ==, en);
}

static void test_why_a_day_counts_or_not(void)
{
    static const struct {
        SzStripDay day;
        const char *zh;
        const char *en;
    } rows[] = {
        {{.reason = SZ_STRIP_START}, "受理当日不计", "day of acceptance, not counted"},
        {{.reason = SZ_STRIP_WORKING}, "工作日", "working day"},
        {{.reason = SZ_STRIP_MAKEUP}, "调休上班", "make-up working day"},
        {{.reason = SZ_STRIP_CALENDAR}, "自然日", "calendar day"},
        {{.reason = SZ_STRIP_SERVICE}, "计时", "clock running"},
        /* stopped for a part of the day */
        {{.reason = SZ_STRIP_SERVICE, .suspend_kind = SZ_SUSPEND_TESTING, .stopped_ns = 1},
         "计时（其间特别程序:检测）",
         "clock running (meanwhile special procedure: testing)"},
        {{.reason = SZ_STRIP_SERVICE, .stopped_ns = 1},
         "计时（其间特别程序）",
         "clock running (meanwhile special procedure)"},
        {{.reason = SZ_STRIP_SERVICE, .suspend_kind = SZ_SUSPEND_SUPPLEMENT, .stopped_ns = 1},
         "计时（其间暂停计时:补正）",
         "clock running (meanwhile clock stopped: supplement of materials)"},
        {{.reason = SZ_STRIP_SAME_DAY}, "当日办结", "due the same day"},
        {{.reason = SZ_STRIP_WEEKEND}, "周末", "weekend"},
        {{.reason = SZ_STRIP_HOLIDAY}, "节假日", "public holiday"},
        {{.reason = SZ_STRIP_HOLIDAY, .name_zh = "春节", .name_en = "Spring Festival"},
         "节假日:春节",
         "public holiday: Spring Festival"},
        {{.reason = SZ_STRIP_SUSPENDED, .suspend_kind = SZ_SUSPEND_TESTING},
         "特别程序:检测",
         "special procedure: testing"},
        {{.reason = SZ_STRIP_SUSPENDED, .suspend_kind = SZ_SUSPEND_EXPERT},
         "特别程序:专家评审",
         "special procedure: expert review"},
        {{.reason = SZ_STRIP_SUSPENDED}, "特别程序", "special procedure"},
        /* not of art. 45 */
        {{.reason = SZ_STRIP_SUSPENDED, .suspend_kind = SZ_SUSPEND_SUPPLEMENT},
         "暂停计时:补正",
         "clock stopped: supplement of materials"},
        {{.reason = SZ_STRIP_SUSPENDED, .suspend_kind = SZ_SUSPEND_CONSULT},
         "暂停计时:部门征求意见",
         "clock stopped: consultation of departments"},
        {{.reason = SZ_STRIP_START, .is_receipt = true},
         "收件当日不计",
         "day of receipt, not counted"},
        {{.reason = SZ_STRIP_WORKING, .is_receipt = true}, "工作日", "working day"},
        {{.reason = SZ_STRIP_ROLLED}, "期满遇休息日顺延", "rolled forward from a rest day"},
        {{.reason = SZ_STRIP_CLOSED, .name_zh = "台风停业", .name_en = ""},
         "大厅未开放:台风停业",
         "hall closed"},
        {{.reason = SZ_STRIP_AFTER_HOURS}, "下班后收件", "received after hours"},
        {{.reason = SZ_STRIP_RECEIVED},
         "视为受理日，当日不计",
         "deemed day of acceptance, not counted"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_words(&rows[i].day, rows[i].zh, rows[i].en);
    }
}

static void test_every_word_is_there_in_both_languages(void)
{
    for (int language = SZ_LANGUAGE_ZH; language <= SZ_LANGUAGE_EN; language++) {
        for (int kind = SZ_SUSPEND_HEARING; kind < SZ_SUSPEND_N_KINDS; kind++) {
            const char *word = sz_words_suspend_kind((SzSuspendKind)kind, (SzLanguage)language);
            g_assert_cmpstr(word, !=, "");
        }
        for (int kind = SZ_CASE_STRIP_SHOWN; kind <= SZ_CASE_STRIP_TOO_LONG; kind++) {
            const SzCaseStrip strip = {.kind = (SzCaseStripKind)kind};
            bool is_said = *sz_words_case_strip(&strip, (SzLanguage)language) != '\0';
            g_assert_cmpint(is_said, ==, kind != SZ_CASE_STRIP_SHOWN);
        }
        const SzCaseStrip still = {.kind = SZ_CASE_STRIP_SHOWN, .is_suspended = true};
        g_assert_cmpstr(sz_words_case_strip(&still, (SzLanguage)language), !=, "");
        for (int reason = SZ_STRIP_START; reason <= SZ_STRIP_RECEIVED; reason++) {
            const SzStripDay day = {.reason = (SzStripReason)reason};
            g_autofree char *words = sz_words_strip_day(&day, (SzLanguage)language);
            g_assert_cmpstr(words, !=, "");
        }
    }
    g_assert_cmpstr(sz_words_suspend_kind(SZ_SUSPEND_UNSPECIFIED, SZ_LANGUAGE_ZH), ==, "");
}

static void test_weekdays(void)
{
    /* 1970-01-01 was a Thursday. */
    g_assert_cmpstr(sz_words_weekday(0, SZ_LANGUAGE_ZH), ==, "周四");
    g_assert_cmpstr(sz_words_weekday(3, SZ_LANGUAGE_ZH), ==, "周日");
    g_assert_cmpstr(sz_words_weekday(4, SZ_LANGUAGE_EN), ==, "Mon");
    g_assert_cmpstr(sz_words_weekday(-1, SZ_LANGUAGE_EN), ==, "Wed");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/words/why-a-day-counts-or-not", test_why_a_day_counts_or_not);
    g_test_add_func("/render/words/every-word-is-there-in-both-languages",
                    test_every_word_is_there_in_both_languages);
    g_test_add_func("/render/words/weekdays", test_weekdays);
    return g_test_run();
}
