/* What is found about a case, and how it is said. */

#include "metrics/case_findings.h"

static void test_every_flag_has_its_words(void)
{
    for (gsize i = 0; i < SZ_CASE_N_FINDINGS; i++) {
        const SzCaseFinding *finding = sz_case_finding(i);
        g_assert_cmpuint(finding->flag, ==, 1u << i);
        g_assert_true(g_regex_match_simple("^[a-z]+(_[a-z]+)*$", finding->code, 0, 0));
        g_assert_false(g_str_is_ascii(finding->zh));
        g_assert_true(g_str_is_ascii(finding->en));
        for (gsize k = 0; k < i; k++) {
            g_assert_cmpstr(sz_case_finding(k)->code, !=, finding->code);
        }
    }
}

/* As the rules call them. */
static void test_words_of_the_rules(void)
{
    static const struct {
        SzCaseFlag flag;
        const char *code;
        const char *zh;
    } rows[] = {
        {SZ_CASE_FLAG_EXTENSION_WITHOUT_NOTICE, "extension_without_notice", "延长未告知"},
        {SZ_CASE_FLAG_ACCEPTED_LATE, "accepted_late", "超期受理"},
        {SZ_CASE_FLAG_STEP_LATE, "step_late", "环节超时"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzCaseFinding *finding = sz_case_finding((gsize)g_bit_nth_lsf(rows[i].flag, -1));
        g_assert_cmpstr(finding->code, ==, rows[i].code);
        g_assert_cmpstr(finding->zh, ==, rows[i].zh);
    }
}

/* A due of 100 is in time at 100; a suspension that is too long from 100 on is so at 100. */
static void test_what_depends_on_the_instant(void)
{
    const SzMaybeTime at = {true, {100}};
    const struct {
        SzCaseStatus status;
        gint64 from;
        guint32 flag;
    } rows[] = {
        {{.is_acceptance_pending = true, .acceptance = {.due = at}},
         101,
         SZ_CASE_FLAG_ACCEPTED_LATE},
        {{.is_delivery_pending = true, .delivery = {.due = at}}, 101, SZ_CASE_FLAG_DELIVERY_LATE},
        {{.step = {.due = at}}, 101, SZ_CASE_FLAG_STEP_LATE},
        {{.suspension = {.planned_over_at = at}}, 100, SZ_CASE_FLAG_SUSPENDED_TOO_LONG},
        {{.suspension = {.max_over_at = at}}, 100, SZ_CASE_FLAG_SUSPENDED_TOO_LONG},
        {{.acceptance = {.due = at}, .delivery = {.due = at}}, 0, 0},
        {{.is_acceptance_pending = true, .is_delivery_pending = true}, 0, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzCaseStatus status = rows[i].status;
        status.flags = SZ_CASE_FLAG_TWICE;
        g_assert_cmpuint(sz_case_findings_at(&status, (SzWallTime){rows[i].from - 1}), ==,
                         SZ_CASE_FLAG_TWICE);
        g_assert_cmpuint(sz_case_findings_at(&status, (SzWallTime){rows[i].from}), ==,
                         SZ_CASE_FLAG_TWICE | rows[i].flag);
        g_assert_cmpuint(sz_case_findings_at(&status, (SzWallTime){1000}), ==,
                         SZ_CASE_FLAG_TWICE | rows[i].flag);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/case_findings/every-flag-has-its-words",
                    test_every_flag_has_its_words);
    g_test_add_func("/metrics/case_findings/words-of-the-rules", test_words_of_the_rules);
    g_test_add_func("/metrics/case_findings/what-depends-on-the-instant",
                    test_what_depends_on_the_instant);
    return g_test_run();
}
