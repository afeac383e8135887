/* Bad ratings, one by one: how long they are kept, and what is said of them. */

#include "metrics/measure_source.h"
#include "metrics/ratings.h"

#include "support/case_builder.h"
#include "support/rules.h"

typedef struct {
    const char *id;
    const char *at;
    SzRatingEventKind kind;
    gint32 level;
} Told;

static void tell(SzRatings *ratings, Told told)
{
    const SzRatingEvent event = {
        .occurred = test_time(told.at),
        .kind = told.kind,
        .hall = SZ_SLICE("330106"),
        .id = sz_slice(told.id),
        .level = told.level > 0 ? told.level : -1,
        .is_active = -1,
    };
    (void)sz_ratings_apply(ratings, &event);
}

/* The row of the id, in @version; NULL: there is none. */
static const SzBadRating *find(const SzRatingsVersion *version, const char *id)
{
    const SzBadRating *found = NULL;
    for (gsize i = 0; i < sz_ratings_version_n_bad(version); i++) {
        const SzBadRating *bad = sz_ratings_version_bad(version, i);
        if (strcmp(bad->id, id) == 0) {
            g_assert_null(found);
            found = bad;
        }
    }
    return found;
}

/* @expected: the ids that are there, of "abcdef". */
static void assert_kept(SzRatings *ratings, const char *expected)
{
    g_autoptr(SzRatingsVersion) version = sz_ratings_publish(ratings);
    g_assert_cmpuint(sz_ratings_version_n_bad(version), ==, strlen(expected));
    for (const char *id = expected; *id != '\0'; id++) {
        const char text[] = {*id, '\0'};
        g_assert_nonnull(find(version, text));
    }
}

static const Told story[] = {
    {"a", "2026-01-05T09:00:00", SZ_RATING_NEW, 1}, /* open for ever */
    {"b", "2026-01-05T09:00:00", SZ_RATING_NEW, 1}, /* over in January */
    {"b", "2026-01-31T23:59:59", SZ_RATING_CLOSE, 0},
    {"c", "2026-01-05T09:00:00", SZ_RATING_NEW, 2}, /* over in February */
    {"c", "2026-02-01T00:00:00", SZ_RATING_CLOSE, 0},
    {"d", "2026-01-05T09:00:00", SZ_RATING_NEW, 3}, /* no bad one */
    {"e", "2026-02-27T09:00:00", SZ_RATING_NEW, 2},
    {"e", "2026-02-28T23:59:59", SZ_RATING_CLOSE, 0},
};

static void test_what_is_over_is_kept_for_this_month_and_the_last(void)
{
    static const struct {
        const char *latest;
        const char *kept;
    } rows[] = {
        {"2026-02-28T23:59:59", "abce"}, {"2026-03-01T00:00:00", "ace"},
        {"2026-03-31T23:59:59", "ace"},  {"2026-04-01T00:00:00", "a"},
        {"2027-01-01T00:00:00", "a"},
    };
    g_autoptr(SzRatings) growing = sz_ratings_new(test_rules());
    for (gsize i = 0; i < G_N_ELEMENTS(story); i++) {
        tell(growing, story[i]);
    }
    assert_kept(growing, "abce");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Told last = {"d", rows[i].latest, SZ_RATING_CLAIM, 0};
        tell(growing, last);
        assert_kept(growing, rows[i].kept);
        /* Told first, and all else the other way round, the same is kept. */
        g_autoptr(SzRatings) turned = sz_ratings_new(test_rules());
        tell(turned, last);
        for (gsize k = G_N_ELEMENTS(story); k-- > 0;) {
            tell(turned, story[k]);
        }
        assert_kept(turned, rows[i].kept);
    }
    /* What comes late of one that was forgotten. */
    tell(growing, (Told){"b", "2026-01-06T09:00:00", SZ_RATING_CALLBACK, 0});
    assert_kept(growing, "a");
}

static void test_what_a_row_says(void)
{
    g_autoptr(SzRatings) ratings = sz_ratings_new(test_rules());
    for (gsize i = 0; i < G_N_ELEMENTS(story); i++) {
        tell(ratings, story[i]);
    }
    tell(ratings, (Told){"a", "2026-02-02T09:00:00", SZ_RATING_FOLLOWUP, 4});
    g_autoptr(SzRatingsVersion) version = sz_ratings_publish(ratings);
    const SzBadRating *open = find(version, "a");
    g_assert_false(open->is_over);
    g_assert_cmpint(open->followup_level, ==, 4);
    g_assert_cmpint(open->level, ==, 1);
    const SzBadRating *over = find(version, "c");
    g_assert_true(over->is_over);
    g_assert_false(over->is_upheld);
    g_assert_cmpint(over->followup_level, ==, 0);
    g_assert_cmpint(over->stage, ==, SZ_RATING_CLOSE);
}

static void test_stages_are_called_alike(void)
{
    const SzAttributes *attributes = sz_source_attributes(SZ_SOURCE_BAD_RATINGS);
    gint i = sz_attributes_find(attributes, SZ_SLICE("stage"));
    g_assert_cmpint(i, >=, 0);
    for (int stage = 0; stage < SZ_RATING_N_EVENTS; stage++) {
        g_assert_cmpstr(attributes->attributes[i].choices[stage], ==,
                        sz_rating_stage_name((SzRatingEventKind)stage));
    }
}

#define ADD(name, function) g_test_add_func("/metrics/ratings/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("what-is-over-is-kept-for-this-month-and-the-last",
        test_what_is_over_is_kept_for_this_month_and_the_last);
    ADD("what-a-row-says", test_what_a_row_says);
    ADD("stages-are-called-alike", test_stages_are_called_alike);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
