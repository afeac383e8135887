/* What is written down of a light. */

#include "metrics/light_record.h"

#define NEVER (G_MAXINT64 - 1) /* SZ_NEVER, as a constant */

typedef struct {
    SzLight base;
    gint64 yellow;
    gint64 red;
    gint64 black;
} Curve;

static SzLightCurve curve_of(Curve curve)
{
    return (SzLightCurve){curve.base, {curve.yellow}, {curve.red}, {curve.black}};
}

/* "100:yellow 200:red", what there is to write up to @now. */
static char *record(SzToldLight *told, Curve plain, gint64 happened, gint64 ended, gint64 now)
{
    SzLightCurve curve = curve_of(plain);
    SzLightChange change;
    GString *text = g_string_new(NULL);
    while (sz_light_record_next(told, &curve, (SzWallTime){happened}, (SzWallTime){ended},
                                (SzWallTime){now}, &change)) {
        const char *name = change.to == SZ_LIGHT_NONE ? "none" : sz_light_name(change.to);
        g_string_append_printf(text, "%s%" G_GINT64_FORMAT ":%s", text->len > 0 ? " " : "",
                               change.at.ns, name);
        g_assert_cmpint(told->at.ns, ==, change.at.ns);
        g_assert_cmpint(told->light, ==, change.to);
    }
    return g_string_free(text, FALSE);
}

static const Curve usual = {SZ_LIGHT_GREEN, 100, 200, 300};

static void test_instants_that_pass(void)
{
    static const struct {
        Curve curve;
        gint64 now;
        const char *expected;
    } rows[] = {
        {{SZ_LIGHT_GREEN, 100, 200, 300}, 99, ""},
        {{SZ_LIGHT_GREEN, 100, 200, 300}, 100, "100:yellow"},
        {{SZ_LIGHT_GREEN, 100, 200, 300}, 299, "100:yellow 200:red"},
        {{SZ_LIGHT_GREEN, 100, 200, 300}, 1000, "100:yellow 200:red 300:black"},
        {{SZ_LIGHT_GREEN, 250, 200, NEVER}, 1000, "200:red"},
        {{SZ_LIGHT_GREEN, NEVER, 200, 200}, 1000, "200:black"},
        {{SZ_LIGHT_GREEN, NEVER, NEVER, NEVER}, 1000, ""},
        {{SZ_LIGHT_SUSPENDED, NEVER, NEVER, NEVER}, 1000, "50:suspended"},
        {{SZ_LIGHT_SUSPENDED, 60, 70, NEVER}, 1000, "50:suspended 60:yellow 70:red"},
        {{SZ_LIGHT_SUSPENDED, 40, NEVER, NEVER}, 1000, "50:yellow"},
        {{SZ_LIGHT_NONE, NEVER, NEVER, NEVER}, 1000, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzToldLight told = {0};
        gint64 ended = rows[i].curve.base == SZ_LIGHT_NONE ? 50 : NEVER;
        g_autofree char *text = record(&told, rows[i].curve, 50, ended, rows[i].now);
        g_assert_cmpstr(text, ==, rows[i].expected);
        g_autofree char *again = record(&told, rows[i].curve, 50, ended, rows[i].now);
        g_assert_cmpstr(again, ==, "");
    }
}

static void test_one_step_is_a_thousand(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    for (int round = 0; round < 500; round++) {
        static const SzLight bases[] = {SZ_LIGHT_GREEN, SZ_LIGHT_SUSPENDED};
        gint64 turns[3];
        for (int k = 0; k < 3; k++) {
            turns[k] =
                g_rand_int_range(random, 0, 5) == 0 ? NEVER : g_rand_int_range(random, 0, 1000);
        }
        Curve curve = {bases[g_rand_int_range(random, 0, 2)], turns[0], turns[1], turns[2]};
        gint64 happened = g_rand_int_range(random, 0, 1000);
        SzToldLight at_once = {0};
        SzToldLight slowly = {0};
        g_autofree char *whole = record(&at_once, curve, happened, NEVER, 1000);
        g_autoptr(GString) steps = g_string_new(NULL);
        for (gint64 now = 0; now <= 1000; now += g_rand_int_range(random, 1, 5)) {
            g_autofree char *step = record(&slowly, curve, happened, NEVER, now);
            g_string_append_printf(steps, "%s%s", *step != '\0' && steps->len > 0 ? " " : "", step);
        }
        g_autofree char *rest = record(&slowly, curve, happened, NEVER, 1000);
        g_string_append_printf(steps, "%s%s", *rest != '\0' && steps->len > 0 ? " " : "", rest);
        g_assert_cmpstr(steps->str, ==, whole);
        SzLightCurve last = curve_of(curve);
        g_assert_cmpint(sz_light_curve_at(&last, (SzWallTime){1000}), ==,
                        at_once.is_any ? at_once.light : SZ_LIGHT_GREEN);
    }
}

/* Told red at 200; then something happened. */
static void test_a_curve_that_changed(void)
{
    static const struct {
        const char *what;
        Curve curve;
        gint64 happened;
        gint64 ended;
        const char *expected;
    } rows[] = {
        {"extended", {SZ_LIGHT_GREEN, 400, 500, NEVER}, 250, NEVER, "250:green 400:yellow"},
        {"suspended", {SZ_LIGHT_SUSPENDED, NEVER, NEVER, NEVER}, 250, NEVER, "250:suspended"},
        {"late news", {SZ_LIGHT_GREEN, 400, NEVER, NEVER}, 120, NEVER, "200:green 400:yellow"},
        {"a step", {SZ_LIGHT_GREEN, 100, 200, 300}, 250, NEVER, "300:black"},
        {"red sooner", {SZ_LIGHT_GREEN, 50, 150, 300}, 250, NEVER, "300:black"},
        {"closed", {SZ_LIGHT_NONE, NEVER, NEVER, NEVER}, 250, 250, ""},
        {"closed at that instant", {SZ_LIGHT_NONE, NEVER, NEVER, NEVER}, 200, 200, ""},
        {"had been closed", {SZ_LIGHT_NONE, NEVER, NEVER, NEVER}, 150, 150, "200:none"},
        {"red again at once", {SZ_LIGHT_GREEN, 210, 220, NEVER}, 250, NEVER, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzToldLight told = {0};
        g_autofree char *before = record(&told, usual, 10, NEVER, 200);
        g_assert_cmpstr(before, ==, "100:yellow 200:red");
        g_autofree char *text = record(&told, rows[i].curve, rows[i].happened, rows[i].ended, 450);
        if (!g_str_equal(text, rows[i].expected)) {
            g_error("%s: '%s', expected '%s'", rows[i].what, text, rows[i].expected);
        }
        SzLightCurve curve = curve_of(rows[i].curve);
        SzWallTime due = sz_light_record_due(&told, &curve, (SzWallTime){rows[i].happened},
                                             (SzWallTime){rows[i].ended});
        g_assert_cmpint(due.ns, >, 450);
    }
}

/* Told yellow at 150; something happened at 250 that left the curve as it is, before anybody looked again. */
static void test_what_happens_does_not_move_the_instants(void)
{
    SzToldLight told = {0};
    g_autofree char *before = record(&told, usual, 10, NEVER, 150);
    g_assert_cmpstr(before, ==, "100:yellow");
    g_autofree char *text = record(&told, usual, 250, NEVER, 450);
    g_assert_cmpstr(text, ==, "200:red 300:black");
}

/* A case that has ended has no light that could contradict. */
static void test_an_end_breaks_nothing(void)
{
    SzToldLight told = {true, SZ_LIGHT_RED, {200}};
    SzLightCurve ended = {SZ_LIGHT_NONE, SZ_NEVER, SZ_NEVER, SZ_NEVER};
    SzLightCurve green = {SZ_LIGHT_GREEN, SZ_NEVER, SZ_NEVER, SZ_NEVER};
    g_assert_false(sz_light_record_is_broken(&told, &ended));
    g_assert_true(sz_light_record_is_broken(&told, &green));
}

/* Told green again at 200, then it turns out that the case had ended at 150. */
static void test_green_is_not_taken_back(void)
{
    SzToldLight told = {true, SZ_LIGHT_GREEN, {200}};
    Curve ended = {SZ_LIGHT_NONE, NEVER, NEVER, NEVER};
    g_autofree char *text = record(&told, ended, 150, 150, 450);
    g_assert_cmpstr(text, ==, "");
}

/* However late anybody looks, what never comes has not come. */
static void test_never_does_not_come(void)
{
    SzToldLight told = {0};
    Curve curve = {SZ_LIGHT_GREEN, 100, NEVER, NEVER};
    g_autofree char *text = record(&told, curve, 10, NEVER, NEVER);
    g_assert_cmpstr(text, ==, "100:yellow");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/light_record/instants", test_instants_that_pass);
    g_test_add_func("/light_record/steps", test_one_step_is_a_thousand);
    g_test_add_func("/light_record/changed_curve", test_a_curve_that_changed);
    g_test_add_func("/light_record/what_happens", test_what_happens_does_not_move_the_instants);
    g_test_add_func("/light_record/end", test_an_end_breaks_nothing);
    g_test_add_func("/light_record/green", test_green_is_not_taken_back);
    g_test_add_func("/light_record/never", test_never_does_not_come);
    return g_test_run();
}
