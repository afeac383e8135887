#include "collector/import_map_value.h"

#include "collector/import_value.h"
#include "config/did_you_mean.h"

static bool is_one_of(const char *text, const char *const *words, gsize n_words)
{
    for (gsize i = 0; i < n_words; i++) {
        if (g_str_equal(words[i], text)) {
            return true;
        }
    }
    return false;
}

bool sz_import_check_word(SzImportLoader *loader, const SzYamlNode *node, const char *what,
                          const char *text, const char *const *words, gsize n_words)
{
    if (is_one_of(text, words, n_words)) {
        return true;
    }
    const char *guess = sz_did_you_mean(text, words, n_words);
    g_autoptr(GString) list = g_string_new(NULL);
    for (gsize i = 0; i < n_words; i++) {
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", words[i]);
    }
    g_autofree char *shown = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), 40));
    sz_yaml_complain(loader->problems, node, "unknown %s: '%s',%s%s%s expected one of %s", what,
                     shown, guess != NULL ? " did you mean '" : "", guess != NULL ? guess : "",
                     guess != NULL ? "'?" : "", list->str);
    return false;
}

guint sz_import_name_attribute(SzImportLoader *loader, const SzYamlNode *node, const char *key,
                               bool of_event)
{
    GPtrArray *attributes = loader->map->attributes;
    for (guint i = 0; i < attributes->len; i++) {
        const SzImportAttribute *known = g_ptr_array_index(attributes, i);
        if (known->of_event == of_event && g_str_equal(known->key, key)) {
            return i;
        }
    }
    SzImportAttribute *attribute = g_new0(SzImportAttribute, 1);
    attribute->key = g_strdup(key);
    attribute->of_event = of_event;
    attribute->line = sz_yaml_place(node).line;
    g_ptr_array_add(attributes, attribute);
    return attributes->len - 1;
}

/* The text of a scalar that is to stand in lines; NULL after a complaint. */
static char *take_text(SzImportLoader *loader, const SzYamlNode *node, const SzImportWanted *wanted)
{
    static const char *const expected[] = {
        [SZ_IMPORT_TEXT] = "a text",
        [SZ_IMPORT_INT] = "a whole number",
        [SZ_IMPORT_BOOL] = "true or false",
        [SZ_IMPORT_TIME] = "a time, for instance 2026-03-02T09:00:00+08:00",
    };
    const char *text = sz_yaml_text(node);
    if (text == NULL || text[0] == '\0') {
        sz_yaml_complain(loader->problems, node, "no value, expected %s", expected[wanted->type]);
        return NULL;
    }
    if (!sz_import_text_fits(text, wanted->type)) {
        sz_yaml_complain(loader->problems, node, "wrong value: '%s', expected %s", text,
                         expected[wanted->type]);
    } else if (wanted->words != NULL) {
        sz_import_check_word(loader, node, "word", text, wanted->words, wanted->n_words);
    }
    return g_strdup(text);
}

static void load_values(SzImportLoader *loader, const SzYamlNode *node,
                        const SzImportWanted *wanted, SzImportValue *out)
{
    if (sz_yaml_kind(node) != SZ_YAML_IS_MAP || sz_yaml_n(node) == 0) {
        sz_yaml_complain(loader->problems, node,
                         "no table, expected {TEXT IN THE LOG: VALUE, ...}");
        return;
    }
    out->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *pair = sz_yaml_at(node, i);
        g_hash_table_insert(out->values, g_strdup(sz_yaml_key(pair)),
                            take_text(loader, pair, wanted));
    }
}

bool sz_import_load_source(SzImportLoader *loader, const SzYamlNode *node, guint *out_i_attribute)
{
    const SzYamlNode *own = sz_yaml_get(node, "attribute");
    const SzYamlNode *of_case = sz_yaml_get(node, "case_attribute");
    const SzYamlNode *source = own != NULL ? own : of_case;
    if ((own == NULL) == (of_case == NULL)) {
        sz_yaml_complain(loader->problems, node, "no single source, expected {attribute: KEY}%s",
                         loader->of_event ? " or {case_attribute: KEY}" : "");
        return false;
    }
    if (of_case != NULL && !loader->of_event) {
        sz_yaml_complain(loader->problems, of_case,
                         "not in a rule on events, expected attribute (the case's, here)");
        return false;
    }
    const char *key = sz_yaml_text(source);
    if (key == NULL || key[0] == '\0') {
        sz_yaml_complain(loader->problems, source, "no key, expected the key of an attribute");
        return false;
    }
    *out_i_attribute =
        sz_import_name_attribute(loader, source, key, own != NULL && loader->of_event);
    return true;
}

void sz_import_load_value(SzImportLoader *loader, const SzYamlNode *node,
                          const SzImportWanted *wanted, SzImportValue *out)
{
    static const char *const keys[] = {"attribute", "case_attribute", "values", "default"};
    if (sz_yaml_kind(node) != SZ_YAML_IS_MAP) {
        out->constant = take_text(loader, node, wanted);
        out->is_set = out->constant != NULL;
        return;
    }
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        sz_import_check_word(loader, child, "key", sz_yaml_key(child), keys, G_N_ELEMENTS(keys));
    }
    out->is_set = sz_import_load_source(loader, node, &out->i_attribute);
    const SzYamlNode *values = sz_yaml_get(node, "values");
    const SzYamlNode *fallback = sz_yaml_get(node, "default");
    if (values != NULL) {
        load_values(loader, values, wanted, out);
    }
    if (fallback != NULL) {
        out->fallback = take_text(loader, fallback, wanted);
    }
}

void sz_import_value_clear(SzImportValue *value)
{
    g_free(value->constant);
    g_free(value->fallback);
    g_clear_pointer(&value->values, g_hash_table_unref);
    *value = (SzImportValue){0};
}
