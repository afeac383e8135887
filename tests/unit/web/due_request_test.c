#include "web/due_request.h"

#include "metrics/error.h"
#include "support/national_calendar.h"

static char from_text[] = "2026-03-02T09:00:00+08:00";
static char limit_text[] = "10";
static char unit_text[] = "workday";

static const SzDueOptions plain = {.from = from_text, .limit = limit_text, .unit = unit_text};

static gboolean read_with_suspend(const char *suspend, GArray *spans, GError **error)
{
    g_autofree char *copy = g_strdup(suspend);
    char *list[] = {copy, NULL};
    SzDueOptions options = plain;
    options.suspends = list;
    SzConvention convention = SZ_CONVENTION_C;
    SzDeadlineRequest request = {.extend_n = 77};
    gboolean done = sz_due_request_read(&options, spans, &convention, &request, error);
    g_assert_cmpint(convention, ==, SZ_CONVENTION_C);
    g_assert_cmpint(request.extend_n, ==, done ? 0 : 77);
    return done;
}

static void test_where_the_kind_is_split_off(void)
{
    static const struct {
        const char *text;
        const char *from;
        const char *to;
        SzSuspendKind kind;
    } rows[] = {
        {"2026-03-05T10:00/2026-03-12T15:00", "2026-03-05 10:00", "2026-03-12 15:00",
         SZ_SUSPEND_UNSPECIFIED},
        {"2026-03-05T10:00:00+08:00/2026-03-12T15:00:00+08:00", "2026-03-05 10:00",
         "2026-03-12 15:00", SZ_SUSPEND_UNSPECIFIED},
        {"2026-03-05T10:00/2026-03-12T15:00:testing", "2026-03-05 10:00", "2026-03-12 15:00",
         SZ_SUSPEND_TESTING},
        {"2026-03-05T10:00/2026-03-12T15:00:30:检测", "2026-03-05 10:00", "2026-03-12 15:00:30",
         SZ_SUSPEND_TESTING},
        {"2026-03-05T02:00Z/2026-03-12T07:00:00Z:expert_review", "2026-03-05 10:00",
         "2026-03-12 15:00", SZ_SUSPEND_EXPERT},
        {"2026-03-05/2026-03-12:补正", "2026-03-05", "2026-03-12", SZ_SUSPEND_SUPPLEMENT},
        {"2026-03-05/2026-03-05", "2026-03-05", "2026-03-05", SZ_SUSPEND_UNSPECIFIED},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(SzSpan));
        g_autoptr(GError) error = NULL;
        g_test_message("%s", rows[i].text);
        g_assert_true(read_with_suspend(rows[i].text, spans, &error));
        g_assert_no_error(error);
        g_assert_cmpuint(spans->len, ==, 1);
        const SzSpan *span = &g_array_index(spans, SzSpan, 0);
        g_assert_cmpint(span->from.ns, ==, test_instant(rows[i].from).ns);
        g_assert_cmpint(span->to.ns, ==, test_instant(rows[i].to).ns);
        g_assert_cmpint(span->kind, ==, rows[i].kind);
    }
}

static void test_suspensions_that_are_refused(void)
{
    static const struct {
        const char *text;
        SzMetricsError code;
        const char *says;
    } rows[] = {
        {"", SZ_METRICS_ERROR_SYNTAX, "T1/T2:KIND"},
        {"2026-03-05T10:00", SZ_METRICS_ERROR_SYNTAX, "T1/T2:KIND"},
        {"/", SZ_METRICS_ERROR_SYNTAX, "not a time: ''"},
        {"2026-03-05T10:00/", SZ_METRICS_ERROR_SYNTAX, "not a time: ''"},
        {"2026-03-05T10:00/:", SZ_METRICS_ERROR_SYNTAX, "not a time: ':'"},
        {"2026-03-05T10:00/:testing", SZ_METRICS_ERROR_SYNTAX, "not a time: ''"},
        {"yesterday/2026-03-12T15:00", SZ_METRICS_ERROR_SYNTAX, "not a time: 'yesterday'"},
        {"2026-03-05T10:00/2026-03-12T15:00:", SZ_METRICS_ERROR_SYNTAX, "not a time"},
        {"2026-03-05T10:00/2026-03-12T25:00:testing", SZ_METRICS_ERROR_SYNTAX,
         "not a time: '2026-03-12T25:00'"},
        {"2026-03-05T10:00/2026-03-12T15:00:午休", SZ_METRICS_ERROR_UNKNOWN,
         "unknown kind: '午休', expected one of hearing tender"},
        {"2026-03-05T10:00/2026-03-12:lunch", SZ_METRICS_ERROR_UNKNOWN, "unknown kind: 'lunch'"},
        {"2026-03-05T10:00/2026-03-05T09:59", SZ_METRICS_ERROR_CONFLICT,
         "not before the suspension"},
        {"2026-03-05T10:00/2026-03-05T11:00/x", SZ_METRICS_ERROR_SYNTAX, "not a time"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(SzSpan));
        g_autoptr(GError) error = NULL;
        g_test_message("'%s'", rows[i].text);
        g_assert_false(read_with_suspend(rows[i].text, spans, &error));
        g_assert_error(error, SZ_METRICS_ERROR, rows[i].code);
        g_assert_nonnull(strstr(error->message, rows[i].says));
        g_assert_null(strchr(error->message, '\n'));
    }
}

static void test_other_options(void)
{
    static const struct {
        const char *limit;
        const char *unit;
        const char *extend;
        const char *convention;
        const char *says; /* NULL: good */
    } rows[] = {
        {"10", "workday", NULL, NULL, NULL},
        {"0", "minute", "5000000", "b", NULL},
        {"5000000", "hour", "0", "C", NULL},
        {NULL, "day", NULL, NULL, "missing option: '--limit'"},
        {"10", NULL, NULL, NULL, "missing option: '--unit'"},
        {"-1", "day", NULL, NULL, "--limit: '-1', expected a whole number 0..5000000"},
        {"5000001", "day", NULL, NULL, "--limit: '5000001'"},
        {"", "day", NULL, NULL, "--limit: ''"},
        {"1.5", "day", NULL, NULL, "--limit: '1.5'"},
        {"10", "weeks", NULL, NULL, "--unit: 'weeks', expected minute, hour, workday or day"},
        {"10", "day", "x", NULL, "--extend: 'x'"},
        {"10", "day", NULL, "D", "--convention: 'D', expected A, B or C"},
        {"10", "day", NULL, "AB", "--convention: 'AB'"},
        {"10", "day", NULL, "", "--convention: ''"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *limit = g_strdup(rows[i].limit);
        g_autofree char *unit = g_strdup(rows[i].unit);
        g_autofree char *extend = g_strdup(rows[i].extend);
        g_autofree char *letter = g_strdup(rows[i].convention);
        const SzDueOptions options = {.from = from_text,
                                      .limit = limit,
                                      .unit = unit,
                                      .extend = extend,
                                      .convention = letter};
        g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(SzSpan));
        g_autoptr(GError) error = NULL;
        SzConvention convention = SZ_CONVENTION_A;
        SzDeadlineRequest request = {0};
        g_test_message("row %" G_GSIZE_FORMAT, i);
        gboolean done = sz_due_request_read(&options, spans, &convention, &request, &error);
        g_assert_cmpint(done, ==, rows[i].says == NULL);
        if (done) {
            g_assert_cmpint(request.limit.n, ==, g_ascii_strtoll(rows[i].limit, NULL, 10));
            g_assert_cmpstr(sz_unit_name(request.limit.unit), ==, rows[i].unit);
            g_assert_cmpint(request.start.ns, ==, test_instant("2026-03-02 09:00").ns);
        } else {
            g_assert_nonnull(strstr(error->message, rows[i].says));
        }
    }
    SzConvention convention = SZ_CONVENTION_A;
    SzDeadlineRequest request = {0};
    char b[] = "B";
    SzDueOptions options = plain;
    options.convention = b;
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(SzSpan));
    g_assert_true(sz_due_request_read(&options, spans, &convention, &request, NULL));
    g_assert_cmpint(convention, ==, SZ_CONVENTION_B);
    options.from = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_false(sz_due_request_read(&options, spans, &convention, &request, &error));
    g_assert_nonnull(strstr(error->message, "missing option: '--from'"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/due_request/where-the-kind-is-split-off",
                    test_where_the_kind_is_split_off);
    g_test_add_func("/web/due_request/suspensions-that-are-refused",
                    test_suspensions_that_are_refused);
    g_test_add_func("/web/due_request/other-options", test_other_options);
    return g_test_run();
}
