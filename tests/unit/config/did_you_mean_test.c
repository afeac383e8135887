#include "config/did_you_mean.h"

static void test_counts_edits(void)
{
    /* Counted by hand. */
    static const struct {
        const char *a;
        const char *b;
        guint distance;
    } rows[] = {
        {"", "", 0},         {"tier", "tier", 0}, {"tier", "tire", 1}, /* one swap */
        {"tier", "teir", 1}, {"tier", "ter", 1},  {"tier", "tiier", 1}, {"tier", "TIER", 0},
        {"name", "nane", 1}, {"abc", "", 3},      {"", "ab", 2},        {"kitten", "sitting", 3},
        {"ca", "abc", 3}, /* optimal string alignment: never edits a swapped pair again */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpuint(sz_edit_distance(rows[i].a, rows[i].b, 9), ==, rows[i].distance);
        g_assert_cmpuint(sz_edit_distance(rows[i].b, rows[i].a, 9), ==, rows[i].distance);
    }
}

static void test_stops_at_the_limit(void)
{
    g_assert_cmpuint(sz_edit_distance("kitten", "sitting", 2), ==, 3);
    g_autofree char *endless = g_strnfill(100000, 'a');
    g_assert_cmpuint(sz_edit_distance(endless, "a", 2), ==, 3);
}

static void test_guesses_only_what_is_near(void)
{
    static const char *const names[] = {"suspend_count", "due_at", "clock", "n"};
    static const struct {
        const char *word;
        const char *guess;
    } rows[] = {
        {"suspend_cuont", "suspend_count"},
        {"suspend-count", "suspend_count"},
        {"due", NULL},
        /* three away */ {"dueat", "due_at"},
        {"clok", "clock"},
        {"cl", NULL},
        {"weather", NULL},
        {"nn", "n"},
        {"m", NULL}, /* one letter */
        {"", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpstr(sz_did_you_mean(rows[i].word, names, G_N_ELEMENTS(names)), ==,
                        rows[i].guess);
    }
    g_assert_null(sz_did_you_mean("clock", names, 0));
}

static void test_takes_the_nearest_and_the_first_of_equals(void)
{
    static const char *const names[] = {"window", "windows", "windowed"};
    g_assert_cmpstr(sz_did_you_mean("windowss", names, G_N_ELEMENTS(names)), ==, "windows");
    static const char *const twins[] = {"hall_a", "hall_b"};
    g_assert_cmpstr(sz_did_you_mean("hall_c", twins, G_N_ELEMENTS(twins)), ==, "hall_a");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/config/did-you-mean/counts-edits", test_counts_edits);
    g_test_add_func("/config/did-you-mean/stops-at-the-limit", test_stops_at_the_limit);
    g_test_add_func("/config/did-you-mean/guesses-only-what-is-near",
                    test_guesses_only_what_is_near);
    g_test_add_func("/config/did-you-mean/nearest-then-first",
                    test_takes_the_nearest_and_the_first_of_equals);
    return g_test_run();
}
