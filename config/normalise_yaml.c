#include "config/normalise_yaml.h"

#include <math.h>

/* As far as a schema can say: any number one would write down. */
#define NUMBER_MAX 1000000000000000
#define KEYS_MAX 4

typedef struct Method Method;

/* One normalise while it is read. */
typedef struct {
    const SzYamlNode *own;      /* the indicator's; NULL: none */
    const SzYamlNode *fallback; /* the definition's, when it is of the same method; else NULL */
    bool is_down;
} Source;

struct Method {
    const char *name;
    const char *keys[KEYS_MAX]; /* it knows; NULL: no more */
    bool (*read)(const Source *source, SzNormaliser *out);
    const char *expected; /* "not WHAT, expected .." when read() says no */
    bool compares;        /* units with each other */
    bool has_scores;      /* of its own choice */
};

static const char *const direction_words[] = {"up", "down"};
const SzYamlSchema sz_direction_schema = SZ_YAML_CHOICE_OF(direction_words);

static const char *const method_words[] = {
    "minmax",    "zscore",        "rank",  "percentile_rank", "borda", "distance_to_max",
    "goalposts", "log_goalposts", "steps", "piecewise",       "band",  "distance_to_target",
    "ratio",
};
static const SzYamlSchema method_schema = SZ_YAML_CHOICE_OF(method_words);
static const SzYamlSchema number = {.type = SZ_YAML_NUMBER, .min = -NUMBER_MAX, .max = NUMBER_MAX};
static const SzYamlSchema numbers = {
    .type = SZ_YAML_LIST, .items = &number, .min = 1, .max = SZ_CURVE_POINTS_MAX};
static const SzYamlSchema point = {.type = SZ_YAML_LIST, .items = &number, .min = 2, .max = 2};
static const SzYamlSchema points = {
    .type = SZ_YAML_LIST, .items = &point, .min = 2, .max = SZ_CURVE_POINTS_MAX};
static const SzYamlKey normalise_keys[] = {
    {"method", &method_schema, false, "how values become scores"},
    {"floor", &number, false, "the value that scores 0"},
    {"target", &number, false, "the value that scores 100"},
    {"lower", &number, false, "the score of the worst"},
    {"upper", &number, false, "the score of the best"},
    {"mean", &number, false, "the mean of the scores"},
    {"sd", &number, false, "their standard deviation"},
    {"points", &points, false, "[[value, score], ..]"},
    {"cuts", &numbers, false, "values at which the score changes"},
    {"scores", &numbers, false, "the scores between the cuts, one more"},
    {"lo0", &number, false, "the value below which the score is 0"},
    {"lo", &number, false, "the value from which it is 100"},
    {"hi", &number, false, "the value up to which it is 100"},
    {"hi0", &number, false, "the value above which it is 0"},
};
const SzYamlSchema sz_normalise_schema = SZ_YAML_MAP_OF(normalise_keys);

/* --- values -------------------------------------------------------------------------------- */

static const SzYamlNode *get(const Source *source, const char *key)
{
    const SzYamlNode *own = sz_yaml_get(source->own, key);
    return own != NULL ? own : sz_yaml_get(source->fallback, key);
}

static bool get_number(const Source *source, const char *key, double *out)
{
    return sz_yaml_number(get(source, key), out);
}

/* Absent is @absent; false only when something is there that is no number. */
static bool get_number_or(const Source *source, const char *key, double absent, double *out)
{
    *out = absent;
    return get(source, key) == NULL || get_number(source, key, out);
}

/* The scores of the worst and the best. */
static bool get_bounds(const Source *source, double *lower, double *upper)
{
    return get_number_or(source, "lower", 0, lower) && get_number_or(source, "upper", 100, upper) &&
           *lower < *upper;
}

/* --- methods ------------------------------------------------------------------------------- */

static bool read_minmax(const Source *source, SzNormaliser *out)
{
    out->method = SZ_NORMALISE_MINMAX;
    return get_bounds(source, &out->lower, &out->upper);
}

static bool read_zscore(const Source *source, SzNormaliser *out)
{
    out->method = SZ_NORMALISE_ZSCORE;
    return get_number_or(source, "mean", 0, &out->centre) &&
           get_number_or(source, "sd", 1, &out->spread) && out->spread > 0;
}

static bool read_rank(const Source *source G_GNUC_UNUSED, SzNormaliser *out)
{
    out->method = SZ_NORMALISE_RANK;
    return true;
}

static bool read_percentile_rank(const Source *source G_GNUC_UNUSED, SzNormaliser *out)
{
    out->method = SZ_NORMALISE_PERCENTILE_RANK;
    return true;
}

static bool read_borda(const Source *source G_GNUC_UNUSED, SzNormaliser *out)
{
    out->method = SZ_NORMALISE_BORDA;
    return true;
}

static bool read_distance_to_max(const Source *source G_GNUC_UNUSED, SzNormaliser *out)
{
    out->method = SZ_NORMALISE_MINMAX;
    out->lower = 0;
    out->upper = 1;
    return true;
}

static bool read_distance_to_target(const Source *source, SzNormaliser *out)
{
    out->method = SZ_NORMALISE_DISTANCE_TO_TARGET;
    return get_number(source, "target", &out->target);
}

static bool read_goalposts(const Source *source, SzNormaliser *out)
{
    double floor = 0;
    double target = 0;
    double lower = 0;
    double upper = 0;
    if (!get_number(source, "floor", &floor) || !get_number(source, "target", &target) ||
        !(floor < target || floor > target) || !get_bounds(source, &lower, &upper)) {
        return false;
    }
    bool is_up = floor < target;
    out->curve = (SzCurve){.n = 2,
                           .points = {{is_up ? floor : target, is_up ? lower : upper},
                                      {is_up ? target : floor, is_up ? upper : lower}}};
    return true;
}

static bool read_log_goalposts(const Source *source, SzNormaliser *out)
{
    if (!read_goalposts(source, out) || !(out->curve.points[0].value > 0)) {
        return false;
    }
    out->curve.shape = SZ_CURVE_LOG_LINES;
    for (guint i = 0; i < out->curve.n; i++) {
        out->curve.points[i].value = log(out->curve.points[i].value);
    }
    return true;
}

static bool is_ascending(const SzCurve *curve, guint from)
{
    for (guint i = from + 1; i < curve->n; i++) {
        if (!(curve->points[i].value > curve->points[i - 1].value)) {
            return false;
        }
    }
    return true;
}

static bool read_piecewise(const Source *source, SzNormaliser *out)
{
    const SzYamlNode *list = get(source, "points");
    SzCurve *curve = &out->curve;
    bool is_good = sz_yaml_n(list) >= 2 && sz_yaml_n(list) <= SZ_CURVE_POINTS_MAX;
    curve->n = is_good ? sz_yaml_n(list) : 0;
    for (guint i = 0; is_good && i < curve->n; i++) {
        const SzYamlNode *pair = sz_yaml_at(list, i);
        is_good = sz_yaml_number(sz_yaml_at(pair, 0), &curve->points[i].value) &&
                  sz_yaml_number(sz_yaml_at(pair, 1), &curve->points[i].score);
    }
    return is_good && is_ascending(curve, 0);
}

static bool read_steps(const Source *source, SzNormaliser *out)
{
    const SzYamlNode *cuts = get(source, "cuts");
    const SzYamlNode *scores = get(source, "scores");
    SzCurve *curve = &out->curve;
    guint n = sz_yaml_n(scores);
    bool is_good = n >= 2 && n <= SZ_CURVE_POINTS_MAX && sz_yaml_n(cuts) == n - 1;
    curve->shape = SZ_CURVE_STEPS;
    curve->n = is_good ? n : 0;
    for (guint i = 0; is_good && i < n; i++) {
        is_good = sz_yaml_number(sz_yaml_at(cuts, i > 0 ? i - 1 : 0), &curve->points[i].value) &&
                  sz_yaml_number(sz_yaml_at(scores, i), &curve->points[i].score);
    }
    return is_good && is_ascending(curve, 1);
}

static bool read_band(const Source *source, SzNormaliser *out)
{
    double lo0 = 0;
    double lo = 0;
    double hi = 0;
    double hi0 = 0;
    if (!get_number(source, "lo0", &lo0) || !get_number(source, "lo", &lo) ||
        !get_number(source, "hi", &hi) || !get_number(source, "hi0", &hi0) || !(lo0 < lo) ||
        !(lo <= hi) || !(hi < hi0)) {
        return false;
    }
    out->curve = lo < hi ? (SzCurve){.n = 4, .points = {{lo0, 0}, {lo, 100}, {hi, 100}, {hi0, 0}}}
                         : (SzCurve){.n = 3, .points = {{lo0, 0}, {lo, 100}, {hi0, 0}}};
    return true;
}

static bool read_ratio(const Source *source, SzNormaliser *out)
{
    double target = 0;
    if (!get_number(source, "target", &target) || !(target > 0)) {
        return false;
    }
    out->curve = (SzCurve){.n = 1,
                           .points = {{target, 100}},
                           .shape = source->is_down ? SZ_CURVE_INVERSE : SZ_CURVE_SHARE};
    return true;
}

static const Method methods[] = {
    {"minmax", {"lower", "upper"}, read_minmax, "minmax", true, false},
    {"zscore", {"mean", "sd"}, read_zscore, "a z-score, expected an sd above 0", true, false},
    {"rank", {NULL}, read_rank, "a rank", true, false},
    {"percentile_rank", {NULL}, read_percentile_rank, "a percentile rank", true, false},
    {"borda", {NULL}, read_borda, "a Borda count", true, false},
    {"distance_to_max", {NULL}, read_distance_to_max, "a distance", true, false},
    {"distance_to_target",
     {"target"},
     read_distance_to_target,
     "a distance, expected a target",
     true,
     false},
    {"goalposts",
     {"floor", "target", "lower", "upper"},
     read_goalposts,
     "goalposts, expected floor and target, and that they differ",
     false,
     false},
    {"log_goalposts",
     {"floor", "target", "lower", "upper"},
     read_log_goalposts,
     "goalposts of logarithms, expected floor and target above 0, and that they differ",
     false,
     false},
    {"steps",
     {"cuts", "scores"},
     read_steps,
     "steps, expected cuts, ascending, and one score more than there are cuts",
     false,
     true},
    {"piecewise",
     {"points"},
     read_piecewise,
     "a curve, expected points [[value, score], ..], ascending in value",
     false,
     true},
    {"band",
     {"lo0", "lo", "hi", "hi0"},
     read_band,
     "a band, expected lo0 < lo <= hi < hi0",
     false,
     false},
    {"ratio", {"target"}, read_ratio, "a ratio, expected a target above 0", false, false},
};
G_STATIC_ASSERT(G_N_ELEMENTS(methods) == G_N_ELEMENTS(method_words));

/* --- reading ------------------------------------------------------------------------------- */

static const Method *find_method(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (g_strcmp0(methods[i].name, name) == 0) {
            return &methods[i];
        }
    }
    return NULL;
}

static bool knows_key(const Method *method, const char *key)
{
    for (guint i = 0; i < KEYS_MAX && method->keys[i] != NULL; i++) {
        if (g_str_equal(method->keys[i], key)) {
            return true;
        }
    }
    return g_str_equal(key, "method");
}

static void check_keys(const Method *method, const SzYamlNode *own, SzProblems *problems)
{
    for (guint i = 0; i < sz_yaml_n(own); i++) {
        const SzYamlNode *child = sz_yaml_at(own, i);
        if (!knows_key(method, sz_yaml_key(child))) {
            sz_yaml_complain(problems, child, "not a part of method %s", method->name);
        }
    }
}

void sz_normalise_check_fallback(const SzYamlNode *fallback, SzProblems *problems)
{
    const Method *method = find_method(sz_yaml_text_of(fallback, "method"));
    if (method != NULL) {
        check_keys(method, fallback, problems);
    } else if (fallback != NULL) {
        sz_yaml_complain(problems, fallback, "method is missing, expected one for all indicators");
    }
}

static void check_scores(const SzCurve *curve, const SzYamlNode *place, SzProblems *problems)
{
    if (sz_curve_least(curve) < 0 || sz_curve_most(curve) > 100) {
        sz_yaml_complain(problems, place, "scores beyond 0 to 100, expected none");
    }
}

static void check_direction(const SzNormaliseSource *source, const SzCurve *curve,
                            const SzYamlNode *place)
{
    const char *way = sz_yaml_text_of(source->node, "direction");
    bool is_up = curve->points[0].score < curve->points[curve->n - 1].score;
    if (way != NULL && is_up != g_str_equal(way, "up")) {
        sz_yaml_complain(source->contradictions, place,
                         "floor and target go the other way than direction '%s'", way);
    }
}

static void read_with(const Method *method, const Source *from, const SzNormaliseSource *source,
                      SzNormaliser *out, SzProblems *problems)
{
    const SzYamlNode *place = from->own != NULL ? from->own : source->node;
    SzNormaliser result = {.method = SZ_NORMALISE_CURVE, .is_down = from->is_down};
    double lower = 0;
    double upper = 0;
    check_keys(method, from->own, problems);
    if (source->is_alone && method->compares) {
        sz_yaml_complain(problems, place,
                         "method %s compares halls with each other, expected one that scores a "
                         "value alone: goalposts, log_goalposts, steps, piecewise, band or ratio",
                         method->name);
        return;
    }
    if (!get_bounds(from, &lower, &upper)) {
        sz_yaml_complain(problems, place,
                         "not bounds, expected lower below upper; they are 0 and 100 when absent");
        return;
    }
    if (!method->read(from, &result)) {
        sz_yaml_complain(problems, place, "not %s%s", method->expected,
                         source->is_alone && method->has_scores ? ", scores 0 to 100" : "");
        return;
    }
    if (source->is_alone) {
        check_scores(&result.curve, place, problems);
    }
    if (method->read == read_goalposts || method->read == read_log_goalposts) {
        check_direction(source, &result.curve, place);
    }
    *out = result;
}

void sz_normalise_read(const SzNormaliseSource *source, SzNormaliser *out, SzProblems *problems)
{
    const SzYamlNode *own = sz_yaml_get(source->node, "normalise");
    const char *name = sz_yaml_text_of(own, "method");
    const char *fallback_name = sz_yaml_text_of(source->fallback, "method");
    const char *way = sz_yaml_text_of(source->node, "direction");
    bool is_same = name == NULL || g_strcmp0(name, fallback_name) == 0;
    const Source from = {.own = own,
                         .fallback = is_same ? source->fallback : NULL,
                         .is_down = g_strcmp0(way, "down") == 0};
    const Method *method = find_method(name != NULL ? name : fallback_name);
    if (method == NULL) {
        sz_yaml_complain(
            problems, own != NULL ? own : source->node,
            "an indicator without normalise, expected {method: goalposts, floor, target}");
        return;
    }
    read_with(method, &from, source, out, problems);
}
