#include "config/aggregate_yaml.h"

#include <string.h>

/* What is said of level @i. */
static const SzYamlNode *of_level(const SzYamlNode *node, guint i)
{
    return sz_yaml_kind(node) == SZ_YAML_IS_LIST ? sz_yaml_at(node, i) : node;
}

static bool check_length(const SzYamlNode *node, guint n_levels, SzProblems *problems)
{
    if (sz_yaml_kind(node) != SZ_YAML_IS_LIST || sz_yaml_n(node) == n_levels) {
        return true;
    }
    sz_yaml_complain(problems, node,
                     "%u entries, expected one for each of the %u levels above the indicators, "
                     "lowest first",
                     sz_yaml_n(node), n_levels);
    return false;
}

static bool read_word(const char *word, SzAggregate *out)
{
    static const SzAggregateKind kinds[] = {SZ_AGGREGATE_ARITHMETIC, SZ_AGGREGATE_GEOMETRIC,
                                            SZ_AGGREGATE_HARMONIC};
    for (gsize i = 0; word != NULL && i < G_N_ELEMENTS(kinds); i++) {
        SzAggregate how = {.kind = kinds[i]};
        if (g_str_equal(word, sz_aggregate_name(how))) {
            *out = how;
            return true;
        }
    }
    return false;
}

static bool read_power(const SzYamlNode *node, SzAggregate *out)
{
    const char *method = sz_yaml_text_of(node, "method");
    double p = 0;
    if (sz_yaml_n(node) != 2 || g_strcmp0(method, "power") != 0 ||
        !sz_yaml_number(sz_yaml_get(node, "p"), &p) || !(p > 0 || p < 0)) {
        return false;
    }
    *out = (SzAggregate){.kind = SZ_AGGREGATE_POWER, .power = p};
    return true;
}

void sz_aggregate_read(const SzYamlNode *node, guint n_levels, SzAggregate *out,
                       SzProblems *problems)
{
    if (node == NULL || !check_length(node, n_levels, problems)) {
        return;
    }
    for (guint i = 0; i < n_levels; i++) {
        const SzYamlNode *one = of_level(node, i);
        if (!read_word(sz_yaml_text(one), &out[i]) && !read_power(one, &out[i])) {
            sz_yaml_complain(problems, one,
                             "not a mean, expected arithmetic, geometric, harmonic or {method: "
                             "power, p: N} with N other than 0");
            return;
        }
    }
}

/* A number, or two whole ones with a stroke between them: the quotient is the nearest double to it, as is that of the
 * parts that are there. */
static bool read_share(const SzYamlNode *node, double *out)
{
    const char *text = sz_yaml_text(node);
    const char *stroke = text != NULL ? strchr(text, '/') : NULL;
    if (stroke == NULL) {
        return sz_yaml_number(node, out);
    }
    gint64 n = 0;
    gint64 of = 0;
    g_autofree char *above = g_strndup(text, (gsize)(stroke - text));
    if (!g_ascii_string_to_signed(above, 10, 0, G_MAXINT32, &n, NULL) ||
        !g_ascii_string_to_signed(stroke + 1, 10, 1, G_MAXINT32, &of, NULL)) {
        return false;
    }
    *out = (double)n / (double)of;
    return true;
}

void sz_min_available_read(const SzYamlNode *node, guint n_levels, double *out,
                           SzProblems *problems)
{
    if (node == NULL || !check_length(node, n_levels, problems)) {
        return;
    }
    for (guint i = 0; i < n_levels; i++) {
        const SzYamlNode *one = of_level(node, i);
        double share = 0;
        if (!read_share(one, &share) || share < 0 || share > 1) {
            sz_yaml_complain(problems, one, "not a share, expected 0 to 1, or for instance 2/3");
            return;
        }
        out[i] = share;
    }
}
