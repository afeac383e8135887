/* What the events of a rating say. */

#include "metrics/rating_facts.h"

#include "support/case_builder.h"

/* n new  c claim  b callback  a appeal  r appeal_result  f rectify  u followup  x close, ten seconds apart */
static SzRatingFacts fold(const char *story, gint32 level)
{
    static const char letters[] = "ncbarfux"; /* in the order of the enum */
    g_autoptr(SzEventSet) set = sz_event_set_new();
    for (int i = 0; story[i] != '\0'; i++) {
        SzRatingEvent event = {
            .occurred = test_time("2026-03-02T09:00:00"),
            .kind = (SzRatingEventKind)(strchr(letters, story[i]) - letters),
            .level = level,
            .is_active = -1,
        };
        event.occurred.ns += (gint64)i * 10 * SZ_NS_PER_S;
        SzApplied applied;
        (void)sz_event_set_put(&set, &SZ_RATING_LAYOUT, &event, false, &applied);
    }
    SzRatingFacts facts;
    sz_rating_facts_fold(set, &facts);
    return facts;
}

static void test_stages_and_illegal_moves(void)
{
    static const struct {
        const char *story;
        const char *stage;
        guint n_illegal;
        bool is_over;
    } rows[] = {
        {"n", "new", 0, false},
        {"nc", "claimed", 0, false},
        {"ncb", "called_back", 0, false},
        {"nca", "appealed", 0, false},
        {"ncar", "appeal_decided", 0, false},
        {"ncr", "appeal_decided", 1, false},
        {"ncbf", "rectified", 0, false},
        {"ncbfu", "followed_up", 0, false},
        {"ncbfux", "closed", 0, true},
        {"nn", "new", 1, false},
        {"ncc", "claimed", 1, false},
        {"cn", "claimed", 1, false},
        {"nxb", "closed", 1, true},
        {"nxx", "closed", 1, true},
        {"nx", "closed", 0, true},
        {"", "new", 0, false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzRatingFacts facts = fold(rows[i].story, 1);
        g_test_message("%s", rows[i].story);
        g_assert_cmpstr(sz_rating_stage_name(facts.stage), ==, rows[i].stage);
        g_assert_cmpuint(facts.n_illegal, ==, rows[i].n_illegal);
        g_assert_true(facts.is_over == rows[i].is_over);
    }
}

static void test_bad_is_two_and_below(void)
{
    for (gint32 level = 1; level <= SZ_RATING_LEVEL_MAX; level++) {
        SzRatingFacts facts = fold("n", level);
        g_assert_cmpint(facts.level, ==, level);
        g_assert_true(sz_rating_is_bad(&facts) == (level <= 2));
    }
    SzRatingFacts none = fold("c", -1);
    g_assert_cmpint(none.level, ==, 0);
    g_assert_false(sz_rating_is_bad(&none));
}

static SzRatingEvent step(SzRatingEventKind kind, int i, gint32 level, const char *result)
{
    SzRatingEvent event = {.occurred = test_time("2026-03-02T09:00:00"),
                           .kind = kind,
                           .level = level,
                           .result = sz_slice(result),
                           .is_active = -1};
    event.occurred.ns += (gint64)i * SZ_NS_PER_S;
    return event;
}

static void test_what_a_followup_and_an_appeal_say(void)
{
    static const struct {
        gint32 levels[2]; /* of follow-ups; 0: none comes */
        const char *result;
        gint32 expected;
        bool is_upheld;
    } rows[] = {
        {{0, 0}, "", 0, false},
        {{4, 0}, "rejected", 4, false},
        {{-1, 0}, "upheld", 0, true},
        {{2, 5}, "upheld", 2, true}, /* the first holds */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzEventSet) set = sz_event_set_new();
        const SzRatingEvent events[] = {
            step(SZ_RATING_NEW, 0, 1, ""),
            step(SZ_RATING_APPEAL, 1, -1, ""),
            step(SZ_RATING_APPEAL_RESULT, 2, -1, rows[i].result),
            step(SZ_RATING_FOLLOWUP, 3, rows[i].levels[0], ""),
            step(SZ_RATING_FOLLOWUP, 4, rows[i].levels[1], ""),
        };
        for (gsize k = 0; k < G_N_ELEMENTS(events); k++) {
            SzApplied applied;
            if (k < 3 || rows[i].levels[k - 3] != 0) {
                (void)sz_event_set_put(&set, &SZ_RATING_LAYOUT, &events[k], false, &applied);
            }
        }
        SzRatingFacts facts;
        sz_rating_facts_fold(set, &facts);
        g_assert_cmpint(facts.followup_level, ==, rows[i].expected);
        g_assert_true(facts.is_upheld == rows[i].is_upheld);
        g_assert_true(facts.is_over == rows[i].is_upheld);
        g_assert_cmpint(facts.level, ==, 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/rating_facts/stages-and-illegal-moves",
                    test_stages_and_illegal_moves);
    g_test_add_func("/metrics/rating_facts/bad-is-two-and-below", test_bad_is_two_and_below);
    g_test_add_func("/metrics/rating_facts/what-a-followup-and-an-appeal-say",
                    test_what_a_followup_and_an_appeal_say);
    return g_test_run();
}
