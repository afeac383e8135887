#pragma once

/* Lines of the data standard into an engine, and questions to it.  Test code: asserts on failure.
 * For tests that link the collector. */

#include "collector/telemetry.h"
#include "metrics/engine.h"
#include "web/router.h"

#include "support/case_builder.h"
#include "support/rules.h"

/* A line without its timestamp, and when it happened. */
typedef struct {
    const char *at;
    const char *line;
} TestLine;

static inline void test_on_point(const SzLpPoint *point, void *user)
{
    SzReading reading;
    SzStandardError problem = {0};
    SzEvent event;
    if (!sz_telemetry_read(point, &reading, &problem)) {
        g_error("%s", problem.message);
    }
    sz_telemetry_event(&reading, (SzWallTime){point->time_ns}, &event);
    sz_engine_apply(user, &event);
}

static inline void test_on_line_error(const SzLpError *error, void *user)
{
    (void)user;
    g_error("%s", error->message);
}

static inline void test_apply_at(SzEngine *engine, const char *line, SzWallTime at)
{
    g_autofree char *text = g_strdup_printf("%s %" G_GINT64_FORMAT "\n", line, at.ns);
    sz_lp_parse(
        NULL, 1, sz_slice(text),
        (SzLpSink){.on_point = test_on_point, .on_error = test_on_line_error, .user = engine});
}

static inline void test_apply(SzEngine *engine, TestLine line)
{
    test_apply_at(engine, line.line, test_time(line.at));
}

/* The body of the answer. (transfer full) */
static inline char *test_ask(const SzSnapshot *state, const char *now, const char *target)
{
    SzView view = {.rules = test_rules(), .state = state, .now = {true, test_time(now)}};
    g_auto(SzResponse) response = sz_router_get(&view, sz_slice(target));
    return g_steal_pointer(&response.body);
}

/* Folds @lines and asks. (transfer full) */
static inline char *test_fold_and_ask(const TestLine *lines, gsize n, const char *now,
                                      const char *target)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (gsize i = 0; i < n; i++) {
        test_apply(engine, lines[i]);
    }
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    return test_ask(state, now, target);
}

/* A random order of [0, n). (transfer full) */
static inline guint *test_random_order(GRand *random, guint n)
{
    guint *order = g_new(guint, n);
    for (guint i = 0; i < n; i++) {
        order[i] = i;
    }
    for (guint i = n; i > 1; i--) {
        guint k = (guint)g_rand_int_range(random, 0, (gint32)i);
        guint kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
    return order;
}

/* Random lines of one kind in one day: texts may repeat. */
typedef char *(*TestLineMaker)(GRand *random, SzWallTime *at);

/* The claim of the design: each of @targets gets the same bytes whatever the order of arrival, with
 * repeats, and with publishing in between. */
static inline void test_assert_order_means_nothing(TestLineMaker make, guint n,
                                                   const char *const *targets, const char *now)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autofree SzWallTime *times = g_new(SzWallTime, n);
    g_autoptr(SzEngine) straight = sz_engine_new(test_rules());
    for (guint i = 0; i < n; i++) {
        g_ptr_array_add(lines, make(random, &times[i]));
        test_apply_at(straight, lines->pdata[i], times[i]);
    }
    g_autoptr(SzSnapshot) expected = sz_engine_publish(straight);
    for (int round = 0; round < 3; round++) {
        g_autoptr(SzEngine) shuffled = sz_engine_new(test_rules());
        g_autofree guint *order = test_random_order(random, n);
        for (guint i = 0; i < n; i++) {
            guint k = order[i];
            guint again = order[(guint)g_rand_int_range(random, 0, (gint32)i + 1)];
            test_apply_at(shuffled, lines->pdata[k], times[k]);
            test_apply_at(shuffled, lines->pdata[again], times[again]);
            if (i % 97 == 0) {
                sz_snapshot_unref(sz_engine_publish(shuffled));
            }
        }
        g_autoptr(SzSnapshot) state = sz_engine_publish(shuffled);
        for (const char *const *target = targets; *target != NULL; target++) {
            g_autofree char *a = test_ask(expected, now, *target);
            g_autofree char *b = test_ask(state, now, *target);
            g_assert_cmpstr(a, ==, b);
            g_assert_null(strstr(a, "\"error\""));
        }
    }
}
