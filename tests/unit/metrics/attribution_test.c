/* Two-period attribution against vectors from outside (tests/data/index/two_periods.json), by hand, and without residual. */

#include "metrics/attribution.h"

#include "vectors.h"

#include <math.h>

#define NODES_MAX 32
#define N_GROUPS 6

static const SzAggregate ARITHMETIC = {SZ_AGGREGATE_ARITHMETIC, 0};
static const SzAggregate GEOMETRIC = {SZ_AGGREGATE_GEOMETRIC, 0};
static const SzAggregate HARMONIC = {SZ_AGGREGATE_HARMONIC, 0};

static SzAttributionNode indicator(guint parent, double weight, double before, double after)
{
    return (SzAttributionNode){
        .parent = parent,
        .weight = {weight, weight},
        .has_score = {true, true},
        .score = {before, after},
        .score_crossed = {before, after},
    };
}

static SzAttributionNode group(guint parent, double weight, SzAggregate mean)
{
    return (SzAttributionNode){
        .parent = parent,
        .is_group = true,
        .mean = {mean, mean},
        .weight = {weight, weight},
        .has_score = {true, true},
    };
}

static void assert_no_residual(const SzAttribution *got)
{
    double told = got->sum.performance + got->sum.definition + got->sum.coverage;
    vectors_assert_close(told, got->score[1] - got->score[0]);
    vectors_assert_close(got->change, told + got->caps);
}

static SzAttribution attribute(const SzAttributionNode *nodes, guint n, bool is_relative,
                               SzAttributionEffect *effects)
{
    SzAttributionQuestion question = {.nodes = nodes, .n_nodes = n, .is_relative = is_relative};
    SzAttribution got;
    g_assert_true(sz_attribution_of(&question, effects, &got));
    assert_no_residual(&got);
    return got;
}

static void assert_periods(const json_t *example, const char *how, SzAggregate mean)
{
    const json_t *expected = json_object_get(example, how);
    guint n = (guint)json_array_size(json_object_get(example, "score0"));
    SzAttributionNode nodes[NODES_MAX] = {group(0, 1, mean)};
    SzAttributionEffect effects[NODES_MAX];
    for (guint i = 0; i < n; i++) {
        nodes[i + 1] = indicator(0, vectors_number_at(json_object_get(example, "weight0"), i),
                                 vectors_number_at(json_object_get(example, "score0"), i),
                                 vectors_number_at(json_object_get(example, "score1"), i));
        nodes[i + 1].weight[1] = vectors_number_at(json_object_get(example, "weight1"), i);
    }
    SzAttribution got = attribute(nodes, n + 1, false, effects);
    vectors_assert_close(got.score[0], vectors_number(expected, "index0"));
    vectors_assert_close(got.score[1], vectors_number(expected, "index1"));
    for (guint i = 0; i < n; i++) {
        vectors_assert_close(effects[i + 1].performance,
                             vectors_number_at(json_object_get(expected, "performance_effect"), i));
        vectors_assert_close(effects[i + 1].definition,
                             vectors_number_at(json_object_get(expected, "weight_effect"), i));
        g_assert_true(effects[i + 1].coverage == 0);
    }
}

static void test_is_that_of_the_vectors(void)
{
    json_t *document = vectors_load("two_periods.json");
    const json_t *examples = json_object_get(document, "two_period");
    g_assert_cmpuint(json_array_size(examples), >=, 2);
    for (gsize i = 0; i < json_array_size(examples); i++) {
        assert_periods(json_array_get(examples, i), "arith", ARITHMETIC);
        assert_periods(json_array_get(examples, i), "geom", GEOMETRIC);
    }
    json_decref(document);
}

static void assert_effect(const SzAttributionEffect *got, double performance, double definition,
                          double coverage)
{
    vectors_assert_close(got->performance, performance);
    vectors_assert_close(got->definition, definition);
    vectors_assert_close(got->coverage, coverage);
}

/* Index = (3 A + 1 B) / 4, A = (1 a + 1 b) / 2, B = (2 c) / 2.  a rises from 40 to 60: 20 * 1/2 * 3/4. */
static void test_passes_changes_down_the_tree(void)
{
    const SzAttributionNode nodes[] = {group(0, 1, ARITHMETIC), group(0, 3, ARITHMETIC),
                                       group(0, 1, ARITHMETIC), indicator(1, 1, 40, 60),
                                       indicator(1, 1, 80, 80), indicator(2, 2, 10, 50)};
    SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
    SzAttribution got = attribute(nodes, G_N_ELEMENTS(nodes), false, effects);
    assert_effect(&effects[3], 7.5, 0, 0);
    assert_effect(&effects[4], 0, 0, 0);
    assert_effect(&effects[5], 10, 0, 0);
    assert_effect(&got.sum, 17.5, 0, 0);
    vectors_assert_close(got.score[0], (3 * 60 + 10) / 4.);
}

/* a 80 and b 20 of equal weight; b is no longer known: 50 becomes 80, and nobody did anything. */
static void test_what_is_no_longer_known_is_coverage(void)
{
    SzAttributionNode nodes[] = {group(0, 1, ARITHMETIC), indicator(0, 1, 80, 80),
                                 indicator(0, 1, 20, 99)};
    nodes[2].has_score[1] = false;
    SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
    SzAttribution got = attribute(nodes, G_N_ELEMENTS(nodes), false, effects);
    assert_effect(&got.sum, 0, 0, 30);
    assert_effect(&effects[1], 0, 0, 40); /* from 0: it weighs half more */
    assert_effect(&effects[2], 0, 0, -10);
    /* From the score of the group, 50 and 80, mean 65: what stayed is above it, what left was below. */
    got = attribute(nodes, G_N_ELEMENTS(nodes), true, effects);
    assert_effect(&got.sum, 0, 0, 30);
    assert_effect(&effects[1], 0, 0, 0.5 * (80 - 65));
    assert_effect(&effects[2], 0, 0, -0.5 * (20 - 65));
}

/* The second definition has b, which was known all along, or so one must suppose. */
static void test_what_a_definition_adds_is_definition(void)
{
    SzAttributionNode nodes[] = {group(0, 1, ARITHMETIC), indicator(0, 1, 80, 80),
                                 indicator(0, 1, 0, 20)};
    nodes[2].weight[0] = 0;
    nodes[2].has_score[0] = false;
    SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
    SzAttribution got = attribute(nodes, G_N_ELEMENTS(nodes), true, effects);
    assert_effect(&got.sum, 0, -30, 0);
    assert_effect(&effects[2], 0, 0.5 * (20 - 65), 0);
    /* What it would have scored before is of no account. */
    nodes[2].has_score[0] = true;
    got = attribute(nodes, G_N_ELEMENTS(nodes), true, effects);
    assert_effect(&got.sum, 0, -30, 0);
    assert_effect(&effects[2], 0, 0.5 * (20 - 65), 0);
}

/* a 80 and b 20, 1 to 1; then 3 to 1, and b is no longer known.  The share of a would have gone from 1/2 to 3/4 by the
 * definition alone, and by what is known alone to 1, whatever it weighs: 1/8 of the half is the definition's. */
static void test_definition_and_coverage_share_in_both_orders(void)
{
    SzAttributionNode nodes[] = {group(0, 1, ARITHMETIC), indicator(0, 1, 80, 80),
                                 indicator(0, 1, 20, 20)};
    nodes[1].weight[1] = 3;
    nodes[2].has_score[1] = false;
    SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
    SzAttribution got = attribute(nodes, G_N_ELEMENTS(nodes), false, effects);
    assert_effect(&effects[1], 0, 10, 30);
    assert_effect(&effects[2], 0, -2.5, -7.5);
    assert_effect(&got.sum, 0, 7.5, 22.5);
}

/* One value of 12 scored 60 by the first curve and 70 by the second; then 15, scored 75 and 90: 60 to 90.  The value did
 * 15 under the first and 20 under the second, mean 17.5; the curve 10 and 15, mean 12.5. */
static void test_a_curve_is_definition(void)
{
    SzAttributionNode nodes[] = {group(0, 1, ARITHMETIC), indicator(0, 5, 60, 90)};
    nodes[1].score_crossed[0] = 70;
    nodes[1].score_crossed[1] = 75;
    SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
    SzAttribution got = attribute(nodes, G_N_ELEMENTS(nodes), true, effects);
    assert_effect(&effects[1], 17.5, 12.5, 0);
    assert_effect(&got.sum, 17.5, 12.5, 0);
}

/* The same scores, 20 and 80: 50 by the arithmetic mean, 40 by the geometric, 32 by the harmonic. */
static void test_another_mean_is_definition(void)
{
    SzAttributionNode nodes[] = {group(0, 1, ARITHMETIC), indicator(0, 1, 20, 20),
                                 indicator(0, 1, 80, 80)};
    SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
    nodes[0].mean[1] = GEOMETRIC;
    SzAttribution got = attribute(nodes, G_N_ELEMENTS(nodes), true, effects);
    assert_effect(&got.sum, 0, -10, 0);
    assert_effect(&effects[0], 0, -10, 0);
    nodes[0].mean[0] = HARMONIC;
    got = attribute(nodes, G_N_ELEMENTS(nodes), true, effects);
    assert_effect(&got.sum, 0, 8, 0);
}

/* 40 and 50 change places: the group stays where it is, G, and what each did is half the change of g over the slope of g
 * at G: G/2 ln(50/40), G^2/2 (1/40 - 1/50), (50^2 - 40^2) / 2 / 2G. */
static void test_a_group_that_stays_tells_who_moved_it(void)
{
    const double geometric = sqrt(2000);
    const double harmonic = 2 / (1 / 40. + 1 / 50.);
    const double quadratic = sqrt((1600 + 2500) / 2.);
    const struct {
        SzAggregate mean;
        double expected;
    } rows[] = {
        {ARITHMETIC, 5},
        {GEOMETRIC, geometric / 2 * log(1.25)},
        {HARMONIC, harmonic * harmonic / 2 * (1 / 40. - 1 / 50.)},
        {{SZ_AGGREGATE_POWER, 2}, (2500 - 1600) / 4. / quadratic},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzAttributionNode nodes[] = {group(0, 1, rows[i].mean), indicator(0, 1, 40, 50),
                                           indicator(0, 1, 50, 40)};
        SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
        SzAttribution got = attribute(nodes, G_N_ELEMENTS(nodes), true, effects);
        assert_effect(&got.sum, 0, 0, 0);
        assert_effect(&effects[1], rows[i].expected, 0, 0);
        assert_effect(&effects[2], -rows[i].expected, 0, 0);
    }
}

/* Of 0 and 0 there is no slope, and nothing to tell; of 0 and 60 the quadratic mean is sqrt(1800). */
static void test_powers_of_nothing(void)
{
    SzAttributionNode nodes[] = {group(0, 1, (SzAggregate){SZ_AGGREGATE_POWER, 2}),
                                 indicator(0, 1, 0, 0), indicator(0, 1, 0, 0)};
    SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
    SzAttribution got = attribute(nodes, G_N_ELEMENTS(nodes), true, effects);
    assert_effect(&got.sum, 0, 0, 0);
    nodes[2] = indicator(0, 1, 0, 60);
    got = attribute(nodes, G_N_ELEMENTS(nodes), true, effects);
    assert_effect(&effects[2], sqrt(1800), 0, 0);
    assert_effect(&got.sum, sqrt(1800), 0, 0);
}

/* Before caps from 60 to 70, but now one takes 5: the index rose by 5. */
static void test_caps_are_apart(void)
{
    const SzAttributionNode nodes[] = {group(0, 1, ARITHMETIC), indicator(0, 1, 60, 70)};
    SzAttributionQuestion question = {.nodes = nodes, .n_nodes = 2, .caps = {0, -5}};
    SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
    SzAttribution got;
    g_assert_true(sz_attribution_of(&question, effects, &got));
    assert_effect(&got.sum, 10, 0, 0);
    g_assert_true(got.caps == -5);
    g_assert_true(got.change == 5);
}

/* A whole group comes back with what is below it: told by its weight, not by its children. */
static void test_a_group_that_comes_is_coverage(void)
{
    SzAttributionNode nodes[] = {group(0, 1, ARITHMETIC), group(0, 1, ARITHMETIC),
                                 group(0, 1, ARITHMETIC), indicator(1, 1, 40, 40),
                                 indicator(2, 1, 0, 90)};
    nodes[2].has_score[0] = false;
    nodes[4].has_score[0] = false;
    SzAttributionEffect effects[G_N_ELEMENTS(nodes)];
    SzAttribution got = attribute(nodes, G_N_ELEMENTS(nodes), false, effects);
    assert_effect(&got.sum, 0, 0, 25);
    assert_effect(&effects[1], 0, 0, -20);
    assert_effect(&effects[2], 0, 0, 45);
    assert_effect(&effects[4], 0, 0, 0);
}

static void test_what_cannot_be_told(void)
{
    SzAttributionNode nodes[] = {group(0, 1, ARITHMETIC), indicator(0, 1, 60, 70)};
    SzAttributionQuestion question = {.nodes = nodes, .n_nodes = 2};
    SzAttributionEffect effects[2] = {{42, 42, 42}, {42, 42, 42}};
    SzAttribution got = {.caps = 42};
    nodes[0].has_score[0] = false; /* not published then */
    g_assert_false(sz_attribution_of(&question, effects, &got));
    nodes[0].has_score[0] = true;
    nodes[1].has_score[1] = false; /* nothing known now */
    g_assert_false(sz_attribution_of(&question, effects, &got));
    nodes[1] = indicator(0, 1, 60, 0);
    nodes[0].mean[1] = GEOMETRIC; /* of 0 */
    g_assert_false(sz_attribution_of(&question, effects, &got));
    g_assert_true(effects[0].performance == 42 && effects[1].coverage == 42 && got.caps == 42);
}

static bool one_in(gint n)
{
    return g_test_rand_int_range(0, n) == 0;
}

static SzAggregate random_mean(void)
{
    static const double powers[] = {-2, -1, 0.5, 2, 3};
    return (SzAggregate){(SzAggregateKind)g_test_rand_int_range(0, 4),
                         powers[g_test_rand_int_range(0, G_N_ELEMENTS(powers))]};
}

static double random_score(void)
{
    return one_in(6) ? 50 : g_test_rand_double_range(1, 100);
}

static SzAttributionNode random_indicator(void)
{
    SzAttributionNode node =
        indicator((guint)g_test_rand_int_range(0, N_GROUPS), 1, random_score(), random_score());
    for (int t = 0; t < 2; t++) {
        node.weight[t] = one_in(8) ? 0 : g_test_rand_double_range(0.1, 9);
        node.has_score[t] = !one_in(6);
        node.score_crossed[t] = one_in(2) ? node.score[t] : random_score();
    }
    return node;
}

static SzAttributionNode random_group(guint i)
{
    SzAttributionNode node = random_indicator();
    node.parent = i > 0 ? (guint)g_test_rand_int_range(0, (gint)i) : 0;
    node.is_group = true;
    node.mean[0] = random_mean();
    node.mean[1] = one_in(3) ? random_mean() : node.mean[0];
    return node;
}

/* A group is known when something below it is. */
static void settle(SzAttributionNode *nodes, guint n)
{
    for (guint i = 0; i < n; i++) {
        if (nodes[i].is_group) {
            nodes[i].has_score[0] = nodes[i].has_score[1] = false;
        }
    }
    for (guint i = n; i-- > 1;) {
        for (int t = 0; t < 2; t++) {
            if (nodes[i].has_score[t] && nodes[i].weight[t] > 0) {
                nodes[nodes[i].parent].has_score[t] = true;
            }
        }
    }
}

/* A value that scores the same in both periods, by either curve, did nothing. */
static void assert_idle_did_nothing(const SzAttributionNode *nodes,
                                    const SzAttributionEffect *effects)
{
    for (guint i = N_GROUPS; i < NODES_MAX; i++) {
        const SzAttributionNode *node = &nodes[i];
        if (node->score[0] == node->score_crossed[1] && node->score[1] == node->score_crossed[0]) {
            g_assert_true(effects[i].performance == 0);
        }
    }
}

/* Any depth, means, weights, curves and gaps: nothing remains, told from any origin. */
static void test_leaves_no_residual(void)
{
    guint n_told = 0;
    for (int round = 0; round < 3000; round++) {
        SzAttributionNode nodes[NODES_MAX];
        SzAttributionEffect effects[NODES_MAX];
        for (guint i = 0; i < NODES_MAX; i++) {
            nodes[i] = i < N_GROUPS ? random_group(i) : random_indicator();
        }
        settle(nodes, NODES_MAX);
        if (nodes[0].has_score[0] && nodes[0].has_score[1]) {
            n_told++;
            SzAttribution raw = attribute(nodes, NODES_MAX, false, effects);
            SzAttribution relative = attribute(nodes, NODES_MAX, true, effects);
            vectors_assert_close(raw.sum.performance, relative.sum.performance);
            assert_idle_did_nothing(nodes, effects);
        }
    }
    g_assert_cmpuint(n_told, >, 2000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/attribution/is-that-of-the-vectors", test_is_that_of_the_vectors);
    g_test_add_func("/metrics/attribution/passes-changes-down-the-tree",
                    test_passes_changes_down_the_tree);
    g_test_add_func("/metrics/attribution/what-is-no-longer-known-is-coverage",
                    test_what_is_no_longer_known_is_coverage);
    g_test_add_func("/metrics/attribution/what-a-definition-adds-is-definition",
                    test_what_a_definition_adds_is_definition);
    g_test_add_func("/metrics/attribution/definition-and-coverage-share-in-both-orders",
                    test_definition_and_coverage_share_in_both_orders);
    g_test_add_func("/metrics/attribution/a-curve-is-definition", test_a_curve_is_definition);
    g_test_add_func("/metrics/attribution/another-mean-is-definition",
                    test_another_mean_is_definition);
    g_test_add_func("/metrics/attribution/a-group-that-stays-tells-who-moved-it",
                    test_a_group_that_stays_tells_who_moved_it);
    g_test_add_func("/metrics/attribution/powers-of-nothing", test_powers_of_nothing);
    g_test_add_func("/metrics/attribution/caps-are-apart", test_caps_are_apart);
    g_test_add_func("/metrics/attribution/a-group-that-comes-is-coverage",
                    test_a_group_that_comes_is_coverage);
    g_test_add_func("/metrics/attribution/what-cannot-be-told", test_what_cannot_be_told);
    g_test_add_func("/metrics/attribution/leaves-no-residual", test_leaves_no_residual);
    return g_test_run();
}
