#include "collector/lint_summary.h"

#include "collector/line_protocol_write.h"
#include "collector/refused_line.h"
#include "collector/telemetry_internal.h"
#include "metrics/feed_quality.h"
#include "metrics/shown_text.h"

#define NAMES_MAX 1000 /* told apart */
#define NAMES_SHOWN 10
#define FEEDS_SHOWN 20
/* Before this nobody reported over a network: the precision is another, surely. */
#define OLDEST_NS (G_GINT64_CONSTANT(946684800) * SZ_NS_PER_S) /* 2000-01-01T00:00Z */

struct SzLintSummary {
    SzWallTime now;
    SzFeedQuality *quality; /* owned, as the following */
    GHashTable *reasons;    /* char * -> count, as the next */
    GHashTable *unknown;    /* measurements that are kept as they are */
    GHashTable *seen;       /* hashes of points */
    GString *scratch;
    guint64 n_points;
    guint64 n_future;
    guint64 n_old;
    guint64 n_ancient;
    guint64 n_untimed;
};

SzLintSummary *sz_lint_summary_new(const SzCaseRules *rules, SzWallTime now)
{
    SzLintSummary *summary = g_new0(SzLintSummary, 1);
    summary->now = now;
    summary->quality = sz_feed_quality_new(rules);
    summary->reasons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    summary->unknown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    summary->seen = g_hash_table_new(NULL, NULL);
    summary->scratch = g_string_new(NULL);
    return summary;
}

void sz_lint_summary_free(SzLintSummary *summary)
{
    if (summary == NULL) {
        return;
    }
    sz_feed_quality_free(summary->quality);
    g_hash_table_unref(summary->reasons);
    g_hash_table_unref(summary->unknown);
    g_hash_table_unref(summary->seen);
    (void)g_string_free(summary->scratch, TRUE);
    g_free(summary);
}

static void count(GHashTable *names, const char *name)
{
    gsize n = GPOINTER_TO_SIZE(g_hash_table_lookup(names, name));
    if (n > 0 || g_hash_table_size(names) < NAMES_MAX) {
        g_hash_table_insert(names, g_strdup(name), GSIZE_TO_POINTER(n + 1));
    }
}

/* --- points -------------------------------------------------------------------------------- */

/* FNV-1a, 64 bits (Fowler, Noll, Vo): two points of a million have the same once in 37 million files. */
static guint64 hash_of(const GString *text)
{
    guint64 hash = G_GUINT64_CONSTANT(14695981039346656037);
    for (gsize i = 0; i < text->len; i++) {
        hash = (hash ^ (guint8)text->str[i]) * G_GUINT64_CONSTANT(1099511628211);
    }
    return hash;
}

static void add_part(GString *text, SzSlice part)
{
    g_string_append_len(text, part.len > 0 ? part.data : "", (gssize)part.len);
    g_string_append_c(text, '\0');
}

/* By `eid` where there is one, else by all that is said. */
static bool is_repeat(SzLintSummary *summary, const SzLpPoint *point)
{
    G_STATIC_ASSERT(sizeof(gpointer) == sizeof(guint64));
    SzSlice eid = sz_point_text(point, SZ_SLICE("eid"));
    GString *text = summary->scratch;
    g_string_truncate(text, 0);
    if (eid.len > 0) {
        add_part(text, point->measurement);
        add_part(text, sz_point_find_tag(point, SZ_SLICE("hall")));
        add_part(text, sz_point_text(point, SZ_SLICE("src")));
        add_part(text, eid);
    } else if (!point->has_time || !sz_lp_write(text, point, 0, NULL)) {
        return false; /* without a time it occurs whenever it comes */
    }
    gpointer key = GSIZE_TO_POINTER(hash_of(text));
    if (g_hash_table_contains(summary->seen, key)) {
        return true;
    }
    if (g_hash_table_size(summary->seen) < SZ_LINT_LINES_MAX) {
        (void)g_hash_table_add(summary->seen, key);
    }
    return false;
}

static void note_time(SzLintSummary *summary, const SzLpPoint *point)
{
    if (!point->has_time) {
        summary->n_untimed++;
        return;
    }
    SzWallTime at = {point->time_ns};
    bool is_future =
        at.ns > summary->now.ns && sz_ns_between(summary->now, at) > (guint64)SZ_FUTURE_MAX_NS;
    summary->n_future += is_future;
    summary->n_old += sz_day_of(at) < sz_day_of(summary->now) - 1;
    summary->n_ancient += at.ns < OLDEST_NS;
}

void sz_lint_summary_add(SzLintSummary *summary, const SzLpPoint *point, SzEntity entity)
{
    const SzLpField *seq = sz_point_find_field(point, SZ_SLICE("seq"));
    bool has_seq = seq != NULL && seq->value.type == SZ_LP_INT;
    const SzEnvelope line = {
        .hall = sz_point_find_tag(point, SZ_SLICE("hall")),
        .src = sz_point_text(point, SZ_SLICE("src")),
        .occurred = sz_point_occurred(point, summary->now),
        .received = summary->now,
        .has_seq = has_seq,
        .seq = has_seq ? seq->value.as.i : 0,
    };
    summary->n_points++;
    note_time(summary, point);
    sz_feed_quality_note(summary->quality, &line, is_repeat(summary, point));
    if (entity == SZ_ENTITY_GENERIC) {
        g_autofree char *name = g_strndup(point->measurement.data, point->measurement.len);
        count(summary->unknown, name);
    }
}

void sz_lint_summary_refuse(SzLintSummary *summary, const char *reason, SzRefusedKind kind,
                            SzSlice raw, const SzLpPoint *point)
{
    SzRefusedLine line = sz_refused_line(kind, reason, raw, point);
    count(summary->reasons, reason);
    sz_feed_quality_refuse(summary->quality, line.hall, line.src, kind, 1, summary->now);
}

/* --- the text ------------------------------------------------------------------------------ */

static void add_figure(GString *text, const char *name, guint64 n)
{
    g_string_append_printf(text, "%s: %" G_GUINT64_FORMAT "\n", name, n);
}

/* Most frequent first, then by name. */
static int compare_names(gconstpointer a, gconstpointer b, gpointer user)
{
    gsize left = GPOINTER_TO_SIZE(g_hash_table_lookup(user, a));
    gsize right = GPOINTER_TO_SIZE(g_hash_table_lookup(user, b));
    return left != right ? (left < right) - (left > right) : strcmp(a, b);
}

static void add_names(GString *text, const char *title, GHashTable *names)
{
    g_autoptr(GList) keys = g_hash_table_get_keys(names);
    keys = g_list_sort_with_data(keys, compare_names, names);
    g_string_append_printf(text, "%s:", title);
    guint n = 0;
    for (const GList *at = keys; at != NULL && n < NAMES_SHOWN; at = at->next, n++) {
        g_autofree char *shown = sz_shown_line(at->data);
        g_string_append_printf(text, "%s %s %" G_GSIZE_FORMAT, n > 0 ? "," : "", shown,
                               GPOINTER_TO_SIZE(g_hash_table_lookup(names, at->data)));
    }
    guint n_names = g_hash_table_size(names);
    g_string_append(text, n_names == 0 ? " none" : "");
    if (n_names > n) {
        g_string_append_printf(text, " and %u more", n_names - n);
    }
    g_string_append_c(text, '\n');
}

static int compare_feeds(gconstpointer a, gconstpointer b)
{
    const SzFeed *left = a;
    const SzFeed *right = b;
    int order = strcmp(left->place.code, right->place.code);
    return order != 0 ? order : strcmp(left->src, right->src);
}

static void add_score(GString *text, const SzFeedDay *day)
{
    double score = 0;
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    bool has_score = sz_feed_day_score(day, 0, &score);
    g_string_append(text,
                    has_score ? g_ascii_formatd(number, sizeof number, "%.2f", score) : "none");
}

static void add_feed(GString *text, const SzFeed *feed, const SzFeedDay *day)
{
    g_autofree char *hall = sz_shown_line(*feed->place.code != '\0' ? feed->place.code : "-");
    g_autofree char *src = sz_shown_line(*feed->src != '\0' ? feed->src : "-");
    bool is_unregistered = feed->place.hall == NULL && *feed->place.code != '\0';
    g_string_append_printf(text,
                           "  hall %s%s src %s: %" G_GUINT64_FORMAT " lines, %" G_GUINT64_FORMAT
                           " refused, %" G_GUINT64_FORMAT " repeats, %" G_GUINT64_FORMAT
                           " missing, %" G_GUINT64_FORMAT " jumps of seq, conformance ",
                           hall, is_unregistered ? " (unregistered)" : "", src, day->lines,
                           sz_feed_day_refused(day), day->repeats, day->seq.missing,
                           day->seq.jumps);
    add_score(text, day);
    g_string_append_c(text, '\n');
}

static void add_day(SzFeedDay *sum, const SzFeedDay *day)
{
    sum->lines += day->lines;
    sum->repeats += day->repeats;
    sum->seq.missing += day->seq.missing;
    sum->seq.jumps += day->seq.jumps;
    for (int kind = 0; kind < SZ_REFUSED_N_KINDS; kind++) {
        sum->refused[kind] += day->refused[kind];
    }
}

typedef struct {
    SzFeedDay sum;
    guint n_feeds;
    guint n_halls;
    guint n_unregistered;
} Totals;

static Totals total_of(const GArray *feeds, SzDay today)
{
    Totals totals = {.n_feeds = feeds->len};
    const char *hall = NULL;
    for (guint i = 0; i < feeds->len; i++) {
        const SzFeed *feed = &g_array_index(feeds, SzFeed, i);
        SzFeedDay day = sz_feed_on(feed, today);
        bool is_new = *feed->place.code != '\0' && g_strcmp0(hall, feed->place.code) != 0;
        hall = feed->place.code;
        totals.n_halls += is_new;
        totals.n_unregistered += is_new && feed->place.hall == NULL;
        add_day(&totals.sum, &day);
    }
    return totals;
}

static void add_times(GString *text, const SzLintSummary *summary)
{
    g_string_append_printf(text,
                           "times: %" G_GUINT64_FORMAT
                           " more than 120 s ahead (a daemon refuses them), %" G_GUINT64_FORMAT
                           " before yesterday (only cases and ratings still count), "
                           "%" G_GUINT64_FORMAT " without a time\n",
                           summary->n_future, summary->n_old, summary->n_untimed);
    if (summary->n_ancient > 0) {
        g_string_append_printf(
            text, "times: %" G_GUINT64_FORMAT " before the year 2000: is --precision right?\n",
            summary->n_ancient);
    }
}

char *sz_lint_summary_text(SzLintSummary *summary)
{
    GString *text = g_string_new(NULL);
    SzDay today = sz_day_of(summary->now);
    g_autoptr(SzFeedQualityVersion) version = sz_feed_quality_publish(summary->quality);
    g_autoptr(GArray) feeds = g_array_new(FALSE, FALSE, sizeof(SzFeed));
    for (gsize i = 0; i < sz_feed_quality_version_n(version); i++) {
        g_array_append_vals(feeds, sz_feed_quality_version_at(version, i), 1);
    }
    g_array_sort(feeds, compare_feeds);
    Totals totals = total_of(feeds, today);
    add_names(text, "refused", summary->reasons);
    g_string_append(text, "conformance: ");
    add_score(text, &totals.sum);
    g_string_append_printf(text, "\nhalls: %u, unregistered: %u\nfeeds: %u\n", totals.n_halls,
                           totals.n_unregistered, totals.n_feeds);
    for (guint i = 0; i < MIN(feeds->len, FEEDS_SHOWN); i++) {
        const SzFeed *feed = &g_array_index(feeds, SzFeed, i);
        SzFeedDay day = sz_feed_on(feed, today);
        add_feed(text, feed, &day);
    }
    if (feeds->len > FEEDS_SHOWN) {
        g_string_append_printf(text, "  and %u more\n", feeds->len - FEEDS_SHOWN);
    }
    bool is_cut = summary->n_points > SZ_LINT_LINES_MAX;
    add_figure(text, is_cut ? "repeats (among the first million)" : "repeats", totals.sum.repeats);
    g_string_append_printf(text,
                           "seq: %" G_GUINT64_FORMAT " missing, %" G_GUINT64_FORMAT " jumps\n",
                           totals.sum.seq.missing, totals.sum.seq.jumps);
    add_times(text, summary);
    add_names(text, "unknown measurements, kept", summary->unknown);
    return g_string_free(text, FALSE);
}
