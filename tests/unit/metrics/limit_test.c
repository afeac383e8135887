#include "metrics/limit.h"

static void test_units(void)
{
    for (int i = SZ_UNIT_MINUTE; i <= SZ_UNIT_DAY; i++) {
        SzUnit unit = SZ_UNIT_NONE;
        g_assert_true(sz_unit_parse(sz_slice(sz_unit_name((SzUnit)i)), &unit));
        g_assert_cmpint(unit, ==, i);
    }
    static const char *const bad[] = {"", "days", "Day", "workdays", "second"};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        SzUnit unit = SZ_UNIT_HOUR;
        g_assert_false(sz_unit_parse(sz_slice(bad[i]), &unit));
        g_assert_cmpint(unit, ==, SZ_UNIT_HOUR);
    }
}

static void test_kinds_of_suspension(void)
{
    for (int i = SZ_SUSPEND_UNSPECIFIED; i < SZ_SUSPEND_N_KINDS; i++) {
        SzSuspendKind kind = SZ_SUSPEND_N_KINDS;
        const char *name = sz_suspend_kind_name((SzSuspendKind)i);
        g_assert_true(sz_suspend_kind_parse(sz_slice(name), &kind));
        g_assert_cmpint(kind, ==, i);
    }
    static const struct {
        const char *text;
        SzSuspendKind kind;
    } words[] = {
        {"听证", SZ_SUSPEND_HEARING},         {"招标", SZ_SUSPEND_TENDER},
        {"拍卖", SZ_SUSPEND_AUCTION},         {"检验", SZ_SUSPEND_INSPECTION},
        {"检测", SZ_SUSPEND_TESTING},         {"检疫", SZ_SUSPEND_QUARANTINE},
        {"鉴定", SZ_SUSPEND_APPRAISAL},       {"专家评审", SZ_SUSPEND_EXPERT},
        {"补正", SZ_SUSPEND_SUPPLEMENT},      {"公示", SZ_SUSPEND_PUBLICITY},
        {"部门征求意见", SZ_SUSPEND_CONSULT}, {"其他", SZ_SUSPEND_OTHER},
        {"inspect", SZ_SUSPEND_INSPECTION},   {"test", SZ_SUSPEND_TESTING},
        {"expert_review", SZ_SUSPEND_EXPERT}, {"publicize", SZ_SUSPEND_PUBLICITY},
        {"征求意见", SZ_SUSPEND_CONSULT},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        SzSuspendKind kind = SZ_SUSPEND_N_KINDS;
        g_assert_true(sz_suspend_kind_parse(sz_slice(words[i].text), &kind));
        g_assert_cmpint(kind, ==, words[i].kind);
    }
    SzSuspendKind kind = SZ_SUSPEND_OTHER;
    g_assert_false(sz_suspend_kind_parse(SZ_SLICE("午休"), &kind));
    g_assert_cmpint(kind, ==, SZ_SUSPEND_OTHER);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/limit/units", test_units);
    g_test_add_func("/metrics/limit/kinds-of-suspension", test_kinds_of_suspension);
    return g_test_run();
}
