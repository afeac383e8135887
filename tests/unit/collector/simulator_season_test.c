/* How busy days are: what DOMAIN says of Mondays and of the days after a holiday, on the calendar of 2026. */

#include "collector/simulator_season.h"

#include "support/small_city.h"

static guint32 on(const char *date)
{
    SzDay day = 0;
    g_assert_true(sz_day_parse(sz_slice(date), &day, NULL));
    return sz_sim_season(test_rules()->calendar, day);
}

static void test_days(void)
{
    static const struct {
        const char *date;
        guint32 min;
        guint32 max;
    } days[] = {
        {"2026-03-04", 1000, 1000}, /* an ordinary Wednesday is the measure */
        {"2026-03-09", 1300, 1600}, /* Monday */
        {"2026-03-13", 950, 1100},  /* Friday */
        {"2026-02-24", 1450, 1600}, /* first day after the Spring Festival, 02-15 .. 02-23 */
        {"2026-02-25", 1200, 1450}, /* second, a Wednesday */
        {"2026-02-26", 1050, 1250}, /* third */
        {"2026-03-03", 1000, 1100}, /* long after */
        {"2026-05-06", 1300, 1600}, /* Wednesday after Labour Day */
        {"2026-01-04", 1300, 1600}, /* make-up Sunday, the first day after New Year */
        {"2026-05-09", 700, 1000},  /* make-up Saturday */
        {"2026-03-31", 1100, 1250}, /* last working day of the month, a Tuesday */
        {"2026-02-11", 750, 900},   /* Wednesday before the Spring Festival */
        {"2026-06-10", 1030, 1100}, /* Wednesday in the weeks of school enrolment */
        {"2026-03-07", 300, 600},   /* Saturday */
        {"2026-05-02", 300, 600},   /* holiday */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++) {
        g_test_message("%s: %u", days[i].date, on(days[i].date));
        g_assert_cmpuint(on(days[i].date), >=, days[i].min);
        g_assert_cmpuint(on(days[i].date), <=, days[i].max);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/simulator_season/days-are-as-busy-as-they-should-be", test_days);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
