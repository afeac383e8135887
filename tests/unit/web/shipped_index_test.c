/* What the shipped index counts, by hand: values of its indicators, of lines. */

#include <math.h>

#include "config/index_file.h"
#include "config/overlay.h"
#include "metrics/index_table.h"

#include "support/live_lines.h"

#define EPSILON 1e-9

/* What an indicator must say of the hall 330106. */
typedef struct {
    const char *id;
    double value; /* NAN: none */
    gint64 n;
} Expected;

static SzIndexDefinition *shipped(void)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    const SzOverlay none = {NULL, NULL, NULL};
    g_autoptr(SzFileSet) files = sz_file_set_new();
    g_autoptr(SzYaml) yaml = sz_overlay_load(&none, "index.yaml", files, problems);
    SzIndexDefinition *definition = sz_index_file_read(yaml, yaml, problems);
    g_assert_nonnull(definition);
    return definition;
}

static guint find_indicator(const SzIndexParts *parts, const char *id)
{
    guint i = 0;
    while (i < parts->n_indicators && strcmp(parts->indicators[i].id, id) != 0) {
        i++;
    }
    g_assert_cmpuint(i, <, parts->n_indicators);
    return i;
}

/* Of the lines up to @now. */
static void assert_values(const TestLine *lines, gsize n_lines, const char *now,
                          const Expected *expected, gsize n_expected)
{
    g_autoptr(SzIndexDefinition) definition = shipped();
    const SzIndexParts *parts = sz_index_definition_parts(definition);
    SzCaseRules rules = *test_rules();
    rules.measures = parts->measures;
    g_autoptr(SzEngine) engine = sz_engine_new(&rules);
    for (gsize i = 0; i < n_lines; i++) {
        if (test_time(lines[i].at).ns <= test_time(now).ns) {
            test_apply(engine, lines[i]);
        }
    }
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = {.rules = &rules, .state = state, .now = {true, test_time(now)}};
    g_autoptr(SzIndexTable) table = sz_index_compute(definition, &view);
    const SzIndexRow *row =
        sz_index_table_find(table, sz_registry_find(rules.registry, SZ_SLICE("330106"), 0), false);
    for (gsize i = 0; i < n_expected; i++) {
        const SzIndicatorScore *got = &row->indicators[find_indicator(parts, expected[i].id)];
        g_test_message("%s at %s", expected[i].id, now);
        g_assert_true(got->has_value == !isnan(expected[i].value));
        if (got->has_value) {
            g_assert_cmpfloat_with_epsilon(got->value, expected[i].value, EPSILON);
        }
        g_assert_cmpint(got->n, ==, expected[i].n);
    }
}

#define ASSERT_VALUES(lines, now, expected)                                                        \
    assert_values(lines, G_N_ELEMENTS(lines), now, expected, G_N_ELEMENTS(expected))

/* --- cases --------------------------------------------------------------------------------- */

#define C "case,hall=330106,item=X,channel="

static void test_platforms_and_completeness(void)
{
    static const TestLine lines[] = {
        {"2026-02-27T09:00:00", C "window,event=apply id=\"0\",platform=\"own\""}, /* last month */
        {"2026-03-02T09:00:00", C "window,event=apply id=\"1\",platform=\"2.0\""},
        {"2026-03-02T09:00:00", C "window,event=apply id=\"2\",platform=\"2.0\""},
        {"2026-03-02T10:00:00", C "window,event=supplement_start id=\"2\""},
        {"2026-03-02T09:00:00", C "window,event=apply id=\"3\",platform=\"own\""},
        {"2026-03-02T09:00:00", C "online,event=apply id=\"4\",platform=\"else\""},
        {"2026-03-02T09:00:00", C "window,event=apply id=\"5\""}, /* nobody said */
        {"2026-03-02T09:00:00", C "online,event=apply id=\"6\",platform=\"2.0\""},
        {"2026-03-02T10:00:00", C "online,event=supplement_start id=\"6\""},
    };
    static const Expected expected[] = {
        {"W02", 100.0 * 3 / 5, 5}, {"E14", 100.0 * 3 / 4, 4}, /* of 1, 2, 3 and 5 all but 2 */
    };
    ASSERT_VALUES(lines, "2026-03-06T15:00:00", expected);
    static const Expected nothing[] = {{"W02", NAN, 0}, {"E14", NAN, 0}};
    ASSERT_VALUES(lines, "2026-04-01T15:00:00", nothing);
}

#define TEN ",promise=10i,promise_unit=\"workday\""

/* Ten working days from Monday 2026-03-02 end on Monday 03-16. */
static void test_special_procedures(void)
{
    static const TestLine lines[] = {
        /* For as long as planned. */
        {"2026-03-02T09:00:00", C "window,event=accept id=\"1\"" TEN},
        {"2026-03-04T09:00:00", C "window,event=suspend id=\"1\",kind=\"testing\",days=3i"},
        {"2026-03-06T09:00:00", C "window,event=resume id=\"1\",kind=\"testing\""},
        {"2026-03-09T09:00:00", C "window,event=close id=\"1\""},
        /* For longer. */
        {"2026-03-02T09:00:00", C "window,event=accept id=\"2\"" TEN},
        {"2026-03-04T09:00:00", C "window,event=suspend id=\"2\",kind=\"testing\",days=1i"},
        {"2026-03-09T09:00:00", C "window,event=resume id=\"2\",kind=\"testing\""},
        {"2026-03-10T09:00:00", C "window,event=close id=\"2\""},
        /* On its last day. */
        {"2026-03-02T09:00:00", C "window,event=accept id=\"3\"" TEN},
        {"2026-03-16T09:00:00", C "window,event=suspend id=\"3\",kind=\"testing\",days=9i"},
        /* Open: after 03-18, 03-19 and 03-20 too long with Monday 03-23. */
        {"2026-03-16T09:00:00", C "window,event=accept id=\"4\"" TEN},
        {"2026-03-17T09:00:00", C "window,event=suspend id=\"4\",kind=\"testing\",days=3i"},
        /* No special procedure. */
        {"2026-03-02T09:00:00", C "window,event=accept id=\"5\"" TEN},
        {"2026-03-03T09:00:00", C "window,event=supplement_start id=\"5\""},
    };
    static const Expected before[] = {{"E11", 100.0 * 2 / 4, 4}};
    ASSERT_VALUES(lines, "2026-03-22T23:59:59", before);
    static const Expected after[] = {{"E11", 100.0 * 1 / 4, 4}};
    ASSERT_VALUES(lines, "2026-03-23T00:00:00", after);
    static const Expected next_month[] = {{"E11", 0, 2}}; /* 3 and 4 are still open */
    ASSERT_VALUES(lines, "2026-04-01T09:00:00", next_month);
}

/* --- tickets ------------------------------------------------------------------------------- */

#define T "ticket,hall=330106,queue=A,event="

static void test_tickets_with_an_appointment(void)
{
    static const TestLine lines[] = {
        {"2026-03-01T09:00:00", T "take id=\"1\",appt=\"B0\""}, /* yesterday's */
        {"2026-03-02T09:00:00", T "take id=\"1\""},
        {"2026-03-02T09:00:00", T "take id=\"2\",appt=\"B1\""},
        {"2026-03-02T09:05:00", T "cancel id=\"2\""},
        {"2026-03-02T09:00:00", T "take,channel=appointment id=\"3\",appt=\"B2\""},
        {"2026-03-02T09:30:00", T "take id=\"4\""},
        {"2026-03-02T09:40:00", T "take id=\"5\",appt=\"\""},
    };
    static const Expected rows[] = {{"W09", 50, 4}};
    ASSERT_VALUES(lines, "2026-03-02T09:35:00", rows);
    static const Expected later[] = {{"W09", 40, 5}};
    ASSERT_VALUES(lines, "2026-03-02T23:00:00", later);
}

/* --- ratings ------------------------------------------------------------------------------- */

#define R(event, id, fields) "rating,event=" event ",hall=330106,channel=pad id=\"" id "\"" fields

/* The hall closes at 18:00.  Of Monday 2026-03-02 a callback is due on 03-03, rectifying on 03-23, the fifteenth working
 * day; of Friday 03-06 on 03-09 and 03-27; of Thursday 02-12, the Spring Festival being ahead, on 02-13 and 03-11. */
static void test_the_loops_of_bad_ratings(void)
{
    static const TestLine lines[] = {
        /* In time, both; satisfied. */
        {"2026-03-02T10:00:00", R("new", "1", ",level=1i")},
        {"2026-03-03T18:00:00", R("callback", "1", "")},
        {"2026-03-05T10:00:00", R("rectify", "1", "")},
        {"2026-03-06T10:00:00", R("followup", "1", ",level=3i")},
        {"2026-03-06T10:00:00", R("close", "1", "")},
        /* Late, and not yet; not satisfied. */
        {"2026-03-02T10:00:00", R("new", "2", ",level=2i")},
        {"2026-03-03T18:00:01", R("callback", "2", "")},
        {"2026-03-06T10:00:00", R("followup", "2", ",level=2i")},
        /* Upheld: it does not count. */
        {"2026-03-02T10:00:00", R("new", "3", ",level=1i")},
        {"2026-03-02T11:00:00", R("appeal", "3", "")},
        {"2026-03-02T12:00:00", R("appeal_result", "3", ",result=\"upheld\"")},
        /* Of last month: called back then, rectified now; asked again, with no answer kept. */
        {"2026-02-12T10:00:00", R("new", "4", ",level=1i")},
        {"2026-02-12T11:00:00", R("callback", "4", "")},
        {"2026-03-02T11:00:00", R("rectify", "4", "")},
        {"2026-03-03T11:00:00", R("followup", "4", "")},
        /* Of today: nothing is due yet. */
        {"2026-03-06T10:00:00", R("new", "5", ",level=1i")},
        /* Nobody did anything: due. */
        {"2026-03-02T10:00:00", R("new", "6", ",level=1i")},
        {"2026-03-02T10:00:00", R("new", "7", ",level=3i")}, /* no bad one */
    };
    static const struct {
        const char *now;
        Expected expected[3];
    } rows[] = {
        {"2026-03-03T17:59:59", {{"S05", NAN, 0}, {"S06", 100, 1}, {"S07", NAN, 0}}},
        /* Due by now: 1, called back at that instant; 2 and 6, not. */
        {"2026-03-03T18:00:00", {{"S05", 100.0 / 3, 3}, {"S06", 100, 1}, {"S07", NAN, 0}}},
        {"2026-03-06T15:00:00", {{"S05", 100.0 / 3, 3}, {"S06", 100, 2}, {"S07", 50, 2}}},
        {"2026-03-23T18:00:00", {{"S05", 25, 4}, {"S06", 50, 4}, {"S07", 50, 2}}},
        {"2026-04-01T09:00:00", {{"S05", NAN, 0}, {"S06", NAN, 0}, {"S07", NAN, 0}}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        ASSERT_VALUES(lines, rows[i].now, rows[i].expected);
    }
}

#define ADD(name, function) g_test_add_func("/web/shipped_index/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("platforms-and-completeness", test_platforms_and_completeness);
    ADD("special-procedures", test_special_procedures);
    ADD("the-loops-of-bad-ratings", test_the_loops_of_bad_ratings);
    ADD("tickets-with-an-appointment", test_tickets_with_an_appointment);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
