#include "config/yaml_internal.h"

#include <math.h>
#include <string.h>

SzYamlNode *sz_yaml_node_new(const SzYaml *yaml, SzYamlKind kind, gint line)
{
    SzYamlNode *node = g_new0(SzYamlNode, 1);
    node->yaml = yaml;
    node->kind = kind;
    node->line = line;
    return node;
}

/* As deep as SZ_YAML_DEPTH_MAX allows. */
void sz_yaml_node_free(SzYamlNode *node)
{
    if (node == NULL) {
        return;
    }
    g_free(node->key);
    g_free(node->text);
    g_clear_pointer(&node->children, g_ptr_array_unref);
    g_free(node);
}

SzYaml *sz_yaml_new(const char *file)
{
    SzYaml *yaml = g_new0(SzYaml, 1);
    yaml->file = g_strdup(file);
    return yaml;
}

void sz_yaml_free(SzYaml *yaml)
{
    if (yaml == NULL) {
        return;
    }
    sz_yaml_node_free(yaml->root);
    g_free(yaml->file);
    g_free(yaml);
}

const SzYamlNode *sz_yaml_root(const SzYaml *yaml)
{
    return yaml->root;
}

SzYamlKind sz_yaml_kind(const SzYamlNode *node)
{
    return node != NULL ? node->kind : SZ_YAML_IS_NOTHING;
}

bool sz_yaml_is_quoted(const SzYamlNode *node)
{
    return node != NULL && node->quoted;
}

SzFilePlace sz_yaml_place(const SzYamlNode *node)
{
    return (SzFilePlace){.file = node->yaml->file, .line = node->line};
}

const char *sz_yaml_key(const SzYamlNode *node)
{
    return node != NULL ? node->key : NULL;
}

char *sz_yaml_path(const SzYamlNode *node)
{
    g_autoptr(GString) path = g_string_new(NULL);
    for (const SzYamlNode *at = node; at != NULL && at->parent != NULL; at = at->parent) {
        g_autofree char *step =
            at->key != NULL ? g_strdup(at->key) : g_strdup_printf("[%u]", at->index);
        if (path->len > 0 && path->str[0] != '[') {
            g_string_prepend_c(path, '.');
        }
        g_string_prepend(path, step);
    }
    return g_string_free(g_steal_pointer(&path), FALSE);
}

guint sz_yaml_n(const SzYamlNode *node)
{
    return node != NULL && node->children != NULL ? node->children->len : 0;
}

const SzYamlNode *sz_yaml_at(const SzYamlNode *node, guint i)
{
    g_return_val_if_fail(i < sz_yaml_n(node), NULL);

    return g_ptr_array_index(node->children, i);
}

const SzYamlNode *sz_yaml_get(const SzYamlNode *node, const char *key)
{
    if (sz_yaml_kind(node) != SZ_YAML_IS_MAP) {
        return NULL;
    }
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        if (g_str_equal(child->key, key)) {
            return child;
        }
    }
    return NULL;
}

const char *sz_yaml_text(const SzYamlNode *node)
{
    return sz_yaml_kind(node) == SZ_YAML_IS_SCALAR ? node->text : NULL;
}

static gsize skip_digits(const char *text, gsize i)
{
    while (g_ascii_isdigit(text[i])) {
        i++;
    }
    return i;
}

/* End of "-?(0|[1-9][0-9]*)" at the start of @text; 0 when it does not start so. */
static gsize skip_int(const char *text)
{
    gsize start = text[0] == '-';
    gsize end = skip_digits(text, start);
    bool is_plain = end == start + 1 || (end > start && text[start] != '0');
    return is_plain ? end : 0;
}

/* Is @text a number of RFC 8259, section 6? */
static bool is_json_number(const char *text)
{
    gsize i = skip_int(text);
    if (i == 0) {
        return false;
    }
    if (text[i] == '.') {
        gsize end = skip_digits(text, i + 1);
        if (end == i + 1) {
            return false;
        }
        i = end;
    }
    if (text[i] == 'e' || text[i] == 'E') {
        gsize digits = i + 1 + (text[i + 1] == '+' || text[i + 1] == '-');
        i = skip_digits(text, digits);
        if (i == digits) {
            return false;
        }
    }
    return text[i] == '\0';
}

bool sz_yaml_int(const SzYamlNode *node, gint64 *out)
{
    const char *text = sz_yaml_is_quoted(node) ? NULL : sz_yaml_text(node);
    gsize end = text != NULL ? skip_int(text) : 0;
    return end > 0 && text[end] == '\0' &&
           g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, out, NULL);
}

bool sz_yaml_number(const SzYamlNode *node, double *out)
{
    const char *text = sz_yaml_is_quoted(node) ? NULL : sz_yaml_text(node);
    if (text == NULL || !is_json_number(text)) {
        return false;
    }
    double value = g_ascii_strtod(text, NULL);
    if (!isfinite(value)) {
        return false;
    }
    *out = value;
    return true;
}

bool sz_yaml_bool(const SzYamlNode *node, bool *out)
{
    const char *text = sz_yaml_is_quoted(node) ? NULL : sz_yaml_text(node);
    if (text == NULL || !(g_str_equal(text, "true") || g_str_equal(text, "false"))) {
        return false;
    }
    *out = text[0] == 't';
    return true;
}

bool sz_yaml_day(const SzYamlNode *node, SzDay *out)
{
    const char *text = sz_yaml_text(node);
    return text != NULL && sz_day_parse(sz_slice(text), out, NULL);
}

const char *sz_yaml_text_of(const SzYamlNode *node, const char *key)
{
    return sz_yaml_text(sz_yaml_get(node, key));
}

gint64 sz_yaml_int_of(const SzYamlNode *node, const char *key, gint64 absent)
{
    gint64 value = absent;
    return sz_yaml_int(sz_yaml_get(node, key), &value) ? value : absent;
}

double sz_yaml_number_of(const SzYamlNode *node, const char *key, double absent)
{
    double value = absent;
    return sz_yaml_number(sz_yaml_get(node, key), &value) ? value : absent;
}

void sz_yaml_complain(SzProblems *problems, const SzYamlNode *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *path = sz_yaml_path(node);
    sz_problems_add(problems, sz_yaml_place(node), path, "%s", text);
}
