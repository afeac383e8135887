/* Of what the sums of measures are numbers. */

#include "metrics/measure_kind.h"

#include "support/measures.h"

typedef struct {
    const char *name;
    SzMeasurePeople people;
    bool is_rate;
} Row;

static void assert_kind(const SzMeasureSet *set, guint measure, const Row *row)
{
    SzMeasureKind kind = sz_measure_set_kind(set, measure);
    g_test_message("%s", row->name);
    g_assert_cmpint(kind.people, ==, row->people);
    g_assert_cmpint(kind.is_rate, ==, row->is_rate);
}

static void test_measures_of_the_catalogue(void)
{
    static const Row rows[] = {
        /* Shares of tickets and cases. */
        {"wait_in_target", SZ_PEOPLE_DEN, true},
        {"noshow", SZ_PEOPLE_DEN, true},
        {"closed_on_time", SZ_PEOPLE_DEN, true},
        /* Means, quantiles and largest ones of people's things, and a number of them. */
        {"wait_mean", SZ_PEOPLE_DEN, false},
        {"wait_p90", SZ_PEOPLE_DEN, false},
        {"wait_longest", SZ_PEOPLE_DEN, false},
        {"statute_passed", SZ_PEOPLE_DEN, false},
        /* A row of ratings is of many; points are no number of them. */
        {"rating_good", SZ_PEOPLE_DEN, true},
        {"rating_active", SZ_PEOPLE_DEN, true},
        {"rating_points", SZ_PEOPLE_DEN, false},
        /* People per window; days of days. */
        {"waiting_per_window", SZ_PEOPLE_NUM, false},
        {"limit_cut", SZ_PEOPLE_UNCOUNTED, false},
        /* Transactions at kiosks of all that was done; of kiosks themselves. */
        {"kiosk_share", SZ_PEOPLE_DEN, true},
        {"kiosk_use", SZ_PEOPLE_NONE, false},
        {"kiosk_online", SZ_PEOPLE_NONE, false},
        {"window_open", SZ_PEOPLE_NONE, false},
        {"hall_online", SZ_PEOPLE_NONE, false},
    };
    g_autoptr(SzMeasureSet) set = test_measure_set_new();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint measure = sz_measure_set_find(set, sz_slice(rows[i].name));
        g_assert_cmpint(measure, >=, 0);
        assert_kind(set, (guint)measure, &rows[i]);
    }
}

typedef struct {
    SzSource source;
    SzTermRole role;
    const char *value; /* NULL: no term */
} Text;

static void test_further_measures(void)
{
    static const struct {
        Row row;
        Text terms[2];
    } rows[] = {
        {{"days with ratings", SZ_PEOPLE_UNCOUNTED, false},
         {{SZ_SOURCE_RATINGS, SZ_TERM_SHARE, "level1 > 0"}}},
        {{"visits per case", SZ_PEOPLE_DEN, false}, {{SZ_SOURCE_CASES, SZ_TERM_MEAN, "visits"}}},
        {{"share as a mean", SZ_PEOPLE_DEN, true},
         {{SZ_SOURCE_CASES, SZ_TERM_MEAN, "visits == 0"}}},
        {{"cases of tickets", SZ_PEOPLE_DEN, true},
         {{SZ_SOURCE_CASES, SZ_TERM_NUM, "late"}, {SZ_SOURCE_TICKETS, SZ_TERM_DEN, ""}}},
        {{"tickets weighed", SZ_PEOPLE_DEN, false},
         {{SZ_SOURCE_CASES, SZ_TERM_NUM, "2 * visits"}, {SZ_SOURCE_TICKETS, SZ_TERM_DEN, ""}}},
        {{"windows per ticket", SZ_PEOPLE_DEN, false},
         {{SZ_SOURCE_WINDOWS, SZ_TERM_NUM, ""}, {SZ_SOURCE_TICKETS, SZ_TERM_DEN, ""}}},
        {{"failures at kiosks", SZ_PEOPLE_NONE, true},
         {{SZ_SOURCE_KIOSKS, SZ_TERM_NUM, "failed_today"},
          {SZ_SOURCE_KIOSKS, SZ_TERM_DEN, "done_today + failed_today"}}},
    };
    g_autoptr(SzMeasureSet) set = sz_measure_set_new();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzMeasureInfo info = {.name = rows[i].row.name, .statistic = SZ_STATISTIC_RATIO};
        guint measure = sz_measure_set_add(set, &info);
        for (gsize k = 0; k < 2 && rows[i].terms[k].value != NULL; k++) {
            const Text *text = &rows[i].terms[k];
            const SzTermText term = {
                .source = text->source, .role = text->role, .value = sz_slice(text->value)};
            SzTermPart part = SZ_TERM_AT;
            SzExpressionError error = {0};
            g_assert_true(sz_measure_set_add_term(set, &term, &part, &error));
        }
        assert_kind(set, measure, &rows[i].row);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/measure_kind/catalogue", test_measures_of_the_catalogue);
    g_test_add_func("/metrics/measure_kind/further-ones", test_further_measures);
    return g_test_run();
}
