/* A tree of unequal depth by hand.  The whole, from files, is in tests/system/score_test.py. */

#include "metrics/score.h"

#include "metrics/error.h"

#define EPSILON 1e-12
#define LINE                                                                                       \
    {                                                                                              \
        .method = SZ_NORMALISE_CURVE, .curve = {.n = 2, .points = {{0, 0}, {100, 100}} }           \
    }

enum { X, TOP, Y, LOW, Z, N_NODES };

/* TOP (weights 1 and 3) is X and LOW; LOW (weights 2 and 2) is Y and Z. */
static const SzScoreNode nodes[N_NODES] = {
    [X] = {"x", TOP, 0, 1, LINE}, [TOP] = {"top", SZ_SCORE_NO_PARENT, 2, 1, {.is_down = false}},
    [Y] = {"y", LOW, 0, 2, LINE}, [LOW] = {"low", TOP, 1, 3, {.is_down = false}},
    [Z] = {"z", LOW, 0, 2, LINE},
};

static SzScoreDefinition *define(SzAggregateKind low, SzAggregateKind top, double min_available)
{
    const SzAggregate aggregate[] = {{.kind = low}, {.kind = top}};
    const double shares[] = {min_available, 0};
    const SzScoreParts parts = {.id = "t",
                                .version = "1",
                                .hash = "sha256:0",
                                .nodes = nodes,
                                .n_nodes = N_NODES,
                                .root = TOP,
                                .n_levels = 2,
                                .aggregate = aggregate,
                                .min_available = shares};
    return sz_score_definition_new(&parts);
}

static const char *const units[] = {"u", "v"};
static const SzMaybeNumber values[2 * N_NODES] = {
    [X] = {true, 50},           [Y] = {true, 20},           [Z] = {true, 80},
    [N_NODES + X] = {true, 60}, [N_NODES + Y] = {true, 40}, [N_NODES + Z] = {.known = false},
};

static void assert_known(const SzScoreTable *table, gsize unit, guint node, double expected)
{
    const SzScoreCell *cell = sz_score_table_cell(table, unit, node);
    g_assert_true(cell->value.known);
    g_assert_cmpfloat_with_epsilon(cell->value.value, expected, EPSILON);
}

static void test_by_hand(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzScoreDefinition) definition =
        define(SZ_AGGREGATE_GEOMETRIC, SZ_AGGREGATE_ARITHMETIC, 0);
    g_autoptr(SzScoreTable) table = sz_score_compute(definition, units, 2, values, &error);
    g_assert_no_error(error);
    /* u: low = sqrt(20 * 80) = 40, top = (50 + 3 * 40) / 4.  v: low = 40 of one, top = (60 + 120) / 4. */
    assert_known(table, 0, LOW, 40);
    assert_known(table, 0, TOP, 42.5);
    assert_known(table, 1, LOW, 40);
    assert_known(table, 1, TOP, 45);
    g_assert_cmpuint(sz_score_table_cell(table, 0, TOP)->rank, ==, 2);
    g_assert_cmpuint(sz_score_table_cell(table, 1, TOP)->rank, ==, 1);
    g_assert_cmpuint(sz_score_table_cell(table, 0, LOW)->rank, ==, 1);
    g_assert_cmpuint(sz_score_table_cell(table, 1, LOW)->rank, ==, 1);
    g_assert_cmpfloat_with_epsilon(sz_score_table_cell(table, 1, LOW)->coverage, 0.5, EPSILON);
    g_assert_cmpfloat_with_epsilon(sz_score_table_cell(table, 1, TOP)->coverage, 0.625, EPSILON);
    /* Both y and z give half of what low gives, 30; z of v gives nothing that is known. */
    g_assert_cmpfloat_with_epsilon(sz_score_table_cell(table, 0, X)->contribution.value, 12.5,
                                   EPSILON);
    g_assert_cmpfloat_with_epsilon(sz_score_table_cell(table, 0, Y)->contribution.value, 15,
                                   EPSILON);
    g_assert_cmpfloat_with_epsilon(sz_score_table_cell(table, 0, Z)->contribution.value, 15,
                                   EPSILON);
    g_assert_false(sz_score_table_cell(table, 1, Z)->contribution.known);
}

/* Too few parts: no score, and what is there below gives nothing; it is still covered. */
static void test_too_little(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzScoreDefinition) definition =
        define(SZ_AGGREGATE_ARITHMETIC, SZ_AGGREGATE_ARITHMETIC, 0.6);
    g_autoptr(SzScoreTable) table = sz_score_compute(definition, units, 2, values, &error);
    g_assert_no_error(error);
    g_assert_false(sz_score_table_cell(table, 1, LOW)->value.known);
    g_assert_cmpuint(sz_score_table_cell(table, 1, LOW)->rank, ==, 0);
    assert_known(table, 1, TOP, 60);
    g_assert_cmpfloat_with_epsilon(sz_score_table_cell(table, 1, TOP)->coverage, 0.625, EPSILON);
    g_assert_cmpfloat_with_epsilon(sz_score_table_cell(table, 1, Y)->contribution.value, 0,
                                   EPSILON);
    g_assert_cmpfloat_with_epsilon(sz_score_table_cell(table, 1, X)->contribution.value, 60,
                                   EPSILON);
}

static void test_refuses(void)
{
    SzMaybeNumber zero[2 * N_NODES];
    g_autoptr(GError) error = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(zero); i++) {
        zero[i] = values[i];
    }
    zero[N_NODES + Y] = (SzMaybeNumber){true, 0};
    g_autoptr(SzScoreDefinition) definition =
        define(SZ_AGGREGATE_GEOMETRIC, SZ_AGGREGATE_ARITHMETIC, 0);
    g_assert_null(sz_score_compute(definition, units, 2, zero, &error));
    g_assert_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE);
    g_assert_cmpstr(error->message, ==,
                    "node 'low', unit 'v': no geometric mean: 'y' is 0, expected values above 0");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/score/by-hand", test_by_hand);
    g_test_add_func("/metrics/score/too-little", test_too_little);
    g_test_add_func("/metrics/score/refuses", test_refuses);
    return g_test_run();
}
