#include "web/api_quality.h"

#include "metrics/illegal_moves.h"
#include "web/csv.h"
#include "web/live_json.h"
#include "web/place_filter.h"

typedef struct {
    const SzView *view;
    SzPlaceFilter filter;
    SzDay today;
    SzIllegalMoves *illegal; /* owned */
    GArray *feeds;           /* owned; const SzFeed *, those asked for, in order */
} Quality;

static void quality_clear(Quality *quality)
{
    g_clear_pointer(&quality->illegal, sz_illegal_moves_free);
    g_clear_pointer(&quality->feeds, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Quality, quality_clear)

/* --- which feeds --------------------------------------------------------------------------- */

static guint64 illegal_on(const Quality *quality, const SzFeed *feed, SzDay day)
{
    return sz_illegal_moves_of(quality->illegal, feed, day);
}

static bool is_listed(const Quality *quality, const SzFeed *feed)
{
    SzFeedDay today = sz_feed_on(feed, quality->today);
    SzFeedDay yesterday = sz_feed_on(feed, quality->today - 1);
    return (sz_feed_day_has_any(&today) || sz_feed_day_has_any(&yesterday)) &&
           sz_place_filter_matches(&quality->filter, quality->view, &feed->place);
}

static int compare_feeds(gconstpointer a, gconstpointer b)
{
    const SzFeed *left = *(const SzFeed *const *)a;
    const SzFeed *right = *(const SzFeed *const *)b;
    int order = sz_place_compare(&left->place, left->src, &right->place, right->src);
    return order != 0 ? order : strcmp(left->place.code, right->place.code);
}

static bool read_quality(const SzView *view, const SzParams *params, Quality *out,
                         SzResponse *out_problem)
{
    if (!sz_place_filter_read(view, params, &out->filter, out_problem)) {
        return false;
    }
    const SzFeedQualityVersion *version = view->state->quality;
    out->view = view;
    out->today = sz_day_of(sz_view_now(view));
    out->illegal = sz_illegal_moves_new(view->state);
    out->feeds = g_array_new(FALSE, FALSE, sizeof(const SzFeed *));
    for (gsize i = 0; i < sz_feed_quality_version_n(version); i++) {
        const SzFeed *feed = sz_feed_quality_version_at(version, i);
        if (is_listed(out, feed)) {
            g_array_append_val(out->feeds, feed);
        }
    }
    g_array_sort(out->feeds, compare_feeds);
    return true;
}

static SzMaybeTime later(SzMaybeTime a, SzMaybeTime b)
{
    return !a.known || (b.known && b.at.ns > a.at.ns) ? b : a;
}

static double seconds(gint64 ns)
{
    return (double)ns / (double)SZ_NS_PER_S;
}

/* --- JSON ---------------------------------------------------------------------------------- */

static void set_count(json_t *object, const char *key, guint64 n)
{
    json_object_set_new(object, key, json_integer((json_int_t)n));
}

static json_t *seconds_json(bool is_known, gint64 ns)
{
    return is_known ? json_real(seconds(ns)) : json_null();
}

static void put_figures(json_t *object, const SzFeedDay *day, guint64 n_illegal)
{
    double score = 0;
    bool has_score = sz_feed_day_score(day, n_illegal, &score);
    json_t *refused = json_object();
    for (int kind = 0; kind < SZ_REFUSED_N_KINDS; kind++) {
        set_count(refused, sz_refused_kind_name((SzRefusedKind)kind), day->refused[kind]);
    }
    json_object_set_new(object, "score", has_score ? json_real(score) : json_null());
    set_count(object, "lines", day->lines);
    set_count(object, "duplicates", day->repeats);
    set_count(object, "illegal", n_illegal);
    json_object_set_new(object, "refused", refused);
    set_count(object, "missing", day->seq.missing);
    set_count(object, "seq_jumps", day->seq.jumps);
    set_count(object, "late", day->late);
    json_object_set_new(object, "ahead_max_s", seconds_json(day->lines > 0, day->ahead_max_ns));
    json_object_set_new(object, "behind_max_s", seconds_json(day->lines > 0, day->behind_max_ns));
    json_object_set_new(object, "first_received", sz_json_maybe_time(day->first_received));
}

static json_t *feed_json(const Quality *quality, const SzFeed *feed)
{
    SzFeedDay today = sz_feed_on(feed, quality->today);
    SzFeedDay yesterday = sz_feed_on(feed, quality->today - 1);
    SzMaybeTime last_received = later(today.last_received, yesterday.last_received);
    const SzHall *hall = feed->place.hall;
    json_t *object = json_object();
    json_t *before = json_object();
    json_object_set_new(object, "hall", sz_json_text_or_null(sz_place_code(&feed->place)));
    json_object_set_new(object, "name", hall != NULL ? json_string(hall->name) : json_null());
    json_object_set_new(object, "registered", json_boolean(hall != NULL));
    json_object_set_new(object, "src", sz_json_text_or_null(feed->src));
    json_object_set_new(object, "last_received", sz_json_maybe_time(last_received));
    json_object_set_new(object, "last_event",
                        sz_json_maybe_time(later(today.last_event, yesterday.last_event)));
    /* Asked for an instant before it was received, which what occurs up to then may be, it is as fresh as can be. */
    gint64 age_ns = MAX(sz_view_now(quality->view).ns - last_received.at.ns, 0);
    json_object_set_new(object, "fresh_s", seconds_json(last_received.known, age_ns));
    put_figures(object, &today, illegal_on(quality, feed, today.day));
    put_figures(before, &yesterday, illegal_on(quality, feed, yesterday.day));
    json_object_set_new(object, "yesterday", before);
    return object;
}

SzResponse sz_api_quality(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    g_auto(Quality) quality = {0};
    if (!read_quality(view, params, &quality, &problem)) {
        return problem;
    }
    json_t *list = json_array();
    for (guint i = 0; i < quality.feeds->len; i++) {
        json_array_append_new(list,
                              feed_json(&quality, g_array_index(quality.feeds, const SzFeed *, i)));
    }
    json_t *body = sz_json_body(view);
    json_object_set_new(body, "feeds", list);
    return sz_response_json(body);
}

/* --- the table ----------------------------------------------------------------------------- */

static const char *const heads[][2] = {
    {"大厅编码", "hall"},
    {"大厅名称", "name"},
    {"已登记", "registered"},
    {"数据源", "src"},
    {"日期", "day"},
    {"规范得分", "score"},
    {"接收行数", "lines"},
    {"重复", "duplicates"},
    {"非法流转", "illegal"},
    {"拒收:语法", "refused_syntax"},
    {"拒收:标准", "refused_standard"},
    {"拒收:个人信息", "refused_personal_data"},
    {"拒收:保留名称", "refused_reserved_measurement"},
    {"拒收:时间超前", "refused_future"},
    {"拒收:无权限", "refused_forbidden"},
    {"序号缺失", "missing"},
    {"序号跳变", "seq_jumps"},
    {"迟到", "late"},
    {"最大超前秒数", "ahead_max_s"},
    {"最大滞后秒数", "behind_max_s"},
    {"首次接收", "first_received"},
    {"最近接收", "last_received"},
    {"最近事件", "last_event"},
};

static void put_feed(SzCsv *csv, const SzFeed *feed, SzLanguage language)
{
    static const char *const words[2][2] = {{"否", "false"}, {"是", "true"}};
    const SzHall *hall = feed->place.hall;
    sz_csv_text(csv, sz_place_code(&feed->place));
    sz_csv_text(csv, hall != NULL ? hall->name : NULL);
    sz_csv_text(csv, words[hall != NULL][language]);
    sz_csv_text(csv, feed->src);
}

static void put_row(SzCsv *csv, const SzFeed *feed, const SzFeedDay *day, guint64 n_illegal,
                    SzLanguage language)
{
    char text[SZ_DAY_TEXT];
    double score = 0;
    bool has_score = sz_feed_day_score(day, n_illegal, &score);
    put_feed(csv, feed, language);
    sz_csv_text(csv, sz_day_format(day->day, text));
    sz_csv_maybe_real(csv, has_score, score);
    sz_csv_number(csv, (gint64)day->lines);
    sz_csv_number(csv, (gint64)day->repeats);
    sz_csv_number(csv, (gint64)n_illegal);
    for (int kind = 0; kind < SZ_REFUSED_N_KINDS; kind++) {
        sz_csv_number(csv, (gint64)day->refused[kind]);
    }
    sz_csv_number(csv, (gint64)day->seq.missing);
    sz_csv_number(csv, (gint64)day->seq.jumps);
    sz_csv_number(csv, (gint64)day->late);
    sz_csv_maybe_real(csv, day->lines > 0, seconds(day->ahead_max_ns));
    sz_csv_maybe_real(csv, day->lines > 0, seconds(day->behind_max_ns));
    sz_csv_time(csv, day->first_received);
    sz_csv_time(csv, day->last_received);
    sz_csv_time(csv, day->last_event);
    sz_csv_end_row(csv);
}

SzResponse sz_api_quality_csv(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzLanguage language = SZ_LANGUAGE_ZH;
    g_auto(Quality) quality = {0};
    if (!sz_csv_read_language(params, &language, &problem) ||
        !read_quality(view, params, &quality, &problem)) {
        return problem;
    }
    g_auto(SzCsv) csv;
    sz_csv_begin(&csv);
    sz_csv_heads(&csv, heads, G_N_ELEMENTS(heads), language);
    for (guint i = 0; i < quality.feeds->len; i++) {
        const SzFeed *feed = g_array_index(quality.feeds, const SzFeed *, i);
        for (SzDay on = quality.today; on >= quality.today - 1; on--) {
            SzFeedDay day = sz_feed_on(feed, on);
            guint64 n_illegal = illegal_on(&quality, feed, on);
            if (sz_feed_day_has_any(&day) || n_illegal > 0) {
                put_row(&csv, feed, &day, n_illegal, language);
            }
        }
    }
    return sz_csv_response(&csv, "quality.csv");
}
