#include "web/api_ratings.h"

#include "web/live_json.h"
#include "web/place_filter.h"

enum { TODAY, MONTH, LAST_30_DAYS, N_PERIODS };

static const char *const period_names[N_PERIODS] = {"today", "month", "last_30_days"};

typedef struct {
    const SzPlace *place;
    SzRatingDay sums[N_PERIODS];
} HallSums;

static json_t *real_or_null(bool has, double value)
{
    return has ? json_real(value) : json_null();
}

static json_t *figures_json(const SzRatingDay *sum)
{
    static const char *const names[] = {"", "1", "2", "3", "4", "5"};
    SzRatingFigures figures = sz_rating_figures(sum);
    json_t *levels = json_object();
    for (int level = 1; level <= SZ_RATING_LEVEL_MAX; level++) {
        json_object_set_new(levels, names[level], json_integer(figures.levels[level]));
    }
    json_t *object = json_object();
    json_object_set_new(object, "n", json_integer(figures.n));
    json_object_set_new(object, "levels", levels);
    json_object_set_new(object, "bad", json_integer(figures.bad));
    json_object_set_new(object, "active_ratio",
                        real_or_null(figures.has_active_ratio, figures.active_ratio));
    json_object_set_new(object, "score", real_or_null(figures.has_score, figures.score));
    json_object_set_new(object, "score_active",
                        real_or_null(figures.has_score_active, figures.score_active));
    return object;
}

static void put_periods(json_t *object, const SzRatingDay *sums)
{
    for (int period = 0; period < N_PERIODS; period++) {
        json_object_set_new(object, period_names[period], figures_json(&sums[period]));
    }
}

/* --- sums ---------------------------------------------------------------------------------- */

static bool is_in_month(SzDay day, SzDay today)
{
    SzCivil a = sz_day_to_civil(day);
    SzCivil b = sz_day_to_civil(today);
    return a.year == b.year && a.month == b.month && day <= today;
}

static void add_day(SzRatingDay *sums, const SzRatingDay *day, SzDay today)
{
    const bool is_in[N_PERIODS] = {
        [TODAY] = day->day == today,
        [MONTH] = is_in_month(day->day, today),
        [LAST_30_DAYS] = day->day <= today && day->day > today - 30,
    };
    for (int period = 0; period < N_PERIODS; period++) {
        if (is_in[period]) {
            sz_rating_day_add(&sums[period], day);
        }
    }
}

static HallSums *find_hall(GHashTable *halls, const SzPlace *place)
{
    HallSums *sums = g_hash_table_lookup(halls, sz_place_code(place));
    if (sums == NULL) {
        sums = g_new0(HallSums, 1);
        sums->place = place;
        g_hash_table_insert(halls, g_strdup(sz_place_code(place)), sums);
    }
    return sums;
}

static int compare_halls(gconstpointer a, gconstpointer b)
{
    const HallSums *left = a;
    const HallSums *right = b;
    return strcmp(sz_place_code(left->place), sz_place_code(right->place));
}

static json_t *halls_json(GHashTable *halls)
{
    json_t *list = json_array();
    g_autoptr(GList) all = g_list_sort(g_hash_table_get_values(halls), compare_halls);
    for (const GList *at = all; at != NULL; at = at->next) {
        const HallSums *sums = at->data;
        json_t *hall = json_object();
        json_object_set_new(hall, "hall", json_string(sz_place_code(sums->place)));
        put_periods(hall, sums->sums);
        json_array_append_new(list, hall);
    }
    return list;
}

/* --- open bad ratings ---------------------------------------------------------------------- */

static json_t *bad_json(const SzBadRating *bad)
{
    json_t *object = json_object();
    json_object_set_new(object, "hall", json_string(sz_place_code(&bad->place)));
    json_object_set_new(object, "id", json_string(bad->id));
    json_object_set_new(object, "level", json_integer(bad->level));
    json_object_set_new(object, "stage", json_string(sz_rating_stage_name(bad->stage)));
    const struct {
        const char *name;
        SzMaybeTime at;
    } times[] = {
        {"created", bad->at[SZ_RATING_NEW]},
        {"claimed", bad->at[SZ_RATING_CLAIM]},
        {"callback_due", bad->callback_due},
        {"callback", bad->at[SZ_RATING_CALLBACK]},
        {"appealed", bad->at[SZ_RATING_APPEAL]},
        {"appeal_decided", bad->at[SZ_RATING_APPEAL_RESULT]},
        {"rectify_due", bad->rectify_due},
        {"rectified", bad->at[SZ_RATING_RECTIFY]},
        {"followed_up", bad->at[SZ_RATING_FOLLOWUP]},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
        json_object_set_new(object, times[i].name, sz_json_maybe_time(times[i].at));
    }
    json_object_set_new(object, "window", sz_json_text_or_null(bad->window));
    json_object_set_new(object, "case", sz_json_text_or_null(bad->case_id));
    json_object_set_new(object, "ticket", sz_json_text_or_null(bad->ticket));
    return object;
}

static int compare_bad(gconstpointer a, gconstpointer b)
{
    const SzBadRating *left = *(const SzBadRating *const *)a;
    const SzBadRating *right = *(const SzBadRating *const *)b;
    gint64 left_ns = left->at[SZ_RATING_NEW].at.ns;
    gint64 right_ns = right->at[SZ_RATING_NEW].at.ns;
    if (left_ns != right_ns) {
        return left_ns < right_ns ? -1 : 1;
    }
    int order = sz_place_compare(&left->place, left->id, &right->place, right->id);
    return order != 0 ? order : strcmp(left->place.code, right->place.code);
}

static json_t *open_json(const SzView *view, const SzPlaceFilter *filter)
{
    const SzRatingsVersion *ratings = view->state->ratings;
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(const SzBadRating *));
    for (gsize i = 0; i < sz_ratings_version_n_bad(ratings); i++) {
        const SzBadRating *bad = sz_ratings_version_bad(ratings, i);
        if (!bad->is_over && sz_place_filter_matches(filter, view, &bad->place)) {
            g_array_append_val(wanted, bad);
        }
    }
    g_array_sort(wanted, compare_bad);
    json_t *list = json_array();
    for (guint i = 0; i < wanted->len; i++) {
        json_array_append_new(list, bad_json(g_array_index(wanted, const SzBadRating *, i)));
    }
    return list;
}

SzResponse sz_api_ratings(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzPlaceFilter filter;
    if (!sz_place_filter_read(view, params, &filter, &problem)) {
        return problem;
    }
    const SzRatingsVersion *ratings = view->state->ratings;
    SzDay today = sz_day_of(sz_view_now(view));
    SzRatingDay pooled[N_PERIODS] = {0};
    g_autoptr(GHashTable) halls = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (gsize i = 0; i < sz_ratings_version_n_days(ratings); i++) {
        const SzRatingDay *day = sz_ratings_version_day(ratings, i);
        if (sz_place_filter_matches(&filter, view, &day->place)) {
            add_day(pooled, day, today);
            add_day(find_hall(halls, &day->place)->sums, day, today);
        }
    }
    json_t *body = sz_json_body(view);
    put_periods(body, pooled);
    if (sz_params_get(params, "hall") == NULL) {
        json_object_set_new(body, "halls", halls_json(halls));
    }
    json_object_set_new(body, "open", open_json(view, &filter));
    return sz_response_json(body);
}
