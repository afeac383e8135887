#include "config/score_file.h"

#include "config/aggregate_yaml.h"
#include "config/definition_hash.h"
#include "config/did_you_mean.h"
#include "config/normalise_yaml.h"
#include "config/text_checks.h"

#define WEIGHT_MAX 1000000000
#define NODES_MAX 2000

static const SzYamlSchema code = {.type = SZ_YAML_TEXT, .check = sz_check_code};
static const SzYamlSchema word = {.type = SZ_YAML_TEXT, .min = 1, .max = 100};
static const SzYamlSchema any = {.type = SZ_YAML_ANY};
static const SzYamlKey node_keys[] = {
    {"id", &code, true, "a short lasting name"},
    {"parent", &code, false, "the node it is a part of"},
    {"weight", &any, false, "relative among the parts of one parent"},
    {"direction", &sz_direction_schema, false, "up or down"},
    {"normalise", &sz_normalise_schema, false, "value -> score"},
    {"name", &word, false, "its name"},
    {"name_en", &word, false, "its English name"},
    {"unit", &word, false, "the unit of the value"},
    {"source", &word, false, "where formula and bounds come from"},
};
static const SzYamlSchema node_schema = SZ_YAML_MAP_OF(node_keys);
static const SzYamlSchema nodes_schema = {
    .type = SZ_YAML_LIST, .items = &node_schema, .min = 2, .max = NODES_MAX};
static const SzYamlKey file_keys[] = {
    {"id", &code, true, "the index's name for programs"},
    {"version", &word, true, "the definition's version"},
    {"name", &word, false, "the index's name"},
    {"name_en", &word, false, "its English name"},
    {"normalise", &sz_normalise_schema, false, "what holds where an indicator says nothing else"},
    {"aggregate", &any, false, "which mean: one, or one for each level, lowest first"},
    {"min_available", &any, false, "the share of the parts that must be there; likewise"},
    {"nodes", &nodes_schema, true, "the index, what it is made of, the indicators"},
};
static const SzYamlSchema file_schema = SZ_YAML_MAP_OF(file_keys);

/* What has been read so far. */
typedef struct {
    const SzYamlNode *list;
    GArray *nodes;     /* SzScoreNode, as in the list */
    GHashTable *by_id; /* id (owned) -> number + 1 */
    guint root;
    SzProblems *problems;
    SzProblems *notes;
} Draft;

static SzScoreNode *node_at(const Draft *draft, guint i)
{
    return &g_array_index(draft->nodes, SzScoreNode, i);
}

/* --- the tree ------------------------------------------------------------------------------ */

/* 1 when absent. */
static double read_weight(const Draft *draft, const SzYamlNode *node)
{
    const SzYamlNode *given = sz_yaml_get(node, "weight");
    double weight = 1;
    if (given != NULL && (!sz_yaml_number(given, &weight) || weight < 0 || weight > WEIGHT_MAX)) {
        const char *text = sz_yaml_text(given);
        sz_yaml_complain(draft->problems, given,
                         "'%s': not a weight: '%s', expected a number from 0 to %d",
                         sz_yaml_text_of(node, "id"), text != NULL ? text : "", WEIGHT_MAX);
    }
    return weight;
}

static void add_node(Draft *draft, const SzYamlNode *node)
{
    SzScoreNode result = {
        .id = sz_yaml_text_of(node, "id"),
        .parent = SZ_SCORE_NO_PARENT,
        .weight = read_weight(draft, node),
    };
    gpointer number = GUINT_TO_POINTER(draft->nodes->len + 1);
    g_array_append_val(draft->nodes, result);
    if (g_hash_table_contains(draft->by_id, result.id)) {
        sz_yaml_complain(draft->problems, sz_yaml_get(node, "id"),
                         "id given twice: '%s', expected each once", result.id);
    } else {
        g_hash_table_insert(draft->by_id, g_strdup(result.id), number);
    }
}

static void complain_parent(const Draft *draft, const SzYamlNode *node, const char *parent)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(const char *));
    for (guint i = 0; i < draft->nodes->len; i++) {
        g_array_append_val(ids, node_at(draft, i)->id);
    }
    const char *guess = sz_did_you_mean(parent, (const char *const *)(gpointer)ids->data, ids->len);
    sz_yaml_complain(draft->problems, sz_yaml_get(node, "parent"),
                     "unknown parent: '%s', %s%s%sexpected the id of a node", parent,
                     guess != NULL ? "did you mean '" : "", guess != NULL ? guess : "",
                     guess != NULL ? "'? " : "");
}

static void find_parents(Draft *draft)
{
    bool has_root = false;
    for (guint i = 0; i < draft->nodes->len; i++) {
        const SzYamlNode *node = sz_yaml_at(draft->list, i);
        const char *parent = sz_yaml_text_of(node, "parent");
        guint number =
            parent == NULL ? 0 : GPOINTER_TO_UINT(g_hash_table_lookup(draft->by_id, parent));
        if (parent == NULL && has_root) {
            sz_yaml_complain(draft->problems, node,
                             "a second node without a parent: '%s', expected one",
                             node_at(draft, i)->id);
        } else if (parent == NULL) {
            has_root = true;
            draft->root = i;
        } else if (number == 0) {
            complain_parent(draft, node, parent);
        } else {
            node_at(draft, i)->parent = number - 1;
        }
    }
    if (!has_root) {
        sz_yaml_complain(draft->problems, draft->list,
                         "no node without a parent, expected one: the index");
    }
}

/* Every way up ends at the root; on it, who is above somebody is at least one level higher.
 * Returns: false, and a problem, when one goes round. */
static bool find_levels(const Draft *draft)
{
    for (guint i = 0; i < draft->nodes->len; i++) {
        guint level = 0;
        for (guint at = node_at(draft, i)->parent; at != SZ_SCORE_NO_PARENT;
             at = node_at(draft, at)->parent) {
            level++;
            if (level >= draft->nodes->len) {
                sz_yaml_complain(draft->problems, sz_yaml_at(draft->list, i),
                                 "'%s' is above itself, expected parents that end at the index",
                                 node_at(draft, i)->id);
                return false;
            }
            node_at(draft, at)->level = MAX(node_at(draft, at)->level, level);
        }
    }
    return true;
}

/* --- what nodes say ------------------------------------------------------------------------ */

static void read_indicator(const Draft *draft, guint i, const SzYamlNode *fallback)
{
    const SzNormaliseSource source = {
        .node = sz_yaml_at(draft->list, i), .fallback = fallback, .contradictions = draft->notes};
    gsize before = sz_problems_count(draft->problems);
    sz_normalise_read(&source, &node_at(draft, i)->normaliser, draft->problems);
    if (sz_problems_count(draft->problems) > before) {
        sz_yaml_complain(draft->problems, source.node, "'%s' cannot be normalised",
                         node_at(draft, i)->id);
    }
}

static void check_mean(const Draft *draft, guint i)
{
    double sum = 0;
    const SzYamlNode *node = sz_yaml_at(draft->list, i);
    for (guint k = 0; k < draft->nodes->len; k++) {
        sum += node_at(draft, k)->parent == i ? node_at(draft, k)->weight : 0;
    }
    if (!(sum > 0)) {
        sz_yaml_complain(draft->problems, node,
                         "the weights of the parts of '%s' add up to 0, expected one above 0",
                         node_at(draft, i)->id);
    }
    if (sz_yaml_get(node, "normalise") != NULL) {
        sz_yaml_complain(draft->problems, sz_yaml_get(node, "normalise"),
                         "'%s' is a mean of its parts, expected normalise at indicators only",
                         node_at(draft, i)->id);
    }
    if (g_strcmp0(sz_yaml_text_of(node, "direction"), "down") == 0) {
        sz_yaml_complain(draft->problems, sz_yaml_get(node, "direction"),
                         "'%s' is a mean of its parts, expected a direction at indicators only",
                         node_at(draft, i)->id);
    }
}

static void check_nodes(const Draft *draft, const SzYamlNode *fallback)
{
    for (guint i = 0; i < draft->nodes->len; i++) {
        if (node_at(draft, i)->level > 0) {
            check_mean(draft, i);
        } else if (i == draft->root) {
            sz_yaml_complain(draft->problems, draft->list,
                             "nothing below '%s', expected indicators", node_at(draft, i)->id);
        } else {
            read_indicator(draft, i, fallback);
        }
    }
}

/* --- the definition ------------------------------------------------------------------------ */

static SzScoreDefinition *make(const Draft *draft, const SzYamlNode *root)
{
    guint n_levels = node_at(draft, draft->root)->level;
    gsize before = sz_problems_count(draft->problems);
    g_autofree char *hash = sz_definition_hash(root);
    g_autoptr(GArray) aggregate = g_array_new(FALSE, TRUE, sizeof(SzAggregate));
    g_autoptr(GArray) min_available = g_array_new(FALSE, TRUE, sizeof(double));
    g_array_set_size(aggregate, n_levels);
    g_array_set_size(min_available, n_levels);
    SzAggregate *means = (SzAggregate *)(gpointer)aggregate->data;
    double *shares = (double *)(gpointer)min_available->data;
    sz_aggregate_read(sz_yaml_get(root, "aggregate"), n_levels, means, draft->problems);
    sz_min_available_read(sz_yaml_get(root, "min_available"), n_levels, shares, draft->problems);
    const SzScoreParts parts = {
        .id = sz_yaml_text_of(root, "id"),
        .version = sz_yaml_text_of(root, "version"),
        .hash = hash,
        .nodes = (const SzScoreNode *)(gpointer)draft->nodes->data,
        .n_nodes = draft->nodes->len,
        .root = draft->root,
        .n_levels = n_levels,
        .aggregate = means,
        .min_available = shares,
    };
    return sz_problems_count(draft->problems) == before ? sz_score_definition_new(&parts) : NULL;
}

SzScoreDefinition *sz_score_file_read(const SzYaml *yaml, SzProblems *problems, SzProblems *notes)
{
    gsize before = sz_problems_count(problems);
    if (!sz_yaml_check(yaml, &file_schema, problems)) {
        return NULL;
    }
    const SzYamlNode *root = sz_yaml_root(yaml);
    const SzYamlNode *fallback = sz_yaml_get(root, "normalise");
    g_autoptr(GArray) nodes = g_array_new(FALSE, TRUE, sizeof(SzScoreNode));
    g_autoptr(GHashTable) by_id = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Draft draft = {.list = sz_yaml_get(root, "nodes"),
                   .nodes = nodes,
                   .by_id = by_id,
                   .problems = problems,
                   .notes = notes};
    sz_normalise_check_fallback(fallback, problems);
    for (guint i = 0; i < sz_yaml_n(draft.list); i++) {
        add_node(&draft, sz_yaml_at(draft.list, i));
    }
    find_parents(&draft);
    if (sz_problems_count(problems) > before || !find_levels(&draft)) {
        return NULL;
    }
    check_nodes(&draft, fallback);
    return sz_problems_count(problems) == before ? make(&draft, root) : NULL;
}
