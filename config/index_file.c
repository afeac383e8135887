#include "config/index_file.h"

#include "config/aggregate_yaml.h"
#include "config/definition_hash.h"
#include "config/did_you_mean.h"
#include "config/halls_file.h"
#include "config/measure_yaml.h"
#include "config/normalise_yaml.h"
#include "config/text_checks.h"

static const char *const scopes[] = {"any", "area"};

static const SzYamlSchema code = {.type = SZ_YAML_TEXT, .check = sz_check_code};
static const SzYamlSchema word = {.type = SZ_YAML_TEXT, .min = 1, .max = 100};
static const SzYamlSchema any = {.type = SZ_YAML_ANY};
static const SzYamlSchema number = {.type = SZ_YAML_NUMBER, .min = -1000000, .max = 1000000};
static const SzYamlSchema share = {.type = SZ_YAML_NUMBER, .min = 0, .max = 1};
static const SzYamlSchema score = {.type = SZ_YAML_NUMBER, .min = 0, .max = 100};
static const SzYamlSchema count = {.type = SZ_YAML_INT, .min = 1, .max = 1000000};
static const SzYamlSchema scope = SZ_YAML_CHOICE_OF(scopes);
static const SzYamlSchema tiers = {
    .type = SZ_YAML_LIST, .items = &sz_tier_schema, .min = 1, .max = SZ_TIER_N};
static const SzYamlKey node_keys[] = {
    {"id", &code, true, "a short lasting name"},
    {"parent", &code, false, "the node it is a part of"},
    {"name", &word, true, "its name"},
    {"name_en", &word, false, "its English name"},
    {"weight", &any, false, "a number, or one for each tier"},
    {"measure", &code, false, "what is counted"},
    {"unit", &word, false, "the unit of the value"},
    {"scale", &number, false, "value = scale * what was counted"},
    {"direction", &sz_direction_schema, false, "up or down"},
    {"normalise", &sz_normalise_schema, false, "value -> score"},
    {"tiers", &tiers, false, "the tiers it says something about"},
    {"scope", &scope, false, "area: says nothing of a hall alone"},
    {"min_n", &count, false, "fewer are insufficient"},
    {"source", &word, false, "where formula and bounds come from"},
};
static const SzYamlSchema node_schema = SZ_YAML_MAP_OF(node_keys);
static const SzYamlSchema nodes = {
    .type = SZ_YAML_LIST, .items = &node_schema, .min = 3, .max = 500};
static const SzYamlKey cap_keys[] = {
    {"indicator", &code, true, "the indicator that is looked at"},
    {"above", &number, true, "the value above which the cap holds"},
    {"max", &score, true, "what its dimension scores at most"},
    {"name", &word, true, "the reason, in words"},
    {"name_en", &word, false, "the same in English"},
};
static const SzYamlSchema cap = SZ_YAML_MAP_OF(cap_keys);
static const SzYamlSchema caps = {.type = SZ_YAML_LIST, .items = &cap, .max = 100};
static const SzYamlKey file_keys[] = {
    {"id", &code, true, "the index's name for programs"},
    {"version", &word, true, "the definition's version"},
    {"name", &word, true, "the index's name"},
    {"name_en", &word, false, "its English name"},
    {"normalise", &sz_normalise_schema, false, "what holds where an indicator says nothing else"},
    {"aggregate", &any, false, "which mean: one, or one for dimensions and one for the index"},
    {"min_available", &any, false, "the share of the parts that must be there; likewise"},
    {"min_coverage", &share, false, "least coverage that is published"},
    {"caps", &caps, false, "what caps a dimension"},
    {"measures", &sz_measures_schema, false, "what is counted; the shipped ones without it"},
    {"nodes", &nodes, true, "the index, its dimensions, their indicators"},
};
const SzYamlSchema sz_index_schema = SZ_YAML_MAP_OF(file_keys);

/* What has been read so far; parents come first. */
typedef struct {
    const char *root;            /* id of the index; NULL: not met yet */
    const SzYamlNode *normalise; /* the definition's own; NULL: none */
    SzAggregate aggregate[SZ_INDEX_LEVELS];
    double min_available[SZ_INDEX_LEVELS];
    GArray *dimensions;
    GArray *indicators;
    GArray *caps;
    GHashTable *ids; /* set of ids (owned) */
    SzMeasureSet *measures;
    SzProblems *problems;
} Draft;

/* --- values -------------------------------------------------------------------------------- */

/* A number for all tiers, or a map of some. */
static void read_weights(const SzYamlNode *node, double *out, SzProblems *problems)
{
    double all = 0;
    if (node == NULL || (sz_yaml_number(node, &all) && all > 0)) {
        for (guint tier = 0; tier < SZ_TIER_N; tier++) {
            out[tier] = node == NULL ? 1 : all;
        }
        return;
    }
    bool is_good = sz_yaml_kind(node) == SZ_YAML_IS_MAP && sz_yaml_n(node) > 0;
    for (guint i = 0; is_good && i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        SzTier tier = SZ_TIER_MUNICIPAL;
        is_good = sz_tier_parse(sz_slice(sz_yaml_key(child)), &tier) &&
                  sz_yaml_number(child, &out[tier]) && out[tier] > 0;
    }
    if (!is_good) {
        sz_yaml_complain(problems, node,
                         "not a weight, expected a number above 0 or {municipal: 10, ..}");
    }
}

static guint32 read_tiers(const SzYamlNode *node)
{
    guint32 bits = 0;
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        SzTier tier = SZ_TIER_MUNICIPAL;
        if (sz_tier_parse(sz_slice(sz_yaml_text(sz_yaml_at(node, i))), &tier)) {
            bits |= 1U << tier;
        }
    }
    return node == NULL ? (1U << SZ_TIER_N) - 1 : bits;
}

static void read_measure(const Draft *draft, const SzYamlNode *node, guint *out)
{
    const SzYamlNode *given = sz_yaml_get(node, "measure");
    const char *text = sz_yaml_text(given);
    gint found = text != NULL ? sz_measure_set_find(draft->measures, sz_slice(text)) : 0;
    *out = (guint)MAX(found, 0);
    if (found >= 0) {
        return;
    }
    g_autoptr(GArray) names = g_array_new(FALSE, FALSE, sizeof(const char *));
    for (guint i = 0; i < sz_measure_set_n(draft->measures); i++) {
        const char *name = sz_measure_set_info(draft->measures, i)->name;
        g_array_append_val(names, name);
    }
    const char *likely =
        sz_did_you_mean(text, (const char *const *)(gpointer)names->data, names->len);
    if (likely != NULL) {
        sz_yaml_complain(draft->problems, given, "unknown measure: '%s', did you mean '%s'?", text,
                         likely);
    } else {
        sz_yaml_complain(draft->problems, given,
                         "unknown measure: '%s', expected the name of one under measures", text);
    }
}

/* --- nodes --------------------------------------------------------------------------------- */

static bool find_dimension(const Draft *draft, const char *id, guint *out)
{
    for (guint i = 0; i < draft->dimensions->len; i++) {
        if (g_str_equal(g_array_index(draft->dimensions, SzIndexDimension, i).id, id)) {
            *out = i;
            return true;
        }
    }
    return false;
}

static void read_dimension(Draft *draft, const SzYamlNode *node)
{
    SzIndexDimension dimension = {
        .id = sz_yaml_text_of(node, "id"),
        .name = sz_yaml_text_of(node, "name"),
        .name_en = sz_yaml_text_of(node, "name_en"),
    };
    read_weights(sz_yaml_get(node, "weight"), dimension.weights, draft->problems);
    if (sz_yaml_get(node, "measure") != NULL) {
        sz_yaml_complain(draft->problems, sz_yaml_get(node, "measure"),
                         "a dimension is not measured, expected it under an indicator");
    }
    g_array_append_val(draft->dimensions, dimension);
}

static void read_curve(Draft *draft, const SzYamlNode *node, SzCurve *out)
{
    const SzNormaliseSource source = {.node = node,
                                      .fallback = draft->normalise,
                                      .is_alone = true,
                                      .contradictions = draft->problems};
    SzNormaliser normaliser = {.curve = {.n = 0}};
    sz_normalise_read(&source, &normaliser, draft->problems);
    *out = normaliser.curve;
}

static void read_indicator(Draft *draft, const SzYamlNode *node, guint dimension)
{
    SzIndicator indicator = {
        .id = sz_yaml_text_of(node, "id"),
        .name = sz_yaml_text_of(node, "name"),
        .name_en = sz_yaml_text_of(node, "name_en"),
        .unit = sz_yaml_text_of(node, "unit"),
        .source = sz_yaml_text_of(node, "source"),
        .dimension = dimension,
        .scale = sz_yaml_number_of(node, "scale", 1),
        .weight = sz_yaml_number_of(node, "weight", 1),
        .min_n = sz_yaml_int_of(node, "min_n", 1),
        .tiers = read_tiers(sz_yaml_get(node, "tiers")),
        .is_of_areas = g_strcmp0(sz_yaml_text_of(node, "scope"), "area") == 0,
    };
    if (!(indicator.weight > 0)) {
        sz_yaml_complain(draft->problems, sz_yaml_get(node, "weight"),
                         "not a weight, expected a number above 0");
    }
    if (sz_yaml_get(node, "measure") == NULL) {
        sz_yaml_complain(draft->problems, node, "measure is missing, expected what is counted");
    }
    read_measure(draft, node, &indicator.measure);
    read_curve(draft, node, &indicator.curve);
    g_array_append_val(draft->indicators, indicator);
}

static void read_node(Draft *draft, const SzYamlNode *node)
{
    const char *id = sz_yaml_text_of(node, "id");
    const char *parent = sz_yaml_text_of(node, "parent");
    guint dimension = 0;
    if (!g_hash_table_add(draft->ids, g_strdup(id))) {
        sz_yaml_complain(draft->problems, sz_yaml_get(node, "id"),
                         "id given twice: '%s', expected each once", id);
    } else if (parent == NULL && draft->root == NULL) {
        draft->root = id;
    } else if (parent == NULL) {
        sz_yaml_complain(draft->problems, node,
                         "a second node without a parent: '%s', expected one", id);
    } else if (draft->root != NULL && g_str_equal(parent, draft->root)) {
        read_dimension(draft, node);
    } else if (find_dimension(draft, parent, &dimension)) {
        read_indicator(draft, node, dimension);
    } else {
        sz_yaml_complain(draft->problems, sz_yaml_get(node, "parent"),
                         "unknown parent: '%s', expected the index or a dimension above it",
                         parent);
    }
}

static void read_cap(Draft *draft, const SzYamlNode *node)
{
    const char *wanted = sz_yaml_text_of(node, "indicator");
    SzIndexCap result = {
        .above = sz_yaml_number_of(node, "above", 0),
        .max = sz_yaml_number_of(node, "max", 100),
        .name = sz_yaml_text_of(node, "name"),
        .name_en = sz_yaml_text_of(node, "name_en"),
    };
    for (guint i = 0; i < draft->indicators->len; i++) {
        if (g_str_equal(g_array_index(draft->indicators, SzIndicator, i).id, wanted)) {
            result.indicator = i;
            g_array_append_val(draft->caps, result);
            return;
        }
    }
    sz_yaml_complain(draft->problems, sz_yaml_get(node, "indicator"),
                     "unknown indicator: '%s', expected the id of one", wanted);
}

/* Every dimension needs something to score. */
static void check_dimensions(const Draft *draft, const SzYamlNode *list)
{
    for (guint d = 0; d < draft->dimensions->len; d++) {
        bool has_any = false;
        for (guint i = 0; i < draft->indicators->len; i++) {
            has_any = has_any || g_array_index(draft->indicators, SzIndicator, i).dimension == d;
        }
        if (!has_any) {
            sz_yaml_complain(draft->problems, list, "dimension without an indicator: '%s'",
                             g_array_index(draft->dimensions, SzIndexDimension, d).id);
        }
    }
    if (draft->dimensions->len == 0) {
        sz_yaml_complain(draft->problems, list, "no dimension, expected a node below the index");
    }
}

/* Scores of 0 have no geometric mean, and nobody could say so on a wall: such a definition is refused. */
static void check_means(const Draft *draft, const SzYamlNode *root)
{
    for (guint level = 0; level < SZ_INDEX_LEVELS; level++) {
        SzAggregate how = draft->aggregate[level];
        for (guint i = 0; i < draft->indicators->len; i++) {
            const SzIndicator *one = &g_array_index(draft->indicators, SzIndicator, i);
            if (one->curve.n > 0 && !sz_aggregate_takes(how, sz_curve_least(&one->curve))) {
                sz_yaml_complain(draft->problems, sz_yaml_get(root, "aggregate"),
                                 "no %s mean: '%s' can score %.12g, expected scores above 0, for "
                                 "instance by lower: 1",
                                 sz_aggregate_name(how), one->id, sz_curve_least(&one->curve));
            }
        }
        for (guint i = 0; i < draft->caps->len; i++) {
            const SzIndexCap *one = &g_array_index(draft->caps, SzIndexCap, i);
            if (!sz_aggregate_takes(how, one->max)) {
                sz_yaml_complain(draft->problems, sz_yaml_get(root, "caps"),
                                 "no %s mean under a cap of %.12g, expected one above 0",
                                 sz_aggregate_name(how), one->max);
            }
        }
    }
}

static SzIndexDefinition *make(const Draft *draft, const SzYamlNode *root)
{
    g_autofree char *hash = sz_definition_hash(root);
    SzIndexParts parts = {
        .id = sz_yaml_text_of(root, "id"),
        .name = sz_yaml_text_of(root, "name"),
        .name_en = sz_yaml_text_of(root, "name_en"),
        .version = sz_yaml_text_of(root, "version"),
        .hash = hash,
        .min_coverage = sz_yaml_number_of(root, "min_coverage", 0.7),
        .measures = draft->measures,
        .dimensions = (const SzIndexDimension *)(gpointer)draft->dimensions->data,
        .n_dimensions = draft->dimensions->len,
        .indicators = (const SzIndicator *)(gpointer)draft->indicators->data,
        .n_indicators = draft->indicators->len,
        .caps = (const SzIndexCap *)(gpointer)draft->caps->data,
        .n_caps = draft->caps->len,
    };
    for (guint level = 0; level < SZ_INDEX_LEVELS; level++) {
        parts.aggregate[level] = draft->aggregate[level];
        parts.min_available[level] = draft->min_available[level];
    }
    return sz_index_definition_new(&parts);
}

static const SzYamlNode *measures_of(const SzYaml *yaml)
{
    return sz_yaml_get(sz_yaml_root(yaml), "measures");
}

bool sz_index_file_has_measures(const SzYaml *yaml)
{
    return measures_of(yaml) != NULL;
}

SzIndexDefinition *sz_index_file_read(const SzYaml *yaml, const SzYaml *shipped,
                                      SzProblems *problems)
{
    gsize before = sz_problems_count(problems);
    if (!sz_yaml_check(yaml, &sz_index_schema, problems)) {
        return NULL;
    }
    const SzYamlNode *root = sz_yaml_root(yaml);
    const SzYamlNode *list = sz_yaml_get(root, "nodes");
    bool has_own = sz_index_file_has_measures(yaml);
    g_autoptr(GArray) dimensions = g_array_new(FALSE, TRUE, sizeof(SzIndexDimension));
    g_autoptr(GArray) indicators = g_array_new(FALSE, TRUE, sizeof(SzIndicator));
    g_autoptr(GArray) read_caps = g_array_new(FALSE, TRUE, sizeof(SzIndexCap));
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(SzMeasureSet) measures =
        sz_measures_yaml_read(measures_of(has_own ? yaml : shipped), problems);
    Draft draft = {.measures = measures,
                   .dimensions = dimensions,
                   .indicators = indicators,
                   .caps = read_caps,
                   .ids = ids,
                   .normalise = sz_yaml_get(root, "normalise"),
                   .problems = problems};
    sz_normalise_check_fallback(draft.normalise, problems);
    sz_aggregate_read(sz_yaml_get(root, "aggregate"), SZ_INDEX_LEVELS, draft.aggregate, problems);
    sz_min_available_read(sz_yaml_get(root, "min_available"), SZ_INDEX_LEVELS, draft.min_available,
                          problems);
    for (guint i = 0; i < sz_yaml_n(list); i++) {
        read_node(&draft, sz_yaml_at(list, i));
    }
    for (guint i = 0; i < sz_yaml_n(sz_yaml_get(root, "caps")); i++) {
        read_cap(&draft, sz_yaml_at(sz_yaml_get(root, "caps"), i));
    }
    check_dimensions(&draft, list);
    check_means(&draft, root);
    return sz_problems_count(problems) == before ? make(&draft, root) : NULL;
}
