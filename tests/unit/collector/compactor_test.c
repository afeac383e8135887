/* How long the thread of compaction rests. */

#include "collector/compactor.h"

#define HOUR_US (3600 * G_GINT64_CONSTANT(1000000))

static void test_rests(void)
{
    static const struct {
        bool is_done;
        SzCompactionSummary summary;
        gint64 hours;
    } table[] = {
        {true, {0}, 1},                                  /* nothing was old enough */
        {true, {.has_read = true, .n_segments = 3}, 24}, /* nothing else is, for a day */
        {true, {.has_read = true, .n_left = 1}, 24},     /* a damaged one stays as it is */
        {true, {.has_read = true}, 24},                  /* all that is old is of the newest days */
        {true, {.has_read = true, .was_given_up = true}, 1},
        {false, {.has_read = true, .n_segments = 1}, 1}, /* the disk is full, say */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_assert_cmpint(sz_compactor_rest_us(table[i].is_done, &table[i].summary), ==,
                        table[i].hours * HOUR_US);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/compactor/rests", test_rests);
    return g_test_run();
}
