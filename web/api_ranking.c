#include "web/api_ranking.h"

#include "metrics/index_ranks.h"
#include "web/index_json.h"
#include "web/index_scope.h"
#include "web/live_json.h"

/* What JSON numbers hold exactly. */
#define SEED_MAX ((G_GINT64_CONSTANT(1) << 53) - 1)
/* Of the digest: 52 bits. */
#define SEED_DIGITS 13

bool sz_api_ranking_takes_long(const char *target)
{
    static const char path[] = "/api/v1/ranking?";
    /* A name may be written with %. */
    return g_str_has_prefix(target, path) &&
           (strstr(target, "interval") != NULL || strchr(target, '%') != NULL);
}

/* --- the order ----------------------------------------------------------------------------- */

static gint compare_rows(gconstpointer a, gconstpointer b)
{
    const SzIndexRow *left = *(const SzIndexRow *const *)a;
    const SzIndexRow *right = *(const SzIndexRow *const *)b;
    gint64 left_tenths = sz_index_tenths(left->score);
    gint64 right_tenths = sz_index_tenths(right->score);
    if (left->published != right->published) {
        return left->published ? -1 : 1;
    }
    if (left->published && left_tenths != right_tenths) {
        return left_tenths > right_tenths ? -1 : 1;
    }
    return strcmp(left->hall->code, right->hall->code);
}

static const SzIndexRow *row_at(const GArray *rows, guint i)
{
    return g_array_index(rows, const SzIndexRow *, i);
}

static guint count_published(const GArray *rows)
{
    guint n = 0;
    while (n < rows->len && row_at(rows, n)->published) {
        n++;
    }
    return n;
}

/* --- what is drawn ------------------------------------------------------------------------- */

typedef struct {
    bool is_wanted;
    guint64 seed;
    guint n_draws;
} Draws;

static gint64 seed_of(const SzIndexTable *table)
{
    char day[SZ_DAY_TEXT] = "";
    SzMaybeTime at = sz_index_table_time(table);
    if (at.known) {
        (void)sz_day_format(sz_day_of(at.at), day);
    }
    g_autofree char *text = g_strdup_printf("%s %s", sz_index_table_definition(table)->hash, day);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    digest[SEED_DIGITS] = '\0';
    return (gint64)g_ascii_strtoull(digest, NULL, 16);
}

/* @n_rows: that are ranked */
static bool read_draws(const SzIndexTable *table, const SzParams *params, guint n_rows, Draws *out,
                       SzResponse *out_problem)
{
    const SzIndexParts *parts = sz_index_table_definition(table);
    guint n_most = sz_index_ranks_draws_max(parts, n_rows);
    gint64 wants = 0;
    gint64 seed = 0;
    gint64 n_draws = 0;
    const SzIntParam of_interval = {"interval", 0, 1, 0};
    const SzIntParam of_seed = {"seed", 0, SEED_MAX, seed_of(table)};
    const SzIntParam of_draws = {"draws", SZ_INDEX_RANKS_DRAWS_MIN, SZ_INDEX_RANKS_DRAWS_MAX,
                                 MIN(SZ_API_RANKING_DRAWS, n_most)};
    if (!sz_params_int(params, &of_interval, &wants, out_problem) ||
        !sz_params_int(params, &of_seed, &seed, out_problem) ||
        !sz_params_int(params, &of_draws, &n_draws, out_problem)) {
        return false;
    }
    const char *stray = sz_params_get(params, "seed") != NULL ? "seed" : "draws";
    if (wants == 0 && sz_params_get(params, stray) != NULL) {
        *out_problem = sz_response_error(400, "bad_query", "interval=1 says how sure a rank is",
                                         "%s: nothing is drawn without interval=1", stray);
        return false;
    }
    if (wants == 1 && (n_draws > n_most || n_most < SZ_INDEX_RANKS_DRAWS_MIN)) {
        *out_problem =
            sz_response_error(400, "too_many_draws", "fewer draws, one tier or one area",
                              "draws: of %u halls no more than %u can be made", n_rows, n_most);
        return false;
    }
    *out = (Draws){wants == 1, (guint64)seed, (guint)n_draws};
    return true;
}

static json_t *drawn_json(const SzIndexParts *parts, const Draws *draws)
{
    json_t *rates = json_array();
    json_t *others = json_array();
    for (guint i = 0; i < parts->n_indicators; i++) {
        json_array_append_new(sz_index_ranks_is_drawn(parts, i) ? rates : others,
                              json_string(parts->indicators[i].id));
    }
    return json_pack("{s:i, s:I, s:{s:s, s:s}, s:[i, i], s:f, s:{s:s, s:f}, s:o, s:o}", "draws",
                     (int)draws->n_draws, "seed", (json_int_t)draws->seed, "definition", "version",
                     parts->version, "hash", parts->hash, "percentiles", 5, 95, "ahead",
                     SZ_RANK_AHEAD_RATIO, "weights", "distribution", "uniform", "spread",
                     SZ_INDEX_RANKS_SPREAD, "rates", rates, "as_measured", others);
}

/* @one: NULL: it has no rank. */
static void add_interval(json_t *object, const SzRankInterval *one)
{
    bool is_ranked = one != NULL && one->rank > 0;
    json_object_set_new(object, "interval",
                        is_ranked
                            ? json_pack("{s:i, s:i}", "low", (int)one->low, "high", (int)one->high)
                            : json_null());
    json_object_set_new(object, "mean_rank", is_ranked ? json_real(one->mean_rank) : json_null());
    json_object_set_new(object, "place", is_ranked ? json_integer(one->place) : json_null());
}

/* @halls: of @rows, of which those that are published are left */
static void add_intervals(json_t *halls, const SzIndexTable *table, GArray *rows,
                          const Draws *draws)
{
    guint n_all = rows->len;
    g_array_set_size(rows, count_published(rows));
    g_autoptr(SzRankIntervals) intervals =
        sz_index_ranks_new(table, rows, draws->n_draws, draws->seed);
    for (guint i = 0; i < n_all; i++) {
        add_interval(json_array_get(halls, i),
                     i < rows->len ? sz_rank_intervals_get(intervals, i) : NULL);
    }
}

/* --- the answer ---------------------------------------------------------------------------- */

static json_t *ranked_json(const SzIndexRow *row, guint rank)
{
    json_t *object = json_object();
    json_object_set_new(object, "hall", json_string(row->hall->code));
    json_object_set_new(object, "name", json_string(row->hall->name));
    json_object_set_new(object, "score", sz_index_score_json(row));
    json_object_set_new(object, "coverage", json_real(row->coverage));
    json_object_set_new(object, "grade",
                        row->published ? json_string(sz_grade_name(row->grade)) : json_null());
    json_object_set_new(object, "interval", json_null());
    json_object_set_new(object, "rank", row->published ? json_integer(rank) : json_null());
    json_object_set_new(object, "reason",
                        row->published ? json_null() : json_string("insufficient"));
    return object;
}

/* @rows: in order */
static json_t *halls_json(const GArray *rows)
{
    json_t *list = json_array();
    guint rank = 0;
    for (guint i = 0; i < rows->len; i++) {
        const SzIndexRow *row = row_at(rows, i);
        const SzIndexRow *before = i > 0 ? row_at(rows, i - 1) : NULL;
        bool is_tie = before != NULL && before->published && row->published &&
                      sz_index_tenths(before->score) == sz_index_tenths(row->score);
        rank = is_tie ? rank : i + 1;
        json_array_append_new(list, ranked_json(row, rank));
    }
    return list;
}

SzResponse sz_api_ranking(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzIndexScope scope;
    Draws draws;
    if (!sz_index_check(view, params, &problem) ||
        !sz_index_scope_read(view, params, &scope, &problem)) {
        return problem;
    }
    g_autoptr(GArray) rows = sz_index_scope_rows(view, &scope);
    g_array_sort(rows, compare_rows);
    if (!read_draws(view->index, params, count_published(rows), &draws, &problem)) {
        return problem;
    }
    const SzIndexParts *parts = sz_index_table_definition(view->index);
    json_t *halls = halls_json(rows);
    json_t *body = json_object();
    json_object_set_new(body, "time", sz_json_maybe_time(sz_index_table_time(view->index)));
    json_object_set_new(body, "index", json_string(parts->id));
    json_object_set_new(body, "scope", json_string(scope.is_area ? "area" : "hall"));
    if (draws.is_wanted) {
        add_intervals(halls, view->index, rows, &draws);
        json_object_set_new(body, "drawn", drawn_json(parts, &draws));
    }
    json_object_set_new(body, "halls", halls);
    return sz_response_json(body);
}
