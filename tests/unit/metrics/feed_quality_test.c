/* The quality of feeds: figures, days, and that no order matters. */

#include "metrics/feed_quality.h"

#include "support/case_builder.h"
#include "support/rules.h"

static const SzFeed *find(const SzFeedQualityVersion *version, const char *code, const char *src)
{
    for (gsize i = 0; i < sz_feed_quality_version_n(version); i++) {
        const SzFeed *feed = sz_feed_quality_version_at(version, i);
        if (g_str_equal(feed->place.code, code) && g_str_equal(feed->src, src)) {
            return feed;
        }
    }
    return NULL;
}

static SzEnvelope line_at(const char *src, const char *received, gint64 ahead_s)
{
    SzWallTime at = test_time(received);
    return (SzEnvelope){
        .hall = SZ_SLICE("330106"),
        .src = sz_slice(src),
        .received = at,
        .occurred = {at.ns + ahead_s * SZ_NS_PER_S},
    };
}

#define DAY sz_day_of(test_time("2026-03-02T00:00:00"))

static void test_figures(void)
{
    g_autoptr(SzFeedQuality) quality = sz_feed_quality_new(test_rules());
    SzEnvelope early = line_at("q1", "2026-03-02T09:00:00", 30);
    SzEnvelope late = line_at("q1", "2026-03-02T10:00:00", -121);
    SzEnvelope prompt = line_at("q1", "2026-03-02T11:00:00", -120);
    early.has_seq = late.has_seq = true;
    early.seq = 1;
    late.seq = 4;
    sz_feed_quality_note(quality, &late, true);
    sz_feed_quality_note(quality, &early, false);
    sz_feed_quality_note(quality, &prompt, false);
    sz_feed_quality_refuse(quality, SZ_SLICE("330106"), SZ_SLICE("q1"), SZ_REFUSED_FUTURE, 2,
                           test_time("2026-03-02T12:00:00"));
    g_autoptr(SzFeedQualityVersion) version = sz_feed_quality_publish(quality);
    g_clear_pointer(&quality, sz_feed_quality_free);
    const SzFeed *feed = find(version, "330106", "q1");
    g_assert_cmpstr(feed->place.hall->code, ==, "330106");
    SzFeedDay day = sz_feed_on(feed, DAY);
    g_assert_cmpuint(day.lines, ==, 3);
    g_assert_cmpuint(day.repeats, ==, 1);
    g_assert_cmpuint(day.late, ==, 1);
    g_assert_cmpuint(day.with_seq, ==, 2);
    g_assert_cmpuint(day.seq.missing, ==, 2);
    g_assert_cmpuint(day.refused[SZ_REFUSED_FUTURE], ==, 2);
    g_assert_cmpuint(sz_feed_day_refused(&day), ==, 2);
    g_assert_cmpint(day.ahead_max_ns, ==, 30 * SZ_NS_PER_S);
    g_assert_cmpint(day.behind_max_ns, ==, 121 * SZ_NS_PER_S);
    g_assert_cmpint(day.first_received.at.ns, ==, early.received.ns);
    g_assert_cmpint(day.last_received.at.ns, ==, prompt.received.ns);
    g_assert_cmpint(day.last_event.at.ns, ==, prompt.occurred.ns);
    /* 3 came, 2 were refused, 2 are missing; of the 3 one is a repeat and one has a bad move: 1 of 5. */
    double score = -1;
    g_assert_true(sz_feed_day_score(&day, 1, &score));
    g_assert_cmpfloat_with_epsilon(score, 100.0 / 5, 1e-12);
    g_assert_true(sz_feed_day_score(&day, 9, &score));
    g_assert_cmpfloat(score, ==, 0);
}

static void test_nothing_has_no_score(void)
{
    g_autoptr(SzFeedQuality) quality = sz_feed_quality_new(test_rules());
    SzEnvelope line = line_at("", "2026-03-02T09:00:00", 0);
    sz_feed_quality_note(quality, &line, false);
    g_autoptr(SzFeedQualityVersion) version = sz_feed_quality_publish(quality);
    double score = -1;
    SzFeedDay today = sz_feed_on(find(version, "330106", ""), DAY);
    SzFeedDay tomorrow = sz_feed_on(find(version, "330106", ""), DAY + 1);
    SzFeedDay long_ago = sz_feed_on(find(version, "330106", ""), DAY - 2);
    g_assert_true(sz_feed_day_score(&today, 0, &score));
    g_assert_cmpfloat(score, ==, 100);
    score = -1;
    g_assert_false(sz_feed_day_score(&tomorrow, 0, &score));
    g_assert_false(sz_feed_day_score(&long_ago, 0, &score));
    g_assert_cmpfloat(score, ==, -1);
}

/* A version that was published does not change, and one that would say the same is the same. */
static void test_versions(void)
{
    g_autoptr(SzFeedQuality) quality = sz_feed_quality_new(test_rules());
    SzEnvelope line = line_at("a", "2026-03-02T09:00:00", 0);
    sz_feed_quality_note(quality, &line, false);
    g_autoptr(SzFeedQualityVersion) one = sz_feed_quality_publish(quality);
    g_autoptr(SzFeedQualityVersion) same = sz_feed_quality_publish(quality);
    sz_feed_quality_note(quality, &line, false);
    g_autoptr(SzFeedQualityVersion) two = sz_feed_quality_publish(quality);
    g_assert_true(one == same);
    g_assert_cmpuint(sz_feed_on(find(one, "330106", "a"), DAY).lines, ==, 1);
    g_assert_cmpuint(sz_feed_on(find(two, "330106", "a"), DAY).lines, ==, 2);
}

static void test_two_days_are_kept(void)
{
    g_autoptr(SzFeedQuality) quality = sz_feed_quality_new(test_rules());
    SzEnvelope first = line_at("a", "2026-03-02T09:00:00", 0);
    SzEnvelope second = line_at("b", "2026-03-03T09:00:00", 0);
    SzEnvelope third = line_at("b", "2026-03-04T00:00:00", 0);
    sz_feed_quality_note(quality, &first, false);
    sz_feed_quality_note(quality, &second, false);
    sz_feed_quality_note(quality, &first, false);
    g_autoptr(SzFeedQualityVersion) two = sz_feed_quality_publish(quality);
    sz_feed_quality_note(quality, &third, false);
    sz_feed_quality_note(quality, &first, false); /* of a day that is over */
    g_autoptr(SzFeedQualityVersion) last = sz_feed_quality_publish(quality);
    g_assert_cmpuint(sz_feed_on(find(two, "330106", "a"), DAY).lines, ==, 2);
    g_assert_null(find(last, "330106", "a"));
    g_assert_cmpuint(sz_feed_on(find(last, "330106", "b"), DAY + 1).lines, ==, 1);
    g_assert_cmpuint(sz_feed_on(find(last, "330106", "b"), DAY + 2).lines, ==, 1);
}

/* --- any order ----------------------------------------------------------------------------- */

#define N_NOTES 400

typedef struct {
    SzEnvelope line;
    bool is_repeat;
    guint n_refused; /* 0: it was taken */
} Note;

static const char *const halls[] = {"330106", "unknown", ""};
static const char *const feeds[] = {"", "q", "kiosks"};

static Note random_note(void)
{
    gint64 base = test_time("2026-03-02T12:00:00").ns;
    Note note = {.line =
                     {
                         .hall = sz_slice(halls[g_test_rand_int_range(0, 3)]),
                         .src = sz_slice(feeds[g_test_rand_int_range(0, 3)]),
                         .received = {base + g_test_rand_int_range(0, 3 * 86400) * SZ_NS_PER_S},
                         .has_seq = g_test_rand_int_range(0, 3) > 0,
                         .is_ticket = g_test_rand_int_range(0, 2) > 0,
                         .seq = g_test_rand_int_range(0, 5) > 0 ? g_test_rand_int_range(0, 90)
                                                                : g_test_rand_int_range(0, 90000),
                     },
                 .is_repeat = g_test_rand_int_range(0, 4) == 0};
    note.line.occurred.ns =
        note.line.received.ns + g_test_rand_int_range(-100000, 120) * SZ_NS_PER_S;
    note.n_refused = (guint)MAX(0, g_test_rand_int_range(-9, 4));
    return note;
}

static void tell(SzFeedQuality *quality, const Note *note)
{
    const SzEnvelope *line = &note->line;
    if (note->n_refused > 0) {
        SzRefusedKind kind = (SzRefusedKind)(note->n_refused % SZ_REFUSED_N_KINDS);
        sz_feed_quality_refuse(quality, line->hall, line->src, kind, note->n_refused,
                               line->received);
    } else {
        sz_feed_quality_note(quality, line, note->is_repeat);
    }
}

static void append_day(GString *text, const SzFeedDay *day)
{
    g_string_append_printf(text, " %d:", (int)day->day);
    const guint64 numbers[] = {
        day->lines,
        day->repeats,
        day->late,
        day->tickets,
        day->cases,
        day->with_seq,
        day->seq.distinct,
        day->seq.missing,
        day->seq.jumps,
        (guint64)day->first_received.at.ns,
        (guint64)day->last_received.at.ns,
        (guint64)day->last_event.at.ns,
        (guint64)day->ahead_max_ns,
        (guint64)day->behind_max_ns,
    };
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_string_append_printf(text, " %" G_GUINT64_FORMAT, numbers[i]);
    }
    for (gsize i = 0; i < SZ_REFUSED_N_KINDS; i++) {
        g_string_append_printf(text, " %" G_GUINT64_FORMAT, day->refused[i]);
    }
}

/* Everything a version says, in order. (transfer full) */
static char *text_of(const SzFeedQualityVersion *version)
{
    GString *text = g_string_new(NULL);
    gsize n_found = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(halls) * G_N_ELEMENTS(feeds); i++) {
        const char *hall = halls[i / G_N_ELEMENTS(feeds)];
        const char *src = feeds[i % G_N_ELEMENTS(feeds)];
        const SzFeed *feed = find(version, hall, src);
        g_string_append_printf(text, "%s/%s %d", hall, src, feed != NULL);
        n_found += feed != NULL;
        for (SzDay day = DAY; feed != NULL && day < DAY + 5; day++) {
            SzFeedDay figures = sz_feed_on(feed, day);
            append_day(text, &figures);
        }
    }
    g_assert_cmpuint(n_found, ==, sz_feed_quality_version_n(version));
    return g_string_free(text, FALSE);
}

static void test_any_order(void)
{
    Note notes[N_NOTES];
    for (gsize i = 0; i < N_NOTES; i++) {
        notes[i] = random_note();
    }
    g_autofree char *expected = NULL;
    for (int round = 0; round < 30; round++) {
        g_autoptr(SzFeedQuality) quality = sz_feed_quality_new(test_rules());
        for (gsize i = N_NOTES; i > 0; i--) {
            gsize other = (gsize)g_test_rand_int_range(0, (gint32)i);
            Note kept = notes[i - 1];
            notes[i - 1] = notes[other];
            notes[other] = kept;
        }
        for (gsize i = 0; i < N_NOTES; i++) {
            tell(quality, &notes[i]);
            if (i % 97 == 0) { /* looking changes nothing */
                sz_feed_quality_version_unref(sz_feed_quality_publish(quality));
            }
        }
        g_autoptr(SzFeedQualityVersion) version = sz_feed_quality_publish(quality);
        g_autofree char *got = text_of(version);
        expected = expected != NULL ? expected : g_strdup(got);
        g_assert_cmpstr(got, ==, expected);
    }
}

static void test_cost(void)
{
    g_autoptr(SzFeedQuality) quality = sz_feed_quality_new(test_rules());
    char codes[200][16];
    const guint n = 2000000;
    if (!g_test_perf()) {
        g_test_skip("only with -m perf");
        return;
    }
    for (guint i = 0; i < 200; i++) {
        g_snprintf(codes[i], sizeof codes[i], "33%04u", i);
    }
    SzEnvelope line = line_at("queue-1", "2026-03-02T09:00:00", -1);
    line.has_seq = true;
    g_test_timer_start();
    for (guint i = 0; i < n; i++) {
        line.hall = sz_slice(codes[i % 200]);
        line.seq = i / 200;
        line.received.ns += 1000;
        sz_feed_quality_note(quality, &line, false);
    }
    double each_ns = g_test_timer_elapsed() * 1e9 / n;
    g_test_minimized_result(each_ns, "%.1f ns a line", each_ns);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/feed_quality/figures", test_figures);
    g_test_add_func("/metrics/feed_quality/nothing-has-no-score", test_nothing_has_no_score);
    g_test_add_func("/metrics/feed_quality/versions", test_versions);
    g_test_add_func("/metrics/feed_quality/two-days-are-kept", test_two_days_are_kept);
    g_test_add_func("/metrics/feed_quality/any-order", test_any_order);
    g_test_add_func("/metrics/feed_quality/cost", test_cost);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
