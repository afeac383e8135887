#include "web/api_waits.h"

#include "metrics/quantile.h"
#include "web/csv.h"
#include "web/live_json.h"
#include "web/place_filter.h"

#define WINDOW_MIN_DEFAULT 60
#define MINUTES_PER_DAY 1440
#define S_PER_MINUTE 60

typedef struct {
    const SzHall *hall;
    GArray *waits_ns; /* owned; gint64, ascending; NULL: nobody was called */
} HallWaits;

static void clear_waits(gpointer data)
{
    HallWaits *waits = data;
    if (waits->waits_ns != NULL) {
        g_array_unref(waits->waits_ns);
    }
}

typedef struct {
    gint64 window_s;
    GArray *halls; /* owned; HallWaits of every registered hall, in the order of the tree */
    GArray *asked; /* owned; gsize: which of them the question is about */
} Waits;

static void waits_clear(Waits *waits)
{
    if (waits->halls != NULL) {
        g_array_unref(waits->halls);
        g_array_unref(waits->asked);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Waits, waits_clear)

static void collect(const SzView *view, Waits *waits)
{
    SzWallTime now = sz_view_now(view);
    SzWallTime since = {now.ns - waits->window_s * SZ_NS_PER_S};
    const SzTicket *ticket = NULL;
    gsize at = 0;
    while ((ticket = sz_tickets_version_called_since(view->state->tickets, since, &at)) != NULL) {
        if (ticket->place.hall == NULL || !ticket->has_wait ||
            sz_maybe_time(ticket->called).at.ns > now.ns) {
            continue;
        }
        gsize i = sz_registry_index(view->rules->registry, ticket->place.hall);
        HallWaits *hall = &g_array_index(waits->halls, HallWaits, i);
        if (hall->waits_ns == NULL) {
            hall->waits_ns = g_array_new(FALSE, FALSE, sizeof(gint64));
        }
        g_array_append_val(hall->waits_ns, ticket->wait_ns);
    }
}

/* Which halls are asked for. */
static bool choose(const SzView *view, const SzParams *params, Waits *waits,
                   SzResponse *out_problem)
{
    const char *tier_name = sz_params_get(params, "tier");
    SzTier tier = SZ_TIER_MUNICIPAL;
    SzPlaceFilter filter;
    if (!sz_place_filter_read(view, params, &filter, out_problem)) {
        return false;
    }
    if (tier_name != NULL && !sz_tier_parse(sz_slice(tier_name), &tier)) {
        *out_problem = sz_response_error(400, "bad_query", "municipal county town village kiosk",
                                         "tier: '%s' is none of the tiers", tier_name);
        return false;
    }
    for (gsize i = 0; i < waits->halls->len; i++) {
        const SzHall *hall = g_array_index(waits->halls, HallWaits, i).hall;
        const SzPlace place = {hall->code, hall};
        if (sz_place_filter_matches(&filter, view, &place) &&
            (tier_name == NULL || hall->tier == tier)) {
            g_array_append_val(waits->asked, i);
        }
    }
    return true;
}

static bool read_waits(const SzView *view, const SzParams *params, Waits *out,
                       SzResponse *out_problem)
{
    const SzIntParam window = {"window_min", 1, MINUTES_PER_DAY, WINDOW_MIN_DEFAULT};
    gint64 window_min = 0;
    if (!sz_params_int(params, &window, &window_min, out_problem)) {
        return false;
    }
    out->window_s = window_min * S_PER_MINUTE;
    out->asked = g_array_new(FALSE, FALSE, sizeof(gsize));
    out->halls = g_array_new(FALSE, FALSE, sizeof(HallWaits));
    g_array_set_clear_func(out->halls, clear_waits);
    for (gsize i = 0; i < sz_registry_n_halls(view->rules->registry); i++) {
        const HallWaits hall = {.hall = sz_registry_hall(view->rules->registry, i)};
        g_array_append_val(out->halls, hall);
    }
    if (!choose(view, params, out, out_problem)) {
        return false;
    }
    collect(view, out);
    for (guint i = 0; i < out->halls->len; i++) {
        GArray *waits_ns = g_array_index(out->halls, HallWaits, i).waits_ns;
        if (waits_ns != NULL) {
            sz_sort_int64(waits_ns);
        }
    }
    return true;
}

/* --- figures: seconds ---------------------------------------------------------------------- */

static double quantile_s(const HallWaits *hall, double p)
{
    double ns = 0;
    (void)sz_quantile_of_sorted((const gint64 *)(const void *)hall->waits_ns->data,
                                hall->waits_ns->len, p, &ns);
    return ns / (double)SZ_NS_PER_S;
}

static double mean_s(const HallWaits *hall)
{
    gint64 sum_ns = 0;
    for (guint i = 0; i < hall->waits_ns->len; i++) {
        sum_ns += g_array_index(hall->waits_ns, gint64, i);
    }
    return (double)sum_ns / (double)hall->waits_ns->len / (double)SZ_NS_PER_S;
}

/* mean, p50, p90, longest; nothing to say without a call. */
#define N_FIGURES 4
static const char *const figure_keys[N_FIGURES] = {"wait_mean_s", "wait_p50_s", "wait_p90_s",
                                                   "wait_longest_s"};

static void figures_of(const HallWaits *hall, double out[N_FIGURES])
{
    out[0] = mean_s(hall);
    out[1] = quantile_s(hall, 0.5);
    out[2] = quantile_s(hall, 0.9);
    out[3] = quantile_s(hall, 1);
}

static json_t *hall_json(const HallWaits *hall)
{
    double figures[N_FIGURES] = {0};
    bool has_calls = hall->waits_ns != NULL;
    json_t *object = json_object();
    json_object_set_new(object, "hall", json_string(hall->hall->code));
    json_object_set_new(object, "name", json_string(hall->hall->name));
    json_object_set_new(object, "called", json_integer(has_calls ? hall->waits_ns->len : 0));
    if (has_calls) {
        figures_of(hall, figures);
    }
    for (gsize i = 0; i < N_FIGURES; i++) {
        json_object_set_new(object, figure_keys[i],
                            has_calls ? json_real(figures[i]) : json_null());
    }
    return object;
}

SzResponse sz_api_waits(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    g_auto(Waits) waits = {0};
    if (!read_waits(view, params, &waits, &problem)) {
        return problem;
    }
    json_t *list = json_array();
    for (guint k = 0; k < waits.asked->len; k++) {
        gsize i = g_array_index(waits.asked, gsize, k);
        json_array_append_new(list, hall_json(&g_array_index(waits.halls, HallWaits, i)));
    }
    json_t *body = sz_json_body(view);
    json_object_set_new(body, "window_s", json_integer(waits.window_s));
    json_object_set_new(body, "halls", list);
    return sz_response_json(body);
}

/* --- the table ----------------------------------------------------------------------------- */

static const char *const heads[][2] = {
    {"大厅代码", "hall"},
    {"大厅", "name"},
    {"叫号数", "called"},
    {"平均等候秒", "wait_mean_s"},
    {"等候中位秒", "wait_p50_s"},
    {"等候P90秒", "wait_p90_s"},
    {"最长等候秒", "wait_longest_s"},
};

static void put_row(SzCsv *csv, const HallWaits *hall)
{
    double figures[N_FIGURES] = {0};
    bool has_calls = hall->waits_ns != NULL;
    sz_csv_text(csv, hall->hall->code);
    sz_csv_text(csv, hall->hall->name);
    sz_csv_number(csv, has_calls ? hall->waits_ns->len : 0);
    if (has_calls) {
        figures_of(hall, figures);
    }
    for (gsize i = 0; i < N_FIGURES; i++) {
        sz_csv_maybe_real(csv, has_calls, figures[i]);
    }
    sz_csv_end_row(csv);
}

SzResponse sz_api_waits_csv(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzLanguage language = SZ_LANGUAGE_ZH;
    g_auto(Waits) waits = {0};
    if (!sz_csv_read_language(params, &language, &problem) ||
        !read_waits(view, params, &waits, &problem)) {
        return problem;
    }
    g_auto(SzCsv) csv = {0};
    sz_csv_begin(&csv);
    sz_csv_heads(&csv, heads, G_N_ELEMENTS(heads), language);
    for (guint k = 0; k < waits.asked->len; k++) {
        gsize i = g_array_index(waits.asked, gsize, k);
        put_row(&csv, &g_array_index(waits.halls, HallWaits, i));
    }
    return sz_csv_response(&csv, "waits.csv");
}
