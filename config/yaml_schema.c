#include "config/yaml_schema.h"

#include "config/did_you_mean.h"
#include "config/yaml_internal.h"

#include <string.h>

#define TEXT_CHARS_MAX 1000
/* Of a wrong value as much is shown as tells it apart. */
#define SHOWN_CHARS_MAX 40

typedef struct {
    const SzYamlSchema *schema;
    const SzYamlNode *node;
    SzProblems *problems;
} Check;

static const char *const type_names[] = {
    [SZ_YAML_ANY] = "anything",       [SZ_YAML_TEXT] = "a text",
    [SZ_YAML_INT] = "a whole number", [SZ_YAML_NUMBER] = "a number",
    [SZ_YAML_BOOL] = "true or false", [SZ_YAML_CHOICE] = "one of a few words",
    [SZ_YAML_LIST] = "a list",        [SZ_YAML_MAP] = "a map",
    [SZ_YAML_DICT] = "a map",
};

static const char *const kind_names[] = {
    [SZ_YAML_IS_NOTHING] = "nothing",
    [SZ_YAML_IS_SCALAR] = "a single value",
    [SZ_YAML_IS_LIST] = "a list",
    [SZ_YAML_IS_MAP] = "a map",
};

/* The value in quotes, cut short. (transfer full) */
static char *show(const char *text)
{
    if (g_utf8_strlen(text, -1) <= SHOWN_CHARS_MAX) {
        return g_strdup_printf("'%s'", text);
    }
    g_autofree char *start = g_utf8_substring(text, 0, SHOWN_CHARS_MAX);
    return g_strdup_printf("'%s...'", start);
}

/* "a, b, c" (transfer full) */
static char *join_keys(const SzYamlSchema *schema)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize i = 0; i < schema->n_keys; i++) {
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", schema->keys[i].name);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *join_choices(const SzYamlSchema *schema)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize i = 0; i < schema->n_choices; i++) {
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", schema->choices[i]);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void complain_wrong_type(const Check *check)
{
    const char *wanted = type_names[check->schema->type];
    if (sz_yaml_kind(check->node) != SZ_YAML_IS_SCALAR) {
        sz_yaml_complain(check->problems, check->node, "%s, expected %s",
                         kind_names[sz_yaml_kind(check->node)], wanted);
        return;
    }
    g_autofree char *shown = show(sz_yaml_text(check->node));
    sz_yaml_complain(check->problems, check->node, "wrong type: %s%s, expected %s", shown,
                     sz_yaml_is_quoted(check->node) ? " in quotes" : "", wanted);
}

static bool is_bounded(const SzYamlSchema *schema)
{
    return schema->min != 0 || schema->max != 0;
}

static void check_n_entries(const Check *check)
{
    const SzYamlSchema *schema = check->schema;
    gint64 n = sz_yaml_n(check->node);
    if (is_bounded(schema) && (n < schema->min || n > schema->max)) {
        sz_yaml_complain(check->problems, check->node,
                         "%" G_GINT64_FORMAT " entries, expected %" G_GINT64_FORMAT
                         "..%" G_GINT64_FORMAT,
                         n, schema->min, schema->max);
    }
}

static void complain_text(const Check *check, const char *text, SzYamlTextCheck test)
{
    g_autoptr(GError) error = NULL;
    if (test != NULL && !test(sz_slice(text), &error)) {
        sz_yaml_complain(check->problems, check->node, "%s", error->message);
    }
}

static void check_text(const Check *check)
{
    const char *text = sz_yaml_text(check->node);
    if (text == NULL) {
        complain_wrong_type(check);
        return;
    }
    bool bounded = is_bounded(check->schema);
    gint64 min = bounded ? check->schema->min : 1;
    gint64 max = bounded ? check->schema->max : TEXT_CHARS_MAX;
    gint64 n = g_utf8_strlen(text, -1);
    if (n < min || n > max) {
        g_autofree char *shown = show(text);
        sz_yaml_complain(check->problems, check->node,
                         "%s has %" G_GINT64_FORMAT " characters, expected %" G_GINT64_FORMAT
                         "..%" G_GINT64_FORMAT,
                         shown, n, min, max);
        return;
    }
    complain_text(check, text, check->schema->check);
}

static void check_int(const Check *check)
{
    const SzYamlSchema *schema = check->schema;
    gint64 value = 0;
    if (!sz_yaml_int(check->node, &value)) {
        complain_wrong_type(check);
    } else if (is_bounded(schema) && (value < schema->min || value > schema->max)) {
        sz_yaml_complain(check->problems, check->node,
                         "out of range: '%s', expected %" G_GINT64_FORMAT "..%" G_GINT64_FORMAT,
                         sz_yaml_text(check->node), schema->min, schema->max);
    }
}

static void check_number(const Check *check)
{
    const SzYamlSchema *schema = check->schema;
    double value = 0;
    if (!sz_yaml_number(check->node, &value)) {
        complain_wrong_type(check);
    } else if (is_bounded(schema) && (value < (double)schema->min || value > (double)schema->max)) {
        g_autofree char *shown = show(sz_yaml_text(check->node));
        sz_yaml_complain(check->problems, check->node,
                         "out of range: %s, expected %" G_GINT64_FORMAT "..%" G_GINT64_FORMAT,
                         shown, schema->min, schema->max);
    }
}

static void check_bool(const Check *check)
{
    bool value = false;
    if (!sz_yaml_bool(check->node, &value)) {
        complain_wrong_type(check);
    }
}

static void check_choice(const Check *check)
{
    const SzYamlSchema *schema = check->schema;
    const char *text = sz_yaml_text(check->node);
    g_autofree char *choices = join_choices(schema);
    if (text == NULL) {
        sz_yaml_complain(check->problems, check->node, "%s, expected one of %s",
                         kind_names[sz_yaml_kind(check->node)], choices);
        return;
    }
    for (gsize i = 0; i < schema->n_choices; i++) {
        if (g_str_equal(schema->choices[i], text)) {
            return;
        }
    }
    const char *guess = sz_did_you_mean(text, schema->choices, schema->n_choices);
    g_autofree char *shown = show(text);
    sz_yaml_complain(check->problems, check->node, "unknown word: %s,%s%s%s expected one of %s",
                     shown, guess != NULL ? " did you mean '" : "", guess != NULL ? guess : "",
                     guess != NULL ? "'?" : "", choices);
}

static void check_node(const Check *check);

/* As deep as the schema, which is a constant. */
static void check_child(const Check *check, const SzYamlSchema *schema, const SzYamlNode *child)
{
    Check below = {.schema = schema, .node = child, .problems = check->problems};
    check_node(&below);
}

static void check_list(const Check *check)
{
    if (sz_yaml_kind(check->node) != SZ_YAML_IS_LIST) {
        complain_wrong_type(check);
        return;
    }
    check_n_entries(check);
    for (guint i = 0; i < sz_yaml_n(check->node); i++) {
        check_child(check, check->schema->items, sz_yaml_at(check->node, i));
    }
}

static void check_dict(const Check *check)
{
    if (sz_yaml_kind(check->node) != SZ_YAML_IS_MAP) {
        complain_wrong_type(check);
        return;
    }
    check_n_entries(check);
    for (guint i = 0; i < sz_yaml_n(check->node); i++) {
        const SzYamlNode *child = sz_yaml_at(check->node, i);
        Check key = {.node = child, .problems = check->problems};
        complain_text(&key, sz_yaml_key(child), check->schema->check);
        check_child(check, check->schema->items, child);
    }
}

static const SzYamlKey *find_key(const SzYamlSchema *schema, const char *name)
{
    for (gsize i = 0; i < schema->n_keys; i++) {
        if (g_str_equal(schema->keys[i].name, name)) {
            return &schema->keys[i];
        }
    }
    return NULL;
}

static void complain_unknown_key(const Check *check, const SzYamlNode *child)
{
    const SzYamlSchema *schema = check->schema;
    g_autofree const char **names = g_new(const char *, schema->n_keys);
    for (gsize i = 0; i < schema->n_keys; i++) {
        names[i] = schema->keys[i].name;
    }
    const char *guess = sz_did_you_mean(sz_yaml_key(child), names, schema->n_keys);
    if (guess != NULL) {
        sz_yaml_complain(check->problems, child, "unknown key, did you mean '%s'?", guess);
        return;
    }
    g_autofree char *keys = join_keys(schema);
    sz_yaml_complain(check->problems, child, "unknown key, expected one of %s", keys);
}

static void complain_missing_key(const Check *check, const SzYamlKey *key)
{
    g_autofree char *above = sz_yaml_path(check->node);
    g_autofree char *path = g_strdup_printf("%s%s%s", above, *above != '\0' ? "." : "", key->name);
    sz_problems_add(check->problems, sz_yaml_place(check->node), path, "missing, expected %s",
                    key->help != NULL ? key->help : type_names[key->value->type]);
}

static void check_map(const Check *check)
{
    if (sz_yaml_kind(check->node) != SZ_YAML_IS_MAP) {
        complain_wrong_type(check);
        return;
    }
    for (guint i = 0; i < sz_yaml_n(check->node); i++) {
        const SzYamlNode *child = sz_yaml_at(check->node, i);
        const SzYamlKey *key = find_key(check->schema, sz_yaml_key(child));
        if (key != NULL) {
            check_child(check, key->value, child);
        } else {
            complain_unknown_key(check, child);
        }
    }
    for (gsize i = 0; i < check->schema->n_keys; i++) {
        const SzYamlKey *key = &check->schema->keys[i];
        if (key->required && sz_yaml_get(check->node, key->name) == NULL) {
            complain_missing_key(check, key);
        }
    }
}

static void check_node(const Check *check)
{
    switch (check->schema->type) {
    case SZ_YAML_ANY:
        break;
    case SZ_YAML_TEXT:
        check_text(check);
        break;
    case SZ_YAML_INT:
        check_int(check);
        break;
    case SZ_YAML_NUMBER:
        check_number(check);
        break;
    case SZ_YAML_BOOL:
        check_bool(check);
        break;
    case SZ_YAML_CHOICE:
        check_choice(check);
        break;
    case SZ_YAML_LIST:
        check_list(check);
        break;
    case SZ_YAML_MAP:
        check_map(check);
        break;
    case SZ_YAML_DICT:
        check_dict(check);
        break;
    }
}

bool sz_yaml_check(const SzYaml *yaml, const SzYamlSchema *schema, SzProblems *problems)
{
    gsize before = sz_problems_count(problems);
    Check check = {.schema = schema, .node = sz_yaml_root(yaml), .problems = problems};
    check_node(&check);
    return !yaml->has_problems && sz_problems_count(problems) == before;
}
