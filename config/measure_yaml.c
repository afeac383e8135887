#include "config/measure_yaml.h"

#include "config/did_you_mean.h"
#include "config/text_checks.h"

#define TERMS_MAX 20

static const char *const windows[] = {"now", "r5m", "r60m", "day", "month"};
G_STATIC_ASSERT(G_N_ELEMENTS(windows) == SZ_WINDOW_N);
static const char *const sources[] = {"halls", "tickets", "windows",    "kiosks",
                                      "cases", "ratings", "bad_ratings"};
G_STATIC_ASSERT(G_N_ELEMENTS(sources) == SZ_SOURCE_N);

static const SzYamlSchema code = {.type = SZ_YAML_TEXT, .check = sz_check_code};
static const SzYamlSchema expression = {
    .type = SZ_YAML_TEXT, .min = 1, .max = SZ_EXPRESSION_MAX_BYTES};
static const SzYamlSchema truth = {.type = SZ_YAML_BOOL};
static const SzYamlSchema share_of_one = {.type = SZ_YAML_NUMBER, .min = 0, .max = 1};
static const SzYamlSchema window = SZ_YAML_CHOICE_OF(windows);
static const SzYamlSchema source = SZ_YAML_CHOICE_OF(sources);

static const SzYamlKey term_keys[] = {
    {"of", &source, true, "what is counted"},
    {"at", &code, false, "the instant that lies in the window"},
    {"where", &expression, false, "which of them"},
    {"value", &expression, false, "what is added up of each; 1 without it"},
};
static const SzYamlSchema term_schema = SZ_YAML_MAP_OF(term_keys);
static const SzYamlSchema terms_schema = {
    .type = SZ_YAML_LIST, .items = &term_schema, .min = 1, .max = TERMS_MAX};
static const SzYamlKey measure_keys[] = {
    {"name", &code, true, "what indicators call it"},
    {"window", &window, true, "one of now, r5m, r60m, day, month"},
    {"live", &truth, false, "says nothing outside opening hours"},
    {"of", &source, false, "what is counted"},
    {"at", &code, false, "the instant that lies in the window"},
    {"where", &expression, false, "which of them"},
    {"share", &expression, false, "the share for which it holds"},
    {"mean", &expression, false, "the mean"},
    {"max", &expression, false, "the largest"},
    {"quantile", &expression, false, "the quantile p"},
    {"p", &share_of_one, false, "0.9: nine tenths are not above"},
    {"num", &terms_schema, false, "what is added up"},
    {"den", &terms_schema, false, "and what that is divided by"},
};
static const SzYamlSchema measure_schema = SZ_YAML_MAP_OF(measure_keys);
const SzYamlSchema sz_measures_schema = {
    .type = SZ_YAML_LIST, .items = &measure_schema, .min = 1, .max = 1000};

/* --- terms --------------------------------------------------------------------------------- */

static SzSlice slice_of(const SzYamlNode *node, const char *key)
{
    return sz_slice(sz_yaml_text_of(node, key));
}

/* A name of the attributes that looks like it; NULL: none does. */
static const char *guess(SzSource of, SzSlice unknown)
{
    const SzAttributes *attributes = sz_source_attributes(of);
    g_autoptr(GArray) names = g_array_new(FALSE, FALSE, sizeof(const char *));
    g_autofree char *text = g_strndup(unknown.data, unknown.len);
    for (guint i = 0; i < attributes->n; i++) {
        g_array_append_val(names, attributes->attributes[i].name);
    }
    return sz_did_you_mean(text, (const char *const *)(gpointer)names->data, names->len);
}

static void complain(SzProblems *problems, const SzYamlNode *node, SzSource of,
                     const SzExpressionError *error)
{
    const char *likely = error->unknown.len > 0 ? guess(of, error->unknown) : NULL;
    if (error->unknown.len == 0) {
        sz_yaml_complain(problems, node, "byte %zu: %s", error->at + 1, error->message);
    } else if (likely != NULL) {
        sz_yaml_complain(problems, node, "unknown name: '%.*s', did you mean '%s'?",
                         (int)error->unknown.len, error->unknown.data, likely);
    } else {
        sz_yaml_complain(problems, node,
                         "unknown name: '%.*s', expected an attribute of %s (metrics/README.md)",
                         (int)error->unknown.len, error->unknown.data, sz_source_name(of));
    }
}

/* @node: with of, at and where; @key: of its value; NULL: it has none. */
static void read_term(SzMeasureSet *set, const SzYamlNode *node, SzTermRole role, const char *key,
                      SzProblems *problems)
{
    const char *const parts[] = {
        [SZ_TERM_AT] = "at", [SZ_TERM_WHERE] = "where", [SZ_TERM_VALUE] = key};
    SzTermText text = {
        .role = role,
        .at = slice_of(node, "at"),
        .where = slice_of(node, "where"),
        .value = slice_of(node, key),
    };
    SzTermPart part = SZ_TERM_AT;
    SzExpressionError error;
    if (!sz_source_parse(slice_of(node, "of"), &text.source)) {
        sz_yaml_complain(problems, node, "of is missing, expected what is counted");
    } else if (!sz_measure_set_add_term(set, &text, &part, &error)) {
        const SzYamlNode *at = sz_yaml_get(node, parts[part]);
        complain(problems, at != NULL ? at : node, text.source, &error);
    }
}

static void read_sums(SzMeasureSet *set, const SzYamlNode *node, SzProblems *problems)
{
    const SzYamlNode *nums = sz_yaml_get(node, "num");
    const SzYamlNode *dens = sz_yaml_get(node, "den");
    SzTermRole role = dens != NULL ? SZ_TERM_NUM : SZ_TERM_MEAN;
    for (guint i = 0; i < sz_yaml_n(nums); i++) {
        read_term(set, sz_yaml_at(nums, i), role, "value", problems);
    }
    for (guint i = 0; i < sz_yaml_n(dens); i++) {
        read_term(set, sz_yaml_at(dens, i), SZ_TERM_DEN, "value", problems);
    }
}

/* --- measures ------------------------------------------------------------------------------ */

typedef struct {
    const char *key;
    SzStatistic statistic;
    SzTermRole role;
} Form;

static const Form forms[] = {
    {"share", SZ_STATISTIC_RATIO, SZ_TERM_SHARE},
    {"mean", SZ_STATISTIC_RATIO, SZ_TERM_MEAN},
    {"max", SZ_STATISTIC_MAX, SZ_TERM_SAMPLE},
    {"quantile", SZ_STATISTIC_QUANTILE, SZ_TERM_SAMPLE},
    {"num", SZ_STATISTIC_SUM, SZ_TERM_NUM},
};

/* The one that is given; NULL, said, when there is none or another beside it. */
static const Form *form_of(const SzYamlNode *node, SzProblems *problems)
{
    const Form *found = NULL;
    guint n = 0;
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (sz_yaml_get(node, forms[i].key) != NULL) {
            found = &forms[i];
            n++;
        }
    }
    if (n != 1) {
        sz_yaml_complain(problems, node, "expected one of share, mean, max, quantile and num");
        return NULL;
    }
    return found;
}

static void read_measure(SzMeasureSet *set, const SzYamlNode *node, SzProblems *problems)
{
    const char *name = sz_yaml_text_of(node, "name");
    const Form *form = form_of(node, problems);
    if (form == NULL) {
        return;
    }
    SzMeasureInfo info = {
        .name = name,
        .statistic = form->statistic,
        .p = sz_yaml_number_of(node, "p", 0.5),
    };
    (void)sz_yaml_bool(sz_yaml_get(node, "live"), &info.is_live);
    (void)sz_measure_window_parse(slice_of(node, "window"), &info.window);
    if (sz_yaml_get(node, "den") != NULL) {
        info.statistic = SZ_STATISTIC_RATIO;
    }
    if (sz_measure_set_find(set, sz_slice(name)) >= 0) {
        sz_yaml_complain(problems, sz_yaml_get(node, "name"),
                         "name given twice: '%s', expected each once", name);
    }
    (void)sz_measure_set_add(set, &info);
    if (form->role == SZ_TERM_NUM) {
        read_sums(set, node, problems);
    } else {
        read_term(set, node, form->role, form->key, problems);
    }
}

SzMeasureSet *sz_measures_yaml_read(const SzYamlNode *list, SzProblems *problems)
{
    SzMeasureSet *set = sz_measure_set_new();
    for (guint i = 0; i < sz_yaml_n(list); i++) {
        read_measure(set, sz_yaml_at(list, i), problems);
    }
    return set;
}
